//! A production word in the host.

use super::{Draft, Rule, Subject};
use crate::verdict::Severity;

pub(super) const RULE: Rule = Rule {
    name: "production-host",
    code: "NP301",
    severity: Severity::Refuse,
    adjustable: false,
    liftable: true,
    summary: "a production word in the host",
    page: include_str!("../../rules/production-host.md"),
};

pub(super) fn check(subject: &Subject<'_>) -> Option<Draft> {
    let host = subject.hosts().find(|host| {
        crate::target::host::address(host).is_none() && subject.run.meaning(host).production
    })?;
    Some(
        Draft::new(&RULE, format!("the host `{host}` says production"))
            .help(super::USE_A_TEST_NAME),
    )
}

#[cfg(test)]
mod tests {
    use crate::rules::trial::{refuses, silent};

    #[test]
    fn production_hosts() {
        for host in [
            "prod",
            "db.prod.example.com",
            "postgres.prod.svc.cluster.local",
            "localhost,prod",
        ] {
            refuses(
                "production-host",
                &[("DATABASE_URL", &format!("postgres://app@{host}/app_test"))],
            );
        }
        silent(
            "production-host",
            &[("DATABASE_URL", "postgres://u@db.non-prod.internal/app_test")],
        );
    }
}
