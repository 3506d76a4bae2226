//! MySQL's option files, where an address names one (`?read_default_file=...`).

use super::address::Surroundings;
use super::choices::{Choice, locations, setting_hosts};
use super::{Engine, Reading, server, url};
use std::collections::BTreeMap;

const FILE_KEYS: &[&str] = &[
    "read_default_file",
    "option_files",
    "defaults-file",
    "defaultsfile",
];

/// What a client opens that fills the address from the file: nothing where no file is named or it
/// cannot be read. The file fills what the address leaves out.
pub(super) fn readings(
    engine: Engine,
    parameters: &[(String, String)],
    choice: &Choice<'_>,
    around: &dyn Surroundings,
) -> Result<Vec<Reading>, &'static str> {
    let Some(file) = url::last(parameters, FILE_KEYS).filter(|_| engine == Engine::Mysql) else {
        return Ok(Vec::new());
    };
    let path = match (file.strip_prefix("~/"), around.home()) {
        (Some(below), Some(home)) => home.join(below),
        _ => around.root().join(file),
    };
    let Some(text) = around.text(&path) else {
        return Err("the option file it names cannot be read");
    };
    let group = url::last(parameters, &["read_default_group", "option_groups"]).unwrap_or("client");
    let options = options(&text, group);
    let option = |name: &str| options.get(name).map(String::as_str);
    let mut hosts = server::with_own_ports(choice)?;
    if let (true, Some(host)) = (hosts.is_empty(), option("host")) {
        hosts = setting_hosts(host)?;
    }
    let port = url::port_number(option("port").unwrap_or(""))?;
    for host in &mut hosts {
        host.port = host.port.or(port);
    }
    let filled = Choice {
        database: choice.database.or(option("database")),
        user: choice.user.or(option("user")),
        ..*choice
    };
    let mut places = locations(hosts, engine);
    if let Some(socket) = option("socket") {
        places.push(super::Location::Socket {
            path: socket.to_owned(),
            port: None,
        });
    }
    Ok(places
        .into_iter()
        .map(|place| server::reading(place, &filled))
        .collect())
}

/// The options of `[client]` and of one more group, the latter's first.
fn options(text: &str, group: &str) -> BTreeMap<String, String> {
    let mut found: BTreeMap<String, String> = BTreeMap::new();
    for wanted in ["client", group] {
        let mut inside = false;
        for line in text.lines().map(str::trim) {
            if let Some(header) = line.strip_prefix('[') {
                inside = header.split(']').next().map(str::trim) == Some(wanted);
            } else if inside && let Some((key, value)) = line.split_once('=') {
                let value = value.trim().trim_matches(['"', '\'']);
                found.insert(key.trim().replace('-', "_"), value.to_owned());
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_group_beats_client() {
        let text = "[client]\nhost = a\nport=1\n[app]\nhost='b'\n[mysqld]\nhost=c\n";
        let found = options(text, "app");
        assert_eq!(found.get("host").map(String::as_str), Some("b"));
        assert_eq!(found.get("port").map(String::as_str), Some("1"));
    }
}
