//! What one client takes from an address, before the surroundings fill the rest.

use crate::target::address::Surroundings;
use crate::target::choices::{Choice, locations, port_at};
use crate::target::{Endpoint, Engine, Reading, host, url};

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
}

impl Settings {
    pub(super) fn of(choice: &Choice<'_>) -> Settings {
        let own_ports = || {
            let ports: Vec<String> = choice
                .hosts
                .iter()
                .map(|server| server.port.map(|p| p.to_string()).unwrap_or_default())
                .collect();
            if ports.iter().all(String::is_empty) {
                String::new()
            } else {
                ports.join(",")
            }
        };
        Settings {
            hosts: choice
                .hosts
                .iter()
                .map(|server| server.host.clone())
                .collect(),
            ports: choice.ports.map_or_else(own_ports, str::to_owned),
            addresses: Vec::new(),
            database: choice.database.map(str::to_owned),
            user: choice.user.map(str::to_owned),
            schemas: Vec::new(),
        }
    }

    /// Takes the schemas of `options=`, which keep `PGOPTIONS` out.
    pub(super) fn with_options(mut self, schemas: &[String]) -> Settings {
        self.schemas = schemas.to_vec();
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
        let lends = |variable: &'static str, borrowed: &mut Vec<&'static str>| {
            let value = around
                .variable(variable)
                .filter(|value| !value.is_empty())?;
            if !borrowed.contains(&variable) {
                borrowed.push(variable);
            }
            Some(value.to_owned())
        };
        if self.hosts.is_empty() && self.addresses.is_empty() {
            self.hosts = list(&lends("PGHOST", borrowed).unwrap_or_default());
        }
        if obeys_address && self.addresses.is_empty() {
            self.addresses = list(&lends("PGHOSTADDR", borrowed).unwrap_or_default());
        }
        if self.ports.is_empty() {
            self.ports = lends("PGPORT", borrowed).unwrap_or_default();
        }
        if self.database.is_none() {
            self.database = lends("PGDATABASE", borrowed);
        }
        if self.user.is_none() {
            self.user = lends("PGUSER", borrowed);
        }
        if self.schemas.is_empty() {
            self.schemas = lends("PGOPTIONS", borrowed)
                .map(|options| url::search_paths(&options))
                .unwrap_or_default();
        }
    }

    /// Where a client goes with these settings.
    pub(super) fn readings(self, schemas: &[String]) -> Result<Vec<Reading>, &'static str> {
        let is_default_name = self.database.is_none();
        let database = self.database.or_else(|| self.user.clone());
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
