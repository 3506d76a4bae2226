//! What a target pattern is, and what is none.

use crate::policy::pattern::*;
use std::path::Path;

fn parse(text: &str, list: List) -> Result<TargetPattern, Fault> {
    TargetPattern::parse(text, list, Path::new("/repo/app"))
}

fn file(text: &str, list: List) -> Option<String> {
    match parse(text, list).unwrap().forms.first() {
        Some(Form::File { path, .. }) => Some(path.display().to_string()),
        _ => None,
    }
}

fn server(text: &str, list: List) -> (Option<String>, String, Option<String>, String) {
    let forms = parse(text, list).unwrap().forms;
    let Some(Form::Server(server)) = forms.last() else {
        panic!("{text}: {forms:?}")
    };
    let server = server.clone();
    (
        server.user.map(|p| p.text),
        server.host.text,
        server.port.map(|p| p.text),
        server.database.text,
    )
}

#[test]
fn servers_have_parts() {
    for (text, user, host, port, database) in [
        ("localhost/shop", None, "localhost", None, "shop"),
        (
            "app@db.example.com:5433/shop_ci",
            Some("app"),
            "db.example.com",
            Some("5433"),
            "shop_ci",
        ),
        (
            "app@corp@db.example.com/shop",
            Some("app@corp"),
            "db.example.com",
            None,
            "shop",
        ),
        ("[::1]:5432/shop", None, "::1", Some("5432"), "shop"),
        (
            "u@[2001:db8::1]/shop",
            Some("u"),
            "2001:db8::1",
            None,
            "shop",
        ),
        (" localhost/my shop ", None, "localhost", None, "my shop"),
    ] {
        let expected = (
            user.map(str::to_owned),
            host.to_owned(),
            port.map(str::to_owned),
            database.to_owned(),
        );
        for list in [List::Production, List::Test, List::Allow, List::Override] {
            assert_eq!(server(text, list), expected, "{text}");
        }
    }
}

#[test]
fn paths_begin_at_the_folder_of_the_policy() {
    for (text, expected) in [
        ("./x.db", "/repo/app/x.db"),
        ("../x", "/repo/x"),
        ("/srv/data/../x", "/srv/x"),
        ("x.sqlite3", "/repo/app/x.sqlite3"),
        (
            "database/database.SQLITE",
            "/repo/app/database/database.SQLITE",
        ),
    ] {
        assert_eq!(file(text, List::Allow).as_deref(), Some(expected), "{text}");
    }
    assert_eq!(file("localhost:3306/x.db", List::Allow), None);
    assert_eq!(file("u@localhost/x.db", List::Allow), None);
}

#[test]
fn where_names_may_stand_a_file_without_folders_is_a_name() {
    for list in [List::Production, List::Test] {
        let forms = parse("x.sqlite3", list).unwrap().forms;
        assert!(matches!(forms.first(), Some(Form::Name(_))), "{forms:?}");
    }
}

#[test]
fn production_reads_an_ambiguous_text_both_ways() {
    let forms = parse("crm.example.com/crm.db", List::Production)
        .unwrap()
        .forms;
    assert!(
        matches!(forms.as_slice(), [Form::File { .. }, Form::Server(_)]),
        "{forms:?}"
    );
    let forms = parse("db.example.com", List::Production).unwrap().forms;
    assert!(
        matches!(forms.as_slice(), [Form::Name(_), Form::Server(_)]),
        "{forms:?}"
    );
    assert_eq!(parse("shop", List::Production).unwrap().forms.len(), 1);
}

#[test]
fn production_takes_globs_in_every_part() {
    for text in [
        "*",
        "askpro_*",
        "*@ep-?.neon.tech:54*/*",
        "[2001:db8::*]/x",
        "/srv/prod/*.db",
        "*/shop",
    ] {
        assert!(parse(text, List::Production).is_ok(), "{text}");
    }
}

