//! PostgreSQL addresses: URLs, keyword strings, and the variables and service files that fill what
//! they leave out.
//!
//! libpq lets the query beat the parts and `PGHOSTADDR` beat every host; asyncpg, node-postgres and
//! postgres.js do not, or only in part. Each way is a reading.

use super::address::{Address, Outcome, Surroundings, unreadable};
use super::url::{self, Parts};
use super::{Endpoint, Engine, Location, Reading};
use std::path::PathBuf;

/// The variables that libpq reads for what an address leaves out.
pub const VARIABLES: &[&str] = &[
    "PGHOST",
    "PGHOSTADDR",
    "PGPORT",
    "PGDATABASE",
    "PGUSER",
    "PGSERVICE",
    "PGSERVICEFILE",
    "PGOPTIONS",
    "PGSYSCONFDIR",
];

/// What one client takes from an address before the surroundings fill the rest.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Settings {
    hosts: Vec<String>,
    ports: Vec<String>,
    addresses: Vec<String>,
    database: Option<String>,
    user: Option<String>,
    service: Option<String>,
    schema: Option<String>,
}

impl Settings {
    fn set(&mut self, key: &str, value: &str) {
        let text = Some(value.to_owned()).filter(|v| !v.is_empty());
        match key {
            "host" => self.hosts = list(value),
            "hostaddr" => self.addresses = list(value),
            "port" => self.ports = list(value),
            "dbname" => self.database = text,
            "user" => self.user = text,
            "service" => self.service = text,
            "options" => self.schema = search_path(value).or(self.schema.take()),
            _ => {}
        }
    }

    /// Takes from `other` what is not set here.
    fn fill(&mut self, other: &Settings) {
        if self.hosts.is_empty() && self.addresses.is_empty() {
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
        self.schema = self.schema.take().or_else(|| other.schema.clone());
    }

    fn reading(self) -> Result<Reading, &'static str> {
        let is_default_name = self.database.is_none();
        let database = self.database.or_else(|| self.user.clone());
        if [&database, &self.user]
            .into_iter()
            .flatten()
            .any(|name| name.contains('\0'))
        {
            return Err("no server takes a NUL");
        }
        Ok(Reading {
            location: location(
                if self.addresses.is_empty() {
                    &self.hosts
                } else {
                    &self.addresses
                },
                &self.ports,
            )?,
            database,
            is_default_name,
            schema: self.schema,
            user: self.user,
        })
    }
}

/// Hosts and ports of a list; one port serves every host. Anything that begins with `/` or `@` is
/// a socket, and a list with one is as bad as its servers, so sockets beside servers are left out.
fn location(hosts: &[String], ports: &[String]) -> Result<Location, &'static str> {
    let port = |at: usize| -> Result<u16, &'static str> {
        let text = if ports.len() == 1 {
            ports.first()
        } else {
            ports.get(at)
        };
        Ok(url::port_number(text.map_or("", |t| t.trim()))?.unwrap_or(5432))
    };
    let mut servers = Vec::new();
    let mut socket = None;
    for (at, host) in hosts.iter().enumerate() {
        let port = port(at)?;
        if host.starts_with(['/', '@']) {
            socket = Some(Location::Socket {
                path: host.clone(),
                port: Some(port),
            });
        } else if !host.is_empty() {
            servers.push(Endpoint {
                host: host.clone(),
                port: Some(port),
            });
        }
    }
    if !servers.is_empty() {
        return Ok(Location::Servers(servers));
    }
    match socket {
        Some(socket) => Ok(socket),
        // libpq takes its socket, most others `localhost`: this machine either way.
        None => Ok(Location::Servers(vec![Endpoint {
            host: "localhost".into(),
            port: Some(port(0)?),
        }])),
    }
}

fn list(value: &str) -> Vec<String> {
    if value.is_empty() {
        Vec::new()
    } else {
        value.split(',').map(|v| v.trim().to_owned()).collect()
    }
}

/// The schema that `-c search_path=x` or `--search_path=x` names.
fn search_path(options: &str) -> Option<String> {
    let (_, after) = options
        .split_once("search_path=")
        .or_else(|| options.split_once("search_path ="))?;
    after
        .split([' ', '\\'])
        .next()
        .map(|s| s.trim_matches(['"', '\'']).to_owned())
        .filter(|s| !s.is_empty())
}

