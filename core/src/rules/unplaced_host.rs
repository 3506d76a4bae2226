//! A host of which nothing tells where it is.

use super::{Draft, Rule, Subject};
use crate::verdict::Severity;

pub(super) const RULE: Rule = Rule {
    name: "unplaced-host",
    code: "NP305",
    severity: Severity::Unproven,
    adjustable: true,
    liftable: true,
    summary: "a host of which nothing tells where it is",
    page: include_str!("../../rules/unplaced-host.md"),
};

use crate::target::host::{Place, place};

pub(super) fn check(subject: &Subject<'_>) -> Option<Draft> {
    let host = subject.host_at(|host| place(host) == Place::Unplaced)?;
    Some(
        Draft::new(&RULE, format!("nothing tells where the host `{host}` is"))
            .help("write the host as `localhost` or by its whole name"),
    )
}

#[cfg(test)]
mod tests {
    use crate::rules::trial::{silent, unproven};

    #[test]
    fn hosts_without_a_place() {
        unproven(
            "unplaced-host",
            &[("DATABASE_URL", "postgres://app@localhost./app_test")],
        );
        silent(
            "unplaced-host",
            &[("DATABASE_URL", "postgres://app@localhost/app_test")],
        );
    }
}
