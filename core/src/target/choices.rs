//! What clients may take for each part of a URL whose query speaks of the same parts again.
//!
//! One client obeys the path and the query's host, the next the query's name and the authority; of
//! duplicates libpq takes the last, Go the first, SQLAlchemy both. Clients choose part by part, so
//! every combination is a reading. That also makes the order of parameters mean nothing.

use super::url::{self, Parts};
use super::{Endpoint, Engine, Location};

/// More readings than this are no address that somebody wrote to be read.
const MOST: usize = 64;

/// The values of each part; every list holds at least one.
#[derive(Debug)]
pub(super) struct Choices {
    /// Lists of servers; an empty list where the host is left out.
    hosts: Vec<Vec<Endpoint>>,
    /// Lists of numeric addresses, which libpq takes before hosts, with the ports of these.
    addresses: Vec<Vec<Endpoint>>,
    /// Ports that replace the servers' own, in the order of the hosts.
    ports: Vec<Option<String>>,
    databases: Vec<Option<String>>,
    users: Vec<Option<String>>,
    is_url: bool,
    /// Schemas; a client that knows none of them opens the default one.
    pub(super) schemas: Vec<String>,
}

/// One combination.
#[derive(Debug, Clone, Copy)]
pub(super) struct Choice<'a> {
    pub(super) hosts: &'a [Endpoint],
    /// Empty where none is given.
    pub(super) addresses: &'a [Endpoint],
    pub(super) ports: Option<&'a str>,
    pub(super) database: Option<&'a str>,
    pub(super) user: Option<&'a str>,
    /// Whether the hosts are a list in a URL.
    pub(super) is_listed: bool,
}

