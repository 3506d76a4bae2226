//! Facts for the workers of a run, so that nothing is asked twice.
//!
//! They travel in a variable that means something below the very process that asked, and nowhere
//! else: it names that process by its number and the moment it began, and who reads it looks for
//! that process among its own ancestors. What is left in a shell, a file or an image lifts nothing.

use crate::facts::{Facts, Heard, Place, Silence};
use crate::host;
use crate::secret::Secret;
use crate::snapshot::Moment;
use serde::{Deserialize, Serialize};

/// How long facts hold, in seconds: a run that takes longer asks again.
const LONGEST: i64 = 3600;
/// The longest value: an environment has its bounds.
const MOST_BYTES: usize = 64 * 1024;

#[derive(Serialize, Deserialize)]
struct Letter {
    version: u32,
    process: host::Process,
    at: i64,
    heard: Vec<(Place, Heard)>,
}

/// The value for the workers; none where nobody was asked, or this machine does not tell processes
/// apart.
pub fn hand_over(facts: &Facts) -> Option<Secret> {
    if facts.is_empty() {
        return None;
    }
    let letter = Letter {
        version: 1,
        process: host::lineage().into_iter().next()?,
        at: host::now(),
        heard: facts
            .iter()
            .map(|(place, heard)| (place.clone(), heard.clone()))
            .collect(),
    };
    written(&letter)
}

fn written(letter: &Letter) -> Option<Secret> {
    let json = serde_json::to_string(letter).ok()?;
    // In letters and digits alone, it is no address to any reader.
    let text: String = json.bytes().map(|byte| format!("{byte:02x}")).collect();
    (text.len() <= MOST_BYTES).then(|| Secret::new(text))
}

/// Facts that were handed over, and by whom.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Handed {
    facts: Facts,
    is_own: bool,
}

impl Handed {
    /// The facts that hold for a question. What this process asks of itself again is asked anew, but
    /// for the question after the project's own configuration has run.
    pub fn facts_at(&self, moment: Moment) -> Facts {
        if !self.is_own {
            return self.facts.clone();
        }
        let mut facts = Facts::none();
        if moment == Moment::SetUp {
            // What was not there before the project's configuration ran may be there now.
            let gone = Heard::Silent(Silence::Refused);
            let absent = Heard::Silent(Silence::NoSuchDatabase);
            let still = self
                .facts
                .iter()
                .filter(|(_, heard)| **heard != gone && **heard != absent);
            facts.extend(still.map(|(place, heard)| (place.clone(), heard.clone())));
        }
        facts
    }

    /// These facts, under newer ones.
    pub fn with(mut self, newer: Facts) -> Facts {
        self.facts.extend(newer);
        self.facts
    }
}

/// Reads what a process above, or this one, handed over; none where nobody did.
pub fn take_over(value: &Secret) -> Option<Handed> {
    let text = value.expose();
    if text.len() > MOST_BYTES || !text.len().is_multiple_of(2) {
        return None;
    }
    let bytes: Option<Vec<u8>> = text
        .as_bytes()
        .chunks_exact(2)
        .map(|pair| {
            let pair = std::str::from_utf8(pair).ok()?;
            u8::from_str_radix(pair, 16).ok()
        })
        .collect();
    let letter: Letter = serde_json::from_slice(&bytes?).ok()?;
    let age = host::now() - letter.at;
    if letter.version != 1 || !(0..=LONGEST).contains(&age) {
        return None;
    }
    let generations = host::lineage();
    let at = generations.iter().position(|one| *one == letter.process)?;
    let mut facts = Facts::none();
    facts.extend(letter.heard);
    Some(Handed {
        facts,
        is_own: at == 0,
    })
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;
    use crate::facts::Said;

    fn facts() -> Facts {
        let place = Place {
            engine: "postgres".into(),
            host: "localhost".into(),
            port: Some(5432),
            database: Some("shop".into()),
            user: None,
        };
        let mut facts = Facts::none();
        facts.add(place, Heard::Said(Box::<Said>::default()));
        facts
    }

    fn letter(process: host::Process, at: i64) -> Secret {
        let heard = facts()
            .iter()
            .map(|(p, h)| (p.clone(), h.clone()))
            .collect();
        let letter = Letter {
            version: 1,
            process,
            at,
            heard,
        };
        written(&letter).unwrap_or_default()
    }

    #[test]
    fn facts_hold_below_the_process_that_asked_and_nowhere_else() {
        let taken = |value: &Secret, moment| {
            take_over(value).map_or_else(Facts::none, |handed| handed.facts_at(moment))
        };
        let own = hand_over(&facts()).expect("a letter");
        assert_eq!(taken(&own, Moment::SetUp), facts());
        assert!(taken(&own, Moment::Asked).is_empty());
        assert!(taken(&own, Moment::Start).is_empty());

        let lineage = host::lineage();
        let parent = lineage.get(1).expect("a parent").clone();
        let now = host::now();
        assert_eq!(taken(&letter(parent.clone(), now), Moment::Start), facts());
        assert!(taken(&letter(parent.clone(), now - LONGEST - 1), Moment::Start).is_empty());
        assert!(taken(&letter(parent.clone(), now + 60), Moment::Start).is_empty());
        let earlier = host::Process {
            began: parent.began + 1,
            ..parent
        };
        assert!(taken(&letter(earlier, now), Moment::Start).is_empty());
        for text in ["", "0", "zz", "7b7d", "1"] {
            assert!(
                taken(&Secret::new(text), Moment::SetUp).is_empty(),
                "{text}"
            );
        }
    }
}
