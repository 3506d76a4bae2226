//! The vectors: cases that every surface must get right.

use notprod::{Question, Secret};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};

/// A case of `guard.json`, `own.json` or `real.json`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// The stable name.
    pub id: String,
    /// What the run finds.
    pub given: Given,
    /// What it must answer.
    pub expect: Expectation,
    /// Why that is the answer.
    pub why: String,
    /// The kind of project, in `real.json`.
    #[serde(default)]
    pub kind: Option<String>,
    /// Whether the database really is disposable, in `real.json`; none where nobody could tell.
    #[serde(default)]
    pub harmless: Option<bool>,
}

/// What the run finds.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Given {
    /// The environment, beside `PATH` and `HOME`.
    pub env: BTreeMap<String, String>,
    /// The files of the folder.
    pub files: BTreeMap<String, FileContent>,
    /// The folder below it in which the question is asked.
    #[serde(default)]
    pub root: Option<PathBuf>,
}

/// A file of a case.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub enum FileContent {
    /// Its text.
    Text(String),
    /// A link.
    Link {
        /// Where the link points.
        symlink: String,
    },
}

/// What a case must be answered with.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expectation {
    /// The accepted verdicts.
    pub verdict: Verdicts,
    /// Fields that one reported target must have.
    #[serde(default)]
    pub target: Option<BTreeMap<Field, serde_json::Value>>,
}

/// A field of a target that a case may ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Field {
    /// The engine's word.
    Engine,
    /// The database.
    Database,
    /// The schema.
    Schema,
    /// The user.
    User,
    /// The socket.
    Socket,
    /// Hosts that are among the target's.
    Hosts,
    /// Ports that are among the target's.
    Ports,
}

impl Field {
    /// The name in a report.
    pub fn name(self) -> &'static str {
        match self {
            Field::Engine => "engine",
            Field::Database => "database",
            Field::Schema => "schema",
            Field::User => "user",
            Field::Socket => "socket",
            Field::Hosts => "hosts",
            Field::Ports => "ports",
        }
    }
}

/// One verdict or several.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub enum Verdicts {
    /// The only right one.
    One(String),
    /// Each is right.
    Several(Vec<String>),
}

impl Verdicts {
    /// Whether a verdict is right.
    pub fn accept(&self, verdict: &str) -> bool {
        match self {
            Verdicts::One(one) => one == verdict,
            Verdicts::Several(several) => several.iter().any(|one| one == verdict),
        }
    }
}

/// The cases of a file.
///
/// # Errors
/// A file that is not there, that does not have this shape, or that names an id twice.
pub fn load(path: &Path) -> io::Result<Vec<Case>> {
    let cases: Vec<Case> = serde_json::from_str(&read(path)?)?;
    distinct(&cases, &path.display().to_string())?;
    Ok(cases)
}

fn distinct(cases: &[Case], file: &str) -> io::Result<()> {
    let ids: BTreeSet<&str> = cases.iter().map(|case| case.id.as_str()).collect();
    if cases.is_empty() || ids.len() != cases.len() {
        return Err(io::Error::other(format!("{file}: no case, or an id twice")));
    }
    Ok(())
}

/// The files of cases that go through every surface.
pub const FILES: [&str; 2] = ["tests/vectors/guard.json", "tests/vectors/own.json"];

/// The cases of [`FILES`].
///
/// # Errors
/// As [`load`]; an id that stands in both.
pub fn guard() -> io::Result<Vec<Case>> {
    let mut cases = Vec::new();
    for file in FILES {
        cases.extend(load(&crate::checkout().join(file))?);
    }
    distinct(&cases, "the vectors")?;
    Ok(cases)
}

/// `tests/vectors/real.json`: the test settings of public projects.
///
/// # Errors
/// As [`load`].
pub fn real() -> io::Result<Vec<Case>> {
    load(&crate::checkout().join("tests/vectors/real.json"))
}

/// The ids of `tests/vectors/pending.txt`: cases that cannot be right yet. Without the file, none.
///
/// # Errors
/// A file that cannot be read.
pub fn pending() -> io::Result<BTreeSet<String>> {
    let text = match read(&crate::checkout().join("tests/vectors/pending.txt")) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        read => read?,
    };
    Ok(text
        .lines()
        .filter_map(|line| line.split('#').next())
        .map(|id| id.trim().to_owned())
        .filter(|id| !id.is_empty())
        .collect())
}

#[expect(
    clippy::disallowed_methods,
    reason = "these are the tests' own files, not a project's"
)]
fn read(path: &Path) -> io::Result<String> {
    std::fs::read_to_string(path)
}

/// A case laid out on the disk; the files go when this goes.
pub struct Folder {
    _all: tempfile::TempDir,
    top: PathBuf,
    root: PathBuf,
    /// The whole environment of the case.
    pub environment: BTreeMap<String, String>,
}

impl Folder {
    /// Lays out what a case gives, in a folder and with a home of their own.
    ///
    /// # Errors
    /// A disk that does not take it.
    pub fn of(given: &Given) -> io::Result<Folder> {
        let all = tempfile::tempdir()?;
        // The temporary folder itself may be reached through a link.
        let top = all.path().canonicalize()?;
        let (project, home) = (top.join("project"), top.join("home"));
        std::fs::create_dir(&project)?;
        std::fs::create_dir(&home)?;
        let root = given
            .root
            .as_ref()
            .map_or_else(|| project.clone(), |below| project.join(below));
        std::fs::create_dir_all(&root)?;
        let shown = root.to_string_lossy().into_owned();
        for (name, content) in &given.files {
            let path = project.join(name);
            if let Some(folder) = path.parent() {
                std::fs::create_dir_all(folder)?;
            }
            match content {
                FileContent::Text(text) => std::fs::write(&path, text.replace("{root}", &shown))?,
                FileContent::Link { symlink } => link(&symlink.replace("{root}", &shown), &path)?,
            }
        }
        let mut environment: BTreeMap<String, String> = given
            .env
            .iter()
            .map(|(name, value)| (name.clone(), value.replace("{root}", &shown)))
            .collect();
        environment.insert("PATH".to_owned(), "/usr/bin:/bin".to_owned());
        environment.insert("HOME".to_owned(), home.to_string_lossy().into_owned());
        Ok(Folder {
            _all: all,
            top,
            root,
            environment,
        })
    }

    /// The folder in which the question is asked.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Everything that belongs to the case, its home too.
    pub fn everything(&self) -> &Path {
        &self.top
    }

    /// The case as a question.
    pub fn question(&self) -> Question {
        Question {
            root: self.root.clone(),
            environment: self
                .environment
                .iter()
                .map(|(name, value)| (name.clone(), Secret::new(value.clone())))
                .collect(),
            offline: true,
            ..Question::default()
        }
    }
}

#[cfg(unix)]
fn link(to: &str, at: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(to, at)
}

#[cfg(not(unix))]
fn link(_: &str, at: &Path) -> io::Result<()> {
    Err(io::Error::other(format!("no links here: {}", at.display())))
}
