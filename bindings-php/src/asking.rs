//! `Notprod\check()` looks, `Notprod\guard()` stops.

use crate::arguments::{Arguments, Thrown};
use crate::{environment, objects, start};
use ext_php_rs::args::Arg;
use ext_php_rs::builders::FunctionBuilder;
use ext_php_rs::flags::DataType;
use ext_php_rs::types::Zval;
use ext_php_rs::zend::ExecuteData;
use notprod::bridge::{self, Answer, Question, Runner, Secret};

const PARAMETERS: &[&str] = &[
    "url",
    "root",
    "runner",
    "environment",
    "load",
    "policy",
    "offline",
];

pub(crate) fn functions() -> Vec<FunctionBuilder<'static>> {
    let report = DataType::object("Notprod\\Report");
    let questions = [
        ("Notprod\\check", check as Handler),
        ("Notprod\\guard", guard),
    ];
    let mut functions: Vec<FunctionBuilder<'static>> = questions
        .into_iter()
        .map(|(name, handler)| {
            let mut function = FunctionBuilder::new(name, handler).not_required();
            for parameter in PARAMETERS {
                function = function.arg(match *parameter {
                    "offline" => Arg::new("offline", DataType::Bool).default("false"),
                    "environment" => nullable("environment", DataType::Array),
                    name => nullable(name, DataType::String),
                });
            }
            function.returns(report, false, false)
        })
        .collect();
    functions.push(
        FunctionBuilder::new("Notprod\\answer", answer)
            .arg(Arg::new("question", DataType::String))
            .returns(DataType::String, false, false),
    );
    functions
}

type Handler = extern "C" fn(&mut ExecuteData, &mut Zval);

fn nullable(name: &'static str, kind: DataType) -> Arg<'static> {
    Arg::new(name, kind).allow_null().default("null")
}

extern "C" fn check(data: &mut ExecuteData, returned: &mut Zval) {
    objects::handle(|| {
        if let Some(answer) = ask(data, "Notprod\\check") {
            match objects::report(&answer) {
                Some(report) => *returned = report,
                None => unreadable(),
            }
        }
    });
}

extern "C" fn guard(data: &mut ExecuteData, returned: &mut Zval) {
    objects::handle(|| {
        let Some(answer) = ask(data, "Notprod\\guard") else {
            return;
        };
        let Some(report) = objects::report(&answer) else {
            return unreadable();
        };
        if answer.stops {
            return objects::throw_refused(&answer.text, report);
        }
        match environment::put(&answer.load) {
            Ok(()) => *returned = report,
            Err(name) => {
                let message =
                    format!("PHP does not take the variable `{name}` of the file to load");
                objects::throw_failure(&objects::wrong("NP904", "file-unreadable", &message));
            }
        }
    });
}

/// What the library `notprod/phpunit` asks, in the same JSON as the command line.
extern "C" fn answer(data: &mut ExecuteData, returned: &mut Zval) {
    objects::handle(|| {
        let Ok(given) = Arguments::of(data, "Notprod\\answer", &["question"], 1) else {
            return;
        };
        if let Ok(question) = given.text(0) {
            *returned = objects::of(bridge::answer(&question.unwrap_or_default()));
        }
    });
}

/// The core's answer; none where something was thrown.
fn ask(data: &mut ExecuteData, function: &'static str) -> Option<Answer> {
    let question = match question(data, function) {
        Ok(question) => question?,
        Err(Thrown) => return None,
    };
    match bridge::ask(&question) {
        Ok(answer) => Some(answer),
        Err(failure) => {
            objects::throw_failure(&failure);
            None
        }
    }
}

fn question(data: &mut ExecuteData, function: &'static str) -> Result<Option<Question>, Thrown> {
    let given = Arguments::of(data, function, PARAMETERS, 0)?;
    let runner = match given.text(2)? {
        None => start::is_test_run().then_some(Runner::Phpunit),
        Some(name) => match Runner::from_name(&name) {
            Some(runner) => Some(runner),
            None => {
                objects::throw_question(&format!("unknown runner `{name}`"));
                return Ok(None);
            }
        },
    };
    let (environment, beside) = match given.table(3)? {
        Some(table) => (environment::read(table), Vec::new()),
        None => environment::seen(),
    };
    let root = given.text(1)?;
    let run = match &root {
        None => start::run(),
        Some(_) => None,
    };
    let (own_root, arguments) = run.map_or_else(Default::default, |run| (run.root, run.arguments));
    Ok(Some(Question {
        root: root.map_or(own_root, Into::into),
        arguments,
        runner,
        environment,
        beside,
        addresses: given.text(0)?.map(Secret::new).into_iter().collect(),
        load: given.text(4)?.map(Into::into),
        policy: given.text(5)?.map(Into::into),
        offline: given.flag(6)?,
        ..Question::default()
    }))
}

fn unreadable() {
    objects::throw_failure(&objects::wrong(
        "NP999",
        "internal-error",
        "the report cannot be read",
    ));
}
