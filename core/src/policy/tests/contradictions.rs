//! Entries that deny and grant the same thing.

use super::*;

fn of(production: &str, grant: &str) -> Option<String> {
    let far = format!("[databases]\nproduction = ['{production}']\n");
    let result = discover(&[
        ("/repo/app/notprod.toml", grant),
        ("/repo/notprod.toml", &far),
    ]);
    let error = result.err()?;
    assert_eq!(error.kind, ErrorKind::Contradiction, "{error}");
    Some(error.to_string())
}

fn allowed(production: &str, target: &str) -> bool {
    let grant = format!("[[databases.allow]]\nreason = 'r'\ntarget = '{target}'\n");
    of(production, &grant).is_none()
}

#[test]
fn nobody_means_both() {
    for (production, target) in [
        ("shop", "localhost/shop"),
        ("SHOP*", "localhost:1/shop"),
        ("localhost/shop", "127.0.0.1/shop"),
        ("*/shop", "u@db.example.com/shop"),
        ("db.example.com/*", "db.example.com:99/shop"),
        ("db.example.com", "db.example.com:99/shop"),
        ("db:5432/shop", "db/shop"),
        ("db:54*/shop", "db:5433/shop"),
        ("root@db/shop", "root@db/shop"),
        ("/repo/app/*.db", "./x.db"),
        ("app.sqlite", "./app.sqlite"),
        ("app", "./app.sqlite"),
    ] {
        assert!(!allowed(production, target), "{production} {target}");
    }
    for (production, target) in [
        ("shop", "localhost/shop_ci"),
        ("db:5432/shop", "db:15432/shop"),
        ("db:15432/shop", "db/shop"),
        ("root@db/shop", "db/shop"),
        ("root@db/shop", "app@db/shop"),
        ("prod/shop", "ci/shop"),
        ("/srv/*.db", "./x.db"),
    ] {
        assert!(allowed(production, target), "{production} {target}");
    }
}

#[test]
fn tests_and_production() {
    assert_eq!(
        of("app_*", "[databases]\ntest = [\n'app_test']\n").unwrap(),
        "notprod.toml:3: `app_test` is in `databases.test`, and `app_*` in `databases.production` at ../notprod.toml:2 means it, too"
    );
    assert!(of("*/app_test", "[databases]\ntest = ['app_test']\n").is_some());
    assert!(
        of(
            "prod.example.com/app_test",
            "[databases]\ntest = ['app_test']\n"
        )
        .is_none()
    );
    // A list that a nearer file replaces says nothing.
    let policy = discover(&[
        (
            "/repo/app/notprod.toml",
            "[databases]\ntest = []\nproduction = ['a']\n",
        ),
        ("/repo/notprod.toml", "[databases]\ntest = ['a']\n"),
    ]);
    assert!(policy.is_ok());
}

#[test]
fn an_expired_entry_contradicts_as_well() {
    let grant = "[[databases.allow]]\nreason = 'r'\ntarget = 'h/shop'\nexpires = 2020-01-01\n";
    assert!(of("shop", grant).is_some());
}

#[test]
fn servers_and_environments() {
    let error_of = |text: &str| {
        let error = error(text);
        assert_eq!(error.kind, ErrorKind::Contradiction);
        error.to_string()
    };
    assert_eq!(
        error_of("[live]\ntest_servers = ['pg:1']\nproduction_servers = ['pg:1']\n"),
        "notprod.toml:2: `pg:1` is in `live.test_servers`, and in `live.production_servers` at notprod.toml:3"
    );
    for value in ["prod", "Production", "prd", "live", "eu-prod"] {
        let message = error_of(&format!("[environment]\nallow = ['{value}']\n"));
        assert_eq!(
            message,
            format!(
                "notprod.toml:2: `{value}` in `environment.allow` is production, which nothing lifts"
            )
        );
    }
    for word in ["blue-*", "blue", "BLUE-GREEN"] {
        let message = error_of(&format!(
            "[environment]\nproduction = ['{word}']\nallow = ['blue-green']\n"
        ));
        assert!(
            message.contains("`environment.production` at notprod.toml:2 means it, too"),
            "{message}"
        );
    }
    assert!(
        policy("[environment]\nallow = ['non-prod', 'staging']\n").environment_allows(" STAGING ")
    );
}

#[test]
fn an_override_of_production_is_no_error_and_lifts_nothing() {
    let files = [(
        "/repo/app/notprod.toml",
        "[databases]\nproduction = ['shop']\n",
    )];
    let asked = Asked::of(discover_with(&files, Some("127.0.0.1/shop,127.0.0.1/other")).unwrap());
    assert!(!asked.lifted(
        Engine::Mysql,
        &reading(None, &[("localhost", None)], "shop")
    ));
    assert!(asked.lifted(
        Engine::Mysql,
        &reading(None, &[("localhost", None)], "other")
    ));
}
