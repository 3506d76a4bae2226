//! A replica that accepts writes.

use super::{Draft, Rule, Subject};
use crate::verdict::Severity;

pub(super) const RULE: Rule = Rule {
    name: "writable-replica",
    code: "NP612",
    severity: Severity::Unproven,
    adjustable: true,
    liftable: true,
    summary: "the server follows another one, and accepts writes",
    page: include_str!("../../rules/writable-replica.md"),
};

pub(super) fn check(subject: &Subject<'_>) -> Option<Draft> {
    subject
        .said()
        .find(|said| said.replica && !said.read_only)?;
    Some(
        Draft::new(
            &RULE,
            "the server is a replica of another one, and accepts writes: its data are somebody's",
        )
        .help("let the tests use a server that replicates nothing"),
    )
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::facts::Said;
    use crate::rules::trial::{live, silent_live};
    use crate::verdict::Severity;

    #[test]
    fn a_replica_holds_the_data_of_another() {
        let said = |read_only: bool| Said {
            replica: true,
            read_only,
            ..Said::default()
        };
        assert_eq!(
            live(RULE.name, "shop", &said(false)),
            Some(Severity::Unproven)
        );
        silent_live(RULE.name, "shop", &said(true));
    }
}
