//! `notprod mark TARGET --disposable|--production`: the database itself says what it is.

use super::{Format, Scope, Target, exit, print, unanswered};
use crate::bridge::fence;
use crate::error::{Error, ErrorKind};
use crate::facts::{MARKER_FLAT, Said};
use crate::guard::target::{Known, know};
use crate::host;
use crate::judge::Ask;
use crate::probe::{change, sqlite};
use crate::target::Engine;
use crate::verdict::Severity;

#[derive(clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    target: Target,
    #[command(flatten)]
    kind: Kind,
    /// The name of the database, instead of typing it
    #[arg(long, value_name = "NAME")]
    confirm: Option<String>,
    /// How many days the marker holds; without it, it does not end
    #[arg(long, value_name = "DAYS")]
    days: Option<u32>,
    #[command(flatten)]
    scope: Scope,
}

#[derive(clap::Args)]
#[group(required = true, multiple = false)]
struct Kind {
    /// All in this database may be lost
    #[arg(long)]
    disposable: bool,
    /// This is production's database
    #[arg(long)]
    production: bool,
}

pub(super) fn main(arguments: &Arguments) -> i32 {
    let scope = &arguments.scope;
    match fence(|| answer(arguments)) {
        Ok((database, kind)) => {
            print(&match scope.format {
                Format::Text | Format::Github | Format::Sarif => {
                    format!("`{database}` is marked {kind}\n")
                }
                Format::Json => format!(
                    "{}\n",
                    serde_json::json!({"schema": "notprod.mark/1", "database": database, "kind": kind})
                ),
            });
            exit::ALLOW
        }
        Err(error) => unanswered(&error, scope),
    }
}

/// Rules that speak of what the user may do, or of a marker that is to be replaced: the database
/// itself is not production's because of them.
const BESIDE: &[&str] = &[
    "foreign-marker",
    "user-can-write-production",
    "user-can-write-elsewhere",
    "too-many-rows",
];

fn answer(arguments: &Arguments) -> Result<(String, &'static str), Error> {
    let known = know(&arguments.scope.question(), arguments.target.text()?)?;
    let (ask, said) = known.only()?;
    let kind = if arguments.kind.production {
        "production"
    } else {
        "disposable"
    };
    let database = said
        .database
        .clone()
        .or_else(|| ask.place.database.clone())
        .ok_or_else(|| {
            let message = "the target names no database";
            Error::new(ErrorKind::Question, message).help("only a database can be marked")
        })?;
    if kind == "disposable" {
        refuse_production(&known)?;
    }
    confirm(arguments, &database)?;
    let end = arguments
        .days
        .map(|days| said.clock + i64::from(days) * 86_400);
    write(&known, ask, said, kind, end)?;
    Ok((database, kind))
}

fn refuse_production(known: &Known) -> Result<(), Error> {
    let objection = known.report.findings.iter().find(|finding| {
        finding.severity == Severity::Refuse
            && finding.target.is_some()
            && !BESIDE.contains(&finding.rule)
    });
    match objection {
        None => Ok(()),
        Some(finding) => Err(Error::new(
            ErrorKind::Contradiction,
            format!(
                "it is not marked disposable: {} ({})",
                finding.message, finding.rule
            ),
        )
        .help("what is production's, or looks like it, stays as it is")),
    }
}

/// Wants the name of the database, as a person types it.
fn confirm(arguments: &Arguments, database: &str) -> Result<(), Error> {
    let typed = match &arguments.confirm {
        Some(name) => name.clone(),
        None => host::typed("type the name of the database to mark it: ").ok_or_else(|| {
            let message = "nobody typed the name of the database";
            Error::new(ErrorKind::Question, message).help("without a terminal: `--confirm NAME`")
        })?,
    };
    if typed == database {
        return Ok(());
    }
    let message = "the name that was typed is not the database's";
    Err(Error::new(ErrorKind::Question, message).help(format!("the server calls it `{database}`")))
}

fn write(known: &Known, ask: &Ask, said: &Said, kind: &str, end: Option<i64>) -> Result<(), Error> {
    let text = |text: Option<&str>| match text {
        Some(text) => literal(ask.engine, text),
        None => "NULL".to_owned(),
    };
    let number = |number: Option<i64>| number.map_or("NULL".to_owned(), |n| n.to_string());
    let values = format!(
        "{}, {}, {}, {}, {}, {}",
        text(Some(kind)),
        text(said.identity.as_deref()),
        text(said.address.as_deref()),
        number(said.port.map(i64::from)),
        text(said.database.as_deref()),
        number(end),
    );
    let statements = match ask.engine {
        Engine::Postgres => vec![format!(
            "BEGIN; SET LOCAL search_path = pg_catalog; SET LOCAL client_min_messages = error; \
             CREATE SCHEMA IF NOT EXISTS notprod; \
             CREATE TABLE IF NOT EXISTS notprod.marker (kind text NOT NULL, identity text, address text, \
             port integer, database text, expires bigint); \
             DELETE FROM notprod.marker; INSERT INTO notprod.marker VALUES ({values}); \
             GRANT USAGE ON SCHEMA notprod TO PUBLIC; GRANT SELECT ON notprod.marker TO PUBLIC; COMMIT"
        )],
        Engine::Mysql => vec![
            format!(
                "CREATE TABLE IF NOT EXISTS {MARKER_FLAT} (kind varchar(16) NOT NULL, identity varchar(255), \
                 address varchar(255), port int, name varchar(64), expires bigint)"
            ),
            "START TRANSACTION".to_owned(),
            format!("DELETE FROM {MARKER_FLAT}"),
            format!("INSERT INTO {MARKER_FLAT} VALUES ({values})"),
            "COMMIT".to_owned(),
        ],
        _ => {
            let script = format!(
                "BEGIN IMMEDIATE; CREATE TABLE IF NOT EXISTS {MARKER_FLAT} (kind TEXT NOT NULL, identity TEXT, \
                 address TEXT, port INTEGER, name TEXT, expires INTEGER); \
                 DELETE FROM {MARKER_FLAT}; INSERT INTO {MARKER_FLAT} VALUES ({values}); COMMIT;"
            );
            return sqlite::tell(ask.place.host.as_ref(), &script).map_err(|reason| {
                Error::new(ErrorKind::Server, format!("the file was not marked: {reason}"))
                    .help("the command `sqlite3` writes the marker; install it, and look whether the file can be written to")
            });
        }
    };
    let outcomes = change::run(ask, &statements, &known.manner)
        .map_err(|_| unwritten("it does not answer"))?;
    for outcome in outcomes {
        outcome.map_err(|code| unwritten(&format!("the server said {code}")))?;
    }
    Ok(())
}

fn unwritten(why: &str) -> Error {
    Error::new(
        ErrorKind::Server,
        format!("the database was not marked: {why}"),
    )
    .help("the user must be allowed to create a table there")
}

/// A text as the engine quotes it.
fn literal(engine: Engine, text: &str) -> String {
    let quoted = text.replace('\'', "''");
    match engine {
        // Without a backslash in it, both ways of reading one are the same.
        Engine::Mysql => format!("'{}'", quoted.replace('\\', "\\\\")),
        Engine::Postgres if text.contains('\\') => format!("E'{}'", quoted.replace('\\', "\\\\")),
        _ => format!("'{quoted}'"),
    }
}
