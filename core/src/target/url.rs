//! URLs of servers: `scheme://user:password@host:port/database?parameters`.
//!
//! Readers agree on an address as long as nothing in it moves the bounds of user, host and path.
//! Where a raw `@`, `#`, `/`, `?`, `\` or a blank does, no reading is safe, and the address is
//! refused outright.

use super::address::{Address, Outcome, Surroundings, unreadable};
use super::{Endpoint, Engine, Location, Reading, ado, libpq};

/// The parts of a URL whose bounds every reader sees alike; still percent-encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Parts<'a> {
    pub(super) user: Option<&'a str>,
    pub(super) hosts: &'a str,
    /// The path without its first slash; none where there is no slash.
    pub(super) path: Option<&'a str>,
    pub(super) query: &'a str,
}

/// Cuts what stands after `://` into parts, or says why readers would cut it differently.
pub(super) fn parts(rest: &str) -> Result<Parts<'_>, &'static str> {
    if rest.chars().any(char::is_control) {
        return Err("a control character stands in the address");
    }
    let path_at = rest.find('/');
    let query_at = rest.find('?');
    let authority_end = [path_at, query_at, rest.find('#')]
        .into_iter()
        .flatten()
        .min()
        .unwrap_or(rest.len());
    let (authority, tail) = rest.split_at(authority_end);
    let (before_query, query) = tail.split_once('?').unwrap_or((tail, ""));
    if before_query.contains('@') || (!before_query.starts_with('/') && query.contains('@')) {
        return Err("a `@` stands behind the host, or `/`, `?` or `#` stands raw in the password");
    }
    if before_query.contains('#') {
        return Err("a raw `#` ends the address for some readers and not for others");
    }
    let (user, hosts) = match authority.split_once('@') {
        Some((_, hosts)) if hosts.contains('@') => return Err("a raw `@` stands in the password"),
        Some((user, hosts)) => (Some(user), hosts),
        None => (None, authority),
    };
    if authority.contains('\\') || before_query.contains('\\') {
        return Err("a raw `\\` is a `/` for some readers");
    }
    if authority.contains(char::is_whitespace) || before_query.contains(char::is_whitespace) {
        return Err("a blank stands in the address");
    }
    Ok(Parts {
        user: user.map(|u| u.split(':').next().unwrap_or(u)),
        hosts,
        path: before_query.strip_prefix('/'),
        query: query.split('#').next().unwrap_or(query),
    })
}

/// `h1:1,h2,[::1]:3` as endpoints, percent-decoded.
pub(super) fn endpoints(hosts: &str) -> Result<Vec<Endpoint>, &'static str> {
    if hosts.is_empty() {
        return Ok(Vec::new());
    }
    hosts.split(',').map(endpoint).collect()
}

pub(super) fn endpoint(text: &str) -> Result<Endpoint, &'static str> {
    let (host, port) = match text.strip_prefix('[') {
        Some(inner) => {
            let (host, after) = inner.split_once(']').ok_or("a `[` is not closed")?;
            if super::host::address(host).is_none() {
                return Err("what stands in brackets is no address");
            }
            match after.strip_prefix(':') {
                Some(port) => (host, port),
                None if after.is_empty() => (host, ""),
                None => return Err("something other than a port follows the address in brackets"),
            }
        }
        None => text.split_once(':').unwrap_or((text, "")),
    };
    if host.contains(['(', ')', '[', ']', '"', '\'', '<', '>', '`', '|', '^']) {
        return Err("the host holds a character that no host has");
    }
    let host = decode(host).ok_or("the host holds an escape that is no text")?;
    Ok(Endpoint {
        host,
        port: port_number(port)?,
    })
}

/// A port as text; empty is none.
pub(super) fn port_number(text: &str) -> Result<Option<u16>, &'static str> {
    if text.is_empty() {
        return Ok(None);
    }
    if !text.bytes().all(|b| b.is_ascii_digit()) {
        return Err("the port is no number");
    }
    match text.parse::<u16>() {
        Ok(0) | Err(_) => Err("the port is not between 1 and 65535"),
        Ok(port) => Ok(Some(port)),
    }
}

/// Percent-decodes; an escape that is none stays as it is, as most readers have it. None where the
/// bytes are no UTF-8.
pub(super) fn decode(text: &str) -> Option<String> {
    if !text.contains('%') {
        return Some(text.to_owned());
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        let hex = |b: Option<&u8>| b.and_then(|b| char::from(*b).to_digit(16));
        match (first, hex(tail.first()), hex(tail.get(1))) {
            (b'%', Some(high), Some(low)) => {
                bytes.push(u8::try_from(high * 16 + low).ok()?);
                rest = tail.get(2..)?;
            }
            _ => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8(bytes).ok()
}

/// The parameters of a query, decoded, in order.
pub(super) fn parameters(query: &str) -> Vec<(String, String)> {
    query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            (
                decode(key).unwrap_or_default(),
                decode(value).unwrap_or_else(|| value.to_owned()),
            )
        })
        .collect()
}

