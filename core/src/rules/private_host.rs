//! The host has a private address: this network, not this machine.

use super::{Draft, Rule, Subject};
use crate::verdict::Severity;

pub(super) const RULE: Rule = Rule {
    name: "private-host",
    code: "NP304",
    severity: Severity::Unproven,
    adjustable: true,
    liftable: true,
    summary: "the host has a private address",
    page: include_str!("../../rules/private-host.md"),
};

use crate::target::host::{Place, place};

pub(super) fn check(subject: &Subject<'_>) -> Option<Draft> {
    let host = subject.host_at(|host| place(host) == Place::Private)?;
    Some(
        Draft::new(&RULE, format!("the host `{host}` is somewhere in this network"))
            .help("let the tests use a database on this machine, or list the host under `[databases] hosts`"),
    )
}

#[cfg(test)]
mod tests {
    use crate::rules::trial::{silent, unproven};

    #[test]
    fn private_addresses() {
        for host in [
            "10.0.3.7",
            "[::ffff:10.0.3.7]",
            "pg.corp.local",
            "100.64.0.1",
            "[fd00::1]",
        ] {
            unproven(
                "private-host",
                &[("DATABASE_URL", &format!("postgres://app@{host}/app_test"))],
            );
        }
        silent(
            "private-host",
            &[("DATABASE_URL", "postgres://app@127.0.0.3/app_test")],
        );
    }
}
