//! Laravel: the cached configuration beats everything; `$_SERVER` beats `$_ENV` beats one dotenv
//! file; the URL beats the split variables; what is left out comes from the skeleton.

use super::layer::{Entry, Layer};
use super::loading::{self, Dotenv};
use super::php_array::{self, Value};
use super::plan::Plan;
use super::project::{self, COMPOSER};
use super::readings::{self, Order};
use super::{Candidate, Named, phpunit};
use crate::dotenv::Dialect;
use crate::error::{Error, ErrorKind};
use crate::snapshot::{Content, Snapshot};
use crate::source::{Source, SourceKind};
use crate::target::address::{self, Address, Expectation, Outcome};
use crate::target::slot::Role;
use crate::target::{Endpoint, Engine, Location, Reading, scheme, sqlite};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// The parts that a URL takes the place of.
const SPLIT: &[&str] = &[
    "DB_CONNECTION",
    "DB_HOST",
    "DB_PORT",
    "DB_DATABASE",
    "DB_USERNAME",
    "DB_SOCKET",
];

/// The plan; none where the project is no Laravel application.
pub(super) fn plan<'a>(snapshot: &Snapshot<'a>) -> Result<Option<Plan<'a>>, Error> {
    let manifest = project::json(snapshot, "composer.json");
    let constraint = manifest
        .as_ref()
        .and_then(|m| project::requirement(m, COMPOSER, "laravel/framework"));
    if constraint.is_none() && !project::has_file(snapshot, "artisan") {
        return Ok(None);
    }
    let settings = phpunit::settings(snapshot)?;
    let (mut base, mut lost) = phpunit::server_first(loading::process(snapshot)?, &settings);
    let nearby = loading::nearby(snapshot, &loading::named(&base))?;
    let loaded = dotenv(snapshot, &base)?;
    let mut over = loaded.as_ref().map_or_else(Layer::default, |file| {
        readings::stack(&[file], Dialect::Phpdotenv, Order::LastWins, &base)
    });
    let get = |base: &Layer<'_>, over: &Layer<'_>, name: &str| {
        base.get(name)
            .or_else(|| over.get(name))
            .map(|entry| entry.value.trim().to_owned())
            .filter(|value| !value.is_empty())
    };
    // The dotenv file is read first, and may say where the cache is.
    let cache = get(&base, &over, "APP_CONFIG_CACHE")
        .unwrap_or_else(|| "bootstrap/cache/config.php".into());
    if let Some(cached) = cached(snapshot, &cache)? {
        return Ok(Some(Plan {
            read: nearby.candidates,
            elsewhere: nearby.elsewhere,
            ..cached.plan(snapshot, base)
        }));
    }
    let version = project::json(snapshot, "composer.lock")
        .and_then(|lock| locked(&lock))
        .or_else(|| project::major(constraint?));
    let config = project::text(snapshot, "config/database.php");
    let urls = url_variables(version, config.as_deref());
    if urls.iter().any(|name| get(&base, &over, name).is_some()) {
        for name in SPLIT {
            let losers = [base.remove(name), over.remove(name)];
            for loser in losers.into_iter().flatten() {
                lost.extend(
                    urls.iter()
                        .map(|url| ((*url).to_owned(), loser.source.clone())),
                );
            }
        }
    } else {
        for (name, value) in defaults(
            snapshot,
            version,
            config.as_deref(),
            get(&base, &over, "DB_CONNECTION").as_deref(),
        ) {
            if base.get(name).is_none() && over.get(name).is_none() {
                over.insert(default_entry(name, value));
            }
        }
    }
    for file in nearby
        .candidates
        .iter()
        .filter(|file| Some(&file.path) != loaded.as_ref().map(|l| &l.path))
    {
        for line in &file.document.lines {
            let source = Source::line(SourceKind::Dotenv, &file.file, Some(line.number))
                .with_variable(&line.name);
            lost.push((line.name.clone(), source));
        }
    }
    Ok(Some(Plan {
        base,
        overs: vec![over],
        read: nearby.candidates,
        elsewhere: nearby.elsewhere,
        lost,
        ..Plan::default()
    }))
}

/// `.env.<APP_ENV>` where it is there, else `.env`: one file, and no word where the first is missing.
fn dotenv(snapshot: &Snapshot<'_>, base: &Layer<'_>) -> Result<Option<Dotenv>, Error> {
    let root = &snapshot.question.root;
    if let Some(name) = base
        .get("APP_ENV")
        .map(|entry| entry.value.trim())
        .filter(|name| !name.is_empty() && !name.contains('/'))
        && let Some(file) = loading::file(snapshot, &root.join(format!(".env.{name}")))?
    {
        return Ok(Some(file));
    }
    loading::file(snapshot, &root.join(".env"))
}

