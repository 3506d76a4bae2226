//! A name with a production word and a test word.

use super::{Draft, Rule, Subject};
use crate::verdict::Severity;

pub(super) const RULE: Rule = Rule {
    name: "ambiguous-name",
    code: "NP202",
    severity: Severity::Unproven,
    adjustable: true,
    liftable: true,
    summary: "a production word and a test word in one name",
    page: include_str!("../../rules/ambiguous-name.md"),
};

pub(super) fn check(subject: &Subject<'_>) -> Option<Draft> {
    let (what, name) = subject.names().into_iter().find(|(_, name)| {
        let meaning = subject.run.meaning(name);
        meaning.production && meaning.test && !meaning.copy
    })?;
    Some(
        Draft::new(
            &RULE,
            format!(
                "the {what} `{}` says both production and test",
                super::production_environment::shown(&name)
            ),
        )
        .help(super::USE_A_TEST_NAME),
    )
}

#[cfg(test)]
mod tests {
    use crate::rules::trial::{silent, unproven};

    #[test]
    fn both_words() {
        for name in ["production_test", "prod-test", "testProd", "prodtest"] {
            unproven(
                "ambiguous-name",
                &[("DATABASE_URL", &format!("postgres://app@localhost/{name}"))],
            );
        }
        silent(
            "ambiguous-name",
            &[("DATABASE_URL", "postgres://app@localhost/non_prod_test")],
        );
    }
}
