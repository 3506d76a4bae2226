//! The command line.

pub mod exit;

mod answer;
mod check;
mod explain;
#[cfg(feature = "live")]
mod grants;
#[cfg(feature = "live")]
mod identify;
mod init;
#[cfg(feature = "live")]
mod mark;
#[cfg(feature = "live")]
mod pin;
mod run;
mod shell;
mod sql;
#[cfg(feature = "live")]
mod target;

#[cfg(feature = "live")]
use target::Target;

use crate::error::{Error, ErrorKind};
use crate::guard;
use crate::render::text::Style;
use crate::render::{github, json, sarif, text};
use crate::report::Report;
use crate::snapshot::{Declared, Question, Runner};
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::ffi::OsString;
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};

/// Refuses to let a test run, or a developer's command, reach a production database.
#[derive(Parser)]
#[command(name = "notprod", version, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Judge what the tests of a project would reach. Exit code: 0 allow, 1 refuse or unproven, 2 no answer
    Check(check::Arguments),
    /// Check, then become the command: `notprod run -- python manage.py test`
    Run(run::Arguments),
    /// Look at the project, print the line for each runner and a policy to start from; `--write` writes them
    Init(init::Arguments),
    /// Ask a server what it is, and print the lines by which a policy pins it
    #[cfg(feature = "live")]
    Identify(identify::Arguments),
    /// Write into the policy which server is production, without its name
    #[cfg(feature = "live")]
    Pin(pin::Arguments),
    /// Write into a database that it may be lost, or that it is production's
    #[cfg(feature = "live")]
    Mark(mark::Arguments),
    /// Print the SQL for a test user who reaches the test database alone; `--apply` runs and proves it
    #[cfg(feature = "live")]
    Grants(grants::Arguments),
    /// Say what SQL statements would destroy. Exit code: 0 all may run, 1 not all, 2 no answer
    Sql(sql::Arguments),
    /// Print the page of a rule or of an error: what it saw, why it matters, the cures
    Explain(explain::Arguments),
    /// Print the completions for a shell
    Completions(shell::Arguments),
    /// Print the manual page, in roff
    #[command(hide = true)]
    Man,
    /// Answer one question in JSON from standard input, for libraries that stand in for a binding
    #[command(hide = true)]
    Answer,
}

/// What every judging command takes.
#[derive(Args)]
struct Scope {
    /// The folder of the project
    #[arg(long, value_name = "FOLDER")]
    root: Option<PathBuf>,
    /// The runner of the tests; without it every runner that the project configures is asked for
    #[arg(long, value_name = "NAME", value_parser = runner)]
    runner: Option<Runner>,
    /// A policy file, beside those that are found
    #[arg(long, value_name = "FILE")]
    policy: Option<PathBuf>,
    /// Load this dotenv file over the environment; it must be there
    #[arg(long, value_name = "FILE")]
    load: Option<PathBuf>,
    /// Ask no server; also by `NOTPROD_OFFLINE=1`
    #[arg(long)]
    offline: bool,
    /// Ask the server of every target, and apply every live rule
    #[cfg(feature = "live")]
    #[arg(long, conflicts_with = "offline")]
    live: bool,
    /// How the report is written
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
    /// Say, too, which files were read
    #[arg(long, short, conflicts_with = "quiet")]
    verbose: bool,
    /// Say nothing of a run that may start
    #[arg(long, short)]
    quiet: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people.
    Text,
    /// `notprod.report/1`, on one line.
    Json,
    /// Annotations of a GitHub workflow.
    Github,
    /// SARIF 2.1.0, on one line.
    Sarif,
}

fn runner(name: &str) -> Result<Runner, String> {
    Runner::from_name(name).ok_or_else(|| {
        let names: Vec<&str> = Runner::ALL.iter().map(|runner| runner.name()).collect();
        format!("the runners are {}", names.join(", "))
    })
}

impl Scope {
    fn question(&self) -> Question {
        let environment = crate::host::environment();
        Question {
            root: self.root.clone().unwrap_or_default(),
            runner: self.runner,
            policy: self.policy.clone(),
            load: self.load.clone(),
            offline: self.offline,
            #[cfg(feature = "live")]
            live: self.live,
            environment,
            ..Question::default()
        }
    }
}

