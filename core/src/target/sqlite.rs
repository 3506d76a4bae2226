//! SQLite in every spelling. Readers take a relative path from different folders; a file is absent
//! only where it is absent in all of them.

use super::address::{Address, Outcome, Surroundings, unreadable};
use super::{Engine, Location, Reading, url};
use std::path::{Component, Path, PathBuf};

const SUFFIXES: &[&str] = &[
    ".db", ".sqlite", ".sqlite3", ".db3", ".s3db", ".sl3", ".duckdb",
];

/// Whether a bare text looks like a SQLite file or `:memory:`.
pub(super) fn is_bare_path(text: &str) -> bool {
    let path = text.split('?').next().unwrap_or(text).trim();
    path == ":memory:"
        || (!path.contains("://")
            && SUFFIXES
                .iter()
                .any(|s| path.to_ascii_lowercase().ends_with(s)))
}

/// A path without a scheme, as `SQLITE_DATABASE=./app.db` or Laravel's `DB_DATABASE` give it.
pub fn bare(text: &str, around: &dyn Surroundings) -> Outcome {
    if text.contains('\0') {
        return unreadable(Engine::Sqlite, "no file name holds a NUL");
    }
    match text.strip_prefix("file:") {
        Some(rest) => read_file_uri(rest, around),
        None if text.is_empty() || text == ":memory:" => memory(),
        None => file(&[text.to_owned()], around),
    }
}

fn memory() -> Outcome {
    Outcome::Address(Address::one(Engine::Sqlite, Reading::at(Location::Memory)))
}

/// What stands after `sqlite:`.
pub(super) fn read(rest: &str, around: &dyn Surroundings) -> Outcome {
    if rest.contains('\0') || rest.contains("%00") {
        return unreadable(Engine::Sqlite, "no file name holds a NUL");
    }
    // `sqlite://`, `sqlite:///`, PDO's `sqlite:` are in memory or temporary.
    let path = rest.strip_prefix("//").unwrap_or(rest);
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let path = match without_credentials(rest, path) {
        Ok(path) => path,
        Err(reason) => return unreadable(Engine::Sqlite, reason),
    };
    let bare = path.trim_start_matches('/');
    if bare.is_empty() || bare == ":memory:" || bare.ends_with("/:memory:") {
        return memory();
    }
    if let Some(uri) = bare.strip_prefix("file:") {
        let query = if query.is_empty() {
            String::new()
        } else {
            format!("?{query}")
        };
        return read_file_uri(&format!("{uri}{query}"), around);
    }
    let mut spellings = vec![bare.to_owned()];
    if path != bare {
        spellings.push(format!("/{bare}"));
    }
    // A host part (`sqlite://localhost/x`) and a fragment (Drupal's table prefix) are none of SQLite's.
    for spelling in spellings.clone() {
        if let Some(file) = spelling.strip_prefix("localhost/") {
            spellings.push(file.to_owned());
        }
        if let Some((file, _)) = spelling.split_once('#') {
            spellings.push(file.to_owned());
            spellings.extend(file.strip_prefix("localhost/").map(str::to_owned));
        }
        spellings.extend(url::decode(&spelling).filter(|decoded| *decoded != spelling));
    }
    file(&spellings, around)
}

/// The path of `sqlite://user:password@/path`, as encrypted databases are written. A password whose
/// end cannot be told is not taken for part of a name.
fn without_credentials<'a>(rest: &str, path: &'a str) -> Result<&'a str, &'static str> {
    let authority = path.split('/').next().unwrap_or(path);
    let tail = path.get(authority.len()..).unwrap_or("");
    let is_plain =
        authority == ":memory:" || authority.starts_with("file:") || authority.len() == 2;
    if !rest.starts_with("//") || authority.is_empty() || is_plain {
        return Ok(path);
    }
    match authority.split_once('@') {
        Some((user, after))
            if !after.contains('@') && !user.contains('#') && !tail.contains('@') =>
        {
            Ok(path.get(user.len() + 1..).unwrap_or(""))
        }
        None if !authority.contains(':') => Ok(path),
        _ => Err("a raw `@`, `/`, `#` or `?` stands in the password"),
    }
}

/// What stands after `file:`.
pub(super) fn read_file_uri(rest: &str, around: &dyn Surroundings) -> Outcome {
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    let parameters = url::parameters(query);
    let in_memory =
        url::last(&parameters, &["mode"]).is_some_and(|mode| mode.eq_ignore_ascii_case("memory"));
    let path = path
        .strip_prefix("//")
        .map_or(path, |p| p.strip_prefix("localhost").unwrap_or(p));
    let Some(decoded) = url::decode(path).filter(|p| !p.contains('\0')) else {
        return unreadable(Engine::Sqlite, "no file name holds a NUL");
    };
    if in_memory || decoded.is_empty() || decoded.trim_start_matches('/') == ":memory:" {
        return memory();
    }
    let mut spellings = vec![path.split('#').next().unwrap_or(path).to_owned()];
    if decoded != path {
        spellings.push(decoded);
    }
    file(&spellings, around)
}

fn file(spellings: &[String], around: &dyn Surroundings) -> Outcome {
    let mut readings: Vec<Reading> = Vec::new();
    for spelling in spellings {
        if spelling.chars().any(char::is_control) {
            return unreadable(
                Engine::Sqlite,
                "a control character stands in the file's name",
            );
        }
        // Symfony's container parameter for the project's folder.
        let own = spelling.replace("%kernel.project_dir%", ".");
        let own = own.strip_prefix("/./").map_or(own.clone(), str::to_owned);
        let mut paths = vec![normal(&around.root().join(&own))];
        if !own.starts_with('/') {
            paths.extend(
                around
                    .sqlite_folders()
                    .iter()
                    .map(|folder| normal(&folder.join(&own))),
            );
        }
        let name = Path::new(&own)
            .file_name()
            .map(|name| name.to_string_lossy().into_owned());
        match readings.iter_mut().find(|r| r.database == name) {
            Some(Reading {
                location: Location::File(known),
                ..
            }) => known.extend(paths),
            _ => {
                let mut reading = Reading::at(Location::File(paths));
                reading.database = name;
                readings.push(reading);
            }
        }
    }
    Outcome::Address(Address {
        engine: Engine::Sqlite,
        readings,
        borrowed: Vec::new(),
    })
}

/// A path without `.` and `..`, by its letters alone.
pub fn normal(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                if !normal.pop() {
                    normal.push("..");
                }
            }
            other => normal.push(other),
        }
    }
    normal
}
