//! `notprod init` through the command line, over projects as their developers would have them: what
//! is written, that a second run changes nothing, that nothing is overwritten.

use notprod_tests::{CommandLine, Ended, checkout, say};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

const SAFE: &[(&str, &str)] = &[("DATABASE_URL", "postgres://app@localhost/shop_test")];

struct Project {
    _kept: tempfile::TempDir,
    root: PathBuf,
}

impl Project {
    fn of(files: &[(&str, &str)]) -> Project {
        Project::named("shop", files)
    }

    fn named(name: &str, files: &[(&str, &str)]) -> Project {
        let kept = tempfile::tempdir().expect("a folder");
        let root = kept.path().join(name);
        fs::create_dir(&root).expect("a folder");
        for (name, text) in files {
            let path = root.join(name);
            fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
            fs::write(path, text).expect("a file");
        }
        Project { _kept: kept, root }
    }

    fn init(&self, arguments: &[&str], environment: &[(&str, &str)]) -> Ended {
        CommandLine::new(env!("CARGO_BIN_EXE_notprod-under-test"), &self.root)
            .args(["init", "--offline"])
            .args(arguments)
            .env(environment.iter().copied())
            .run()
            .expect("a run")
    }

    fn text(&self, name: &str) -> String {
        fs::read_to_string(self.root.join(name)).expect("a file")
    }

    /// Every file with its text.
    fn state(&self) -> BTreeMap<PathBuf, String> {
        let mut state = BTreeMap::new();
        gather(&self.root, &mut state);
        state
    }
}

fn gather(folder: &Path, state: &mut BTreeMap<PathBuf, String>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            gather(&path, state);
        } else {
            let text = fs::read_to_string(&path).expect("a text");
            state.insert(path, text);
        }
    }
}

/// A project, and the files that `--write` may change, each with what must be in it afterwards.
struct Case {
    name: &'static str,
    files: &'static [(&'static str, &'static str)],
    written: &'static [(&'static str, &'static str)],
    /// What is printed because no file may be edited for it.
    printed: &'static [&'static str],
}

