//! What live servers add to the judgement of a reading, and which of them are worth asking.

use super::{adjust, lift};
use crate::facts::Place;
use crate::policy::Mode;
use crate::rules::{self, Draft, Subject};
use crate::target::access::Access;
use crate::target::address::Address;
use crate::target::places::places;
use crate::target::{Engine, Location};
use crate::verdict::{Severity, Verdict};

/// A place that is worth asking, and the way in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    /// The slot that gives it.
    pub slot: String,
    /// The place.
    pub place: Place,
    /// The engine.
    pub engine: Engine,
    /// Password and encryption.
    pub access: Access,
}

/// Adds what the servers of a reading say, and lets a proof answer the last `unproven`. Where
/// nobody was asked yet and somebody should be, notes it.
pub(super) fn weigh(
    subject: &Subject<'_>,
    mut drafts: Vec<Draft>,
    spoken: bool,
    address: &Address,
    asks: &mut Vec<Ask>,
) -> Vec<Draft> {
    let mode = subject.run.mode();
    if mode == Mode::Never {
        return drafts;
    }
    let found = if spoken {
        Verdict::Refuse
    } else {
        verdict(&lift(subject, drafts.clone()))
    };
    let always = mode == Mode::Always;
    note(subject, found, always, address, asks);
    if subject.run.facts.is_empty() || (found == Verdict::Refuse && !always) {
        return drafts;
    }
    let subject = Subject {
        doubtful: found > Verdict::Allow,
        ..*subject
    };
    let mut live: Vec<Draft> = rules::live::DECISIVE
        .iter()
        .filter_map(|rule| rule(&subject))
        .collect();
    if always || subject.doubtful {
        live.extend(
            rules::live::THOROUGH
                .iter()
                .filter_map(|rule| rule(&subject)),
        );
    }
    for draft in &mut live {
        adjust(draft, subject.run.policy);
    }
    if let Some(proof) = rules::proven(&subject)
        && drafts.iter().any(|draft| draft.rule == &rules::UNPROVEN)
    {
        drafts.retain(|draft| draft.rule != &rules::UNPROVEN);
        drafts.push(proof);
    }
    drafts.extend(live);
    if verdict(&drafts) > Verdict::Allow {
        drafts.extend(rules::data_at_stake(&subject));
    }
    drafts
}

fn verdict(drafts: &[Draft]) -> Verdict {
    drafts
        .iter()
        .map(|draft| draft.severity)
        .max()
        .unwrap_or(Severity::Note)
        .verdict()
}

/// Notes the places of a reading that are worth asking: of an unproven one all, of an allowed one
/// those over a network or socket. A refused one is not touched, unless policy asks always.
fn note(
    subject: &Subject<'_>,
    found: Verdict,
    always: bool,
    address: &Address,
    asks: &mut Vec<Ask>,
) {
    let reading = subject.reading;
    let is_file = matches!(reading.location, Location::File(_));
    let worth = match found {
        Verdict::Unproven => true,
        Verdict::Allow => always || !is_file,
        Verdict::Refuse => always,
    };
    let speaks = match subject.engine {
        Engine::Postgres | Engine::Mysql => !is_file,
        Engine::Sqlite => is_file,
        _ => false,
    };
    if !worth || !speaks {
        return;
    }
    for place in places(subject.engine, reading) {
        let is_known = subject.run.facts.of(&place).is_some();
        let absent = is_file && !rules::live::holds_something(subject.run, place.host.as_ref());
        if !is_known && !absent && !asks.iter().any(|ask| ask.place == place) {
            asks.push(Ask {
                slot: subject.candidate.slot.clone(),
                place,
                engine: subject.engine,
                access: address.access.clone(),
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::facts::{Emptiness, Fault, Heard, Marker, Said, Whereabouts};
    use crate::rules::trial::Trial;
    use crate::verdict::Verdict;

    fn said(change: impl Fn(&mut Said)) -> Heard {
        let mut said = Said {
            identity: Some("pg:1".into()),
            database: Some("shop_test".into()),
            ..Said::default()
        };
        change(&mut said);
        Heard::Said(Box::new(said))
    }

    fn verdict(policy: &str, heard: &Heard) -> Verdict {
        Trial::new(&[("DATABASE_URL", "postgres://u@localhost/shop_test")])
            .file("notprod.toml", policy)
            .heard(heard.clone())
            .judge()
            .verdict
    }

    #[test]
    fn a_good_name_is_contradicted_by_what_no_name_can_say_alone() {
        let marker = |kind: &str| Marker {
            kind: kind.into(),
            ..Marker::default()
        };
        let refusing = [
            said(|said| said.database = Some("shop".into())),
            said(|said| said.markers.push(marker("production"))),
            said(|said| said.rails.push("production".into())),
            said(|said| said.whereabouts = Whereabouts::Elsewhere),
            Heard::Broken(Fault::OtherProtocol),
        ];
        for heard in &refusing {
            assert_eq!(verdict("", heard), Verdict::Refuse, "{heard:?}");
        }
        let pinned = "[live]\nproduction_servers = [\"pg:1\"]\n";
        assert_eq!(verdict(pinned, &said(|_| {})), Verdict::Refuse);
        // What only a thorough look weighs.
        let weighed = [
            said(|said| said.markers.push(marker("disposable"))),
            said(|said| said.writable.push("shop_production".into())),
            said(|said| (said.replica, said.read_only) = (true, false)),
            said(|said| {
                said.rows = Some(1_000_000);
                said.emptiness = Emptiness::Holds;
            }),
        ];
        let always = "[live]\nmode = \"always\"\n";
        for heard in &weighed {
            let auto = "[live]\nmax_rows = 1\n";
            assert_eq!(verdict(auto, heard), Verdict::Allow, "{heard:?}");
        }
        for heard in weighed.iter().take(3) {
            assert_ne!(verdict(always, heard), Verdict::Allow, "{heard:?}");
        }
    }

    #[test]
    fn a_refused_target_is_not_touched_and_an_entry_lifts_no_identity() {
        let trial = |policy: &str, url: &str| {
            Trial::new(&[("DATABASE_URL", url)]).file("notprod.toml", policy)
        };
        let remote = "postgres://u@db.example.com/shop_test";
        assert!(trial("", remote).asked().is_empty());
        assert_eq!(trial("", remote).always().asked().len(), 1);
        let never = "[live]\nmode = \"never\"\n";
        assert!(
            trial(never, "postgres://u@localhost/shop")
                .asked()
                .is_empty()
        );
        assert_eq!(trial("", "postgres://u@localhost/shop").asked().len(), 1);
        assert!(trial("", "mongodb://localhost/shop").asked().is_empty());

        let entry = "[live]\nproduction_servers = [\"pg:1\"]\n[[databases.allow]]\ntarget = \"db.example.com/shop_test\"\nreason = \"x\"\n";
        let lifted = trial(entry, remote).heard(said(|_| {})).judge();
        assert_eq!(lifted.verdict, Verdict::Refuse);
        let elsewhere = said(|said| said.identity = Some("pg:2".into()));
        let lifted = trial(entry, remote).heard(elsewhere).judge();
        assert_eq!(lifted.verdict, Verdict::Allow);
    }
}
