//! Doctrine's configuration in a Symfony application: which variable each connection reads, which
//! parts stand in the configuration itself, and what is appended to a name.

use super::Candidate;
use super::declared;
use super::gather::View;
use super::placeholders::{placeholders, variable_of, whole};
use super::plan::{self, Suffix};
use crate::dotenv::{Dialect, expand};
use crate::snapshot::{Content, Declared, Snapshot};
use crate::source::{Source, SourceKind};
use crate::target::address::{self, Expectation, Outcome};
use crate::target::slot::Role;
use saphyr::{LoadableYamlNode, Yaml};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The keys of a connection that say what it opens.
const KEYS: &[&str] = &[
    "url",
    "driver",
    "host",
    "port",
    "dbname",
    "user",
    "path",
    "memory",
    "unix_socket",
    "dbname_suffix",
];

/// A setting as it is written, and its place.
type Setting = (String, Source);

/// What `config/packages` says for the environment, the later file over the earlier one.
#[derive(Default)]
pub(super) struct Doctrine {
    /// Each connection by its name, a replica by the connection's and its own.
    connections: BTreeMap<String, BTreeMap<&'static str, Setting>>,
    /// The connection that nobody has to name.
    default: Option<String>,
    /// Addresses in files of other formats, by value.
    elsewhere: Vec<Setting>,
    /// The value of each `%env()%` that was looked up.
    values: BTreeMap<String, String>,
}

impl Doctrine {
    /// Reads YAML as Symfony merges it. Of PHP and XML only the addresses that stand there whole.
    pub(super) fn read(
        snapshot: &Snapshot<'_>,
        environment: &str,
        lookup: &dyn Fn(&str) -> Option<String>,
    ) -> Doctrine {
        let packages = snapshot.question.root.join("config/packages");
        let own = packages.join(environment);
        let mut found = Doctrine::default();
        for (folder, scoped) in [(packages, false), (own, true)] {
            for name in snapshot.list(&folder).unwrap_or_default() {
                let path = folder.join(&name);
                let Some((_, extension)) = name.rsplit_once('.') else {
                    continue;
                };
                if !matches!(extension, "yaml" | "yml" | "php" | "xml") {
                    continue;
                }
                let Content::Text(text) = snapshot.read(&path) else {
                    continue;
                };
                if !text.contains("dbal") {
                    continue;
                }
                let file: Arc<str> = snapshot.show(&path).into();
                match extension {
                    "yaml" | "yml" => {
                        let when = (!scoped).then(|| format!("when@{environment}"));
                        found.read_yaml(&text, &file, when.as_deref());
                    }
                    _ => found.elsewhere.extend(literals(&text, &file)),
                }
            }
        }
        let root = snapshot.question.root.to_string_lossy();
        for setting in found
            .connections
            .values_mut()
            .flat_map(BTreeMap::values_mut)
        {
            setting.0 = setting
                .0
                .replace("%kernel.project_dir%", &root)
                .replace("%kernel.environment%", environment);
            for (inside, _) in placeholders(&setting.0) {
                let variable = variable_of(inside);
                if let Some(value) = lookup(variable) {
                    found.values.insert(variable.to_owned(), value);
                }
            }
        }
        found
    }

    /// What cannot be read changes nothing: the plain name is judged.
    fn read_yaml(&mut self, text: &str, file: &Arc<str>, when: Option<&str>) {
        let Ok(documents) = Yaml::load_from_str(text) else {
            return;
        };
        let Some(document) = documents.first() else {
            return;
        };
        let conditional = when.and_then(|when| document.as_mapping_get(when));
        let sections = [Some(document), conditional].into_iter().flatten();
        for dbal in
            sections.filter_map(|place| place.as_mapping_get("doctrine")?.as_mapping_get("dbal"))
        {
            if let Some(name) = text_of(dbal.as_mapping_get("default_connection")) {
                self.default = Some(name);
            }
            // Keys beside `connections` are the default connection's.
            let own = self.default_name();
            self.take(&own, dbal, text, file);
            let listed = dbal
                .as_mapping_get("connections")
                .and_then(Yaml::as_mapping);
            for (name, place) in listed.into_iter().flatten() {
                let Some(name) = name.as_str() else {
                    continue;
                };
                self.take(name, place, text, file);
                for replicas in ["replicas", "slaves"] {
                    let replicas = place.as_mapping_get(replicas).and_then(Yaml::as_mapping);
                    for (replica, place) in replicas.into_iter().flatten() {
                        let replica = replica.as_str().unwrap_or("replica");
                        self.take(&format!("{name}.{replica}"), place, text, file);
                    }
                }
            }
        }
    }

    fn take(&mut self, name: &str, place: &Yaml<'_>, text: &str, file: &Arc<str>) {
        for key in KEYS {
            let Some(value) = text_of(place.as_mapping_get(key)) else {
                continue;
            };
            let source = Source::line(SourceKind::Configuration, file, line_of(text, key, &value))
                .with_variable(key);
            let own = self.connections.entry(name.to_owned()).or_default();
            own.insert(key, (value, source));
        }
    }

