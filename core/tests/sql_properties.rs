//! What must hold for every text: nothing panics, and nothing harmless around a dangerous statement
//! makes it look harmless.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a vector that cannot be read fails the test"
)]

use notprod::sql::{Class, Dialect, classify, statements, worst};
use proptest::prelude::*;
use serde_json::Value;

fn vectors() -> Vec<(Dialect, String, Class)> {
    let vectors: Vec<Value> =
        serde_json::from_str(include_str!("../../tests/vectors/sql.json")).unwrap();
    vectors
        .iter()
        .map(|vector| {
            let dialect = Dialect::from_name(vector["dialect"].as_str().unwrap()).unwrap();
            let sql = vector["sql"].as_str().unwrap().to_owned();
            let class = classify(sql.as_bytes(), dialect).class();
            (dialect, sql, class)
        })
        .collect()
}

fn dangerous(class: Class) -> bool {
    matches!(
        class,
        Class::Destructive | Class::Unknown | Class::MassWrite
    )
}

/// The vectors whose verdict is dangerous and whose text is whole: no quote, comment or command of a
/// client is left open at its end.
fn whole_and_dangerous() -> Vec<(Dialect, String)> {
    vectors()
        .into_iter()
        .filter(|(dialect, sql, class)| {
            let closed = classify(format!("{sql};/* c */ SELECT 1").as_bytes(), *dialect).class();
            dangerous(*class)
                && closed == *class
                && !sql.contains("--")
                && !sql.contains('\\')
                && !sql.to_ascii_uppercase().contains("DELIMITER")
        })
        .map(|(dialect, sql, _)| (dialect, sql))
        .collect()
}

const HARMLESS: [&str; 8] = [
    "SELECT 1",
    "SELECT 'a;b' FROM users",
    "INSERT INTO t (a) VALUES ('x')",
    "UPDATE t SET a = 1 WHERE id = 1",
    "SELECT count(*) FROM t WHERE a IN (1, 2)",
    "CREATE TABLE t (id int)",
    "BEGIN",
    "/* c */ SELECT 2",
];

/// The text with another case, other blanks and comments between its words; what stands in quotes or
/// comments stays as it is.
fn disguised(sql: &str, choices: &[u8]) -> String {
    let mut out = String::new();
    let mut quote: Option<char> = None;
    let plain = !sql.contains("/*") && !sql.contains('#') && !sql.contains('$') && sql.is_ascii();
    for (i, c) in sql.chars().enumerate() {
        let choice = choices[i % choices.len()];
        match quote {
            Some(open) => {
                out.push(c);
                if c == open {
                    quote = None;
                }
            }
            None if matches!(c, '\'' | '"' | '`') => {
                quote = Some(c);
                out.push(c);
            }
            None if c == ' ' && plain => out.push_str(match choice % 6 {
                0 => "  ",
                1 => "\n",
                2 => "\t",
                3 => " /* c */ ",
                4 => "/**/",
                _ => " ",
            }),
            None if choice.is_multiple_of(2) && plain => out.push(c.to_ascii_uppercase()),
            None if plain => out.push(c.to_ascii_lowercase()),
            None => out.push(c),
        }
    }
    out
}

#[test]
fn no_prefix_of_a_vector_panics() {
    let mut ran = 0;
    for (_, sql, _) in vectors() {
        for dialect in Dialect::ALL {
            for end in 0..=sql.len() {
                let prefix = &sql.as_bytes()[..end];
                let verdict = classify(prefix, dialect);
                assert_eq!(verdict.class(), worst(prefix, dialect).class);
                ran += 1;
            }
        }
    }
    assert!(ran > 20_000);
}