/// The last value of a parameter of any of these names, compared without case; empty is none.
pub(super) fn last<'a>(parameters: &'a [(String, String)], names: &[&str]) -> Option<&'a str> {
    parameters
        .iter()
        .rev()
        .find(|(key, _)| names.iter().any(|name| key.eq_ignore_ascii_case(name)))
        .map(|(_, value)| value.as_str())
        .filter(|value| !value.is_empty())
}

/// Reads what stands after `scheme://`.
pub(super) fn read(engine: Engine, scheme: &str, rest: &str, around: &dyn Surroundings) -> Outcome {
    if engine == Engine::Sqlserver
        && let Some((_, properties)) = rest.split_once(';')
        && !rest.split(';').next().unwrap_or("").contains('?')
    {
        let server = rest.split(';').next().unwrap_or("");
        return ado::server_url(server, properties);
    }
    let parts = match parts(rest) {
        Ok(parts) => parts,
        Err(reason) => return unreadable(engine, reason),
    };
    if let Some(connect) = odbc(&parts) {
        return ado::read(&connect, around)
            .unwrap_or_else(|| unreadable(engine, "the ODBC string in it cannot be read"));
    }
    if engine == Engine::Postgres && !scheme.starts_with("prisma") {
        return libpq::url(&parts, around);
    }
    match plain(engine, &parts, around) {
        Ok(address) => Outcome::Address(address),
        Err(reason) => unreadable(engine, reason),
    }
}

fn odbc(parts: &Parts<'_>) -> Option<String> {
    parts.query.contains("odbc_connect").then(|| {
        let parameters = parameters(parts.query);
        last(&parameters, &["odbc_connect"]).map(|text| text.replace('+', " "))
    })?
}

/// Names under which frameworks take a part from the query.
pub(super) const HOST_KEYS: &[&str] = &["host", "hostname", "server"];
pub(super) const DATABASE_KEYS: &[&str] = &["database", "dbname", "db", "service_name", "sid"];
pub(super) const USER_KEYS: &[&str] = &["user", "username"];
pub(super) const SCHEMA_KEYS: &[&str] = &["schema", "currentschema", "search_path"];
const SOCKET_KEYS: &[&str] = &["socketpath", "unix_socket", "socket", "unixsocket"];

fn plain(
    engine: Engine,
    parts: &Parts<'_>,
    around: &dyn Surroundings,
) -> Result<Address, &'static str> {
    let parameters = parameters(parts.query);
    let name = |text: &str| match decode(text) {
        Some(name) if name.contains('\0') => Err("no server takes a NUL"),
        Some(name) => Ok(Some(name).filter(|n| !n.is_empty())),
        None => Err("the name holds an escape that is no text"),
    };
    let mut base = Reading::at(Location::Servers(with_ports(
        endpoints(parts.hosts)?,
        engine,
    )));
    base.user = parts.user.map_or(Ok(None), name)?;
    base.database = parts.path.map_or(Ok(None), name)?;
    base.schema = last(&parameters, SCHEMA_KEYS).map(str::to_owned);
    let mut address = Address::one(engine, base.clone());
    if base.endpoints().is_empty() {
        // Without a host drivers go to this machine.
        base.location = Location::Servers(vec![Endpoint {
            host: "localhost".into(),
            port: engine.default_port(),
        }]);
        address.readings = vec![base.clone()];
    }
    // Frameworks that merge the query into the settings let it beat the parts.
    let mut other = base.clone();
    if let Some(user) = last(&parameters, USER_KEYS) {
        other.user = Some(user.to_owned());
    }
    if !engine.is_key_value()
        && let Some(database) = last(&parameters, DATABASE_KEYS)
    {
        other.database = Some(database.to_owned());
    }
    if let Some(hosts) = last(&parameters, HOST_KEYS) {
        other.location = Location::Servers(with_ports(endpoints(hosts)?, engine));
    }
    if let Some(port) = last(&parameters, &["port"])
        && let (Ok(Some(port)), Location::Servers(servers)) =
            (port_number(port), &mut other.location)
    {
        servers
            .iter_mut()
            .for_each(|server| server.port = Some(port));
    }
    push(&mut address.readings, other.clone());
    if engine == Engine::Mysql {
        let local = |r: &Reading| {
            r.endpoints()
                .iter()
                .any(|e| e.host.eq_ignore_ascii_case("localhost"))
        };
        let from_environment = around
            .variable("MYSQL_UNIX_PORT")
            .filter(|path| !path.is_empty() && local(&base));
        if from_environment.is_some() {
            address.borrowed.push("MYSQL_UNIX_PORT");
        }
        for path in [last(&parameters, SOCKET_KEYS), from_environment]
            .into_iter()
            .flatten()
        {
            let socket = Location::Socket {
                path: path.to_owned(),
                port: None,
            };
            push(
                &mut address.readings,
                Reading {
                    location: socket,
                    ..other.clone()
                },
            );
        }
    }
    Ok(address)
}

/// Fills in the engine's own port where none was given.
pub(super) fn with_ports(mut servers: Vec<Endpoint>, engine: Engine) -> Vec<Endpoint> {
    for server in &mut servers {
        server.port = server.port.or(engine.default_port());
    }
    servers
}

/// Adds a reading that is not there yet.
pub(super) fn push(readings: &mut Vec<Reading>, reading: Reading) {
    if !readings.contains(&reading) {
        readings.push(reading);
    }
}
