//! The line for each runner, as `docs/` has it, and how a file gets it.

use super::edit::{Edited, ini, json, toml, xml};
use super::survey::{Survey, is_file, text};
use crate::snapshot::{Runner, Snapshot};
use serde_json::Value;

/// How a file is edited; the edits never touch JavaScript, TypeScript and PHP.
pub(super) type Editor = fn(&str) -> Edited;

/// What makes notprod stand in front of one runner.
pub(super) struct Wire {
    pub(super) runner: &'static str,
    /// What to install first.
    pub(super) install: Option<&'static str>,
    /// What the lines are for.
    pub(super) why: &'static str,
    /// The file in which they belong, below the root.
    pub(super) file: Option<String>,
    pub(super) lines: &'static [&'static str],
    /// How the file is edited, where it can be.
    pub(super) editor: Option<Editor>,
    /// Words that all stand in a file which has the lines already, where nothing parses it.
    pub(super) marks: &'static [&'static str],
}

const NPM: Option<&str> = Some("npm install --save-dev notprod");
const COMPOSER: Option<&str> = Some("composer require --dev notprod/phpunit");

/// The wires for every runner of a folder.
pub(super) fn wires(snapshot: &Snapshot<'_>, survey: &Survey) -> Vec<Wire> {
    let mut wires = Vec::new();
    for runner in &survey.runners {
        match runner {
            Runner::Pytest if survey.speaks_of_pytest || snapshot.question.runner.is_some() => {
                wires.push(pytest(snapshot));
            }
            Runner::Pytest if is_file(snapshot, "manage.py") => {
                wires.push(command("django", &["notprod run -- python manage.py test"]));
            }
            Runner::Pytest => {
                wires.push(command("unittest", &["notprod run -- python -m unittest"]));
            }
            Runner::Phpunit => {
                wires.push(phpunit(snapshot));
                if survey.frameworks.contains(&"Laravel") {
                    wires.push(laravel());
                }
            }
            Runner::Jest => wires.push(jest(snapshot)),
            Runner::Vitest => wires.push(vitest(snapshot)),
            Runner::Mocha => wires.push(mocha(snapshot)),
            Runner::Node => wires.push(node()),
        }
    }
    if wires.is_empty() {
        wires.push(command("any runner", &["notprod run -- CMD"]));
    }
    wires
}

