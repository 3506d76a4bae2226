//! Symfony: `.env.local.php` beats every file; `.env.local` is left out in tests; Doctrine may
//! append a suffix to the database's name.

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
use saphyr::{LoadableYamlNode, Yaml};
use std::borrow::Cow;
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
    let suffix = suffix(snapshot, &environment, &|name| {
        base.get(name)
            .or_else(|| over.get(name))
            .map(|entry| entry.value.clone().into_owned())
    })?;
    Ok(Some(Plan {
        base,
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

/// Doctrine's `dbname_suffix` for the environment, in `config/packages/**`.
fn suffix(
    snapshot: &Snapshot<'_>,
    environment: &str,
    lookup: &dyn Fn(&str) -> Option<String>,
) -> Result<Option<(String, Source)>, Error> {
    let packages = snapshot.question.root.join("config/packages");
    let own = packages.join(environment);
    let mut found = None;
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
            if !text.contains("dbname_suffix") {
                continue;
            }
            let file: Arc<str> = snapshot.show(&path).into();
            let source = Source::line(SourceKind::Configuration, &file, line_of(&text))
                .with_variable("dbname_suffix");
            // What cannot be read appends nothing: the plain name is judged.
            let Ok(documents) = Yaml::load_from_str(&text) else {
                continue;
            };
            let Some(document) = documents.first() else {
                continue;
            };
            let when = format!("when@{environment}");
            let texts = [
                Some(document),
                document.as_mapping_get(&when).filter(|_| !scoped),
            ];
            for place in texts.into_iter().flatten() {
                if let Some(text) = place
                    .as_mapping_get("doctrine")
                    .and_then(|d| d.as_mapping_get("dbal"))
                    .and_then(suffix_of)
                {
                    found = Some((resolve(&text, lookup), source.clone()));
                }
            }
        }
    }
    Ok(found)
}

/// The suffix of the only or the default connection.
fn suffix_of(dbal: &Yaml<'_>) -> Option<String> {
    let own = dbal.as_mapping_get("dbname_suffix").or_else(|| {
        let connections = dbal.as_mapping_get("connections")?;
        connections
            .as_mapping_get("default")?
            .as_mapping_get("dbname_suffix")
    });
    own?.as_str().map(str::to_owned)
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

fn line_of(text: &str) -> Option<u32> {
    let at = text
        .lines()
        .position(|line| line.trim_start().starts_with("dbname_suffix"))?;
    u32::try_from(at + 1).ok()
}
