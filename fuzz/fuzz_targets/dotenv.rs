//! Dotenv files in every dialect.
#![no_main]
use libfuzzer_sys::fuzz_target;
use notprod::dotenv::{self, Dialect};
use notprod_fuzz::{keeps_the_secret, text};
use notprod_tests::World;

fuzz_target!(|input: &[u8]| {
    let Some(text) = text(input) else { return };
    let lines = u32::try_from(text.split(['\n', '\r']).count()).unwrap_or(u32::MAX);
    let document = dotenv::parse(text);
    for line in &document.lines {
        assert!((1..=lines).contains(&line.number), "{line:?}");
    }
    for (dialect, name) in Dialect::ALL {
        match dotenv::read(text, *dialect) {
            Ok(read) => {
                for line in read {
                    assert!((1..=lines).contains(&line.number), "{name}: {line:?}");
                    let once = dotenv::expand::value(&line, *dialect, &|_| None);
                    let again = dotenv::expand::value(&line, *dialect, &|_| None);
                    assert_eq!(once.text, again.text);
                }
            }
            Err(refused) => assert!((1..=lines).contains(&refused.line), "{name}: {refused:?}"),
        }
    }
    let world = World::default().with_file(".env", text);
    keeps_the_secret(&world);
    keeps_the_secret(&world.clone().with_file("artisan", ""));
});
