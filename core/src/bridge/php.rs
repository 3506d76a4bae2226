//! What a PHP process is: whether it runs tests, and of which project.

use crate::host::Disk;
use crate::snapshot::{Files, Found};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// A PHP process, as it was started.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Process {
    /// The script, as it was called.
    pub script: String,
    /// What stands after the script.
    pub arguments: Vec<String>,
    /// The working directory.
    pub folder: PathBuf,
    /// The value of [`MARK`], where the process holds one.
    pub mark: Option<String>,
    /// The number of the process.
    pub id: u32,
}

/// The variable by which a test run is known to the processes that it starts. It switches judging
/// on, never off.
pub const MARK: &str = "NOTPROD_PHP_RUN";

/// A run of tests.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TestRun {
    /// The folder of the project.
    pub root: PathBuf,
    /// The arguments that choose what is read, with whole paths.
    pub arguments: Vec<String>,
    /// The process that started the run, and judges it as a whole.
    pub owner: u32,
}

impl TestRun {
    /// Whether another process started the run.
    pub fn is_child(&self, process: u32) -> bool {
        self.owner != process
    }

    /// The value of [`MARK`] for the processes that this one starts.
    pub fn mark(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// What a script is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// PHPUnit, and what takes its arguments.
    Runner,
    /// A worker, whose arguments are its own runner's.
    Worker,
    Artisan,
    Other,
}

/// The run of tests that a process is, or is a part of; none where it runs no tests, or only prints
/// its help or version. The disk is looked at where it is one.
pub fn test_run(process: &Process) -> Option<TestRun> {
    let kind = kind(&process.script);
    let runs_tests = match kind {
        Kind::Runner => !asks_only(&process.arguments),
        Kind::Worker => true,
        Kind::Artisan => artisan_tests(&process.arguments),
        Kind::Other => false,
    };
    let started = process.mark.as_deref().map(|mark| {
        // A mark that nobody reads is still one: what lies here is judged.
        serde_json::from_str(mark).unwrap_or_else(|_| TestRun {
            root: process.folder.clone(),
            arguments: Vec::new(),
            owner: 0,
        })
    });
    match (kind, started) {
        (Kind::Runner | Kind::Artisan, started) if runs_tests => {
            let mut run = own(process, kind);
            run.owner = started.map_or(process.id, |started: TestRun| started.owner);
            Some(run)
        }
        (_, Some(started)) => Some(started),
        (Kind::Worker, None) => {
            let mut worker = process.clone();
            worker.arguments.clear();
            Some(TestRun {
                owner: 0,
                ..own(&worker, kind)
            })
        }
        _ => None,
    }
}

/// The project in which a process stands, where it runs no tests that are known: a bootstrap file
/// asks in a runner of the project's own.
pub fn project(process: &Process) -> TestRun {
    own(process, Kind::Runner)
}

/// Whether a script may run tests, by its name alone: in any other process nothing more is looked at.
pub fn may_run_tests(script: &str) -> bool {
    kind(script) != Kind::Other
}

/// The working directory; empty where it is gone, which no question takes for a folder.
pub fn working_folder() -> PathBuf {
    crate::host::working_folder()
}

fn kind(script: &str) -> Kind {
    let path = script.to_ascii_lowercase().replace('\\', "/");
    let name = path.rsplit('/').next().unwrap_or("");
    let stem = [".phar", ".php", ".bat"]
        .iter()
        .find_map(|ending| name.strip_suffix(ending))
        .unwrap_or(name);
    let is_version = |rest: &str| {
        rest.bytes()
            .all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'_'))
    };
    let is_runner = |runner: &str| stem.strip_prefix(runner).is_some_and(is_version);
    if stem == "artisan" {
        Kind::Artisan
    } else if stem == "phpunit-wrapper" || path.ends_with("pest/bin/worker.php") {
        Kind::Worker
    } else if stem == "simple-phpunit" || ["phpunit", "paratest", "pest"].into_iter().any(is_runner)
    {
        Kind::Runner
    } else {
        Kind::Other
    }
}

/// Whether the first argument asks for nothing but help or version. Further behind it could be the
/// value of an option.
fn asks_only(arguments: &[String]) -> bool {
    let first = arguments.first().map(String::as_str);
    matches!(first, Some("--help" | "-h" | "--version"))
}

fn artisan_tests(arguments: &[String]) -> bool {
    let mut words = arguments.iter().skip_while(|word| word.starts_with('-'));
    let command = words.next().map(String::as_str);
    let next = words.next().map(String::as_str);
    matches!(command, Some("test" | "dusk")) && !matches!(next, Some("--help" | "-h"))
}

fn own(process: &Process, kind: Kind) -> TestRun {
    let folder = &process.folder;
    let mut arguments = process.arguments.clone();
    let mut base = folder.clone();
    if kind == Kind::Artisan {
        base = parent(&folder.join(&process.script));
    } else if let Some(given) = take_configuration(&mut arguments) {
        let path = folder.join(given);
        base = match Disk.resolve(&path) {
            Found::Other => path.clone(),
            _ => parent(&path),
        };
        arguments.insert(0, "--configuration".to_owned());
        arguments.insert(1, path.to_string_lossy().into_owned());
    } else {
        arguments.insert(0, "--configuration".to_owned());
        arguments.insert(1, folder.to_string_lossy().into_owned());
    }
    TestRun {
        root: root(&base, folder),
        arguments,
        owner: process.id,
    }
}

fn parent(path: &Path) -> PathBuf {
    path.parent().unwrap_or(path).to_owned()
}

