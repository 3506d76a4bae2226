//! `notprod check`.

use super::{Scope, Settings, declare, exit, print, stdout_style, unanswered, written};
use crate::bridge::fence;
use crate::guard;
use crate::snapshot::Moment;

#[derive(clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    scope: Scope,
}

pub(super) fn main(arguments: &Arguments, settings: Option<Settings<'_>>) -> i32 {
    answered(&arguments.scope, settings)
}

/// Judges, prints the report, and gives the exit code.
pub(super) fn answered(scope: &Scope, settings: Option<Settings<'_>>) -> i32 {
    let answer = fence(|| {
        let mut question = scope.question();
        declare(&mut question, settings)?;
        guard::check(&question)
    });
    match answer {
        Ok(report) => {
            let stops = guard::stops(report.verdict, Moment::Asked);
            if stops || !scope.quiet {
                print(&written(&report, scope, stdout_style()));
            }
            if stops { exit::STOP } else { exit::ALLOW }
        }
        Err(error) => unanswered(&error, scope),
    }
}
