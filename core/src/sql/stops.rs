//! The bytes at which a first look stops, in each dialect.

use super::dialect::Dialect;

/// What a byte makes the look do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Stop {
    /// Go on.
    No,
    /// `(`: a call, perhaps.
    Open,
    /// `)`
    Close,
    /// `'`
    String,
    /// `;`
    End,
    /// `-` and `/`, of which two may begin a comment.
    Dash,
    Slash,
    /// `$` of PostgreSQL.
    Dollar,
    /// Nothing that the look understands.
    GiveUp,
    /// `w`, looked for in an update alone.
    Where,
    /// `i`, looked for where there are only reads.
    Into,
}

#[expect(
    clippy::indexing_slicing,
    reason = "evaluated by the compiler, over all bytes"
)]
const fn stops(dialect: Dialect, update: bool) -> [Stop; 256] {
    let mut stops = [Stop::No; 256];
    let mut i = 0usize;
    while i < 256 {
        stops[i] = match (i as u8, dialect) {
            (b'(', _) => Stop::Open,
            (b')', _) => Stop::Close,
            (b'\'', _) => Stop::String,
            (b';', _) => Stop::End,
            (b'-', _) => Stop::Dash,
            (b'/', _) => Stop::Slash,
            (b'$', Dialect::Postgres) => Stop::Dollar,
            (b'$', _) => Stop::GiveUp,
            (b'\\' | b'{' | b'}' | 0x7f, _) => Stop::GiveUp,
            (b'"', Dialect::MySql) => Stop::GiveUp,
            (b'`', Dialect::Postgres) => Stop::GiveUp,
            (b'`' | b'[', Dialect::Sqlite) => Stop::GiveUp,
            (b'#', Dialect::MySql | Dialect::Sqlite) => Stop::GiveUp,
            (b'@', Dialect::MySql | Dialect::Sqlite) => Stop::GiveUp,
            (b'\t' | b'\n' | b'\r' | b' ', _) => Stop::No,
            (0..=0x1f, _) => Stop::GiveUp,
            (b'w' | b'W', _) if update => Stop::Where,
            (b'i' | b'I', _) if !update => Stop::Into,
            _ => Stop::No,
        };
        i += 1;
    }
    stops
}

pub(super) static READS: [[Stop; 256]; 3] = [
    stops(Dialect::Postgres, false),
    stops(Dialect::MySql, false),
    stops(Dialect::Sqlite, false),
];
pub(super) static UPDATES: [[Stop; 256]; 3] = [
    stops(Dialect::Postgres, true),
    stops(Dialect::MySql, true),
    stops(Dialect::Sqlite, true),
];

/// The bytes that a word is made of.
pub(super) static WORD: [bool; 256] = {
    let mut word = [false; 256];
    let mut i = 0usize;
    while i < 256 {
        #[expect(clippy::indexing_slicing, reason = "evaluated by the compiler")]
        {
            word[i] =
                matches!(i as u8, b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' | b'$' | 0x80..);
        }
        i += 1;
    }
    word
};
