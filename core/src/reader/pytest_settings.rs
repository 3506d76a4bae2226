//! pytest's own settings: one configuration file, and the options that stand before the command line's.

use super::project;
use crate::snapshot::{Question, Snapshot};
use crate::source::{Source, SourceKind};
use std::path::Path;
use std::sync::Arc;

/// Where pytest looks, in its order, and the section that it wants there.
const PLACES: &[(&str, &str)] = &[
    ("pytest.toml", ""),
    (".pytest.toml", ""),
    ("pytest.ini", "pytest"),
    (".pytest.ini", "pytest"),
    ("pyproject.toml", ""),
    ("tox.ini", "pytest"),
    ("setup.cfg", "tool:pytest"),
];

/// A key, its value, the line.
type Item = (String, String, u32);

/// What pytest is told before any code of the project runs.
#[derive(Debug, Default)]
pub(super) struct Settings {
    file: Option<Arc<str>>,
    values: Vec<Item>,
    /// `addopts`, `PYTEST_ADDOPTS` and the command line, in the order in which pytest reads them.
    words: Vec<String>,
}

impl Settings {
    /// From the file that `-c` names, else from the first that speaks of pytest.
    pub(super) fn read(snapshot: &Snapshot<'_>) -> Settings {
        let question = snapshot.question;
        let variable = question.environment.get("PYTEST_ADDOPTS");
        let given: Vec<String> = variable
            .iter()
            .flat_map(|value| value.expose().split_whitespace())
            .map(str::to_owned)
            .chain(own_words(&question.arguments).iter().cloned())
            .collect();
        let named = option(&given, "--config-file", Some("-c"));
        let mut settings = Settings::default();
        match named {
            Some(name) => {
                let base = Path::new(&name)
                    .file_name()
                    .map(|name| name.to_string_lossy());
                let known = PLACES
                    .iter()
                    .find(|(place, _)| base.as_deref() == Some(*place));
                let section = known.map_or("pytest", |(_, section)| *section);
                settings.take(snapshot, &name, section);
            }
            None => {
                for (name, section) in PLACES {
                    if settings.take(snapshot, name, section) {
                        break;
                    }
                }
            }
        }
        let standing = settings.list("addopts");
        settings.words = standing
            .iter()
            .flat_map(|(words, _)| words.split_whitespace().map(str::to_owned))
            .chain(given)
            .collect();
        settings.override_by_words();
        settings
    }

    /// Takes the settings of a file; whether it has any.
    fn take(&mut self, snapshot: &Snapshot<'_>, name: &str, section: &str) -> bool {
        let Some(text) = project::text(snapshot, name) else {
            return false;
        };
        let values = match Path::new(name).extension() {
            Some(extension) if extension == "toml" => from_toml(&text, section_of_toml(name)),
            // An empty `pytest.ini` ends pytest's search, too.
            _ if name.ends_with("pytest.ini") => Some(from_ini(&text, section).unwrap_or_default()),
            _ => from_ini(&text, section),
        };
        let found = values.is_some();
        self.values = values.unwrap_or_default();
        self.file = found.then(|| name.into());
        found
    }

    /// `-o KEY=VALUE` takes the place of a setting.
    fn override_by_words(&mut self) {
        let mut words = self.words.iter();
        let mut own = Vec::new();
        while let Some(word) = words.next() {
            let pair = match word.as_str() {
                "-o" | "--override-ini" => words.next().map(String::as_str),
                word => word
                    .strip_prefix("--override-ini=")
                    .or_else(|| word.strip_prefix("-o").filter(|_| !word.starts_with("--"))),
            };
            own.extend(pair.and_then(|pair| pair.split_once('=')));
        }
        let own: Vec<Item> = own
            .into_iter()
            .map(|(key, value)| (key.trim().to_owned(), value.to_owned(), 0))
            .collect();
        self.values
            .retain(|(key, _, _)| !own.iter().any(|(known, _, _)| known == key));
        self.values.extend(own);
    }

    /// The lines of a setting, each with its place.
    pub(super) fn list(&self, key: &str) -> Vec<(String, Source)> {
        let own = self.values.iter().filter(|(name, _, _)| name == key);
        own.flat_map(|(_, text, line)| {
            text.lines()
                .enumerate()
                .map(move |(at, item)| (item.trim().to_owned(), *line, at))
        })
        .filter(|(item, _, _)| !item.is_empty())
        .map(|(item, line, at)| {
            let source = match (&self.file, line) {
                (Some(file), 1..) => {
                    let line = line.saturating_add(u32::try_from(at).unwrap_or(0));
                    Source::line(SourceKind::Configuration, file, Some(line))
                }
                _ => Source::named(SourceKind::Argument, key),
            };
            (item, source)
        })
        .collect()
    }

    /// Whether a setting is on, in any of pytest's spellings.
    pub(super) fn is_on(&self, key: &str) -> bool {
        self.list(key).iter().any(|(value, _)| {
            matches!(
                value.to_ascii_lowercase().as_str(),
                "1" | "true" | "yes" | "on"
            )
        })
    }

    /// The last value of an option, wherever it stands.
    pub(super) fn option(&self, long: &str, short: Option<&str>) -> Option<String> {
        option(&self.words, long, short)
    }
}

/// What stands behind `pytest` in a command: `python -c` and `sh -c` are no options of its.
fn own_words(command: &[String]) -> &[String] {
    let is_pytest = |word: &String| {
        let name = word.rsplit(['/', '\\']).next().unwrap_or(word);
        matches!(name, "pytest" | "py.test" | "pytest.exe")
    };
    let at = command.iter().position(is_pytest);
    at.and_then(|at| command.get(at + 1..)).unwrap_or_default()
}

/// The last value of an option among words.
pub(super) fn option(words: &[String], long: &str, short: Option<&str>) -> Option<String> {
    let question = Question {
        arguments: words.to_vec(),
        ..Question::default()
    };
    question.option(long, short).map(str::to_owned)
}

/// `pytest.toml` has its settings at `[pytest]`, every other file at `[tool.pytest]`.
fn section_of_toml(name: &str) -> &'static [&'static str] {
    if name.ends_with("pytest.toml") {
        &["pytest"]
    } else {
        &["tool", "pytest"]
    }
}

fn from_ini(text: &str, wanted: &str) -> Option<Vec<Item>> {
    let mut values: Option<Vec<Item>> = None;
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

fn from_toml(text: &str, section: &[&str]) -> Option<Vec<Item>> {
    let document: toml::Value = toml::from_str(text).ok()?;
    let pytest = section
        .iter()
        .try_fold(&document, |place, key| place.get(key))?;
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
}