const CASES: &[Case] = &[
    Case {
        name: "pytest in toml",
        files: &[
            (
                "pyproject.toml",
                "[project]\nname = \"shop\"  # ours\n\n[tool.pytest.ini_options]\naddopts = '-q'\n",
            ),
            ("tests/conftest.py", ""),
        ],
        written: &[(
            "pyproject.toml",
            "[project]\nname = \"shop\"  # ours\n\n[tool.pytest.ini_options]\nrequired_plugins = [\"notprod\"]\naddopts = '-q'\n",
        )],
        printed: &["pip install notprod"],
    },
    Case {
        name: "pytest in setup.cfg",
        files: &[(
            "setup.cfg",
            "[metadata]\nname = shop\n\n[tool:pytest]\naddopts = -q\n",
        )],
        written: &[(
            "setup.cfg",
            "[metadata]\nname = shop\n\n[tool:pytest]\nrequired_plugins = notprod\naddopts = -q\n",
        )],
        printed: &[],
    },
    Case {
        name: "django without pytest",
        files: &[("manage.py", ""), ("requirements.txt", "django>=5\n")],
        written: &[],
        printed: &["notprod run -- python manage.py test", "Django"],
    },
    Case {
        name: "jest in package.json",
        files: &[(
            "package.json",
            "{\n    \"name\": \"shop\",\n    \"devDependencies\": { \"jest\": \"^30\" }\n}\n",
        )],
        written: &[(
            "package.json",
            "{\n    \"name\": \"shop\",\n    \"devDependencies\": { \"jest\": \"^30\" },\n    \"jest\": {\n        \"globalSetup\": \"notprod/jest/global-setup\",\n        \"setupFilesAfterEnv\": [\"notprod/jest\"]\n    }\n}\n",
        )],
        printed: &["npm install --save-dev notprod", "CommonJS"],
    },
    Case {
        name: "vitest",
        files: &[
            (
                "package.json",
                "{\"type\": \"module\", \"devDependencies\": {\"vitest\": \"^3\", \"next\": \"15\"}}\n",
            ),
            ("vitest.config.ts", "export default {};\n"),
            (".env.production", "X=1\n"),
            (".github/workflows/test.yml", "on: push\n"),
        ],
        written: &[],
        printed: &[
            "globalSetup: ['notprod/vitest/global-setup'], setupFiles: ['notprod/vitest']",
            "vitest.config.ts",
            "ES modules",
            "Next",
            ".env.production (not for tests)",
            ".github/workflows/test.yml",
        ],
    },
    Case {
        name: "phpunit",
        files: &[
            (
                "composer.json",
                "{\"require-dev\": {\"phpunit/phpunit\": \"^11\"}}",
            ),
            (
                "phpunit.xml",
                "<?xml version=\"1.0\"?>\r\n<phpunit colors='true'>\r\n  <php/>\r\n</phpunit>\r\n",
            ),
        ],
        written: &[(
            "phpunit.xml",
            "<?xml version=\"1.0\"?>\r\n<phpunit colors='true'>\r\n  <php/>\r\n  <extensions>\r\n    <bootstrap class=\"Notprod\\PHPUnit\\Extension\"/>\r\n  </extensions>\r\n</phpunit>\r\n",
        )],
        printed: &["composer require --dev notprod/phpunit"],
    },
    Case {
        name: "phpunit 9",
        files: &[
            (
                "composer.json",
                "{\"require-dev\": {\"phpunit/phpunit\": \"^9.6\"}}",
            ),
            (
                "phpunit.xml.dist",
                "<phpunit>\n    <extensions>\n    </extensions>\n</phpunit>\n",
            ),
        ],
        written: &[(
            "phpunit.xml.dist",
            "<phpunit>\n    <extensions>\n        <extension class=\"Notprod\\PHPUnit\\Hook\"/>\n    </extensions>\n</phpunit>\n",
        )],
        printed: &[],
    },
    Case {
        name: "laravel with sail",
        files: &[
            (
                "composer.json",
                "{\"require\": {\"laravel/framework\": \"^11\"}, \"require-dev\": {\"laravel/sail\": \"^1\", \"phpunit/phpunit\": \"^11\"}}",
            ),
            ("artisan", ""),
            (
                "phpunit.xml",
                "<phpunit>\n    <php>\n        <env name=\"DB_DATABASE\" value=\"testing\"/>\n    </php>\n</phpunit>\n",
            ),
            ("tests/TestCase.php", "<?php\nabstract class TestCase {}\n"),
        ],
        written: &[(
            "phpunit.xml",
            "<phpunit>\n    <php>\n        <env name=\"DB_DATABASE\" value=\"testing\"/>\n    </php>\n    <extensions>\n        <bootstrap class=\"Notprod\\PHPUnit\\Extension\"/>\n    </extensions>\n</phpunit>\n",
        )],
        printed: &[
            "use Notprod\\Laravel\\GuardsDatabases;",
            "Laravel, Laravel Sail",
        ],
    },
    Case {
        name: "three runners",
        files: &[
            ("pytest.ini", "[pytest]\n"),
            ("phpunit.xml", "<phpunit>\n</phpunit>\n"),
            (".mocharc.json", "{ \"require\": [\"a\"] }\n"),
            (
                "package.json",
                "{\"devDependencies\": {\"mocha\": \"11\"}}\n",
            ),
        ],
        written: &[
            ("pytest.ini", "[pytest]\nrequired_plugins = notprod\n"),
            (
                "phpunit.xml",
                "<phpunit>\n    <extensions>\n        <bootstrap class=\"Notprod\\PHPUnit\\Extension\"/>\n    </extensions>\n</phpunit>\n",
            ),
            (
                ".mocharc.json",
                "{ \"require\": [\"a\", \"notprod/mocha\"] }\n",
            ),
        ],
        printed: &["pytest, phpunit, mocha"],
    },
    Case {
        name: "no tests",
        files: &[("README.md", "# shop\n")],
        written: &[],
        printed: &["notprod run -- CMD"],
    },
];

#[test]
fn each_project_gets_its_lines_once() {
    for case in CASES {
        let project = Project::of(case.files);
        let before = project.state();
        let looked = project.init(&[], SAFE);
        assert_eq!(
            project.state(),
            before,
            "{}: a look writes nothing",
            case.name
        );
        assert_eq!(looked.code, Some(0), "{}: {}", case.name, looked.printed());
        for words in case.printed {
            assert!(
                looked.stdout.contains(words),
                "{}: {words}\n{}",
                case.name,
                looked.stdout
            );
        }

        let wrote = project.init(&["--write"], SAFE);
        assert_eq!(wrote.code, Some(0), "{}: {}", case.name, wrote.printed());
        let mut expected = before;
        for (name, text) in case.written {
            let old = expected.insert(project.root.join(name), (*text).to_owned());
            assert_ne!(old.as_deref(), Some(*text), "{}: {name} changes", case.name);
        }
        let policy = project.text("notprod.toml");
        expected.insert(project.root.join("notprod.toml"), policy.clone());
        let state = project.state();
        assert_eq!(state, expected, "{}", case.name);
        assert!(!policy.contains("allow"), "no entry lifts anything");
        assert!(
            policy
                .lines()
                .all(|line| line.is_empty() || line.starts_with('#'))
        );

        let again = project.init(&["--write"], SAFE);
        assert_eq!(
            project.state(),
            state,
            "{}: a second run changes nothing",
            case.name
        );
        assert!(
            again.stdout.contains("nothing was changed"),
            "{}: {}",
            case.name,
            again.stdout
        );
    }
    say(&format!("init: {} projects", CASES.len()));
}

