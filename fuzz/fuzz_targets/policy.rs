//! `notprod.toml`, and the pattern that lifts.
#![no_main]
use libfuzzer_sys::fuzz_target;
use notprod::Verdict;
use notprod_fuzz::{keeps_the_secret, text};
use notprod_tests::World;

fuzz_target!(|input: &[u8]| {
    let Some(text) = text(input) else { return };
    let production = World::of_address("postgres://app@localhost/shop_test")
        .with("APP_ENV", "production")
        .with_file("notprod.toml", text);
    keeps_the_secret(&production);
    assert_eq!(
        production.verdict(),
        Verdict::Refuse,
        "no policy lifts production: {text:?}"
    );
    // What a policy calls production no other line of it lifts; the key may not stand twice.
    let listed = World::of_address("postgres://app@localhost/shop_test").with_file(
        "notprod.toml",
        &format!("[databases]\nproduction = [\"shop_test\"]\n{text}"),
    );
    assert_eq!(
        listed.verdict(),
        Verdict::Refuse,
        "listed as production: {text:?}"
    );
    if !text.contains(['\0']) {
        let lifted =
            World::of_address("postgres://app@localhost/shop_prod").with("NOTPROD_ALLOW", text);
        keeps_the_secret(&lifted);
    }
});