/// What the variables of the process give, without a service.
fn environment(
    around: &dyn Surroundings,
    borrowed: &mut Vec<&'static str>,
    obey_address: bool,
) -> Settings {
    let mut settings = Settings::default();
    for (variable, key) in [
        ("PGHOST", "host"),
        ("PGHOSTADDR", "hostaddr"),
        ("PGPORT", "port"),
        ("PGDATABASE", "dbname"),
        ("PGUSER", "user"),
        ("PGOPTIONS", "options"),
    ] {
        if variable == "PGHOSTADDR" && !obey_address {
            continue;
        }
        if let Some(value) = around.variable(variable).filter(|value| !value.is_empty()) {
            settings.set(key, value);
            if !borrowed.contains(&variable) {
                borrowed.push(variable);
            }
        }
    }
    settings
}

/// The settings of a service, from the first file that knows it.
fn service(name: &str, around: &dyn Surroundings) -> Option<Settings> {
    let mut files: Vec<PathBuf> = Vec::new();
    match around
        .variable("PGSERVICEFILE")
        .filter(|path| !path.is_empty())
    {
        Some(path) => files.push(around.root().join(path)),
        None => files.extend(around.home().map(|home| home.join(".pg_service.conf"))),
    }
    let system = around
        .variable("PGSYSCONFDIR")
        .filter(|p| !p.is_empty())
        .unwrap_or("/etc/postgresql-common");
    files.push(PathBuf::from(system).join("pg_service.conf"));
    files
        .iter()
        .find_map(|file| section(&around.text(file)?, name))
}

fn section(text: &str, name: &str) -> Option<Settings> {
    let mut found: Option<Settings> = None;
    for line in text.lines().map(str::trim) {
        if let Some(header) = line.strip_prefix('[') {
            if found.is_some() {
                break;
            }
            if header.split(']').next() == Some(name) {
                found = Some(Settings::default());
            }
        } else if let (Some(settings), Some((key, value))) = (&mut found, line.split_once('='))
            && !line.starts_with('#')
        {
            settings.set(key.trim(), value.trim());
        }
    }
    found
}

/// libpq: the settings, then the service, then the variables.
fn as_libpq(
    mut settings: Settings,
    around: &dyn Surroundings,
    borrowed: &mut Vec<&'static str>,
) -> Option<Settings> {
    let from_variable = around.variable("PGSERVICE").filter(|name| !name.is_empty());
    if let Some(name) = settings
        .service
        .clone()
        .or_else(|| from_variable.map(str::to_owned))
    {
        if settings.service.is_none() {
            borrowed.push("PGSERVICE");
        }
        // A service that no file knows is an error for libpq: it opens nothing.
        settings.fill(&service(&name, around)?);
    }
    let explicit_address = !settings.addresses.is_empty();
    let environment = environment(around, borrowed, true);
    settings.fill(&environment);
    if !explicit_address && !environment.addresses.is_empty() {
        settings.addresses.clone_from(&environment.addresses);
    }
    Some(settings)
}

/// Everybody else: the settings, then the variables but `PGHOSTADDR` and services.
fn as_others(
    mut settings: Settings,
    around: &dyn Surroundings,
    borrowed: &mut Vec<&'static str>,
) -> Settings {
    settings.addresses.clear();
    settings.fill(&environment(around, borrowed, false));
    settings
}

fn address(libpq: Settings, others: Vec<Settings>, around: &dyn Surroundings) -> Outcome {
    let mut borrowed = Vec::new();
    let mut candidates: Vec<Settings> = others
        .into_iter()
        .map(|settings| as_others(settings, around, &mut borrowed))
        .collect();
    candidates.extend(as_libpq(libpq, around, &mut borrowed));
    let mut readings = Vec::new();
    for settings in candidates {
        match settings.reading() {
            Ok(reading) => url::push(&mut readings, reading),
            Err(reason) => return unreadable(Engine::Postgres, reason),
        }
    }
    if readings.is_empty() {
        return unreadable(
            Engine::Postgres,
            "the service it names is in no service file",
        );
    }
    Outcome::Address(Address {
        engine: Engine::Postgres,
        readings,
        borrowed,
    })
}

/// A PostgreSQL URL whose bounds are plain.
pub(super) fn url(parts: &Parts<'_>, around: &dyn Surroundings) -> Outcome {
    match url_settings(parts) {
        Ok((libpq, others)) => address(libpq, others, around),
        Err(reason) => unreadable(Engine::Postgres, reason),
    }
}