#[test]
fn depth_and_length_do_no_harm() {
    for dialect in Dialect::ALL {
        for text in [
            "(".repeat(100_000),
            "/*".repeat(100_000),
            "/*!50000 ".repeat(50_000),
            "SELECT ".repeat(50_000) + &")".repeat(50_000),
            format!(
                "DELETE FROM t WHERE {}1=1{}",
                "(".repeat(50_000),
                ")".repeat(50_000)
            ),
            format!("DELETE FROM t WHERE {}1=1", "NOT ".repeat(100_000)),
            format!(
                "DELETE FROM t WHERE id IN {}",
                "(SELECT id FROM t WHERE id IN ".repeat(20_000)
            ),
            "BEGIN NOT ATOMIC ".repeat(20_000),
            "EXPLAIN ".repeat(50_000) + "SELECT 1",
            "WITH a AS (".repeat(20_000),
            "CASE WHEN ".repeat(20_000),
            "SELECT 1;".repeat(50_000),
            "DELETE FROM t WHERE CASE WHEN ".to_owned() + &"CASE WHEN ".repeat(20_000),
            "$a$".repeat(33_333),
            "'".repeat(99_999),
            "\\".repeat(50_000),
            "SET STATEMENT x=1 FOR ".repeat(20_000),
            "COPY (".repeat(20_000),
            "DELETE FROM a USING ".to_owned() + &"(".repeat(50_000),
        ] {
            let class = classify(text.as_bytes(), dialect).class();
            if text.starts_with("DELETE FROM t WHERE (") {
                assert!(dangerous(class));
            }
        }
    }
}

#[test]
fn a_look_says_what_the_parser_says() {
    let mut ran = 0;
    for file in [
        include_str!("../../tests/vectors/sql.json"),
        include_str!("../../tests/vectors/sql_own.json"),
    ] {
        let vectors: Vec<Value> = serde_json::from_str(file).unwrap();
        for vector in &vectors {
            let sql = vector["sql"].as_str().unwrap();
            let dialect = Dialect::from_name(vector["dialect"].as_str().unwrap()).unwrap();
            let Some((first, rest)) = sql.split_once(' ') else {
                continue;
            };
            // A command of a client is no statement: comments are part of it.
            let command = ["DELIMITER", "USE", "source", "system"].contains(&first);
            if command || !first.chars().all(|c| c.is_ascii_alphabetic()) {
                continue;
            }
            // A comment is a blank to every server, and more than a look understands.
            let commented = format!("{first} /**/{rest}");
            let names = |text: &str| {
                statements(text.as_bytes(), dialect)
                    .map(|one| (one.class, one.tier, one.bounded_by, one.objects))
                    .collect::<Vec<_>>()
            };
            assert_eq!(names(sql), names(&commented), "{sql}");
            assert_eq!(
                classify(sql.as_bytes(), dialect),
                classify(commented.as_bytes(), dialect),
                "{sql}"
            );
            ran += 1;
        }
    }
    assert!(ran > 1000);
}

