//! Live proofs: what a server says that answers `unproven`, and that alone.

use super::{Draft, Rule, Subject};
use crate::facts::{Emptiness, Said, Whereabouts};
use crate::target::identity;
use crate::verdict::Severity;

const fn proof(
    name: &'static str,
    code: &'static str,
    summary: &'static str,
    page: &'static str,
) -> Rule {
    Rule {
        name,
        code,
        severity: Severity::Note,
        adjustable: false,
        liftable: false,
        summary,
        page,
    }
}

pub(super) const EMPTY: Rule = proof(
    "proven-empty",
    "NP621",
    "the database is empty: there is nothing to lose",
    include_str!("../../rules/proven-empty.md"),
);
pub(super) const DISPOSABLE: Rule = proof(
    "proven-disposable",
    "NP622",
    "a marker of this very database says that it may be lost",
    include_str!("../../rules/proven-disposable.md"),
);
pub(super) const YOUNG: Rule = proof(
    "proven-young",
    "NP623",
    "the server was made for this run of continuous integration",
    include_str!("../../rules/proven-young.md"),
);
pub(super) const PINNED: Rule = proof(
    "proven-pinned",
    "NP624",
    "policy pins the server as one for tests",
    include_str!("../../rules/proven-pinned.md"),
);

/// How old a server may be that was made for a run, in seconds.
const YOUNG_SECONDS: i64 = 6 * 3600;

/// The proof that a database may be lost, where each of its places gives one.
pub fn draft(subject: &Subject<'_>) -> Option<Draft> {
    let mut first = None;
    let mut places = 0_usize;
    for said in subject.said() {
        let proof = proof_of(subject, said)?;
        first.get_or_insert(proof);
        places += 1;
    }
    // A place that nobody heard of proves nothing. Of several files those that are absent are
    // not opened.
    if places < subject.places_to_prove() {
        return None;
    }
    let (rule, message) = first?;
    Some(Draft::new(rule, message))
}

fn proof_of(subject: &Subject<'_>, said: &Said) -> Option<(&'static Rule, String)> {
    let policy = subject.run.policy;
    let identity = said.identity.as_deref();
    if identity.is_some_and(|identity| policy.pins_test(identity)) {
        let message = "the server is pinned as one for tests".to_owned();
        return Some((&PINNED, message));
    }
    let disposable = said
        .markers
        .iter()
        .any(|marker| marker.kind == "disposable" && said.is_own(marker) && !said.is_over(marker));
    if disposable && said.markers.len() == 1 {
        let message = "a marker of this very database says that it may be lost".to_owned();
        return Some((&DISPOSABLE, message));
    }
    if said.emptiness == Emptiness::Empty {
        let message = match said.tables {
            None | Some(0) => "the database holds no table".to_owned(),
            Some(1) => "the database is empty: its one table holds nothing".to_owned(),
            Some(tables) => format!("the database is empty: its {tables} tables hold nothing"),
        };
        return Some((&EMPTY, message));
    }
    let age = said.clock - said.initialised?;
    let local = identity::is_local(subject.reading)
        && matches!(
            said.whereabouts,
            Whereabouts::Here | Whereabouts::Near | Whereabouts::Unknown
        );
    if (0..=YOUNG_SECONDS).contains(&age) && local && subject.run.is_integration() {
        let message = format!(
            "`CI` is set, and the server was initialised {} minutes ago",
            age / 60
        );
        return Some((&YOUNG, message));
    }
    None
}

#[cfg(test)]
mod tests {
    use crate::facts::{Emptiness, Heard, Marker, Said, Silence};
    use crate::rules::trial::Trial;
    use crate::verdict::Verdict;

    fn verdict(
        environment: &[(&str, &str)],
        policy: &str,
        said: &Said,
    ) -> (Verdict, Vec<&'static str>) {
        let report = Trial::new(environment)
            .file("notprod.toml", policy)
            .heard(Heard::Said(Box::new(said.clone())))
            .judge();
        (
            report.verdict,
            report.findings.iter().map(|f| f.rule).collect(),
        )
    }

    const SHOP: &[(&str, &str)] = &[("DATABASE_URL", "postgres://u@localhost/shop")];

    #[test]
    fn each_proof_answers_unproven() {
        let empty = Said {
            emptiness: Emptiness::Empty,
            ..Said::default()
        };
        assert_eq!(
            verdict(SHOP, "", &empty),
            (Verdict::Allow, vec!["proven-empty"])
        );
        let marked = Said {
            identity: Some("pg:1".into()),
            database: Some("shop".into()),
            markers: vec![Marker {
                kind: "disposable".into(),
                identity: Some("pg:1".into()),
                database: Some("shop".into()),
                ..Marker::default()
            }],
            ..Said::default()
        };
        assert_eq!(
            verdict(SHOP, "", &marked),
            (Verdict::Allow, vec!["proven-disposable"])
        );
        let policy = "[live]\ntest_servers = [\"pg:1\"]\n";
        let pinned = Said {
            markers: Vec::new(),
            ..marked.clone()
        };
        assert_eq!(
            verdict(SHOP, policy, &pinned),
            (Verdict::Allow, vec!["proven-pinned"])
        );
        let young = Said {
            initialised: Some(1_000),
            clock: 1_600,
            ..Said::default()
        };
        let ci = [SHOP, &[("CI", "true")]].concat();
        assert_eq!(
            verdict(&ci, "", &young),
            (Verdict::Allow, vec!["proven-young"])
        );
    }

    #[test]
    fn what_is_no_proof_leaves_it_unproven() {
        let ci = [SHOP, &[("CI", "true")]].concat();
        let no_ci = [SHOP, &[("CI", "false")]].concat();
        let initialised = |clock: i64| Said {
            initialised: Some(1_000),
            clock,
            ..Said::default()
        };
        for (environment, said) in [
            (SHOP, initialised(1_600)),
            (&no_ci, initialised(1_600)),
            (&ci, initialised(1_000 + 6 * 3600 + 1)),
            (&ci, initialised(900)),
            (
                SHOP,
                Said {
                    emptiness: Emptiness::Holds,
                    ..Said::default()
                },
            ),
            (SHOP, Said::default()),
        ] {
            assert_eq!(
                verdict(environment, "", &said).0,
                Verdict::Unproven,
                "{said:?}"
            );
        }
    }

    #[test]
    fn a_proof_answers_the_last_unproven_alone_and_every_place_gives_one() {
        let empty = Said {
            emptiness: Emptiness::Empty,
            ..Said::default()
        };
        let private = [("DATABASE_URL", "postgres://u@10.0.3.7/shop")];
        assert_eq!(verdict(&private, "", &empty).0, Verdict::Unproven);
        let production = [("DATABASE_URL", "postgres://u@localhost/shop_production")];
        let policy = "[live]\nmode = \"always\"\n";
        assert_eq!(verdict(&production, policy, &empty).0, Verdict::Refuse);
        let report = Trial::new(&[("DATABASE_URL", "postgres://u@localhost,127.0.0.1:5433/shop")])
            .heard_at("localhost", Heard::Said(Box::new(empty)))
            .heard_at("127.0.0.1", Heard::Silent(Silence::Refused))
            .judge();
        assert_eq!(report.verdict, Verdict::Unproven);
    }
}
