//! MySQL's option files, where an address names one.
#![no_main]
use libfuzzer_sys::fuzz_target;
use notprod_fuzz::{SECRET, keeps_the_secret, text};
use notprod_tests::World;

fuzz_target!(|input: &[u8]| {
    let Some(text) = text(input) else { return };
    let world = World::of_address("mysql:///?read_default_file=my.cnf")
        .with_file("my.cnf", &format!("[client]\npassword={SECRET}\n{text}"));
    keeps_the_secret(&world);
});