#[test]
fn no_byte_hides_a_drop() {
    for dialect in Dialect::ALL {
        for byte in 0..=u8::MAX {
            let mut text = b"SELECT 1 ".to_vec();
            text.push(byte);
            text.extend_from_slice(b"\n; DROP TABLE logs");
            let class = classify(&text, dialect).class();
            assert!(dangerous(class), "{dialect:?} {byte}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_bytes_do_not_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        for dialect in Dialect::ALL {
            let verdict = classify(&bytes, dialect);
            prop_assert_eq!(verdict.class(), worst(&bytes, dialect).class);
        }
    }

    #[test]
    fn random_words_do_not_panic(
        words in proptest::collection::vec(
            proptest::sample::select(vec![
                "SELECT", "DELETE", "FROM", "WHERE", "(", ")", ",", ";", "'", "\"", "`", "a", "b.c", "=", "<>", "1", "OR",
                "AND", "NOT", "IN", "EXISTS", "CASE", "WHEN", "THEN", "END", "WITH", "AS", "UPDATE", "SET", "INSERT", "INTO",
                "VALUES", "CREATE", "TRIGGER", "BEGIN", "PROCEDURE", "FUNCTION", "DO", "$$", "/*", "*/", "/*!50000", "--",
                "\n", "#", "\\", "DELIMITER", "//", "[", "]", "::", ":=", "?", "LIMIT", "JOIN", "ON", "USING", "EXPLAIN",
                "ANALYZE", "MERGE", "COPY", "IF", "ELSE", "LOOP", "BETWEEN", "IS", "NULL", "LIKE", "ANY", "ARRAY", "CAST",
                "DROP", "ALTER", "TABLE", "ADD", "TYPE", "PRAGMA", "EXECUTE", "PREPARE", "\0", "\u{feff}", "U&'", "E'", "é",
            ]),
            0..40,
        ),
        glue in proptest::sample::select(vec![" ", ""]),
    ) {
        let text = words.join(glue);
        for dialect in Dialect::ALL {
            let all = statements(text.as_bytes(), dialect).collect::<Vec<_>>();
            for statement in &all {
                prop_assert!(statement.start <= statement.end && statement.end <= text.len());
            }
            prop_assert!(all.windows(2).all(|pair| pair[0].end <= pair[1].start));
            prop_assert_eq!(classify(text.as_bytes(), dialect).class(), worst(text.as_bytes(), dialect).class);
        }
    }

    #[test]
    fn nothing_harmless_around_it_hides_danger(
        case in any::<prop::sample::Index>(),
        harmless in proptest::sample::select(HARMLESS.to_vec()),
        choices in proptest::collection::vec(any::<u8>(), 16),
        before in any::<bool>(),
    ) {
        let cases = whole_and_dangerous();
        let (dialect, sql) = case.get(&cases);
        let disguised = disguised(sql, &choices);
        let text = if before { format!("{harmless};{disguised}") } else { format!("{disguised};\n{harmless}") };
        let class = classify(text.as_bytes(), *dialect).class();
        prop_assert!(dangerous(class), "{:?} {} is {}", dialect, text, class.name());
    }
}

/// The first look at a statement is never better than the parser, which a comment behind the first word
/// makes the one to ask. Where a statement's own text is unusual, one byte is enough to show it.
#[test]
fn no_byte_makes_the_first_look_better_than_the_parser() {
    let around: &[(&str, &str)] = &[
        ("SELECT a", ""),
        ("SELECT a", " b"),
        ("SELECT a ", "b FROM t"),
        ("SELECT a ", " b FROM t"),
        ("INSERT INTO t VALUES (1", ")"),
        ("INSERT INTO t VALUES (1 ", " 2)"),
        ("UPDATE t SET a = 1 ", " WHERE id = 1"),
        ("DELETE FROM t ", " WHERE id = 1"),
        ("DELETE FROM t WHERE id = 1 ", ""),
        ("DELETE FROM t WHERE id = 1 AND a ", " b"),
        ("DELETE FROM t WHERE id = 1 AND (a ", " b)"),
        ("DELETE FROM t WHERE (id = 1 AND a ", " b)"),
        ("DELETE FROM t WHERE (id = 1) ", ""),
        ("DELETE FROM t WHERE id IN (1 ", " 2)"),
        ("DELETE FROM t WHERE a IS NULL ", ""),
        ("DELETE FROM t WHERE id = 1 AND a IS ", " NULL"),
        ("DELETE FROM t WHERE id = 1 AND a IN (SELECT ", " b FROM u)"),
        ("DELETE FROM t WHERE id = 1 AND a IN (SELECT b FROM u) ", ""),
        (
            "UPDATE t SET a = 1 WHERE (id = 1 AND b = 2) ",
            " RETURNING a",
        ),
    ];
    for dialect in Dialect::ALL {
        for byte in 0u8..=255 {
            for (front, back) in around {
                let text = [front.as_bytes(), &[byte], back.as_bytes()].concat();
                let look = classify(&text, dialect).class();
                let commented = front.replacen(' ', " /**/", 1);
                let commented = [commented.as_bytes(), &[byte], back.as_bytes()].concat();
                let parsed = worst(&commented, dialect).class;
                assert!(
                    look.rank() >= parsed.rank(),
                    "{dialect:?} {:?}: {look:?}, {parsed:?}",
                    String::from_utf8_lossy(&text)
                );
            }
        }
    }
}
