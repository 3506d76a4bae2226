//! PDO's data source names: `mysql:host=...;dbname=...`.

use super::address::{self, Address, Expectation, Outcome, Surroundings, unreadable};
use super::choices::{Choices, locations};
use super::{Engine, Location, Reading, ado, jdbc, libpq, scheme, server, sqlite, url};

/// What stands after `driver:`; nothing where it is no data source name.
pub(super) fn read(driver: &str, rest: &str, around: &dyn Surroundings) -> Option<Outcome> {
    match driver {
        "uri" => return from_file(rest, around),
        "sqlite" => return Some(sqlite::read(rest, around)),
        "odbc" if rest.contains('=') => return ado::read(&format!("{rest};"), around),
        "oci" => {
            let name = rest
                .split(';')
                .find_map(|pair| pair.trim().strip_prefix("dbname="))?;
            return Some(jdbc::oracle(&format!("@{name}")));
        }
        _ => {}
    }
    let pairs = pairs(rest);
    let engine = match driver {
        "sqlsrv" | "dblib" | "odbc" => Engine::Sqlserver,
        _ => scheme::engine(driver)?,
    };
    let host = url::last(&pairs, &["host", "server", "hostname"]);
    let database = url::last(&pairs, &["dbname", "database"]);
    let socket = url::last(&pairs, &["unix_socket"]);
    let names_service =
        engine == Engine::Postgres && url::last(&pairs, &["service", "hostaddr"]).is_some();
    if host.is_none() && database.is_none() && socket.is_none() && !names_service {
        return None;
    }
    if rest.chars().any(char::is_control) {
        return Some(unreadable(
            engine,
            "a control character stands in the address",
        ));
    }
    if engine == Engine::Postgres {
        // The driver writes blanks for the semicolons and gives the rest to libpq.
        return libpq::read(&rest.replace(';', " "), around).or(Some(unreadable(
            engine,
            "libpq cannot read what stands in it",
        )));
    }
    if engine == Engine::Sqlserver {
        let mut reading = Reading::at(Location::Memory);
        reading.database = database.map(str::to_owned);
        reading.user = url::last(&pairs, USER).map(str::to_owned);
        return Some(ado::server_reading(host.unwrap_or("localhost"), reading));
    }
    let mut address = Address::of(engine);
    // PDO itself takes keys and values letter by letter; what imitates it is more generous.
    for pairs in [pairs, exact_pairs(rest)] {
        match readings(engine, &pairs) {
            Ok(more) => url::push_all(&mut address.readings, more),
            Err(reason) => return Some(unreadable(engine, reason)),
        }
    }
    Some(Outcome::Address(address))
}

const USER: &[&str] = &["user", "username", "uid"];

/// Of duplicates PDO takes the last; every one counts, so that their order means nothing.
fn readings(engine: Engine, pairs: &[(String, String)]) -> Result<Vec<Reading>, &'static str> {
    let choices = Choices::of_pairs(engine, pairs)?;
    let hosts = url::last(pairs, url::HOST_KEYS);
    // A socket is used only where the host is this machine.
    let is_here = hosts.is_none_or(|host| host.eq_ignore_ascii_case("localhost"));
    let mut readings = Vec::new();
    for choice in choices.each()? {
        for location in locations(server::with_own_ports(&choice)?, engine) {
            let is_socket = matches!(&location, Location::Socket { .. });
            if is_here || !is_socket || choices.has_only_sockets() {
                url::push(&mut readings, server::reading(location, &choice));
            }
        }
    }
    Ok(readings)
}

/// Keys and values, trimmed, in any case of letters.
fn pairs(rest: &str) -> Vec<(String, String)> {
    cut(rest)
        .into_iter()
        .map(|(key, value)| (key.trim().to_owned(), value.trim().to_owned()))
        .collect()
}

/// Keys and values as PDO has them: blanks count but behind a semicolon, and capitals are other keys.
fn exact_pairs(rest: &str) -> Vec<(String, String)> {
    const KEYS: &[&str] = &["host", "port", "dbname", "unix_socket", "user"];
    let mut pairs = cut(rest);
    for (key, _) in pairs.iter_mut().skip(1) {
        *key = key.trim_start().to_owned();
    }
    pairs.retain(|(key, _)| KEYS.contains(&key.as_str()));
    pairs
}

/// `;;` is a semicolon, and blanks belong to the value.
fn cut(rest: &str) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    let mut rest = rest;
    while let Some((key, after)) = rest.split_once('=') {
        let mut value = String::new();
        let mut chars = after.char_indices().peekable();
        let mut end = after.len();
        while let Some((at, c)) = chars.next() {
            if c != ';' {
                value.push(c);
            } else if chars.next_if(|(_, next)| *next == ';').is_some() {
                value.push(';');
            } else {
                end = at + 1;
                break;
            }
        }
        pairs.push((key.to_owned(), value));
        rest = after.get(end..).unwrap_or("");
    }
    pairs
}

/// `uri:file:///etc/dsn`: PDO takes the name from the first line of the file.
fn from_file(rest: &str, around: &dyn Surroundings) -> Option<Outcome> {
    let path = rest.strip_prefix("file:")?;
    let path = path.strip_prefix("//").unwrap_or(path);
    let text = around.text(&around.root().join(path));
    let line = text.as_deref().and_then(|text| text.lines().next());
    Some(match line.map(str::trim) {
        Some(line) if !line.starts_with("uri:") => {
            address::by_scheme(line, Expectation::Address, around).unwrap_or(unreadable(
                Engine::Unknown,
                "the file it names holds no address",
            ))
        }
        _ => unreadable(
            Engine::Unknown,
            "the address stands in a file that cannot be read",
        ),
    })
}
