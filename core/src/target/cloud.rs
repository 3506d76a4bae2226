//! Addresses that lead to a service by its nature, whatever stands in the place of the host.

use super::address::{Address, Outcome, unreadable};
use super::url::{self, Parts};
use super::{Endpoint, Engine, Location, Reading};

/// Schemes of services that have no servers of one's own, and the domain they answer from: what a
/// URL has in the place of the host is an account, a project or a region there.
const SERVICES: &[(&str, &str)] = &[
    ("snowflake", "snowflakecomputing.com"),
    ("bigquery", "bigquery.googleapis.com"),
    ("spanner", "spanner.googleapis.com"),
    ("dynamodb", "dynamodb.amazonaws.com"),
    ("awsathena", "athena.amazonaws.com"),
    ("motherduck", "motherduck.com"),
    ("sqlitecloud", "sqlite.cloud"),
    ("planetscale", "psdb.cloud"),
];

/// Drivers, behind the `+` of a scheme, that speak to a service over HTTP and need no host.
const DRIVERS: &[(&str, &str)] = &[
    ("auroradataapi", "rds-data.amazonaws.com"),
    ("rdsdataapi", "rds-data.amazonaws.com"),
];

/// What a URL of such a service opens; nothing for any other scheme.
pub(super) fn read(engine: Engine, scheme: &str, parts: &Parts<'_>) -> Option<Outcome> {
    let (base, driver) = scheme.split_once('+').unwrap_or((scheme, ""));
    let domain = SERVICES
        .iter()
        .find(|(service, _)| *service == base)
        .or_else(|| DRIVERS.iter().find(|(name, _)| *name == driver))
        .map(|(_, domain)| *domain)?;
    let servers = match url::endpoints(parts.hosts) {
        Ok(servers) => servers,
        Err(reason) => return Some(unreadable(engine, reason)),
    };
    let account = servers.first().map_or("", |server| server.host.as_str());
    let host = match account {
        "" => domain.to_owned(),
        // A whole host is what it says; the services' own simulators run on this machine.
        whole
            if whole.contains('.') || super::host::place(whole) == super::host::Place::Loopback =>
        {
            whole.to_owned()
        }
        account => format!("{account}.{domain}"),
    };
    let mut reading = Reading::at(Location::Servers(vec![Endpoint {
        host,
        port: servers.first().and_then(|server| server.port),
    }]));
    reading.database = match url::name(parts.path.unwrap_or("")) {
        Ok(name) => name,
        Err(reason) => return Some(unreadable(engine, reason)),
    };
    reading.user = parts
        .user
        .and_then(url::decode)
        .filter(|user| !user.is_empty());
    Some(Outcome::Address(Address::one(engine, reading)))
}

/// Why parameters lead somewhere that the address does not say: a driver for Java opens its
/// connection through the class that it is given.
pub(super) fn own_dialer(parameters: &[(String, String)]) -> Option<&'static str> {
    let named = url::last(parameters, &["socketfactory"])?;
    let known = named.starts_with("com.google.cloud.sql.")
        && url::last(parameters, &["cloudsqlinstance"]).is_some();
    (!known).then_some("a socket factory of the application's own opens the connection")
}
