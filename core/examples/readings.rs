//! Every reading of an address, as the oracles compare them: lines of JSON
//! `{"text": ..., "variables": {...}, "root": ..., "home": ...}` in, one line of JSON out for each.

use notprod::target::address::{self, Expectation, Outcome, Surroundings};
use notprod::target::{Location, Reading, host};
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::{BufRead, Write};
use std::path::{Path, PathBuf};

#[derive(Deserialize)]
struct Case {
    text: String,
    #[serde(default)]
    variables: BTreeMap<String, String>,
    #[serde(default)]
    root: PathBuf,
    #[serde(default)]
    home: Option<PathBuf>,
}

impl Surroundings for Case {
    fn variable(&self, name: &str) -> Option<&str> {
        self.variables.get(name).map(String::as_str)
    }

    fn root(&self) -> &Path {
        &self.root
    }

    #[expect(clippy::disallowed_methods, reason = "there is no snapshot here")]
    fn text(&self, path: &Path) -> Option<String> {
        std::fs::read_to_string(path).ok()
    }

    fn home(&self) -> Option<&Path> {
        self.home.as_deref()
    }

    fn sqlite_folders(&self) -> Vec<PathBuf> {
        Vec::new()
    }
}

fn reading(reading: &Reading) -> Value {
    let place = match &reading.location {
        Location::Servers(servers) => {
            let servers: Vec<Value> = servers
                .iter()
                .map(|server| {
                    let address = host::address(&server.host).map(|address| address.to_canonical());
                    let host = address.map_or(server.host.clone(), |address| address.to_string());
                    json!([host, server.port])
                })
                .collect();
            json!({ "servers": servers })
        }
        Location::Socket { path, port } => json!({ "socket": path, "port": port }),
        Location::File(paths) => json!({ "files": paths }),
        Location::Memory => json!({ "memory": true }),
        Location::Disposable => json!({ "disposable": true }),
    };
    json!({
        "place": place,
        "database": reading.database,
        "schema": reading.schema,
        "user": reading.user,
    })
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut out = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let case: Case = serde_json::from_str(&line?)?;
        let answer = match address::read(&case.text, Expectation::Address, &case) {
            Outcome::None => json!({ "outcome": "none" }),
            Outcome::Unreadable(why) => json!({ "outcome": "unreadable", "reason": why.reason }),
            Outcome::Address(address) => json!({
                "outcome": "address",
                "engine": address.engine.name(),
                "readings": address.readings.iter().map(reading).collect::<Vec<_>>(),
            }),
        };
        writeln!(out, "{answer}")?;
    }
    Ok(())
}
