//! The user of the tests can write to a production database on the same server.

use super::{Draft, Rule, Subject};
use crate::verdict::Severity;

pub(super) const RULE: Rule = Rule {
    name: "user-can-write-production",
    code: "NP608",
    severity: Severity::Refuse,
    adjustable: false,
    liftable: true,
    summary: "the user can write to another database on the server that is production's",
    page: include_str!("../../rules/user-can-write-production.md"),
};

pub(super) fn check(subject: &Subject<'_>) -> Option<Draft> {
    let name = subject
        .writable_elsewhere()
        .find(|name| subject.is_production(name))?;
    Some(
        Draft::new(
            &RULE,
            format!(
                "the user can write to `{}` on the same server, which is production's",
                super::production_environment::shown(name)
            ),
        )
        .help("give the tests a user of their own: `notprod grants TARGET --apply`"),
    )
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::facts::{Heard, Said};
    use crate::rules::trial::{Trial, live, silent_live};
    use crate::verdict::Severity;

    #[test]
    fn production_is_known_by_word_policy_and_identity() {
        let can = |name: &str| Said {
            writable: vec![name.into()],
            ..Said::default()
        };
        assert_eq!(
            live(RULE.name, "shop", &can("shop_production")),
            Some(Severity::Refuse)
        );
        silent_live(RULE.name, "shop", &can("blog"));
        let listed = Trial::new(&[("DATABASE_URL", "postgres://u@localhost/shop")])
            .file(
                "notprod.toml",
                "[databases]\nproduction = [\"askproai_db\"]\n",
            )
            .heard(Heard::Said(Box::new(can("askproai_db"))))
            .judge();
        assert!(listed.findings.iter().any(|f| f.rule == RULE.name));
        let protected = Trial::new(&[
            ("DATABASE_URL", "postgres://u@db/shop"),
            ("PROD_DATABASE_URL", "postgres://v@db/live_shop"),
        ])
        .always()
        .heard(Heard::Said(Box::new(can("live_shop"))))
        .judge();
        assert!(protected.findings.iter().any(|f| f.rule == RULE.name));
    }
}
