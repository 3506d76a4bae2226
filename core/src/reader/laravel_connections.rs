//! Laravel's connections: what one of them opens, and the cached configuration that beats all else.

use super::layer::Layer;
use super::php_array::{self, Value};
use super::plan::Plan;
use super::project;
use super::{Candidate, Named};
use crate::error::{Error, ErrorKind};
use crate::snapshot::{Content, Snapshot};
use crate::source::{Source, SourceKind};
use crate::target::access::Access;
use crate::target::address::{self, Address, Expectation, Outcome, Unreadable};
use crate::target::slot::Role;
use crate::target::{Endpoint, Engine, Location, Reading, identity, scheme, sqlite};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// What Laravel's `env()` makes of a text; none for `null`.
pub(super) fn env(text: &str) -> Option<String> {
    let lower = text.to_ascii_lowercase();
    match lower.trim_start_matches('(').trim_end_matches(')') {
        "true" => Some("1".into()),
        "false" | "empty" => Some(String::new()),
        "null" => None,
        _ => {
            let quoted = ['"', '\'']
                .iter()
                .find_map(|quote| text.strip_prefix(*quote)?.strip_suffix(*quote));
            Some(quoted.unwrap_or(text).to_owned())
        }
    }
}

/// Whether a URL names host and database: what it leaves out comes from other settings.
pub(super) fn is_whole(url: &str) -> bool {
    let Some((scheme, rest)) = url.split_once(':') else {
        return false;
    };
    if scheme.eq_ignore_ascii_case("sqlite") {
        return true;
    }
    let Some(rest) = rest.strip_prefix("//") else {
        return false;
    };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or("");
    let host = authority.rsplit('@').next().unwrap_or("");
    let path = rest.get(authority.len()..).unwrap_or("");
    let database = path.split(['?', '#']).next().unwrap_or("");
    !host.is_empty() && !host.starts_with(':') && database.len() > 1
}