/// What is printed to be added stands in the documentation, word for word.
#[test]
fn the_lines_are_those_of_the_documentation() {
    let pages = [
        "README.md",
        "docs/node.md",
        "docs/php.md",
        "bindings-python/README.md",
    ];
    let pages: String = pages
        .iter()
        .map(|page| fs::read_to_string(checkout().join(page)).expect("a page"))
        .collect();
    let more: &[&[(&str, &str)]] = &[
        &[("requirements.txt", "flask\n")],
        &[("package.json", "{\"scripts\": {\"test\": \"node --test\"}}")],
        &[
            ("package.json", "{\"devDependencies\": {\"jest\": \"30\"}}"),
            ("jest.config.js", ""),
        ],
        &[("package.json", "{\"devDependencies\": {\"mocha\": \"11\"}}")],
    ];
    let mut lines = 0;
    for files in CASES
        .iter()
        .map(|case| case.files)
        .chain(more.iter().copied())
    {
        let ended = Project::of(files).init(&[], SAFE);
        // The lines of the offered policy are comments; the report's stand below more blanks.
        let printed = ended
            .stdout
            .lines()
            .filter_map(|line| line.strip_prefix("  | "));
        for line in printed.filter(|line| !line.starts_with('#')) {
            assert!(pages.contains(line.trim()), "`{line}` stands in no page");
            lines += 1;
        }
    }
    say(&format!("init: {lines} lines"));
    assert!(lines > 15);
}

#[test]
fn code_that_has_its_lines_is_said_to_have_them() {
    let written = "export default { test: { globalSetup: ['notprod/vitest/global-setup'], setupFiles: ['notprod/vitest'] } };\n";
    for (text, there) in [(written, true), ("export default {};\n", false)] {
        let project = Project::of(&[
            (
                "package.json",
                "{\"devDependencies\": {\"vitest\": \"3\"}}\n",
            ),
            ("vitest.config.js", text),
        ]);
        let ended = project.init(&["--write"], SAFE);
        let said = ended.stdout.contains("`vitest.config.js` has it already");
        assert_eq!(said, there, "{}", ended.stdout);
        assert_eq!(project.text("vitest.config.js"), text);
    }
}

#[test]
fn the_policy_that_is_offered_is_one_when_its_comments_are_lines() {
    let project = Project::of(&[]);
    project.init(&["--write"], SAFE);
    let commented = project.text("notprod.toml");
    let lines = commented
        .lines()
        .skip(2)
        .map(|line| line.strip_prefix("# ").unwrap_or(line));
    let policy: String = lines.map(|line| format!("{line}\n")).collect();
    assert!(policy.contains("\n[databases]\n"), "{policy}");
    fs::write(project.root.join("notprod.toml"), &policy).expect("a file");
    let ended = project.init(&[], SAFE);
    assert_eq!(ended.code, Some(0), "{}", ended.printed());
}

#[test]
fn a_policy_stays_wherever_it_stands() {
    for (name, text) in [
        ("notprod.toml", "[live]\nmode = \"never\"\n"),
        ("pyproject.toml", "[tool.notprod.live]\nmode = \"never\"\n"),
        (
            "package.json",
            "{\"notprod\": {\"live\": {\"mode\": \"never\"}}}",
        ),
        ("notprod.toml", "this is broken\n"),
    ] {
        let project = Project::of(&[(name, text)]);
        let ended = project.init(&["--write"], SAFE);
        assert!(
            project.text(name).starts_with(text) || name == "pyproject.toml",
            "{name}"
        );
        assert_eq!(
            project.root.join("notprod.toml").exists(),
            name == "notprod.toml"
        );
        assert!(
            ended.stdout.contains("is there, and stays as it is"),
            "{}",
            ended.stdout
        );
    }
}