impl Choices {
    /// The choices of a URL.
    pub(super) fn of_url(
        engine: Engine,
        parts: &Parts<'_>,
        parameters: &[(String, String)],
    ) -> Result<Choices, &'static str> {
        let mut choices = Choices {
            hosts: vec![url::endpoints(parts.hosts)?],
            addresses: vec![Vec::new()],
            ports: vec![None],
            databases: url::names(parts.path.unwrap_or(""))?,
            users: vec![url::name(parts.user.unwrap_or(""))?],
            is_url: true,
            schemas: Vec::new(),
        };
        // `a,b:6543`: who cuts the port off first has one for all.
        if let Some([front @ .., last]) = choices.hosts.first().map(Vec::as_slice)
            && let (Some(port), true) =
                (last.port, front.iter().all(|server| server.port.is_none()))
            && !front.is_empty()
        {
            let all = front.iter().chain([last]).map(|server| Endpoint {
                host: server.host.clone(),
                port: Some(port),
            });
            let all = all.collect();
            push(&mut choices.hosts, all);
        }
        // `postgres:////cloudsql/project:region:instance/name`: django-environ takes the socket from
        // the path.
        let path = url::name(parts.path.unwrap_or(""))?.unwrap_or_default();
        if let Some((folder, database)) = path.rsplit_once('/')
            && path.starts_with('/')
        {
            let port = choices
                .hosts
                .iter()
                .flatten()
                .last()
                .and_then(|server| server.port);
            let folder = Endpoint {
                host: folder.to_owned(),
                port,
            };
            push(&mut choices.hosts, vec![folder]);
            let database = Some(database.to_owned()).filter(|name| !name.is_empty());
            push(&mut choices.databases, database);
        }
        choices.add(engine, parameters)?;
        // Beside a host in the query node-postgres takes an encoded socket for part of the name.
        if parts
            .hosts
            .get(..3)
            .is_some_and(|front| front.eq_ignore_ascii_case("%2f"))
            && parameters.iter().any(|(key, _)| key == "host")
        {
            let path = parts
                .path
                .map(|path| format!("/{path}"))
                .unwrap_or_default();
            for name in url::names(&format!("{}{path}", parts.hosts))? {
                push(&mut choices.databases, name);
            }
            let half = format!("{}{}", parts.hosts, url::name(&path)?.unwrap_or_default());
            push(&mut choices.databases, Some(half));
        }
        // Every PostgreSQL client takes a user that stands in the query alone; an empty one before
        // the `@` is asyncpg's, though.
        let is_named = engine == Engine::Postgres
            && parts.user.is_none()
            && parameters.iter().any(|(key, _)| key == "user");
        if is_named && choices.users.len() > 1 && choices.users.first() == Some(&None) {
            choices.users.remove(0);
        }
        // Where the query is the usual place for the name, nobody goes without it.
        if matches!(
            engine,
            Engine::Sqlserver | Engine::Oracle | Engine::Clickhouse | Engine::Unknown
        ) && choices.databases.len() > 1
            && choices.databases.first() == Some(&None)
        {
            choices.databases.remove(0);
        }
        Ok(choices)
    }

    /// The choices of pairs alone.
    pub(super) fn of_pairs(
        engine: Engine,
        pairs: &[(String, String)],
    ) -> Result<Choices, &'static str> {
        let mut choices = Choices {
            hosts: Vec::new(),
            addresses: vec![Vec::new()],
            ports: Vec::new(),
            databases: Vec::new(),
            users: Vec::new(),
            is_url: false,
            schemas: Vec::new(),
        };
        choices.add(engine, pairs)?;
        if choices.hosts.is_empty() {
            choices.hosts.push(Vec::new());
        }
        for values in [
            &mut choices.ports,
            &mut choices.databases,
            &mut choices.users,
        ] {
            if values.is_empty() {
                values.push(None);
            }
        }
        Ok(choices)
    }

    fn add(&mut self, engine: Engine, parameters: &[(String, String)]) -> Result<(), &'static str> {
        let mut hosts: Vec<Vec<Endpoint>> = Vec::new();
        for (key, value) in parameters {
            if value.is_empty() {
                // To libpq an empty host is its own socket and an empty port its own, whatever stands
                // in the authority.
                if key == "port" && engine == Engine::Postgres {
                    push(&mut self.ports, Some("5432".to_owned()));
                } else if key == "host" && engine == Engine::Postgres {
                    push(
                        &mut hosts,
                        vec![Endpoint {
                            host: String::new(),
                            port: None,
                        }],
                    );
                }
                continue;
            }
            let is = |names: &[&str]| names.iter().any(|name| key.eq_ignore_ascii_case(name));
            if key == "hostaddr" {
                push(&mut self.addresses, setting_hosts(value)?);
            } else if is(url::HOST_KEYS) {
                push(&mut hosts, setting_hosts(value)?);
            } else if is(url::SOCKET_KEYS) {
                push(&mut hosts, vec![socket(value)]);
            } else if is(&["port"]) {
                push(&mut self.ports, Some(value.clone()));
            } else if is(url::DATABASE_KEYS) {
                if !engine.is_key_value() {
                    push(&mut self.databases, Some(value.clone()));
                }
            } else if is(url::USER_KEYS) {
                push(&mut self.users, Some(value.clone()));
            } else if is(url::SCHEMA_KEYS) {
                push(&mut self.schemas, value.clone());
            } else if is(&["options"]) {
                for schema in url::search_paths(value) {
                    push(&mut self.schemas, schema);
                }
            } else if is(&["cloudsqlinstance"]) {
                // Google's connector for Java goes to the instance, whatever the host.
                push(&mut hosts, vec![socket(&format!("/cloudsql/{value}"))]);
            }
        }
        // SQLAlchemy takes several hosts as one list; one reading of it shows the list.
        if hosts.len() > 1 {
            hosts.push(hosts.iter().flatten().cloned().collect());
        }
        // A host of the query keeps the port of the authority.
        for own in self.hosts.clone() {
            for list in &hosts {
                let with_ports = list.iter().enumerate().map(|(at, host)| Endpoint {
                    host: host.host.clone(),
                    port: host.port.or(match own.as_slice() {
                        [only] => only.port,
                        several => several.get(at).and_then(|server| server.port),
                    }),
                });
                push(&mut self.hosts, with_ports.collect());
            }
        }
        for list in hosts {
            push(&mut self.hosts, list);
        }
        Ok(())
    }

    /// Whether no host is given but sockets.
    pub(super) fn has_only_sockets(&self) -> bool {
        self.hosts
            .iter()
            .flatten()
            .all(|host| host.host.starts_with(['/', '@']))
    }

    /// Every combination, the URL's own parts first.
    pub(super) fn each(&self) -> Result<Vec<Choice<'_>>, &'static str> {
        let count = [
            self.hosts.len(),
            self.addresses.len(),
            self.ports.len(),
            self.databases.len(),
            self.users.len(),
        ]
        .into_iter()
        .fold(1usize, usize::saturating_mul);
        if count > MOST {
            return Err("its parameters contradict each other in too many ways");
        }
        let mut all = Vec::with_capacity(count);
        let places = self.hosts.iter().flat_map(|hosts| {
            self.addresses
                .iter()
                .map(move |addresses| (hosts, addresses))
        });
        for (hosts, addresses) in places {
            for ports in &self.ports {
                for database in &self.databases {
                    for user in &self.users {
                        all.push(Choice {
                            hosts,
                            addresses,
                            ports: ports.as_deref(),
                            database: database.as_deref(),
                            user: user.as_deref(),
                            is_listed: self.is_url && hosts.len() > 1,
                        });
                    }
                }
            }
        }
        Ok(all)
    }
}

