//! What a surface answered, and whether that is right.

use crate::vectors::{Case, Field};
use serde_json::Value;

/// The answer of a surface to one case.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The verdict; none where the question could not be answered.
    pub verdict: Option<String>,
    /// The targets, as the report has them.
    pub targets: Vec<Value>,
    /// The code of the error, where there is one.
    pub error: Option<String>,
}

/// Why an answer is wrong.
pub type Shortfall = String;

impl Answer {
    /// What `notprod.report/1` says. An error has the shape of a report, too.
    ///
    /// # Errors
    /// Text that is no such report.
    pub fn of_report(json: &str) -> serde_json::Result<Answer> {
        let report: Value = serde_json::from_str(json)?;
        let error = report
            .get("error")
            .and_then(Value::as_str)
            .map(str::to_owned);
        Ok(Answer {
            verdict: match error {
                None => report
                    .get("verdict")
                    .and_then(Value::as_str)
                    .map(str::to_owned),
                Some(_) => None,
            },
            targets: report
                .get("targets")
                .and_then(Value::as_array)
                .cloned()
                .unwrap_or_default(),
            error,
        })
    }

    /// An answer that is none.
    pub fn of_error(code: &str) -> Answer {
        Answer {
            verdict: None,
            targets: Vec::new(),
            error: Some(code.to_owned()),
        }
    }

    /// Whether this is what the case expects. Where `refuse` is accepted, so is an error.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn meets(&self, case: &Case) -> Result<(), Shortfall> {
        let Some(verdict) = &self.verdict else {
            let code = self.error.as_deref().unwrap_or("no verdict");
            return if self.error.is_some() && case.expect.verdict.accept("refuse") {
                Ok(())
            } else {
                Err(format!(
                    "answered with {code}, not with {:?}",
                    case.expect.verdict
                ))
            };
        };
        if !case.expect.verdict.accept(verdict) {
            return Err(format!(
                "answered `{verdict}`, not {:?}",
                case.expect.verdict
            ));
        }
        let Some(fields) = &case.expect.target else {
            return Ok(());
        };
        let has_all = |target: &Value| {
            fields
                .iter()
                .all(|(field, wanted)| has(target, *field, wanted))
        };
        if self.targets.iter().any(has_all) {
            Ok(())
        } else {
            Err(format!(
                "no target has {fields:?}, among {:?}",
                self.targets
            ))
        }
    }
}

fn has(target: &Value, field: Field, wanted: &Value) -> bool {
    let Some(value) = target.get(field.name()) else {
        return false;
    };
    match (field, value, wanted) {
        (Field::Hosts | Field::Ports, Value::Array(all), Value::Array(wanted)) => {
            !wanted.is_empty() && wanted.iter().all(|one| all.contains(one))
        }
        _ => value == wanted,
    }
}
