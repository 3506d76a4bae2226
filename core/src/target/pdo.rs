//! PDO's data source names: `mysql:host=...;dbname=...`.

use super::address::{Address, Outcome, Surroundings, unreadable};
use super::{Endpoint, Engine, Location, Reading, ado, jdbc, scheme, sqlite, url};

/// What stands after `driver:`; nothing where it is no data source name.
pub(super) fn read(driver: &str, rest: &str, around: &dyn Surroundings) -> Option<Outcome> {
    match driver {
        "uri" if rest.starts_with("file:") => {
            return Some(unreadable(
                Engine::Unknown,
                "the address stands in another file, which PDO reads",
            ));
        }
        "sqlite" => return Some(sqlite::read(rest, around)),
        "oci" => {
            let name = rest
                .split(';')
                .find_map(|pair| pair.trim().strip_prefix("dbname="))?;
            return Some(jdbc::oracle(&format!("@{name}")));
        }
        _ => {}
    }
    let pairs: Vec<(String, String)> = rest
        .split([';', ' '])
        .filter_map(|pair| pair.split_once('='))
        .map(|(key, value)| (key.trim().to_owned(), value.trim().to_owned()))
        .collect();
    let engine = match driver {
        "sqlsrv" | "dblib" | "odbc" => Engine::Sqlserver,
        _ => scheme::engine(driver)?,
    };
    let host = url::last(&pairs, &["host", "server", "hostname"]);
    let database = url::last(&pairs, &["dbname", "database"]);
    let socket = url::last(&pairs, &["unix_socket"]);
    if host.is_none() && database.is_none() && socket.is_none() {
        return None;
    }
    if rest.chars().any(char::is_control) {
        return Some(unreadable(
            engine,
            "a control character stands in the address",
        ));
    }
    let mut reading = Reading::at(Location::Memory);
    reading.database = database.map(str::to_owned);
    reading.user = url::last(&pairs, &["user", "username", "uid"]).map(str::to_owned);
    let port = match url::port_number(url::last(&pairs, &["port"]).unwrap_or("")) {
        Ok(port) => port.or(engine.default_port()),
        Err(reason) => return Some(unreadable(engine, reason)),
    };
    // A socket is used only where the host is this machine.
    let is_local = host.is_none_or(|host| host.eq_ignore_ascii_case("localhost"));
    reading.location = match (socket, host) {
        (Some(path), _) if is_local => Location::Socket {
            path: path.to_owned(),
            port: None,
        },
        (_, Some(path)) if path.starts_with('/') => Location::Socket {
            path: path.to_owned(),
            port,
        },
        (_, host) if engine == Engine::Sqlserver => {
            return Some(ado::server_reading(host.unwrap_or("localhost"), reading));
        }
        (_, host) => match url::endpoints(host.unwrap_or("localhost")) {
            Ok(servers) => Location::Servers(
                servers
                    .into_iter()
                    .map(|s| Endpoint {
                        port: s.port.or(port),
                        ..s
                    })
                    .collect(),
            ),
            Err(reason) => return Some(unreadable(engine, reason)),
        },
    };
    Some(Outcome::Address(Address::one(engine, reading)))
}
