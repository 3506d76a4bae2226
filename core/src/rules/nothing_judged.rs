//! No address was found.

use super::{Draft, Rule, Run};
use crate::verdict::Severity;

pub(super) const RULE: Rule = Rule {
    name: "nothing-judged",
    code: "NP002",
    severity: Severity::Note,
    adjustable: false,
    liftable: false,
    summary: "no address of a database was found",
    page: include_str!("../../rules/nothing-judged.md"),
};

/// The note on a run without targets: what was looked at.
pub fn draft(run: &Run<'_>) -> Draft {
    let files = run.snapshot.files_read();
    let files = if files.is_empty() {
        "no file".to_owned()
    } else {
        files.join(", ")
    };
    Draft::new(
        &RULE,
        format!(
            "nothing judged: no database address in {} variables and {files}",
            run.collected.variables
        ),
    )
}
