//! A variable of another ecosystem says production or staging.

use super::{Draft, Rule, Run};
use crate::verdict::Severity;

pub(super) const RULE: Rule = Rule {
    name: "foreign-environment",
    code: "NP104",
    severity: Severity::Warning,
    adjustable: true,
    liftable: false,
    summary: "another ecosystem's variable says production or staging",
    page: include_str!("../../rules/foreign-environment.md"),
};

pub(super) fn check(run: &Run<'_>) -> Vec<Draft> {
    run.collected
        .environment
        .iter()
        .filter(|named| is_foreign(run, &named.variable) && !named.value.contains('/'))
        .filter(|named| run.meaning(&named.value).production || run.meaning(&named.value).shared)
        .map(|named| {
            let runner = run
                .runner
                .map_or("the runner", crate::snapshot::Runner::name);
            let value = super::production_environment::shown(&named.value);
            Draft::new(
                &RULE,
                format!(
                    "`{}` says `{value}`, which {runner} does not read",
                    named.variable
                ),
            )
            .at(&named.source)
        })
        .collect()
}

/// Whether the runner is known and its ecosystem does not read the variable.
pub(super) fn is_foreign(run: &Run<'_>, variable: &str) -> bool {
    let Some(runner) = run.runner else {
        return false;
    };
    crate::reader::variables::ENVIRONMENT
        .iter()
        .find(|known| known.name == variable)
        .and_then(|known| known.ecosystem)
        .is_some_and(|ecosystem| ecosystem != runner.ecosystem())
}

#[cfg(test)]
mod tests {
    use crate::rules::trial::{Trial, refuses};
    use crate::snapshot::Runner;

    #[test]
    fn a_known_runner_makes_other_ecosystems_foreign() {
        refuses("production-environment", &[("NODE_ENV", "production")]);
        let report = Trial::new(&[("NODE_ENV", "production")])
            .runner(Runner::Pytest)
            .judge();
        assert!(
            report
                .findings
                .iter()
                .any(|f| f.rule == "foreign-environment")
        );
        assert!(
            report
                .findings
                .iter()
                .all(|f| f.rule != "production-environment")
        );
    }
}
