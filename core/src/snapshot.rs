//! The question, and the files that are read to answer it.

use crate::secret::Secret;
use serde::Deserialize;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;

/// What runs the tests; it decides which reader applies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Runner {
    /// pytest.
    Pytest,
    /// PHPUnit, and what builds on it: paratest, Pest, `artisan test`.
    Phpunit,
    /// Jest.
    Jest,
    /// Vitest.
    Vitest,
    /// Mocha.
    Mocha,
    /// `node --test`.
    Node,
}

impl Runner {
    /// Every runner.
    pub const ALL: &'static [Runner] = &[
        Runner::Pytest,
        Runner::Phpunit,
        Runner::Jest,
        Runner::Vitest,
        Runner::Mocha,
        Runner::Node,
    ];

    /// The name as it is written in reports and after `--runner`.
    pub fn name(self) -> &'static str {
        match self {
            Runner::Pytest => "pytest",
            Runner::Phpunit => "phpunit",
            Runner::Jest => "jest",
            Runner::Vitest => "vitest",
            Runner::Mocha => "mocha",
            Runner::Node => "node",
        }
    }

    /// The runner of that name.
    pub fn from_name(name: &str) -> Option<Runner> {
        Runner::ALL
            .iter()
            .copied()
            .find(|runner| runner.name() == name)
    }

    /// The language that the runner runs.
    pub fn ecosystem(self) -> Ecosystem {
        match self {
            Runner::Pytest => Ecosystem::Python,
            Runner::Phpunit => Ecosystem::Php,
            Runner::Jest | Runner::Vitest | Runner::Mocha | Runner::Node => Ecosystem::Node,
        }
    }
}

/// A language and its frameworks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Ecosystem {
    /// Python.
    Python,
    /// PHP.
    Php,
    /// Node.js.
    Node,
    /// Anything else.
    Other,
}

/// When the question is asked; it decides what stops a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Moment {
    /// Before any code of the project: only `refuse` stops.
    Start,
    /// After the project's own test configuration has run: `unproven` stops, too.
    SetUp,
    /// Somebody asked: `guard()`, `notprod check`.
    #[default]
    Asked,
}

/// *If the tests of this project were started here, with this environment, would they be safe?*
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Question {
    /// The folder in which the question is asked; absolute once `host` has resolved it.
    pub root: PathBuf,
    /// The runner, where the surface knows it.
    pub runner: Option<Runner>,
    /// The environment as the asking language sees it.
    pub environment: BTreeMap<String, Secret>,
    /// What other parts of the language hold for variables where they differ from `environment`:
    /// PHP's `$_ENV` and `getenv` beside `$_SERVER`. Who reads which is decided by the readers.
    pub beside: Vec<BTreeMap<String, Secret>>,
    /// The command that runs the tests with its arguments, where the surface knows it:
    /// `["pytest", "--ds=shop.settings"]`, `["php", "artisan", "test", "--env=testing"]`.
    pub arguments: Vec<String>,
    /// Addresses that the caller gave: `guard(url=...)`. Where there are any, they alone are judged.
    pub addresses: Vec<Secret>,
    /// Settings of a framework that has booted.
    pub declared: Vec<Declared>,
    /// A dotenv file that must be there and wins over the process: `guard(load=".env.testing")`.
    pub load: Option<PathBuf>,
    /// A policy beside those that are found; the nearest of all.
    pub policy: Option<PathBuf>,
    /// When the question is asked.
    pub moment: Moment,
    /// Ask no server.
    pub offline: bool,
    /// Ask the server of every target, whatever policy says.
    pub live: bool,
    /// The home folder: nothing above it is looked at.
    pub home: Option<PathBuf>,
    /// The root as it was given, for messages.
    #[serde(skip)]
    pub root_shown: Option<String>,
    /// Today, as days since 1970-01-01, in UTC. Entries of a policy expire by it.
    pub today: i64,
}

/// A connection as a booted framework has it, without its password. What it means is decided here.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Declared {
    /// The framework: `django`.
    pub origin: String,
    /// The connection's alias, such as `default`.
    pub alias: String,
    /// The engine or driver, in the framework's spelling.
    pub engine: String,
    /// The host; a path is a socket.
    pub host: Option<String>,
    /// The port, as text.
    pub port: Option<String>,
    /// The database.
    pub name: Option<String>,
    /// The user.
    pub user: Option<String>,
    /// libpq's service, where the options name one.
    pub service: Option<String>,
    /// What the framework does for tests.
    pub test: Option<DeclaredTest>,
    /// Whether the tests may use it without naming it; a framework that cannot tell leaves it out.
    pub used: Option<bool>,
}

/// What a framework does with a connection before tests.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DeclaredTest {
    /// The test database's name, where the settings give one.
    pub name: Option<String>,
    /// The alias whose test database this connection shares.
    pub mirror: Option<String>,
}

impl Question {
    /// The value of an option among the arguments, in either of its spellings: `--env=testing` and
    /// `--env testing`, `-c FILE` and `-cFILE`. The last wins, as runners have it.
    pub fn option(&self, long: &str, short: Option<&str>) -> Option<&str> {
        let mut found = None;
        for (at, argument) in self.arguments.iter().enumerate() {
            if argument == "--" {
                break;
            }
            let next = || self.arguments.get(at + 1).map(String::as_str);
            let value = match argument.strip_prefix(long) {
                Some("") => next(),
                Some(rest) => rest.strip_prefix('='),
                None => match short.and_then(|short| argument.strip_prefix(short)) {
                    Some("") => next(),
                    Some(rest) if !argument.starts_with("--") => {
                        Some(rest.strip_prefix('=').unwrap_or(rest))
                    }
                    _ => None,
                },
            };
            found = value.or(found);
        }
        found.filter(|value| !value.is_empty())
    }

