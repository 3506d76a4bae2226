//! The 2,000 statements of the benchmark `sql`, for its peers in other languages: one a line, as JSON,
//! `{"dialect": "postgres", "sql": "..."}`, with the placeholders that a driver sends.
#![allow(
    dead_code,
    clippy::indexing_slicing,
    reason = "the benchmark's generator, which makes dumps beside"
)]

#[path = "../benches/statements/mod.rs"]
mod statements;

use serde_json::json;
use std::io::{Write, stdout};

fn main() -> std::io::Result<()> {
    let mut numbers = statements::Numbers(7);
    let mut out = stdout().lock();
    for _ in 0..2_000 {
        let (dialect, sql) = statements::statement(&mut numbers);
        let sql = statements::as_sent(dialect, &sql);
        writeln!(out, "{}", json!({"dialect": dialect.name(), "sql": sql}))?;
    }
    Ok(())
}
