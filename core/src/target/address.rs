//! From a text to what each kind of software would open.

use super::access::Access;
use super::{
    Engine, Reading, ado, go, http, jdbc, libpq, pdo, redis_options, scheme, server, sqlite,
};
use std::path::{Path, PathBuf};

/// What stands around an address and fills what it leaves out.
pub trait Surroundings {
    /// The value of a variable that drivers read by themselves, such as `PGHOST`.
    fn variable(&self, name: &str) -> Option<&str>;
    /// The root of the question.
    fn root(&self) -> &Path;
    /// The text of a small file, such as a libpq service file.
    fn text(&self, path: &Path) -> Option<String>;
    /// The home folder.
    fn home(&self) -> Option<&Path>;
    /// Folders, beside the root, that some reader takes a relative SQLite path from.
    fn sqlite_folders(&self) -> Vec<PathBuf>;
}

/// How sure the name of a slot makes that its value is an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expectation {
    /// The name says nothing: the value alone decides.
    Anything,
    /// The name speaks of a database (`SQLITE_PATH`): files and web addresses count, too.
    Database,
    /// The name is that of an address (`DATABASE_URL`): what cannot be read is refused.
    Address,
}

/// What a text turned out to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// No address of a database.
    None,
    /// An address whose bounds readers see in different places.
    Unreadable(Unreadable),
    /// An address.
    Address(Address),
}

/// An address that no reading can bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unreadable {
    /// The engine, as far as the scheme tells.
    pub engine: Engine,
    /// Why, in words; holds nothing of the address.
    pub reason: &'static str,
}

/// An address: an engine and at least one reading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// The engine.
    pub engine: Engine,
    /// What clients would open, the usual one first.
    pub readings: Vec<Reading>,
    /// Variables of the surroundings that had a say.
    pub borrowed: Vec<&'static str>,
    /// How it lets a client in.
    pub access: Access,
}

impl Address {
    /// An address without readings, to be filled.
    pub(super) fn of(engine: Engine) -> Address {
        Address {
            engine,
            readings: Vec::with_capacity(1),
            borrowed: Vec::new(),
            access: Access::default(),
        }
    }

    /// An address that every client reads alike.
    pub fn one(engine: Engine, reading: Reading) -> Address {
        Address {
            engine,
            readings: vec![reading],
            borrowed: Vec::new(),
            access: Access::default(),
        }
    }
}

pub(super) fn unreadable(engine: Engine, reason: &'static str) -> Outcome {
    Outcome::Unreadable(Unreadable { engine, reason })
}

/// Reads a text.
pub fn read(text: &str, expected: Expectation, around: &dyn Surroundings) -> Outcome {
    let mut outcome = read_place(text, expected, around);
    if let Outcome::Address(address) = &mut outcome
        && matches!(address.engine, Engine::Postgres | Engine::Mysql)
    {
        address.access = Access::of(address.engine, text, around);
    }
    outcome
}

fn read_place(text: &str, expected: Expectation, around: &dyn Surroundings) -> Outcome {
    if text.trim().is_empty() {
        return Outcome::None;
    }
    if let Some(outcome) = by_scheme(text, expected, around) {
        return outcome;
    }
    if let Some(outcome) = ado::read(text, around)
        .or_else(|| libpq::read(text, around))
        .or_else(|| go::read(text, expected))
        .or_else(|| redis_options::read(text))
    {
        return outcome;
    }
    if let Some(engine) = disguised(text) {
        return unreadable(
            engine,
            "blanks, quotes or capitals stand where some readers take them for part of the address",
        );
    }
    if expected != Expectation::Anything && sqlite::is_bare_path(text) {
        return sqlite::bare(text, around);
    }
    if expected == Expectation::Address {
        return unreadable(
            Engine::Unknown,
            "the value is no address that notprod can read",
        );
    }
    Outcome::None
}

pub(super) fn by_scheme(
    text: &str,
    expected: Expectation,
    around: &dyn Surroundings,
) -> Option<Outcome> {
    let name = scheme::of(text)?;
    let rest = text.get(name.len() + 1..)?;
    if let Some(engine) = scheme::engine(name) {
        return Some(match engine {
            Engine::Sqlite => sqlite::read(rest, around),
            _ if name == "duckdb" => sqlite::read_duckdb(rest, around),
            _ if rest.starts_with("//") => {
                server::read(engine, name, rest.get(2..).unwrap_or(""), around)
            }
            // `mysql:host=...`, `pgsql:host=...`; a bare `mysql:` is a compose image's name or the like.
            _ => pdo::read(name, rest, around)?,
        });
    }
    match name {
        "jdbc" | "r2dbc" | "r2dbcs" | "vertx-reactive" => return Some(jdbc::read(rest, around)),
        "file" if expected != Expectation::Anything || sqlite::is_bare_path(rest) => {
            return Some(sqlite::read_file_uri(rest, around));
        }
        "http" | "https" | "ws" | "wss" => return http::read(name, rest, expected, around),
        "sqlsrv" | "dblib" | "oci" | "odbc" | "uri" => return pdo::read(name, rest, around),
        _ => {}
    }
    (expected == Expectation::Address
        && rest.starts_with("//")
        && name.bytes().all(|b| !b.is_ascii_uppercase()))
    .then(|| server::read(Engine::Unknown, name, rest.get(2..).unwrap_or(""), around))
}

/// An address behind quotes, blanks or capitals: some readers trim them, others do not.
fn disguised(text: &str) -> Option<Engine> {
    // A byte order mark, quotes, brackets: nothing in front of a scheme is a letter.
    let bare = text.trim_start_matches(|c: char| !c.is_ascii_alphanumeric());
    let name = scheme::of(bare)?;
    let lower = name.to_ascii_lowercase();
    let is_jdbc = matches!(lower.as_str(), "jdbc" | "r2dbc");
    let engine = scheme::engine(&lower).or_else(|| is_jdbc.then_some(Engine::Unknown))?;
    let rest = bare.get(name.len() + 1..)?;
    (rest.starts_with("//") || is_jdbc || engine == Engine::Sqlite).then_some(engine)
}
