//! URLs of servers, by engine.

use super::address::{Address, Outcome, Surroundings, unreadable};
use super::choices::{Choice, Choices, locations, port_at};
use super::url::{self, Parts};
use super::{Endpoint, Engine, Location, Reading, ado, cloud, libpq, option_file};

/// Reads what stands after `scheme://`.
pub(super) fn read(engine: Engine, scheme: &str, rest: &str, around: &dyn Surroundings) -> Outcome {
    if engine == Engine::Sqlserver
        && let Some((server, properties)) = rest.split_once(';')
        && !server.contains('?')
    {
        return ado::server_url(server, properties);
    }
    let parts = match url::parts(rest) {
        Ok(parts) => parts,
        Err(reason) => return unreadable(engine, reason),
    };
    if let Some(connect) = odbc(&parts) {
        return ado::read(&connect, around)
            .unwrap_or_else(|| unreadable(engine, "the ODBC string in it cannot be read"));
    }
    if let Some(outcome) = cloud::read(engine, scheme, &parts) {
        return outcome;
    }
    if engine == Engine::Postgres && !scheme.starts_with("prisma") {
        return libpq::url(scheme, &parts, around);
    }
    match plain(engine, scheme, &parts, around) {
        Ok(address) => Outcome::Address(address),
        Err(reason) => unreadable(engine, reason),
    }
}

fn odbc(parts: &Parts<'_>) -> Option<String> {
    parts.query.contains("odbc_connect").then(|| {
        let parameters = url::parameters(parts.query);
        url::last(&parameters, &["odbc_connect"]).map(|text| text.replace('+', " "))
    })?
}

fn plain(
    engine: Engine,
    scheme: &str,
    parts: &Parts<'_>,
    around: &dyn Surroundings,
) -> Result<Address, &'static str> {
    let parameters = url::parameters(parts.query);
    if let Some(reason) = cloud::own_dialer(&parameters) {
        return Err(reason);
    }
    if engine == Engine::Mysql && parts.hosts.contains('%') && !parts.hosts.contains('[') {
        return Err("a `%` ends the host for some readers and not for others");
    }
    // Go's driver takes the path for the instance where a parameter names the database.
    let path_is_instance = scheme == "sqlserver" && url::last(&parameters, &["database"]).is_some();
    // `redis+unix:///run/redis.sock`: the path is the socket.
    let path_is_socket = matches!(
        scheme,
        "redis+socket" | "redis+unix" | "redis-socket" | "unix"
    );
    let choices = Choices::of_url(
        engine,
        &Parts {
            path: parts.path.filter(|_| !path_is_instance && !path_is_socket),
            ..*parts
        },
        &parameters,
    )?;
    let mut address = Address::of(engine);
    if path_is_socket {
        let path = url::name(parts.path.unwrap_or(""))?.unwrap_or_default();
        address.readings.push(Reading::at(Location::Socket {
            path: format!("/{path}"),
            port: None,
        }));
        return Ok(address);
    }
    for choice in choices.each()? {
        let hosts = with_own_ports(&choice)?;
        if engine == Engine::Mysql
            && hosts
                .iter()
                .any(|h| h.host.eq_ignore_ascii_case("localhost"))
        {
            borrow_socket(&mut address, &choice, around);
        }
        for location in locations(hosts, engine) {
            url::push(&mut address.readings, reading(location, &choice));
        }
        url::push_all(
            &mut address.readings,
            option_file::readings(engine, &parameters, &choice, around)?,
        );
    }
    url::add_schemas(&mut address.readings, &choices.schemas);
    Ok(address)
}

/// Clients of libmariadb reach `localhost` through the socket that the variable names.
fn borrow_socket(address: &mut Address, choice: &Choice<'_>, around: &dyn Surroundings) {
    let Some(path) = around
        .variable("MYSQL_UNIX_PORT")
        .filter(|path| !path.is_empty())
    else {
        return;
    };
    if !address.borrowed.contains(&"MYSQL_UNIX_PORT") {
        address.borrowed.push("MYSQL_UNIX_PORT");
    }
    let socket = Location::Socket {
        path: path.to_owned(),
        port: None,
    };
    let borrowed = reading(socket, choice);
    url::push(&mut address.readings, borrowed);
}

/// The servers of a choice, with the ports that it gives them.
pub(super) fn with_own_ports(choice: &Choice<'_>) -> Result<Vec<Endpoint>, &'static str> {
    let mut hosts = choice.hosts.to_vec();
    if let Some(ports) = choice.ports {
        if hosts.is_empty() {
            hosts.push(Endpoint {
                host: "localhost".into(),
                port: None,
            });
        }
        for (at, host) in hosts.iter_mut().enumerate() {
            host.port = port_at(ports, at)?.or(host.port);
        }
    }
    Ok(hosts)
}

pub(super) fn reading(location: Location, choice: &Choice<'_>) -> Reading {
    let mut reading = Reading::at(location);
    reading.database = choice.database.map(str::to_owned);
    reading.user = choice.user.map(str::to_owned);
    reading
}
