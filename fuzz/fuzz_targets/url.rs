//! URLs of servers, of every engine and of HTTP.
#![no_main]
use libfuzzer_sys::fuzz_target;
use notprod_fuzz::{SECRET, address, choice, variable};

const SCHEMES: &[&str] = &[
    "postgres",
    "postgresql+asyncpg",
    "mysql",
    "mysql2",
    "mysql+pymysql",
    "mongodb",
    "mongodb+srv",
    "redis",
    "rediss",
    "sqlserver",
    "mssql+pyodbc",
    "oracle",
    "clickhouse",
    "libsql",
    "prisma+postgres",
    "snowflake",
    "redis+unix",
    "https",
    "ecto",
    "cockroachdb",
];

fuzz_target!(|input: &[u8]| {
    let Some((scheme, rest)) = choice(input, SCHEMES) else {
        return;
    };
    let Some(rest) = variable(rest) else { return };
    address(&format!("{scheme}://app:{SECRET}@{rest}"), rest.len());
    address(&format!("{scheme}://{rest}"), rest.len() / 2);
});
