//! An entry of the policy has expired.

use super::{Draft, Rule, Run};
use crate::verdict::Severity;

pub(super) const RULE: Rule = Rule {
    name: "expired-entry",
    code: "NP803",
    severity: Severity::Warning,
    adjustable: true,
    liftable: false,
    summary: "an entry of the policy has expired",
    page: include_str!("../../rules/expired-entry.md"),
};

pub(super) fn check(run: &Run<'_>) -> Vec<Draft> {
    run.policy
        .expired
        .iter()
        .map(|entry| {
            Draft::new(
                &RULE,
                format!(
                    "the entry for `{}` has expired and lifts nothing",
                    entry.text
                ),
            )
            .help("remove it, or set a later `expires`")
            .at(&entry.source)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use crate::rules::trial::Trial;

    #[test]
    fn expired_entries_lift_nothing() {
        let report = Trial::new(&[("DATABASE_URL", "postgres://u@ci.example.com/shop_ci")])
            .file("notprod.toml", "[[databases.allow]]\ntarget = \"ci.example.com/shop_ci\"\nreason = \"wiped\"\nexpires = 2020-01-31\n")
            .judge();
        assert!(report.findings.iter().any(|f| f.rule == "expired-entry"));
        assert_eq!(report.verdict, crate::verdict::Verdict::Refuse);
    }
}
