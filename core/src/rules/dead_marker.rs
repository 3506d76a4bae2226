//! A marker that this user may not read, or whose time is over.

use super::{Draft, Rule, Subject};
use crate::verdict::Severity;

pub(super) const RULE: Rule = Rule {
    name: "dead-marker",
    code: "NP607",
    severity: Severity::Unproven,
    adjustable: true,
    liftable: true,
    summary: "the marker in the database has expired, or cannot be read by this user",
    page: include_str!("../../rules/dead-marker.md"),
};

pub(super) fn check(subject: &Subject<'_>) -> Option<Draft> {
    let expired = subject
        .said()
        .any(|said| said.markers.iter().any(|marker| said.is_over(marker)));
    let hidden = subject.said().any(|said| said.hidden_marker);
    let message = match (expired, hidden) {
        (true, _) => "the marker that called this database disposable has expired",
        (false, true) => "a marker stands in the database that this user may not read",
        (false, false) => return None,
    };
    Some(
        Draft::new(&RULE, message)
            .help("mark the database again: `notprod mark TARGET --disposable`"),
    )
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::facts::{Marker, Said};
    use crate::rules::trial::{live, silent_live};
    use crate::verdict::Severity;

    #[test]
    fn an_old_marker_proves_nothing() {
        let said = |clock: i64| Said {
            clock,
            markers: vec![Marker {
                expires: Some(1_000),
                ..Marker::default()
            }],
            ..Said::default()
        };
        assert_eq!(
            live(RULE.name, "shop", &said(1_001)),
            Some(Severity::Unproven)
        );
        silent_live(RULE.name, "shop", &said(1_000));
        let hidden = Said {
            hidden_marker: true,
            ..Said::default()
        };
        assert_eq!(live(RULE.name, "shop", &hidden), Some(Severity::Unproven));
    }
}
