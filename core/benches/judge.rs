//! How long a decision takes: `cargo bench -p notprod --bench judge`. The figures, and what they are
//! held to, stand in `docs/benchmarks.md`.
//! The files are in the system's cache: nothing waits for a disk.
#![allow(missing_docs, reason = "criterion's macros make public items")]
#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a benchmark that cannot be set up must stop"
)]

mod processor;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use notprod::{Question, Secret, Verdict, guard};
use processor::Processor;
use std::collections::BTreeMap;
use std::fs;
use std::hint::black_box;

const FILES: [&str; 4] = [".env", ".env.local", ".env.test", ".env.test.local"];

/// Such variables as a developer's shell holds.
fn environment(count: usize) -> BTreeMap<String, Secret> {
    (0..count)
        .map(|at| {
            (
                format!("SOME_VARIABLE_{at:06}"),
                Secret::new(format!("/usr/share/some/value/{at}:/and/another")),
            )
        })
        .collect()
}

/// A file such as frameworks bring: thirty lines, one of them an address.
fn dotenv(database: &str) -> String {
    let mut text = String::from("# the application\nAPP_NAME=Shop\nAPP_ENV=test\nAPP_DEBUG=true\n");
    for at in 0..25 {
        text += &format!("SERVICE_{at}_URL=\"https://service-{at}.example.com/path?x={at}\"\n");
    }
    text + &format!("DATABASE_URL=postgres://app:secret@localhost:5432/{database}\n")
}

/// Sixty variables and four dotenv files on the disk, with reading them; beside it, reading alone.
fn sixty_variables(bench: &mut Criterion<Processor>) {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join(".git")).expect("a folder");
    for name in FILES {
        fs::write(folder.path().join(name), dotenv("shop_test")).expect("a file");
    }
    let question = Question {
        root: folder.path().to_owned(),
        environment: environment(60),
        offline: true,
        ..Question::default()
    };
    let report = guard::check(&question).expect("a report");
    assert_eq!(
        (report.verdict, report.files_read.len()),
        (Verdict::Allow, FILES.len()),
        "{report:?}"
    );

    let mut group = bench.benchmark_group("60 variables and 4 dotenv files");
    group.bench_function("judged", |b| b.iter(|| guard::check(black_box(&question))));
    group.bench_function("read alone", |b| {
        b.iter(|| {
            FILES.map(|name| {
                fs::read(folder.path().join(name))
                    .map(|bytes| bytes.len())
                    .ok()
            })
        });
    });
    group.finish();
}

/// The time a variable takes must not grow with their number.
fn many_variables(bench: &mut Criterion<Processor>) {
    let folder = tempfile::tempdir().expect("a folder");
    let mut group = bench.benchmark_group("variables");
    group.sample_size(10);
    for count in [1_000, 10_000, 100_000] {
        for (kind, address) in [
            ("plain", None),
            ("addresses", Some("postgres://app:secret@localhost/shop")),
        ] {
            let mut environment = environment(count);
            if let Some(address) = address {
                for (at, value) in environment.values_mut().enumerate() {
                    *value = Secret::new(format!("{address}_{at}_test"));
                }
            }
            let question = Question {
                root: folder.path().to_owned(),
                environment,
                offline: true,
                ..Question::default()
            };
            group.throughput(Throughput::Elements(count as u64));
            group.bench_with_input(BenchmarkId::new(kind, count), &question, |b, question| {
                b.iter(|| guard::check(black_box(question)));
            });
        }
    }
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default().with_measurement(Processor);
    targets = sixty_variables, many_variables
}
criterion_main!(benches);
