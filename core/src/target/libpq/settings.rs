//! What one client takes from an address, before the surroundings fill the rest.

use crate::target::address::Surroundings;
use crate::target::choices::{Choice, locations, port_at, setting_hosts};
use crate::target::{Endpoint, Engine, Reading, host, url};
use std::fmt::Write;

/// The parts of an address as libpq has them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Settings {
    hosts: Vec<String>,
    /// As it is written: a list goes with the hosts.
    ports: String,
    addresses: Vec<String>,
    database: Option<String>,
    user: Option<String>,
    schemas: Vec<String>,
    /// Whether the hosts are a list in a URL.
    is_listed: bool,
}

impl Settings {
    pub(super) fn of(choice: &Choice<'_>) -> Settings {
        let mut settings = Settings {
            addresses: choice
                .addresses
                .iter()
                .map(|server| server.host.clone())
                .collect(),
            database: choice.database.map(str::to_owned),
            user: choice.user.map(str::to_owned),
            is_listed: choice.is_listed,
            ..Settings::default()
        };
        settings.set_servers(choice.hosts);
        if let Some(ports) = choice.ports {
            ports.clone_into(&mut settings.ports);
        }
        settings
    }

    fn set_servers(&mut self, servers: &[Endpoint]) {
        self.hosts = servers.iter().map(|server| server.host.clone()).collect();
        self.ports.clear();
        if servers.iter().all(|server| server.port.is_none()) {
            return;
        }
        for (at, server) in servers.iter().enumerate() {
            self.ports.push_str(if at > 0 { "," } else { "" });
            if let Some(port) = server.port {
                let _ = write!(self.ports, "{port}");
            }
        }
    }

    /// Takes the schemas of `options=`, which keep `PGOPTIONS` out.
    pub(super) fn with_options(mut self, schemas: &[String]) -> Settings {
        self.schemas = schemas.to_vec();
        self
    }

    pub(super) fn with_empty_name(mut self) -> Settings {
        self.database = Some(String::new());
        self
    }

    pub(super) fn set(&mut self, key: &str, value: &str) {
        let text = Some(value.to_owned()).filter(|v| !v.is_empty());
        match key {
            "host" => self.hosts = list(value),
            "hostaddr" => self.addresses = list(value),
            "port" => value.clone_into(&mut self.ports),
            "dbname" => self.database = text,
            "user" => self.user = text,
            "options" => self.schemas = url::search_paths(value),
            _ => {}
        }
    }

    /// Takes from a service what is not set here, as psycopg 3 does: it looks hosts up by itself, and
    /// so a service's address comes too late.
    pub(super) fn fill_behind_host(&mut self, other: &Settings) {
        let looked_up = !self.hosts.is_empty();
        let own = self.addresses.clone();
        self.fill(other);
        if looked_up {
            self.addresses = own;
        }
    }

    /// Takes from a service what is not set here.
    pub(super) fn fill(&mut self, other: &Settings) {
        if self.hosts.is_empty() {
            self.hosts.clone_from(&other.hosts);
        }
        if self.addresses.is_empty() {
            self.addresses.clone_from(&other.addresses);
        }
        if self.ports.is_empty() {
            self.ports.clone_from(&other.ports);
        }
        self.database = self.database.take().or_else(|| other.database.clone());
        self.user = self.user.take().or_else(|| other.user.clone());
        if self.schemas.is_empty() {
            self.schemas.clone_from(&other.schemas);
        }
    }

    /// Takes from the variables what is not set here. Only libpq obeys `PGHOSTADDR`.
    pub(super) fn borrow(
        &mut self,
        around: &dyn Surroundings,
        borrowed: &mut Vec<&'static str>,
        obeys_address: bool,
    ) {
        self.borrow_place(around, borrowed, obeys_address);
        if self.database.is_none() {
            self.database = lend("PGDATABASE", around, borrowed);
        }
        if self.user.is_none() {
            self.user = lend("PGUSER", around, borrowed);
        }
        if self.schemas.is_empty() {
            self.schemas = lend("PGOPTIONS", around, borrowed)
                .map(|options| url::search_paths(&options))
                .unwrap_or_default();
        }
    }

