//! A marker that was written for another server or database.

use super::{Draft, Rule, Subject};
use crate::verdict::Severity;

pub(super) const RULE: Rule = Rule {
    name: "foreign-marker",
    code: "NP606",
    severity: Severity::Refuse,
    adjustable: false,
    liftable: true,
    summary: "a marker was written for another server or database: this is a copy",
    page: include_str!("../../rules/foreign-marker.md"),
};

pub(super) fn check(subject: &Subject<'_>) -> Option<Draft> {
    let (said, marker) = subject.said().find_map(|said| {
        let marker = said.markers.iter().find(|marker| !said.is_own(marker))?;
        Some((said, marker))
    })?;
    let what = if marker.identity != said.identity {
        "another server"
    } else if marker.database != said.database {
        "another database"
    } else {
        "another address of this server"
    };
    Some(
        Draft::new(
            &RULE,
            format!("the marker in the database was written for {what}: the data were copied"),
        )
        .help("if these data may be lost, mark the database again: `notprod mark TARGET --disposable`"),
    )
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::facts::{Marker, Said};
    use crate::rules::trial::{live, silent_live};
    use crate::verdict::Severity;

    #[test]
    fn a_restored_dump_keeps_the_marker_of_its_origin() {
        let said = |identity: &str| Said {
            identity: Some("pg:1".into()),
            database: Some("shop".into()),
            markers: vec![Marker {
                kind: "disposable".into(),
                identity: Some(identity.into()),
                database: Some("shop".into()),
                ..Marker::default()
            }],
            ..Said::default()
        };
        assert_eq!(
            live(RULE.name, "shop", &said("pg:2")),
            Some(Severity::Refuse)
        );
        silent_live(RULE.name, "shop", &said("pg:1"));
    }
}
