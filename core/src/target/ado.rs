//! Connection strings of ADO.NET and ODBC, and the `sqlserver://` form that shares their parameters.

use super::address::{self, Address, Expectation, Outcome, Surroundings, unreadable};
use super::choices::{locations, setting_hosts};
use super::{Endpoint, Engine, Location, Reading, sqlite, url};

const SERVER: &[&str] = &[
    "server",
    "data source",
    "datasource",
    "addr",
    "address",
    "network address",
    "host",
    "filename",
];
const DATABASE: &[&str] = &["database", "initial catalog", "databasename", "dbname"];
const USER: &[&str] = &["user id", "uid", "user", "username", "user name", "userid"];

/// `Server=...;Database=...;`; nothing where the text is no such string.
pub(super) fn read(text: &str, around: &dyn Surroundings) -> Option<Outcome> {
    if !text.contains('=') {
        return None;
    }
    let pairs = pairs(text);
    if !text.contains(';') {
        // One pair alone is a file's: `Data Source=app.db`.
        let file = url::last(&pairs, &["data source", "datasource", "filename"])?;
        return sqlite::is_bare_path(file).then(|| sqlite::bare(file, around));
    }
    if let Some(endpoint) = url::last(&pairs, &["accountendpoint"]) {
        // Azure Cosmos DB.
        return address::by_scheme(endpoint, Expectation::Address, around);
    }
    let server = url::last(&pairs, SERVER)?;
    let has = |names: &[&str]| url::last(&pairs, names).is_some();
    let is_file = sqlite::is_bare_path(server)
        || url::last(&pairs, &["mode"]).is_some_and(|m| m.eq_ignore_ascii_case("memory"));
    if is_file {
        return Some(sqlite::bare(server, around));
    }
    if !has(DATABASE)
        && !has(USER)
        && !has(&[
            "driver",
            "provider",
            "integrated security",
            "trusted_connection",
        ])
    {
        return None;
    }
    if text.chars().any(char::is_control) {
        return Some(unreadable(
            Engine::Unknown,
            "a control character stands in the address",
        ));
    }
    let engine = engine(&pairs, server);
    let mut reading = Reading::at(Location::Memory);
    reading.database = url::last(&pairs, DATABASE).map(str::to_owned);
    reading.user = url::last(&pairs, USER).map(str::to_owned);
    if engine == Engine::Sqlserver {
        return Some(with_partner(server_reading(server, reading), &pairs));
    }
    let port = match url::port_number(url::last(&pairs, &["port"]).unwrap_or("")) {
        Ok(port) => port.or(engine.default_port()),
        Err(reason) => return Some(unreadable(engine, reason)),
    };
    reading.schema = url::last(&pairs, &["search path", "searchpath"]).map(str::to_owned);
    let mut servers = match setting_hosts(server) {
        Ok(servers) => servers,
        Err(reason) => return Some(unreadable(engine, reason)),
    };
    for server in &mut servers {
        server.port = server.port.or(port);
    }
    let mut address = Address::of(engine);
    address.readings.extend(
        locations(servers, engine)
            .into_iter()
            .map(|location| Reading {
                location,
                ..reading.clone()
            }),
    );
    Some(Outcome::Address(address))
}

/// A mirror that the client turns to when the server is gone counts as much as the server.
fn with_partner(outcome: Outcome, pairs: &[(String, String)]) -> Outcome {
    let partner = url::last(
        pairs,
        &["failover partner", "failover_partner", "failoverpartner"],
    );
    let (Outcome::Address(mut address), Some(partner)) = (outcome.clone(), partner) else {
        return outcome;
    };
    let Some(reading) = address.readings.first().cloned() else {
        return outcome;
    };
    match server_reading(partner, reading) {
        Outcome::Address(other) => {
            url::push_all(&mut address.readings, other.readings);
            Outcome::Address(address)
        }
        unreadable => unreadable,
    }
}

/// Keys and values; a value may stand in quotes or braces.
fn pairs(text: &str) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    let mut rest = text;
    while let Some((key, after)) = rest.split_once('=') {
        let after = after.trim_start();
        let close = match after.chars().next() {
            Some('"') => Some('"'),
            Some('\'') => Some('\''),
            Some('{') => Some('}'),
            _ => None,
        };
        let (value, tail) = match close.and_then(|c| Some((c, after.get(1..)?.find(c)?))) {
            Some((_, at)) => (
                after.get(1..=at).unwrap_or(""),
                after.get(at + 2..).unwrap_or(""),
            ),
            None => after.split_once(';').unwrap_or((after, "")),
        };
        pairs.push((
            key.trim_matches([';', ' ', '\t']).to_owned(),
            value.trim().to_owned(),
        ));
        rest = tail;
    }
    pairs
}

