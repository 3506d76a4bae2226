//! JDBC addresses: a driver's name, then an address of its own kind.

use super::address::{Address, Outcome, Surroundings, unreadable};
use super::choices::{Choices, locations};
use super::{Engine, Location, Reading, ado, cloud, libpq, scheme, server, sqlite, url};
use std::borrow::Cow;

/// Wrappers that stand before the real driver.
const WRAPPERS: &[&str] = &[
    "p6spy",
    "log4jdbc",
    "otel",
    "aws-wrapper",
    "datadirect",
    "pgsql",
    "pool",
    "proxy",
    "tracing",
    "opentracing",
];
/// Modes that stand behind the driver of MySQL and MariaDB.
const MODES: &[&str] = &[
    "aurora",
    "failover",
    "loadbalance",
    "replication",
    "sequential",
    "load-balance-read",
    "aws",
    "iam",
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
        "ch" | "clickhouse" => {
            let web = ["https:", "http:", "grpc:", "tcp:"];
            let rest = web
                .iter()
                .find_map(|p| rest.strip_prefix(p))
                .unwrap_or(rest);
            match rest.strip_prefix("//") {
                Some(rest) => server(Engine::Clickhouse, rest, around),
                None => unreadable(Engine::Clickhouse, "the JDBC address names no server"),
            }
        }
        _ => match (scheme::engine(&driver), rest.strip_prefix("//")) {
            (engine, Some(rest)) => server(engine.unwrap_or(Engine::Unknown), rest, around),
            // `jdbc:postgresql:app_test` goes to this machine.
            (Some(Engine::Postgres), None) => server(
                Engine::Postgres,
                &format!("localhost/{}", rest.trim_start_matches('/')),
                around,
            ),
            (engine, None) => unreadable(
                engine.unwrap_or(Engine::Unknown),
                "the JDBC address names no server",
            ),
        },
    }
}

fn server(engine: Engine, rest: &str, around: &dyn Surroundings) -> Outcome {
    match server_address(engine, rest, around) {
        Ok(address) => Outcome::Address(address),
        Err(reason) => unreadable(engine, reason),
    }
}

fn server_address(
    engine: Engine,
    rest: &str,
    around: &dyn Surroundings,
) -> Result<Address, &'static str> {
    // Some drivers write their parameters behind semicolons.
    let rest = match rest.find(['?', ';']) {
        Some(at) => {
            let (front, tail) = rest.split_at(at);
            format!("{front}?{}", tail.get(1..).unwrap_or("").replace(';', "&"))
        }
        None => rest.to_owned(),
    };
    let rest = plain_lists(&rest);
    let parts = url::parts(&rest)?;
    let mut parameters = url::parameters(parts.query);
    if let Some(reason) = cloud::own_dialer(&parameters) {
        return Err(reason);
    }
    // pgjdbc's properties beat the parts; to all other drivers these names say nothing.
    for (key, _) in &mut parameters {
        let known = match key.to_ascii_lowercase().as_str() {
            "pghost" => "host",
            "pgport" => "port",
            "pgdbname" => "dbname",
            _ => continue,
        };
        known.clone_into(key);
    }
    let choices = Choices::of_url(engine, &parts, &parameters)?;
    let mut address = Address::of(engine);
    for choice in choices.each()? {
        let hosts = server::with_own_ports(&choice)?;
        for location in locations(hosts, engine) {
            url::push(&mut address.readings, server::reading(location, &choice));
        }
    }
    url::add_schemas(&mut address.readings, &choices.schemas);
    // pgjdbc knows libpq's service files.
    if engine == Engine::Postgres
        && url::last(&parameters, &["service"]).is_some()
        && let Outcome::Address(other) = libpq::url("jdbc", &parts, around)
    {
        url::push_all(&mut address.readings, other.readings);
    }
    Ok(address)
}

