//! Reports as JSON: the contract `notprod.report/1`.

use crate::error::Error;
use crate::report::{Report, SCHEMA};
use crate::verdict::Verdict;
use serde_json::{Value, json};

/// A report on one line.
pub fn report(report: &Report) -> String {
    // Plain strings, numbers and lists: there is nothing in a report that cannot be written.
    serde_json::to_string(report).unwrap_or_else(|_| {
        refusal(
            "internal-error",
            "NP999",
            "the report could not be written",
            None,
            Value::Null,
        )
    })
}

/// An error in the shape of a report, so that a reader that knows only reports sees a refusal.
pub fn error(error: &Error, root: &str) -> String {
    let source = error
        .source_place
        .as_ref()
        .and_then(|place| serde_json::to_value(place).ok())
        .unwrap_or(Value::Null);
    let mut value = refusal(
        error.kind.name(),
        error.kind.code(),
        &error.message,
        error.help.as_deref(),
        source,
    );
    if root != "." {
        value = value.replacen(
            "\"root\":\".\"",
            &format!("\"root\":{}", Value::from(root)),
            1,
        );
    }
    value
}

fn refusal(rule: &str, code: &str, message: &str, help: Option<&str>, source: Value) -> String {
    json!({
        "schema": SCHEMA,
        "verdict": Verdict::Refuse,
        "root": ".",
        "runner": Value::Null,
        "environment": Value::Null,
        "targets": [],
        "findings": [{
            "rule": rule, "code": code, "severity": "refuse", "target": Value::Null,
            "message": message, "help": help, "source": source,
        }],
        "files_read": [],
        "error": code,
    })
    .to_string()
}
