//! The database itself says that it is production's.

use super::{Draft, Rule, Subject};
use crate::verdict::Severity;

pub(super) const RULE: Rule = Rule {
    name: "production-marker",
    code: "NP601",
    severity: Severity::Refuse,
    adjustable: false,
    liftable: false,
    summary: "a marker in the database says that it is production's",
    page: include_str!("../../rules/production-marker.md"),
};

pub(super) fn check(subject: &Subject<'_>) -> Option<Draft> {
    let marked = subject.said().any(|said| {
        said.markers
            .iter()
            .any(|marker| marker.kind == "production")
    });
    let rails = subject.said().find_map(|said| {
        let says = |name: &&String| subject.run.meaning(name).production;
        said.rails.iter().find(says)
    });
    let message = match rails {
        _ if marked => "a marker in the database says that it is production's".to_owned(),
        Some(name) => format!(
            "`ar_internal_metadata` says that the database is `{}`'s",
            super::production_environment::shown(name)
        ),
        None => return None,
    };
    Some(Draft::new(&RULE, message).help(super::USE_A_TEST_NAME))
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::facts::{Marker, Said};
    use crate::rules::trial::{live, silent_live};
    use crate::verdict::Severity;

    #[test]
    fn nothing_lifts_what_the_database_says() {
        let marked = Said {
            markers: vec![Marker {
                kind: "production".into(),
                ..Marker::default()
            }],
            ..Said::default()
        };
        let rails = |name: &str| Said {
            rails: vec![name.into()],
            ..Said::default()
        };
        for (name, said) in [
            ("shop", &marked),
            ("shop_test", &marked),
            ("shop", &rails("production")),
            ("shop_test", &rails("production")),
        ] {
            assert_eq!(
                live(RULE.name, name, said),
                Some(Severity::Refuse),
                "{name}"
            );
        }
        silent_live(RULE.name, "shop", &rails("development"));
        silent_live(RULE.name, "shop", &Said::default());
    }
}
