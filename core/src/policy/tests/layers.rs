//! What files set together, and what a policy may not say.

use super::*;

const NEAR: &str = "
[environment]
production = ['blue']
allow = ['staging']
[databases]
production = ['near_db']
test = []
[live]
mode = 'never'
production_servers = ['pg:1']
[rules]
a = 'note'
";
const FAR: &str = "
[environment]
production = ['green']
allow = ['uat']
[databases]
production = ['far_db']
test = ['far_test']
hosts = ['*.far.internal']
[[databases.allow]]
target = 'far/x'
reason = 'far'
[sources]
ignore = ['OLD_URL']
[live]
mode = 'always'
timeout = '5s'
max_rows = 7
test_servers = ['pg:3']
production_servers = ['pg:2']
[rules]
a = 'refuse'
b = 'refuse'
";

#[test]
fn denials_add_up_and_the_nearest_sets_the_rest() {
    let policy = discover(&[
        ("/repo/app/notprod.toml", NEAR),
        ("/repo/notprod.toml", FAR),
    ])
    .unwrap();
    let texts = |entries: &[NamedEntry]| entries.iter().map(|e| e.text.clone()).collect::<Vec<_>>();
    assert_eq!(texts(&policy.environment_production), ["blue", "green"]);
    assert_eq!(policy.production_words.len(), 2);
    assert_eq!(texts(&policy.environment_allow), ["staging"]);
    assert_eq!(
        policy
            .production
            .iter()
            .map(|e| e.text.as_str())
            .collect::<Vec<_>>(),
        ["near_db", "far_db"]
    );
    assert!(policy.test.is_empty(), "an empty list is set, too");
    assert!(policy.lists_host("db.far.internal"));
    assert_eq!(policy.allow.len(), 1);
    assert!(policy.ignores("old_url") && !policy.ignores("OLD_URL_2"));
    assert_eq!(policy.live.mode, Mode::Never);
    assert_eq!(policy.live.timeout, Duration::from_secs(5));
    assert_eq!(policy.live.max_rows, Some(7));
    assert_eq!(texts(&policy.live.test_servers), ["pg:3"]);
    assert_eq!(texts(&policy.live.production_servers), ["pg:1", "pg:2"]);
    let rules: Vec<_> = policy
        .rules
        .iter()
        .map(|r| (r.name.as_str(), r.severity, r.source.to_string()))
        .collect();
    assert_eq!(
        rules,
        [
            ("a", Severity::Note, "notprod.toml:12".to_owned()),
            ("b", Severity::Refuse, "../notprod.toml:22".to_owned()),
        ]
    );
    assert_eq!(
        policy.files,
        ["notprod.toml".into(), "../notprod.toml".into()]
    );
}

#[test]
fn nothing_above_the_repository_is_read() {
    let policy = discover(&[("/notprod.toml", "nonsense")]).unwrap();
    assert!(policy.files.is_empty());
}

