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

/// The next byte from `at` on that may stop the look. It is found sixteen bytes at a time, by
/// comparisons that need no branch; the table has the last word on each.
pub(super) fn next_stop(text: &[u8], mut at: usize, extra: [u8; 5]) -> usize {
    let [a, b, c, d, w] = extra;
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
    while let Some(chunk) = text.get(at..).and_then(<[u8]>::first_chunk::<16>) {
        let mut found = [0u8; 16];
        for (slot, x) in found.iter_mut().zip(chunk) {
            *slot = u8::from(stops(*x));
        }
        let found = u128::from_le_bytes(found);
        if found != 0 {
            return at + (found.trailing_zeros() / 8) as usize;
        }
        at += 16;
    }
    let rest = text.get(at..).unwrap_or_default();
    at + rest.iter().position(|x| stops(*x)).unwrap_or(rest.len())
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
        if found != [0u8; 16] && places.windows(4).any(is) {
            return true;
        }
        rest = rest.get(16..).unwrap_or_default();
    }
    rest.windows(4).any(is)
}
