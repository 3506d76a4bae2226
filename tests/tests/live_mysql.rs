//! Live proof on a real MariaDB server.

use notprod_tests::live::Project;
use notprod_tests::servers::{Forwarder, Maria};

const PROGRAM: &str = env!("CARGO_BIN_EXE_notprod-under-test");

fn project(url: &str, policy: &str) -> Project {
    Project::new(PROGRAM, &[("DATABASE_URL", url)], policy)
}

/// The first incident: tests and production share a server, and a user with every privilege on four
/// databases.
#[test]
fn the_first_incidents_user_is_refused_and_the_one_of_grants_allowed() {
    let server = Maria::start();
    for name in [
        "askproai_db",
        "askproai_db_old",
        "askproai_staging",
        "askproai_testing",
    ] {
        server.run("", &format!("CREATE DATABASE {name}; GRANT ALL PRIVILEGES ON {name}.* TO askproai_user@'%' IDENTIFIED BY 'everything'"));
        server.run(
            name,
            "CREATE TABLE customers (id int); INSERT INTO customers VALUES (1), (2), (3)",
        );
    }
    let policy = "[databases]\nproduction = [\"askproai_db\"]\n[live]\nmode = \"always\"\n";
    let url = |user: &str, password: &str, name: &str| {
        format!("mysql://{user}:{password}@127.0.0.1:{}/{name}", server.port)
    };
    let shared = project(
        &url("askproai_user", "everything", "askproai_testing"),
        policy,
    );
    let refused = shared.check(&[]);
    refused.assert("refuse", "user-can-write-production");
    assert!(
        refused.rules().contains(&"user-can-write-elsewhere"),
        "{}",
        refused.printed
    );
    assert!(
        refused.printed.contains("1 table with about 3 rows"),
        "{}",
        refused.printed
    );

    let admin = project(&server.url("askproai_testing"), policy);
    let printed = admin.call(&["grants", "DATABASE_URL"]);
    assert!(
        printed
            .stdout
            .contains("GRANT ALL PRIVILEGES ON `askproai\\_testing`.*"),
        "{}",
        printed.printed()
    );
    let applied = admin.call(&["grants", "DATABASE_URL", "--apply"]);
    assert_eq!(applied.code, Some(0), "{}", applied.printed());
    let row = |name: &str| {
        let line = applied
            .stdout
            .lines()
            .find(|line| line.split_whitespace().next() == Some(name));
        line.unwrap_or_else(|| panic!("{name}: {}", applied.stdout))
            .split_whitespace()
            .skip(1)
            .collect::<Vec<_>>()
            .join(" ")
    };
    assert_eq!(row("askproai_testing"), "yes yes");
    for name in [
        "askproai_db",
        "askproai_db_old",
        "askproai_staging",
        "mysql",
        "sys",
    ] {
        assert_eq!(row(name), "refused refused", "{name}");
    }
    let password =
        std::fs::read_to_string(admin.root().join(".notprod-password")).expect("a password");
    let password = password.trim();
    assert!(!applied.printed().contains(password));
    let own = project(
        &url("askproai_testing_tester", password, "askproai_testing"),
        policy,
    );
    let allowed = own.check(&[]);
    assert_eq!(allowed.verdict(), "allow", "{}", allowed.printed);
    let away = project(&url("askproai_testing_tester", password, "askproai_db"), "")
        .call(&["identify", "DATABASE_URL"]);
    assert_eq!(away.code, Some(2), "{}", away.printed());
    assert!(
        away.printed().contains("does not let this user in"),
        "{}",
        away.printed()
    );
}

#[test]
fn emptiness_is_seen_row_by_row_and_by_those_who_see_all() {
    let server = Maria::start();
    server.run("", "CREATE DATABASE shop");
    let shop = project(&server.url("shop"), "");
    shop.check(&[]).assert("allow", "proven-empty");
    server.run("shop", "CREATE TABLE `od``d` (id int); CREATE TABLE migrations (id int); INSERT INTO migrations VALUES (1); CREATE VIEW v AS SELECT 1 AS one");
    shop.check(&[]).assert("allow", "proven-empty");
    server.run("", "CREATE USER blind@'%' IDENTIFIED BY 'b'; CREATE TABLE shop.seen (id int); GRANT SELECT ON shop.seen TO blind@'%'");
    let blind = project(
        &format!("mysql://blind:b@127.0.0.1:{}/shop", server.port),
        "",
    );
    assert_eq!(
        blind.check(&[]).verdict(),
        "unproven",
        "he sees one table of several"
    );
    server.run("shop", "INSERT INTO `od``d` VALUES (1)");
    assert_eq!(shop.check(&[]).verdict(), "unproven");
    server.run("shop", "DELETE FROM `od``d`");
    shop.check(&[]).assert("allow", "proven-empty");
}

