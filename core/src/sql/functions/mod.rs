//! What a call of a function does. A function that no list knows is unknown.

mod mysql;
mod postgres;
mod shared;
mod sqlite;

use super::class::{Class, Finding, Tier};
use super::dialect::Dialect;
use super::wordhash::WordTable;

static SHARED: WordTable<1024> = WordTable::new(shared::HARMLESS);
static POSTGRES: WordTable<4096> = WordTable::new(postgres::HARMLESS);
static MYSQL: WordTable<1024> = WordTable::new(mysql::HARMLESS);
static SQLITE: WordTable<512> = WordTable::new(sqlite::HARMLESS);

/// Whether a word before a parenthesis is a keyword, a type, or a function that only reads.
pub(super) fn is_harmless(word: &[u8], dialect: Dialect) -> bool {
    if SHARED.find(shared::HARMLESS, word).is_some() {
        return true;
    }
    match dialect {
        Dialect::Postgres => POSTGRES.find(postgres::HARMLESS, word).is_some(),
        Dialect::MySql => MYSQL.find(mysql::HARMLESS, word).is_some(),
        // Django registers its own, all of them pure; the table functions of pragmas only read.
        Dialect::Sqlite => {
            SQLITE.find(sqlite::HARMLESS, word).is_some()
                || begins(word, b"django_")
                || begins(word, b"pragma_")
        }
    }
}

fn begins(word: &[u8], prefix: &[u8]) -> bool {
    word.get(..prefix.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(prefix))
}

fn lists(list: &[&str], word: &[u8]) -> bool {
    list.iter()
        .any(|known| known.as_bytes().eq_ignore_ascii_case(word))
}

/// What a call does that is not harmless.
#[cold]
pub(super) fn effect(word: &[u8], dialect: Dialect) -> Finding {
    let (session, write, destructive, escapes) = match dialect {
        Dialect::Postgres => (
            postgres::SESSION,
            postgres::WRITE,
            postgres::DESTRUCTIVE,
            postgres::ESCAPES,
        ),
        Dialect::MySql => (
            mysql::SESSION,
            mysql::WRITE,
            mysql::DESTRUCTIVE,
            mysql::ESCAPES,
        ),
        Dialect::Sqlite => (
            sqlite::SESSION,
            sqlite::WRITE,
            sqlite::DESTRUCTIVE,
            sqlite::ESCAPES,
        ),
    };
    if lists(session, word) {
        Finding::new(
            Class::Session,
            "CALL",
            "calls a function that changes the session",
        )
    } else if lists(write, word) {
        Finding::new(
            Class::Write,
            "CALL",
            "calls a function that writes a counter or a large object",
        )
    } else if lists(destructive, word) {
        Finding::new(
            Class::Destructive,
            "CALL",
            "calls a function that loses data",
        )
    } else if lists(escapes, word) {
        Finding::new(
            Class::Unknown,
            "CALL",
            "calls a function that runs text, programs or files of the server",
        )
        .at_least(Tier::Banned)
    } else {
        Finding::new(
            Class::Unknown,
            "CALL",
            "calls a function that no list knows",
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_word_stands_in_two_lists() {
        for (harmless, others) in [
            (
                postgres::HARMLESS,
                [
                    postgres::SESSION,
                    postgres::WRITE,
                    postgres::DESTRUCTIVE,
                    postgres::ESCAPES,
                ],
            ),
            (
                mysql::HARMLESS,
                [
                    mysql::SESSION,
                    mysql::WRITE,
                    mysql::DESTRUCTIVE,
                    mysql::ESCAPES,
                ],
            ),
            (
                sqlite::HARMLESS,
                [
                    sqlite::SESSION,
                    sqlite::WRITE,
                    sqlite::DESTRUCTIVE,
                    sqlite::ESCAPES,
                ],
            ),
        ] {
            for other in others {
                for word in other {
                    assert!(
                        !harmless.contains(word) && !shared::HARMLESS.contains(word),
                        "{word}"
                    );
                }
            }
        }
    }
}
