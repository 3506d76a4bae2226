//! A variable that names the environment says staging, or another one whose data others rely on.

use super::{Draft, Rule, Run};
use crate::verdict::Severity;

pub(super) const RULE: Rule = Rule {
    name: "shared-environment",
    code: "NP102",
    severity: Severity::Refuse,
    adjustable: false,
    liftable: false,
    summary: "a variable that names the environment says staging or its like",
    page: include_str!("../../rules/shared-environment.md"),
};

pub(super) fn check(run: &Run<'_>) -> Vec<Draft> {
    run.collected
        .environment
        .iter()
        .filter(|named| !named.value.contains('/') && run.meaning(&named.value).shared && !run.meaning(&named.value).production)
        .filter(|named| !run.policy.environment_allows(&named.value))
        .filter(|named| !super::foreign_environment::is_foreign(run, &named.variable))
        .map(|named| {
            let value = super::production_environment::shown(&named.value);
            Draft::new(&RULE, format!("`{}` says `{value}`, whose data others rely on", named.variable))
                .help(format!("run the tests with `{}` set to `test`, or allow the value in `[environment] allow`", named.variable))
                .at(&named.source)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use crate::rules::trial::{refuses, silent};

    #[test]
    fn shared_environments() {
        for value in ["staging", "stage", "stg", "uat", "preprod", "Staging-2"] {
            refuses("shared-environment", &[("APP_ENV", value)]);
        }
        silent("shared-environment", &[("APP_ENV", "backstage")]);
    }
}
