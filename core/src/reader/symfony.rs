//! Symfony: `.env.local.php` beats every file; `.env.local` is left out in tests; Doctrine may
//! append a suffix to the database's name.

use super::Candidate;
use super::gather::View;
use super::layer::{Entry, Layer};
use super::loading::{self, Dotenv};
use super::plan::Plan;
use super::project::{self, COMPOSER};
use super::readings::{self, Order};
use super::{php_array, phpunit};
use crate::dotenv::{Dialect, expand};
use crate::error::{Error, ErrorKind};
use crate::snapshot::{Content, Snapshot};
use crate::source::{Source, SourceKind};
use crate::target::address::{self, Expectation, Outcome};
use crate::target::slot::Role;
use saphyr::{LoadableYamlNode, Yaml};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

/// The plan; none where the project is no Symfony application.
pub(super) fn plan<'a>(snapshot: &Snapshot<'a>) -> Result<Option<Plan<'a>>, Error> {
    let manifest = project::json(snapshot, "composer.json");
    let requires = |package: &str| {
        manifest
            .as_ref()
            .is_some_and(|m| project::requirement(m, COMPOSER, package).is_some())
    };
    if !project::has_file(snapshot, "symfony.lock")
        && !requires("symfony/framework-bundle")
        && !requires("symfony/runtime")
    {
        return Ok(None);
    }
    let settings = phpunit::settings(snapshot)?;
    let (base, lost) = phpunit::server_first(loading::process(snapshot)?, &settings);
    let nearby = loading::nearby(snapshot, &loading::named(&base))?;
    let (over, environment) = match dumped(snapshot, &base)? {
        Some(layer) => {
            let named = base
                .get("APP_ENV")
                .or_else(|| layer.get("APP_ENV"))
                .map(|entry| entry.value.trim().to_owned());
            (layer, named.unwrap_or_else(|| "dev".into()))
        }
        None => files(snapshot, &base)?,
    };
    let found = doctrine(snapshot, &environment, &|name| {
        base.get(name)
            .or_else(|| over.get(name))
            .map(|entry| entry.value.clone().into_owned())
    });
    let settings = literal(
        &found,
        &View {
            base: &base,
            over: Some(&over),
            snapshot,
        },
    );
    let (mut base, mut over, mut lost) = (base, over, lost);
    if found.literal.len() == 1 && found.literal.contains_key("default") {
        // The recipe's variable is not read where the configuration holds the address.
        for loser in [base.remove("DATABASE_URL"), over.remove("DATABASE_URL")] {
            lost.extend(loser.map(|loser| ("url".to_owned(), loser.source)));
        }
    }
    let suffix = found.suffix;
    Ok(Some(Plan {
        base,
        settings,
        overs: vec![over],
        read: nearby.candidates,
        elsewhere: nearby.elsewhere,
        lost,
        suffix,
        ..Plan::default()
    }))
}

/// `.env` (or `.env.dist`), `.env.local` but in tests, `.env.<environment>`, `.env.<environment>.local`.
fn files<'a>(snapshot: &Snapshot<'a>, base: &Layer<'a>) -> Result<(Layer<'a>, String), Error> {
    let root = &snapshot.question.root;
    let open = |name: &str| loading::file(snapshot, &root.join(name));
    let mut stack: Vec<Dotenv> = Vec::new();
    match open(".env")? {
        Some(file) => stack.push(file),
        None => stack.extend(open(".env.dist")?),
    }
    let named = |stack: &[Dotenv]| {
        let layer = stacked(stack, base);
        base.get("APP_ENV")
            .or_else(|| layer.get("APP_ENV"))
            .map(|e| e.value.trim().to_owned())
            .filter(|e| !e.is_empty())
    };
    let mut environment = named(&stack).unwrap_or_else(|| "dev".into());
    if environment != "test" {
        stack.extend(open(".env.local")?);
        environment = named(&stack).unwrap_or(environment);
    }
    if environment != "local" {
        stack.extend(open(&format!(".env.{environment}"))?);
        stack.extend(open(&format!(".env.{environment}.local"))?);
    }
    Ok((stacked(&stack, base), environment))
}

fn stacked<'a>(files: &[Dotenv], base: &Layer<'_>) -> Layer<'a> {
    let files: Vec<&Dotenv> = files.iter().collect();
    readings::stack(&files, Dialect::Symfony, Order::LastWins, base)
}

