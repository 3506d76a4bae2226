//! Data source names of PDO.
#![no_main]
use libfuzzer_sys::fuzz_target;
use notprod_fuzz::{SECRET, choice, pairs, variable};

const DRIVERS: &[&str] = &["mysql", "pgsql", "sqlsrv", "dblib", "oci", "odbc", "uri"];

fuzz_target!(|input: &[u8]| {
    let Some((driver, rest)) = choice(input, DRIVERS) else {
        return;
    };
    let Some(rest) = variable(rest) else { return };
    pairs(&format!("{driver}:"), rest, ';');
    if matches!(driver, "mysql" | "pgsql" | "sqlsrv" | "dblib") {
        pairs(&format!("{driver}:password={SECRET};"), rest, ';');
    }
});
