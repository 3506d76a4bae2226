//! JDBC addresses: a driver's name, then an address of its own kind.

use super::address::{Address, Outcome, Surroundings, unreadable};
use super::{Endpoint, Engine, Location, Reading, ado, scheme, sqlite, url};

/// Wrappers that stand before the real driver.
const WRAPPERS: &[&str] = &[
    "p6spy",
    "log4jdbc",
    "otel",
    "aws-wrapper",
    "datadirect",
    "pgsql",
];
/// Modes that stand behind the driver of MySQL and MariaDB.
const MODES: &[&str] = &[
    "aurora",
    "failover",
    "loadbalance",
    "replication",
    "sequential",
    "load-balance-read",
];

/// What stands after `jdbc:`.
pub(super) fn read(rest: &str, around: &dyn Surroundings) -> Outcome {
    let Some((driver, mut rest)) = rest.split_once(':') else {
        return unreadable(Engine::Unknown, "the JDBC address names no driver");
    };
    let driver = driver.to_ascii_lowercase();
    if driver == "tc" {
        let image = rest.split(':').next().unwrap_or_default();
        let engine = scheme::engine(image).unwrap_or(Engine::Unknown);
        return Outcome::Address(Address::one(engine, Reading::at(Location::Disposable)));
    }
    if WRAPPERS.contains(&driver.as_str()) && !rest.starts_with("//") {
        return read(rest, around);
    }
    for mode in MODES {
        rest = rest
            .strip_prefix(mode)
            .and_then(|r| r.strip_prefix(':'))
            .unwrap_or(rest);
    }
    match driver.as_str() {
        "h2" | "hsqldb" | "derby" => embedded(rest, around),
        "sqlite" => sqlite::read(rest, around),
        "oracle" => oracle(rest),
        "sqlserver" | "jtds" => sql_server(rest),
        _ => match (scheme::engine(&driver), rest.strip_prefix("//")) {
            (engine, Some(rest)) => server(engine.unwrap_or(Engine::Unknown), rest),
            // `jdbc:postgresql:app_test` goes to this machine.
            (Some(Engine::Postgres), None) => server(
                Engine::Postgres,
                &format!("localhost/{}", rest.trim_start_matches('/')),
            ),
            (engine, None) => unreadable(
                engine.unwrap_or(Engine::Unknown),
                "the JDBC address names no server",
            ),
        },
    }
}

fn server(engine: Engine, rest: &str) -> Outcome {
    // MySQL writes `address=(host=...)(port=...)`: what cannot be bounded is not guessed.
    let rest = &rest.replace(';', "?");
    let parts = match url::parts(rest) {
        Ok(parts) => parts,
        Err(reason) => return unreadable(engine, reason),
    };
    let parameters = url::parameters(parts.query);
    let mut reading = Reading::at(Location::Memory);
    reading.user = url::last(&parameters, &["user"]).map(str::to_owned);
    reading.database = parts
        .path
        .and_then(url::decode)
        .filter(|name| !name.is_empty());
    reading.schema = url::last(&parameters, url::SCHEMA_KEYS).map(str::to_owned);
    let mut readings = Vec::new();
    // pgjdbc's properties beat the parts.
    let named_host = url::last(&parameters, &["pghost"]);
    let named_port = url::last(&parameters, &["pgport"]);
    for hosts in [Some(parts.hosts), named_host].into_iter().flatten() {
        let mut servers = match url::endpoints(hosts) {
            Ok(servers) => url::with_ports(servers, engine),
            Err(reason) => return unreadable(engine, reason),
        };
        if let Some(Ok(Some(port))) = named_port.map(url::port_number) {
            servers
                .iter_mut()
                .for_each(|server| server.port = Some(port));
        }
        if servers.is_empty() {
            servers.push(Endpoint {
                host: "localhost".into(),
                port: engine.default_port(),
            });
        }
        reading.location = Location::Servers(servers);
        url::push(&mut readings, reading.clone());
    }
    if let Some(name) = url::last(&parameters, &["pgdbname"]) {
        reading.database = Some(name.to_owned());
        url::push(&mut readings, reading);
    }
    Outcome::Address(Address {
        engine,
        readings,
        borrowed: Vec::new(),
    })
}

