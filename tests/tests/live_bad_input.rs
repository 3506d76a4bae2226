//! Servers that are away, slow, or something else: within the time, with a code, without a secret.

use notprod_tests::live::{Checked, Project};
use notprod_tests::servers::{Postgres, Stranger, free_port};
use std::time::Duration;

const PROGRAM: &str = env!("CARGO_BIN_EXE_notprod-under-test");
const SECRET: &str = "hunter2hunter2";
const POLICY: &str = "[live]\ntimeout = \"1s\"\n";

/// Both engines, a good name and one that says nothing.
fn addresses(port: u16) -> Vec<(String, &'static str)> {
    let address =
        |scheme: &str, name: &str| format!("{scheme}://app:{SECRET}@127.0.0.1:{port}/{name}");
    ["postgres", "mysql"]
        .iter()
        .flat_map(|scheme| {
            [
                (address(scheme, "shop_test"), "allow"),
                (address(scheme, "shop"), "unproven"),
            ]
        })
        .collect()
}

fn check(url: &str, extra: &[(&str, &str)], arguments: &[&str]) -> Checked {
    let environment = [&[("DATABASE_URL", url)], extra].concat();
    let checked = Project::new(PROGRAM, &environment, POLICY).check(arguments);
    assert!(!checked.printed.contains(SECRET), "{}", checked.printed);
    assert!(!checked.printed.contains("panicked"), "{}", checked.printed);
    assert!(
        checked.took < Duration::from_secs(9),
        "{:?} for {}",
        checked.took,
        checked.printed
    );
    checked
}

#[test]
fn who_is_not_there_or_silent_leaves_the_verdict() {
    let silent = Stranger::says(b"", b"");
    for (url, verdict) in addresses(free_port()) {
        assert_eq!(check(&url, &[], &[]).verdict(), verdict);
        assert_eq!(check(&url, &[], &["--live"]).verdict(), verdict);
    }
    for (url, verdict) in addresses(silent.port) {
        let checked = check(&url, &[], &[]);
        checked.assert(verdict, "no-answer");
    }
    assert!(silent.connections() >= 4, "it was asked");
    for host in ["no-such-host", "db"] {
        let url = format!("postgres://app:{SECRET}@{host}/shop");
        let checked = check(&url, &[], &[]);
        assert_eq!(checked.verdict(), "unproven");
        assert!(checked.took < Duration::from_secs(4), "{:?}", checked.took);
    }
}

#[test]
fn a_place_to_which_no_route_leads_is_told_at_once() {
    // Nobody connects to a group: the system has no route for it, whatever network there is.
    for scheme in ["postgres", "mysql"] {
        let url = format!("{scheme}://app:{SECRET}@224.0.0.1/shop");
        let checked = check(&url, &[], &["--live"]);
        checked.assert("refuse", "no-answer");
        assert!(
            checked.printed.contains("no route leads to it"),
            "{}",
            checked.printed
        );
    }
}

#[test]
fn what_speaks_otherwise_is_refused() {
    let http = Stranger::says(b"", b"HTTP/1.1 400 Bad Request\r\n\r\n");
    let garbage = Stranger::says(&[0xff; 512], &[0x00; 512]);
    for stranger in [&http, &garbage] {
        let url = format!(
            "postgres://app:{SECRET}@127.0.0.1:{}/shop_test",
            stranger.port
        );
        check(&url, &[], &[]).assert("refuse", "probe-failed");
        assert!(stranger.connections() > 0);
    }
    let greeting = Stranger::says(b"220 mail.example.com ESMTP\r\n", b"");
    for stranger in [&greeting, &garbage] {
        let url = format!("mysql://app:{SECRET}@127.0.0.1:{}/shop_test", stranger.port);
        check(&url, &[], &[]).assert("refuse", "probe-failed");
    }
    // Without a word on encryption first, the answer looks like the beginning of a long message.
    let plain = format!(
        "postgres://app:{SECRET}@127.0.0.1:{}/shop_test?sslmode=disable",
        http.port
    );
    check(&plain, &[], &[]).assert("refuse", "probe-failed");
    // The failure of notprod itself.
    let url = format!(
        "postgres://app:{SECRET}@127.0.0.1:{}/shop_test",
        free_port()
    );
    check(&url, &[("NOTPROD_INJECT", "probe")], &[]).assert("refuse", "probe-failed");
    assert_eq!(
        check(&url, &[("NOTPROD_INJECT", "probe")], &["--offline"]).verdict(),
        "allow"
    );
}

