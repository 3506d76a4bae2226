//! SQLite in every spelling. Readers take a relative path from different folders; a file is absent
//! only where it is absent in all of them.

use super::address::{Address, Outcome, Surroundings, unreadable};
use super::{Endpoint, Engine, Location, Reading, url};
use std::path::{Component, Path, PathBuf};

const SUFFIXES: &[&str] = &[
    ".db", ".sqlite", ".sqlite3", ".db3", ".s3db", ".sl3", ".duckdb",
];

/// Whether a bare text looks like a SQLite file or `:memory:`. A `:` in front, but for a drive's, or a
/// `=` belongs to an address that is cut short, and what follows may be its password.
pub(super) fn is_bare_path(text: &str) -> bool {
    let path = text.split('?').next().unwrap_or(text).trim();
    let front = path.split('/').next().unwrap_or(path);
    path == ":memory:"
        || (front.find(':').is_none_or(|at| at == 1)
            && (!path.contains('=') || path.starts_with(['/', '.', '~']))
            && !path.contains("://")
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
    if url::decode(rest).is_none() {
        return unreadable(
            Engine::Sqlite,
            "the file's name holds an escape that is no text",
        );
    }
    // `sqlite://`, `sqlite:///`, PDO's `sqlite:` are in memory or temporary.
    let whole = rest.strip_prefix("//").unwrap_or(rest);
    let (path, query) = whole.split_once('?').unwrap_or((whole, ""));
    let path = match without_credentials(rest, path) {
        Ok(path) => path,
        Err(reason) => return unreadable(Engine::Sqlite, reason),
    };
    let bare = path.trim_start_matches('/');
    let behind_host = bare
        .split_once('/')
        .filter(|_| rest.starts_with("//") && !path.starts_with('/'))
        .map(|(_, file)| file);
    if bare.is_empty() || bare == ":memory:" || behind_host == Some(":memory:") {
        return memory();
    }
    if let Some(uri) = bare.strip_prefix("file:") {
        return read_file_uri(&with_query(uri, query), around);
    }
    let mut spellings = vec![bare.to_owned()];
    let mut add = |spelling: String| {
        if !spellings.contains(&spelling) {
            spellings.push(spelling);
        }
    };
    // A host part (`sqlite://localhost/x`) and a fragment (Drupal's table prefix) are none of SQLite's;
    // to PDO, which knows no queries, a `?` is a letter.
    for spelling in [Some(bare), behind_host].into_iter().flatten() {
        let front = spelling.split('#').next().unwrap_or(spelling);
        for text in [spelling, front] {
            let decoded = url::decode(text).unwrap_or_else(|| text.to_owned());
            for text in [text.to_owned(), decoded] {
                if path.starts_with('/') || behind_host == Some(spelling) {
                    add(format!("/{text}"));
                }
                add(text);
            }
        }
        if !query.is_empty() {
            let whole = with_query(spelling, query);
            add(url::decode(&whole).unwrap_or_else(|| whole.clone()));
            add(whole);
        }
    }
    file(&spellings, around)
}

/// The path of `sqlite://user:password@/path`, as encrypted databases are written. A password whose
/// end cannot be told is not taken for part of a name.
fn without_credentials<'a>(rest: &str, path: &'a str) -> Result<&'a str, &'static str> {
    let authority = path.split('/').next().unwrap_or(path);
    let tail = path.get(authority.len()..).unwrap_or("");
    let is_drive = matches!(authority.as_bytes(), [drive, b':'] if drive.is_ascii_alphabetic());
    let is_plain = authority == ":memory:" || authority.starts_with("file:") || is_drive;
    if !rest.starts_with("//") || authority.is_empty() || is_plain {
        return Ok(path);
    }
    match authority.split_once('@') {
        Some((user, after))
            if !after.contains('@') && !user.contains('#') && !tail.contains('@') =>
        {
            match path.get(user.len() + 1..) {
                Some(file) if !file.is_empty() => Ok(file),
                _ => Err("a user stands in it, and no file behind"),
            }
        }
        None if !authority.contains(':') => Ok(path),
        _ => Err("a raw `@`, `/`, `#` or `?` stands in the password"),
    }
}

fn with_query(path: &str, query: &str) -> String {
    if query.is_empty() {
        path.to_owned()
    } else {
        format!("{path}?{query}")
    }
}

