//! libpq's keyword strings, over the variables that fill them.
#![no_main]
use libfuzzer_sys::fuzz_target;
use notprod_fuzz::{SECRET, allows_no_more, keeps_the_secret, pairs, variable};
use notprod_tests::World;

fuzz_target!(|input: &[u8]| {
    let Some(text) = variable(input) else { return };
    pairs(&format!("password={SECRET} "), text, ' ');
    let plain = World::of_address(text);
    // A variable of libpq's can only add a reading.
    for (name, value) in [
        ("PGHOST", "prod.example.com"),
        ("PGHOSTADDR", "8.8.8.8"),
        ("PGDATABASE", "shop_production"),
    ] {
        let borrowed = plain.with(name, value);
        keeps_the_secret(&borrowed);
        if text.contains("host=") && text.contains("dbname=") {
            allows_no_more(&plain, &borrowed);
        }
    }
});
