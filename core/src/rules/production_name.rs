//! A production word in the name of a database, schema, tenant, socket, file or folder.

use super::{Draft, Rule, Subject};
use crate::verdict::Severity;

pub(super) const RULE: Rule = Rule {
    name: "production-name",
    code: "NP201",
    severity: Severity::Refuse,
    adjustable: false,
    liftable: true,
    summary: "a production word in a name",
    page: include_str!("../../rules/production-name.md"),
};

pub(super) fn check(subject: &Subject<'_>) -> Option<Draft> {
    let (what, name) = subject.names().into_iter().find(|(_, name)| {
        let meaning = subject.run.meaning(name);
        meaning.production && !meaning.test && !meaning.copy
    })?;
    Some(
        Draft::new(
            &RULE,
            format!(
                "the {what} `{}` says production",
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
    fn production_words_are_whole_words() {
        for url in [
            "postgres://app@localhost/acme_production",
            "postgresql://localhost/%70%72%6f%64",
            "postgres://app@localhost/app_test?schema=production",
            "sqlite:///prod.db",
            "sqlite:///prod/app_test.db",
        ] {
            refuses("production-name", &[("DATABASE_URL", url)]);
        }
        silent(
            "production-name",
            &[("DATABASE_URL", "postgres://app@localhost/livestock_test")],
        );
    }
}
