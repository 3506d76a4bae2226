//! pytest: the variables that pytest-env sets, the files that pytest-dotenv loads, and Django's
//! settings module.

use super::layer::{Entry, Layer};
use super::loading::{self, Dotenv};
use super::plain;
use super::plan::Plan;
use super::pytest_settings::Settings;
use super::readings::{self, Order};
use super::{django, project};
use crate::dotenv::Dialect;
use crate::error::Error;
use crate::snapshot::{Runner, Snapshot};
use crate::source::Source;
use std::borrow::Cow;

/// The plan; none where nothing but dotenv files may set variables.
pub(super) fn plan<'a>(snapshot: &Snapshot<'a>) -> Result<Option<Plan<'a>>, Error> {
    let settings = Settings::read(snapshot);
    let list = |key: &str| settings.list(key);
    let (variables, files) = (list("env"), list("env_files"));
    let django = django::settings_module(snapshot, &settings);
    // pytest-dotenv's option: its file wins.
    let asked = settings.option("--envfile", None);
    if variables.is_empty() && files.is_empty() && django.is_none() && asked.is_none() {
        return Ok(None);
    }
    let mut base = loading::process(snapshot)?;
    let mut lost = Vec::new();
    let mut set: Vec<String> = Vec::new();
    for (item, place) in variables {
        let Some((name, value)) = item.split_once('=') else {
            continue;
        };
        // `D:NAME` is a default, `R:NAME` is taken as it is.
        let (flags, name) = name
            .trim()
            .rsplit_once(':')
            .map_or(("", name.trim()), |(flags, name)| (flags, name));
        let source = place.with_variable(name);
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
    if let Some((module, source)) = django {
        base.insert(entry("DJANGO_SETTINGS_MODULE", &module, source));
    }
    let nearby = loading::nearby(snapshot, &loading::named(&base))?;
    let mut named: Vec<Dotenv> = Vec::new();
    for (name, _) in &files {
        named.extend(loading::file(
            snapshot,
            &project::from_root(snapshot, name),
        )?);
    }
    if settings.is_on("env_override_existing_values") {
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
        && let Some(file) = loading::file(snapshot, &project::from_root(snapshot, &name))?
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
        let yields = settings.is_on("env_files_skip_if_set");
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

#[cfg(test)]
mod tests {
    use super::*;

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
            (
                "env_files = .env.one\n",
                &["pytest", "--envfile", ".env.ci"],
                Refuse,
            ),
            ("addopts = -q --envfile=.env.ci\n", &[], Refuse),
            (
                "env_files = .env.one\n",
                &["pytest", "-o", "env_files=.env.ci"],
                Refuse,
            ),
            // The options of another program are not pytest's.
            ("env_files = .env.one\n", &["sh", "-c", "make test"], Allow),
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
