//! What `allow`, `test`, `hosts` and `NOTPROD_ALLOW` mean.

use super::*;

#[test]
fn a_lift_is_exact() {
    let plain = |host: &str, port| reading(Some("app"), &[(host, port)], "shop");
    for (pattern, reading, lifted) in [
        ("localhost/shop", plain("127.0.0.1", None), true),
        ("localhost/shop", plain("localhost", Some(5432)), true),
        ("localhost/shop", plain("localhost", Some(15432)), false),
        (
            "localhost:15432/shop",
            plain("localhost", Some(15432)),
            true,
        ),
        ("localhost:15432/shop", plain("localhost", None), false),
        ("localhost:5432/shop", plain("localhost", None), true),
        ("localhost/Shop", plain("localhost", None), false),
        ("DB.example.com/shop", plain("db.EXAMPLE.com.", None), true),
        ("db.example.com/shop", plain("db.example.org", None), false),
        ("app@db/shop", plain("db", None), true),
        ("App@db/shop", plain("db", None), false),
        ("app@db/shop", reading(None, &[("db", None)], "shop"), false),
        (
            "a/shop",
            reading(None, &[("a", None), ("b", None)], "shop"),
            false,
        ),
        (
            "a/shop",
            reading(None, &[("a", None), ("A", Some(5432))], "shop"),
            true,
        ),
        ("a/shop", reading(None, &[], "shop"), false),
    ] {
        assert_eq!(
            allowing(pattern).lifted(Engine::Postgres, &reading),
            lifted,
            "{pattern} {reading:?}"
        );
    }
    assert!(!allowing("localhost/shop").lifted(Engine::Mysql, &plain("localhost", Some(5432))));
    assert!(allowing("h/0").lifted(
        Engine::Redis,
        &Reading {
            database: None,
            ..plain("h", None)
        }
    ));
}

#[test]
fn several_hosts_may_be_named_by_several_entries() {
    let entry =
        |target: &str| format!("[[databases.allow]]\ntarget = '{target}'\nreason = '{target}'\n");
    let text = entry("a/shop") + &entry("b/shop");
    let both = reading(None, &[("a", None), ("b", None)], "shop");
    let asked = Asked::of(policy(&text));
    let lift = asked.lift(Engine::Postgres, &both).unwrap();
    assert_eq!(
        lift,
        ("a/shop".into(), "notprod.toml:2".into(), "a/shop".into())
    );
    let mixed = discover_with(
        &[("/repo/app/notprod.toml", &entry("a/shop"))],
        Some("b/shop"),
    )
    .unwrap();
    let lift = Asked::of(mixed).lift(Engine::Postgres, &both).unwrap();
    assert_eq!(
        lift,
        (
            "b/shop".into(),
            "`NOTPROD_ALLOW` of the process".into(),
            "for this run".into()
        )
    );
}

#[test]
fn files_that_are_there_must_all_be_named() {
    let paths = file(&["/repo/app/srv/x.db", "/srv/x.db"]);
    assert!(
        allowing("/srv/x.db").lifted(Engine::Sqlite, &paths),
        "nothing is there"
    );
    assert!(!allowing("/srv/y.db").lifted(Engine::Sqlite, &paths));
    let there = |asked: Asked| asked.with_file("/srv/x.db");
    assert!(there(allowing("/srv/x.db")).lifted(Engine::Sqlite, &paths));
    assert!(!there(allowing("./srv/x.db")).lifted(Engine::Sqlite, &paths));
    let both = there(allowing("/srv/x.db")).with_file("/repo/app/srv/x.db");
    assert!(!both.lifted(Engine::Sqlite, &paths));
    assert!(!allowing("/srv/x.DB").lifted(Engine::Sqlite, &paths));
}

#[test]
fn paths_of_an_override_begin_at_the_root() {
    let asked = Asked::of(discover_with(&[], Some("dev.db")).unwrap());
    assert!(asked.lifted(Engine::Sqlite, &file(&["/repo/app/dev.db"])));
    assert!(!asked.lifted(Engine::Sqlite, &file(&["/repo/dev.db"])));
    assert_eq!(asked.policy.overrides[0].text, "dev.db");
}

#[test]
fn tests_by_name_and_by_host() {
    let asked = Asked::of(policy(
        "[databases]\ntest = ['shop_ci', 'ci-db/shop', 'x.sqlite3']\n",
    ));
    let test =
        |host, database| asked.test(Engine::Postgres, &reading(None, &[(host, None)], database));
    assert!(test("anywhere", "shop_ci") && test("ci-db", "shop"));
    assert!(!test("anywhere", "SHOP_CI") && !test("db", "shop"));
    assert!(asked.test(Engine::Sqlite, &file(&["/repo/app/data/x.sqlite3"])));
    // A denial of the same name on one host is no contradiction, and wins.
    let asked = Asked::of(policy(
        "[databases]\ntest = ['a']\nproduction = ['prod/a']\n",
    ));
    assert!(asked.test(Engine::Postgres, &reading(None, &[("db", None)], "a")));
    assert!(!asked.test(Engine::Postgres, &reading(None, &[("prod", None)], "a")));
    assert!(!asked.lifted(Engine::Postgres, &reading(None, &[("db", None)], "a")));
}

#[test]
fn hosts() {
    let policy =
        policy("[databases]\nhosts = ['*.test.internal', '10.0.*', '[fd00::1]', '192.168.1.1']\n");
    for (host, listed) in [
        ("pg1.TEST.internal", true),
        ("pg1.test.internal.", true),
        ("test.internal", false),
        ("pg.test.internal.example.com", false),
        ("10.0.3.7", true),
        ("10.0.example.com", false),
        ("FD00:0::1", true),
        ("192.168.257", true),
        ("localhost", false),
    ] {
        assert_eq!(policy.lists_host(host), listed, "{host}");
    }
}

#[test]
fn environments_are_named_whole() {
    let policy = policy("[environment]\nallow = ['Staging']\n");
    assert!(policy.environment_allows("staging") && policy.environment_allows(" STAGING\n"));
    assert!(!policy.environment_allows("staging2") && !policy.environment_allows(""));
}
