//! Every rule and every kind of error is listed once, and something produces it.

use notprod::facts::{Emptiness, Facts, Fault, Heard, Marker, Said, Silence, Whereabouts};
use notprod::judge::{judge, judge_and_ask};
use notprod::rules::CATALOGUE;
use notprod::{Error, ErrorKind, Policy, Question, Report, Severity, Snapshot};
use notprod_tests::{CommandLine, FileContent, Folder, Given, guard, real};
use std::collections::{BTreeMap, BTreeSet};

fn given(env: &[(&str, &str)], files: &[(&str, &str)]) -> Given {
    let own = |(a, b): &(&str, &str)| ((*a).to_owned(), (*b).to_owned());
    let file = |(a, b): &(&str, &str)| ((*a).to_owned(), FileContent::Text((*b).to_owned()));
    Given {
        env: env.iter().map(own).collect(),
        files: files.iter().map(file).collect(),
        root: None,
    }
}

fn check(given: &Given, change: impl FnOnce(&mut Question)) -> Result<Report, Error> {
    let folder = Folder::of(given).expect("the case can be laid out");
    let mut question = folder.question();
    change(&mut question);
    notprod::guard::check(&question)
}

/// Rules that no vector produces.
fn beside_the_vectors() -> Vec<Given> {
    let address = ("DATABASE_URL", "postgres://app@localhost/shop");
    vec![
        given(
            &[("DATABASE_URL", "postgres://app@db.example.com/shop")],
            &[(
                "notprod.toml",
                "[[databases.allow]]\ntarget = \"db.example.com/shop\"\nreason = \"once\"\nexpires = 2001-01-31\n",
            )],
        ),
        given(
            &[address],
            &[("notprod.toml", "[sources]\nignore = [\"DATABASE_URL\"]\n")],
        ),
        given(
            &[(
                "DATABASE_URL",
                "postgres://app@host.docker.internal/shop_test",
            )],
            &[],
        ),
        given(
            &[address],
            &[(
                "pytest.ini",
                "[pytest]\nDJANGO_SETTINGS_MODULE = shop.settings\n",
            )],
        ),
        // A variable of Node's, where the root says that pytest runs.
        given(
            &[("NODE_ENV", "production"), address],
            &[("pytest.ini", "[pytest]\n")],
        ),
        given(
            &[],
            &[(
                ".env",
                "DATABASE_URL=postgres://app@${DB_SERVER}/shop_test\n",
            )],
        ),
    ]
}

/// What a server may say for each rule that reads it, and the policy that such a rule wants.
fn beside_the_names() -> Vec<(&'static str, Heard)> {
    let said = |change: &dyn Fn(&mut Said)| {
        let mut said = Said {
            identity: Some("pg:1".into()),
            database: Some("shop".into()),
            ..Said::default()
        };
        change(&mut said);
        Heard::Said(Box::new(said))
    };
    let marker = |kind: &str| Marker {
        kind: kind.into(),
        identity: Some("pg:1".into()),
        database: Some("shop".into()),
        ..Marker::default()
    };
    vec![
        ("", said(&|said| said.markers.push(marker("production")))),
        ("[live]\nproduction_servers = [\"pg:1\"]\n", said(&|_| {})),
        ("", said(&|said| said.database = Some("other".into()))),
        ("", said(&|said| said.whereabouts = Whereabouts::Elsewhere)),
        ("", Heard::Broken(Fault::Unreadable)),
        ("", said(&|said| said.markers.push(Marker::default()))),
        ("", said(&|said| said.hidden_marker = true)),
        (
            "",
            said(&|said| said.writable = vec!["shop_production".into(), "blog".into()]),
        ),
        (
            "",
            said(&|said| {
                said.superuser = true;
                said.whereabouts = Whereabouts::Elsewhere;
            }),
        ),
        (
            "[live]\nmax_rows = 10\n",
            said(&|said| {
                said.tables = Some(2);
                said.rows = Some(11);
            }),
        ),
        ("", said(&|said| said.replica = true)),
        ("", Heard::Silent(Silence::Refused)),
        ("", said(&|said| said.emptiness = Emptiness::Empty)),
        ("", said(&|said| said.markers.push(marker("disposable")))),
        (
            "",
            said(&|said| (said.initialised, said.clock) = (Some(1_000), 1_060)),
        ),
        ("[live]\ntest_servers = [\"pg:1\"]\n", said(&|_| {})),
    ]
}

