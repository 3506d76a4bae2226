//! The database that another source calls production.

use super::{Draft, Rule, Subject};
use crate::verdict::Severity;

pub(super) const RULE: Rule = Rule {
    name: "protected-target",
    code: "NP402",
    severity: Severity::Refuse,
    adjustable: false,
    liftable: true,
    summary: "the database that another source calls production",
    page: include_str!("../../rules/protected-target.md"),
};

use crate::target::identity;

pub(super) fn check(subject: &Subject<'_>) -> Option<Draft> {
    let own = identity::databases(subject.engine, subject.reading);
    let source = super::known(&subject.run.forbidden.databases, &own)?;
    let message = if subject.candidate.sources.values().any(|own| own == source) {
        format!("{source} stands in a file whose environment is production or staging")
    } else {
        format!("this is the database of {source}, which is production's or staging's")
    };
    Some(Draft::new(&RULE, message).help(super::USE_A_TEST_NAME))
}

#[cfg(test)]
mod tests {
    use crate::rules::trial::{Trial, refuses, silent};

    #[test]
    fn the_same_database_under_other_letters() {
        refuses(
            "protected-target",
            &[
                ("DATABASE_URL", "postgres://u@127.0.0.1/shop_test"),
                (
                    "PROD_DATABASE_URL",
                    "postgresql://v@localhost:5432/shop_test",
                ),
            ],
        );
        silent(
            "protected-target",
            &[
                ("DATABASE_URL", "postgres://u@h/shop_test"),
                ("PROD_DATABASE_URL", "postgres://u@p.example.com/shop"),
            ],
        );
        let report = Trial::new(&[("DATABASE_URL", "postgres://u@127.0.0.1:5499/shop_test")])
            .file(
                ".env.production",
                "DATABASE_URL=postgres://v@localhost:5499/shop_test\n",
            )
            .judge();
        assert!(report.findings.iter().any(|f| f.rule == "protected-target"));
    }
}
