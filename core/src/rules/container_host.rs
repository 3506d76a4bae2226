//! The host is the machine that runs this container.

use super::{Draft, Rule, Subject};
use crate::verdict::Severity;

pub(super) const RULE: Rule = Rule {
    name: "container-host",
    code: "NP306",
    severity: Severity::Note,
    adjustable: false,
    liftable: true,
    summary: "the host is the machine that runs this container",
    page: include_str!("../../rules/container-host.md"),
};

use crate::target::host::{Place, place};

pub(super) fn check(subject: &Subject<'_>) -> Option<Draft> {
    let host = subject.host_at(|host| place(host) == Place::ContainerHost)?;
    Some(Draft::new(
        &RULE,
        format!("`{host}` is the machine that runs this container"),
    ))
}

#[cfg(test)]
mod tests {
    use crate::rules::trial::{notes, silent};

    #[test]
    fn the_machine_around() {
        notes(
            "container-host",
            &[(
                "DATABASE_URL",
                "postgres://app@host.docker.internal/app_test",
            )],
        );
        silent(
            "container-host",
            &[("DATABASE_URL", "postgres://app@localhost/app_test")],
        );
    }
}
