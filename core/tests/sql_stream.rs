//! A text that comes in pieces is judged as one that comes whole, and what was judged is let go of.
#![expect(
    clippy::indexing_slicing,
    reason = "a vector that cannot be read fails the test"
)]

mod texts;

use notprod::sql::{Class, Dialect, Statement, Stream, statements};
use texts::vectors;

fn in_pieces(text: &[u8], size: usize, dialect: Dialect) -> Vec<Statement> {
    let mut stream = Stream::new(dialect);
    let mut found = Vec::new();
    let mut note = |statement: Statement, own: &[u8]| {
        assert_eq!(own, &text[statement.start..statement.end]);
        found.push(statement);
    };
    for piece in text.chunks(size) {
        stream.take(piece, &mut note);
    }
    stream.end(&mut note);
    found
}

/// Whether the rows of a `COPY` follow that no line ends: in pieces they are no statements.
fn leaves_rows_open(text: &str) -> bool {
    text.to_ascii_lowercase().contains("from stdin")
}

#[test]
fn every_vector_in_pieces() {
    let mut ran = 0;
    for (dialect, sql) in vectors() {
        let whole: Vec<Statement> = statements(sql.as_bytes(), dialect).collect();
        for size in [1, 7, 1000] {
            assert_eq!(in_pieces(sql.as_bytes(), size, dialect), whole, "{sql:?}");
            ran += 1;
        }
    }
    assert!(ran > 4000);
}

#[test]
fn many_vectors_one_after_the_other_in_pieces() {
    let vectors = vectors();
    for dialect in Dialect::ALL {
        let own: Vec<&str> = vectors
            .iter()
            .filter(|(own, sql)| *own == dialect && !leaves_rows_open(sql))
            .map(|(_, sql)| sql.as_str())
            .collect();
        for some in own.chunks(25) {
            let text = some.join(";\n");
            let whole: Vec<Statement> = statements(text.as_bytes(), dialect).collect();
            for size in [1, 13, 300, 5000] {
                assert_eq!(in_pieces(text.as_bytes(), size, dialect), whole, "{text}");
            }
        }
    }
}

#[test]
fn a_dump_leaves_nothing_behind() {
    for (dialect, line) in [
        (
            Dialect::MySql,
            "INSERT INTO `users` VALUES (1,'a\\'b; DROP TABLE x'),(2,NULL);\n",
        ),
        (
            Dialect::Sqlite,
            "INSERT INTO users VALUES (1,'a''b; DROP TABLE x');\n",
        ),
        (
            Dialect::Postgres,
            "COPY t (a) FROM stdin;\nDROP TABLE x;\nit's\n\\.\n",
        ),
    ] {
        let mut stream = Stream::new(dialect);
        let (mut count, mut last) = (0, 0);
        for at in 0..100_000 {
            stream.take(line.as_bytes(), |statement, _| {
                assert_eq!(statement.class, Class::Write);
                assert_eq!(statement.start % line.len(), 0);
                count += 1;
                last = statement.line;
            });
            assert!(stream.kept() < 10_000, "{dialect:?} {at}");
        }
        stream.end(|statement, _| {
            count += 1;
            last = statement.line;
        });
        assert_eq!(count, 100_000);
        assert_eq!(last, 99_999 * line.matches('\n').count() + 1);
    }
}

#[test]
fn rows_are_let_go_of_and_their_end_is_found_in_any_pieces() {
    let rows = "1\ta; DROP TABLE x\n".repeat(5000);
    let text = format!("COPY t FROM stdin;\n{rows}\\.\nDROP TABLE y;\n");
    for size in [1, 2, 3, 4096] {
        let mut stream = Stream::new(Dialect::Postgres);
        let mut classes = Vec::new();
        for piece in text.as_bytes().chunks(size) {
            stream.take(piece, |statement, _| classes.push(statement.class));
            assert!(stream.kept() < 20_000);
        }
        stream.end(|statement, _| classes.push(statement.class));
        assert_eq!(classes, [Class::Write, Class::Destructive]);
    }
    let open = in_pieces(
        format!("COPY t FROM stdin;\n{rows}").as_bytes(),
        4096,
        Dialect::Postgres,
    );
    assert_eq!(open.last().unwrap().class, Class::Unknown);
}

#[test]
fn one_long_statement_takes_time_in_proportion() {
    let long = format!(
        "INSERT INTO t VALUES ('{}');\nDROP TABLE y",
        "x".repeat(20_000_000)
    );
    let found = in_pieces(long.as_bytes(), 1 << 12, Dialect::Postgres);
    let classes: Vec<Class> = found.iter().map(|statement| statement.class).collect();
    assert_eq!(classes, [Class::Write, Class::Destructive]);
}
