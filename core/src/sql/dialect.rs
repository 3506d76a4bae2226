//! The three dialects, the modes of a session that change how text is read, and one table of bytes
//! for each.

use serde::Serialize;

/// Whose rules a text is read by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
#[repr(u8)]
pub enum Dialect {
    /// PostgreSQL and what speaks its language.
    Postgres = 0,
    /// MySQL and MariaDB: where the two differ, the worse of both.
    MySql = 1,
    /// SQLite.
    Sqlite = 2,
}

impl Dialect {
    /// Every dialect.
    pub const ALL: [Dialect; 3] = [Dialect::Postgres, Dialect::MySql, Dialect::Sqlite];

    /// The word in reports.
    pub fn name(self) -> &'static str {
        match self {
            Dialect::Postgres => "postgres",
            Dialect::MySql => "mysql",
            Dialect::Sqlite => "sqlite",
        }
    }

    /// The dialect of a name as people write it: `postgresql`, `mariadb`, `sqlite3`.
    pub fn from_name(name: &str) -> Option<Dialect> {
        const NAMES: [(&str, Dialect); 9] = [
            ("postgres", Dialect::Postgres),
            ("postgresql", Dialect::Postgres),
            ("pgsql", Dialect::Postgres),
            ("pg", Dialect::Postgres),
            ("mysql", Dialect::MySql),
            ("mariadb", Dialect::MySql),
            ("sqlite", Dialect::Sqlite),
            ("sqlite3", Dialect::Sqlite),
            ("libsql", Dialect::Sqlite),
        ];
        NAMES
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, dialect)| *dialect)
    }
}

/// Settings of a session that change where a string ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub struct Modes {
    /// PostgreSQL: a backslash in `'...'` is a backslash. On by default since 9.1.
    pub standard_conforming_strings: bool,
    /// MySQL: `"..."` is a name, not a string. Off by default.
    pub ansi_quotes: bool,
    /// MySQL: a backslash in a string is a backslash. Off by default.
    pub no_backslash_escapes: bool,
    /// MySQL: values that do not fit are an error, not cut. On by default.
    pub strict: bool,
    /// MySQL: the connection's character set may hide a backslash in a letter (`gbk`, `sjis`).
    pub hidden_backslash: bool,
    /// MySQL: `||` joins strings. Off by default, where it is `OR`.
    pub pipes_as_concat: bool,
}

impl Default for Modes {
    fn default() -> Modes {
        Modes {
            standard_conforming_strings: true,
            ansi_quotes: false,
            no_backslash_escapes: false,
            strict: true,
            hidden_backslash: false,
            pipes_as_concat: false,
        }
    }
}

/// What a byte may begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Byte {
    Space,
    Word,
    Digit,
    Single,
    Double,
    Backtick,
    Bracket,
    Dollar,
    Dash,
    Slash,
    Hash,
    Open,
    Close,
    Comma,
    Semicolon,
    Dot,
    Colon,
    Question,
    At,
    Percent,
    Operator,
    Star,
    Backslash,
    Nul,
    Stray,
}

/// The bytes of one dialect.
pub(super) struct Table {
    /// What a byte begins.
    pub(super) first: [Byte; 256],
    /// Whether a byte continues a word.
    pub(super) inside: [bool; 256],
}

#[expect(
    clippy::indexing_slicing,
    reason = "evaluated by the compiler, over all bytes"
)]
const fn table(dialect: Dialect) -> Table {
    let mut first = [Byte::Stray; 256];
    let mut inside = [false; 256];
    let mut i = 0usize;
    while i < 256 {
        let b = i as u8;
        first[i] = match b {
            b' ' | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c => Byte::Space,
            b'a'..=b'z' | b'A'..=b'Z' | b'_' | 0x80..=0xff => Byte::Word,
            b'0'..=b'9' => Byte::Digit,
            b'\'' => Byte::Single,
            b'"' => Byte::Double,
            b'`' => match dialect {
                Dialect::Postgres => Byte::Operator,
                Dialect::MySql | Dialect::Sqlite => Byte::Backtick,
            },
            b'[' => match dialect {
                Dialect::Sqlite => Byte::Bracket,
                Dialect::Postgres | Dialect::MySql => Byte::Operator,
            },
            b']' => Byte::Operator,
            b'$' => match dialect {
                Dialect::MySql => Byte::Word,
                Dialect::Postgres | Dialect::Sqlite => Byte::Dollar,
            },
            b'-' => Byte::Dash,
            b'/' => Byte::Slash,
            b'#' => match dialect {
                Dialect::Postgres => Byte::Operator,
                Dialect::MySql | Dialect::Sqlite => Byte::Hash,
            },
            b'(' => Byte::Open,
            b')' => Byte::Close,
            b',' => Byte::Comma,
            b';' => Byte::Semicolon,
            b'.' => Byte::Dot,
            b':' => Byte::Colon,
            b'?' => Byte::Question,
            b'@' => Byte::At,
            b'%' => Byte::Percent,
            b'*' => Byte::Star,
            b'+' | b'<' | b'>' | b'=' | b'~' | b'!' | b'^' | b'&' | b'|' => Byte::Operator,
            b'\\' => Byte::Backslash,
            0 => Byte::Nul,
            _ => Byte::Stray,
        };
        inside[i] =
            matches!(b, b'a'..=b'z' | b'A'..=b'Z' | b'_' | b'$' | b'0'..=b'9' | 0x80..=0xff);
        i += 1;
    }
    Table { first, inside }
}

static POSTGRES: Table = table(Dialect::Postgres);
static MYSQL: Table = table(Dialect::MySql);
static SQLITE: Table = table(Dialect::Sqlite);

impl Dialect {
    /// The table of this dialect.
    pub(super) fn table(self) -> &'static Table {
        match self {
            Dialect::Postgres => &POSTGRES,
            Dialect::MySql => &MYSQL,
            Dialect::Sqlite => &SQLITE,
        }
    }
}
