//! JDBC addresses, and those of R2DBC.
#![no_main]
use libfuzzer_sys::fuzz_target;
use notprod_fuzz::{SECRET, address, choice, variable};

const DRIVERS: &[&str] = &[
    "postgresql",
    "mysql",
    "mariadb",
    "h2",
    "hsqldb",
    "derby",
    "sqlite",
    "sqlserver",
    "jtds:sqlserver",
    "oracle",
    "clickhouse",
    "ch:https",
    "tc:postgresql:15",
    "aws-wrapper:mysql",
    "p6spy:postgresql",
    "db2",
    "",
];

fuzz_target!(|input: &[u8]| {
    let Some((driver, rest)) = choice(input, DRIVERS) else {
        return;
    };
    let Some(rest) = variable(rest) else { return };
    address(&format!("jdbc:{driver}:{rest}"), rest.len());
    address(&format!("jdbc:{driver}://app:{SECRET}@{rest}"), rest.len());
    address(&format!("r2dbc:{driver}://{rest}"), rest.len());
});
