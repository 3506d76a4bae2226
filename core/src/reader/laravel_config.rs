//! `config/database.php`: the connections as it would make them, read without running it.

use super::Candidate;
use super::laravel_connections::{env, is_remote, outcome};
use super::php_array::{self, Value};
use super::project;
use crate::snapshot::Snapshot;
use crate::source::{Source, SourceKind};
use crate::target::address::Outcome;
use crate::target::slot::Role;
use std::collections::BTreeMap;
use std::sync::Arc;

/// `config/database.php`.
pub(super) struct Config {
    file: Arc<str>,
    text: String,
    value: Value,
}

impl Config {
    /// The project's; none where it is not there or is more than one array.
    pub(super) fn read(snapshot: &Snapshot<'_>) -> Option<Config> {
        let name = "config/database.php";
        let text = project::text(snapshot, name)?;
        let value = php_array::parse_code(&text)?;
        value.get("connections")?;
        Some(Config {
            file: name.into(),
            text,
            value,
        })
    }

    /// The default connection's name, where no variable gives it.
    pub(super) fn default(&self) -> Option<String> {
        match self.value.get("default")? {
            Value::Env(_, fallback) => fallback.as_ref()?.text().map(str::to_owned),
            other => other.text().map(str::to_owned),
        }
    }

    /// What a key of a connection takes where its variable is not set.
    pub(super) fn fallback(&self, connection: &str, key: &str) -> Option<String> {
        match self.connection(connection)?.get(key)? {
            Value::Env(_, fallback) => fallback.as_ref()?.text().map(str::to_owned),
            _ => None,
        }
    }

    fn connection(&self, name: &str) -> Option<&Value> {
        self.value.get("connections")?.get(name)
    }

    /// Whether a connection stands in the file; code that runs later may add others.
    pub(super) fn has(&self, name: &str) -> bool {
        self.connection(name).is_some()
    }

    /// Whether a connection is made of the variables that every skeleton names: `DB_HOST` and its
    /// like, alone.
    pub(super) fn is_standard(&self, name: &str) -> bool {
        let Some(connection) = self.connection(name) else {
            return true;
        };
        let of = |key: &str, variable: &str| matches!(connection.get(key), Some(Value::Env(name, _)) if name == variable);
        if connection.get("driver").and_then(Value::text) == Some("sqlite") {
            return of("database", "DB_DATABASE");
        }
        of("host", "DB_HOST")
            && of("database", "DB_DATABASE")
            && connection.get("read").is_none()
            && connection.get("write").is_none()
    }

    /// What the connections open that are not the skeleton's: the one in use, and those of the
    /// others that are not on this machine.
    pub(super) fn candidates(
        &self,
        snapshot: &Snapshot<'_>,
        used: &str,
        entry: &dyn Fn(&str) -> Option<(String, Source)>,
    ) -> Vec<Candidate> {
        let all = self.value.get("connections").map_or(&[][..], Value::items);
        let mut candidates = Vec::new();
        for (name, connection) in all {
            if self.is_standard(name) || (name != used && is_made_of_the_skeleton(connection)) {
                continue;
            }
            let resolved = resolve(connection, entry);
            let outcome = outcome(&resolved, snapshot);
            if outcome == Outcome::None || (name != used && !is_remote(&outcome)) {
                continue;
            }
            let key = format!("database.connections.{name}");
            let mut sources = BTreeMap::from([(
                "address",
                Source::line(SourceKind::Configuration, &self.file, self.line(name))
                    .with_variable(&key),
            )]);
            for (part, keys) in [
                ("address", &["url"][..]),
                ("host", &["host"]),
                ("port", &["port"]),
                ("database", &["database"]),
                ("user", &["username"]),
            ] {
                if let Some(Value::Env(variable, _)) = keys.iter().find_map(|k| connection.get(k))
                    && let Some((_, source)) = entry(variable).filter(|(text, _)| !text.is_empty())
                {
                    sources.insert(part, source);
                }
            }
            candidates.push(Candidate {
                slot: key,
                role: Role::App,
                outcome,
                sources,
                overridden: Vec::new(),
                disputed: None,
                unresolved: None,
                recreated: false,
            });
        }
        candidates
    }

    fn line(&self, connection: &str) -> Option<u32> {
        let at = self.text.lines().position(|line| {
            let line = line.trim_start();
            ['\'', '"'].iter().any(|quote| {
                line.strip_prefix(*quote)
                    .and_then(|line| line.strip_prefix(connection))
                    .is_some_and(|line| line.starts_with(*quote))
            })
        })?;
        u32::try_from(at + 1).ok()
    }
}

/// Whether the host is what every connection of the skeleton has: it counts where it is used.
fn is_made_of_the_skeleton(connection: &Value) -> bool {
    let hosts = [
        Some(connection),
        connection.get("read"),
        connection.get("write"),
    ];
    hosts
        .into_iter()
        .flatten()
        .all(|place| match place.get("host") {
            Some(Value::Env(name, _)) => name == "DB_HOST",
            Some(Value::Array(_) | Value::Text(_)) => false,
            _ => true,
        })
}

/// A value with its variables put in.
fn resolve(value: &Value, entry: &dyn Fn(&str) -> Option<(String, Source)>) -> Value {
    match value {
        Value::Env(name, fallback) => match entry(name) {
            Some((text, _)) => env(&text).map_or(Value::Other, Value::Text),
            None => fallback
                .as_ref()
                .map_or(Value::Other, |value| resolve(value, entry)),
        },
        Value::Array(items) => Value::Array(
            items
                .iter()
                .map(|(key, value)| (key.clone(), resolve(value, entry)))
                .collect(),
        ),
        other => other.clone(),
    }
}