    /// The root for messages: as it was given, `.` where nothing was.
    pub fn shown_root(&self) -> String {
        match &self.root_shown {
            Some(shown) => shown.clone(),
            None if self.root.as_os_str().is_empty() => ".".to_owned(),
            None => self.root.display().to_string(),
        }
    }
}

/// What a file is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// Nothing is there.
    Absent,
    /// A file of that many bytes; the path has every link resolved.
    File {
        /// The path with every link resolved.
        path: PathBuf,
        /// Size in bytes.
        bytes: u64,
    },
    /// A folder, a device, a socket.
    Other,
    /// Something is there that cannot be looked at; the reason is in words.
    Unreadable(String),
}

/// The contents of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// Nothing is there.
    Absent,
    /// The text.
    Text(Rc<str>),
    /// Text in which bytes that are no UTF-8 stand as U+FFFD: good where they feed nothing.
    Lossy(Rc<str>),
    /// A folder: nothing reads one.
    Folder,
    /// Something is there that is no text; the reason is in words.
    Unreadable(String),
}

/// Files are read through this, so that the report lists each one, and tests need no disk.
pub trait Files {
    /// The text of a file.
    fn read(&self, path: &Path) -> Content;
    /// What stands at a path, links followed.
    fn resolve(&self, path: &Path) -> Found;
    /// The names in a folder; none where nothing is there.
    ///
    /// # Errors
    /// A folder that cannot be listed; the reason is in words.
    fn list(&self, folder: &Path) -> Result<Vec<String>, String>;
}

/// The largest file that is read, in bytes. A larger one is an error where it would feed a target.
pub const MAX_FILE_BYTES: u64 = 16 * 1024 * 1024;

/// The question and a reader of files that remembers each answer, so that one decision sees one
/// state of the disk.
pub struct Snapshot<'a> {
    /// The question.
    pub question: &'a Question,
    files: &'a dyn Files,
    contents: RefCell<BTreeMap<PathBuf, Content>>,
    found: RefCell<BTreeMap<PathBuf, Found>>,
}

impl<'a> Snapshot<'a> {
    /// A snapshot over a reader of files.
    pub fn new(question: &'a Question, files: &'a dyn Files) -> Snapshot<'a> {
        Snapshot {
            question,
            files,
            contents: RefCell::default(),
            found: RefCell::default(),
        }
    }

    /// The text of a file; the second call gives the first answer.
    pub fn read(&self, path: &Path) -> Content {
        if let Some(known) = self.contents.borrow().get(path) {
            return known.clone();
        }
        let content = self.files.read(path);
        self.contents
            .borrow_mut()
            .insert(path.to_owned(), content.clone());
        content
    }

    /// What stands at a path; the second call gives the first answer.
    pub fn resolve(&self, path: &Path) -> Found {
        if let Some(known) = self.found.borrow().get(path) {
            return known.clone();
        }
        let found = self.files.resolve(path);
        self.found
            .borrow_mut()
            .insert(path.to_owned(), found.clone());
        found
    }

    /// The names in a folder, sorted.
    ///
    /// # Errors
    /// As [`Files::list`].
    pub fn list(&self, folder: &Path) -> Result<Vec<String>, String> {
        let mut names = self.files.list(folder)?;
        names.sort_unstable();
        Ok(names)
    }

    /// The folders in which dotenv files and policies are looked for, the nearest first: from the
    /// root up to the folder that holds `.git`, never above the home folder; without `.git`, the
    /// root alone.
    pub fn folders(&self) -> Vec<PathBuf> {
        let root = &self.question.root;
        let mut folders = Vec::new();
        for folder in root.ancestors() {
            folders.push(folder.to_owned());
            if self.resolve(&folder.join(".git")) != Found::Absent {
                return folders;
            }
            if self.question.home.as_deref() == Some(folder) {
                break;
            }
        }
        vec![root.clone()]
    }

    /// Every file that was read, shown relative to the root where it lies below it, sorted.
    pub fn files_read(&self) -> Vec<String> {
        let mut names: Vec<String> = self
            .contents
            .borrow()
            .iter()
            .filter(|(_, content)| **content != Content::Absent)
            .map(|(path, _)| self.show(path))
            .collect();
        names.sort_unstable();
        names
    }

    /// A path for people: relative to the root where it lies below it or beside one of its parents.
    pub fn show(&self, path: &Path) -> String {
        let root = &self.question.root;
        if let Ok(below) = path.strip_prefix(root) {
            return if below.as_os_str().is_empty() {
                ".".to_owned()
            } else {
                below.display().to_string()
            };
        }
        for (up, folder) in root.ancestors().enumerate() {
            // A file of the top folder is the machine's own, not the project's.
            if folder.parent().is_some()
                && path.parent() == Some(folder)
                && let Some(name) = path.file_name()
            {
                return format!("{}{}", "../".repeat(up), name.display());
            }
        }
        path.display().to_string()
    }
}
