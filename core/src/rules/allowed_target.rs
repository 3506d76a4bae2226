//! An entry of the policy, or `NOTPROD_ALLOW`, lifted findings on a target.

use super::{Draft, Rule};
use crate::policy::Lift;
use crate::verdict::Severity;

pub(super) const RULE: Rule = Rule {
    name: "allowed-target",
    code: "NP801",
    severity: Severity::Note,
    adjustable: false,
    liftable: false,
    summary: "an entry lifted findings on this target",
    page: include_str!("../../rules/allowed-target.md"),
};

/// The note on a target that an entry allows.
pub fn lifted(lift: &Lift<'_>, rules: &[&str]) -> Draft {
    let rules = if rules.is_empty() {
        String::new()
    } else {
        format!(" ({})", rules.join(", "))
    };
    Draft::new(
        &RULE,
        format!("allowed by {}{rules}: {}", lift.source, lift.reason),
    )
    .at(lift.source)
}
