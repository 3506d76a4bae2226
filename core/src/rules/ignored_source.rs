//! The only address is one that policy says nobody reads.

use super::{Draft, Rule, Run};
use crate::verdict::Severity;

pub(super) const RULE: Rule = Rule {
    name: "ignored-source",
    code: "NP004",
    severity: Severity::Unproven,
    adjustable: false,
    liftable: false,
    summary: "the only address is one that policy ignores",
    page: include_str!("../../rules/ignored-source.md"),
};

pub(super) fn check(run: &Run<'_>) -> Vec<Draft> {
    let Some(source) = run.collected.ignored.first() else {
        return Vec::new();
    };
    if !run.collected.candidates.is_empty() {
        return Vec::new();
    }
    vec![
        Draft::new(
            &RULE,
            format!("policy ignores {source}, and no other address was found"),
        )
        .help("set the address that the tests use, or take the variable off `[sources] ignore`")
        .at(source),
    ]
}

#[cfg(test)]
mod tests {
    use crate::rules::trial::Trial;
    use crate::verdict::Verdict;

    const POLICY: &str = "[sources]\nignore = [\"LEGACY_DATABASE_URL\"]\n";

    #[test]
    fn what_nobody_reads() {
        let only = Trial::new(&[("LEGACY_DATABASE_URL", "postgres://u@db.example.com/x")])
            .file("notprod.toml", POLICY)
            .judge();
        assert_eq!(only.verdict, Verdict::Unproven);
        let other = [
            ("LEGACY_DATABASE_URL", "postgres://u@db.example.com/x"),
            ("DATABASE_URL", "postgres://u@localhost/x_test"),
        ];
        assert_eq!(
            Trial::new(&other)
                .file("notprod.toml", POLICY)
                .judge()
                .verdict,
            Verdict::Allow
        );
    }
}