fn engine(pairs: &[(String, String)], server: &str) -> Engine {
    let has = |names: &[&str]| url::last(pairs, names).is_some();
    let driver = url::last(pairs, &["driver", "provider"])
        .unwrap_or("")
        .to_ascii_lowercase();
    if driver.contains("postgres") {
        return Engine::Postgres;
    }
    if driver.contains("mysql") || driver.contains("mariadb") {
        return Engine::Mysql;
    }
    let of_sql_server = [
        "initial catalog",
        "integrated security",
        "trusted_connection",
        "encrypt",
        "trustservercertificate",
        "multipleactiveresultsets",
    ];
    // Npgsql alone says `Host`; a list of hosts has commas, too.
    if has(&["host"]) && !has(&["server", "data source", "uid"]) {
        return Engine::Postgres;
    }
    let port_follows = |server: &str| {
        server
            .rsplit_once(',')
            .is_some_and(|(_, port)| port.trim().parse::<u16>().is_ok())
    };
    if driver.contains("sql server")
        || server.contains('\\')
        || port_follows(server)
        || server.starts_with("tcp:")
        || has(&of_sql_server)
    {
        return Engine::Sqlserver;
    }
    if has(&["host"]) {
        return Engine::Postgres;
    }
    if has(&["uid", "sslmode", "allowuservariables"]) || url::last(pairs, &["port"]) == Some("3306")
    {
        return Engine::Mysql;
    }
    Engine::Sqlserver
}

/// A reading of a SQL Server's name: `tcp:host\instance,1433`, `(local)`, `.`, `(localdb)\x`.
pub(super) fn server_reading(server: &str, mut reading: Reading) -> Outcome {
    let server = ["tcp:", "np:", "lpc:", "admin:"]
        .iter()
        .find_map(|p| server.strip_prefix(p))
        .unwrap_or(server);
    // A pipe: `\\host\pipe\sql\query`.
    let server = server.strip_prefix("\\\\").unwrap_or(server);
    let (host, port) = server.split_once(',').unwrap_or((server, ""));
    let host = host.split('\\').next().unwrap_or(host).trim();
    let local = matches!(
        host.to_ascii_lowercase().as_str(),
        "." | "(local)" | "(localdb)" | ""
    );
    let endpoint = if local {
        Ok(Endpoint {
            host: "localhost".into(),
            port: None,
        })
    } else {
        url::endpoint(host)
    };
    let port = url::port_number(port.trim());
    match (endpoint, port) {
        (Ok(endpoint), Ok(port)) => {
            let port = port.or(endpoint.port).or(Engine::Sqlserver.default_port());
            reading.location = Location::Servers(vec![Endpoint {
                host: endpoint.host,
                port,
            }]);
            Outcome::Address(Address::one(Engine::Sqlserver, reading))
        }
        (Err(reason), _) | (_, Err(reason)) => unreadable(Engine::Sqlserver, reason),
    }
}

/// `sqlserver://host:port;database=...`: parameters follow semicolons, and `@` is an ordinary
/// character in them.
pub(super) fn server_url(server: &str, properties: &str) -> Outcome {
    if server.contains(['@', '#', '?', '/']) || server.contains(char::is_whitespace) {
        return unreadable(
            Engine::Sqlserver,
            "the server's name holds a character that no name has",
        );
    }
    let pairs = pairs(properties);
    let mut reading = Reading::at(Location::Memory);
    reading.database = url::last(&pairs, DATABASE).map(str::to_owned);
    reading.user = url::last(&pairs, USER).map(str::to_owned);
    reading.schema = url::last(&pairs, &["schema", "currentschema"]).map(str::to_owned);
    let property = url::last(&pairs, &["servername", "server"]);
    let named = property.filter(|_| server.is_empty());
    let port = url::last(&pairs, &["portnumber", "port"])
        .map(|p| format!(",{p}"))
        .unwrap_or_default();
    let (host, own_port) = named
        .unwrap_or(server)
        .split_once(':')
        .unwrap_or((named.unwrap_or(server), ""));
    let port = if own_port.is_empty() {
        port
    } else {
        format!(",{own_port}")
    };
    let mut outcome = server_reading(&format!("{host}{port}"), reading.clone());
    // A property that names another server than the URL: drivers differ in which they obey.
    if let (Outcome::Address(address), Some(other)) =
        (&mut outcome, property.filter(|_| !server.is_empty()))
        && let Outcome::Address(other) = server_reading(other, reading)
    {
        url::push_all(&mut address.readings, other.readings);
    }
    with_partner(outcome, &pairs)
}