#[test]
fn what_a_policy_may_not_say() {
    for (text, message, help) in [
        (
            "[database]\nproduction = ['x']",
            "notprod.toml:1: `database` is no key of a policy",
            "did you mean `databases`?",
        ),
        (
            "\n[databases]\n\nprodution = ['x']",
            "notprod.toml:4: `prodution` is no key of `databases`",
            "did you mean `production`?",
        ),
        (
            "[databases]\nproduction = 5",
            "notprod.toml:2: `databases.production`: expected a list of strings, found an integer",
            "",
        ),
        (
            "[databases]\ntest = [\n'a',\n{}]",
            "notprod.toml:4: `databases.test`: expected a list of strings, found a table in it",
            "",
        ),
        (
            "databases = 5",
            "notprod.toml:1: `databases`: expected a table, found an integer",
            "",
        ),
        (
            "[databases.allow]\ntarget='a/b'",
            "notprod.toml:1: `databases.allow`: expected a list of tables, found a table",
            "write `[[databases.allow]]` with `target` and `reason`",
        ),
        (
            "[[databases.allow]]\ntarget='a/b'",
            "notprod.toml:1: `databases.allow`: an entry has no `reason`",
            "every entry says which target it lifts, and why",
        ),
        (
            "[[databases.allow]]\nreason='a/b'",
            "notprod.toml:1: `databases.allow`: an entry has no `target`",
            "every entry says which target it lifts, and why",
        ),
        (
            "[[databases.allow]]\ntarget='a/b'\nreason=' '",
            "notprod.toml:3: `databases.allow.reason` is blank",
            "",
        ),
        (
            "[[databases.allow]]\ntarget='a/b'\nresaon='x'",
            "notprod.toml:3: `resaon` is no key of `databases.allow`",
            "did you mean `reason`?",
        ),
        (
            "[[databases.allow]]\nreason='x'\ntarget='shop'",
            "notprod.toml:3: `databases.allow.target`: `shop` is no target pattern: it names no host and database",
            pattern::FORM,
        ),
        (
            "[[databases.allow]]\ntarget='a/b'\nreason='x'\nexpires='soon'",
            "notprod.toml:4: `databases.allow.expires` is no day of the calendar",
            "write a date such as 2027-01-31",
        ),
        (
            "[databases]\ntest=['shop_*']",
            "notprod.toml:2: `databases.test`: `shop_*` is no target pattern: it holds a `*` or `?`",
            "name each target in full; only `databases.production` takes `*` and `?`",
        ),
        (
            "[databases]\nhosts=['*']",
            "notprod.toml:2: `databases.hosts`: `*` means every host",
            "name a part that your test hosts share: `*.test.internal`",
        ),
        (
            "[databases]\nhosts=['*.*']",
            "notprod.toml:2: `databases.hosts`: `*.*` means every host",
            "name a part that your test hosts share: `*.test.internal`",
        ),
        (
            "[databases]\nhosts=['h:5432']",
            "notprod.toml:2: `databases.hosts`: `h:5432` is no host",
            "write a host without user, port and database; `*` stands for any part of it",
        ),
        (
            "[environment]\nallow=['*']",
            "notprod.toml:2: `environment.allow`: `*` holds a `*` or `?`",
            "write each name in full",
        ),
        (
            "[sources]\nignore=['OLD_*']",
            "notprod.toml:2: `sources.ignore`: `OLD_*` holds a `*` or `?`",
            "write each name in full",
        ),
        (
            "[live]\nmode='off'",
            "notprod.toml:2: `live.mode`: `off` is none of its values",
            "write one of `auto`, `always`, `never`",
        ),
        (
            "[live]\nmode='allways'",
            "notprod.toml:2: `live.mode`: `allways` is none of its values",
            "did you mean `always`?",
        ),
        (
            "[live]\ntimeout='0s'",
            "notprod.toml:2: `live.timeout`: `0s` is no time above zero",
            "write a time such as \"3s\" or \"500ms\"",
        ),
        (
            "[live]\nmax_rows='5'",
            "notprod.toml:2: `live.max_rows`: expected an integer, found a string",
            "",
        ),
        (
            "[live]\ntest_servers='5'",
            "notprod.toml:2: `live.test_servers`: expected a list of strings, found a string",
            "",
        ),
        (
            "[rules]\nx='off'",
            "notprod.toml:2: `rules`: `off` is none of its values",
            "write one of `note`, `warning`, `unproven`, `refuse`",
        ),
        (
            "[rules]\nx=false",
            "notprod.toml:2: `rules`: expected a string, found a boolean",
            "",
        ),
        (
            "[databases]\nproduction=['postgres://u:hunter2@h/x']",
            "notprod.toml:2: `databases.production`: the text given is no target pattern: it is an address",
            "write `[user@]host[:port]/database`, or the path of a SQLite file, without scheme and password",
        ),
    ] {
        let error = error(text);
        assert_eq!(error.kind, ErrorKind::Policy, "{text}");
        assert_eq!(error.to_string(), message);
        assert_eq!(error.help.as_deref().unwrap_or_default(), help, "{text}");
    }
}

#[test]
fn entries_expire_after_their_day() {
    let policy = policy(
        "[[databases.allow]]\ntarget = 'a/x'\nreason = 'r'\nexpires = 2027-01-30\n\
         [[databases.allow]]\ntarget = 'b/x'\nreason = 'r'\nexpires = '2027-01-31'\n\
         [[databases.allow]]\ntarget = 'c/x'\nreason = 'r'\n",
    );
    assert_eq!(policy.expired.len(), 1);
    assert_eq!(policy.expired[0].text, "a/x");
    assert_eq!(policy.expired[0].source.to_string(), "notprod.toml:2");
    let asked = Asked::of(policy);
    for (host, lifted) in [("a", false), ("b", true), ("c", true)] {
        assert_eq!(
            asked.lifted(Engine::Postgres, &reading(None, &[(host, None)], "x")),
            lifted,
            "{host}"
        );
    }
}