fn push<T: PartialEq>(list: &mut Vec<T>, value: T) {
    if !list.contains(&value) {
        list.push(value);
    }
}

/// A socket among hosts, known by its `/`.
fn socket(path: &str) -> Endpoint {
    let is_absolute = path.starts_with(['/', '@']);
    Endpoint {
        host: if is_absolute {
            path.to_owned()
        } else {
            format!("/{path}")
        },
        port: None,
    }
}

/// The port at a place of a list; one port serves every host.
pub(super) fn port_at(ports: &str, at: usize) -> Result<Option<u16>, &'static str> {
    let text = match ports.split_once(',') {
        None => ports,
        Some(_) => ports.split(',').nth(at).unwrap_or(""),
    };
    url::port_number(text.trim())
}

/// Hosts as a setting gives them: nothing is percent-encoded, an IPv6 address needs no brackets, and
/// what begins with `/` or `@` is a socket.
pub(super) fn setting_hosts(text: &str) -> Result<Vec<Endpoint>, &'static str> {
    text.split(',').map(setting_host).collect()
}

fn setting_host(text: &str) -> Result<Endpoint, &'static str> {
    let text = text.trim();
    if text.starts_with(['/', '@']) || super::host::address(text).is_some() {
        return Ok(Endpoint {
            host: text.to_owned(),
            port: None,
        });
    }
    if text.contains(['@', '/', '\\', '#', '?'])
        || text.contains(char::is_whitespace)
        || text.chars().any(char::is_control)
    {
        return Err("the host holds a character that no host has");
    }
    url::plain_endpoint(text)
}

/// The places that a list of hosts leads to: its servers, and each of its sockets. Where none is
/// named, clients take a socket or the network of this machine: `localhost` stands for both.
pub(super) fn locations(hosts: Vec<Endpoint>, engine: Engine) -> Vec<Location> {
    let (sockets, mut servers): (Vec<_>, Vec<_>) = hosts
        .into_iter()
        .partition(|endpoint| endpoint.host.starts_with(['/', '@']));
    for server in servers.iter_mut().filter(|server| server.host.is_empty()) {
        "localhost".clone_into(&mut server.host);
    }
    if servers.is_empty() && sockets.is_empty() {
        servers.push(Endpoint {
            host: "localhost".into(),
            port: None,
        });
    }
    let mut locations = Vec::with_capacity(1 + sockets.len());
    if !servers.is_empty() {
        locations.push(Location::Servers(url::with_ports(servers, engine)));
    }
    locations.extend(sockets.into_iter().map(|socket| {
        Location::Socket {
            path: socket.host,
            // The port is part of the file's name for PostgreSQL alone.
            port: (engine == Engine::Postgres)
                .then_some(socket.port.or(engine.default_port()))
                .flatten(),
        }
    }));
    locations
}