/// A URL with the port and the user that it leaves to other settings.
pub(super) fn with_rest(url: &str, port: Option<&str>, user: Option<&str>) -> Option<String> {
    if !is_whole(url) || url.to_ascii_lowercase().starts_with("sqlite") {
        return None;
    }
    let (scheme, rest) = url.split_once("://")?;
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at_checked(end)?;
    let (mut login, host) = match authority.rsplit_once('@') {
        Some((login, host)) => (format!("{login}@"), host),
        None => (String::new(), authority),
    };
    if login.is_empty()
        && let Some(user) =
            user.filter(|user| user.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_'))
    {
        login = format!("{user}@");
    }
    let has_port = host.rsplit(']').next().unwrap_or(host).contains(':');
    let port = match port.filter(|_| !has_port) {
        Some(port) => format!(":{port}"),
        None => String::new(),
    };
    Some(format!("{scheme}://{login}{host}{port}{path}"))
}

pub(super) fn is_remote(outcome: &Outcome) -> bool {
    match outcome {
        Outcome::Address(address) => !address.readings.iter().all(identity::is_local),
        Outcome::Unreadable(_) => true,
        Outcome::None => false,
    }
}

/// A cached configuration.
pub(super) struct Cached {
    file: Arc<str>,
    value: Value,
}

pub(super) fn cached(snapshot: &Snapshot<'_>, path: &str) -> Result<Option<Cached>, Error> {
    let full = project::from_root(snapshot, path);
    let file: Arc<str> = snapshot.show(&full).into();
    let unreadable = |reason: &str| {
        Error::new(
            ErrorKind::Unreadable,
            format!(
                "the cached configuration, which beats every other source, cannot be read: {reason}"
            ),
        )
        .at(Source::line(SourceKind::Cached, &file, None))
        .help("run `php artisan config:clear`: tests must not run on a cached configuration")
    };
    match snapshot.read(&full) {
        Content::Absent | Content::Folder => Ok(None),
        Content::Unreadable(reason) => Err(unreadable(&reason)),
        Content::Text(text) | Content::Lossy(text) => match php_array::parse(&text) {
            Some(value) => Ok(Some(Cached { file, value })),
            None => Err(unreadable("it is no exported array")),
        },
    }
}

impl Cached {
    /// The plan: the cache alone counts.
    pub(super) fn plan<'a>(&self, snapshot: &Snapshot<'a>, base: Layer<'a>) -> Plan<'a> {
        let source = Source::line(SourceKind::Cached, &self.file, None);
        let named = self
            .value
            .get("app")
            .and_then(|app| app.get("env"))
            .and_then(Value::text)
            .map(|name| Named {
                variable: "app.env".into(),
                value: name.trim().to_owned(),
                source: source.clone().with_variable("app.env"),
            });
        Plan {
            // The variables of the process are read no more, but still name an environment.
            base: base.only(|name| {
                super::variables::ENVIRONMENT.iter().any(|v| v.name == name) || is_mark(name)
            }),
            bare: true,
            settings: self.connections(snapshot, &source),
            environment: named.into_iter().collect(),
            ..Plan::default()
        }
    }

    /// The default connection; and of the others those that are not on this machine.
    fn connections(&self, snapshot: &Snapshot<'_>, source: &Source) -> Vec<Candidate> {
        let Some(database) = self.value.get("database") else {
            return Vec::new();
        };
        let default = database
            .get("default")
            .and_then(Value::text)
            .unwrap_or_default();
        let all = database.get("connections").map_or(&[][..], Value::items);
        let mut candidates = Vec::new();
        for (name, connection) in all {
            let outcome = outcome(connection, snapshot);
            if outcome != Outcome::None && (name == default || is_remote(&outcome)) {
                let key = format!("database.connections.{name}");
                candidates.push(Candidate {
                    slot: key.clone(),
                    role: Role::App,
                    outcome,
                    sources: BTreeMap::from([("address", source.clone().with_variable(&key))]),
                    overridden: Vec::new(),
                    disputed: None,
                    unresolved: None,
                    recreated: false,
                });
            }
        }
        candidates
    }
}

fn is_mark(name: &str) -> bool {
    super::variables::PLATFORMS
        .iter()
        .any(|mark| mark.variable == name || mark.unless.is_some_and(|(n, _)| n == name))
}

pub(super) fn outcome(connection: &Value, snapshot: &Snapshot<'_>) -> Outcome {
    let around = Alone {
        root: &snapshot.question.root,
    };
    let text = |key: &str| {
        connection
            .get(key)
            .and_then(Value::text)
            .filter(|t| !t.is_empty())
    };
    if let Some(url) = text("url") {
        if !is_whole(url) {
            return Outcome::Unreadable(Unreadable {
                engine: text("driver")
                    .and_then(scheme::driver)
                    .unwrap_or(Engine::Unknown),
                reason: "its URL leaves host or database to other settings",
            });
        }
        return address::read(url, Expectation::Address, &around);
    }
    let Some(engine) = text("driver").and_then(scheme::driver) else {
        return Outcome::None;
    };
    if engine == Engine::Sqlite {
        return text("database").map_or(Outcome::None, |path| sqlite::bare(path, &around));
    }
    let port = text("port")
        .and_then(|port| port.parse().ok())
        .or(engine.default_port());
    let mut hosts: Vec<String> = Vec::new();
    for place in [
        Some(connection),
        connection.get("read"),
        connection.get("write"),
    ]
    .into_iter()
    .flatten()
    {
        match place.get("host") {
            Some(Value::Text(host)) => hosts.push(host.clone()),
            Some(list) => hosts.extend(
                list.items()
                    .iter()
                    .filter_map(|(_, host)| host.text().map(str::to_owned)),
            ),
            None => {}
        }
    }
    let reading = |location: Location| Reading {
        is_default_name: false,
        location,
        database: text("database").map(str::to_owned),
        schema: text("search_path")
            .or(text("schema"))
            .filter(|schema| *schema != "public")
            .map(str::to_owned),
        user: text("username").map(str::to_owned),
    };
    let mut readings: Vec<Reading> = hosts
        .into_iter()
        .map(|host| reading(Location::Servers(vec![Endpoint { host, port }])))
        .collect();
    readings.extend(text("unix_socket").map(|path| {
        reading(Location::Socket {
            path: path.to_owned(),
            port: None,
        })
    }));
    if readings.is_empty() {
        readings.push(reading(Location::Servers(vec![Endpoint {
            host: "localhost".into(),
            port,
        }])));
    }
    Outcome::Address(Address {
        engine,
        readings,
        borrowed: Vec::new(),
        access: Access::with_password(text("password")),
    })
}

/// A cached address takes nothing from its surroundings.
struct Alone<'a> {
    root: &'a Path,
}

impl address::Surroundings for Alone<'_> {
    fn variable(&self, _: &str) -> Option<&str> {
        None
    }

    fn root(&self) -> &Path {
        self.root
    }

    fn text(&self, _: &Path) -> Option<String> {
        None
    }

    fn home(&self) -> Option<&Path> {
        None
    }

    fn sqlite_folders(&self) -> Vec<std::path::PathBuf> {
        Vec::new()
    }
}
