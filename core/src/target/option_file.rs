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

const GROUP_KEYS: &[&str] = &["read_default_group", "option_groups"];

/// Files that include others, each within the one before it.
const DEEPEST: usize = 8;

/// What a client opens that fills the address from the files: nothing where none is named. A file
/// fills what the address leaves out.
pub(super) fn readings(
    engine: Engine,
    parameters: &[(String, String)],
    choice: &Choice<'_>,
    around: &dyn Surroundings,
) -> Result<Vec<Reading>, &'static str> {
    let mut readings = Vec::new();
    if engine != Engine::Mysql {
        return Ok(readings);
    }
    let values = |keys: &[&str]| -> Vec<&str> {
        let of = |key: &str| keys.iter().any(|wanted| key.eq_ignore_ascii_case(wanted));
        let values = parameters
            .iter()
            .filter(|(key, value)| of(key) && !value.is_empty());
        values.map(|(_, value)| value.as_str()).collect()
    };
    let mut groups = values(GROUP_KEYS);
    if groups.is_empty() {
        groups.push("client");
    }
    for file in values(FILE_KEYS) {
        let text = whole(file, around, DEEPEST)?;
        for group in &groups {
            let options = options(&text, group);
            url::push_all(&mut readings, filled(&options, engine, choice)?);
        }
    }
    Ok(readings)
}

/// The text of a file with those that it includes in their places.
fn whole(file: &str, around: &dyn Surroundings, depth: usize) -> Result<String, &'static str> {
    let path = match (file.strip_prefix("~/"), around.home()) {
        (Some(below), Some(home)) => home.join(below),
        _ => around.root().join(file),
    };
    let text = around
        .text(&path)
        .filter(|_| depth > 0)
        .ok_or("the option file it names cannot be read")?;
    let mut all = String::with_capacity(text.len());
    for line in text.lines() {
        let words = line
            .trim()
            .strip_prefix('!')
            .and_then(|directive| directive.split_once(char::is_whitespace));
        match words {
            Some(("include", file)) => all += &whole(file.trim(), around, depth - 1)?,
            Some(("includedir", _)) => return Err("the option file includes a folder of others"),
            _ => all += line,
        }
        all.push('\n');
    }
    Ok(all)
}

/// What these options make of a choice.
fn filled(
    options: &BTreeMap<String, String>,
    engine: Engine,
    choice: &Choice<'_>,
) -> Result<Vec<Reading>, &'static str> {
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

/// The options of `[client]` and of one more group, the latter's first. `loose-host` is `host` that an
/// older client may pass over.
fn options(text: &str, group: &str) -> BTreeMap<String, String> {
    let mut found: BTreeMap<String, String> = BTreeMap::new();
    for wanted in ["client", group] {
        let mut inside = false;
        for line in text.lines().map(str::trim) {
            if let Some(header) = line.strip_prefix('[') {
                inside = header.split(']').next().map(str::trim) == Some(wanted);
            } else if inside && let Some((key, value)) = line.split_once('=') {
                let value = value.trim().trim_matches(['"', '\'']);
                let key = key.trim().to_ascii_lowercase().replace('-', "_");
                let key = key.strip_prefix("loose_").unwrap_or(&key);
                found.insert(key.to_owned(), value.to_owned());
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::target::trial::Around;

    #[test]
    fn the_group_beats_client() {
        let text = "[client]\nhost = a\nport=1\n[app]\nLoose-Host='b'\n[mysqld]\nhost=c\n";
        let found = options(text, "app");
        assert_eq!(found.get("host").map(String::as_str), Some("b"));
        assert_eq!(found.get("port").map(String::as_str), Some("1"));
    }

    #[test]
    fn files_include_others() {
        let around = Around::default()
            .file("/project/a.cnf", "!include b.cnf\n[client]\nport=3307\n")
            .file("/project/b.cnf", "[client]\nhost=b\n")
            .file("/project/c.cnf", "!include c.cnf\n")
            .file("/project/d.cnf", "!includedir /etc/mysql/conf.d\n");
        let shown = |file: &str| around.shown(&format!("mysql:///x?read_default_file={file}"));
        assert!(
            shown("a.cnf").contains(&"b:3307/x".to_owned()),
            "{:?}",
            shown("a.cnf")
        );
        for file in ["c.cnf", "d.cnf", "e.cnf"] {
            assert_eq!(shown(file), ["unreadable"], "{file}");
        }
        let both = shown("a.cnf&read_default_file=e.cnf");
        assert_eq!(both, ["unreadable"]);
    }
}
