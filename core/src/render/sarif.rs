//! Reports as SARIF 2.1.0, for services that show findings beside the code.

use super::github::from_top;
use crate::error::{Error, ErrorKind};
use crate::report::Report;
use crate::rules::CATALOGUE;
use crate::source::Source;
use crate::verdict::Severity;
use serde_json::{Value, json};

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// A report on one line.
pub fn report(report: &Report) -> String {
    let results = report.findings.iter().map(|finding| {
        let mut result = json!({
            "ruleId": finding.code,
            "level": level(finding.severity),
            "kind": "fail",
            "message": { "text": finding.message },
            "locations": locations(finding.source.as_ref(), &report.root),
        });
        // SARIF's own word for what is told and is no fault has no level.
        if finding.severity == Severity::Note
            && let Some(result) = result.as_object_mut()
        {
            result.insert("kind".into(), "informational".into());
            result.insert("level".into(), "none".into());
        }
        if let (Some(at), Some(result)) = (
            CATALOGUE.iter().position(|rule| rule.code == finding.code),
            result.as_object_mut(),
        ) {
            result.insert("ruleIndex".into(), at.into());
        }
        result
    });
    log(results.collect(), json!({ "executionSuccessful": true }))
}

/// An error: a run that came to no answer.
pub fn error(error: &Error, root: &str) -> String {
    let mut text = error.message.clone();
    if let Some(help) = &error.help {
        text = format!("{text}\nhelp: {help}");
    }
    let invocation = json!({
        "executionSuccessful": false,
        "toolExecutionNotifications": [{
            "descriptor": { "id": error.kind.code() },
            "level": "error",
            "message": { "text": text },
            "locations": locations(error.source_place.as_ref(), root),
        }],
    });
    log(Vec::new(), invocation)
}

fn log(results: Vec<Value>, invocation: Value) -> String {
    json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "notprod",
                "version": env!("CARGO_PKG_VERSION"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "informationUri": env!("CARGO_PKG_REPOSITORY"),
                "rules": rules(),
                "notifications": notifications(),
            }},
            "invocations": [invocation],
            "results": results,
            "columnKind": "unicodeCodePoints",
        }],
    })
    .to_string()
        + "\n"
}

fn rules() -> Vec<Value> {
    let rules = CATALOGUE.iter();
    rules
        .map(|rule| descriptor(rule.code, rule.name, rule.summary, rule.page, rule.severity))
        .collect()
}

fn notifications() -> Vec<Value> {
    let kinds = ErrorKind::ALL.iter();
    kinds
        .map(|kind| {
            let name = kind.name();
            descriptor(kind.code(), name, name, kind.page(), Severity::Refuse)
        })
        .collect()
}

fn descriptor(code: &str, name: &str, summary: &str, page: &str, severity: Severity) -> Value {
    json!({
        "id": code,
        "name": name,
        "shortDescription": { "text": summary },
        "help": { "text": page, "markdown": page },
        "defaultConfiguration": { "level": level(severity) },
    })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Refuse | Severity::Unproven => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

fn locations(source: Option<&Source>, root: &str) -> Vec<Value> {
    let Some(file) = source.and_then(|source| source.file.as_ref()) else {
        return Vec::new();
    };
    let mut place = json!({ "artifactLocation": { "uri": uri(&from_top(root, file)) } });
    if let (Some(line), Some(place)) = (source.and_then(|s| s.line), place.as_object_mut()) {
        place.insert("region".into(), json!({ "startLine": line }));
    }
    vec![json!({ "physicalLocation": place })]
}

/// A path as a relative reference, or as a `file:` URI where it is whole.
fn uri(path: &str) -> String {
    let mut out = String::new();
    if path.starts_with('/') {
        out.push_str("file://");
    }
    for byte in path.bytes() {
        match byte {
            b'\\' => out.push('/'),
            b'/' | b'.' | b'-' | b'_' | b'~' => out.push(char::from(byte)),
            byte if byte.is_ascii_alphanumeric() => out.push(char::from(byte)),
            byte => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::uri;

    #[test]
    fn paths_are_references() {
        assert_eq!(uri("config/a b:c.php"), "config/a%20b%3Ac.php");
        assert_eq!(uri("/srv/é"), "file:///srv/%C3%A9");
    }
}
