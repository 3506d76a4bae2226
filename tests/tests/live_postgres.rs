//! Live proof on real PostgreSQL servers.

use notprod_tests::live::Project;
use notprod_tests::servers::{Bouncer, Forwarder, Postgres};

const PROGRAM: &str = env!("CARGO_BIN_EXE_notprod-under-test");

fn project(url: &str, policy: &str) -> Project {
    Project::new(PROGRAM, &[("DATABASE_URL", url)], policy)
}

/// What the server itself says its identifier is.
fn identity(server: &Postgres) -> String {
    let identifier = server.run(
        "postgres",
        "SELECT system_identifier FROM pg_control_system()",
    );
    format!("pg:{identifier}")
}

#[test]
fn a_tunnel_to_a_pinned_production_server_is_refused_under_any_name() {
    let server = Postgres::start();
    server.fill("app_test");
    let tunnel = Forwarder::to(server.port);
    let url = format!("postgres://postgres@localhost:{}/app_test", tunnel.port);
    // Without the pin nothing is wrong: that is what a name can tell.
    assert_eq!(project(&url, "").check(&[]).verdict(), "allow");
    let pinned = project(&url, "");
    let pin = pinned.call(&["pin", &server.url("postgres")]);
    assert_eq!(pin.code, Some(0), "{}", pin.printed());
    let policy = std::fs::read_to_string(pinned.root().join("notprod.toml")).expect("a policy");
    assert!(
        policy.contains("sha256:") && !policy.contains(&identity(&server)[3..]),
        "{policy}"
    );
    pinned.check(&[]).assert("refuse", "production-server");
    assert_eq!(pinned.check(&["--offline"]).verdict(), "allow");
    // An entry of the policy does not lift it.
    let allowed = format!("127.0.0.1:{}/app_test", tunnel.port);
    let lifted = Project::new(
        PROGRAM,
        &[("DATABASE_URL", &url), ("NOTPROD_ALLOW", &allowed)],
        &policy,
    );
    lifted.check(&[]).assert("refuse", "production-server");
    // A second call says that it is done.
    let again = pinned.call(&["pin", "DATABASE_URL"]);
    assert_eq!(again.code, Some(0), "{}", again.printed());
    assert_eq!(
        std::fs::read_to_string(pinned.root().join("notprod.toml")).expect("a policy"),
        policy
    );
}

#[test]
fn an_alias_of_a_pooler_is_refused() {
    let server = Postgres::start();
    server.fill("shop");
    let pooler = Bouncer::start(&server, "app_test", "shop");
    let url = format!("postgres://postgres@127.0.0.1:{}/app_test", pooler.port);
    let checked = project(&url, "").check(&[]);
    checked.assert("refuse", "real-name");
    assert!(
        checked.rules().contains(&"data-at-stake"),
        "{}",
        checked.printed
    );
    project(&url, "[databases]\nproduction = [\"shop\"]\n")
        .check(&[])
        .assert("refuse", "listed-production");
}

