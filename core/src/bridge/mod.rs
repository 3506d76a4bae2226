//! What bindings call. Nothing here unwinds: a panic becomes a [`Failure`] with its own code.

mod document;
pub mod php;
mod statements;

pub use document::answer;

use crate::error::{Error, ErrorKind};
use crate::guard;
use crate::render::{json, text};
use crate::report::Report;
pub use crate::secret::Secret;
pub use crate::snapshot::{Declared, Moment, Question, Runner};
use crate::verdict::Severity;
pub use crate::verdict::Verdict;
pub use statements::{Dialect, Statement, classify, dialect, listed, statements, verdict, worst};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// An answer in every form that a binding needs.
pub struct Answer {
    /// The run's verdict.
    pub verdict: Verdict,
    /// Whether it stops the run at the moment that the question named.
    pub stops: bool,
    /// The report as `notprod.report/1`, on one line.
    pub json: String,
    /// The report for people, without colour.
    pub text: String,
    /// One line for a runner's header.
    pub summary: String,
    /// What follows it where the run goes on, a line each: warnings, entries that lifted a refusal.
    pub notes: Vec<String>,
    /// Names and values that `load` sets, in the order of the file; and what servers said, for the
    /// workers of the run.
    pub load: Vec<(String, Secret)>,
}

/// Why there is no answer. The caller must take it for a refusal.
pub struct Failure {
    /// The stable code, such as `NP901`.
    pub code: &'static str,
    /// The stable name, such as `policy-error`.
    pub name: &'static str,
    /// What is wrong, in one line.
    pub message: String,
    /// What mends it.
    pub help: Option<String>,
    /// The error for people, without colour.
    pub text: String,
    /// The error in the shape of a report whose verdict is `refuse`.
    pub json: String,
}

/// Answers a question.
///
/// # Errors
/// A question that cannot be answered, and a failure of notprod itself.
#[expect(
    clippy::result_large_err,
    reason = "one failure a process, read field by field by bindings"
)]
pub fn ask(question: &Question) -> Result<Answer, Failure> {
    let root = question.shown_root();
    fence(|| {
        let answered = guard::answer(question)?;
        let report = &answered.report;
        let summary = text::summary(report);
        Ok(Answer {
            verdict: report.verdict,
            stops: guard::stops(report.verdict, question.moment),
            json: json::report(report),
            text: text::report(report, text::Style::default()),
            notes: notes(report, &summary),
            summary,
            load: answered.load.into_iter().chain(answered.facts).collect(),
        })
    })
    .map_err(|error| failure(&error, &root))
}

/// What stops no run, but for what the summary says itself.
fn notes(report: &Report, summary: &str) -> Vec<String> {
    let quiet = report.findings.iter().filter(|finding| {
        matches!(finding.severity, Severity::Note | Severity::Warning) && finding.message != summary
    });
    quiet
        .map(|finding| {
            let message = text::printable(&finding.message);
            format!("{}: {message}", finding.severity.name())
        })
        .collect()
}

/// Reads the connections that a framework declares: a JSON list of [`Declared`].
///
/// # Errors
/// What is no such list, in one line that holds nothing of it.
pub fn declared(json: &str) -> Result<Vec<Declared>, String> {
    serde_json::from_str(json).map_err(|error| {
        format!(
            "the declared connections cannot be read at column {}",
            error.column()
        )
    })
}

/// The environment of the process, for the parts of a language that ask `getenv`.
pub fn environment() -> std::collections::BTreeMap<String, Secret> {
    crate::host::environment()
}

#[cfg(feature = "cli")]
pub use crate::cli::Settings;

/// Runs the command line with its whole argument list; gives the exit code. `settings` reads what
/// only the language around it can.
#[cfg(feature = "cli")]
pub fn run(arguments: Vec<std::ffi::OsString>, settings: Option<Settings<'_>>) -> i32 {
    fence(|| Ok(crate::cli::main(arguments, settings))).unwrap_or(crate::cli::exit::UNANSWERED)
}

/// Turns a panic into an error. The panic's own message is not printed: it may hold a value.
pub fn fence<T>(call: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
    let quiet = QuietPanics::install();
    let result = catch_unwind(AssertUnwindSafe(call));
    drop(quiet);
    result.unwrap_or_else(|_| {
        Err(Error::new(
            ErrorKind::Panic,
            "notprod itself failed, and what it cannot judge it refuses",
        )
        .help("please report this with the project's layout, without its secrets"))
    })
}

type Hook = Box<dyn Fn(&std::panic::PanicHookInfo<'_>) + Sync + Send + 'static>;

/// Silences the panic message of this thread alone while it stands.
struct QuietPanics;

std::thread_local! {
    static QUIET: std::cell::Cell<u32> = const { std::cell::Cell::new(0) };
}

impl QuietPanics {
    fn install() -> QuietPanics {
        static ONCE: std::sync::Once = std::sync::Once::new();
        ONCE.call_once(|| {
            let before: Hook = std::panic::take_hook();
            std::panic::set_hook(Box::new(move |info| {
                if QUIET.with(std::cell::Cell::get) == 0 {
                    before(info);
                }
            }));
        });
        QUIET.with(|quiet| quiet.set(quiet.get() + 1));
        QuietPanics
    }
}

impl Drop for QuietPanics {
    fn drop(&mut self) {
        QUIET.with(|quiet| quiet.set(quiet.get().saturating_sub(1)));
    }
}

fn failure(error: &Error, root: &str) -> Failure {
    Failure {
        code: error.kind.code(),
        name: error.kind.name(),
        message: error.message.clone(),
        help: error.help.clone(),
        text: text::error(error, text::Style::default()),
        json: json::error(error, root),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_a_refusal_with_its_own_code() {
        let error = fence(|| -> Result<(), Error> { panic!("hunter2") }).expect_err("an error");
        assert_eq!(error.kind, ErrorKind::Panic);
        let failure = failure(&error, ".");
        assert_eq!(failure.code, "NP999");
        assert!(
            failure.json.contains("\"verdict\":\"refuse\"") && !failure.text.contains("hunter2")
        );
    }
}
