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
const SCHEMA: &[&str] = &["search path", "searchpath", "schema", "currentschema"];
const ATTACHED: &[&str] = &[
    "attachdbfilename",
    "initial file name",
    "extended properties",
];
const PARTNER: &[&str] = &["failover partner", "failover_partner", "failoverpartner"];
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
    let in_memory = values(&pairs, &["mode"])
        .iter()
        .any(|mode| mode.eq_ignore_ascii_case("memory"));
    let named = values(&pairs, SERVER);
    if named.iter().all(|name| sqlite::is_bare_path(name)) || (in_memory && !has(DATABASE)) {
        return Some(files(&named, around));
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
    let read = || -> Result<Address, &'static str> {
        let ports = ports(&pairs, &["port"])?;
        let mut address = Address::of(engine);
        for server in named {
            for port in &ports {
                let locations = if engine == Engine::Sqlserver {
                    vec![sql_server(server, None)?]
                } else {
                    let mut servers = setting_hosts(server)?;
                    for server in &mut servers {
                        server.port = server.port.or(*port);
                    }
                    locations(servers, engine)
                };
                add(&mut address, locations, &pairs)?;
            }
        }
        add_partners(&mut address, &pairs)?;
        Ok(address)
    };
    Some(match read() {
        Ok(address) => Outcome::Address(address),
        Err(reason) => unreadable(engine, reason),
    })
}

/// SQLite's files under the names of the server: each of them counts.
fn files(names: &[&str], around: &dyn Surroundings) -> Outcome {
    let mut all = Address::of(Engine::Sqlite);
    for name in names {
        match sqlite::bare(name, around) {
            Outcome::Address(address) => url::push_all(&mut all.readings, address.readings),
            other => return other,
        }
    }
    Outcome::Address(all)
}

/// Every value under one of these names: of duplicates some drivers take the first, some the last.
fn values<'a>(pairs: &'a [(String, String)], names: &[&str]) -> Vec<&'a str> {
    let mut values: Vec<&str> = Vec::new();
    for (key, value) in pairs {
        let is = names.iter().any(|name| key.eq_ignore_ascii_case(name));
        if is && !value.is_empty() && !values.contains(&value.as_str()) {
            values.push(value);
        }
    }
    values
}

/// Every port under one of these names; one that is none where there is none.
fn ports(pairs: &[(String, String)], names: &[&str]) -> Result<Vec<Option<u16>>, &'static str> {
    let mut ports = Vec::new();
    for port in values(pairs, names) {
        ports.push(url::port_number(port)?);
    }
    if ports.is_empty() {
        ports.push(None);
    }
    Ok(ports)
}

/// Adds places, each with every database that is named.
fn add(
    address: &mut Address,
    locations: Vec<Location>,
    pairs: &[(String, String)],
) -> Result<(), &'static str> {
    let each = |names: &[&str]| {
        let mut found: Vec<Option<&str>> = values(pairs, names).into_iter().map(Some).collect();
        if names == DATABASE {
            // The data are the file's, whatever name it is attached under.
            let files = values(pairs, ATTACHED).into_iter();
            found.extend(
                files
                    .filter_map(|path| path.rsplit(['\\', '/']).next())
                    .map(Some),
            );
        }
        if found.is_empty() {
            found.push(None);
        }
        found
    };
    let (databases, users) = (each(DATABASE), each(USER));
    for location in locations {
        for database in &databases {
            for user in &users {
                let mut reading = Reading::at(location.clone());
                reading.database = database.map(str::to_owned);
                reading.user = user.map(str::to_owned);
                url::push(&mut address.readings, reading);
            }
        }
    }
    url::add_schemas(
        &mut address.readings,
        &values(pairs, SCHEMA)
            .into_iter()
            .map(str::to_owned)
            .collect::<Vec<_>>(),
    );
    if address.readings.len() > 64 {
        return Err("its parts contradict each other in too many ways");
    }
    Ok(())
}

/// A mirror that the client turns to when the server is gone counts as much as the server.
fn add_partners(address: &mut Address, pairs: &[(String, String)]) -> Result<(), &'static str> {
    for partner in values(pairs, PARTNER) {
        add(address, vec![sql_server(partner, None)?], pairs)?;
    }
    Ok(())
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
        let quoted = close.and_then(|quote| quoted(after.get(1..)?, quote));
        let (value, tail) = quoted.unwrap_or_else(|| {
            let (value, tail) = after.split_once(';').unwrap_or((after, ""));
            (value.to_owned(), tail)
        });
        pairs.push((
            key.trim_matches([';', ' ', '\t']).to_owned(),
            value.trim().to_owned(),
        ));
        rest = tail;
    }
    pairs
}

/// What stands before a closing quote, and what behind it; a doubled one stands for itself. None where
/// it is never closed.
fn quoted(text: &str, quote: char) -> Option<(String, &str)> {
    let mut value = String::new();
    let mut rest = text;
    loop {
        let (front, tail) = rest.split_once(quote)?;
        value.push_str(front);
        match tail.strip_prefix(quote) {
            Some(tail) => {
                value.push(quote);
                rest = tail;
            }
            None => return Some((value, tail)),
        }
    }
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
    match sql_server(server, None) {
        Ok(location) => {
            reading.location = location;
            Outcome::Address(Address::one(Engine::Sqlserver, reading))
        }
        Err(reason) => unreadable(Engine::Sqlserver, reason),
    }
}

fn sql_server(server: &str, property: Option<u16>) -> Result<Location, &'static str> {
    let server = ["tcp:", "np:", "lpc:", "admin:"]
        .iter()
        .find_map(|p| server.strip_prefix(p))
        .unwrap_or(server);
    // A pipe: `\\host\pipe\sql\query`.
    let server = server.trim_start_matches('\\');
    let (server, port) = server.split_once(',').unwrap_or((server, ""));
    let (host, instance) = server.split_once('\\').unwrap_or((server, ""));
    let instance_port = instance.rsplit_once(':').map_or("", |(_, port)| port);
    let local = matches!(
        host.trim().to_ascii_lowercase().as_str(),
        "." | "(local)" | "(localdb)" | ""
    );
    let endpoint = if local {
        url::endpoint("localhost")?
    } else {
        url::endpoint(host.trim())?
    };
    let port = url::port_number(port.trim())?
        .or(endpoint.port)
        .or(url::port_number(instance_port)?)
        .or(property)
        .or(Engine::Sqlserver.default_port());
    Ok(Location::Servers(vec![Endpoint {
        host: endpoint.host,
        port,
    }]))
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
    let mut pairs = pairs(properties);
    // Some drivers decode what others take as it is.
    let decoded: Vec<(String, String)> = pairs
        .iter()
        .filter(|(key, value)| key.contains('%') || value.contains('%'))
        .filter_map(|(key, value)| Some((url::decode(key)?, url::decode(value)?)))
        .collect();
    pairs.extend(decoded);
    let read = || -> Result<Address, &'static str> {
        let mut address = Address::of(Engine::Sqlserver);
        // Drivers differ in whether a property beats the URL.
        let named = values(&pairs, &["servername", "server"]);
        let own = (!server.is_empty() || named.is_empty()).then_some(server);
        let ports = ports(&pairs, &["portnumber", "port"])?;
        for server in own.into_iter().chain(named) {
            for port in &ports {
                add(&mut address, vec![sql_server(server, *port)?], &pairs)?;
            }
        }
        add_partners(&mut address, &pairs)?;
        Ok(address)
    };
    match read() {
        Ok(address) => Outcome::Address(address),
        Err(reason) => unreadable(Engine::Sqlserver, reason),
    }
}
