//! What no client should send: texts of 100 MB, depth without end, bytes that are no text. Nothing panics,
//! nothing takes longer than its length allows, and a loss behind it is still seen.
#![expect(clippy::disallowed_macros, reason = "a test says what it ran")]

mod texts;

use notprod::sql::{Class, Dialect, classify, statements, worst};
use texts::vectors;

/// The longest text.
const LONG: usize = 100_000_000;

/// The deepest nesting.
const DEEP: usize = 100_000;

fn dangerous(class: Class) -> bool {
    matches!(
        class,
        Class::Destructive | Class::Unknown | Class::MassWrite
    )
}

/// Both walks over a text: they agree, and the statements stand in order and within it.
fn judged(text: &[u8], dialect: Dialect) -> Class {
    let class = classify(text, dialect).class();
    let mut end = 0;
    let mut seen = Class::Read;
    let mut any = false;
    for statement in statements(text, dialect) {
        assert!(end <= statement.start && statement.start <= statement.end);
        end = statement.end;
        any = true;
        if statement.class.rank() > seen.rank() {
            seen = statement.class;
        }
    }
    assert!(end <= text.len());
    assert_eq!(
        class,
        if any { seen } else { Class::Session },
        "{dialect:?} {}",
        String::from_utf8_lossy(text)
    );
    class
}

fn long(front: &str, piece: &str, back: &str) -> Vec<u8> {
    let mut text = front.as_bytes().to_vec();
    text.extend(
        piece
            .as_bytes()
            .iter()
            .cycle()
            .take(LONG / piece.len() * piece.len()),
    );
    text.extend_from_slice(back.as_bytes());
    text
}

#[test]
fn a_loss_behind_a_hundred_megabytes_is_seen() {
    let texts = [
        ("SELECT '", "some words, ", "'; DROP TABLE logs"),
        ("SELECT 1 /* ", "some words; ", "*/; DROP TABLE logs"),
        (
            "INSERT INTO t VALUES (0, '')",
            ", (1, 'it''s')",
            "; DROP TABLE logs",
        ),
        ("SELECT 1 AS \"", "name ", "\"; DROP TABLE logs"),
        ("", "   \n", "DROP TABLE logs"),
        ("", ";", "DROP TABLE logs"),
        ("SELECT 1 ", "-- some words\n", "; DROP TABLE logs"),
        ("SELECT ", "1 + ", "1; DROP TABLE logs"),
    ];
    for (at, (front, piece, back)) in texts.iter().enumerate() {
        let text = long(front, piece, back);
        let dialect = Dialect::ALL[at % Dialect::ALL.len()];
        let class = classify(&text, dialect).class();
        assert_eq!(class, Class::Destructive, "{dialect:?} {front}{piece}");
    }
    println!("{} texts of {LONG} bytes", texts.len());
}

#[test]
fn a_hundred_megabytes_left_open_are_judged() {
    for dialect in Dialect::ALL {
        for open in ["'", "\"", "/* "] {
            let text = long(&format!("DROP TABLE logs; SELECT {open}"), "words ", "");
            assert_eq!(classify(&text, dialect).class(), Class::Destructive);
        }
    }
}

#[test]
fn depth_ends_and_hides_nothing() {
    let nested = |open: &str, inner: &str, close: &str| {
        format!("{}{inner}{}", open.repeat(DEEP), close.repeat(DEEP))
    };
    let mut ran = 0;
    for dialect in Dialect::ALL {
        for (front, deep) in [
            ("SELECT ", nested("(", "1", ")")),
            ("SELECT 1 ", nested("/* ", "x", " */")),
            ("SELECT 1 WHERE ", nested("NOT (", "a = 1", ")")),
            ("SELECT ", nested("CASE WHEN a = 1 THEN ", "1", " END")),
            ("SELECT ", nested("[", "1", "]")),
            ("SELECT * FROM ", nested("(SELECT * FROM ", "t", ") x")),
        ] {
            // Half of it is as deep as all of it, and nobody closes it.
            for part in [
                deep.as_str(),
                &deep[..deep.len() / 2],
                &deep[deep.len() / 2..],
            ] {
                judged(format!("{front}{part}").as_bytes(), dialect);
                let before = format!("DROP TABLE logs; {front}{part}");
                assert_eq!(judged(before.as_bytes(), dialect), Class::Destructive);
                ran += 1;
            }
            let behind = format!("{front}{deep}; DROP TABLE logs");
            assert!(
                dangerous(judged(behind.as_bytes(), dialect)),
                "{dialect:?} {front}"
            );
        }
        let filter = format!("DELETE FROM logs WHERE {}", nested("(", "1 = 1", ")"));
        assert!(dangerous(judged(filter.as_bytes(), dialect)));
    }
    assert_eq!(ran, 54);
}

