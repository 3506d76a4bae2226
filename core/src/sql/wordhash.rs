//! Tables of words that are built by the compiler and looked up without regard to case.

/// A table of words: slots of a hash that point into a list.
pub(super) struct WordTable<const SLOTS: usize> {
    slots: [u16; SLOTS],
}

const fn byte(word: &[u8], at: usize) -> u64 {
    #[expect(
        clippy::indexing_slicing,
        reason = "every caller stays below the length"
    )]
    let b = word[at];
    (b | 0x20) as u64
}

/// A hash over the length, the first and the last four bytes. Letter case is lost in it.
const fn hash_by_bytes(word: &[u8]) -> u64 {
    let n = word.len();
    let mixed = if n >= 4 {
        byte(word, 0)
            | byte(word, 1) << 8
            | byte(word, 2) << 16
            | byte(word, 3) << 24
            | byte(word, n - 4) << 32
            | byte(word, n - 3) << 40
            | byte(word, n - 2) << 48
            | byte(word, n - 1) << 56
    } else if n > 0 {
        byte(word, 0) | byte(word, n / 2) << 8 | byte(word, n - 1) << 16
    } else {
        0
    };
    (mixed ^ (n as u64).wrapping_mul(0x517c_c1b7_2722_0a95)).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// The same hash, by whole words of the machine.
fn hash(word: &[u8]) -> u64 {
    match (word.first_chunk::<4>(), word.last_chunk::<4>()) {
        (Some(first), Some(last)) => {
            let mixed =
                u64::from(u32::from_le_bytes(*first)) | u64::from(u32::from_le_bytes(*last)) << 32;
            ((mixed | 0x2020_2020_2020_2020)
                ^ (word.len() as u64).wrapping_mul(0x517c_c1b7_2722_0a95))
            .wrapping_mul(0x9e37_79b9_7f4a_7c15)
        }
        _ => hash_by_bytes(word),
    }
}

impl<const SLOTS: usize> WordTable<SLOTS> {
    const SHIFT: u32 = 64 - SLOTS.trailing_zeros();

    /// The table of a list. `SLOTS` is a power of two and larger than the list.
    pub(super) const fn new(words: &[&str]) -> Self {
        assert!(SLOTS.is_power_of_two() && SLOTS > words.len());
        let mut slots = [0u16; SLOTS];
        let mut i = 0;
        while i < words.len() {
            #[expect(clippy::indexing_slicing, reason = "evaluated by the compiler")]
            let word = words[i].as_bytes();
            let mut slot = (hash_by_bytes(word) >> Self::SHIFT) as usize;
            #[expect(clippy::indexing_slicing, reason = "evaluated by the compiler")]
            while slots[slot] != 0 {
                slot = (slot + 1) % SLOTS;
            }
            #[expect(clippy::indexing_slicing, reason = "evaluated by the compiler")]
            {
                slots[slot] = i as u16 + 1;
            }
            i += 1;
        }
        WordTable { slots }
    }

    /// The place of a word in the list that the table was made from.
    pub(super) fn find(&self, words: &[&str], word: &[u8]) -> Option<usize> {
        let mut slot = (hash(word) >> Self::SHIFT) as usize;
        loop {
            let place = usize::from(*self.slots.get(slot)?);
            if place == 0 {
                return None;
            }
            if words.get(place - 1)?.as_bytes().eq_ignore_ascii_case(word) {
                return Some(place - 1);
            }
            slot = (slot + 1) % SLOTS;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_hashes_agree() {
        for word in [
            "a",
            "ab",
            "abc",
            "ABCD",
            "select",
            "SELECT",
            "current_timestamp",
            "é",
        ] {
            assert_eq!(
                hash(word.as_bytes()),
                hash_by_bytes(word.as_bytes()),
                "{word}"
            );
        }
    }
}
