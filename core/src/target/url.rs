//! URLs of servers: `scheme://user:password@host:port/database?parameters`.
//!
//! Readers agree on an address as long as nothing in it moves the bounds of user, host and path.
//! Where a raw `@`, `#`, `/`, `?`, `\` or a blank does, no reading is safe, and the address is
//! refused outright.

use super::{Endpoint, Engine, Reading};

/// The parts of a URL whose bounds every reader sees alike; still percent-encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Parts<'a> {
    pub(super) user: Option<&'a str>,
    pub(super) hosts: &'a str,
    /// The path without its first slash; none where there is no slash.
    pub(super) path: Option<&'a str>,
    /// Up to the end: libpq takes a `#` in a value as it is.
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
        query,
    })
}

/// `h1:1,h2,[::1]:3` as endpoints, percent-decoded.
pub(super) fn endpoints(hosts: &str) -> Result<Vec<Endpoint>, &'static str> {
    if hosts.is_empty() {
        return Ok(Vec::new());
    }
    let mut endpoints = Vec::with_capacity(1);
    for text in hosts.split(',') {
        let endpoint = endpoint(text)?;
        // libpq decodes first and cuts the list then: `%2C` is a comma.
        if endpoint.host.contains(',') && !endpoint.host.starts_with('/') {
            endpoints.extend(endpoint.host.split(',').map(|host| Endpoint {
                host: host.to_owned(),
                port: endpoint.port,
            }));
        } else {
            endpoints.push(endpoint);
        }
    }
    Ok(endpoints)
}

/// A host and its port, percent-decoded.
pub(super) fn endpoint(text: &str) -> Result<Endpoint, &'static str> {
    let mut endpoint = plain_endpoint(text)?;
    if endpoint.host.contains('%') {
        endpoint.host = decode(&endpoint.host).ok_or("the host holds an escape that is no text")?;
        // A zone behind a `%` is one only as it is read in the end.
        if text.starts_with('[') && super::host::address(&endpoint.host).is_none() {
            return Err("what stands in brackets is no address");
        }
    }
    Ok(endpoint)
}

/// A host and its port, as they are written.
pub(super) fn plain_endpoint(text: &str) -> Result<Endpoint, &'static str> {
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
    Ok(Endpoint {
        host: host.to_owned(),
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

/// A name, decoded; empty is none.
pub(super) fn name(text: &str) -> Result<Option<String>, &'static str> {
    match decode(text) {
        Some(name) if name.contains('\0') => Err("no server takes a NUL"),
        Some(name) => Ok(Some(name).filter(|n| !n.is_empty())),
        None => Err("the name holds an escape that is no text"),
    }
}

/// A database's name as the path gives it: decoded, as most have it; as it is written (postgres.js,
/// SQLAlchemy before 2.1); and with the separators of URLs left encoded (node-postgres).
pub(super) fn names(text: &str) -> Result<Vec<Option<String>>, &'static str> {
    let mut names = vec![name(text)?];
    if !text.is_ascii() {
        // A URL's path holds nothing but ASCII to postgres.js, and it decodes nothing.
        let mut encoded = String::with_capacity(text.len() * 3);
        for byte in text.bytes() {
            if byte.is_ascii() {
                encoded.push(char::from(byte));
            } else {
                encoded.push_str(&format!("%{byte:02X}"));
            }
        }
        names.push(Some(encoded));
    }
    if text.contains('+') {
        // A blank to django-environ and pgjdbc.
        names.push(name(&text.replace('+', " "))?);
    }
    if text.contains('%') {
        for other in [decode_but(text, ";/?:@&=+$,#"), Some(text.to_owned())] {
            if !names.contains(&other) {
                names.push(other);
            }
        }
    }
    Ok(names)
}

/// Decodes every escape but those of these characters.
fn decode_but(text: &str, kept: &str) -> Option<String> {
    let mut guarded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((front, tail)) = rest.split_once('%') {
        guarded.push_str(front);
        let escape = tail
            .get(..2)
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        let is_kept = escape.is_some_and(|byte| kept.contains(char::from(byte)));
        guarded.push_str(if is_kept { "%25" } else { "%" });
        rest = tail;
    }
    guarded.push_str(rest);
    decode(&guarded)
}

/// The parameters of a query, decoded, in order. Where readers disagree on a value, each value
/// stands there: a `+` is a blank for most and a `+` for libpq, which also takes a `#` as it is.
pub(super) fn parameters(query: &str) -> Vec<(String, String)> {
    let mut parameters = Vec::new();
    if query.is_empty() {
        return parameters;
    }
    let whole = query.contains('#').then_some(query);
    let cut = query.split('#').next().unwrap_or(query);
    for query in whole.into_iter().chain([cut]) {
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            let key = decode(key).unwrap_or_default();
            let decoded = |value: &str| decode(value).unwrap_or_else(|| value.to_owned());
            if value.contains('+') {
                parameters.push((key.clone(), decoded(&value.replace('+', " "))));
            }
            parameters.push((key, decoded(value)));
        }
    }
    parameters
}

/// The schemas that `-c search_path=x` or `--search-path=x` name, as a server reads options.
pub(super) fn search_paths(options: &str) -> Vec<String> {
    let mut schemas = Vec::new();
    let mut rest = options;
    // Lower case keeps the length of ASCII, and the name of a setting is nothing else.
    while let Some(at) = rest
        .to_ascii_lowercase()
        .replace('-', "_")
        .find("search_path")
    {
        rest = rest.get(at + "search_path".len()..).unwrap_or("");
        let Some(value) = rest.trim_start().strip_prefix('=') else {
            continue;
        };
        let mut schema = String::new();
        let mut chars = value.trim_start().chars();
        while let Some(c) = chars.next() {
            match c {
                '\\' => schema.extend(chars.next()),
                c if c.is_whitespace() => break,
                '"' | '\'' => {}
                c => schema.push(c),
            }
        }
        if !schema.is_empty() {
            schemas.push(schema);
        }
    }
    schemas
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

/// Names under which software takes a part from the query.
pub(super) const HOST_KEYS: &[&str] = &["host", "hostname", "server", "alt_hosts"];
pub(super) const DATABASE_KEYS: &[&str] = &["database", "dbname", "db", "service_name", "sid"];
pub(super) const USER_KEYS: &[&str] = &["user", "username"];
pub(super) const SCHEMA_KEYS: &[&str] = &["schema", "currentschema", "search_path", "searchpath"];
pub(super) const SOCKET_KEYS: &[&str] = &[
    "socketpath",
    "unix_socket",
    "unix_sock",
    "socket",
    "unixsocket",
    "localsocket",
];

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

/// Adds readings that are not there yet.
pub(super) fn push_all(readings: &mut Vec<Reading>, more: Vec<Reading>) {
    for reading in more {
        push(readings, reading);
    }
}

/// Gives every reading a schema: each of them somebody obeys.
pub(super) fn add_schemas(readings: &mut Vec<Reading>, schemas: &[String]) {
    let Some((first, others)) = schemas.split_first() else {
        return;
    };
    for reading in readings.iter_mut() {
        reading.schema = Some(first.clone());
    }
    // The place is the same for each schema: one reading shows it.
    if let Some(shown) = readings.first().cloned() {
        for schema in others {
            push(
                readings,
                Reading {
                    schema: Some(schema.clone()),
                    ..shown.clone()
                },
            );
        }
    }
}
