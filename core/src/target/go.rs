//! Go's MySQL data source names: `user:password@tcp(host:3306)/database`.

use super::address::{Address, Expectation, Outcome, unreadable};
use super::{Endpoint, Engine, Location, Reading, scheme, url};

/// Nothing where the text is no such name.
pub(super) fn read(text: &str, expected: Expectation) -> Option<Outcome> {
    // The last `/` ends the address, and the last `@` before it the password.
    let (front, tail) = text.split('?').next()?.rsplit_once('/')?;
    let (credentials, place) = front.rsplit_once('@').unwrap_or(("", front));
    // Without a place, or with a network alone, the driver takes its own: `root@/shop`.
    let (network, inside) = match place.split_once('(') {
        Some((network, inside)) => (network, inside.strip_suffix(')')?),
        None if front.contains('@')
            && expected == Expectation::Address
            && matches!(place, "" | "tcp")
            && !speaks_of_a_scheme(credentials) =>
        {
            ("tcp", "")
        }
        None => return None,
    };
    if !network
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_' || b == b'+')
        || network.is_empty()
    {
        return None;
    }
    // What stands there in other forms is a scheme, or pairs with a password among them.
    let (user, password) = credentials.split_once(':').unwrap_or((credentials, ""));
    let is_plain = |c: char| c.is_alphanumeric() || "_-.@%+$".contains(c);
    if !user.chars().all(is_plain) || password.contains("//") {
        return None;
    }
    let mut reading = Reading::at(Location::Memory);
    reading.user = Some(user.to_owned()).filter(|user| !user.is_empty());
    reading.database = url::decode(tail).filter(|name| !name.is_empty());
    reading.location = match network {
        "unix" => Location::Socket {
            path: inside.to_owned(),
            port: None,
        },
        "tcp" | "tcp4" | "tcp6" => match url::endpoints(inside) {
            Ok(servers) if servers.is_empty() => Location::Servers(vec![Endpoint {
                host: "localhost".into(),
                port: Some(3306),
            }]),
            Ok(servers) => Location::Servers(url::with_ports(servers, Engine::Mysql)),
            Err(reason) => return Some(unreadable(Engine::Mysql, reason)),
        },
        _ => {
            return Some(unreadable(
                Engine::Mysql,
                "the network it names is a dialer of the application's own",
            ));
        }
    };
    Some(Outcome::Address(Address::one(Engine::Mysql, reading)))
}

/// Whether what stands for the user is a scheme of other forms, in any letters.
fn speaks_of_a_scheme(credentials: &str) -> bool {
    let user = credentials.split(':').next().unwrap_or(credentials);
    let user = user.to_ascii_lowercase();
    matches!(user.as_str(), "jdbc" | "r2dbc") || scheme::engine(&user).is_some()
}
