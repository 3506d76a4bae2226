//! A variable that names the environment says production.

use super::{Draft, Rule, Run};
use crate::verdict::Severity;

pub(super) const RULE: Rule = Rule {
    name: "production-environment",
    code: "NP101",
    severity: Severity::Refuse,
    adjustable: false,
    liftable: false,
    summary: "a variable that names the environment says production",
    page: include_str!("../../rules/production-environment.md"),
};

pub(super) fn check(run: &Run<'_>) -> Vec<Draft> {
    named(run)
        .filter(|named| !super::foreign_environment::is_foreign(run, &named.variable))
        .map(|named| {
            Draft::new(
                &RULE,
                format!("`{}` says `{}`", named.variable, shown(&named.value)),
            )
            .help(cure(&named.variable))
            .at(&named.source)
        })
        .collect()
}

fn cure(variable: &str) -> String {
    if variable == "DJANGO_SETTINGS_MODULE" {
        return "run the tests with a settings module of their own".into();
    }
    format!("run the tests with `{variable}` set to `test`, never where production runs")
}

/// The variables whose value says production.
pub(super) fn named<'a>(run: &'a Run<'_>) -> impl Iterator<Item = &'a crate::reader::Named> {
    run.collected
        .environment
        .iter()
        .filter(|named| !named.value.contains('/') && run.meaning(&named.value).production)
}

/// A value for a message: short, and without control characters.
pub(super) fn shown(value: &str) -> String {
    value.chars().filter(|c| !c.is_control()).take(40).collect()
}

#[cfg(test)]
mod tests {
    use crate::rules::trial::{refuses, silent};

    #[test]
    fn values_are_read_as_words() {
        for value in [
            "production",
            "prod",
            " Prod ",
            "prod-eu",
            "production_blue",
            "live",
        ] {
            refuses("production-environment", &[("APP_ENV", value)]);
        }
        for value in [
            "testing",
            "local",
            "ci",
            "non-prod",
            "product",
            "/home/me/live/.shrc",
        ] {
            silent("production-environment", &[("APP_ENV", value)]);
        }
        refuses(
            "production-environment",
            &[("DJANGO_SETTINGS_MODULE", "shop.settings.production")],
        );
    }
}