fn locked(lock: &serde_json::Value) -> Option<u32> {
    let packages = ["packages", "packages-dev"]
        .iter()
        .filter_map(|table| lock.get(table)?.as_array())
        .flatten();
    let framework = packages
        .into_iter()
        .find(|p| p.get("name").and_then(|n| n.as_str()) == Some("laravel/framework"))?;
    project::major(framework.get("version")?.as_str()?)
}

/// The variable of the URL: `DB_URL` from 11 on, `DATABASE_URL` before; the project's own
/// configuration knows better, and where nothing is known both count.
fn url_variables(version: Option<u32>, config: Option<&str>) -> Vec<&'static str> {
    const BOTH: [&str; 2] = ["DB_URL", "DATABASE_URL"];
    if let Some(config) = config {
        let named: Vec<&str> = BOTH
            .into_iter()
            .filter(|name| mentions(config, name))
            .collect();
        if !named.is_empty() || mentions(config, "DB_HOST") {
            return named;
        }
    }
    match version {
        Some(11..) => vec!["DB_URL"],
        Some(_) => vec!["DATABASE_URL"],
        None => BOTH.to_vec(),
    }
}

fn mentions(config: &str, variable: &str) -> bool {
    config.contains(&format!("'{variable}'")) || config.contains(&format!("\"{variable}\""))
}

/// The second argument of `env('NAME', '...')` in a configuration.
fn fallback(config: &str, variable: &str) -> Option<String> {
    let (_, after) = config.split_once(&format!("'{variable}'"))?;
    let after = after
        .trim_start()
        .strip_prefix(',')?
        .trim_start()
        .strip_prefix('\'')?;
    after.split_once('\'').map(|(value, _)| value.to_owned())
}

/// What the skeleton takes where nothing is set.
fn defaults(
    snapshot: &Snapshot<'_>,
    version: Option<u32>,
    config: Option<&str>,
    connection: Option<&str>,
) -> Vec<(&'static str, String)> {
    let skeleton = if version.is_some_and(|v| v >= 11) {
        "sqlite"
    } else {
        "mysql"
    };
    let connection = connection
        .map(str::to_owned)
        .or_else(|| fallback(config?, "DB_CONNECTION"))
        .unwrap_or_else(|| skeleton.to_owned());
    let mut defaults = vec![("DB_CONNECTION", connection.clone())];
    match scheme::driver(&connection) {
        Some(Engine::Sqlite) => {
            let file = snapshot.question.root.join("database/database.sqlite");
            defaults.push(("DB_DATABASE", file.to_string_lossy().into_owned()));
        }
        Some(_) => {
            let name = if version.is_some_and(|v| v >= 11) {
                "laravel"
            } else {
                "forge"
            };
            let name = config
                .and_then(|c| fallback(c, "DB_DATABASE"))
                .unwrap_or_else(|| name.to_owned());
            defaults.extend([("DB_HOST", "127.0.0.1".to_owned()), ("DB_DATABASE", name)]);
        }
        // A connection of the project's own: what it opens stands in `config/database.php`.
        None => {}
    }
    defaults
}

fn default_entry<'a>(name: &'static str, value: String) -> Entry<'a> {
    let source = Source::named(SourceKind::Default, name);
    Entry {
        name: Cow::Borrowed(name),
        value: Cow::Owned(value),
        raw: None,
        source,
        disputed: None,
        unresolved: false,
    }
}

/// A cached configuration.
struct Cached {
    file: Arc<str>,
    value: Value,
}

fn cached(snapshot: &Snapshot<'_>, path: &str) -> Result<Option<Cached>, Error> {
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
    fn plan<'a>(&self, snapshot: &Snapshot<'a>, base: Layer<'a>) -> Plan<'a> {
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
            let outcome = connection_outcome(connection, snapshot);
            let remote = match &outcome {
                Outcome::Address(address) => !address
                    .readings
                    .iter()
                    .all(crate::target::identity::is_local),
                Outcome::Unreadable(_) => true,
                Outcome::None => false,
            };
            if outcome != Outcome::None && (name == default || remote) {
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

fn connection_outcome(connection: &Value, snapshot: &Snapshot<'_>) -> Outcome {
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
