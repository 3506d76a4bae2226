//! Texts that were judged before: an application sends the same ones over and over.

use super::class::Verdict;
use super::dialect::Dialect;

/// How many texts are kept at most. With [`LONGEST`] this bounds the memory: about 4 MiB.
const SLOTS: usize = 4096;

/// The longest text that is kept, in bytes.
const LONGEST: usize = 1024;

/// The verdicts on texts seen before. A text is known only where every byte of it is the same; what
/// its hash decides is where to look.
#[derive(Debug, Default)]
pub struct Seen {
    /// Empty until something is kept.
    slots: Vec<Slot>,
}

#[derive(Debug, Clone, Default)]
struct Slot {
    hash: u64,
    /// With its room for the next text that takes this place.
    text: Vec<u8>,
    known: Option<(Dialect, Verdict)>,
}

impl Slot {
    fn holds(&self, hash: u64, text: &[u8], dialect: Dialect) -> Option<Verdict> {
        let (own, verdict) = self.known?;
        (self.hash == hash && own == dialect && self.text == text).then_some(verdict)
    }
}

impl Seen {
    /// Nothing seen yet; takes no memory.
    pub const fn new() -> Seen {
        Seen { slots: Vec::new() }
    }

    /// The verdict on a text in the usual modes: [`classify`](super::classify), or what that said before.
    pub fn classify(&mut self, sql: &[u8], dialect: Dialect) -> Verdict {
        if sql.len() > LONGEST {
            return super::classify(sql, dialect);
        }
        let hash = hash(sql);
        let places = places(hash);
        for place in places {
            if let Some(verdict) = self
                .slots
                .get(place)
                .and_then(|slot| slot.holds(hash, sql, dialect))
            {
                return verdict;
            }
        }
        let verdict = super::classify(sql, dialect);
        self.keep(hash, places, sql, dialect, verdict);
        verdict
    }

    fn keep(
        &mut self,
        hash: u64,
        places: [usize; 2],
        sql: &[u8],
        dialect: Dialect,
        verdict: Verdict,
    ) {
        if self.slots.is_empty() {
            self.slots.resize(SLOTS, Slot::default());
        }
        let [first, second] = places;
        let place = match self.slots.get(first) {
            Some(slot) if slot.known.is_some() => second,
            _ => first,
        };
        if let Some(slot) = self.slots.get_mut(place) {
            slot.text.clear();
            slot.text.extend_from_slice(sql);
            slot.hash = hash;
            slot.known = Some((dialect, verdict));
        }
    }
}

/// The two places where a text may be kept.
fn places(hash: u64) -> [usize; 2] {
    let place = |half: u64| (half % SLOTS as u64) as usize;
    [place(hash >> 40), place(hash)]
}

/// Spreads texts over the places: 16 bytes a multiplication, and none that waits for the one before.
fn hash(text: &[u8]) -> u64 {
    const KEYS: [u64; 4] = [
        0x9e37_79b9_7f4a_7c15,
        0xc2b2_ae3d_27d4_eb4f,
        0x1656_67b1_9e37_79f9,
        0x2545_f491_4f6c_dd1d,
    ];
    fn block(block: &[u8; 32]) -> (u64, u64) {
        let [a, b, c, d] = KEYS;
        let word = |at: usize| {
            let mut word = [0; 8];
            word.copy_from_slice(block.get(at..at + 8).unwrap_or(&[0; 8]));
            u64::from_le_bytes(word)
        };
        (
            folded(word(0) ^ a, word(8) ^ b),
            folded(word(16) ^ c, word(24) ^ d),
        )
    }
    let (mut one, mut two) = (text.len() as u64, 0u64);
    let mut take = |bytes: &[u8; 32]| {
        let (a, b) = block(bytes);
        one = one.rotate_left(23) ^ a;
        two = two.rotate_left(29) ^ b;
    };
    let (blocks, rest) = text.as_chunks::<32>();
    for bytes in blocks {
        take(bytes);
    }
    // The last block overlaps the one before it; a short text is filled up with zeros.
    if let Some(last) = text.last_chunk::<32>() {
        take(last);
    } else {
        let mut last = [0; 32];
        for (to, from) in last.iter_mut().zip(rest) {
            *to = *from;
        }
        take(&last);
    }
    let [a, b, ..] = KEYS;
    folded(one ^ a, two ^ b)
}

fn folded(a: u64, b: u64) -> u64 {
    let product = u128::from(a).wrapping_mul(u128::from(b));
    (product as u64) ^ ((product >> 64) as u64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sql::classify;

    #[test]
    fn what_was_seen_is_said_again_and_nothing_else() {
        let mut seen = Seen::new();
        let texts: Vec<String> = (0..3 * SLOTS)
            .map(|i| match i % 3 {
                0 => format!("SELECT {i}"),
                1 => format!("DELETE FROM t{i}"),
                _ => {
                    format!("UPDATE t SET a = {i} WHERE id = {i} -- and some more words to be read")
                }
            })
            .collect();
        for _ in 0..3 {
            for text in &texts {
                for dialect in Dialect::ALL {
                    let verdict = seen.classify(text.as_bytes(), dialect);
                    assert_eq!(verdict, classify(text.as_bytes(), dialect), "{text}");
                }
            }
        }
        assert_eq!(seen.slots.len(), SLOTS);
    }

    #[test]
    fn one_hash_for_two_texts_is_no_answer() {
        let mut slot = Slot::default();
        assert_eq!(slot.holds(0, b"", Dialect::Sqlite), None);
        let read = classify(b"SELECT 1", Dialect::Sqlite);
        slot.text = b"SELECT 1".to_vec();
        slot.known = Some((Dialect::Sqlite, read));
        assert_eq!(slot.holds(0, b"SELECT 1", Dialect::Sqlite), Some(read));
        assert_eq!(slot.holds(0, b"DELETE 1", Dialect::Sqlite), None);
        assert_eq!(slot.holds(0, b"SELECT 1", Dialect::MySql), None);
        assert_eq!(slot.holds(1, b"SELECT 1", Dialect::Sqlite), None);
    }

    #[test]
    fn a_long_text_is_not_kept() {
        let mut seen = Seen::new();
        let long = format!("SELECT '{}'", "x".repeat(LONGEST));
        seen.classify(long.as_bytes(), Dialect::Postgres);
        assert!(seen.slots.is_empty());
    }

    #[test]
    fn texts_are_spread() {
        let mut taken = std::collections::HashSet::new();
        for i in 0..2000 {
            let text = format!("SELECT a, b, c FROM some_table WHERE some_table.id = {i} LIMIT 21");
            taken.insert(hash(text.as_bytes()));
            taken.insert(hash(&text.as_bytes()[..i % 60]));
        }
        assert!(taken.len() >= 2060, "{}", taken.len());
    }
}
