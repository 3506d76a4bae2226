//! How long it takes to read an address: `cargo bench -p notprod --bench address`. The figures, and what
//! they are held to, stand in `docs/benchmarks.md`.
#![allow(missing_docs, reason = "criterion's macros make public items")]

mod processor;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use notprod::target::address::{Expectation, Surroundings, read};
use processor::Processor;
use std::hint::black_box;
use std::path::{Path, PathBuf};

struct Nothing;

impl Surroundings for Nothing {
    fn variable(&self, _: &str) -> Option<&str> {
        None
    }
    fn root(&self) -> &Path {
        Path::new("/project")
    }
    fn text(&self, _: &Path) -> Option<String> {
        None
    }
    fn home(&self) -> Option<&Path> {
        None
    }
    fn sqlite_folders(&self) -> Vec<PathBuf> {
        Vec::new()
    }
}

fn addresses(bench: &mut Criterion<Processor>) {
    let mut group = bench.benchmark_group("address");
    for (name, address) in [
        ("none", "/usr/local/bin:/usr/bin:/bin"),
        (
            "postgres",
            "postgres://app:secret@db.example.com:5432/shop?sslmode=require",
        ),
        (
            "three hosts",
            "postgresql://app@a:1,b:2,c:3/shop?target_session_attrs=any",
        ),
        (
            "three hosts, and others in the query",
            "postgresql://app@a:1,b:2,c:3/shop?target_session_attrs=any&host=d&port=4",
        ),
        (
            "mysql",
            "mysql+pymysql://app:p%40ss@127.0.0.1/shop?charset=utf8mb4",
        ),
        (
            "sqlserver",
            "Server=tcp:db,1433;Initial Catalog=shop;User Id=app;Password='se;cret'",
        ),
        ("sqlite", "sqlite:///data/shop.db"),
    ] {
        group.bench_function(name, |b| {
            b.iter(|| read(black_box(address), Expectation::Anything, &Nothing));
        });
    }
    group.finish();
}

/// No two alike, so that nothing that was read before helps.
fn distinct(bench: &mut Criterion<Processor>) {
    let mut group = bench.benchmark_group("distinct addresses");
    group.sample_size(10);
    for count in [1_000, 10_000, 100_000] {
        let addresses: Vec<String> = (0..count)
            .map(|at| {
                format!("postgres://app:secret@db{at}.example.com:5432/shop_{at}?sslmode=require")
            })
            .collect();
        group.throughput(Throughput::Elements(count as u64));
        group.bench_with_input(
            BenchmarkId::from_parameter(count),
            &addresses,
            |b, addresses| {
                b.iter(|| {
                    for address in addresses {
                        black_box(read(black_box(address), Expectation::Address, &Nothing));
                    }
                });
            },
        );
    }
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default().with_measurement(Processor);
    targets = addresses, distinct
}
criterion_main!(benches);
