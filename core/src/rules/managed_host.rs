//! The host belongs to a managed provider.

use super::{Draft, Rule, Subject};
use crate::verdict::Severity;

pub(super) const RULE: Rule = Rule {
    name: "managed-host",
    code: "NP302",
    severity: Severity::Refuse,
    adjustable: false,
    liftable: true,
    summary: "the host belongs to a managed provider",
    page: include_str!("../../rules/managed-host.md"),
};

use crate::target::{Location, managed};

pub(super) fn check(subject: &Subject<'_>) -> Option<Draft> {
    if let Location::Socket { path, .. } = &subject.reading.location {
        let provider = managed::socket_provider(path)?;
        return Some(
            Draft::new(
                &RULE,
                format!(
                    "the socket `{path}` leads to a managed server of {provider}, whatever the name"
                ),
            )
            .help(
                "let the tests use a database on this machine; no entry can name a managed socket",
            ),
        );
    }
    let host = subject.host_at(|host| managed::provider(host).is_some())?;
    let provider = managed::provider(host)?.name;
    Some(
        Draft::new(&RULE, format!("the host `{host}` is a managed server of {provider}, whatever the name"))
            .help("let the tests use a database on this machine; a managed one needs an entry under `[[databases.allow]]`"),
    )
}

#[cfg(test)]
mod tests {
    use crate::rules::trial::{refuses, silent};

    #[test]
    fn managed_servers() {
        for url in [
            "postgres://u@dpg-ck3abc12345s73d0efg0-a/app_test",
            "mysql://u:p@aws.connect.psdb.cloud/shop",
            "postgresql:///app_test?host=/cloudsql/proj:eu:inst",
            "libsql://app-test-me.turso.io",
        ] {
            refuses("managed-host", &[("DATABASE_URL", url)]);
        }
        silent(
            "managed-host",
            &[("DATABASE_URL", "postgres://u@postgres/app_test")],
        );
    }
}