    fn default_name(&self) -> String {
        self.default.clone().unwrap_or_else(|| "default".to_owned())
    }

    /// Whether the only connection says itself what it opens, so that nobody reads `DATABASE_URL`.
    pub(super) fn replaces_the_recipe(&self) -> bool {
        let reads_it = |own: &BTreeMap<&'static str, Setting>| {
            own.values()
                .any(|(value, _)| value.contains("DATABASE_URL"))
        };
        let opens = |own: &&BTreeMap<&'static str, Setting>| !is_open(own);
        self.connections.values().filter(opens).count() == 1
            && self.connections.len() == 1
            && self.connections.contains_key(&self.default_name())
            && !self.connections.values().any(reads_it)
    }

    /// What is appended to addresses that stand in variables.
    pub(super) fn suffixes(&self) -> Vec<Suffix> {
        self.connections
            .iter()
            .filter(|(_, own)| is_open(own))
            .filter_map(|(name, own)| {
                let suffix = self.suffix(own)?;
                let variable = own.get("url").and_then(|(url, _)| whole(url));
                // A connection without an address of its own is the recipe's, if it is the default.
                let is_default = *name == self.default_name();
                (variable.is_some() || is_default).then(|| Suffix {
                    variable: variable.map(str::to_owned),
                    ..suffix
                })
            })
            .collect()
    }

    fn suffix(&self, own: &BTreeMap<&'static str, Setting>) -> Option<Suffix> {
        let (text, source) = own.get("dbname_suffix")?;
        Some(Suffix {
            variable: None,
            text: self.resolved(text),
            source: source.clone(),
        })
    }

    /// The addresses that the configuration itself says.
    pub(super) fn candidates(&self, view: &View<'_>) -> Vec<Candidate> {
        let own = self.connections.iter().filter_map(|(name, own)| {
            if is_open(own) {
                return None;
            }
            let (outcome, source) = match own.get("url") {
                // The URL's parts stand over those beside it.
                Some((url, source)) => {
                    let url = self.resolved(url);
                    let outcome = address::read(&url, Expectation::Address, view);
                    (outcome, source)
                }
                None => {
                    let source = ["dbname", "path", "host", "unix_socket", "memory"]
                        .iter()
                        .find_map(|key| own.get(*key))?;
                    (self.of_parts(own, view)?, &source.1)
                }
            };
            let mut candidate = candidate(name, outcome, source)?;
            if let Some(suffix) = self.suffix(own) {
                plan::append(&mut candidate, &suffix);
            }
            Some(candidate)
        });
        let elsewhere = self.elsewhere.iter().filter_map(|(text, source)| {
            let outcome = address::read(text, Expectation::Anything, view);
            candidate("configuration", outcome, source)
        });
        own.chain(elsewhere).collect()
    }

    fn of_parts(&self, own: &BTreeMap<&'static str, Setting>, view: &View<'_>) -> Option<Outcome> {
        let part = |key: &str| own.get(key).map(|(text, _)| self.resolved(text));
        let in_memory = part("memory").is_some_and(|word| word == "true");
        let is_file = in_memory || part("path").is_some();
        let engine = part("driver").unwrap_or_else(|| {
            // DoctrineBundle's own default.
            if is_file { "pdo_sqlite" } else { "pdo_mysql" }.to_owned()
        });
        let declared = Declared {
            engine,
            host: part("unix_socket").or_else(|| part("host")),
            port: part("port"),
            name: if in_memory {
                Some(":memory:".to_owned())
            } else {
                part("path").or_else(|| part("dbname"))
            },
            user: part("user"),
            ..Declared::default()
        };
        declared::outcome_of(&declared, view)
    }

    /// The text with each `%env()%` in its place; one without a value is nothing.
    fn resolved(&self, text: &str) -> String {
        let lookup = |name: &str| self.values.get(name).cloned();
        let mut out = String::new();
        let mut at = 0;
        for (inside, span) in placeholders(text) {
            out.push_str(text.get(at..span.start).unwrap_or_default());
            out.push_str(&lookup(variable_of(inside)).unwrap_or_default());
            at = span.end;
        }
        out.push_str(text.get(at..).unwrap_or_default());
        expand::once(&out, Dialect::Symfony, &lookup).text
    }
}

/// A connection whose address stands whole in a variable, or that says nothing of one: what it opens
/// is judged where the variable is.
fn is_open(own: &BTreeMap<&'static str, Setting>) -> bool {
    match own.get("url") {
        Some((url, _)) => whole(url).is_some(),
        None => !["host", "dbname", "path", "memory", "unix_socket"]
            .iter()
            .any(|key| own.contains_key(key)),
    }
}

fn candidate(name: &str, outcome: Outcome, source: &Source) -> Option<Candidate> {
    (outcome != Outcome::None).then(|| Candidate {
        slot: format!("doctrine.{name}"),
        role: Role::App,
        outcome,
        sources: BTreeMap::from([("address", source.clone())]),
        overridden: Vec::new(),
        disputed: None,
        unresolved: None,
        recreated: false,
    })
}

