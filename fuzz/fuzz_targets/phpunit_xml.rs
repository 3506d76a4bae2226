//! `phpunit.xml`.
#![no_main]
use libfuzzer_sys::fuzz_target;
use notprod_fuzz::{allows_no_more, keeps_the_secret, text};
use notprod_tests::World;

fuzz_target!(|input: &[u8]| {
    let Some(text) = text(input) else { return };
    let world = World::default().with_file("phpunit.xml", text);
    keeps_the_secret(&world);
    let inner = format!("<phpunit><php>{text}</php></phpunit>");
    let world = World::default().with_file("phpunit.xml", &inner);
    keeps_the_secret(&world);
    // What a setting says of production no tag before it takes back.
    let forced = "<server name=\"APP_ENV\" value=\"production\"/>";
    let after = World::default().with_file(
        "phpunit.xml",
        &format!("<phpunit><php>{text}{forced}</php></phpunit>"),
    );
    let alone = World::default().with_file(
        "phpunit.xml",
        &format!("<phpunit><php>{forced}</php></phpunit>"),
    );
    let closes = ["</", "<!", "<?", "APP_ENV", "include"];
    if !closes.iter().any(|piece| text.contains(piece)) {
        allows_no_more(&alone, &after);
    }
});
