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
    page: include_str!("../../rules/test-equals-app.md"),
};

use crate::target::identity;

pub(super) fn check(subject: &Subject<'_>) -> Option<Draft> {
    if !subject.is_test_role() || subject.engine.is_key_value() {
        return None;
    }
    if subject.candidate.recreated && !super::is_disposable(subject) {
        let mut draft = Draft::new(
            &RULE,
            "the test database is the application's own, which is dropped before the tests",
        )
        .help("take `NAME` out of `TEST`, so that the tests get a database of their own");
        draft.severity = Severity::Refuse;
        return Some(draft);
    }
    let own = identity::databases(subject.engine, subject.reading);
    let source = super::known(&subject.run.app_databases, &own)?;
    let message = format!("the tests' database is the application's own, from {source}");
    let mut draft = Draft::new(&RULE, message).help(super::USE_A_TEST_NAME);
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
