//! What a statement does: one lexer and one classifier for three dialects.
//!
//! No grammar is followed to its leaves. A statement is read token by token, by the rules by which
//! its server finds the ends of strings and comments, and a decision is made where one hangs: at the
//! first keyword, at a condition, at a call. What cannot be seen is `unknown`, never harmless.
//!
//! ```
//! use notprod::sql::{Class, Dialect, classify};
//!
//! let text = br"SELECT '\'; DROP TABLE users; --'";
//! assert_eq!(classify(text, Dialect::Postgres).class(), Class::Destructive);
//! assert_eq!(classify(text, Dialect::MySql).class(), Class::Read);
//! ```

mod answer;
mod bounds;
mod bytes;
mod calls;
mod class;
mod classify;
mod client;
mod dialect;
mod functions;
mod glance;
mod keyed;
mod keyword;
mod lexer;
mod literals;
mod names;
mod operators;
mod parser;
mod quotes;
mod scope;
mod seen;
mod split;
mod stops;
mod stream;
mod token;
mod wordhash;

pub use answer::{Statement, Statements};
pub use class::{Bound, Class, Tier, Verdict};
pub use dialect::{Dialect, Modes};
pub use seen::Seen;
pub use stream::Stream;

use class::Finding;
use split::Splitter;

/// The finding on a text without a statement.
const EMPTY: Finding = Finding::new(Class::Session, "EMPTY", "holds no statement");

/// The verdict on a text: that of the worst of its statements, in the strictest of their tiers.
/// Nothing is allocated.
pub fn classify(sql: &[u8], dialect: Dialect) -> Verdict {
    classify_with(sql, dialect, Modes::default())
}

/// The verdict on a text that is sent to a session in these modes.
pub fn classify_with(sql: &[u8], dialect: Dialect, modes: Modes) -> Verdict {
    let (start, look) = match glance::alone(sql, dialect, modes) {
        Ok(finding) => return Verdict::of(finding),
        Err(look) => look,
    };
    let mut splitter = Splitter::new(sql, dialect, modes);
    splitter.look = Some((start, look));
    let Some(first) = splitter.next(None) else {
        return Verdict::of(EMPTY);
    };
    let mut worst = first.finding;
    while let Some(piece) = splitter.next(None) {
        worst = worst.worse(piece.finding);
    }
    Verdict::of(worst)
}

/// The class of a text: that of the worst of its statements.
pub fn classify_class(sql: &[u8], dialect: Dialect) -> Class {
    classify(sql, dialect).class()
}

/// The statements of a text with everything that is known of them.
pub fn statements(sql: &[u8], dialect: Dialect) -> Statements<'_> {
    statements_with(sql, dialect, Modes::default())
}

/// The statements of a text that is sent to a session in these modes.
pub fn statements_with(sql: &[u8], dialect: Dialect, modes: Modes) -> Statements<'_> {
    Statements::new(sql, dialect, modes)
}

/// The answer on a text as one: its worst statement, in the strictest of the tiers.
pub fn worst(sql: &[u8], dialect: Dialect) -> Statement {
    let mut worst: Option<Statement> = None;
    for statement in statements(sql, dialect) {
        worst = Some(match worst {
            None => statement,
            Some(mut known) => {
                let tier = known.tier.max(statement.tier);
                if (statement.class.rank(), statement.tier) > (known.class.rank(), known.tier) {
                    known = statement;
                }
                known.tier = tier;
                known
            }
        });
    }
    worst.unwrap_or_else(answer::nothing)
}
