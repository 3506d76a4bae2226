//! One policy file, resolved strictly: what it sets, each entry with its line.

use super::document::{Node, Value};
use super::matching::host_names_something;
use super::pattern::{List, TargetPattern, shown};
use super::values::{Place, Written};
use super::{AllowEntry, Entry, HostEntry, Mode, NamedEntry, RuleSetting};
use crate::error::Error;
use crate::target::host::address;
use crate::text::glob::Glob;
use crate::verdict::Severity;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// The tables of a policy with their keys; `databases.allow` is a list of tables, and the keys of
/// `rules` are the names of rules. `docs/policy.md` is compared with it.
pub const KEYS: &[(&str, &[&str])] = &[
    ("environment", &["production", "allow"]),
    ("databases", &["production", "test", "hosts", "allow"]),
    ("databases.allow", &["target", "reason", "expires"]),
    ("sources", &["ignore"]),
    (
        "live",
        &[
            "mode",
            "timeout",
            "max_rows",
            "test_servers",
            "production_servers",
        ],
    ),
    ("rules", &[]),
];

fn keys(table: &str) -> &'static [&'static str] {
    KEYS.iter()
        .find(|(name, _)| *name == table)
        .map_or(&[], |(_, keys)| *keys)
}

/// What one file sets. `None` leaves a key to the next file; denials have no `None`, they add up.
#[derive(Debug, Default)]
pub(super) struct Layer {
    pub(super) environment_production: Vec<NamedEntry>,
    pub(super) environment_allow: Option<Vec<NamedEntry>>,
    pub(super) production: Vec<Entry>,
    pub(super) test: Option<Vec<Entry>>,
    pub(super) hosts: Option<Vec<HostEntry>>,
    pub(super) allow: Option<Vec<AllowEntry>>,
    pub(super) ignore: Option<Vec<NamedEntry>>,
    pub(super) mode: Option<Mode>,
    pub(super) timeout: Option<Duration>,
    pub(super) max_rows: Option<u64>,
    pub(super) test_servers: Option<Vec<NamedEntry>>,
    pub(super) production_servers: Vec<NamedEntry>,
    pub(super) rules: Vec<RuleSetting>,
}

/// Resolves a document. `file` is shown in messages; relative paths begin at `folder`.
///
/// # Errors
///
/// `ErrorKind::Policy`, with file and line.
pub(super) fn resolve(document: &Node, file: &Arc<str>, folder: &Path) -> Result<Layer, Error> {
    let reader = Reader {
        place: Place { file },
        folder,
    };
    let mut layer = Layer::default();
    let tables = KEYS.iter().map(|(table, _)| *table);
    let known: Vec<&str> = tables.filter(|table| !table.contains('.')).collect();
    for member in reader.place.members(document, "", &known)? {
        match member.key.as_str() {
            "environment" => reader.environment(&member.node, &mut layer)?,
            "databases" => reader.databases(&member.node, &mut layer)?,
            "sources" => reader.sources(&member.node, &mut layer)?,
            "live" => reader.live(&member.node, &mut layer)?,
            _ => reader.rules(&member.node, &mut layer)?,
        }
    }
    Ok(layer)
}

struct Reader<'a> {
    place: Place<'a>,
    folder: &'a Path,
}

