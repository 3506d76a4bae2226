//! The host is on another machine.

use super::{Draft, Rule, Subject};
use crate::verdict::Severity;

pub(super) const RULE: Rule = Rule {
    name: "remote-host",
    code: "NP303",
    severity: Severity::Refuse,
    adjustable: false,
    liftable: true,
    summary: "the host is on another machine",
    page: include_str!("../../rules/remote-host.md"),
};

use crate::target::host::{Place, place};
use crate::target::managed;

pub(super) fn check(subject: &Subject<'_>) -> Option<Draft> {
    let host = subject
        .host_at(|host| place(host) == Place::Remote && managed::provider(host).is_none())?;
    Some(
        Draft::new(&RULE, format!("the host `{host}` is on another machine"))
            .help("let the tests use a database on this machine, or list the host under `[databases] hosts`"),
    )
}

#[cfg(test)]
mod tests {
    use crate::rules::trial::{refuses, silent};

    #[test]
    fn other_machines() {
        refuses(
            "remote-host",
            &[("DATABASE_URL", "postgres://app@0127.0.0.1/app_test")],
        );
        refuses(
            "remote-host",
            &[("REDIS_URL", "redis://cache.example.com:6379/1")],
        );
        silent(
            "remote-host",
            &[("DATABASE_URL", "postgres://app@postgres:5432/app_test")],
        );
        silent("remote-host", &[("REDIS_URL", "redis://localhost:6379/1")]);
    }
}
