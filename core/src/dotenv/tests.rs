//! Bad input: nothing panics, and nothing takes a whole file's time for each of its lines.

use super::{Dialect, expand, parse, read};
use proptest::prelude::*;

fn everything(text: &str) {
    let _ = parse(text);
    for (dialect, _) in Dialect::ALL {
        for line in read(text, *dialect).unwrap_or_default() {
            let _ = expand::value(&line, *dialect, &|name| match name {
                "A" => Some("${B}$A".to_owned()),
                "B" => Some("${A:-x}".to_owned()),
                _ => None,
            });
        }
    }
}

proptest! {
    #[test]
    fn no_bytes_make_a_reader_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        everything(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn no_mix_of_what_readers_look_for_makes_one_panic(
        parts in proptest::collection::vec(
            prop::sample::select(vec![
                "A", "=", "\"", "'", "`", "\\", "#", " ", "\n", "\r", "\t", "$", "{", "}", "(", ")", ":", "-",
                "export", "é", "\u{feff}", "\u{85}", ";", "&", "|", "${A}", "=\"", "n",
            ]),
            0..40,
        )
    ) {
        everything(&parts.concat());
    }
}

#[test]
fn a_hundred_thousand_lines() {
    const LINES: usize = 100_000;
    const MANY: usize = 10_000;
    for line in [
        "A=b\n",
        "A='b\n",
        "A=\"\\\"\n",
        "A=b#c\r",
        "export A\n",
        "A=`\r\n",
        "=\n",
        "A\n",
    ] {
        let text = line.repeat(MANY);
        for (dialect, _) in Dialect::ALL {
            let _ = read(&text, *dialect);
        }
        assert!(parse(&text).lines.len() <= MANY);
    }
    let found = read(&"A=b\n".repeat(LINES), Dialect::Python).expect("lines");
    assert_eq!(found.len(), LINES);
    assert_eq!(found.last().map(|line| line.number), Some(100_000));
}

#[test]
fn marks_and_line_ends() {
    let value = |text: &str, dialect| {
        let lines = read(text, dialect).expect("lines");
        lines
            .iter()
            .find(|line| line.name == "A")
            .map(super::Line::value)
    };
    for (dialect, name) in Dialect::ALL {
        for text in ["A=1\nB=2\n", "A=1\r\nB=2\r\n", "B=2\nA=1"] {
            assert_eq!(
                value(text, *dialect).as_deref(),
                Some("1"),
                "{name} {text:?}"
            );
        }
    }
    // Symfony refuses a byte order mark, Node and a shell take it for a part of the name.
    assert!(read("\u{feff}A=1\n", Dialect::Symfony).is_err());
    assert_eq!(value("\u{feff}A=1\n", Dialect::Node), None);
    assert_eq!(value("\u{feff}A=1\n", Dialect::Npm).as_deref(), Some("1"));
    assert_eq!(
        value("\u{feff}A=1\n", Dialect::Phpdotenv).as_deref(),
        Some("1")
    );
    // A CR alone ends a line, but for Node, which drops it, and a shell, which keeps it.
    for dialect in [
        Dialect::Python,
        Dialect::Phpdotenv,
        Dialect::Symfony,
        Dialect::Npm,
    ] {
        assert_eq!(value("A=1\rB=2\r", dialect).as_deref(), Some("1"));
    }
    assert_eq!(value("A=1\rB=2\r", Dialect::Node).as_deref(), Some("1B=2"));
}

#[test]
fn where_readers_part() {
    let value = |text: &str, dialect| {
        let lines = read(text, dialect).ok()?;
        let line = lines.iter().rfind(|line| line.name == "A")?;
        Some(line.value())
    };
    use Dialect::{EnvCmd, Node, Npm, Phpdotenv, Python, Shell, Symfony};
    type Row = (&'static str, [Option<&'static str>; 7]);
    let table: [Row; 7] = [
        // python-dotenv, phpdotenv, Symfony, node, npm, env-cmd, shell
        (
            "A=b#c",
            [
                Some("b#c"),
                Some("b"),
                Some("b#c"),
                Some("b"),
                Some("b"),
                Some("b"),
                Some("b#c"),
            ],
        ),
        (
            "A=b #c",
            [
                Some("b"),
                Some("b"),
                Some("b"),
                Some("b"),
                Some("b"),
                Some("b"),
                Some("b"),
            ],
        ),
        (
            "A='b'c",
            [
                None,
                None,
                Some("bc"),
                Some("b"),
                Some("'b'c"),
                Some("b"),
                Some("bc"),
            ],
        ),
        ("A: b", [None, None, None, None, Some("b"), None, None]),
        (
            "A=b c",
            [
                Some("b c"),
                None,
                None,
                Some("b c"),
                Some("b c"),
                Some("b c"),
                None,
            ],
        ),
        (
            "A=\"b\nA=d",
            [Some("d"), None, None, Some("d"), Some("d"), Some("d"), None],
        ),
        (
            "A=\"b\nc\"",
            [
                Some("b\nc"),
                Some("b\nc"),
                Some("b\nc"),
                Some("b\nc"),
                Some("b\nc"),
                Some(""),
                Some("b\nc"),
            ],
        ),
    ];
    for (text, expected) in table {
        let dialects = [Python, Phpdotenv, Symfony, Node, Npm, EnvCmd, Shell];
        for (dialect, expected) in dialects.into_iter().zip(expected) {
            assert_eq!(
                value(text, dialect).as_deref(),
                expected,
                "{dialect:?} {text:?}"
            );
        }
    }
}