#[test]
fn a_server_that_turns_the_user_away_leaves_the_verdict() {
    let server = Postgres::with(
        "",
        "host all app 127.0.0.1/32 scram-sha-256\nhost all all 127.0.0.1/32 trust\n",
    );
    server.run("postgres", &format!("CREATE ROLE app LOGIN PASSWORD '{SECRET}'; CREATE ROLE poor LOGIN; CREATE ROLE slow LOGIN; ALTER ROLE slow SET statement_timeout = 1; CREATE ROLE odd LOGIN"));
    for name in ["shop", "shop_test"] {
        server.fill(name);
    }
    let url = |user: &str, database: &str| {
        format!("postgres://{user}@127.0.0.1:{}/{database}", server.port)
    };
    for (database, verdict) in [("shop", "unproven"), ("shop_test", "allow")] {
        let wrong = check(&url("app:wrongwrong", database), &[], &[]);
        assert_eq!(wrong.verdict(), verdict);
        assert!(!wrong.printed.contains("wrongwrong"));
        assert_eq!(
            check(&url(&format!("app:{SECRET}"), database), &[], &[]).verdict(),
            verdict
        );
        assert_eq!(check(&url("poor", database), &[], &[]).verdict(), verdict);
        assert_eq!(check(&url("slow", database), &[], &[]).verdict(), verdict);
    }
    let absent = check(&url("poor", "absent"), &[], &[]);
    absent.assert("unproven", "no-answer");
    // The password of a variable is for the server of its engine, and is not printed.
    assert_eq!(
        check(&url("app", "shop"), &[("PGPASSWORD", SECRET)], &[]).verdict(),
        "unproven"
    );
    // What the process sets for other clients moves nothing here.
    let moved = [
        ("PGHOST", "192.0.2.1"),
        ("PGSSLMODE", "disable"),
        ("PGAPPNAME", "x"),
    ];
    assert!(
        !check(&url("poor", "shop_test"), &moved, &[])
            .rules()
            .contains(&"no-answer")
    );
}

#[test]
fn names_with_quotes_and_semicolons_are_names() {
    let server = Postgres::start();
    let name = "it's; \"DROP\" --";
    server.run(
        "postgres",
        &format!("CREATE DATABASE \"{}\"", name.replace('"', "\"\"")),
    );
    let url = format!(
        "host=127.0.0.1 port={} user=postgres dbname='{}'",
        server.port,
        name.replace('\'', "\\'")
    );
    let project = Project::new(PROGRAM, &[("DATABASE_URL", &url)], "");
    let checked = project.check(&[]);
    assert_ne!(checked.verdict(), "refuse", "{}", checked.printed);
    let marked = project.call(&["mark", "DATABASE_URL", "--production", "--confirm", name]);
    assert_eq!(marked.code, Some(0), "{}", marked.printed());
    project
        .check(&["--live"])
        .assert("refuse", "production-marker");
}

#[test]
fn an_expired_certificate_is_refused_where_the_address_wants_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let (key, certificate) = (
        folder.path().join("key.pem"),
        folder.path().join("cert.pem"),
    );
    let openssl = |arguments: &str| {
        let made = std::process::Command::new("openssl")
            .current_dir(folder.path())
            .args(arguments.split(' '))
            .output()
            .expect("openssl is installed");
        assert!(
            made.status.success(),
            "{}",
            String::from_utf8_lossy(&made.stderr)
        );
    };
    let settings = "[ca]\ndefault_ca = own\n[own]\ndatabase = index\nserial = serial\nnew_certs_dir = .\ndefault_md = sha256\n\
        policy = any\nx509_extensions = names\n[any]\ncommonName = supplied\n[names]\nsubjectAltName = DNS:localhost,IP:127.0.0.1\n\
        basicConstraints = CA:TRUE\n";
    for (name, text) in [("settings", settings), ("index", ""), ("serial", "01\n")] {
        std::fs::write(folder.path().join(name), text).expect("a file");
    }
    openssl("req -newkey rsa:2048 -nodes -subj /CN=localhost -keyout key.pem -out request.pem");
    openssl(
        "ca -batch -notext -selfsign -config settings -keyfile key.pem -in request.pem -out cert.pem -startdate 20200101000000Z -enddate 20200102000000Z",
    );
    let text = |path: &std::path::Path| std::fs::read_to_string(path).expect("PEM");
    let server = Postgres::with_certificate(&text(&certificate), &text(&key));
    server.fill("shop_test");
    let url = |mode: &str| {
        format!(
            "postgres://postgres@localhost:{}/shop_test?sslmode={mode}&sslrootcert={}",
            server.port,
            certificate.display()
        )
    };
    assert_eq!(check(&url("require"), &[], &[]).verdict(), "allow");
    check(&url("verify-full"), &[], &[]).assert("refuse", "probe-failed");
    check(&url("verify-ca"), &[], &[]).assert("refuse", "probe-failed");
    // A server without encryption, where the address demands it.
    let plain = Postgres::start();
    let demanded = format!(
        "postgres://postgres@127.0.0.1:{}/shop_test?sslmode=require",
        plain.port
    );
    check(&demanded, &[], &[]).assert("refuse", "probe-failed");
}