#[test]
fn the_exit_code_is_that_of_the_check() {
    let project = Project::of(&[("pytest.ini", "[pytest]\n")]);
    let production = [(
        "DATABASE_URL",
        "postgres://app:hunter2-Zq7@localhost/shop_production",
    )];
    let ended = project.init(&["--write"], &production);
    assert_eq!(ended.code, Some(1));
    assert!(ended.stdout.contains("notprod: refuse"), "{}", ended.stdout);
    assert!(!ended.printed().contains("hunter2"));
    let json = project.init(&["--format", "json"], &production);
    assert!(
        json.stdout.starts_with("{\"schema\":\"notprod.report/1\""),
        "{}",
        json.stdout
    );
    assert!(json.stderr.contains("found in"));
    let broken = Project::of(&[("notprod.toml", "x = 1\n")]);
    assert_eq!(broken.init(&[], SAFE).code, Some(2));
}

#[test]
fn what_cannot_be_edited_safely_is_left_with_its_line() {
    for (name, text, place, line) in [
        (
            "phpunit.xml",
            "<phpunit>\n<php>\n</phpunit>\n",
            "`phpunit.xml:3` is left",
            "<bootstrap class",
        ),
        (
            "pyproject.toml",
            "[tool.pytest.ini_options]\nx = \n",
            "`pyproject.toml:2` is left",
            "required_plugins",
        ),
        (
            "package.json",
            "{\n \"jest\": ,\n}",
            "`package.json:2` is left",
            "globalSetup",
        ),
        (
            "package.json",
            "{\"jest\": {\"globalSetup\": \"./own\"}}",
            "`package.json` is left",
            "globalSetup",
        ),
    ] {
        let project = Project::of(&[(name, text)]);
        let ended = project.init(&["--write"], SAFE);
        assert_eq!(project.text(name), text);
        assert!(ended.stdout.contains(place), "{place}\n{}", ended.stdout);
        assert!(
            ended.stdout.contains(line) && ended.stdout.contains("help: "),
            "{}",
            ended.stdout
        );
    }
}

#[test]
fn a_folder_may_have_any_name() {
    let project = Project::named("my \"shop's\" läden 店", &[("pytest.ini", "[pytest]\n")]);
    let ended = project.init(&["--write"], SAFE);
    assert_eq!(ended.code, Some(0), "{}", ended.printed());
    assert_eq!(
        project.text("pytest.ini"),
        "[pytest]\nrequired_plugins = notprod\n"
    );
}

#[cfg(unix)]
#[test]
fn a_file_that_is_read_only_or_linked_keeps_what_it_is() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let project = Project::of(&[("pytest.ini", "[pytest]\n")]);
    let file = project.root.join("pytest.ini");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o444)).expect("rights");
    let ended = project.init(&["--write"], SAFE);
    assert_eq!(project.text("pytest.ini"), "[pytest]\n");
    assert!(
        ended
            .stdout
            .contains("cannot be written: permission denied"),
        "{}",
        ended.stdout
    );
    assert_eq!(ended.code, Some(2), "what was asked for was not done");

    let linked = Project::of(&[("config/pytest.ini", "[pytest]\n")]);
    fs::set_permissions(
        linked.root.join("config/pytest.ini"),
        fs::Permissions::from_mode(0o640),
    )
    .expect("rights");
    symlink("config/pytest.ini", linked.root.join("pytest.ini")).expect("a link");
    linked.init(&["--write"], SAFE);
    assert!(linked.root.join("pytest.ini").is_symlink());
    assert!(linked.text("config/pytest.ini").contains("notprod"));
    let mode = fs::metadata(linked.root.join("config/pytest.ini"))
        .expect("a file")
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o640);
}

#[test]
fn the_packages_of_a_monorepo_have_lines_of_their_own() {
    let project = Project::of(&[
        (
            "package.json",
            "{\"workspaces\": [\"packages/*\"], \"devDependencies\": {\"vitest\": \"3\"}}\n",
        ),
        (
            "packages/a/package.json",
            "{\"devDependencies\": {\"jest\": \"30\"}}\n",
        ),
        ("packages/b/package.json", "{\"name\": \"b\"}\n"),
    ]);
    let ended = project.init(&["--write"], SAFE);
    assert!(
        project
            .text("packages/a/package.json")
            .contains("notprod/jest/global-setup"),
        "{}",
        ended.stdout
    );
    assert_eq!(
        project.text("packages/b/package.json"),
        "{\"name\": \"b\"}\n"
    );
    assert!(!project.root.join("packages/a/notprod.toml").exists());
}
