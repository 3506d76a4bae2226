//! What bindings ask about SQL.

use super::fence;
use crate::render::statement::json;
use crate::sql::{self, Seen, Verdict};
pub use crate::sql::{Dialect, Statement};
use std::cell::RefCell;

std::thread_local! {
    /// A thread of its own for each: nothing is shared, nothing waits.
    static SEEN: RefCell<Seen> = const { RefCell::new(Seen::new()) };
}

/// The packed verdict on a text of SQL; see [`crate::sql::Verdict`]. Where notprod itself fails, the
/// worst there is. What this thread asked before is remembered.
pub fn verdict(text: &[u8], dialect: Dialect) -> u16 {
    let asked = || {
        SEEN.try_with(|seen| match seen.try_borrow_mut() {
            Ok(mut seen) => seen.classify(text, dialect),
            Err(_) => sql::classify(text, dialect),
        })
    };
    fence(|| Ok(asked().unwrap_or_else(|_| sql::classify(text, dialect))))
        .unwrap_or(Verdict::WORST)
        .bits()
}

/// [`verdict`] in a dialect that is given by its name.
///
/// # Errors
/// A dialect that is none, in one line.
pub fn classify(text: &[u8], dialect: &str) -> Result<u16, String> {
    Ok(verdict(text, self::dialect(dialect)?))
}

/// The statements of a text of SQL, with everything that is known of them.
///
/// # Errors
/// A failure of notprod itself, in one line.
pub fn listed(text: &[u8], dialect: Dialect) -> Result<Vec<Statement>, String> {
    fence(|| Ok(sql::statements(text, dialect).collect())).map_err(|error| error.to_string())
}

/// The statements of a text of SQL, one JSON object each, between brackets.
///
/// # Errors
/// A dialect that is none, and a failure of notprod itself, in one line.
pub fn statements(text: &[u8], dialect: &str) -> Result<String, String> {
    let all: Vec<String> = listed(text, self::dialect(dialect)?)?
        .iter()
        .map(json)
        .collect();
    Ok(format!("[{}]", all.join(",")))
}

/// The answer on a text as one: its worst statement, in the strictest of the tiers.
///
/// # Errors
/// A failure of notprod itself, in one line.
pub fn worst(text: &[u8], dialect: Dialect) -> Result<Statement, String> {
    fence(|| Ok(sql::worst(text, dialect))).map_err(|error| error.to_string())
}

/// The dialect of a name.
///
/// # Errors
/// A name of none, in one line.
pub fn dialect(name: &str) -> Result<Dialect, String> {
    Dialect::from_name(name).ok_or_else(|| {
        let names: Vec<&str> = Dialect::ALL.iter().map(|dialect| dialect.name()).collect();
        format!("the dialects are {}", names.join(", "))
    })
}