fn url_settings(parts: &Parts<'_>) -> Result<(Settings, Vec<Settings>), &'static str> {
    let decoded = |text: &str| url::decode(text).ok_or("a part holds an escape that is no text");
    let parameters = url::parameters(parts.query);
    let servers = url::endpoints(parts.hosts)?;
    let mut authority = Settings {
        hosts: servers.iter().map(|server| server.host.clone()).collect(),
        ports: servers
            .iter()
            .map(|server| server.port.map(|p| p.to_string()).unwrap_or_default())
            .collect(),
        database: parts
            .path
            .map(decoded)
            .transpose()?
            .filter(|name| !name.is_empty()),
        user: parts
            .user
            .map(decoded)
            .transpose()?
            .filter(|name| !name.is_empty()),
        schema: url::last(&parameters, url::SCHEMA_KEYS).map(str::to_owned),
        ..Settings::default()
    };
    if authority.ports.iter().all(String::is_empty) {
        authority.ports.clear();
    }
    let mut libpq = authority.clone();
    for (key, value) in &parameters {
        libpq.set(key, value);
        if key == "options" {
            authority.set(key, value);
        }
    }
    let mut others = vec![authority.clone()];
    // node-postgres follows the query's host, not its name; SQLAlchemy hands over all of the query
    // and takes two hosts as a list.
    let hosts: Vec<String> = parameters
        .iter()
        .filter(|(key, _)| key == "host")
        .flat_map(|(_, value)| list(value))
        .collect();
    if !hosts.is_empty() {
        others.push(Settings {
            hosts: hosts.clone(),
            ..authority.clone()
        });
        others.push(Settings {
            hosts,
            database: libpq.database.clone(),
            ports: libpq.ports.clone(),
            ..authority.clone()
        });
    }
    if let Some(database) = url::last(&parameters, &["database"]) {
        others.push(Settings {
            database: Some(database.to_owned()),
            ..authority
        });
    }
    Ok((libpq, others))
}

const KEYWORDS: &[&str] = &[
    "host",
    "hostaddr",
    "port",
    "dbname",
    "user",
    "password",
    "passfile",
    "service",
    "options",
    "sslmode",
    "connect_timeout",
    "application_name",
    "client_encoding",
    "sslcert",
    "sslkey",
    "sslrootcert",
    "target_session_attrs",
    "keepalives",
    "gssencmode",
    "channel_binding",
    "require_auth",
    "timezone",
    "sslpassword",
    "krbsrvname",
    "tcp_user_timeout",
    "search_path",
    "sslcompression",
    "sslcrl",
    "replication",
    "fallback_application_name",
    "load_balance_hosts",
    "default_query_exec_mode",
    "pool_max_conns",
    "statement_cache_capacity",
    "prefer_simple_protocol",
    "binary_parameters",
];

/// `host=localhost dbname=app_test`; nothing where the text is no such string.
pub(super) fn read(text: &str, around: &dyn Surroundings) -> Option<Outcome> {
    if !text.contains('=') {
        return None;
    }
    let pairs = keyword_pairs(text)?;
    let names_a_place = pairs
        .iter()
        .any(|(k, _)| matches!(k.as_str(), "host" | "hostaddr" | "dbname" | "service"));
    let all_known = pairs
        .iter()
        .all(|(k, _)| KEYWORDS.contains(&k.to_ascii_lowercase().as_str()));
    if !names_a_place || !all_known {
        return None;
    }
    let mut settings = Settings::default();
    for (key, value) in &pairs {
        settings.set(key, value);
    }
    Some(address(settings.clone(), vec![settings], around))
}

/// Keys and values; a value may stand in single quotes, and `\` takes the next character as it is.
fn keyword_pairs(text: &str) -> Option<Vec<(String, String)>> {
    let mut pairs = Vec::new();
    let mut chars = text.chars().peekable();
    loop {
        while chars.next_if(|c| c.is_whitespace()).is_some() {}
        if chars.peek().is_none() {
            return Some(pairs);
        }
        let mut key = String::new();
        while let Some(c) = chars.next_if(|c| c.is_ascii_alphanumeric() || *c == '_') {
            key.push(c);
        }
        while chars.next_if(|c| c.is_whitespace()).is_some() {}
        chars.next_if_eq(&'=')?;
        while chars.next_if(|c| c.is_whitespace()).is_some() {}
        let quoted = chars.next_if_eq(&'\'').is_some();
        let mut value = String::new();
        loop {
            match chars.peek() {
                None if quoted => return None,
                None => break,
                Some('\'') if quoted => {
                    chars.next();
                    break;
                }
                Some(c) if !quoted && c.is_whitespace() => break,
                Some('\\') => {
                    chars.next();
                    value.extend(chars.next());
                }
                Some(_) => value.extend(chars.next()),
            }
        }
        if key.is_empty() {
            return None;
        }
        pairs.push((key, value));
    }
}

/// What a client opens that is given nothing at all: the variables alone. None where no variable
/// gives a host, a database or a service.
pub fn from_variables(around: &dyn Surroundings) -> Option<Outcome> {
    let given = ["PGHOST", "PGHOSTADDR", "PGDATABASE", "PGSERVICE"];
    given
        .iter()
        .any(|name| around.variable(name).is_some_and(|value| !value.is_empty()))
        .then(|| address(Settings::default(), vec![Settings::default()], around))
}