#[test]
fn markers_hold_where_they_were_written_and_nowhere_else() {
    let (server, other) = (Postgres::start(), Postgres::start());
    server.fill("shop");
    let here = project(&server.url("shop"), "");
    here.check(&[]).assert("unproven", "unproven");
    // Nobody confirms, or the wrong name: nothing is written.
    for arguments in [
        &["mark", "DATABASE_URL", "--disposable"][..],
        &["mark", "DATABASE_URL", "--disposable", "--confirm", "shopp"],
    ] {
        assert_eq!(here.call(arguments).code, Some(2));
    }
    here.check(&[]).assert("unproven", "unproven");
    for _ in 0..2 {
        let marked = here.call(&["mark", "DATABASE_URL", "--disposable", "--confirm", "shop"]);
        assert_eq!(marked.code, Some(0), "{}", marked.printed());
        here.check(&[]).assert("allow", "proven-disposable");
    }
    assert_eq!(
        server.run("shop", "SELECT count(*) FROM notprod.marker"),
        "1"
    );
    // The same server by its socket.
    let socket = format!(
        "host={} port={} user=postgres dbname=shop",
        server.socket().display(),
        server.port
    );
    project(&socket, "")
        .check(&[])
        .assert("allow", "proven-disposable");

    // A dump carries it to another server, and to another database.
    let dump = server.run("shop", "SELECT identity FROM notprod.marker");
    other.fill("shop");
    other.run("shop", &format!(
        "CREATE SCHEMA notprod; CREATE TABLE notprod.marker (kind text, identity text, address text, port int, database text, expires bigint);\
         INSERT INTO notprod.marker VALUES ('disposable', '{dump}', '127.0.0.1', {}, 'shop', NULL)", server.port));
    project(&other.url("shop"), "")
        .check(&[])
        .assert("refuse", "foreign-marker");
    server.run("postgres", "CREATE DATABASE copy TEMPLATE shop");
    project(&server.url("copy"), "")
        .check(&[])
        .assert("refuse", "foreign-marker");
    // Marked again where it is, it holds.
    let again = project(&other.url("shop"), "");
    assert_eq!(
        again
            .call(&[
                "mark",
                "DATABASE_URL",
                "--disposable",
                "--confirm",
                "shop",
                "--days",
                "1"
            ])
            .code,
        Some(0)
    );
    again.check(&[]).assert("allow", "proven-disposable");
    other.run("shop", "UPDATE notprod.marker SET expires = 1000");
    again.check(&[]).assert("unproven", "dead-marker");

    // Production's marker is refused under a good name, wherever it came from, and never overwritten.
    server.fill("shop_test");
    let test = project(&server.url("shop_test"), "");
    assert_eq!(test.check(&[]).verdict(), "allow");
    assert_eq!(
        test.call(&[
            "mark",
            "DATABASE_URL",
            "--production",
            "--confirm",
            "shop_test"
        ])
        .code,
        Some(0)
    );
    test.check(&[]).assert("refuse", "production-marker");
    let refused = test.call(&[
        "mark",
        "DATABASE_URL",
        "--disposable",
        "--confirm",
        "shop_test",
    ]);
    assert_eq!(refused.code, Some(2), "{}", refused.printed());
    test.check(&[]).assert("refuse", "production-marker");
    let listed = project(
        &server.url("shop"),
        "[databases]\nproduction = [\"shop\"]\n",
    );
    assert_eq!(
        listed
            .call(&["mark", "DATABASE_URL", "--disposable", "--confirm", "shop"])
            .code,
        Some(2)
    );
    server.run("copy", "DROP SCHEMA notprod CASCADE; CREATE TABLE ar_internal_metadata (key text, value text); INSERT INTO ar_internal_metadata VALUES ('environment', 'production')");
    project(&server.url("copy"), "")
        .check(&[])
        .assert("refuse", "production-marker");
}

#[test]
fn an_empty_database_is_allowed_and_nothing_else_looks_empty() {
    let server = Postgres::start();
    server.run("postgres", "CREATE DATABASE shop");
    let shop = project(&server.url("shop"), "");
    shop.check(&[]).assert("allow", "proven-empty");
    server.run("shop", "CREATE TABLE orders (id int, note text); CREATE TABLE schema_migrations (version text); INSERT INTO schema_migrations VALUES ('1')");
    shop.check(&[]).assert("allow", "proven-empty");
    // Every row hidden from a user who owns nothing: the bytes are there.
    server.run("shop", "INSERT INTO orders VALUES (1, 'x'); ALTER TABLE orders ENABLE ROW LEVEL SECURITY; CREATE ROLE nobody LOGIN; GRANT SELECT ON orders TO nobody");
    let hidden = format!("postgres://nobody@127.0.0.1:{}/shop", server.port);
    assert_eq!(project(&hidden, "").check(&[]).verdict(), "unproven");
    server.run("shop", "DELETE FROM orders");
    assert_eq!(
        shop.check(&[]).verdict(),
        "unproven",
        "what was deleted keeps its bytes"
    );
    server.run("shop", "TRUNCATE orders");
    shop.check(&[]).assert("allow", "proven-empty");
    server.run("shop", "SELECT lo_from_bytea(0, 'x')");
    assert_eq!(shop.check(&[]).verdict(), "unproven", "a large object");
}

#[test]
fn a_young_server_is_allowed_with_ci_before_and_after_migrations() {
    let server = Postgres::with("", "host all all 127.0.0.1/32 trust\n");
    let url = format!(
        "postgres://postgres:postgres@localhost:{}/postgres",
        server.port
    );
    server.run("postgres", "CREATE TABLE users AS SELECT 1 AS id");
    assert_eq!(project(&url, "").check(&[]).verdict(), "unproven");
    let ci = Project::new(PROGRAM, &[("DATABASE_URL", &url), ("CI", "true")], "");
    ci.check(&[]).assert("allow", "proven-young");
    let off = Project::new(
        PROGRAM,
        &[
            ("DATABASE_URL", &url),
            ("CI", "true"),
            ("NOTPROD_OFFLINE", "1"),
        ],
        "",
    );
    assert_eq!(off.check(&[]).verdict(), "unproven");
}

