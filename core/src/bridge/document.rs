//! A question and its answer as JSON, for callers that have no types of ours: a language's own
//! library, and the command line that stands in for a binding.

use super::{Answer, Failure, ask, failure, php};
use crate::error::{Error, ErrorKind};
use crate::snapshot::{Question, Runner};
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    question: Question,
    /// The PHP process that asks; it gives the root and the arguments that the question leaves open.
    #[serde(default)]
    php: Option<php::Process>,
}

/// Answers `{"question": {...}, "php": {...}}` with `{"stops", "summary", "notes", "text", "load",
/// "failure", "report"}`. What cannot be read is a failure, and every failure stops.
pub fn answer(document: &str) -> String {
    let answered = match read(document) {
        Ok(question) => ask(&question),
        Err(error) => Err(failure(&error, ".")),
    };
    match answered {
        Ok(answer) => written(&answer),
        Err(failure) => failed(&failure),
    }
    .to_string()
}

fn read(document: &str) -> Result<Question, Error> {
    let document: Document = serde_json::from_str(document).map_err(|error| {
        // The error's own words may hold a value.
        let place = error.column();
        Error::new(
            ErrorKind::Question,
            format!("the question cannot be read at column {place}"),
        )
        .help("let both halves of notprod be of one version")
    })?;
    let mut question = document.question;
    if let Some(process) = document.php {
        let run = php::test_run(&process).unwrap_or_else(|| php::project(&process));
        if question.root.as_os_str().is_empty() {
            question.root = run.root;
        }
        if question.arguments.is_empty() {
            question.arguments = run.arguments;
        }
        question.runner = question.runner.or(Some(Runner::Phpunit));
    }
    Ok(question)
}

fn written(answer: &Answer) -> Value {
    let load: Vec<[&str; 2]> = answer
        .load
        .iter()
        .map(|(name, value)| [name.as_str(), value.expose()])
        .collect();
    json!({
        "stops": answer.stops,
        "summary": answer.summary,
        "notes": answer.notes,
        "text": answer.text,
        "load": load,
        "failure": null,
        "report": report(&answer.json),
    })
}

fn failed(failure: &Failure) -> Value {
    json!({
        "stops": true,
        "summary": failure.message,
        "notes": [],
        "text": failure.text,
        "load": [],
        "failure": {
            "code": failure.code,
            "name": failure.name,
            "message": failure.message,
            "help": failure.help,
        },
        "report": report(&failure.json),
    })
}

fn report(json: &str) -> Value {
    serde_json::from_str(json).unwrap_or(Value::Null)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(document: &str) -> Value {
        serde_json::from_str(&answer(document)).expect("JSON")
    }

    #[test]
    fn a_question_is_answered() {
        let answer = asked(
            r#"{"question":{"root":"/","addresses":["mysql://u:hunter2@prod.example.com/shop"]}}"#,
        );
        assert_eq!(answer["stops"], true);
        assert_eq!(answer["report"]["verdict"], "refuse");
        assert!(!answer.to_string().contains("hunter2"));
    }

    #[test]
    fn what_stops_no_run_follows_the_summary() {
        let answer = asked(
            r#"{"question":{"root":"/","addresses":["mysql://u@host.docker.internal/shop_test"],"offline":true}}"#,
        );
        assert_eq!(answer["stops"], false, "{answer}");
        let notes = answer["notes"].as_array().expect("a list");
        let first = notes.first().and_then(Value::as_str).unwrap_or("");
        assert!(first.starts_with("note: "), "{answer}");
    }

    #[test]
    fn what_cannot_be_read_stops() {
        for document in ["", "[]", "{}", r#"{"question":{"rot":"hunter2"}}"#, "\u{0}"] {
            let answer = asked(document);
            assert_eq!(answer["stops"], true, "{document}");
            assert_eq!(answer["failure"]["code"], "NP906", "{document}");
            assert!(!answer.to_string().contains("hunter2"));
        }
    }
}
