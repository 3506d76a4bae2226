//! The server that holds what another source calls production.

use super::{Draft, Rule, Subject};
use crate::verdict::Severity;

pub(super) const RULE: Rule = Rule {
    name: "protected-server",
    code: "NP403",
    severity: Severity::Refuse,
    adjustable: false,
    liftable: true,
    summary: "the server that holds what another source calls production",
    page: include_str!("../../rules/protected-server.md"),
};

use crate::target::{Location, identity};

pub(super) fn check(subject: &Subject<'_>) -> Option<Draft> {
    if matches!(subject.reading.location, Location::File(_)) || subject.engine.is_key_value() {
        return None;
    }
    let forbidden = &subject.run.forbidden;
    if super::known(
        &forbidden.databases,
        &identity::databases(subject.engine, subject.reading),
    )
    .is_some()
    {
        return None;
    }
    let source = super::known(
        &forbidden.servers,
        &identity::servers(subject.engine, subject.reading),
    )?;
    Some(
        Draft::new(
            &RULE,
            format!(
                "the server also holds the database of {source}, which is production's or staging's"
            ),
        )
        .help("let the tests use a server of their own, with a user who cannot reach production"),
    )
}

#[cfg(test)]
mod tests {
    use crate::rules::trial::{Trial, refuses, silent};

    #[test]
    fn a_server_shared_with_production() {
        refuses(
            "protected-server",
            &[
                ("TEST_DATABASE_URL", "postgres://u@localhost:5433/shop_test"),
                ("PROD_DATABASE_URL", "postgres://v@localhost:5433/shop"),
            ],
        );
        silent(
            "protected-server",
            &[
                ("TEST_DATABASE_URL", "postgres://u@localhost:5433/shop_test"),
                ("PROD_DATABASE_URL", "postgres://v@localhost:5432/shop"),
            ],
        );
        // The loopback of a file for another environment is another machine's.
        let report = Trial::new(&[("DATABASE_URL", "postgres://u@localhost/shop_test")])
            .file(
                ".env.production",
                "DATABASE_URL=postgres://v@localhost/shop\n",
            )
            .judge();
        assert!(report.findings.iter().all(|f| f.rule != "protected-server"));
    }
}
