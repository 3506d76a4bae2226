//! An unproven application database beside an allowed test database: worth a note.

use super::Rule;
use crate::verdict::Severity;

/// The rule, for the judge, who weighs the roles against each other.
pub const RULE: Rule = Rule {
    name: "app-beside-test",
    code: "NP003",
    severity: Severity::Note,
    adjustable: false,
    liftable: false,
    summary: "an unproven application database beside an allowed test database",
    page: include_str!("../../rules/app-beside-test.md"),
};