/// What `composer dump-env` wrote, which takes the place of every file.
fn dumped<'a>(snapshot: &Snapshot<'a>, base: &Layer<'_>) -> Result<Option<Layer<'a>>, Error> {
    let path = snapshot.question.root.join(".env.local.php");
    let file: Arc<str> = snapshot.show(&path).into();
    let unreadable = |reason: &str| {
        Error::new(
            ErrorKind::Unreadable,
            format!(
                "the dumped environment, which beats every dotenv file, cannot be read: {reason}"
            ),
        )
        .at(Source::line(SourceKind::Cached, &file, None))
        .help("remove it: tests must not run on a dumped environment")
    };
    let text = match snapshot.read(&path) {
        Content::Absent | Content::Folder => return Ok(None),
        Content::Unreadable(reason) => return Err(unreadable(&reason)),
        Content::Text(text) | Content::Lossy(text) => text,
    };
    let value = php_array::parse(&text).ok_or_else(|| unreadable("it is no exported array"))?;
    let own = value.get("APP_ENV").and_then(php_array::Value::text);
    let held = base.get("APP_ENV").map(|entry| entry.value.trim());
    // A dump for another environment is passed over.
    if let (Some(own), Some(held)) = (own, held)
        && own != held
    {
        return Ok(None);
    }
    let mut layer = Layer::default();
    for (name, value) in value.items() {
        let Some(value) = value.text().filter(|_| base.get(name).is_none()) else {
            continue;
        };
        layer.insert(Entry {
            name: Cow::Owned(name.clone()),
            value: Cow::Owned(value.to_owned()),
            raw: None,
            source: Source::line(SourceKind::Cached, &file, None).with_variable(name),
            disputed: None,
            unresolved: false,
        });
    }
    Ok(Some(layer))
}

/// What Doctrine's configuration says for the environment: `config/packages/**`, the later file over
/// the earlier one.
#[derive(Default)]
struct Doctrine {
    /// Appended to the name of the only or the default connection.
    suffix: Option<(String, Source)>,
    /// The literal address of each connection, by its name.
    literal: BTreeMap<String, (String, Source)>,
}

fn doctrine(
    snapshot: &Snapshot<'_>,
    environment: &str,
    lookup: &dyn Fn(&str) -> Option<String>,
) -> Doctrine {
    let packages = snapshot.question.root.join("config/packages");
    let own = packages.join(environment);
    let mut found = Doctrine::default();
    for (folder, scoped) in [(packages, false), (own, true)] {
        for name in snapshot
            .list(&folder)
            .iter()
            .filter(|name| name.ends_with(".yaml") || name.ends_with(".yml"))
        {
            let path: PathBuf = folder.join(name);
            let Content::Text(text) = snapshot.read(&path) else {
                continue;
            };
            if !text.contains("dbal") {
                continue;
            }
            let file: Arc<str> = snapshot.show(&path).into();
            // What cannot be read changes nothing: the plain name is judged.
            let Ok(documents) = Yaml::load_from_str(&text) else {
                continue;
            };
            let Some(document) = documents.first() else {
                continue;
            };
            let when = format!("when@{environment}");
            let places = [
                Some(document),
                document.as_mapping_get(&when).filter(|_| !scoped),
            ];
            for dbal in places
                .into_iter()
                .flatten()
                .filter_map(|place| place.as_mapping_get("doctrine")?.as_mapping_get("dbal"))
            {
                let source = |key: &str, value: &str| {
                    Source::line(SourceKind::Configuration, &file, line_of(&text, key, value))
                        .with_variable(key)
                };
                if let Some(text) = suffix_of(dbal) {
                    let source = source("dbname_suffix", &text);
                    found.suffix = Some((resolve(&text, lookup), source));
                }
                for (connection, place) in connections(dbal) {
                    let Some(url) = place.as_mapping_get("url").and_then(Yaml::as_str) else {
                        continue;
                    };
                    if url.contains("%env(") {
                        found.literal.remove(&connection);
                    } else {
                        let project = snapshot.question.root.to_string_lossy();
                        let value = url.replace("%kernel.project_dir%", &project);
                        let value = value.replace("%kernel.environment%", environment);
                        found
                            .literal
                            .insert(connection, (value, source("url", url)));
                    }
                }
            }
        }
    }
    found
}