#[test]
fn what_is_no_pattern() {
    use List::*;
    for (text, list, message) in [
        ("", Allow, "a target pattern is blank"),
        ("  ", Production, "a target pattern is blank"),
        (
            "shop",
            Allow,
            "`shop` is no target pattern: it names no host and database",
        ),
        (
            "1",
            Override,
            "`1` is no target pattern: it names no host and database",
        ),
        (
            "*",
            Override,
            "`*` is no target pattern: it names no host and database",
        ),
        (
            "localhost:5432",
            Production,
            "`localhost:5432` is no target pattern: it names no database",
        ),
        (
            "localhost/",
            Production,
            "`localhost/` is no target pattern: no database follows the `/`",
        ),
        (
            "localhost/a/b",
            Test,
            "`localhost/a/b` is no target pattern: it holds more than one `/`",
        ),
        (
            "localhost/*",
            Allow,
            "`localhost/*` is no target pattern: it holds a `*` or `?`",
        ),
        (
            "shop_?",
            Test,
            "`shop_?` is no target pattern: it holds a `*` or `?`",
        ),
        (
            "./*.db",
            Override,
            "`./*.db` is no target pattern: it holds a `*` or `?`",
        ),
        (
            "@localhost/x",
            Allow,
            "`@localhost/x` is no target pattern: no user stands before the `@`",
        ),
        (
            "localhost:0/x",
            Allow,
            "`localhost:0/x` is no target pattern: its port is no number from 1 to 65535",
        ),
        (
            "localhost:70000/x",
            Production,
            "`localhost:70000/x` is no target pattern: its port is no number from 1 to 65535",
        ),
        (
            "localhost:/x",
            Allow,
            "`localhost:/x` is no target pattern: its port is no number from 1 to 65535",
        ),
        (
            "localhost:+1/x",
            Allow,
            "the text given is no target pattern: its port is no number from 1 to 65535",
        ),
        (
            "::1/x",
            Allow,
            "`::1/x` is no target pattern: it holds more than one `:`",
        ),
        (
            "[::1/x",
            Allow,
            "`[::1/x` is no target pattern: a `]` is missing",
        ),
        (
            "[::1]5/x",
            Allow,
            "`[::1]5/x` is no target pattern: only a port may follow the `]`",
        ),
        ("~/x", Allow, "`~/x` is no target pattern: it names no host"),
        (
            "../..",
            Allow,
            "`../..` is no target pattern: it names no file",
        ),
        (
            "aws-0-eu.pooler.supabase.com:6543/postgres",
            Allow,
            "`aws-0-eu.pooler.supabase.com:6543/postgres` is no target pattern: it names no user",
        ),
        (
            "aws.connect.psdb.cloud/x",
            Test,
            "`aws.connect.psdb.cloud/x` is no target pattern: it names no user",
        ),
    ] {
        assert_eq!(parse(text, list).unwrap_err().message, message, "{text}");
    }
    assert!(parse("aws.connect.psdb.cloud/x", Production).is_ok());
    assert!(parse("u@aws.connect.psdb.cloud/x", Allow).is_ok());
}

#[test]
fn what_may_be_a_secret_is_not_echoed() {
    for text in [
        "postgres://u:hunter2@h/db",
        "u:hunter2@h/db",
        "u:hunter2@tcp(h)/db",
        "Server=h;Password=hunter2",
        "host=h password=hunter2",
        "hunter2\u{7}/x",
        "u:hunter2@h",
        "h/db?password=hunter2",
    ] {
        for list in [List::Production, List::Test, List::Allow, List::Override] {
            let fault = parse(text, list).unwrap_err();
            assert!(
                !format!("{fault:?}").contains("hunter2"),
                "{text}: {fault:?}"
            );
        }
    }
}

proptest::proptest! {
    #[test]
    fn no_text_is_a_blanket(text in "[*?./:@a\\[\\]~ -]{0,12}") {
        for list in [List::Test, List::Allow, List::Override] {
            if parse(&text, list).is_ok() {
                proptest::prop_assert!(!text.contains(['*', '?']), "{}", text);
            }
        }
        let _ = parse(&text, List::Production);
    }
}