fn command(runner: &'static str, lines: &'static [&'static str]) -> Wire {
    Wire {
        runner,
        install: None,
        why: "start the tests by",
        file: None,
        lines,
        editor: None,
        marks: &[],
    }
}

/// Where pytest looks for its settings, in its order, and how each gets the entry.
const PYTEST: &[(&str, Editor)] = &[
    ("pytest.toml", |text| toml::edit(text, &["pytest"])),
    (".pytest.toml", |text| toml::edit(text, &["pytest"])),
    ("pytest.ini", |text| ini::edit(text, "pytest")),
    (".pytest.ini", |text| ini::edit(text, "pytest")),
];

fn pytest(snapshot: &Snapshot<'_>) -> Wire {
    let has = |name: &str, word: &str| text(snapshot, name).is_some_and(|text| text.contains(word));
    let own = PYTEST.iter().find(|(name, _)| is_file(snapshot, name));
    let (file, editor): (Option<&str>, Option<Editor>) = if let Some((name, editor)) = own {
        (Some(name), Some(*editor))
    } else if has("pyproject.toml", "tool.pytest.ini_options") {
        (Some("pyproject.toml"), Some(in_options))
    } else if has("pyproject.toml", "[tool.pytest]") {
        let editor: Editor = |text| toml::edit(text, &["tool", "pytest"]);
        (Some("pyproject.toml"), Some(editor))
    } else if has("tox.ini", "[pytest]") {
        (Some("tox.ini"), Some(|text| ini::edit(text, "pytest")))
    } else if has("setup.cfg", "[tool:pytest]") {
        (
            Some("setup.cfg"),
            Some(|text| ini::edit(text, "tool:pytest")),
        )
    } else if is_file(snapshot, "pyproject.toml") {
        (Some("pyproject.toml"), Some(in_options))
    } else {
        (None, None)
    };
    let lines: &[&str] = match file {
        Some("pyproject.toml")
            if !has("pyproject.toml", "ini_options") && has("pyproject.toml", "[tool.pytest]") =>
        {
            &["[tool.pytest]", "required_plugins = [\"notprod\"]"]
        }
        Some("pyproject.toml") => &[
            "[tool.pytest.ini_options]",
            "required_plugins = [\"notprod\"]",
        ],
        Some(name) if name.ends_with(".toml") => &["[pytest]", "required_plugins = [\"notprod\"]"],
        Some("setup.cfg") => &["[tool:pytest]", "required_plugins = notprod"],
        _ => &["[pytest]", "required_plugins = notprod"],
    };
    Wire {
        runner: "pytest",
        install: Some("pip install notprod"),
        why: "it is active once installed; with this a run without it is an error",
        file: Some(file.unwrap_or("pytest.ini").to_owned()),
        lines,
        editor,
        marks: &[],
    }
}

fn in_options(text: &str) -> Edited {
    toml::edit(text, &["tool", "pytest", "ini_options"])
}

/// PHPUnit's configuration files, in its order.
const PHPUNIT: &[&str] = &["phpunit.xml", "phpunit.dist.xml", "phpunit.xml.dist"];

fn phpunit(snapshot: &Snapshot<'_>) -> Wire {
    let file = PHPUNIT.iter().find(|name| is_file(snapshot, name)).copied();
    let (lines, editor): (&[&str], Option<Editor>) = match generation(snapshot, file) {
        Some(Generation::Hook) => (
            &["<extensions><extension class=\"Notprod\\PHPUnit\\Hook\"/></extensions>"],
            Some(|text| xml::edit(text, xml::HOOK)),
        ),
        Some(Generation::Extension) => (
            &["<extensions><bootstrap class=\"Notprod\\PHPUnit\\Extension\"/></extensions>"],
            Some(|text| xml::edit(text, xml::EXTENSION)),
        ),
        None => (
            &[
                "PHPUnit 10 and newer: <extensions><bootstrap class=\"Notprod\\PHPUnit\\Extension\"/></extensions>",
                "PHPUnit 9: <extensions><extension class=\"Notprod\\PHPUnit\\Hook\"/></extensions>",
            ],
            None,
        ),
    };
    Wire {
        runner: "phpunit",
        install: COMPOSER,
        why: "it judges once more what the bootstrap script has set",
        file: Some(file.unwrap_or("phpunit.xml").to_owned()),
        lines,
        editor: editor.filter(|_| file.is_some()),
        marks: &["Notprod\\PHPUnit\\"],
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Generation {
    /// PHPUnit 9.
    Hook,
    /// PHPUnit 10 and newer.
    Extension,
}

/// Which of the two a project's PHPUnit knows: what is locked, what is required, what its
/// configuration says, else the newer; none where that is both.
fn generation(snapshot: &Snapshot<'_>, file: Option<&str>) -> Option<Generation> {
    let of = |major: u32| match major {
        0..10 => Generation::Hook,
        _ => Generation::Extension,
    };
    let json = |name: &str| -> Option<Value> { serde_json::from_str(&text(snapshot, name)?).ok() };
    if let Some(lock) = json("composer.lock") {
        let packages = ["packages-dev", "packages"]
            .iter()
            .filter_map(|key| lock.get(*key)?.as_array());
        let phpunit = packages
            .flatten()
            .find(|package| package.get("name").and_then(Value::as_str) == Some("phpunit/phpunit"));
        let version = phpunit.and_then(|package| package.get("version")?.as_str());
        if let Some(major) = version.and_then(|version| majors(version).first().copied()) {
            return Some(of(major));
        }
    }
    let required = json("composer.json").and_then(|manifest| {
        ["require-dev", "require"].iter().find_map(|table| {
            Some(
                manifest
                    .get(*table)?
                    .get("phpunit/phpunit")?
                    .as_str()?
                    .to_owned(),
            )
        })
    });
    if let Some(constraint) = required {
        let mut all = majors(&constraint).into_iter().map(of);
        if let Some(first) = all.next() {
            return all.all(|other| other == first).then_some(first);
        }
    }
    let schema = file.and_then(|file| text(snapshot, file)).and_then(|text| {
        let (_, rest) = text.split_once("schema.phpunit.de/")?;
        majors(rest.split('/').next()?).first().copied()
    });
    Some(schema.map_or(Generation::Extension, of))
}

/// The first number of each version in a constraint: 9 and 10 of `^9.6 || ^10.5`.
fn majors(constraint: &str) -> Vec<u32> {
    constraint
        .split(['|', ' ', ','])
        .filter_map(|part| {
            let digits = part.trim_start_matches(|c: char| !c.is_ascii_digit());
            digits
                .split(|c: char| !c.is_ascii_digit())
                .next()?
                .parse()
                .ok()
        })
        .collect()
}

fn laravel() -> Wire {
    Wire {
        runner: "laravel",
        install: COMPOSER,
        why: "it judges the connections of the booted application",
        file: Some("tests/TestCase.php".to_owned()),
        lines: &[
            "abstract class TestCase extends BaseTestCase",
            "{",
            "    use Notprod\\Laravel\\GuardsDatabases;",
            "}",
        ],
        editor: None,
        marks: &["GuardsDatabases"],
    }
}

const JAVASCRIPT: &[&str] = &["js", "ts", "mjs", "cjs", "mts", "cts"];

/// A configuration that is code, by its name without ending.
fn code(snapshot: &Snapshot<'_>, stem: &str) -> Option<String> {
    JAVASCRIPT
        .iter()
        .map(|ending| format!("{stem}.{ending}"))
        .find(|name| is_file(snapshot, name))
}

fn jest(snapshot: &Snapshot<'_>) -> Wire {
    let (file, editor): (String, Option<Editor>) = if let Some(name) = code(snapshot, "jest.config")
    {
        (name, None)
    } else if is_file(snapshot, "jest.config.json") {
        (
            "jest.config.json".to_owned(),
            Some(|text| json::jest(text, &[])),
        )
    } else {
        (
            "package.json".to_owned(),
            Some(|text| json::jest(text, &["jest"])),
        )
    };
    Wire {
        runner: "jest",
        install: NPM,
        why: "two entries: start and set up",
        lines: if file == "package.json" {
            &[
                r#"{ "jest": { "globalSetup": "notprod/jest/global-setup", "setupFilesAfterEnv": ["notprod/jest"] } }"#,
            ]
        } else if editor.is_some() {
            &[
                r#"{ "globalSetup": "notprod/jest/global-setup", "setupFilesAfterEnv": ["notprod/jest"] }"#,
            ]
        } else {
            &["globalSetup: 'notprod/jest/global-setup', setupFilesAfterEnv: ['notprod/jest']"]
        },
        file: Some(file),
        editor,
        marks: &["notprod/jest/global-setup", "notprod/jest"],
    }
}

fn vitest(snapshot: &Snapshot<'_>) -> Wire {
    let file = code(snapshot, "vitest.config").or_else(|| code(snapshot, "vite.config"));
    Wire {
        runner: "vitest",
        install: NPM,
        why: "two entries: start and set up",
        file: Some(file.unwrap_or_else(|| "vitest.config.js".to_owned())),
        lines: &[
            "export default {",
            "  test: { globalSetup: ['notprod/vitest/global-setup'], setupFiles: ['notprod/vitest'] },",
            "};",
        ],
        editor: None,
        marks: &["notprod/vitest/global-setup", "notprod/vitest"],
    }
}

/// Mocha's configuration files, in its order; what is not JSON is printed for.
const MOCHA: &[&str] = &[
    ".mocharc.cjs",
    ".mocharc.js",
    ".mocharc.yaml",
    ".mocharc.yml",
    ".mocharc.jsonc",
    ".mocharc.json",
];

fn mocha(snapshot: &Snapshot<'_>) -> Wire {
    let file = MOCHA.iter().find(|name| is_file(snapshot, name)).copied();
    let (file, editor): (&str, Option<Editor>) = match file {
        Some(name) if name.ends_with(".json") => (name, Some(|text| json::mocha(text, &[]))),
        Some(name) => (name, None),
        None => ("package.json", Some(|text| json::mocha(text, &["mocha"]))),
    };
    Wire {
        runner: "mocha",
        install: NPM,
        why: "one entry",
        file: Some(file.to_owned()),
        lines: match file {
            "package.json" => &[r#"{ "mocha": { "require": ["notprod/mocha"] } }"#],
            _ => &[r#"{ "require": ["notprod/mocha"] }"#],
        },
        editor,
        marks: &["notprod/mocha"],
    }
}

fn node() -> Wire {
    Wire {
        runner: "node",
        install: NPM,
        why: "the command that starts the tests",
        file: Some("package.json".to_owned()),
        lines: &["node --import notprod/register --test"],
        editor: None,
        marks: &["notprod/register"],
    }
}

/// Whether a file that nothing parses has every mark, as a word of its own and in no comment.
pub(super) fn has_marks(text: &str, marks: &[&str]) -> bool {
    let is_comment = |line: &&str| {
        let line = line.trim_start();
        ["//", "/*", "*", "#", "<!--"]
            .iter()
            .any(|start| line.starts_with(start))
    };
    let lines: Vec<&str> = text.lines().filter(|line| !is_comment(line)).collect();
    let ends = |rest: &str| !rest.starts_with(|c: char| c.is_alphanumeric() || "/-_".contains(c));
    let has = |line: &str, mark: &str| {
        let mut found = line.match_indices(mark);
        found.any(|(at, _)| mark.ends_with('\\') || line.get(at + mark.len()..).is_some_and(ends))
    };
    marks
        .iter()
        .all(|mark| lines.iter().any(|line| has(line, mark)))
}

#[cfg(test)]
mod tests {
    use super::{has_marks, majors};

    #[test]
    fn a_mark_is_a_word_of_its_own_and_no_comment() {
        let marks = &["notprod/vitest/global-setup", "notprod/vitest"];
        let start = "globalSetup: ['notprod/vitest/global-setup'],\n";
        assert!(!has_marks(start, marks));
        assert!(!has_marks(&format!("{start}// 'notprod/vitest'\n"), marks));
        assert!(has_marks(
            &format!("{start}setupFiles: ['notprod/vitest'],\n"),
            marks
        ));
        assert!(has_marks(
            "require:\n  - notprod/mocha\n",
            &["notprod/mocha"]
        ));
    }

    #[test]
    fn a_constraint_names_each_of_its_majors() {
        assert_eq!(majors("^9.6 || ^10.5"), [9, 10]);
        assert_eq!(majors("~11"), [11]);
        assert_eq!(majors(">=9.5,<12"), [9, 12]);
        assert_eq!(majors("*"), Vec::<u32>::new());
        assert_eq!(majors("v12.0.1"), [12]);
    }
}
