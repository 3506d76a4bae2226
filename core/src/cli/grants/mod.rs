//! `notprod grants TARGET`: a user for the tests who reaches the test database and nothing else.

mod attempt;
mod mysql;
mod postgres;

use super::{Format, Scope, Target, exit, print, unanswered};
use crate::bridge::fence;
use crate::error::{Error, ErrorKind};
use crate::guard::target::{Known, know};
use crate::host;
use crate::judge::Ask;
use crate::probe::change;
use crate::secret::Secret;
use crate::target::Engine;
use attempt::Attempt;
use std::fmt::Write;
use std::path::PathBuf;

/// The variable that gives the new user's password.
const PASSWORD_VARIABLE: &str = "NOTPROD_TEST_PASSWORD";
/// The file that keeps a password that was drawn.
const PASSWORD_FILE: &str = ".notprod-password";

#[derive(clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    target: Target,
    /// Run the statements, then prove them by trying, as the new user, every other database
    #[arg(long)]
    apply: bool,
    /// The new user; without it, the database's name and `_tester`
    #[arg(long, value_name = "NAME")]
    user: Option<String>,
    /// Where the new user's password is kept; `NOTPROD_TEST_PASSWORD` gives one
    #[arg(long, value_name = "FILE", default_value = PASSWORD_FILE)]
    password_file: PathBuf,
    #[command(flatten)]
    scope: Scope,
}

pub(super) fn main(arguments: &Arguments) -> i32 {
    let scope = &arguments.scope;
    match fence(|| answer(arguments)) {
        Ok((text, code)) => {
            print(&text);
            code
        }
        Err(error) => unanswered(&error, scope),
    }
}

/// What the statements are made from.
struct Plan<'a> {
    user: &'a str,
    /// The test database.
    database: &'a str,
    /// Every other database, and for PostgreSQL the users who may connect to it today.
    others: &'a [Other],
}

struct Other {
    name: String,
    connecting: Vec<String>,
}

fn answer(arguments: &Arguments) -> Result<(String, i32), Error> {
    let known = know(&arguments.scope.question(), arguments.target.text()?)?;
    let (ask, said) = known.only()?;
    let database = said.database.as_deref().ok_or_else(|| {
        let message = "the target names no database";
        Error::new(ErrorKind::Question, message).help("name the test database in the address")
    })?;
    refuse(&known)?;
    let user = arguments
        .user
        .clone()
        .unwrap_or_else(|| user_of(ask.engine, database));
    if said
        .user
        .as_deref()
        .is_some_and(|own| own.split('@').next() == Some(user.as_str()))
    {
        let message = "the user of the address is the one to be made";
        return Err(Error::new(ErrorKind::Question, message)
            .help("give an address with a user who may make others"));
    }
    let others = others(ask, &known, database)?;
    let plan = Plan {
        user: &user,
        database,
        others: &others,
    };
    let statements = |password: &str| match ask.engine {
        Engine::Postgres => postgres::statements(&plan, password),
        _ => mysql::statements(&plan, password),
    };
    if !arguments.apply {
        let shown = statements("***").join(";\n");
        return Ok(match arguments.scope.format {
            Format::Text | Format::Github | Format::Sarif => (format!("{shown};\n"), exit::ALLOW),
            Format::Json => (
                format!(
                    "{}\n",
                    serde_json::json!({"schema": "notprod.grants/1", "user": user, "statements": statements("***")})
                ),
                exit::ALLOW,
            ),
        });
    }
    let (password, kept) = password(arguments, &known)?;
    let statements = statements(password.expose());
    let outcomes = change::run(ask, &statements, &known.manner)
        .map_err(|_| failed("the server does not answer", ""))?;
    for (at, outcome) in outcomes.into_iter().enumerate() {
        outcome.map_err(|code| failed(&format!("statement {} was answered with {code}", at + 1), "the user of the address must be allowed to make users and to grant; `notprod grants TARGET` prints the statements"))?;
    }
    let tester = Ask {
        place: crate::facts::Place {
            user: Some(user.clone()),
            ..ask.place.clone()
        },
        access: crate::target::access::Access {
            password: Some(password),
            ..ask.access.clone()
        },
        ..ask.clone()
    };
    let names: Vec<&str> = others.iter().map(|other| other.name.as_str()).collect();
    let attempts = attempt::all(&tester, database, &names, &known);
    Ok(report(arguments, &user, &kept, &attempts))
}

