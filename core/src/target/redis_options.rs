//! The connection strings of StackExchange.Redis: `host:6380,host:6380,password=...,ssl=True`.

use super::address::{Address, Outcome, unreadable};
use super::choices::{locations, setting_hosts};
use super::{Engine, Reading, url};

/// Options by which such a string is known; a list of words has none of them.
const OPTIONS: &[&str] = &[
    "password",
    "ssl",
    "sslhost",
    "abortconnect",
    "allowadmin",
    "defaultdatabase",
    "connecttimeout",
    "connectretry",
    "synctimeout",
    "asynctimeout",
    "servicename",
];

/// Nothing where the text is no such string.
pub(super) fn read(text: &str) -> Option<Outcome> {
    // The first place stands in front; what has a `=` there is another form.
    let first = text.split(',').next().unwrap_or(text);
    if first.trim().is_empty() || first.contains(['=', ' ']) {
        return None;
    }
    let (options, places): (Vec<&str>, Vec<&str>) = text
        .split(',')
        .map(str::trim)
        .partition(|piece| piece.contains('='));
    let is_known = |option: &&str| {
        let key = option
            .split('=')
            .next()
            .unwrap_or("")
            .trim()
            .to_ascii_lowercase();
        OPTIONS.contains(&key.as_str())
    };
    if !options.iter().any(is_known) {
        return None;
    }
    // A password may hold a comma, and what follows it then looks like a place.
    Some(match setting_hosts(&places.join(",")) {
        Ok(hosts) => {
            let mut address = Address::of(Engine::Redis);
            for location in locations(hosts, Engine::Redis) {
                url::push(&mut address.readings, Reading::at(location));
            }
            Outcome::Address(address)
        }
        Err(reason) => unreadable(Engine::Redis, reason),
    })
}
