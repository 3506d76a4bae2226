//! `notprod check`.

use super::{Format, Scope, Settings, complain, declare, exit, print, stderr_style, stdout_style};
use crate::bridge::fence;
use crate::error::Error;
use crate::guard;
use crate::render::{json, text};
use crate::report::Report;
use crate::snapshot::Moment;

#[derive(clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    scope: Scope,
}

pub(super) fn main(arguments: &Arguments, settings: Option<Settings<'_>>) -> i32 {
    let scope = &arguments.scope;
    let answer = fence(|| {
        let mut question = scope.question();
        declare(&mut question, settings)?;
        guard::check(&question)
    });
    match answer {
        Ok(report) => {
            print(&written(&report, scope.format));
            if guard::stops(report.verdict, Moment::Asked) {
                exit::STOP
            } else {
                exit::ALLOW
            }
        }
        Err(error) => unanswered(&error, scope),
    }
}

fn written(report: &Report, format: Format) -> String {
    match format {
        Format::Text => text::report(report, stdout_style()),
        Format::Json => json::report(report) + "\n",
    }
}

/// Says why there is no answer: on standard error for people, on standard output for programs.
pub(super) fn unanswered(error: &Error, scope: &Scope) -> i32 {
    match scope.format {
        Format::Text => complain(&text::error(error, stderr_style())),
        Format::Json => print(&(json::error(error, &scope.question().shown_root()) + "\n")),
    }
    exit::UNANSWERED
}
