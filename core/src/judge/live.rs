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