#[test]
fn a_lone_surrogate_hides_nothing() {
    let mut ran = 0;
    for escape in [
        r"\D800",
        r"\DFFF",
        r"\+00D800",
        r"\D83D\D83D",
        r"\DE00\D83D",
        r"\D83D\+00DE00",
        r"\+110000",
        r"\D8",
        r"\",
        r"\+",
        r"\0000",
    ] {
        for text in [
            format!("SELECT U&'{escape}'; DROP TABLE logs"),
            format!("SELECT 1 AS U&\"{escape}\"; DROP TABLE logs"),
            format!("DELETE FROM U&\"{escape}\""),
            format!("DROP TABLE U&\"{escape}\""),
            format!("DELETE FROM logs WHERE U&'{escape}' = U&'{escape}'"),
            format!("DROP TABLE logs; SELECT U&'{escape}"),
            format!(
                "SELECT U&'{}' UESCAPE '!'; DROP TABLE logs",
                escape.replace('\\', "!")
            ),
        ] {
            let class = judged(text.as_bytes(), Dialect::Postgres);
            assert!(dangerous(class), "{text}: {class:?}");
            ran += 1;
        }
    }
    assert_eq!(ran, 77);
}

/// Some servers and clients end a text at a NUL, so that what stands behind it may bound nothing.
#[test]
fn what_stands_behind_a_nul_bounds_nothing() {
    for dialect in Dialect::ALL {
        for text in [
            "DELETE FROM logs\0 WHERE id = 1",
            "DELETE FROM logs \0WHERE id = 1",
            "UPDATE logs SET msg = ''\0 WHERE id = 1",
            "DELETE FROM logs WHERE id = 1 OR 1=1 \0 AND id = 2",
            "SELECT 1\0; DROP TABLE logs",
            "SELECT '\0'; DROP TABLE logs",
            "SELECT 1 /* \0 */; DROP TABLE logs",
            "\0DROP TABLE logs",
            "DROP TABLE logs\0",
        ] {
            let class = judged(text.as_bytes(), dialect);
            assert!(dangerous(class), "{dialect:?} {text:?}: {class:?}");
        }
    }
}

/// Every vector that loses something, with such bytes around it.
#[test]
fn bytes_that_are_no_text_hide_no_vector() {
    let mut ran = 0;
    for (dialect, sql) in vectors() {
        if !dangerous(classify(sql.as_bytes(), dialect).class()) {
            continue;
        }
        for front in [
            b"SELECT '\xff'; ".as_slice(),
            b"SELECT 1 AS \"\xc3\x28\"; ",
            b"/* \xed\xa0\x80 */ ",
            b"-- \xf0\x28\x8c\x28\n",
            b"SELECT '\0'; ",
        ] {
            let text = [front, sql.as_bytes()].concat();
            let class = judged(&text, dialect);
            assert!(dangerous(class), "{dialect:?} {class:?} {sql}");
            ran += 1;
        }
    }
    println!("{ran} texts");
    assert!(ran > 2_000);
}

#[test]
fn every_prefix_of_every_vector_is_judged() {
    let mut ran = 0;
    for (dialect, sql) in vectors() {
        for end in 0..=sql.len() {
            let prefix = &sql.as_bytes()[..end];
            let class = judged(prefix, dialect);
            assert_eq!(class, worst(prefix, dialect).class);
            ran += 1;
        }
    }
    println!("{ran} prefixes");
    assert!(ran > 60_000);
}

/// Every vector without one of its bytes, and with one that is no text in its place.
#[test]
fn every_vector_with_a_broken_byte_is_judged() {
    let mut ran = 0;
    for (dialect, sql) in vectors() {
        for at in 0..sql.len() {
            let mut text = sql.as_bytes().to_vec();
            text[at] = [0xff, 0, b'\'', b'\\'][at % 4];
            judged(&text, dialect);
            ran += 1;
        }
    }
    assert!(ran > 60_000);
}
