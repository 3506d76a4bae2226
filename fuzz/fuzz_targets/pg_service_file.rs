//! libpq's service files.
#![no_main]
use libfuzzer_sys::fuzz_target;
use notprod_fuzz::{SECRET, keeps_the_secret, text};
use notprod_tests::World;

fuzz_target!(|input: &[u8]| {
    let Some(text) = text(input) else { return };
    let world = World::of_address("postgres:///?service=shop")
        .with("PGSERVICEFILE", "services")
        .with_file("services", &format!("[shop]\npassword={SECRET}\n{text}"));
    keeps_the_secret(&world);
});