/// Takes `-c FILE` out of PHPUnit's arguments, in each of its spellings; the last wins.
fn take_configuration(arguments: &mut Vec<String>) -> Option<String> {
    let mut found = None;
    let mut kept = Vec::new();
    let mut words = std::mem::take(arguments).into_iter();
    while let Some(word) = words.next() {
        if word == "--" {
            kept.push(word);
            break;
        }
        let (name, value) = match word.split_once('=') {
            Some((name, value)) => (name, Some(value.to_owned())),
            None => (word.as_str(), None),
        };
        // A long option may be cut, as long as it is the only one that begins so.
        if name.len() >= "--con".len() && "--configuration".starts_with(name) {
            found = value.or_else(|| words.next()).or(found);
        } else if let Some(rest) = word.strip_prefix("-c") {
            let rest = Some(rest.to_owned()).filter(|rest| !rest.is_empty());
            found = rest.or_else(|| words.next()).or(found);
        } else {
            kept.push(word);
        }
    }
    kept.extend(words);
    *arguments = kept;
    found.filter(|path| !path.is_empty())
}

/// The nearest folder that holds a project, from the configuration's own up to the working directory
/// or the one that holds `.git`; else the configuration's own.
fn root(base: &Path, folder: &Path) -> PathBuf {
    let is_there = |path: PathBuf| Disk.resolve(&path) != Found::Absent;
    let within: Vec<&Path> = {
        let above: Vec<&Path> = base.ancestors().collect();
        let last = above
            .iter()
            .position(|up| is_there(up.join(".git")))
            .or_else(|| above.iter().position(|up| *up == folder))
            .unwrap_or(0);
        above.into_iter().take(last + 1).collect()
    };
    let is_project = |up: &&&Path| {
        ["composer.json", "artisan"]
            .iter()
            .any(|name| is_there(up.join(name)))
    };
    within
        .iter()
        .find(is_project)
        .map_or(base, |up| *up)
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn process(script: &str, arguments: &[&str]) -> Process {
        Process {
            script: script.to_owned(),
            arguments: arguments.iter().map(|word| (*word).to_owned()).collect(),
            folder: "/nowhere/project".into(),
            mark: None,
            id: 7,
        }
    }

    #[test]
    fn a_test_run_is_known_by_script_and_arguments() {
        for (script, arguments) in [
            ("vendor/bin/phpunit", &[][..]),
            ("/usr/bin/phpunit", &["tests"]),
            ("phpunit.phar", &["--filter", "--help"]),
            ("tools/phpunit-9.6.phar", &[]),
            ("vendor/bin/paratest", &["-p4"]),
            ("vendor/bin/pest", &[]),
            ("bin/simple-phpunit", &[]),
            ("artisan", &["test"]),
            ("/srv/app/artisan", &["--env=testing", "test", "--parallel"]),
            ("vendor/brianium/paratest/bin/phpunit-wrapper.php", &["--x"]),
            ("vendor/pestphp/pest/bin/worker.php", &[]),
        ] {
            assert!(
                test_run(&process(script, arguments)).is_some(),
                "{script} {arguments:?}"
            );
        }
        for (script, arguments) in [
            ("", &[][..]),
            ("-", &[]),
            ("artisan", &["migrate"]),
            ("artisan", &["make:test", "test"]),
            ("artisan", &[]),
            ("vendor/bin/phpunit", &["--version"]),
            ("vendor/bin/pest", &["--help"]),
            ("phpunit-report.php", &[]),
            ("vendor/bin/phpstan", &["test"]),
            ("bin/worker.php", &[]),
            ("composer", &["test"]),
        ] {
            assert_eq!(
                test_run(&process(script, arguments)),
                None,
                "{script} {arguments:?}"
            );
        }
    }

    #[test]
    fn a_mark_makes_any_process_a_part_of_the_run() {
        let marked = |mark: &str| Process {
            mark: Some(mark.to_owned()),
            ..process("-", &[])
        };
        let run = test_run(&process("phpunit", &["-c", "ci.xml", "--filter=x"])).expect("a run");
        assert!(!run.is_child(7) && run.is_child(8));
        assert_eq!(test_run(&marked(&run.mark())), Some(run));
        for mark in ["", "0", "off", "{"] {
            let child = test_run(&marked(mark)).expect("no value switches it off");
            assert_eq!(child.root, Path::new("/nowhere/project"), "{mark}");
            assert!(child.is_child(7), "{mark}");
        }
    }

    #[test]
    fn the_project_is_found_from_the_configuration() {
        let folder = tempfile::tempdir().expect("a folder");
        let top = folder.path();
        for name in ["api/tests", "plain"] {
            std::fs::create_dir_all(top.join(name)).expect("a folder");
        }
        std::fs::write(top.join("api/composer.json"), "{}").expect("a file");
        for (arguments, root, configuration) in [
            (&["-c", "api/phpunit.xml"][..], "api", "api/phpunit.xml"),
            (&["-capi/tests/ci.xml"], "api", "api/tests/ci.xml"),
            (&["--config=api/tests"], "api", "api/tests"),
            (&["--configuration", "plain/x.xml"], "plain", "plain/x.xml"),
            (&["--", "-c", "api"], "", ""),
            (&["--colors=never"], "", ""),
        ] {
            let run = test_run(&Process {
                folder: top.to_owned(),
                ..process("phpunit", arguments)
            })
            .expect("a run");
            let whole = |below: &str| {
                top.join(below)
                    .to_string_lossy()
                    .trim_end_matches('/')
                    .to_owned()
            };
            assert_eq!(run.root.to_string_lossy(), whole(root), "{arguments:?}");
            assert_eq!(
                run.arguments.get(1).map(String::as_str),
                Some(whole(configuration).as_str()),
                "{arguments:?}"
            );
        }
        let run = test_run(&Process {
            folder: top.to_owned(),
            ..process("api/artisan", &["test"])
        });
        assert_eq!(run.expect("a run").root, top.join("api"));
    }
}