/// What stands after `duckdb:`: a file, spelled as SQLAlchemy spells SQLite's, or MotherDuck.
pub(super) fn read_duckdb(rest: &str, around: &dyn Surroundings) -> Outcome {
    let name = rest.trim_start_matches('/');
    if ["md:", "motherduck:"].iter().any(|p| name.starts_with(p)) {
        let name = name.split_once(':').map_or("", |(_, name)| name);
        let mut reading = Reading::at(Location::Servers(vec![Endpoint {
            host: "motherduck.com".into(),
            port: None,
        }]));
        reading.database = name
            .split('?')
            .next()
            .map(str::to_owned)
            .filter(|n| !n.is_empty());
        return Outcome::Address(Address::one(Engine::Unknown, reading));
    }
    match read(rest, around) {
        Outcome::Address(address) => Outcome::Address(Address {
            engine: Engine::Unknown,
            ..address
        }),
        other => other,
    }
}

/// What stands after `file:`.
pub(super) fn read_file_uri(rest: &str, around: &dyn Surroundings) -> Outcome {
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    let parameters = url::parameters(query);
    let in_memory = parameters
        .iter()
        .any(|(key, mode)| key == "mode" && mode.eq_ignore_ascii_case("memory"));
    let path = path
        .strip_prefix("//")
        .map_or(path, |p| p.strip_prefix("localhost").unwrap_or(p));
    let Some(decoded) = url::decode(path).filter(|p| !p.contains('\0')) else {
        return unreadable(Engine::Sqlite, "no file name holds a NUL");
    };
    if decoded.is_empty() || decoded.trim_start_matches('/') == ":memory:" {
        return memory();
    }
    let mut spellings = vec![path.split('#').next().unwrap_or(path).to_owned()];
    if decoded != path {
        spellings.push(decoded);
    }
    let mut outcome = file(&spellings, around);
    // Prisma and others that cut the address themselves open the file all the same.
    if let (true, Outcome::Address(address)) = (in_memory, &mut outcome) {
        address.readings.insert(0, Reading::at(Location::Memory));
    }
    outcome
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
        access: super::access::Access::default(),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::target::address::Expectation;
    use crate::target::trial::Around;

    fn paths(text: &str) -> Vec<String> {
        let Outcome::Address(address) =
            crate::target::address::read(text, Expectation::Address, &Around::default())
        else {
            return vec!["unreadable".into()];
        };
        let mut paths = Vec::new();
        for reading in address.readings {
            match reading.location {
                Location::File(found) => {
                    paths.extend(found.iter().map(|p| p.display().to_string()));
                }
                Location::Memory => paths.push("memory".into()),
                _ => paths.push("elsewhere".into()),
            }
        }
        paths
    }

    #[test]
    fn spellings_of_files() {
        for (text, expected) in [
            ("sqlite:///x.db", "/project/x.db"),
            ("sqlite:///x.db", "/x.db"),
            ("sqlite:////var/x.db", "/var/x.db"),
            ("sqlite://data/x.db", "/project/data/x.db"),
            ("sqlite://data/x.db", "/x.db"),
            ("sqlite:x.db?mode=ro", "/project/x.db?mode=ro"),
            ("sqlite+aiosqlite:///./x.db", "/project/x.db"),
            ("file:x%20y.db", "/project/x y.db"),
            ("file:dev.db?mode=memory", "/project/dev.db"),
            ("file:dev.db?mode=memory", "memory"),
            ("Data Source=app.db", "/project/app.db"),
            ("sqlite+libsql://db.example.com", "elsewhere"),
            ("sqlitecloud://db.example.com/x", "elsewhere"),
            ("sqlite:///data/:memory:", "/project/data/:memory:"),
            ("sqlite://localhost/:memory:", "memory"),
            ("sqlite://user@?cache=shared", "unreadable"),
            ("sqlite://u@?cache=shared", "unreadable"),
            ("duckdb:///x.duckdb", "/project/x.duckdb"),
            ("duckdb:///:memory:", "memory"),
            ("duckdb:///md:shop", "elsewhere"),
        ] {
            let found = paths(text);
            assert!(found.contains(&expected.to_owned()), "{text}: {found:?}");
        }
    }
}
