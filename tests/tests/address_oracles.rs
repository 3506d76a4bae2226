//! What notprod reads, and where real clients went.
//!
//! `tests/oracles/seen.jsonl` holds, for each address, every place to which some client connected, as
//! `tests/oracles/run.py` saw it; each must be among the readings. `make oracles`, which `make test` runs,
//! has the clients at hand: there the ignored test asks them anew, about the same addresses and others.
//! `NOTPROD_ORACLE_COUNT` says how many others, `NOTPROD_ORACLE_SEED` which.

use notprod::target::address::{self, Expectation, Outcome, Surroundings};
use notprod::target::{Location, Reading, host};
use notprod_tests::{checkout, say};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

#[derive(Deserialize)]
struct Seen {
    text: String,
    #[serde(default)]
    variables: BTreeMap<String, String>,
    services: Option<String>,
    went: Vec<Place>,
}

#[derive(Debug, Deserialize)]
struct Place {
    host: Option<String>,
    port: Option<u16>,
    socket: Option<String>,
    file: Option<String>,
    /// Not there where the client never logged in; null for the user of the machine.
    #[serde(default, deserialize_with = "present")]
    user: Option<Option<String>>,
    #[serde(default, deserialize_with = "present")]
    database: Option<Option<String>>,
    clients: Vec<String>,
}

fn present<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<Option<String>>, D::Error> {
    Option::deserialize(from).map(Some)
}

const SERVICES: &str = "/oracle/services.conf";

impl Surroundings for Seen {
    fn variable(&self, name: &str) -> Option<&str> {
        if name == "PGSERVICEFILE" {
            return Some(SERVICES);
        }
        self.variables.get(name).map(String::as_str)
    }

    fn root(&self) -> &Path {
        Path::new("/oracle")
    }

    fn text(&self, path: &Path) -> Option<String> {
        self.services
            .clone()
            .filter(|_| path == Path::new(SERVICES))
    }

    fn home(&self) -> Option<&Path> {
        None
    }

    fn sqlite_folders(&self) -> Vec<PathBuf> {
        Vec::new()
    }
}

/// Where clients look that were given no place.
const OWN_SOCKETS: [&str; 8] = [
    "/run/postgresql/",
    "/var/run/postgresql/",
    "/var/pgsql_socket/",
    "/private/tmp/",
    "/tmp/.s.PGSQL.",
    "/run/mysqld/mysqld.sock",
    "/var/run/mysqld/mysqld.sock",
    "/tmp/mysql.sock",
];

fn canonical(host: &str) -> String {
    host::address(host).map_or(host.to_lowercase(), |address| {
        address.to_canonical().to_string()
    })
}

fn is_there(place: &Place, reading: &Reading) -> bool {
    if let Some(file) = &place.file {
        let path = Path::new("/oracle").join(file.trim_start_matches("./"));
        return matches!(&reading.location, Location::File(paths) if paths.contains(&path));
    }
    match (&reading.location, &place.host, &place.socket) {
        (Location::Servers(servers), Some(host), _) => servers.iter().any(|server| {
            let same = canonical(&server.host) == canonical(host)
                || (host == "127.0.0.1" && server.host == "localhost");
            same && server.port == place.port
        }),
        (Location::Socket { path, port }, _, Some(socket)) => {
            socket == path || port.is_some_and(|port| *socket == format!("{path}/.s.PGSQL.{port}"))
        }
        (Location::Servers(servers), _, Some(socket)) => servers.iter().any(|server| {
            let of_port = server.port.map(|port| format!(".s.PGSQL.{port}"));
            server.host.eq_ignore_ascii_case("localhost")
                && OWN_SOCKETS.iter().any(|own| socket.starts_with(own))
                && (socket.ends_with(".sock") || of_port.is_some_and(|end| socket.ends_with(&end)))
        }),
        _ => false,
    }
}

fn is_named(place: &Place, reading: &Reading) -> bool {
    let user = match &place.user {
        None => true,
        // The machine's own user is recorded as none, also where the address names `root`.
        Some(user) => {
            reading.user == *user || (user.is_none() && reading.user.as_deref() == Some("root"))
        }
    };
    let database = match &place.database {
        None => true,
        // A database of the user's name, where nobody named one.
        Some(name) => {
            *name == reading.database
                || (reading.database.is_none() && Some(name) == place.user.as_ref())
        }
    };
    user && database
}

#[test]
fn every_recorded_place_is_a_reading() {
    let recorded = std::fs::read_to_string(checkout().join("tests/oracles/seen.jsonl"))
        .expect("the recording can be read");
    let (mut addresses, mut places, mut refused) = (0, 0, 0);
    let mut clients: BTreeMap<String, usize> = BTreeMap::new();
    let mut missing = Vec::new();
    for line in recorded.lines() {
        let seen: Seen = serde_json::from_str(line).expect("a line of the recording");
        addresses += 1;
        let readings = match address::read(&seen.text, Expectation::Address, &seen) {
            Outcome::Address(address) => address.readings,
            // Refused whatever its readings are.
            Outcome::Unreadable(_) => {
                refused += 1;
                continue;
            }
            Outcome::None => Vec::new(),
        };
        for place in &seen.went {
            places += 1;
            for client in BTreeSet::from_iter(&place.clients) {
                *clients.entry(client.clone()).or_default() += 1;
            }
            if !readings
                .iter()
                .any(|reading| is_there(place, reading) && is_named(place, reading))
            {
                missing.push(format!(
                    "{} with {:?}: {place:?}",
                    seen.text, seen.variables
                ));
            }
        }
    }
    assert!(
        missing.is_empty(),
        "{} places:\n{}",
        missing.len(),
        missing.join("\n")
    );
    assert!(
        addresses > 500 && places > 500 && refused < 40,
        "{addresses} {places} {refused}"
    );
    assert!(
        clients.len() >= 19 && clients.values().all(|count| *count > 10),
        "{clients:?}"
    );
}

fn set(variable: &str, default: &str) -> String {
    std::env::var(variable).unwrap_or_else(|_| default.to_owned())
}

#[test]
#[ignore = "wants the clients: `make oracles`"]
fn clients_go_where_notprod_says() {
    let folder = std::env::var_os("NOTPROD_TEST_ORACLES")
        .expect("NOTPROD_TEST_ORACLES names what `tests/oracles/setup.sh` made");
    let folder = Path::new(&folder);
    let built = Command::new(env!("CARGO"))
        .args(["build", "--quiet", "-p", "notprod", "--example", "readings"])
        .current_dir(checkout())
        .status()
        .expect("cargo starts");
    assert!(built.success(), "the example builds");
    let binary = Path::new(env!("CARGO_BIN_EXE_notprod-under-test"))
        .with_file_name("examples")
        .join("readings");
    let output = Command::new(folder.join("venv/bin/python"))
        .arg(checkout().join("tests/oracles/run.py"))
        .arg(binary)
        .args(["--count", &set("NOTPROD_ORACLE_COUNT", "60")])
        .args(["--seed", &set("NOTPROD_ORACLE_SEED", "5")])
        .env("ORACLE_NODE", folder.join("node"))
        .output()
        .expect("the oracle starts");
    let said = String::from_utf8_lossy(&output.stdout);
    say(&said);
    assert!(
        output.status.success(),
        "{said}{}",
        String::from_utf8_lossy(&output.stderr)
    );
}