/// Reads a framework's settings, by the name of their module and the folder of the project: what the
/// language around the command line can, and the core cannot. None where the framework is not
/// installed; the error says in words why there is no answer, and holds no value.
pub type Settings<'a> = &'a dyn Fn(&str, &Path) -> Result<Option<Vec<Declared>>, String>;

/// Puts into a question what its framework declares.
///
/// # Errors
/// Settings that are named and cannot be read: the tests would open what they say.
fn declare(question: &mut Question, settings: Option<Settings<'_>>) -> Result<(), Error> {
    let Some(read) = settings else {
        return Ok(());
    };
    let Some((module, root)) = guard::settings_module(question)? else {
        return Ok(());
    };
    let found = read(&module, &root).map_err(|reason| {
        Error::new(
            ErrorKind::Question,
            format!("the settings of the project cannot be read: {reason}"),
        )
        .help("ask with the environment and in the folder in which the tests run")
    })?;
    question.declared = found.unwrap_or_default();
    Ok(())
}

/// Runs the command line; gives the exit code.
pub fn main(arguments: Vec<OsString>, settings: Option<Settings<'_>>) -> i32 {
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => {
            let _ = error.print();
            return if error.use_stderr() {
                exit::UNANSWERED
            } else {
                exit::ALLOW
            };
        }
    };
    match cli.command {
        Command::Check(arguments) => check::main(&arguments, settings),
        Command::Run(arguments) => run::main(&arguments, settings),
        Command::Init(arguments) => init::main(&arguments, settings),
        #[cfg(feature = "live")]
        Command::Identify(arguments) => identify::main(&arguments),
        #[cfg(feature = "live")]
        Command::Pin(arguments) => pin::main(&arguments),
        #[cfg(feature = "live")]
        Command::Mark(arguments) => mark::main(&arguments),
        #[cfg(feature = "live")]
        Command::Grants(arguments) => grants::main(&arguments),
        Command::Sql(arguments) => sql::main(&arguments),
        Command::Explain(arguments) => explain::main(&arguments),
        Command::Completions(arguments) => shell::completions(&arguments),
        Command::Man => shell::man(),
        Command::Answer => answer::main(),
    }
}

/// The report in the format that was asked for.
fn written(report: &Report, scope: &Scope, style: Style) -> String {
    match scope.format {
        Format::Text if scope.verbose => text::report(report, style) + &text::files_read(report),
        Format::Text => text::report(report, style),
        Format::Json => json::report(report) + "\n",
        Format::Github => github::report(report),
        Format::Sarif => sarif::report(report),
    }
}

/// Says why there is no answer: on standard error for people, on standard output for programs.
fn unanswered(error: &Error, scope: &Scope) -> i32 {
    let root = || scope.question().shown_root();
    match scope.format {
        Format::Text => complain(&text::error(error, stderr_style())),
        Format::Json => print(&(json::error(error, &root()) + "\n")),
        Format::Github => print(&github::error(error, &root())),
        Format::Sarif => print(&sarif::error(error, &root())),
    }
    exit::UNANSWERED
}

/// Colour only on a terminal that wants it.
fn style(terminal: bool) -> Style {
    let environment = crate::host::environment();
    let set = |name: &str| {
        environment
            .get(name)
            .is_some_and(|value| !value.expose().is_empty())
    };
    Style {
        colour: terminal
            && !set("NO_COLOR")
            && environment
                .get("TERM")
                .is_none_or(|term| term.expose() != "dumb"),
    }
}

/// Writes to standard output; a reader that went away is no reason to panic.
fn print(text: &str) {
    let _ = std::io::stdout().lock().write_all(text.as_bytes());
}

/// Writes to standard error.
fn complain(text: &str) {
    let _ = std::io::stderr().lock().write_all(text.as_bytes());
}

fn stdout_style() -> Style {
    style(std::io::stdout().is_terminal())
}

fn stderr_style() -> Style {
    style(std::io::stderr().is_terminal())
}
