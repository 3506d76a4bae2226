//! The server is one that policy pins as production.

use super::{Draft, Rule, Subject};
use crate::verdict::Severity;

pub(super) const RULE: Rule = Rule {
    name: "production-server",
    code: "NP602",
    severity: Severity::Refuse,
    adjustable: false,
    liftable: false,
    summary: "the server that answers is one that policy pins as production",
    page: include_str!("../../rules/production-server.md"),
};

pub(super) fn check(subject: &Subject<'_>) -> Option<Draft> {
    let entry = subject.said().find_map(|said| {
        let identity = said.identity.as_deref()?;
        subject.run.policy.pins_production(identity)
    })?;
    Some(
        Draft::new(
            &RULE,
            "the server that answers is pinned as production: the address leads there, whatever it is called",
        )
        .help("close the tunnel or correct the address: this is the production server itself, or a clone of it")
        .at(&entry.source),
    )
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::facts::{Heard, Said};
    use crate::policy::pinned;
    use crate::rules::trial::Trial;
    use crate::verdict::Verdict;

    #[test]
    fn a_tunnel_to_production_is_seen_under_any_name() {
        for (entry, expected) in [
            ("pg:7290".to_owned(), Verdict::Refuse),
            (pinned("pg:7290", "ab12"), Verdict::Refuse),
            (pinned("pg:7291", "ab12"), Verdict::Allow),
        ] {
            let policy = format!("[live]\nproduction_servers = [\"{entry}\"]\n");
            let said = Said {
                identity: Some("pg:7290".into()),
                database: Some("shop_test".into()),
                ..Said::default()
            };
            let report = Trial::new(&[("DATABASE_URL", "postgres://u@localhost:5433/shop_test")])
                .file("notprod.toml", &policy)
                .heard(Heard::Said(Box::new(said)))
                .judge();
            assert_eq!(report.verdict, expected, "{entry}");
            let found = report.findings.iter().any(|f| f.rule == RULE.name);
            assert_eq!(found, expected == Verdict::Refuse);
        }
    }
}