/// MySQL's and MariaDB's long forms of a host, `address=(host=h)(port=1)` and `(host=h,port=1)`, as
/// `h:1`. What is none of them stays, and no reading bounds it.
fn plain_lists(rest: &str) -> Cow<'_, str> {
    let end = rest.find('/').unwrap_or(rest.len());
    let (authority, tail) = rest.split_at(end);
    if !authority.contains('(') {
        return Cow::Borrowed(rest);
    }
    let mut hosts = Vec::new();
    for block in authority.replace(")(", ",").split(')') {
        let inner = block
            .trim_start_matches(',')
            .trim_start_matches("address=")
            .trim_start_matches("ADDRESS=");
        let Some(inner) = inner.strip_prefix('(') else {
            if inner.is_empty() {
                continue;
            }
            return Cow::Borrowed(rest);
        };
        let value = |wanted: &str| {
            let mut pairs = inner.split(',').filter_map(|pair| pair.split_once('='));
            pairs
                .find(|(key, _)| key.trim().eq_ignore_ascii_case(wanted))
                .map(|(_, value)| value.trim())
        };
        let Some(host) = value("host") else {
            return Cow::Borrowed(rest);
        };
        let port = value("port")
            .map(|port| format!(":{port}"))
            .unwrap_or_default();
        hosts.push(format!("{host}{port}"));
    }
    Cow::Owned(format!("{}{tail}", hosts.join(",")))
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
            let rest = place.get(server_mode.len()..).unwrap_or_default();
            // What stands in front of the name says where the server keeps it.
            let (host, name) = rest.split_once('/').unwrap_or((rest, ""));
            // They know properties behind `;`, and no query.
            if host.contains('?') {
                return unreadable(
                    Engine::Unknown,
                    "the host holds a character that no host has",
                );
            }
            let name = name.strip_prefix("mem:").unwrap_or(name);
            let name = name.strip_prefix("~/").unwrap_or(name);
            return server(Engine::Unknown, &format!("{host}/{name}"), around);
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
    // Behind the first `@`, not the last: a second one may stand in a parameter.
    if rest
        .split_once('@')
        .is_some_and(|(_, behind)| behind.contains('%'))
    {
        return unreadable(
            Engine::Oracle,
            "the Oracle address holds an escape, of which its driver knows none",
        );
    }
    if place.contains('(') {
        return descriptor(place);
    }
    if ["ldap:", "ldaps:"].iter().any(|p| place.starts_with(p)) {
        return unreadable(Engine::Oracle, "a directory says where the server is");
    }
    // What follows is the driver's, such as the folder of `tnsnames.ora`.
    let place = place.split('?').next().unwrap_or(place);
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

/// `(DESCRIPTION=(ADDRESS=(HOST=h)(PORT=1521))(CONNECT_DATA=(SERVICE_NAME=s)))`.
fn descriptor(text: &str) -> Outcome {
    let values = |wanted: &str| -> Vec<&str> {
        text.split('(')
            .filter_map(|block| block.split_once('='))
            .filter(|(key, _)| key.trim().eq_ignore_ascii_case(wanted))
            .map(|(_, value)| {
                value
                    .trim_end_matches(|c: char| c == ')' || c.is_whitespace())
                    .trim()
            })
            .collect()
    };
    let (hosts, ports) = (values("host"), values("port"));
    if hosts.is_empty() || (ports.len() > 1 && ports.len() != hosts.len()) {
        return unreadable(
            Engine::Oracle,
            "the Oracle connect descriptor does not say which port goes with which host",
        );
    }
    let mut address = Address::of(Engine::Oracle);
    for name in [values("service_name"), values("sid")].concat() {
        let mut servers = Vec::new();
        for (at, host) in hosts.iter().enumerate() {
            let port = ports.get(at).or(ports.first()).copied().unwrap_or("");
            match url::endpoint(&format!("{host}:{port}")) {
                Ok(server) => servers.push(server),
                Err(reason) => return unreadable(Engine::Oracle, reason),
            }
        }
        let mut reading = Reading::at(Location::Servers(url::with_ports(servers, Engine::Oracle)));
        reading.database = Some(name.to_owned());
        url::push(&mut address.readings, reading);
    }
    if address.readings.is_empty() {
        return unreadable(
            Engine::Oracle,
            "the Oracle connect descriptor names no service",
        );
    }
    Outcome::Address(address)
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
