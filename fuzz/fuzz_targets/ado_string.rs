//! ADO's connection strings, and the ODBC ones.
#![no_main]
use libfuzzer_sys::fuzz_target;
use notprod_fuzz::{SECRET, pairs, variable};

fuzz_target!(|input: &[u8]| {
    let Some(text) = variable(input) else { return };
    pairs(&format!("Password={SECRET};"), text, ';');
    pairs(
        &format!("sqlserver://localhost:1433;password={SECRET};"),
        text,
        ';',
    );
});