/// Nobody makes a user of the tests who owns production.
fn refuse(known: &Known) -> Result<(), Error> {
    let objection = known.report.findings.iter().find(|finding| {
        matches!(
            finding.rule,
            "listed-production"
                | "production-marker"
                | "protected-target"
                | "real-name"
                | "production-name"
        )
    });
    match objection {
        Some(finding) => Err(Error::new(
            ErrorKind::Contradiction,
            format!("no user of the tests is made for it: {}", finding.message),
        )
        .help("name the test database in the address")),
        None => Ok(()),
    }
}

fn user_of(engine: Engine, database: &str) -> String {
    // MySQL takes 32 letters since 5.7.8, PostgreSQL 63.
    let most = if engine == Engine::Mysql { 25 } else { 56 };
    let short: String = database.chars().take(most).collect();
    format!("{short}_tester")
}

fn others(ask: &Ask, known: &Known, database: &str) -> Result<Vec<Other>, Error> {
    let query = match ask.engine {
        Engine::Postgres => postgres::OTHERS,
        Engine::Mysql => mysql::OTHERS,
        _ => {
            let message = "a file of SQLite has no users";
            return Err(Error::new(ErrorKind::Question, message)
                .help("the rights of the file are those of the folder it lies in"));
        }
    };
    let ran = change::run(ask, &[query.to_owned()], &known.manner);
    let rows = ran
        .ok()
        .and_then(|mut outcomes| outcomes.pop())
        .and_then(Result::ok);
    let rows = rows.ok_or_else(|| failed("the databases of the server cannot be listed", ""))?;
    let mut others: Vec<Other> = Vec::new();
    for row in rows {
        let mut row = row.into_iter();
        let Some(name) = row.next().flatten().filter(|name| name != database) else {
            continue;
        };
        let connecting = row.next().flatten();
        match others.last_mut().filter(|other| other.name == name) {
            Some(other) => other.connecting.extend(connecting),
            None => others.push(Other {
                name,
                connecting: connecting.into_iter().collect(),
            }),
        }
    }
    Ok(others)
}

/// The password of the new user, and where it is kept. It is never printed.
fn password(arguments: &Arguments, known: &Known) -> Result<(Secret, String), Error> {
    if let Some(given) = known.question.environment.get(PASSWORD_VARIABLE)
        && !given.expose().is_empty()
    {
        return Ok((given.clone(), format!("`{PASSWORD_VARIABLE}`")));
    }
    let path = known.question.root.join(&arguments.password_file);
    let shown = format!("`{}`", arguments.password_file.display());
    if let Some(text) = host::text(&path)?
        && !text.trim().is_empty()
    {
        return Ok((Secret::new(text.trim()), shown));
    }
    let drawn = host::salt();
    host::write_private(&path, &drawn)?;
    Ok((Secret::new(drawn), shown))
}

fn failed(why: &str, help: &str) -> Error {
    let error = Error::new(ErrorKind::Server, format!("the user was not made: {why}"));
    if help.is_empty() {
        error
    } else {
        error.help(help)
    }
}

fn report(arguments: &Arguments, user: &str, kept: &str, attempts: &[Attempt]) -> (String, i32) {
    let proven = attempts.iter().all(Attempt::is_right);
    let code = if proven { exit::ALLOW } else { exit::STOP };
    if arguments.scope.format == Format::Json {
        let rows: Vec<serde_json::Value> = attempts.iter().map(Attempt::json).collect();
        let object = serde_json::json!({"schema": "notprod.grants/1", "user": user, "proven": proven, "attempts": rows});
        return (format!("{object}\n"), code);
    }
    let wide = attempts
        .iter()
        .map(|attempt| attempt.database.chars().count())
        .max();
    let wide = wide.unwrap_or_default().max("database".len());
    let mut out =
        format!("`{user}` was made; the password is in {kept}: keep it out of the repository\n\n");
    let _ = writeln!(out, "{:wide$}  {:10}  {:10}", "database", "read", "write");
    for attempt in attempts {
        let (read, write) = attempt.words();
        let mark = if attempt.is_right() { "" } else { "  <- wrong" };
        let _ = writeln!(
            out,
            "{:wide$}  {read:10}  {write:10}{mark}",
            attempt.database
        );
    }
    if !proven {
        out.push_str(
            "\nthe user reaches more than the test database, or not that one: see above\n",
        );
    }
    (out, code)
}
