//! The only place that asks this machine: files, the environment, the clock.

#[cfg(all(feature = "cli", feature = "live"))]
mod desk;
mod disk;
#[cfg(feature = "live")]
mod kept;
#[cfg(feature = "live")]
mod process;
#[cfg(feature = "cli")]
mod replace;

#[cfg(all(feature = "cli", feature = "live"))]
pub(crate) use desk::{remove, salt, text, typed, write, write_private};
pub use disk::Disk;
#[cfg(feature = "live")]
pub use kept::{keep, read_at};
#[cfg(feature = "live")]
pub use process::{Process, lineage};
#[cfg(feature = "cli")]
pub(crate) use replace::{create, replace};

use crate::error::{Error, ErrorKind};
use crate::secret::Secret;
use crate::snapshot::Question;
use std::collections::BTreeMap;
use std::path::Path;

/// The environment of the process. Bytes that are no text stand as U+FFFD, which no rule takes for
/// part of a name.
#[expect(
    clippy::disallowed_methods,
    reason = "this is the place that asks the process"
)]
pub fn environment() -> BTreeMap<String, Secret> {
    std::env::vars_os()
        .map(|(name, value)| {
            (
                name.to_string_lossy().into_owned(),
                Secret::new(value.to_string_lossy().into_owned()),
            )
        })
        .collect()
}

/// The working directory; empty where it is gone.
pub fn working_folder() -> std::path::PathBuf {
    std::env::current_dir().unwrap_or_default()
}

/// A file that is read piece by piece, whatever its size.
///
/// # Errors
/// The reason in words.
#[expect(
    clippy::disallowed_methods,
    reason = "the caller names the file; it feeds no decision on a project"
)]
pub fn open(path: &Path) -> Result<std::fs::File, String> {
    std::fs::File::open(path).map_err(|error| reason(&error))
}

/// Seconds since 1970-01-01, in UTC.
pub fn now() -> i64 {
    let since = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}

/// The bytes of a file, whatever its size.
///
/// # Errors
/// The reason in words.
#[cfg(feature = "live")]
#[expect(
    clippy::disallowed_methods,
    reason = "files of this machine and of its user, which feed no decision on a project"
)]
pub fn bytes(path: &Path) -> Result<Vec<u8>, String> {
    std::fs::read(path).map_err(|error| reason(&error))
}

/// Days since 1970-01-01, in UTC.
pub fn today() -> i64 {
    now() / 86_400
}

/// Whether something stands at a path of this machine's own.
#[cfg(feature = "live")]
pub(crate) fn is_there(path: &Path) -> bool {
    path.exists()
}

/// Fills in what the surface left open: an absolute root, the home folder, the date.
///
/// # Errors
/// A root that is no folder.
pub fn complete(mut question: Question) -> Result<Question, Error> {
    let shown = question.shown_root();
    let given = if question.root.as_os_str().is_empty() {
        Path::new(".")
    } else {
        question.root.as_path()
    };
    let root = given
        .canonicalize()
        .map_err(|error| no_root(&shown, &reason(&error)))?;
    if !root.is_dir() {
        return Err(no_root(&shown, "it is no folder"));
    }
    if question.root_shown.is_none() {
        question.root_shown = Some(shown);
    }
    question.root = root;
    if question.today == 0 {
        question.today = today();
    }
    if question.home.is_none() {
        let home = question
            .environment
            .get("HOME")
            .or_else(|| question.environment.get("USERPROFILE"));
        question.home = home
            .map(|home| home.expose().into())
            .filter(|home: &std::path::PathBuf| home.is_absolute());
    }
    Ok(question)
}

fn no_root(root: &str, reason: &str) -> Error {
    Error::new(
        ErrorKind::Question,
        format!("the root `{root}` cannot be judged: {reason}"),
    )
    .help("name the folder of the project")
}

/// An input or output error in words, without the operating system's number.
pub(crate) fn reason(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "it is not there".into(),
        std::io::ErrorKind::PermissionDenied => "permission denied".into(),
        kind => kind.to_string(),
    }
}

/// Panics where a debug build is told to, so that tests can see a panic refuse.
#[cfg(debug_assertions)]
#[expect(
    clippy::panic,
    clippy::disallowed_methods,
    reason = "this is the fault that tests inject"
)]
pub(crate) fn inject() {
    if std::env::var_os("NOTPROD_INJECT").is_some_and(|fault| fault == "panic") {
        panic!("injected");
    }
}

#[cfg(not(debug_assertions))]
pub(crate) fn inject() {}

/// As [`inject`], in the probe.
#[cfg(all(feature = "live", debug_assertions))]
#[expect(
    clippy::panic,
    clippy::disallowed_methods,
    reason = "this is the fault that tests inject"
)]
pub(crate) fn inject_into_probe() {
    if std::env::var_os("NOTPROD_INJECT").is_some_and(|fault| fault == "probe") {
        panic!("injected");
    }
}

#[cfg(all(feature = "live", not(debug_assertions)))]
pub(crate) fn inject_into_probe() {}
