//! A platform marks this process as its production.

use super::{Draft, Rule, Run};
use crate::verdict::Severity;

pub(super) const RULE: Rule = Rule {
    name: "production-platform",
    code: "NP103",
    severity: Severity::Refuse,
    adjustable: false,
    liftable: false,
    summary: "a platform marks this process as its production",
    page: include_str!("../../rules/production-platform.md"),
};

pub(super) fn check(run: &Run<'_>) -> Vec<Draft> {
    run.collected
        .platforms
        .iter()
        .map(|(mark, named)| {
            Draft::new(
                &RULE,
                format!(
                    "`{}` is set: this is a production process of {}",
                    mark.variable, mark.platform
                ),
            )
            .help("run the tests on a developer's machine or in continuous integration")
            .at(&named.source)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use crate::rules::trial::{refuses, silent};

    #[test]
    fn platforms_mark_production() {
        refuses("production-platform", &[("DYNO", "web.1")]);
        silent(
            "production-platform",
            &[("DYNO", "run.1"), ("HEROKU_TEST_RUN_ID", "1")],
        );
        refuses("production-platform", &[("VERCEL_ENV", "production")]);
        silent("production-platform", &[("VERCEL_ENV", "preview")]);
        refuses(
            "production-platform",
            &[("RAILWAY_ENVIRONMENT_NAME", "production")],
        );
    }
}
