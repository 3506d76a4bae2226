//! The tests' database is the application's own.

use super::{Draft, Rule, Subject};
use crate::verdict::Severity;

pub(super) const RULE: Rule = Rule {
    name: "test-equals-app",
    code: "NP404",
    severity: Severity::Unproven,
    adjustable: false,
    liftable: true,
    summary: "the tests' database is the application's own",
};

use crate::target::identity;

pub(super) fn check(subject: &Subject<'_>) -> Option<Draft> {
    if !subject.is_test_role() || subject.engine.is_key_value() {
        return None;
    }
    let own = identity::databases(subject.engine, subject.reading);
    let (_, source) = subject
        .run
        .app_databases
        .iter()
        .find(|(database, _)| own.contains(database))?;
    let mut draft = Draft::new(
        &RULE,
        format!("the tests' database is the application's own, from {source}"),
    )
    .help(super::USE_A_TEST_NAME);
    if !identity::is_local(subject.reading) {
        draft.severity = Severity::Refuse;
    }
    Some(draft)
}

#[cfg(test)]
mod tests {
    use crate::rules::trial::{silent, unproven};

    #[test]
    fn one_database_for_both() {
        unproven(
            "test-equals-app",
            &[
                (
                    "TEST_DATABASE_URL",
                    "postgres://other@localhost:5432/shop?sslmode=disable",
                ),
                ("DATABASE_URL", "postgres://app@127.0.0.1/shop"),
            ],
        );
        silent(
            "test-equals-app",
            &[
                ("TEST_DATABASE_URL", "postgres://app@localhost/shop_test"),
                ("DATABASE_URL", "postgres://app@127.0.0.1:5432/shop_test"),
            ],
        );
    }
}
