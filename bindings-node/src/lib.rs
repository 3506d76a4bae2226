//! The native part of the Node module: what JavaScript hands over becomes a question, what the core
//! answers goes back. Nothing is decided here.

pub mod statements;

use napi::bindgen_prelude::{Error, Result, Status};
use napi_derive::napi;
use notprod::bridge::{self, Moment, Runner, Secret};
use std::collections::BTreeMap;
use std::ffi::OsString;

/// A question, as JavaScript puts it.
#[napi(object, object_to_js = false)]
pub struct Question {
    /// The folder of the project; empty for the current one.
    pub root: String,
    /// What runs the tests, where it is known.
    pub runner: Option<String>,
    /// The whole environment: a name, its value, the next name.
    pub environment: Vec<String>,
    /// Addresses that alone are to be judged.
    pub addresses: Vec<String>,
    /// A dotenv file that must be there and wins over the environment.
    pub load: Option<String>,
    /// One more policy, the nearest of all.
    pub policy: Option<String>,
    /// The command that runs the tests, with its arguments.
    pub arguments: Vec<String>,
    /// `start`, `setup` or `asked`.
    pub moment: String,
    /// Ask no server.
    pub offline: bool,
}

/// The answer to a question.
#[napi(object, object_from_js = false)]
pub struct Answer {
    /// `allow`, `unproven` or `refuse`.
    pub verdict: &'static str,
    /// Whether the run must stop at this moment.
    pub stops: bool,
    /// The report as `notprod.report/1`.
    pub json: String,
    /// The report for people, without colour.
    pub text: String,
    /// One line for the header of a runner.
    pub summary: String,
    /// What follows it where the run goes on, a line each.
    pub notes: Vec<String>,
    /// What `load` sets: a name, its value, the next name.
    pub load: Vec<String>,
}

/// Why a question could not be answered.
#[napi(object, object_from_js = false)]
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
}

/// An answer or a failure, never both.
#[napi(object, object_from_js = false)]
pub struct Outcome {
    /// The answer.
    pub answer: Option<Answer>,
    /// Why there is none.
    pub failure: Option<Failure>,
}

/// Answers one question.
///
/// # Errors
/// A runner or a moment that is unknown, a name without a value.
#[napi(catch_unwind)]
pub fn ask(question: Question) -> Result<Outcome> {
    let question = read(question)?;
    Ok(match bridge::ask(&question) {
        Ok(answer) => Outcome {
            answer: Some(written(answer)),
            failure: None,
        },
        Err(failure) => Outcome {
            answer: None,
            failure: Some(Failure {
                code: failure.code,
                name: failure.name,
                message: failure.message,
                help: failure.help,
                text: failure.text,
            }),
        },
    })
}

/// The number by which the functions below call a dialect.
///
/// # Errors
/// A name of none.
#[napi(catch_unwind)]
pub fn dialect(name: String) -> Result<u32> {
    let wrong = |message| Error::new(Status::InvalidArg, message);
    bridge::dialect(&name)
        .map_err(wrong)
        .map(|dialect| dialect as u32)
}

/// The packed verdict on a text: class in bits 0 to 2, tier in 3 and 4, strict tier in 5 and 6, bound
/// in 7 to 9.
///
/// # Errors
/// A number of no dialect.
#[napi(catch_unwind)]
pub fn classify(text: String, dialect: u32) -> Result<u32> {
    Ok(bridge::verdict(text.as_bytes(), numbered(dialect)?).into())
}

/// [`classify`] for bytes.
///
/// # Errors
/// A number of no dialect.
#[napi(catch_unwind)]
pub fn classify_bytes(bytes: &[u8], dialect: u32) -> Result<u32> {
    Ok(bridge::verdict(bytes, numbered(dialect)?).into())
}

pub(crate) fn numbered(dialect: u32) -> Result<bridge::Dialect> {
    let all = bridge::Dialect::ALL;
    let known = usize::try_from(dialect).ok().and_then(|at| all.get(at));
    known
        .copied()
        .ok_or_else(|| Error::new(Status::InvalidArg, "a number of no dialect"))
}

/// The command line. `arguments` begin with the name of the program; gives the exit code.
#[napi(catch_unwind)]
pub fn run(arguments: Vec<String>) -> i32 {
    bridge::run(arguments.into_iter().map(OsString::from).collect(), None)
}

/// The version of this module, for the check that both halves belong together.
#[napi]
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

fn read(question: Question) -> Result<bridge::Question> {
    let unknown =
        |what: &str, name: &str| Error::new(Status::InvalidArg, format!("unknown {what} `{name}`"));
    let runner = question
        .runner
        .map(|name| Runner::from_name(&name).ok_or_else(|| unknown("runner", &name)))
        .transpose()?;
    let moment = match question.moment.as_str() {
        "start" => Moment::Start,
        "setup" => Moment::SetUp,
        "asked" => Moment::Asked,
        other => return Err(unknown("moment", other)),
    };
    let mut environment = BTreeMap::new();
    let mut entries = question.environment.into_iter();
    while let Some(name) = entries.next() {
        let value = entries
            .next()
            .ok_or_else(|| Error::new(Status::InvalidArg, "a variable without a value"))?;
        environment.insert(name, Secret::new(value));
    }
    Ok(bridge::Question {
        root: question.root.into(),
        runner,
        environment,
        addresses: question.addresses.into_iter().map(Secret::new).collect(),
        load: question.load.map(Into::into),
        policy: question.policy.map(Into::into),
        arguments: question.arguments,
        moment,
        offline: question.offline,
        ..bridge::Question::default()
    })
}

fn written(answer: bridge::Answer) -> Answer {
    let load = answer.load.into_iter();
    Answer {
        verdict: answer.verdict.name(),
        stops: answer.stops,
        json: answer.json,
        text: answer.text,
        summary: answer.summary,
        notes: answer.notes,
        load: load
            .flat_map(|(name, value)| [name, value.expose().to_owned()])
            .collect(),
    }
}
