//! pytest: the variables that pytest-env sets, the files that pytest-dotenv loads, and Django's
//! settings module.

use super::layer::{Entry, Layer};
use super::loading::{self, Dotenv};
use super::plain;
use super::plan::Plan;
use super::project;
use super::readings::{self, Order};
use crate::dotenv::Dialect;
use crate::error::Error;
use crate::snapshot::{Runner, Snapshot};
use crate::source::{Source, SourceKind};
use std::borrow::Cow;
use std::sync::Arc;

/// pytest's own settings, from the first file that has them.
#[derive(Debug, Default, PartialEq, Eq)]
struct Settings {
    file: String,
    /// Key, value, line.
    values: Vec<(String, String, u32)>,
}

/// The plan; none where nothing but dotenv files may set variables.
pub(super) fn plan<'a>(snapshot: &Snapshot<'a>) -> Result<Option<Plan<'a>>, Error> {
    let settings = settings(snapshot);
    let list = |key: &str| -> Vec<(String, u32)> {
        let own = settings.values.iter().filter(|(name, _, _)| name == key);
        own.flat_map(|(_, text, line)| {
            text.lines().enumerate().map(move |(at, item)| {
                (
                    item.trim().to_owned(),
                    line + u32::try_from(at).unwrap_or(0),
                )
            })
        })
        .filter(|(item, _)| !item.is_empty())
        .collect()
    };
    let (variables, files, django) = (
        list("env"),
        list("env_files"),
        list("DJANGO_SETTINGS_MODULE"),
    );
    // pytest-dotenv's option, on the command line or among the standing ones: its file wins.
    let standing: Vec<String> = list("addopts")
        .iter()
        .flat_map(|(words, _)| words.split_whitespace().map(str::to_owned))
        .collect();
    let asked = crate::snapshot::Question {
        arguments: standing
            .into_iter()
            .chain(snapshot.question.arguments.iter().cloned())
            .collect(),
        ..crate::snapshot::Question::default()
    };
    let asked = asked.option("--envfile", None);
    if variables.is_empty() && files.is_empty() && django.is_empty() && asked.is_none() {
        return Ok(None);
    }
    let file: Arc<str> = settings.file.as_str().into();
    let mut base = loading::process(snapshot)?;
    let mut lost = Vec::new();
    let mut set: Vec<String> = Vec::new();
    for (item, line) in variables {
        let Some((name, value)) = item.split_once('=') else {
            continue;
        };
        // `D:NAME` is a default, `R:NAME` is taken as it is.
        let (flags, name) = name
            .trim()
            .rsplit_once(':')
            .map_or(("", name.trim()), |(flags, name)| (flags, name));
        let source = Source::line(SourceKind::Configuration, &file, Some(line)).with_variable(name);
        if flags.contains('U') {
            lost.extend(base.remove(name).map(|held| (name.to_owned(), held.source)));
            continue;
        }
        if flags.contains('D') && base.get(name).is_some() {
            lost.push((name.to_owned(), source));
            continue;
        }
        if let Some(loser) = base.get(name) {
            lost.push((name.to_owned(), loser.source.clone()));
        }
        let value = value.trim();
        // `{NAME}` is put in, but for `R:NAME`.
        let value = if flags.contains('R') {
            value.to_owned()
        } else {
            formatted(value, &base)
        };
        base.insert(entry(name, &value, source));
        if !flags.contains('D') {
            set.push(name.to_owned());
        }
    }
    for (module, line) in django.iter().take(1) {
        if base.get("DJANGO_SETTINGS_MODULE").is_none() {
            let source = Source::line(SourceKind::Configuration, &file, Some(*line))
                .with_variable("DJANGO_SETTINGS_MODULE");
            base.insert(entry("DJANGO_SETTINGS_MODULE", module, source));
        }
    }
    let nearby = loading::nearby(snapshot, &loading::named(&base))?;
    let mut named: Vec<Dotenv> = Vec::new();
    for (name, _) in &files {
        named.extend(loading::file(
            snapshot,
            &project::from_root(snapshot, name),
        )?);
    }
    if list("env_override_existing_values")
        .iter()
        .any(|(value, _)| {
            matches!(
                value.to_ascii_lowercase().as_str(),
                "1" | "true" | "yes" | "on"
            )
        })
    {
        let nothing = Layer::default();
        for file in &named {
            base.overlay(&readings::stack(
                &[file],
                Dialect::Python,
                Order::LastWins,
                &nothing,
            ));
        }
    }
    if let Some(name) = asked
        && let Some(file) = loading::file(snapshot, &project::from_root(snapshot, name))?
    {
        let nothing = Layer::default();
        base.overlay(&readings::stack(
            &[&file],
            Dialect::Python,
            Order::LastWins,
            &nothing,
        ));
    }
    // pytest-env has files of the same name in its later versions, and reads them the other way round: they win
    // over the process, and the last wins. Where nothing says which plugin it is, both must pass.
    let plugins = plugins(snapshot);
    let mut alternatives = Vec::new();
    if plugins != Some(Plugin::Dotenv) && !named.is_empty() {
        let files: Vec<&Dotenv> = named.iter().collect();
        let yields = list("env_files_skip_if_set").iter().any(|(value, _)| {
            matches!(
                value.to_ascii_lowercase().as_str(),
                "1" | "true" | "yes" | "on"
            )
        });
        let nothing = Layer::default();
        let below = if yields { &base } else { &nothing };
        // What its `env` sets comes after them.
        let layer = readings::stack(&files, Dialect::Python, Order::LastWins, below)
            .only(|name| !set.iter().any(|known| known == name));
        if plugins == Some(Plugin::Env) {
            base.overlay(&layer);
        } else {
            alternatives.push(layer);
        }
    }
    // pytest-dotenv's files are read in order, and the first value holds; whatever else the
    // application loads by itself comes after them.
    let loaded: Vec<&Dotenv> = named.iter().collect();
    let first = readings::stack(&loaded, Dialect::Python, Order::FirstWins, &base);
    let mut overs = plain::overs(&nearby.candidates, &base, Some(Runner::Pytest));
    overs.iter_mut().for_each(|over| over.overlay(&first));
    let bare = overs.is_empty() || files.is_empty();
    if overs.is_empty() {
        overs.push(first);
    }
    Ok(Some(Plan {
        base,
        alternatives,
        overs,
        bare,
        read: nearby.candidates,
        elsewhere: nearby.elsewhere,
        lost,
        ..Plan::default()
    }))
}

