//! What is the same server, and what is the same database, under other letters.

use super::{Engine, Location, Reading, host, managed};

/// A place or a database in one spelling, whatever the address said. Engines do not tell two
/// servers apart, since a setting may leave its engine out: hosts and ports do.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Identity {
    place: String,
    /// None where no port is known: it may be any.
    port: Option<u16>,
    name: Option<String>,
}

impl Identity {
    /// The texts under which a place to stay away from is remembered.
    pub fn remembered(&self) -> [String; 2] {
        [
            self.spelled(self.port.map_or("?".into(), |port| port.to_string())),
            self.spelled("*".into()),
        ]
    }

    /// The texts under which a place is looked for among those that are remembered.
    pub fn looked_for(&self) -> Vec<String> {
        match self.port {
            Some(port) => vec![self.spelled(port.to_string()), self.spelled("?".into())],
            None => vec![self.spelled("*".into())],
        }
    }

    fn spelled(&self, port: String) -> String {
        match &self.name {
            Some(name) => format!("{}:{port}/{name}", self.place),
            None => format!("{}:{port}", self.place),
        }
    }
}

/// The servers that a reading reaches, with the tenant where many share one.
///
/// Sockets of this machine are its `localhost`; files are servers of their own.
pub fn servers(engine: Engine, reading: &Reading) -> Vec<Identity> {
    let server = |place: String, port: Option<u16>| Identity {
        place,
        port,
        name: None,
    };
    match &reading.location {
        Location::Servers(endpoints) => endpoints
            .iter()
            .map(|endpoint| {
                let host = host::canonical(&endpoint.host);
                let place = match tenant(&endpoint.host, reading.user.as_deref()) {
                    Some(tenant) => format!("{tenant}@{host}"),
                    None => host,
                };
                server(place, endpoint.port.or(engine.default_port()))
            })
            .collect(),
        Location::Socket { path, port } => match managed::socket_provider(path) {
            Some(_) => vec![server(path.clone(), Some(0))],
            None => vec![server("localhost".into(), port.or(engine.default_port()))],
        },
        Location::File(paths) => paths
            .iter()
            .map(|path| server(format!("file {}", path.display()), Some(0)))
            .collect(),
        Location::Memory | Location::Disposable => Vec::new(),
    }
}

/// The databases that a reading reaches. Letter case does not tell two databases apart here: to
/// take two for one errs on the safe side.
pub fn databases(engine: Engine, reading: &Reading) -> Vec<Identity> {
    let mut servers = servers(engine, reading);
    if !matches!(reading.location, Location::File(_)) && !engine.is_key_value() {
        let name = reading
            .database
            .as_deref()
            .unwrap_or_default()
            .to_lowercase();
        servers
            .iter_mut()
            .for_each(|server| server.name = Some(name.clone()));
    }
    servers
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::target::Endpoint;

    fn reading(host: &str, port: Option<u16>, name: &str) -> Reading {
        let mut reading = Reading::at(Location::Servers(vec![Endpoint {
            host: host.into(),
            port,
        }]));
        reading.database = Some(name.into());
        reading
    }

    fn same(a: (Engine, &Reading), b: (Engine, &Reading)) -> bool {
        let remembered: Vec<String> = databases(a.0, a.1)
            .iter()
            .flat_map(Identity::remembered)
            .collect();
        databases(b.0, b.1)
            .iter()
            .flat_map(Identity::looked_for)
            .any(|text| remembered.contains(&text))
    }

    #[test]
    fn spellings_engines_and_unknown_ports_do_not_tell_databases_apart() {
        let local = reading("127.0.0.1", Some(3306), "Shop");
        let named = reading("localhost", None, "shop");
        let other = reading("localhost", Some(3307), "shop");
        assert!(same((Engine::Mysql, &local), (Engine::Unknown, &named)));
        assert!(same((Engine::Unknown, &named), (Engine::Mysql, &local)));
        assert!(same((Engine::Mysql, &local), (Engine::Mysql, &named)));
        assert!(!same((Engine::Mysql, &local), (Engine::Mysql, &other)));
        assert!(!same(
            (Engine::Mysql, &local),
            (Engine::Mysql, &reading("localhost", None, "shop2"))
        ));
    }
}