/// The connections of a `dbal`: the ones it lists, or itself as `default`.
fn connections<'y>(dbal: &'y Yaml<'y>) -> Vec<(String, &'y Yaml<'y>)> {
    let listed = dbal
        .as_mapping_get("connections")
        .and_then(Yaml::as_mapping);
    match listed {
        Some(listed) => listed
            .iter()
            .filter_map(|(name, place)| Some((name.as_str()?.to_owned(), place)))
            .collect(),
        None => vec![("default".to_owned(), dbal)],
    }
}

/// The suffix of the only or the default connection.
fn suffix_of(dbal: &Yaml<'_>) -> Option<String> {
    let name = dbal
        .as_mapping_get("default_connection")
        .and_then(Yaml::as_str)
        .unwrap_or("default");
    let own = dbal.as_mapping_get("dbname_suffix").or_else(|| {
        let connections = dbal.as_mapping_get("connections")?;
        connections
            .as_mapping_get(name)?
            .as_mapping_get("dbname_suffix")
    });
    own?.as_str().map(str::to_owned)
}

/// The literal addresses, with the suffix on their names.
fn literal(found: &Doctrine, view: &View<'_>) -> Vec<Candidate> {
    found
        .literal
        .iter()
        .filter_map(|(name, (url, source))| {
            let outcome = address::read(url, Expectation::Address, view);
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
        })
        .collect()
}

/// `%env(default::TEST_TOKEN)%` is the variable, or nothing.
fn resolve(text: &str, lookup: &dyn Fn(&str) -> Option<String>) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("%env(") {
        out.push_str(before);
        let Some((inside, tail)) = after.split_once(")%") else {
            break;
        };
        let variable = inside.rsplit(':').next().unwrap_or(inside);
        out.push_str(&lookup(variable).unwrap_or_default());
        rest = tail;
    }
    out.push_str(rest);
    expand::once(&out, Dialect::Symfony, lookup).text
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
    use crate::verdict::Verdict;

    const APP: &str = "DATABASE_URL=postgres://app@localhost/app\n";
    const TEST: &str = "DATABASE_URL=postgres://app@localhost/app_test\n";

    fn verdict(config: &str, env: &str) -> Verdict {
        Trial::new(&[("APP_ENV", "test")])
            .runner(Runner::Phpunit)
            .file("symfony.lock", "{}")
            .file("config/packages/doctrine.yaml", config)
            .file(".env", env)
            .judge()
            .verdict
    }

    #[test]
    fn the_suffix_stands_in_several_places() {
        for config in [
            "doctrine:\n  dbal:\n    dbname_suffix: _test\n",
            "when@test:\n  doctrine:\n    dbal:\n      dbname_suffix: '_test%env(default::TEST_TOKEN)%'\n",
            "doctrine:\n  dbal:\n    connections:\n      default:\n        dbname_suffix: _test\n",
            "doctrine:\n  dbal:\n    default_connection: main\n    connections:\n      main:\n        dbname_suffix: _test\n",
        ] {
            assert_eq!(verdict(config, APP), Verdict::Allow, "{config}");
        }
        for config in [
            "when@dev:\n  doctrine:\n    dbal:\n      dbname_suffix: _test\n",
            "# dbname_suffix: _test\ndoctrine:\n  dbal: ~\n",
            "doctrine:\n  dbal:\n    dbname_suffix: [\n",
        ] {
            assert_eq!(verdict(config, APP), Verdict::Unproven, "{config}");
        }
    }

    #[test]
    fn an_address_in_the_configuration_itself_is_the_one_that_is_opened() {
        let remote = "doctrine:\n  dbal:\n    url: 'postgres://u@prod.example.com/shop'\n";
        assert_eq!(verdict(remote, TEST), Verdict::Refuse);
        let memory = "doctrine:\n  dbal:\n    url: '%env(resolve:DATABASE_URL)%'\nwhen@test:\n  doctrine:\n    dbal:\n      url: 'sqlite:///:memory:'\n";
        assert_eq!(
            verdict(memory, "DATABASE_URL=postgres://u@prod.example.com/shop\n"),
            Verdict::Allow
        );
    }
}
