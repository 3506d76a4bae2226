//! `notprod run -- CMD`: the guard for every runner that has no plugin.

use super::{
    Format, Scope, Settings, complain, declare, exit, print, stderr_style, unanswered, written,
};
use crate::bridge::fence;
use crate::error::{Error, ErrorKind};
use crate::guard::{self, Answered};
use crate::host::reason;
use crate::snapshot::Moment;
use std::ffi::OsString;
use std::process::Command;

#[derive(clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    scope: Scope,
    /// The command and its arguments
    #[arg(last = true, required = true, value_name = "CMD")]
    command: Vec<OsString>,
}

pub(super) fn main(arguments: &Arguments, settings: Option<Settings<'_>>) -> i32 {
    let scope = &arguments.scope;
    let mut question = scope.question();
    question.arguments = arguments
        .command
        .iter()
        .map(|word| word.to_string_lossy().into_owned())
        .collect();
    let answer = fence(|| {
        declare(&mut question, settings)?;
        guard::answer(&question)
    });
    let answered = match answer {
        Ok(answered) => answered,
        Err(error) => return unanswered(&error, scope),
    };
    if guard::stops(answered.report.verdict, Moment::Asked) {
        // The command's own output is for its reader: the report goes beside it.
        let report = written(&answered.report, scope, stderr_style());
        match scope.format {
            Format::Text => complain(&report),
            Format::Json | Format::Github | Format::Sarif => print(&report),
        }
        return exit::STOP;
    }
    let error = become_command(&arguments.command, answered);
    unanswered(&error, scope)
}

/// Replaces this process, so that signals, exit code and terminal are the command's own. Returns
/// only where that failed.
fn become_command(command: &[OsString], answered: Answered) -> Error {
    let Some((program, rest)) = command.split_first() else {
        return Error::new(ErrorKind::Command, "no command was given");
    };
    let mut child = Command::new(program);
    child.args(rest);
    child.envs(
        answered
            .load
            .iter()
            .map(|(name, value)| (name, value.expose())),
    );
    let failed = replace(child);
    let shown = program.to_string_lossy();
    Error::new(
        ErrorKind::Command,
        format!("`{shown}` could not be started: {}", reason(&failed)),
    )
    .help("check the name of the command after `--`")
}

#[cfg(unix)]
fn replace(mut child: Command) -> std::io::Error {
    use std::os::unix::process::CommandExt;
    child.exec()
}

#[cfg(not(unix))]
fn replace(mut child: Command) -> std::io::Error {
    match child.status() {
        Ok(status) => std::process::exit(status.code().unwrap_or(exit::UNANSWERED)),
        Err(error) => error,
    }
}
