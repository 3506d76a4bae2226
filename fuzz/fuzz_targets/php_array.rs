//! PHP arrays: Laravel's cached configuration and its plain one, Symfony's dumped environment.
#![no_main]
use libfuzzer_sys::fuzz_target;
use notprod_fuzz::{SECRET, keeps_the_secret, text};
use notprod_tests::World;

fuzz_target!(|input: &[u8]| {
    let Some(text) = text(input) else { return };
    let secret = format!("'password' => '{SECRET}',");
    let code = format!(
        "<?php return array ('database' => array ('default' => 'mysql', 'connections' => array ('mysql' => array ('driver' => 'mysql', {secret} {text}"
    );
    let laravel = World::default()
        .with_file("artisan", "")
        .with_file("phpunit.xml", "<phpunit/>");
    for code in [text, &code] {
        keeps_the_secret(
            &laravel
                .clone()
                .with_file("bootstrap/cache/config.php", code),
        );
        keeps_the_secret(&laravel.clone().with_file("config/database.php", code));
    }
    let symfony = World::default()
        .with_file("bin/console", "")
        .with_file("phpunit.xml", "<phpunit/>");
    keeps_the_secret(&symfony.with_file(".env.local.php", text));
});
