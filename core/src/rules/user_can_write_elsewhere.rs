//! The user of the tests can write to other databases on the same server.

use super::{Draft, Rule, Subject};
use crate::verdict::Severity;

pub(super) const RULE: Rule = Rule {
    name: "user-can-write-elsewhere",
    code: "NP609",
    severity: Severity::Warning,
    adjustable: true,
    liftable: true,
    summary: "the user can write to other databases on the server",
    page: include_str!("../../rules/user-can-write-elsewhere.md"),
};

pub(super) fn check(subject: &Subject<'_>) -> Option<Draft> {
    let others: Vec<&str> = subject
        .writable_elsewhere()
        .filter(|name| !subject.is_production(name))
        .collect();
    let (first, rest) = others.split_first()?;
    let shown = super::production_environment::shown(first);
    let message = match rest.len() {
        0 => format!("the user can write to `{shown}` on the same server, too"),
        more => format!("the user can write to `{shown}` and {more} more on the same server, too"),
    };
    Some(
        Draft::new(&RULE, message)
            .help("give the tests a user of their own: `notprod grants TARGET --apply`"),
    )
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::facts::{Heard, Said};
    use crate::rules::trial::{Trial, live, silent_live};
    use crate::verdict::{Severity, Verdict};

    #[test]
    fn other_databases_warn_and_policy_may_refuse() {
        let can = |names: &[&str]| Said {
            writable: names.iter().map(|name| (*name).to_owned()).collect(),
            ..Said::default()
        };
        assert_eq!(
            live(RULE.name, "shop", &can(&["blog", "wiki"])),
            Some(Severity::Warning)
        );
        silent_live(RULE.name, "shop", &can(&[]));
        let report = Trial::new(&[("DATABASE_URL", "postgres://u@localhost/shop_test")])
            .file(
                "notprod.toml",
                "[live]\nmode = \"always\"\n[rules]\nuser-can-write-elsewhere = \"refuse\"\n",
            )
            .heard(Heard::Said(Box::new(can(&["blog"]))))
            .judge();
        assert_eq!(report.verdict, Verdict::Refuse);
    }
}
