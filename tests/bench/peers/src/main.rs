//! A verdict of notprod beside a parse of pg_query, which is PostgreSQL's own parser, over the same
//! statements, which stand on standard input as `core/examples/statements.rs` prints them.

use notprod::sql::{Dialect, classify};
use std::hint::black_box;
use std::io::{BufRead, stdin};
use std::time::Instant;

const ROUNDS: usize = 21;

/// The median time for one statement over several rounds, in nanoseconds.
fn median(texts: &[String], mut judge: impl FnMut(&str)) -> f64 {
    let mut rounds: Vec<f64> = (0..ROUNDS)
        .map(|_| {
            let start = Instant::now();
            texts.iter().for_each(|text| judge(text));
            start.elapsed().as_nanos() as f64 / texts.len() as f64
        })
        .collect();
    rounds.sort_by(f64::total_cmp);
    rounds[ROUNDS / 2]
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut texts: Vec<String> = Vec::new();
    for line in stdin().lock().lines() {
        let statement: serde_json::Value = serde_json::from_str(&line?)?;
        if statement["dialect"] == "postgres" {
            texts.push(statement["sql"].as_str().ok_or("no text")?.to_owned());
        }
    }
    for text in &texts {
        // A peer that gave up at once would win.
        pg_query::parse(text)?;
    }
    let ours = median(&texts, |text| {
        black_box(classify(black_box(text.as_bytes()), Dialect::Postgres));
    });
    let parsed = median(&texts, |text| {
        let _ = black_box(pg_query::parse(black_box(text)));
    });
    println!(
        "Rust, {} statements for PostgreSQL: verdict {ours:.0} ns, pg_query's parse {parsed:.0} ns, {:.0} times",
        texts.len(),
        parsed / ours
    );
    Ok(())
}
