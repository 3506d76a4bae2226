//! Bytes and words in a text, looked for sixteen places at a time.

use super::dialect::Dialect;

/// Bytes that stop the look in one dialect, or in an update.
pub(super) fn extra_stops(dialect: Dialect, update: bool) -> [u8; 5] {
    let w = if update { b'w' } else { 0 };
    match dialect {
        Dialect::Postgres => [b'`', 0, 0, 0, w],
        Dialect::MySql => [b'"', b'#', b'@', 0, w],
        Dialect::Sqlite => [b'`', b'#', b'@', b'[', w],
    }
}

/// The bytes that may stop the look, found sixteen at a time by comparisons that need no branch; the
/// table has the last word on each.
pub(super) struct Stops {
    extra: [u8; 5],
    /// An `i` with an `o` three bytes behind it may be `INTO`.
    into: bool,
    /// The sixteen bytes that were looked at last, and which of them stop.
    from: usize,
    found: u128,
}

impl Stops {
    pub(super) fn new(extra: [u8; 5], into: bool) -> Stops {
        Stops {
            extra,
            into,
            from: 0,
            found: 0,
        }
    }

    /// The next one from `at` on; the end of the text where there is none.
    pub(super) fn next(&mut self, text: &[u8], mut at: usize) -> usize {
        let passed = at.wrapping_sub(self.from);
        if passed < 16 && self.found != 0 {
            let left = self.found >> (passed * 8);
            if left != 0 {
                return at + (left.trailing_zeros() / 8) as usize;
            }
            at = self.from + 16;
        }
        let [a, b, c, d, w] = self.extra;
        let stops = |x: u8| {
            (x < 0x20)
                | (x.wrapping_sub(b'\'') <= 2)
                | (x == b'-')
                | (x == b'/')
                | (x == b';')
                | (x == b'$')
                | (x == b'\\')
                | (x.wrapping_sub(b'{') <= 4)
                | (x == a)
                | (x == b)
                | (x == c)
                | (x == d)
                | ((x | 0x20) == w)
        };
        let o = if self.into { b'o' } else { 0 };
        let into = |i: u8, fourth: u8| ((i | 0x20) == b'i') & ((fourth | 0x20) == o);
        let look = |chunk: &[u8; 19]| {
            let mut found = [0u8; 16];
            let fourth = chunk.last_chunk::<16>().unwrap_or(&[0; 16]);
            for ((slot, x), fourth) in found.iter_mut().zip(chunk).zip(fourth) {
                *slot = u8::from(stops(*x) | into(*x, *fourth));
            }
            u128::from_le_bytes(found)
        };
        while let Some(chunk) = text.get(at..).and_then(<[u8]>::first_chunk) {
            let found = look(chunk);
            if found != 0 {
                (self.from, self.found) = (at, found);
                return at + (found.trailing_zeros() / 8) as usize;
            }
            at += 16;
        }
        self.found = 0;
        // Less than a look is left: the last one overlaps the one before it.
        if let Some(chunk) = text.last_chunk() {
            let from = text.len() - 19;
            let passed = at.saturating_sub(from);
            let left = if passed < 16 {
                look(chunk) >> (passed * 8)
            } else {
                0
            };
            if left != 0 {
                return at + (left.trailing_zeros() / 8) as usize;
            }
            at = at.max(text.len() - 3);
        }
        let rest = text.get(at..).unwrap_or_default();
        let place = rest.iter().enumerate().position(|(place, x)| {
            stops(*x) || into(*x, rest.get(place + 3).copied().unwrap_or(b' '))
        });
        at + place.unwrap_or(rest.len())
    }
}

/// Whether four letters stand somewhere in a text, in any case.
pub(super) fn holds_word(text: &[u8], word: [u8; 4]) -> bool {
    holds_any(text, [word])
}

/// Whether one of several words of four letters stands somewhere in a text, in any case. Sixteen
/// places are looked at in one step, without a branch, for the first letter and the last; where both
/// fit, the ones between are compared.
pub(super) fn holds_any<const N: usize>(text: &[u8], words: [[u8; 4]; N]) -> bool {
    let may = |w: u8, z: u8| {
        let mut found = 0u8;
        for [a, .., d] in words {
            found |= u8::from((w | 0x20) == a) & u8::from((z | 0x20) == d);
        }
        found
    };
    let is = |four: &[u8]| words.iter().any(|word| four.eq_ignore_ascii_case(word));
    let mut rest = text;
    while let (Some(first), Some(fourth), Some(places)) = (
        rest.first_chunk::<16>(),
        rest.get(3..).and_then(<[u8]>::first_chunk::<16>),
        rest.first_chunk::<19>(),
    ) {
        let mut found = [0u8; 16];
        for ((slot, w), z) in found.iter_mut().zip(first).zip(fourth) {
            *slot = may(*w, *z);
        }
        if u128::from_le_bytes(found) != 0 && places.windows(4).any(is) {
            return true;
        }
        rest = rest.get(16..).unwrap_or_default();
    }
    rest.windows(4).any(is)
}