#[test]
fn markers_and_pins_hold_here_too() {
    let server = Maria::start();
    server.run("", "CREATE DATABASE shop; CREATE DATABASE shop_test; CREATE TABLE shop.t (i int); INSERT INTO shop.t VALUES (1)");
    let shop = project(&server.url("shop"), "");
    shop.check(&[]).assert("unproven", "unproven");
    for _ in 0..2 {
        let marked = shop.call(&["mark", "DATABASE_URL", "--disposable", "--confirm", "shop"]);
        assert_eq!(marked.code, Some(0), "{}", marked.printed());
    }
    shop.check(&[]).assert("allow", "proven-disposable");
    server.run(
        "shop",
        "UPDATE notprod_marker SET identity = 'mysql:another'",
    );
    shop.check(&[]).assert("refuse", "foreign-marker");
    let tunnel = Forwarder::to(server.port);
    let test = project(
        &format!("mysql://root:secret@localhost:{}/shop_test", tunnel.port),
        "",
    );
    assert_eq!(test.check(&[]).verdict(), "allow");
    assert_eq!(test.call(&["pin", &server.url("shop")]).code, Some(0));
    test.check(&[]).assert("refuse", "production-server");
    let identified = test.call(&["identify", "DATABASE_URL", "--format", "json"]);
    let facts: serde_json::Value = serde_json::from_str(&identified.stdout).expect("JSON");
    assert!(
        facts["identity"]
            .as_str()
            .is_some_and(|text| text.starts_with("mariadb:")),
        "{facts}"
    );
}

#[test]
fn two_round_trips_and_no_more() {
    let server = Maria::start();
    server.run(
        "",
        "CREATE DATABASE shop; CREATE TABLE shop.t (i int); INSERT INTO shop.t VALUES (1)",
    );
    let wire = Forwarder::to(server.port);
    project(
        &format!(
            "mysql://root:secret@127.0.0.1:{}/shop?ssl-mode=disabled",
            wire.port
        ),
        "",
    )
    .check(&[])
    .assert("unproven", "unproven");
    assert_eq!(wire.connections(), 1);
    // The server speaks first; the answer to it is the login. What follows are the two questions.
    assert!(
        (2..=3).contains(&wire.round_trips()),
        "{} round trips",
        wire.round_trips()
    );
}

#[test]
fn a_wrong_password_and_an_absent_database_leave_the_verdict() {
    let server = Maria::start();
    server.run("", "CREATE DATABASE shop_test");
    for (user, name, verdict) in [
        ("root:wrongwrong", "shop_test", "allow"),
        ("root:secret", "absent", "unproven"),
        ("root:secret", "absent_test", "allow"),
    ] {
        let checked = project(
            &format!("mysql://{user}@127.0.0.1:{}/{name}", server.port),
            "",
        )
        .check(&["--live"]);
        assert_eq!(checked.verdict(), verdict, "{}", checked.printed);
        assert!(!checked.printed.contains("wrongwrong"));
    }
    // PHP's and Node's split variables give the password, too.
    let port = server.port.to_string();
    let split = [
        ("DB_CONNECTION", "mysql"),
        ("DB_HOST", "127.0.0.1"),
        ("DB_PORT", port.as_str()),
        ("DB_DATABASE", "shop_test"),
        ("DB_USERNAME", "root"),
        ("DB_PASSWORD", "secret"),
    ];
    let checked = Project::new(PROGRAM, &split, "").check(&["--live"]);
    assert_eq!(checked.verdict(), "allow", "{}", checked.printed);
    assert!(
        !checked.rules().contains(&"no-answer"),
        "{}",
        checked.printed
    );
}
