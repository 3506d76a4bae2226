//! Request start: before the bootstrap script and Composer's autoloader. Where the process runs
//! tests it is judged here; in any other nothing happens.

use crate::{SUCCESS, zend};
use notprod::bridge::php::{self, Process, TestRun};
use notprod::bridge::{self, Moment, Question, Runner};
use std::ffi::CStr;
use std::io::Write;

/// The name of [`php::MARK`] for a look that reads no other variable.
const MARK: &CStr = c"NOTPROD_PHP_RUN";

/// The status of a process that was stopped.
const STOPPED: i32 = 1;

/// What PHP calls at the start of each request.
pub(crate) extern "C" fn request(_: i32, _: i32) -> i32 {
    let judged = bridge::fence(|| {
        if let Some(run) = run() {
            judge(&run);
        }
        Ok(())
    });
    if judged.is_err() {
        stop("notprod: error[NP999] notprod itself failed, and what it cannot judge it refuses\n");
    }
    SUCCESS
}

/// The run of tests that this process is, or is a part of.
pub(crate) fn run() -> Option<TestRun> {
    let words = zend::command_line()?;
    let (script, arguments) = words.split_first()?;
    let has_mark = zend::has_variable(MARK);
    if !has_mark && !php::may_run_tests(script) {
        return None;
    }
    // A web server is no run of tests, whatever started it.
    if !matches!(zend::sapi(), Some("cli" | "phpdbg" | "micro" | "embed")) {
        return None;
    }
    let mark = has_mark.then(|| {
        let mark = bridge::environment().remove(php::MARK);
        mark.map(|mark| mark.expose().to_owned())
            .unwrap_or_default()
    });
    php::test_run(&Process {
        script: script.clone(),
        arguments: arguments.to_vec(),
        folder: php::working_folder(),
        mark,
        id: std::process::id(),
    })
}

pub(crate) fn is_test_run() -> bool {
    run().is_some()
}

fn judge(run: &TestRun) {
    let question = Question {
        root: run.root.clone(),
        runner: Some(Runner::Phpunit),
        environment: bridge::environment(),
        arguments: run.arguments.clone(),
        moment: Moment::Start,
        ..Question::default()
    };
    match bridge::ask(&question) {
        Ok(answer) if answer.stops => stop(&answer.text),
        Ok(answer) => {
            zend::set_variable(php::MARK, &run.mark());
            // What servers said is for the workers that this process starts.
            for (name, value) in &answer.load {
                zend::set_variable(name, value.expose());
            }
            if !run.is_child(std::process::id()) {
                let lines = std::iter::once(&answer.summary).chain(&answer.notes);
                print(
                    &lines
                        .map(|line| format!("notprod: {line}\n"))
                        .collect::<String>(),
                );
            }
        }
        Err(failure) => stop(&failure.text),
    }
}

fn print(text: &str) {
    let _ = std::io::stderr().lock().write_all(text.as_bytes());
}

/// Ends the process with the report, before any code of the project has run.
fn stop(text: &str) -> ! {
    print(text);
    std::process::exit(STOPPED)
}
