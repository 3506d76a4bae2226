//! `notprod._native`: what Python hands over becomes a question, what the core answers goes back.
//! Nothing is decided here.

use notprod::bridge::{self, Moment, Question, Runner, Secret};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyString};
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// The answer to a question.
#[pyclass(frozen, get_all, module = "notprod._native")]
struct Answer {
    /// `allow`, `unproven` or `refuse`.
    verdict: &'static str,
    /// Whether the run must stop at this moment.
    stops: bool,
    /// The report as `notprod.report/1`.
    json: String,
    /// The report for people, without colour.
    text: String,
    /// One line for the header of a runner.
    summary: String,
    /// What follows it where the run goes on, a line each.
    notes: Vec<String>,
    /// The variables that `load` sets.
    load: BTreeMap<String, String>,
}

impl From<bridge::Answer> for Answer {
    fn from(answer: bridge::Answer) -> Answer {
        let load = answer.load.into_iter();
        Answer {
            verdict: answer.verdict.name(),
            stops: answer.stops,
            json: answer.json,
            text: answer.text,
            summary: answer.summary,
            notes: answer.notes,
            load: load
                .map(|(name, value)| (name, value.expose().to_owned()))
                .collect(),
        }
    }
}

/// Why a question could not be answered.
#[pyclass(frozen, get_all, module = "notprod._native")]
struct Failure {
    /// The stable code, such as `NP901`.
    code: &'static str,
    /// The stable name, such as `policy-error`.
    name: &'static str,
    /// What is wrong, in one line.
    message: String,
    /// What mends it.
    help: Option<String>,
    /// The error for people, without colour.
    text: String,
    /// The error as JSON.
    json: String,
}

impl From<bridge::Failure> for Failure {
    fn from(failure: bridge::Failure) -> Failure {
        Failure {
            code: failure.code,
            name: failure.name,
            message: failure.message,
            help: failure.help,
            text: failure.text,
            json: failure.json,
        }
    }
}

#[derive(IntoPyObject)]
enum Outcome {
    Answer(Answer),
    Failure(Failure),
}

/// Text as the core reads it. Bytes that are no UTF-8 reach Python as lone surrogates: they go back
/// to bytes first, and what is still no text becomes U+FFFD.
fn text(value: &Bound<'_, PyString>) -> PyResult<String> {
    if let Ok(text) = value.extract() {
        return Ok(text);
    }
    match value.call_method1("encode", ("utf-8", "surrogateescape")) {
        Ok(bytes) => Ok(String::from_utf8_lossy(bytes.cast::<PyBytes>()?.as_bytes()).into_owned()),
        Err(_) => Ok(value.to_string_lossy().into_owned()),
    }
}

/// Answers one question. `environment` is the whole environment, an empty `root` the current folder.
/// `ValueError`: a runner or a moment that is unknown.
#[pyfunction]
#[pyo3(signature = (*, root, runner, environment, addresses, load, policy, moment, offline, arguments, declared))]
#[expect(clippy::too_many_arguments, reason = "each is a keyword in Python")]
fn ask(
    py: Python<'_>,
    root: PathBuf,
    runner: Option<&str>,
    environment: &Bound<'_, PyDict>,
    addresses: Vec<Bound<'_, PyString>>,
    load: Option<PathBuf>,
    policy: Option<PathBuf>,
    moment: &str,
    offline: bool,
    arguments: Vec<Bound<'_, PyString>>,
    declared: &str,
) -> PyResult<Outcome> {
    let unknown =
        |what: &str, name: &str| PyValueError::new_err(format!("unknown {what} `{name}`"));
    let runner = runner
        .map(|name| Runner::from_name(name).ok_or_else(|| unknown("runner", name)))
        .transpose()?;
    let moment = match moment {
        "start" => Moment::Start,
        "setup" => Moment::SetUp,
        "asked" => Moment::Asked,
        other => return Err(unknown("moment", other)),
    };
    let mut variables = BTreeMap::new();
    for (name, value) in environment {
        let value = Secret::new(text(value.cast()?)?);
        variables.insert(text(name.cast()?)?, value);
    }
    let addresses = addresses
        .iter()
        .map(|address| text(address).map(Secret::new))
        .collect::<PyResult<_>>()?;
    let arguments = arguments.iter().map(text).collect::<PyResult<_>>()?;
    let declared = bridge::declared(declared).map_err(PyValueError::new_err)?;
    let question = Question {
        arguments,
        declared,
        root,
        runner,
        environment: variables,
        addresses,
        load,
        policy,
        moment,
        offline,
        ..Question::default()
    };
    Ok(py.detach(|| match bridge::ask(&question) {
        Ok(answer) => Outcome::Answer(answer.into()),
        Err(failure) => Outcome::Failure(failure.into()),
    }))
}

/// The packed verdict on a text of SQL: class in bits 0 to 2, tier in 3 and 4, strict tier in 5 and
/// 6, bound in 7 to 9. `ValueError`: a dialect that is none.
#[pyfunction]
fn classify(sql: &[u8], dialect: &str) -> PyResult<u16> {
    bridge::classify(sql, dialect).map_err(PyValueError::new_err)
}

/// The statements of a text of SQL, as a JSON list. `ValueError`: a dialect that is none.
#[pyfunction]
fn statements(py: Python<'_>, sql: &[u8], dialect: &str) -> PyResult<String> {
    py.detach(|| bridge::statements(sql, dialect))
        .map_err(PyValueError::new_err)
}

/// The command line. `argv` begins with the name of the program; gives the exit code.
///
/// `settings(module, root)` reads the settings of a framework: the declared connections as JSON,
/// `None` where the framework is not installed. Of an exception the kind alone is told.
#[pyfunction]
fn main(py: Python<'_>, argv: Vec<OsString>, settings: Py<PyAny>) -> i32 {
    let read = |module: &str, root: &Path| {
        let found = Python::attach(|py| {
            let answer = settings.bind(py).call1((module, root))?;
            answer.extract::<Option<String>>()
        });
        match found {
            Ok(Some(json)) => bridge::declared(&json).map(Some),
            Ok(None) => Ok(None),
            Err(error) => Err(Python::attach(|py| {
                let kind = error.get_type(py).name().map(|name| name.to_string());
                kind.unwrap_or_else(|_| "an exception".to_owned())
            })),
        }
    };
    py.detach(|| bridge::run(argv, Some(&read)))
}

/// The compiled part of the package `notprod`.
#[pymodule]
mod _native {
    #[pymodule_export]
    use super::{Answer, Failure, ask, classify, main, statements};

    #[pymodule_export]
    #[expect(non_upper_case_globals, reason = "the name that Python packages use")]
    const __version__: &str = env!("CARGO_PKG_VERSION");

    /// Whether this build obeys `NOTPROD_INJECT`, by which tests make it fail.
    #[pymodule_export]
    #[expect(non_upper_case_globals, reason = "read like a variable in Python")]
    const injects: bool = cfg!(debug_assertions);
}
