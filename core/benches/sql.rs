//! How long a verdict on a statement takes, beside the parse of sqlparser-rs in the same run:
//! `cargo bench -p notprod --bench sql`. The figures, and what they are held to, stand in
//! `docs/benchmarks.md`.
#![allow(missing_docs, reason = "criterion's macros make public items")]
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a benchmark that cannot be set up must stop"
)]

mod processor;
mod statements;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use notprod::sql::{Class, Dialect, Seen, classify, statements as read};
use processor::Processor;
use sqlparser::dialect::{MySqlDialect, PostgreSqlDialect, SQLiteDialect};
use sqlparser::parser::Parser;
use statements::{Numbers, as_sent, dump, statement};
use std::hint::black_box;

/// How many statements an application may send.
const STATEMENTS: usize = 2_000;

/// Large enough that no cache holds it.
const DUMP: usize = 10_000_000;

/// How many statements sqlparser-rs reads in the dialect.
fn parse(dialect: Dialect, sql: &str) -> Option<usize> {
    let parsed = match dialect {
        Dialect::Postgres => Parser::parse_sql(&PostgreSqlDialect {}, sql),
        Dialect::MySql => Parser::parse_sql(&MySqlDialect {}, sql),
        Dialect::Sqlite => Parser::parse_sql(&SQLiteDialect {}, sql),
    };
    parsed.ok().map(|statements| statements.len())
}

fn orm_statements(bench: &mut Criterion<Processor>) {
    let mut numbers = Numbers(7);
    let texts: Vec<(Dialect, String)> = (0..STATEMENTS).map(|_| statement(&mut numbers)).collect();
    for (dialect, sql) in &texts {
        let class = classify(sql.as_bytes(), *dialect).class();
        assert!(matches!(class, Class::Read | Class::Write), "{sql}");
    }
    // A peer that gave up at once would win.
    let sent: Vec<(Dialect, String)> = texts
        .iter()
        .map(|(dialect, sql)| (*dialect, as_sent(*dialect, sql)))
        .collect();
    for (dialect, sql) in &sent {
        assert_eq!(parse(*dialect, sql), Some(1), "{sql}");
    }

    let mut group = bench.benchmark_group("2,000 statements of ORMs");
    group.throughput(Throughput::Elements(STATEMENTS as u64));
    group.bench_function("verdict", |b| {
        b.iter(|| {
            for (dialect, sql) in &texts {
                black_box(classify(black_box(sql.as_bytes()), *dialect));
            }
        });
    });
    for dialect in Dialect::ALL {
        let own = || texts.iter().filter(|(other, _)| *other == dialect);
        group.throughput(Throughput::Elements(own().count() as u64));
        group.bench_function(format!("verdict, {} alone", dialect.name()), |b| {
            b.iter(|| {
                for (dialect, sql) in own() {
                    black_box(classify(black_box(sql.as_bytes()), *dialect));
                }
            });
        });
    }
    group.throughput(Throughput::Elements(STATEMENTS as u64));
    group.bench_function("everything", |b| {
        b.iter(|| {
            for (dialect, sql) in &texts {
                for statement in read(black_box(sql.as_bytes()), *dialect) {
                    black_box(statement);
                }
            }
        });
    });
    let mut seen = Seen::new();
    group.bench_function("verdict, seen before", |b| {
        b.iter(|| {
            for (dialect, sql) in &texts {
                black_box(seen.classify(black_box(sql.as_bytes()), *dialect));
            }
        });
    });
    group.bench_function("sqlparser-rs, parse", |b| {
        b.iter(|| {
            for (dialect, sql) in &sent {
                black_box(parse(*dialect, black_box(sql)));
            }
        });
    });
    group.finish();
}

fn dumps(bench: &mut Criterion<Processor>) {
    let mut group = bench.benchmark_group("a dump of 10 MB");
    group.sample_size(10);
    let mut numbers = Numbers(11);
    for (name, dialect, copy) in [
        ("inserts of mysqldump", Dialect::MySql, false),
        ("rows of pg_dump", Dialect::Postgres, true),
    ] {
        let text = dump(&mut numbers, DUMP, copy);
        assert_eq!(classify(&text, dialect).class(), Class::Write, "{name}");
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(name, |b| {
            b.iter(|| black_box(classify(black_box(&text), dialect)));
        });
        if copy {
            continue;
        }
        let sql = String::from_utf8(text).expect("a text");
        group.bench_function(format!("{name}, sqlparser-rs"), |b| {
            b.iter(|| black_box(parse(dialect, black_box(&sql))));
        });
    }
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default().with_measurement(Processor);
    targets = orm_statements, dumps
}
criterion_main!(benches);
