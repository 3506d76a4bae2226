//! A name that says it is a copy of production.

use super::{Draft, Rule, Subject};
use crate::verdict::Severity;

pub(super) const RULE: Rule = Rule {
    name: "production-copy",
    code: "NP203",
    severity: Severity::Refuse,
    adjustable: false,
    liftable: true,
    summary: "a production word beside `copy`, `dump`, `backup` and their like",
    page: include_str!("../../rules/production-copy.md"),
};

pub(super) fn check(subject: &Subject<'_>) -> Option<Draft> {
    let (what, name) = subject.names().into_iter().find(|(_, name)| {
        let meaning = subject.run.meaning(name);
        meaning.production && meaning.copy
    })?;
    Some(
        Draft::new(
            &RULE,
            format!(
                "the {what} `{}` says that it is a copy of production",
                super::production_environment::shown(&name)
            ),
        )
        .help(super::USE_A_TEST_NAME),
    )
}

#[cfg(test)]
mod tests {
    use crate::rules::trial::{refuses, silent};

    #[test]
    fn copies_of_production() {
        for name in [
            "test_of_prod_2024_dump",
            "prod_restore_test",
            "test_live_backup",
            "prod_copy",
        ] {
            refuses(
                "production-copy",
                &[("DATABASE_URL", &format!("postgres://app@localhost/{name}"))],
            );
        }
        silent(
            "production-copy",
            &[(
                "DATABASE_URL",
                "postgres://app@localhost/phoenix_dev_backup",
            )],
        );
    }
}