/// The rules that speak where the server of an unproven target says something.
fn of_a_server(policy: &str, heard: Heard) -> Vec<(&'static str, &'static str)> {
    let case = given(
        &[
            ("DATABASE_URL", "postgres://app@localhost/shop"),
            ("CI", "true"),
        ],
        &[("notprod.toml", policy)],
    );
    let folder = Folder::of(&case).expect("the case can be laid out");
    let question = Question {
        offline: false,
        ..folder.question()
    };
    let snapshot = Snapshot::new(&question, &notprod::host::Disk);
    let policy = Policy::discover(&snapshot, None).expect("a policy");
    let mut facts = Facts::none();
    let (_, asks) = judge_and_ask(&snapshot, &policy, &facts).expect("a report");
    assert_eq!(asks.len(), 1, "the server is worth asking");
    facts.extend(asks.into_iter().map(|ask| (ask.place, heard.clone())));
    let report = judge(&snapshot, &policy, &facts).expect("a report");
    report
        .findings
        .iter()
        .map(|finding| (finding.rule, finding.code))
        .collect()
}

#[test]
fn every_rule_is_listed_once() {
    let names: BTreeSet<&str> = CATALOGUE.iter().map(|rule| rule.name).collect();
    let codes: BTreeSet<&str> = CATALOGUE.iter().map(|rule| rule.code).collect();
    assert_eq!(
        (names.len(), codes.len()),
        (CATALOGUE.len(), CATALOGUE.len())
    );
    for rule in CATALOGUE {
        let kebab = rule
            .name
            .chars()
            .all(|c| c.is_ascii_lowercase() || c == '-');
        assert!(kebab && !rule.name.starts_with('-'), "{}", rule.name);
        let digits = rule.code.strip_prefix("NP").expect("NP");
        assert!(
            digits.len() == 3 && digits.chars().all(|c| c.is_ascii_digit()),
            "{}",
            rule.code
        );
        assert!(!digits.starts_with('9'), "{}: NP9 is for errors", rule.code);
        assert!(
            !rule.summary.is_empty() && !rule.summary.ends_with('.'),
            "{}",
            rule.name
        );
    }
}

/// What nothing lifts, nothing may soften either.
#[test]
fn what_names_production_is_neither_lifted_nor_adjusted() {
    for name in [
        "listed-production",
        "unreadable-address",
        "production-marker",
        "production-server",
    ] {
        let rule = CATALOGUE
            .iter()
            .find(|rule| rule.name == name)
            .expect("the rule");
        assert!(
            !rule.liftable && !rule.adjustable && rule.severity == Severity::Refuse,
            "{name}"
        );
    }
}

#[test]
fn every_rule_is_produced() {
    let mut cases: Vec<Given> = guard()
        .expect("the vectors")
        .into_iter()
        .map(|case| case.given)
        .collect();
    cases.extend(
        real()
            .expect("the vectors")
            .into_iter()
            .map(|case| case.given),
    );
    cases.extend(beside_the_vectors());
    let mut produced: BTreeMap<&str, &str> = BTreeMap::new();
    for case in &cases {
        let Ok(report) = check(case, |_| {}) else {
            continue;
        };
        produced.extend(
            report
                .findings
                .iter()
                .map(|finding| (finding.rule, finding.code)),
        );
    }
    for (policy, heard) in beside_the_names() {
        produced.extend(of_a_server(policy, heard));
    }
    let listed: BTreeMap<&str, &str> = CATALOGUE
        .iter()
        .map(|rule| (rule.name, rule.code))
        .collect();
    assert_eq!(produced, listed);
}