    /// Takes hosts and ports from the variables.
    pub(super) fn borrow_place(
        &mut self,
        around: &dyn Surroundings,
        borrowed: &mut Vec<&'static str>,
        obeys_address: bool,
    ) {
        if self.hosts.is_empty() && self.addresses.is_empty() {
            let hosts = lend("PGHOST", around, borrowed).unwrap_or_default();
            // asyncpg takes ports from it, too; to libpq they are part of a name that nobody has.
            match setting_hosts(&hosts) {
                Ok(servers) if !obeys_address && servers.iter().any(|s| s.port.is_some()) => {
                    let own = std::mem::take(&mut self.ports);
                    self.set_servers(&servers);
                    if !own.is_empty() {
                        self.ports = own;
                    }
                }
                _ => self.hosts = list(&hosts),
            }
        }
        if obeys_address && self.addresses.is_empty() {
            self.addresses = list(&lend("PGHOSTADDR", around, borrowed).unwrap_or_default());
        }
        if self.ports.is_empty() {
            self.ports = lend("PGPORT", around, borrowed).unwrap_or_default();
        } else if !obeys_address && self.ports.split(',').any(str::is_empty) {
            // libpq has its own port for these.
            let port = lend("PGPORT", around, borrowed).unwrap_or_default();
            let ports = self
                .ports
                .split(',')
                .enumerate()
                .map(|(at, own)| match own {
                    "" => port.split(',').nth(at).unwrap_or(&port),
                    own => own,
                });
            self.ports = ports.collect::<Vec<_>>().join(",");
        }
    }

    /// asyncpg has its own port for a host that it was given, and the rest from the service.
    pub(super) fn fill_names(&mut self, other: &Settings) {
        if !self.hosts.is_empty() && self.ports.is_empty() {
            "5432".clone_into(&mut self.ports);
        }
        self.fill_behind_host(other);
    }

    /// These settings; and where a list stands in a URL, with the empty ports that it has for libpq
    /// itself, so that no variable and no service gives others.
    pub(super) fn as_lists(&self) -> Vec<Settings> {
        let mut all = vec![self.clone()];
        if self.is_listed && self.ports.is_empty() {
            all.push(Settings {
                ports: ",".repeat(self.hosts.len().saturating_sub(1)),
                ..self.clone()
            });
        }
        all
    }

    /// Where a client goes with these settings.
    pub(super) fn readings(self, schemas: &[String]) -> Result<Vec<Reading>, &'static str> {
        // asyncpg asks for the empty name of `postgres://host/`, and the server takes the user's.
        let database = self.database.filter(|name| !name.is_empty());
        let is_default_name = database.is_none();
        let database = database.or_else(|| self.user.clone());
        if [&database, &self.user]
            .into_iter()
            .flatten()
            .any(|name| name.contains('\0'))
        {
            return Err("no server takes a NUL");
        }
        let hosts = if self.addresses.is_empty() {
            self.hosts
        } else {
            self.addresses
        };
        let mut endpoints = Vec::with_capacity(hosts.len());
        for (at, host) in hosts.into_iter().enumerate() {
            let port = port_at(&self.ports, at)?;
            endpoints.push(Endpoint { host, port });
        }
        if endpoints.is_empty() {
            endpoints.push(Endpoint {
                host: "localhost".into(),
                port: port_at(&self.ports, 0)?,
            });
        }
        let mut readings: Vec<Reading> = locations(endpoints, Engine::Postgres)
            .into_iter()
            .map(|location| Reading {
                location,
                database: database.clone(),
                is_default_name,
                schema: None,
                user: self.user.clone(),
            })
            .collect();
        // A parameter that one client obeys leaves the variable to the others.
        let mut schemas = schemas.to_vec();
        schemas.extend(self.schemas);
        schemas.dedup();
        url::add_schemas(&mut readings, &schemas);
        Ok(readings)
    }
}

/// The value of a variable, which has a say then.
fn lend(
    variable: &'static str,
    around: &dyn Surroundings,
    borrowed: &mut Vec<&'static str>,
) -> Option<String> {
    let value = around
        .variable(variable)
        .filter(|value| !value.is_empty())?;
    if !borrowed.contains(&variable) {
        borrowed.push(variable);
    }
    Some(value.to_owned())
}

fn list(value: &str) -> Vec<String> {
    if value.is_empty() {
        return Vec::new();
    }
    value
        .split(',')
        .map(|host| {
            let host = host.trim();
            match host.strip_prefix('[').and_then(|h| h.strip_suffix(']')) {
                Some(inner) if host::address(inner).is_some() => inner.to_owned(),
                _ => host.to_owned(),
            }
        })
        .collect()
}
