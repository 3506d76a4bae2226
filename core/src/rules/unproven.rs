//! Nothing says that this is a test database.

use super::{Draft, Rule, Subject};
use crate::verdict::Severity;

/// The rule, for the judge, who speaks it where no other rule does.
pub const RULE: Rule = Rule {
    name: "unproven",
    code: "NP001",
    severity: Severity::Unproven,
    adjustable: false,
    liftable: true,
    summary: "nothing says that this is a test database",
    page: include_str!("../../rules/unproven.md"),
};

/// The finding on a target on which no rule speaks.
pub fn draft(subject: &Subject<'_>) -> Draft {
    let message = match &subject.reading.location {
        crate::target::Location::File(_) => {
            let name = subject.reading.database.as_deref().unwrap_or("");
            format!(
                "the file `{}` holds data, and nothing says that it is a test database",
                super::production_environment::shown(name)
            )
        }
        _ => match subject.reading.database.as_deref() {
            Some(name) => format!(
                "nothing says that `{}` is a test database",
                super::production_environment::shown(name)
            ),
            None => "the address names no database, so that nothing says it is a test database"
                .to_owned(),
        },
    };
    Draft::new(&RULE, message).help(
        "give the tests a database whose name says `test` (`shop_test`), or list it under `[databases] test` in `notprod.toml`",
    )
}