/// A scalar as text.
fn text_of(value: Option<&Yaml<'_>>) -> Option<String> {
    let value = value?;
    value
        .as_str()
        .map(str::to_owned)
        .or_else(|| value.as_integer().map(|number| number.to_string()))
        .or_else(|| value.as_bool().map(|flag| flag.to_string()))
}

/// The quoted texts of a file that hold a scheme, with their lines.
fn literals(text: &str, file: &Arc<str>) -> Vec<Setting> {
    let mut found = Vec::new();
    for (at, line) in text.lines().enumerate() {
        for quote in ['\'', '"'] {
            let quoted = line.split(quote).skip(1).step_by(2);
            let source = Source::line(SourceKind::Configuration, file, u32::try_from(at + 1).ok());
            found.extend(
                quoted
                    .filter(|text| text.contains("://") && !text.contains("%env("))
                    .map(|text| (text.to_owned(), source.clone())),
            );
        }
    }
    found
}

/// The line of a key and its value.
fn line_of(text: &str, key: &str, value: &str) -> Option<u32> {
    let at = text.lines().position(|line| {
        let line = line.trim_start().trim_start_matches("- ");
        line.strip_prefix(key)
            .is_some_and(|rest| rest.trim_start().starts_with(':') && rest.contains(value))
    })?;
    u32::try_from(at + 1).ok()
}

#[cfg(test)]
mod tests {
    use crate::rules::trial::Trial;
    use crate::snapshot::Runner;
    use crate::verdict::Verdict::{self, Allow, Refuse, Unproven};

    fn verdict(name: &str, config: &str, env: &str) -> Verdict {
        Trial::new(&[("APP_ENV", "test")])
            .runner(Runner::Phpunit)
            .file("symfony.lock", "{}")
            .file(&format!("config/packages/{name}"), config)
            .file(".env", env)
            .judge()
            .verdict
    }

    fn dbal(keys: &str) -> String {
        let keys: String = keys.split(';').map(|key| format!("    {key}\n")).collect();
        format!("doctrine:\n  dbal:\n{keys}")
    }

    #[test]
    fn parts_of_the_configuration_itself() {
        let env = "DB_HOST=localhost\n";
        for (keys, expected) in [
            ("host: localhost;dbname: shop_test", Allow),
            ("host: localhost;dbname: shop", Unproven),
            ("host: db.example.com;dbname: shop_test", Refuse),
            ("host: '%env(DB_HOST)%';dbname: shop_test", Allow),
            ("host: localhost;dbname: shop;dbname_suffix: _test", Allow),
            ("driver: pdo_sqlite;memory: true", Allow),
            (
                "driver: pdo_sqlite;path: '%kernel.project_dir%/var/test.db'",
                Allow,
            ),
            ("url: 'postgres://u@%env(DB_HOST)%/shop_test'", Allow),
            ("url: 'postgres://u@%env(DB_HOST)%/prod'", Refuse),
        ] {
            assert_eq!(
                verdict("doctrine.yaml", &dbal(keys), env),
                expected,
                "{keys}"
            );
        }
    }

    #[test]
    fn a_suffix_belongs_to_its_connection() {
        let config = |suffixed: &str| {
            let of = |name: &str| {
                let suffix = if name == suffixed {
                    "\n        dbname_suffix: _test"
                } else {
                    ""
                };
                format!("      {name}:\n        url: '%env({name}_URL)%'{suffix}\n")
            };
            format!(
                "doctrine:\n  dbal:\n    default_connection: A\n    connections:\n{}{}",
                of("A"),
                of("B")
            )
        };
        let env = "A_URL=postgres://u@localhost/a\nB_URL=postgres://u@localhost/b_test\n";
        assert_eq!(verdict("doctrine.yaml", &config("A"), env), Allow);
        assert_eq!(verdict("doctrine.yaml", &config("B"), env), Unproven);
    }

    #[test]
    fn replicas_are_opened_too() {
        let config = "doctrine:\n  dbal:\n    connections:\n      default:\n        url: '%env(DATABASE_URL)%'\n        replicas:\n          one:\n            host: replica.example.com\n            dbname: shop_test\n";
        let env = "DATABASE_URL=postgres://u@localhost/shop_test\n";
        assert_eq!(verdict("doctrine.yaml", config, env), Refuse);
    }

    #[test]
    fn addresses_in_other_formats_count_by_value() {
        let env = "DATABASE_URL=postgres://u@localhost/shop_test\n";
        let php = "<?php return static function (DoctrineConfig $doctrine) {\n$doctrine->dbal()->connection('default')->url('postgres://u@db.example.com/shop');\n};\n";
        assert_eq!(verdict("doctrine.php", php, env), Refuse);
        let xml = "<container><doctrine:config><doctrine:dbal url=\"postgres://u@db.example.com/shop\"/></doctrine:config></container>";
        assert_eq!(verdict("doctrine.xml", xml, env), Refuse);
        let php = php.replace("postgres://u@db.example.com/shop", "%env(DATABASE_URL)%");
        assert_eq!(verdict("doctrine.php", &php, env), Allow);
    }
}
