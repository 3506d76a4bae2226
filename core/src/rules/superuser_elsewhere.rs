//! A superuser on a server that is not this machine's.

use super::{Draft, Rule, Subject};
use crate::facts::Whereabouts;
use crate::target::identity;
use crate::verdict::Severity;

pub(super) const RULE: Rule = Rule {
    name: "superuser-elsewhere",
    code: "NP610",
    severity: Severity::Unproven,
    adjustable: true,
    liftable: true,
    summary: "the user may do everything on a server that is not this machine's",
    page: include_str!("../../rules/superuser-elsewhere.md"),
};

pub(super) fn check(subject: &Subject<'_>) -> Option<Draft> {
    let local = identity::is_local(subject.reading);
    let said = subject
        .said()
        .find(|said| said.superuser && (!local || said.whereabouts == Whereabouts::Elsewhere))?;
    let user = said.user.as_deref().unwrap_or("the user");
    Some(
        Draft::new(
            &RULE,
            format!(
                "`{}` may do everything on a server that is not this machine's",
                super::production_environment::shown(user)
            ),
        )
        .help("give the tests a user of their own: `notprod grants TARGET --apply`"),
    )
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::facts::Said;
    use crate::rules::trial::{live, live_at};
    use crate::verdict::Severity;

    #[test]
    fn a_superuser_is_at_home_on_this_machine_alone() {
        let said = Said {
            superuser: true,
            ..Said::default()
        };
        assert_eq!(live(RULE.name, "shop", &said), None);
        let remote = "postgres://u@10.0.3.7/shop";
        assert_eq!(live_at(RULE.name, remote, &said), Some(Severity::Unproven));
    }
}
