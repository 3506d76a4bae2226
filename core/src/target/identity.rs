//! What is the same server, and what is the same database, under other letters.

use super::{Engine, Location, Reading, host, managed};

/// The servers that a reading reaches, each in one spelling, with the tenant where many share it.
///
/// Sockets of this machine are its `localhost`; files are servers of their own.
pub fn servers(engine: Engine, reading: &Reading) -> Vec<String> {
    let family = engine.name();
    match &reading.location {
        Location::Servers(endpoints) => endpoints
            .iter()
            .map(|endpoint| {
                let port = endpoint.port.map(|p| p.to_string()).unwrap_or_default();
                let host = host::canonical(&endpoint.host);
                match tenant(&endpoint.host, reading.user.as_deref()) {
                    Some(tenant) => format!("{family} {tenant}@{host}:{port}"),
                    None => format!("{family} {host}:{port}"),
                }
            })
            .collect(),
        Location::Socket { path, port } => match managed::socket_provider(path) {
            Some(_) => vec![format!("{family} {path}")],
            None => {
                let port = port
                    .or(engine.default_port())
                    .map(|p| p.to_string())
                    .unwrap_or_default();
                vec![format!("{family} localhost:{port}")]
            }
        },
        Location::File(paths) => paths
            .iter()
            .map(|path| format!("file {}", path.display()))
            .collect(),
        Location::Memory | Location::Disposable => Vec::new(),
    }
}

/// The databases that a reading reaches. Letter case does not tell two databases apart here: to
/// take two for one errs on the safe side.
pub fn databases(engine: Engine, reading: &Reading) -> Vec<String> {
    let servers = servers(engine, reading);
    if matches!(reading.location, Location::File(_)) || engine.is_key_value() {
        return servers;
    }
    let name = reading
        .database
        .as_deref()
        .unwrap_or_default()
        .to_lowercase();
    servers
        .into_iter()
        .map(|server| format!("{server}/{name}"))
        .collect()
}

/// Whether a reading goes to this machine alone.
pub fn is_loopback(reading: &Reading) -> bool {
    match &reading.location {
        Location::Servers(endpoints) => endpoints.iter().all(|e| {
            matches!(
                host::place(&e.host),
                host::Place::Loopback | host::Place::ContainerHost
            )
        }),
        Location::Socket { path, .. } => managed::socket_provider(path).is_none(),
        Location::File(_) | Location::Memory | Location::Disposable => true,
    }
}

/// Whether a test database may be at every place a reading goes to.
pub fn is_local(reading: &Reading) -> bool {
    match &reading.location {
        Location::Servers(endpoints) => endpoints
            .iter()
            .all(|e| host::place(&e.host).is_local() && managed::provider(&e.host).is_none()),
        _ => is_loopback(reading),
    }
}

/// The tenant that a user names on a host that many share: `postgres.ref` at a Supabase pooler,
/// the whole user elsewhere.
pub fn tenant<'a>(host: &str, user: Option<&'a str>) -> Option<&'a str> {
    let provider = managed::provider(host)?;
    if !provider.shared {
        return None;
    }
    let user = user.unwrap_or("");
    Some(user.split_once('.').map_or(user, |(_, tenant)| tenant))
}
