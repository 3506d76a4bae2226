//! SQLite in every spelling, and DuckDB.
#![no_main]
use libfuzzer_sys::fuzz_target;
use notprod_fuzz::{address, choice, keeps_the_secret, variable};
use notprod_tests::World;

const FRONTS: &[&str] = &[
    "sqlite:",
    "sqlite:///",
    "sqlite://",
    "sqlite3:",
    "sqlite+aiosqlite:///",
    "file:",
    "file://",
    "duckdb:///",
    "jdbc:sqlite:",
    "",
];

fuzz_target!(|input: &[u8]| {
    let Some((front, rest)) = choice(input, FRONTS) else {
        return;
    };
    let Some(rest) = variable(rest) else { return };
    address(&format!("{front}{rest}"), rest.len());
    let alone = World::default()
        .with("DB_CONNECTION", "sqlite")
        .with("DB_DATABASE", rest);
    keeps_the_secret(&alone);
});
