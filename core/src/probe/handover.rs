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
    let json = serde_json::to_string(&letter).ok()?;
    // In letters and digits alone, it is no address to any reader.
    let text: String = json.bytes().map(|byte| format!("{byte:02x}")).collect();
    (text.len() <= MOST_BYTES).then(|| Secret::new(text))
}

/// The facts that a process above handed over. A question that this process asks of itself again is
/// asked anew, but for the one after the project's own configuration has run.
pub fn take_over(value: &Secret, moment: Moment) -> Facts {
    read(value, moment).unwrap_or_default()
}

fn read(value: &Secret, moment: Moment) -> Option<Facts> {
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
    let is_own = at == 0;
    if is_own && moment != Moment::SetUp {
        return None;
    }
    let mut facts = Facts::none();
    facts.extend(letter.heard.into_iter().filter(|(_, heard)| {
        // What was not there before the project's configuration ran may be there now.
        let gone = Heard::Silent(Silence::Refused);
        let absent = Heard::Silent(Silence::NoSuchDatabase);
        !is_own || (*heard != gone && *heard != absent)
    }));
    Some(facts)
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
        facts.add(place, Heard::Said(Box::new(Said::default())));
        facts
    }

    fn letter(process: host::Process, at: i64) -> Secret {
        let heard = facts().iter().map(|(p, h)| (p.clone(), h.clone())).collect();
        let letter = Letter { version: 1, process, at, heard };
        let json = serde_json::to_string(&letter).expect("JSON");
        Secret::new(json.bytes().map(|byte| format!("{byte:02x}")).collect::<String>())
    }

    #[test]
    fn facts_hold_below_the_process_that_asked_and_nowhere_else() {
        let own = hand_over(&facts()).expect("a letter");
        assert_eq!(take_over(&own, Moment::SetUp), facts());
        assert!(take_over(&own, Moment::Asked).is_empty());
        assert!(take_over(&own, Moment::Start).is_empty());

        let lineage = host::lineage();
        let parent = lineage.get(1).expect("a parent").clone();
        let now = host::now();
        assert_eq!(take_over(&letter(parent.clone(), now), Moment::Start), facts());
        assert!(take_over(&letter(parent.clone(), now - LONGEST - 1), Moment::Start).is_empty());
        assert!(take_over(&letter(parent.clone(), now + 60), Moment::Start).is_empty());
        let earlier = host::Process { began: parent.began + 1, ..parent };
        assert!(take_over(&letter(earlier, now), Moment::Start).is_empty());
        for text in ["", "0", "zz", "7b7d", "1"] {
            assert!(take_over(&Secret::new(text), Moment::SetUp).is_empty(), "{text}");
        }
    }
}