/// H2, HSQLDB and Derby: in memory, a file, or a server.
fn embedded(rest: &str, around: &dyn Surroundings) -> Outcome {
    let (place, _) = rest.split_once(';').unwrap_or((rest, ""));
    let lower = place.to_ascii_lowercase();
    if lower.starts_with("mem:") || lower.starts_with("memory:") || lower == "mem" {
        return Outcome::Address(Address::one(Engine::Unknown, Reading::at(Location::Memory)));
    }
    for server_mode in ["tcp://", "ssl://", "hsql://", "hsqls://", "//"] {
        if lower.starts_with(server_mode) {
            return server(
                Engine::Unknown,
                place.get(server_mode.len()..).unwrap_or_default(),
            );
        }
    }
    let path = place
        .strip_prefix("file:")
        .or_else(|| place.strip_prefix("nio:"))
        .unwrap_or(place);
    let path = match (path.strip_prefix("~/"), around.home()) {
        (Some(below), Some(home)) => home.join(below),
        _ => around.root().join(path),
    };
    let mut reading = Reading::at(Location::File(Vec::new()));
    reading.database = path
        .file_name()
        .map(|name| name.to_string_lossy().into_owned());
    // H2 adds a suffix of its own to the name.
    let name = path.to_string_lossy().into_owned();
    reading.location = Location::File(
        ["", ".mv.db", ".h2.db", ".script"]
            .iter()
            .map(|suffix| sqlite::normal(format!("{name}{suffix}").as_ref()))
            .collect(),
    );
    Outcome::Address(Address::one(Engine::Unknown, reading))
}

/// `thin:user/password@//host:1521/service`, `thin:@host:1521:sid`.
pub(super) fn oracle(rest: &str) -> Outcome {
    let Some((_, place)) = rest.rsplit_once('@') else {
        return unreadable(Engine::Oracle, "the Oracle address names no server");
    };
    if place.contains('(') {
        return unreadable(Engine::Oracle, "an Oracle connect descriptor is not read");
    }
    let place = place
        .strip_prefix("tcp:")
        .or_else(|| place.strip_prefix("tcps:"))
        .unwrap_or(place);
    let place = place.strip_prefix("//").unwrap_or(place);
    let (server, name) = match place.split_once('/') {
        Some((server, name)) => (server, name),
        None => match place.rmatch_indices(':').next() {
            Some((at, _)) if place.matches(':').count() == 2 => (
                place.get(..at).unwrap_or(""),
                place.get(at + 1..).unwrap_or(""),
            ),
            _ => (place, ""),
        },
    };
    match url::endpoints(server) {
        Ok(servers) if !servers.is_empty() => {
            let mut reading =
                Reading::at(Location::Servers(url::with_ports(servers, Engine::Oracle)));
            reading.database = name
                .split([':', '?'])
                .next()
                .map(str::to_owned)
                .filter(|n| !n.is_empty());
            Outcome::Address(Address::one(Engine::Oracle, reading))
        }
        Ok(_) => unreadable(Engine::Oracle, "the Oracle address names no server"),
        Err(reason) => unreadable(Engine::Oracle, reason),
    }
}

fn sql_server(rest: &str) -> Outcome {
    let rest = rest.strip_prefix("sqlserver:").unwrap_or(rest);
    let Some(rest) = rest.strip_prefix("//") else {
        return unreadable(Engine::Sqlserver, "the JDBC address names no server");
    };
    let (server, properties) = rest.split_once(';').unwrap_or((rest, ""));
    let (server, path) = server.split_once('/').unwrap_or((server, ""));
    let database = if path.is_empty() {
        String::new()
    } else {
        format!(";database={path}")
    };
    ado::server_url(server, &format!("{properties}{database}"))
}
