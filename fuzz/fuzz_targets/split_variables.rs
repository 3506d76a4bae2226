//! Split variables: `DB_HOST` and its like, a line each.
#![no_main]
use libfuzzer_sys::fuzz_target;
use notprod_fuzz::{SECRET, allows_no_more, keeps_the_secret, variable};
use notprod_tests::World;

const NAMES: &[&str] = &[
    "DB_HOST",
    "DB_DATABASE",
    "DB_PORT",
    "DB_USERNAME",
    "DB_CONNECTION",
    "DB_SOCKET",
    "DB_SCHEMA",
    "TEST_DB_NAME",
];

fuzz_target!(|input: &[u8]| {
    let Some(text) = variable(input) else { return };
    let mut world = World::default().with("DB_PASSWORD", SECRET);
    for (name, value) in NAMES.iter().zip(text.lines()) {
        world = world.with(name, value);
    }
    keeps_the_secret(&world);
    // A place to stay away from mends nothing.
    allows_no_more(
        &world,
        &world.with("PROD_DATABASE_URL", "postgres://app@prod.example.com/shop"),
    );
});