#[test]
fn every_kind_of_error_is_listed_once() {
    let codes: BTreeSet<&str> = ErrorKind::ALL.iter().map(|kind| kind.code()).collect();
    let names: BTreeSet<&str> = ErrorKind::ALL.iter().map(|kind| kind.name()).collect();
    assert_eq!(
        (codes.len(), names.len()),
        (ErrorKind::ALL.len(), ErrorKind::ALL.len())
    );
    assert!(codes.iter().all(|code| code.starts_with("NP9")));
    let rules: BTreeSet<&str> = CATALOGUE.iter().map(|rule| rule.name).collect();
    assert!(
        names.is_disjoint(&rules),
        "a report names either in the same field"
    );
}

#[test]
fn every_kind_of_error_is_produced() {
    let policy = |text: &str| given(&[], &[("notprod.toml", text)]);
    let nothing = given(&[], &[]);
    let mut produced = vec![
        check(&policy("[database]\n"), |_| {}),
        check(
            &policy("[databases]\nproduction = [\"a\"]\ntest = [\"a\"]\n"),
            |_| {},
        ),
        check(&given(&[("NOTPROD_ALLOW", "*")], &[]), |_| {}),
        check(&given(&[], &[("phpunit.xml", "<phpunit")]), |_| {}),
        check(&nothing, |question| question.load = Some(".env.ci".into())),
        check(&nothing, |question| question.root.push("nowhere")),
        notprod::bridge::fence(|| panic!("injected")),
    ]
    .into_iter()
    .map(|answer| answer.expect_err("an error").kind.code().to_owned())
    .collect::<BTreeSet<String>>();

    let folder = Folder::of(&nothing).expect("a folder");
    let ended = CommandLine::new(env!("CARGO_BIN_EXE_notprod-under-test"), folder.root())
        .env(&folder.environment)
        .args(["run", "--format", "json", "--", "no-such-command"])
        .run()
        .expect("the command line starts");
    let report: serde_json::Value = serde_json::from_str(&ended.stdout).expect("a report");
    produced.extend(report["error"].as_str().map(str::to_owned));

    let ended = CommandLine::new(env!("CARGO_BIN_EXE_notprod-under-test"), folder.root())
        .env(&folder.environment)
        .args([
            "identify",
            "postgres://app@127.0.0.1:1/shop",
            "--format",
            "json",
        ])
        .run()
        .expect("the command line starts");
    let report: serde_json::Value = serde_json::from_str(&ended.stdout).expect("a report");
    produced.extend(report["error"].as_str().map(str::to_owned));

    let listed: BTreeSet<String> = ErrorKind::ALL
        .iter()
        .map(|kind| kind.code().to_owned())
        .collect();
    assert_eq!(produced, listed);
}

/// `notprod explain` prints them: each begins with its name, and has the same parts.
#[test]
fn every_rule_and_every_error_has_its_page() {
    let rules = CATALOGUE
        .iter()
        .map(|rule| (rule.name, rule.code, rule.page));
    let errors = ErrorKind::ALL
        .iter()
        .map(|kind| (kind.name(), kind.code(), kind.page()));
    for (name, code, page) in rules.chain(errors) {
        assert!(page.starts_with(&format!("# {name} ({code})\n")), "{name}");
        let parts: Vec<&str> = page
            .lines()
            .filter(|line| line.starts_with("## "))
            .collect();
        let expected = [
            "## What it saw",
            "## Why it matters",
            "## Cure",
            "## What it cannot see",
        ];
        assert_eq!(parts, expected, "{name}");
        assert!(
            page.contains(&format!("[{code}]")) || !page.contains("[NP"),
            "{name}"
        );
    }
}