/// Which plugin reads `env_files`.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Plugin {
    Dotenv,
    Env,
}

/// The one plugin that the project's own requirements name; none where they name both or neither.
fn plugins(snapshot: &Snapshot<'_>) -> Option<Plugin> {
    let texts: Vec<String> = [
        "pyproject.toml",
        "requirements.txt",
        "requirements-dev.txt",
        "requirements-test.txt",
        "dev-requirements.txt",
        "setup.cfg",
        "setup.py",
        "tox.ini",
        "Pipfile",
    ]
    .iter()
    .filter_map(|name| project::text(snapshot, name))
    .collect();
    let names = |package: &str| texts.iter().any(|text| text.contains(package));
    match (names("pytest-dotenv"), names("pytest-env")) {
        (true, false) => Some(Plugin::Dotenv),
        (false, true) => Some(Plugin::Env),
        _ => None,
    }
}

/// The text with each `{NAME}` that the process holds in its place.
fn formatted(text: &str, base: &Layer<'_>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let known = after.split_once('}').and_then(|(name, tail)| {
            let entry = base.get(name)?;
            Some((entry.value.clone().into_owned(), tail))
        });
        match known {
            Some((value, tail)) => {
                out.push_str(&value);
                rest = tail;
            }
            None => {
                out.push('{');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

fn entry<'a>(name: &str, value: &str, source: Source) -> Entry<'a> {
    Entry {
        name: Cow::Owned(name.to_owned()),
        value: Cow::Owned(value.to_owned()),
        raw: None,
        source,
        disputed: None,
        unresolved: false,
    }
}

/// `pytest.ini`, `pyproject.toml`, `tox.ini`, `setup.cfg`, in pytest's order.
fn settings(snapshot: &Snapshot<'_>) -> Settings {
    for (name, section) in [
        ("pytest.ini", "pytest"),
        (".pytest.ini", "pytest"),
        ("pyproject.toml", ""),
        ("tox.ini", "pytest"),
        ("setup.cfg", "tool:pytest"),
    ] {
        let Some(text) = project::text(snapshot, name) else {
            continue;
        };
        let values = if name == "pyproject.toml" {
            from_toml(&text)
        } else {
            from_ini(&text, section)
        };
        if let Some(values) = values {
            return Settings {
                file: name.to_owned(),
                values,
            };
        }
    }
    Settings::default()
}

fn from_ini(text: &str, wanted: &str) -> Option<Vec<(String, String, u32)>> {
    let mut values: Option<Vec<(String, String, u32)>> = None;
    let mut inside = false;
    for (at, line) in text.lines().enumerate() {
        let number = u32::try_from(at + 1).unwrap_or(u32::MAX);
        let bare = line.trim();
        if bare.starts_with('#') || bare.starts_with(';') {
            continue;
        }
        if let Some(header) = bare
            .strip_prefix('[')
            .filter(|_| !line.starts_with([' ', '\t']))
        {
            inside = header.split(']').next() == Some(wanted);
            if inside {
                values.get_or_insert_default();
            }
            continue;
        }
        let Some(values) = values.as_mut().filter(|_| inside) else {
            continue;
        };
        if line.starts_with([' ', '\t']) {
            if let Some((_, value, _)) = values.last_mut() {
                value.push('\n');
                value.push_str(bare);
            }
        } else if let Some((key, value)) = bare.split_once(['=', ':']) {
            values.push((key.trim().to_owned(), value.trim().to_owned(), number));
        }
    }
    values
}

/// A scalar as an INI file would write it.
fn text_of(value: &toml::Value) -> String {
    match value {
        toml::Value::String(text) => text.clone(),
        toml::Value::Integer(number) => number.to_string(),
        toml::Value::Boolean(flag) => flag.to_string(),
        _ => String::new(),
    }
}

fn from_toml(text: &str) -> Option<Vec<(String, String, u32)>> {
    let document: toml::Table = toml::from_str(text).ok()?;
    let pytest = document.get("tool")?.get("pytest")?;
    let options = pytest
        .get("ini_options")
        .or_else(|| pytest.is_table().then_some(pytest))?
        .as_table()?;
    let mut values = Vec::new();
    for (key, value) in options {
        let joined = match value {
            toml::Value::Array(items) => items.iter().map(text_of).collect::<Vec<_>>().join("\n"),
            other => text_of(other),
        };
        let line = text
            .lines()
            .position(|line| line.trim_start().starts_with(key.as_str()))
            .map_or(1, |at| at + 1);
        values.push((key.clone(), joined, u32::try_from(line).unwrap_or(u32::MAX)));
    }
    // `[tool.pytest_env]` is pytest-env's newer form.
    if let Some(table) = document
        .get("tool")
        .and_then(|tool| tool.get("pytest_env"))
        .and_then(toml::Value::as_table)
    {
        if let Some(files) = table.get("env_files").and_then(toml::Value::as_array) {
            let names: Vec<String> = files.iter().map(text_of).collect();
            values.push(("env_files".into(), names.join("\n"), 1));
        }
        let lines: Vec<String> = table
            .iter()
            .filter(|(name, _)| !name.starts_with("env_files"))
            .map(|(name, value)| match value {
                toml::Value::Table(table) => {
                    let is =
                        |key: &str| table.get(key).and_then(toml::Value::as_bool) == Some(true);
                    let flags = match (is("unset"), is("skip_if_set"), is("transform")) {
                        (true, _, _) => "U:",
                        (_, true, true) => "D:",
                        (_, true, false) => "D:R:",
                        (_, false, true) => "",
                        (_, false, false) => "R:",
                    };
                    let value = table.get("value").map(text_of).unwrap_or_default();
                    format!("{flags}{name}={value}")
                }
                other => format!("R:{name}={}", text_of(other)),
            })
            .collect();
        values.push(("env".into(), lines.join("\n"), 1));
    }
    Some(values)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_of_an_ini_file() {
        let text = "[other]\nenv = X=0\n[pytest]\naddopts = -q\nenv =\n    A=1\n    D:B=2\n";
        let values = from_ini(text, "pytest").expect("a section");
        assert_eq!(
            values.get(1),
            Some(&("env".to_owned(), "\nA=1\nD:B=2".to_owned(), 5))
        );
    }

    fn verdict(ini: &str, arguments: &[&str]) -> crate::verdict::Verdict {
        crate::rules::trial::Trial::new(&[("DB_USER", "app"), ("NAME", "shop_production")])
            .runner(Runner::Pytest)
            .file("pytest.ini", &format!("[pytest]\n{ini}"))
            .file("requirements.txt", "pytest-dotenv\n")
            .file(
                ".env.ci",
                "DATABASE_URL=postgres://u@prod.example.com/shop\n",
            )
            .file(
                ".env.one",
                "DATABASE_URL=postgres://app@localhost/one_test\n",
            )
            .arguments(arguments)
            .judge()
            .verdict
    }

    #[test]
    fn pytest_env_and_pytest_dotenv() {
        use crate::verdict::Verdict::{Allow, Refuse};
        for (ini, arguments, expected) in [
            (
                "env =\n  DATABASE_URL=postgres://{DB_USER}@localhost/app_test\n",
                &[][..],
                Allow,
            ),
            (
                "env =\n  DATABASE_URL=postgres://app@localhost/{NAME}\n",
                &[],
                Refuse,
            ),
            ("env_files =\n  .env.one\n  .env.ci\n", &[], Allow),
            ("env_files =\n  .env.ci\n  .env.one\n", &[], Refuse),
            ("env_files = .env.one\n", &["--envfile", ".env.ci"], Refuse),
            ("addopts = -q --envfile=.env.ci\n", &[], Refuse),
            (
                "env =\n  DATABASE_URL=postgres://u@prod.example.com/shop\naddopts = --envfile .env.one\n",
                &[],
                Allow,
            ),
        ] {
            assert_eq!(verdict(ini, arguments), expected, "{ini} {arguments:?}");
        }
    }

    #[test]
    fn two_plugins_read_the_same_setting_the_other_way_round() {
        use crate::verdict::Verdict::{Allow, Refuse};
        let verdict = |requirements: &str, files: &str, held: &[(&str, &str)]| {
            crate::rules::trial::Trial::new(held)
                .runner(Runner::Pytest)
                .file("pytest.ini", &format!("[pytest]\nenv_files =\n{files}"))
                .file("requirements.txt", requirements)
                .file(
                    ".env.ci",
                    "DATABASE_URL=postgres://u@prod.example.com/shop\n",
                )
                .file(
                    ".env.one",
                    "DATABASE_URL=postgres://app@localhost/one_test\n",
                )
                .judge()
                .verdict
        };
        let held = [("DATABASE_URL", "postgres://app@localhost/app_test")];
        for (requirements, files, held, expected) in [
            ("pytest-env\n", "  .env.ci\n  .env.one\n", &[][..], Allow),
            ("pytest-env\n", "  .env.one\n  .env.ci\n", &[], Refuse),
            ("pytest-env\n", "  .env.ci\n", &held[..], Refuse),
            ("pytest-dotenv\n", "  .env.ci\n", &held, Allow),
            ("", "  .env.ci\n  .env.one\n", &[], Refuse),
            ("", "  .env.one\n  .env.ci\n", &[], Refuse),
        ] {
            assert_eq!(
                verdict(requirements, files, held),
                expected,
                "{requirements}{files}"
            );
        }
    }
}
