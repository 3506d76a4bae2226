//! Oracle's connect descriptors and its short form.
#![no_main]
use libfuzzer_sys::fuzz_target;
use notprod_fuzz::{SECRET, keeps_the_secret, variable};
use notprod_tests::World;

fuzz_target!(|input: &[u8]| {
    let Some(text) = variable(input) else { return };
    for address in [
        format!("jdbc:oracle:thin:app/{SECRET}@{text}"),
        format!("oci:dbname={text}"),
        format!("oracle://app:{SECRET}@localhost/?service_name={text}"),
    ] {
        keeps_the_secret(&World::of_address(&address));
    }
});