#[test]
fn the_round_trips_are_counted_on_the_wire() {
    let server = Postgres::start();
    server.fill("shop");
    let wire = Forwarder::to(server.port);
    let url = format!(
        "postgres://postgres@127.0.0.1:{}/shop?sslmode=disable",
        wire.port
    );
    project(&url, "").check(&[]).assert("unproven", "unproven");
    assert_eq!(wire.connections(), 1, "one connection");
    // Logging in without a password is one round trip of its own.
    assert!(
        (2..=3).contains(&wire.round_trips()),
        "{} round trips",
        wire.round_trips()
    );
}

#[test]
fn identify_says_what_the_server_says() {
    let server = Postgres::start();
    let url = server.url("postgres");
    let ended = project(&url, "").call(&["identify", "DATABASE_URL", "--format", "json"]);
    assert_eq!(ended.code, Some(0), "{}", ended.printed());
    let facts: serde_json::Value = serde_json::from_str(&ended.stdout).expect("JSON");
    assert_eq!(
        format!("pg:{}", facts["system_identifier"].as_str().expect("it")),
        identity(&server)
    );
    assert_eq!(facts["port"], server.port);
    let lines = facts["policy"].as_str().expect("lines to paste");
    server.fill("shop");
    project(&server.url("shop"), lines)
        .check(&[])
        .assert("allow", "proven-pinned");
    let text = project(&url, "").call(&["identify", &url]);
    assert!(
        text.stdout.contains("[live]") && text.stdout.contains(&identity(&server)),
        "{}",
        text.printed()
    );
}

#[test]
fn grants_make_a_user_who_reaches_the_test_database_alone() {
    let server = Postgres::with(
        "",
        "host all postgres 127.0.0.1/32 trust\nhost all all 127.0.0.1/32 scram-sha-256\n",
    );
    for name in ["shop", "shop_production", "it's \"odd\"; x"] {
        server.run(
            "postgres",
            &format!("CREATE DATABASE \"{}\"", name.replace('"', "\"\"")),
        );
    }
    server.fill("scratch");
    server.run("postgres", "CREATE ROLE app LOGIN PASSWORD 'app'");
    let admin = project(&server.url("scratch"), "");
    let before = admin.check(&["--live"]);
    before.assert("refuse", "user-can-write-production");
    let printed = admin.call(&["grants", "DATABASE_URL"]);
    assert_eq!(printed.code, Some(0), "{}", printed.printed());
    assert!(
        printed.stdout.contains("CREATE ROLE") && printed.stdout.contains("'***'"),
        "{}",
        printed.stdout
    );
    let applied = admin.call(&["grants", "DATABASE_URL", "--apply"]);
    assert_eq!(applied.code, Some(0), "{}", applied.printed());
    let password =
        std::fs::read_to_string(admin.root().join(".notprod-password")).expect("a password");
    let password = password.trim();
    assert!(
        !applied.printed().contains(password),
        "the password is printed"
    );
    let user = |database: &str| {
        format!(
            "postgres://scratch_tester:{password}@127.0.0.1:{}/{database}",
            server.port
        )
    };
    let after = project(&user("scratch"), "").check(&["--live"]);
    assert!(
        !after
            .rules()
            .iter()
            .any(|rule| rule.starts_with("user-can")),
        "{}",
        after.printed
    );
    assert_eq!(
        after.verdict(),
        "unproven",
        "nothing says that it is a test database yet"
    );
    // The server itself turns it away.
    let away = project(&user("shop_production"), "").check(&["--live"]);
    assert_ne!(away.verdict(), "allow");
    let asked = project(&user("shop"), "").call(&["identify", "DATABASE_URL"]);
    assert_eq!(asked.code, Some(2), "{}", asked.printed());
    // Whoever could connect before, can.
    let app = format!(
        "postgres://app:app@127.0.0.1:{}/shop_production",
        server.port
    );
    assert_eq!(
        project(&app, "").call(&["identify", "DATABASE_URL"]).code,
        Some(0)
    );
    assert_eq!(
        admin.call(&["grants", "DATABASE_URL", "--apply"]).code,
        Some(0),
        "once more"
    );
}