impl Reader<'_> {
    fn environment(&self, node: &Node, layer: &mut Layer) -> Result<(), Error> {
        for member in self
            .place
            .members(node, "environment", keys("environment"))?
        {
            if member.key == "production" {
                let written = self.place.texts(&member.node, "environment.production")?;
                layer.environment_production = written.iter().map(named).collect();
            } else {
                let names = self.exact(&member.node, "environment.allow")?;
                layer.environment_allow = Some(names);
            }
        }
        Ok(())
    }

    fn databases(&self, node: &Node, layer: &mut Layer) -> Result<(), Error> {
        for member in self.place.members(node, "databases", keys("databases"))? {
            match member.key.as_str() {
                "production" => {
                    layer.production =
                        self.patterns(&member.node, "databases.production", List::Production)?;
                }
                "test" => {
                    layer.test = Some(self.patterns(&member.node, "databases.test", List::Test)?)
                }
                "hosts" => layer.hosts = Some(self.hosts(&member.node)?),
                _ => layer.allow = Some(self.allow(&member.node)?),
            }
        }
        Ok(())
    }

    fn sources(&self, node: &Node, layer: &mut Layer) -> Result<(), Error> {
        for member in self.place.members(node, "sources", keys("sources"))? {
            layer.ignore = Some(self.exact(&member.node, "sources.ignore")?);
        }
        Ok(())
    }

    fn live(&self, node: &Node, layer: &mut Layer) -> Result<(), Error> {
        for member in self.place.members(node, "live", keys("live"))? {
            let value = &member.node;
            match member.key.as_str() {
                "mode" => {
                    let modes = [
                        ("auto", Mode::Auto),
                        ("always", Mode::Always),
                        ("never", Mode::Never),
                    ];
                    layer.mode = Some(self.place.choice(value, "live.mode", &modes)?);
                }
                "timeout" => layer.timeout = Some(self.place.duration(value, "live.timeout")?),
                "max_rows" => layer.max_rows = Some(self.place.count(value, "live.max_rows")?),
                "test_servers" => {
                    layer.test_servers = Some(self.exact(value, "live.test_servers")?)
                }
                _ => layer.production_servers = self.exact(value, "live.production_servers")?,
            }
        }
        Ok(())
    }

    fn rules(&self, node: &Node, layer: &mut Layer) -> Result<(), Error> {
        let severities = [
            Severity::Note,
            Severity::Warning,
            Severity::Unproven,
            Severity::Refuse,
        ];
        let choices = severities.map(|severity| (severity.name(), severity));
        let members = self.place.table(node, "rules")?;
        for (index, member) in members.iter().enumerate() {
            self.place.refuse_twice(members, index, member)?;
            let severity = self.place.choice(&member.node, "rules", &choices)?;
            layer.rules.push(RuleSetting {
                name: member.key.clone(),
                severity,
                source: self.place.source(member.line),
            });
        }
        Ok(())
    }

    /// A list of names in which a glob would look like one, and match nothing.
    fn exact(&self, node: &Node, key: &str) -> Result<Vec<NamedEntry>, Error> {
        let written = self.place.texts(node, key)?;
        if let Some(wild) = written.iter().find(|entry| Glob::is_glob(entry.text)) {
            let message = format!("`{key}`: {} holds a `*` or `?`", shown(wild.text));
            return Err(self
                .place
                .error(wild.source.line, message)
                .help("write each name in full"));
        }
        Ok(written.iter().map(named).collect())
    }

    fn patterns(&self, node: &Node, key: &str, list: List) -> Result<Vec<Entry>, Error> {
        let written = self.place.texts(node, key)?;
        written
            .iter()
            .map(|entry| self.pattern(entry, key, list))
            .collect()
    }

    fn pattern(&self, written: &Written<'_>, key: &str, list: List) -> Result<Entry, Error> {
        let pattern = TargetPattern::parse(written.text, list, self.folder).map_err(|fault| {
            self.place
                .error(written.source.line, format!("`{key}`: {}", fault.message))
                .help(fault.help)
        })?;
        Ok(Entry {
            text: written.text.to_owned(),
            source: written.source.clone(),
            pattern,
        })
    }

    fn hosts(&self, node: &Node) -> Result<Vec<HostEntry>, Error> {
        let mut hosts = Vec::new();
        for written in self.place.texts(node, "databases.hosts")? {
            let bare = written
                .text
                .strip_prefix('[')
                .and_then(|t| t.strip_suffix(']'));
            let text = bare.unwrap_or(written.text);
            let letter = |c: char| c.is_alphanumeric() || "-_.*?".contains(c);
            if address(text).is_none() && !text.chars().all(letter) {
                let message = format!("`databases.hosts`: {} is no host", shown(text));
                let help =
                    "write a host without user, port and database; `*` stands for any part of it";
                return Err(self.place.error(written.source.line, message).help(help));
            }
            if !host_names_something(text) {
                let message = format!("`databases.hosts`: {} means every host", shown(text));
                let help = "name a part that your test hosts share: `*.test.internal`";
                return Err(self.place.error(written.source.line, message).help(help));
            }
            hosts.push(HostEntry {
                text: text.to_owned(),
                source: written.source,
                glob: Glob::new(text),
            });
        }
        Ok(hosts)
    }

    fn allow(&self, node: &Node) -> Result<Vec<AllowEntry>, Error> {
        let Value::List(items) = &node.value else {
            let error = self
                .place
                .wrong_type(node, "databases.allow", "a list of tables");
            return Err(error.help("write `[[databases.allow]]` with `target` and `reason`"));
        };
        items.iter().map(|item| self.allow_entry(item)).collect()
    }

    fn allow_entry(&self, node: &Node) -> Result<AllowEntry, Error> {
        let key = "databases.allow";
        let (mut entry, mut reason, mut expires) = (None, None, None);
        for member in self.place.members(node, key, keys(key))? {
            let value = &member.node;
            match member.key.as_str() {
                "target" => {
                    let written = Written {
                        text: self.place.text(value, "databases.allow.target")?,
                        source: self.place.source(value.line),
                    };
                    entry = Some(self.pattern(&written, "databases.allow.target", List::Allow)?);
                }
                "reason" => {
                    reason = Some(self.place.text(value, "databases.allow.reason")?.to_owned())
                }
                _ => expires = Some(self.place.day(value, "databases.allow.expires")?),
            }
        }
        let missing = |name: &str| {
            self.place
                .error(node.line, format!("`{key}`: an entry has no `{name}`"))
                .help("every entry says which target it lifts, and why")
        };
        Ok(AllowEntry {
            entry: entry.ok_or_else(|| missing("target"))?,
            reason: reason.ok_or_else(|| missing("reason"))?,
            expires,
        })
    }
}

fn named(written: &Written<'_>) -> NamedEntry {
    NamedEntry {
        text: written.text.to_owned(),
        source: written.source.clone(),
    }
}
