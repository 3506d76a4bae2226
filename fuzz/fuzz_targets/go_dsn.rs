//! The data source names of Go's MySQL driver.
#![no_main]
use libfuzzer_sys::fuzz_target;
use notprod_fuzz::{SECRET, allows_no_more, choice, keeps_the_secret, variable};
use notprod_tests::{World, disguise};

fuzz_target!(|input: &[u8]| {
    let Some((protocol, rest)) = choice(input, &["tcp(", "unix(", "cloudsql(", ""]) else {
        return;
    };
    let Some(rest) = variable(rest) else { return };
    let dsn = format!("app:{SECRET}@{protocol}{rest}");
    let world = World::of_address(&dsn);
    keeps_the_secret(&world);
    if let Some(turned) = disguise::parameters_turned(&dsn) {
        allows_no_more(&world, &World::of_address(&turned));
    }
});
