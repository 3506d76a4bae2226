//! A first look at the statements that applications send most, which needs no tokens.
//!
//! A query, an insert of values or an update can be told from the bytes alone as long as nothing in
//! it is unusual: strings without escapes, names in quotes whose number is even, calls that are on the
//! list, no comment, no `INTO`. Whatever else turns up, the look gives up and the parser decides; it
//! never gives a better answer than the parser would.

use super::bytes::{Stops, extra_stops, holds_any, holds_word};
use super::class::{Bound, Class, Finding};
use super::dialect::{Dialect, Modes};
use super::functions;
use super::lexer::Lexer;
use super::stops::{READS, Stop, UPDATES, WORD};

/// What the look made out.
#[derive(Debug, Clone, Copy)]
pub(super) enum Glance {
    /// The whole statement, which ends before this byte.
    Whole(Finding, usize),
    /// An update whose condition begins at this byte, which is the `W` of `WHERE`.
    Condition(usize),
    /// Not enough.
    Nothing,
}

/// Where a walk ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Until {
    /// At the end of the statement.
    End,
    /// At the `WHERE` of an update.
    Where,
}

/// Looks at the statement that begins at `start`.
pub(super) fn glance(lexer: &Lexer<'_>, start: usize) -> Glance {
    let usual = Modes {
        strict: lexer.modes.strict,
        pipes_as_concat: lexer.modes.pipes_as_concat,
        ..Modes::default()
    };
    if lexer.delimiter.is_some()
        || lexer.executing
        || lexer.modes != usual
        || lexer.backslash_in_doubt
    {
        return Glance::Nothing;
    }
    let Some(word) = lexer.text.get(start..start + 7) else {
        return Glance::Nothing;
    };
    let statement = word.split_at(6);
    if !matches!(statement.1, [b' ' | b'\n' | b'\t' | b'\r']) {
        return Glance::Nothing;
    }
    let look = Look {
        text: lexer.text,
        dialect: lexer.dialect,
    };
    let found = if statement.0.eq_ignore_ascii_case(b"select") {
        look.select(start + 6)
    } else if statement.0.eq_ignore_ascii_case(b"insert") {
        look.insert(start + 6)
    } else if statement.0.eq_ignore_ascii_case(b"update") {
        look.update(start + 6)
    } else if statement.0.eq_ignore_ascii_case(b"delete") {
        look.delete(start + 6)
    } else {
        None
    };
    found.unwrap_or(Glance::Nothing)
}

/// The name of the table that a statement writes to, where it names no other: an insert, an update or a
/// delete that a look has seen through.
pub(super) fn table(lexer: &Lexer<'_>, start: usize, end: usize) -> Option<(usize, usize)> {
    let text = lexer.text.get(start..end)?;
    if holds_word(text, *b"sele") || holds_word(text, *b"tabl") {
        return None;
    }
    let look = Look {
        text: lexer.text,
        dialect: lexer.dialect,
    };
    let mut name = look.after_blanks(start + 6);
    if lexer.byte(start) | 0x20 != b'u' {
        name = look.after_blanks(name + 4);
    }
    Some((name, look.name(name)?))
}

/// The finding on a text that is one statement, where a look is enough; else what the look made out, and
/// where it began.
pub(super) fn alone(
    text: &[u8],
    dialect: Dialect,
    modes: Modes,
) -> Result<Finding, (usize, Glance)> {
    let Some(start) = text.iter().position(|b| !is_blank(*b)) else {
        return Err((0, Glance::Nothing));
    };
    match glance(&Lexer::new(text, dialect, modes), start) {
        Glance::Whole(finding, end)
            if text
                .get(end..)
                .is_some_and(|rest| rest.iter().all(|b| is_blank(*b) || *b == b';')) =>
        {
            Ok(finding)
        }
        other => Err((start, other)),
    }
}

pub(super) struct Look<'a> {
    pub(super) text: &'a [u8],
    pub(super) dialect: Dialect,
}

#[expect(clippy::indexing_slicing, reason = "a byte is in a table of 256")]
pub(super) fn in_word(b: u8) -> bool {
    WORD[usize::from(b)]
}

pub(super) fn is_blank(b: u8) -> bool {
    matches!(b, b' ' | b'\n' | b'\t' | b'\r')
}

impl Look<'_> {
    pub(super) fn byte(&self, at: usize) -> u8 {
        self.text.get(at).copied().unwrap_or(0)
    }

    pub(super) fn after_blanks(&self, mut at: usize) -> usize {
        while is_blank(self.byte(at)) {
            at += 1;
        }
        at
    }

    fn select(&self, from: usize) -> Option<Glance> {
        let end = self.walk(from, Until::End)?;
        if self.holds_lone_colon(from, end) {
            return None;
        }
        Some(Glance::Whole(
            Finding::new(Class::Read, "SELECT", "reads"),
            end,
        ))
    }

    fn insert(&self, from: usize) -> Option<Glance> {
        let at = self.after_blanks(from);
        let into = self.text.get(at..at + 4)?;
        if !into.eq_ignore_ascii_case(b"into") || !is_blank(self.byte(at + 4)) {
            return None;
        }
        let name = self.after_blanks(at + 4);
        let mut at = self.name(name)?;
        let table = self.text.get(name..at)?;
        at = self.after_blanks(at);
        if self.byte(at) == b'(' {
            let list = self.text.get(at + 1..)?;
            let close = memchr::memchr(b')', list)?;
            let columns = list.get(..close)?;
            let plain = columns
                .iter()
                .all(|b| in_word(*b) || is_blank(*b) || matches!(b, b',' | b'"' | b'`'));
            // A full text index takes commands in a column of its own name.
            if !plain || (self.dialect == Dialect::Sqlite && names(columns, last_name(table))) {
                return None;
            }
            at = self.after_blanks(at + 1 + close + 1);
        }
        if !self.text.get(at..at + 6)?.eq_ignore_ascii_case(b"values") || in_word(self.byte(at + 6))
        {
            return None;
        }
        let end = self.walk(at + 6, Until::End)?;
        if self.holds_lone_colon(at + 6, end) {
            return None;
        }
        let finding = Finding::new(Class::Write, "INSERT", "writes the rows that it lists")
            .bounded(Bound::Values);
        Some(Glance::Whole(finding, end))
    }

    fn update(&self, from: usize) -> Option<Glance> {
        let name = self.after_blanks(from);
        let at = self.name(name)?;
        let set = self.after_blanks(at);
        if !self.text.get(set..set + 3)?.eq_ignore_ascii_case(b"set")
            || !is_blank(self.byte(set + 3))
            || set == at
        {
            return None;
        }
        let condition = self.walk(set + 3, Until::Where)?;
        if !matches!(self.byte(condition), b'w' | b'W') || self.holds_lone_colon(set, condition) {
            return None;
        }
        // These end the assignments before the condition, and nothing that is usual holds them.
        let assignments = self.text.get(set..condition)?;
        if holds_any(assignments, [*b"from", *b"limi", *b"retu", *b"orde"]) {
            return None;
        }
        self.keyed("UPDATE", condition)
            .or(Some(Glance::Condition(condition)))
    }

    /// One past a table's name, which belongs to no catalog.
    pub(super) fn name(&self, start: usize) -> Option<usize> {
        self.name_and_last(start).map(|(end, _)| end)
    }

    /// The same, and the last part of the name without its quotes.
    pub(super) fn name_and_last(&self, start: usize) -> Option<(usize, &[u8])> {
        let quote = self.quote();
        let mut at = start;
        let last = loop {
            let is_quoted = self.byte(at) == quote;
            let from = at + usize::from(is_quoted);
            let mut to = from;
            while in_word(self.byte(to)) {
                to += 1;
            }
            // The parser knows which of these are catalogs.
            let is_suspect = match self.byte(from) | 0x20 {
                b'p' => self.has_word(from, b"pg_"),
                b's' => self.has_word(from, b"sqli"),
                b'm' => self.has_word(from, b"mysq"),
                b'i' => self.has_word(from, b"info"),
                _ => false,
            };
            if to == from || is_suspect || (is_quoted && self.byte(to) != quote) {
                return None;
            }
            at = to + usize::from(is_quoted);
            if self.byte(at) != b'.' {
                break from..to;
            }
            at += 1;
        };
        let goes_on = matches!(self.byte(at), b'"' | b'`');
        let name = self.text.get(start..at)?;
        let is_keyword = match name.len() {
            2 | 4 | 6 | 12 => [&b"or"[..], b"only", b"into", b"ignore", b"low_priority"]
                .iter()
                .any(|word| name.eq_ignore_ascii_case(word)),
            _ => false,
        };
        (!goes_on && !is_keyword).then_some((at, self.text.get(last)?))
    }

    /// Whether a text stands here, in any case.
    pub(super) fn has_word(&self, at: usize, word: &[u8]) -> bool {
        self.text
            .get(at..at + word.len())
            .is_some_and(|found| found.eq_ignore_ascii_case(word))
    }

    /// What stands around names.
    fn quote(&self) -> u8 {
        match self.dialect {
            Dialect::MySql => b'`',
            Dialect::Postgres | Dialect::Sqlite => b'"',
        }
    }

    /// Whether a `:` begins no parameter; to SQLite that is no token.
    pub(super) fn holds_lone_colon(&self, from: usize, to: usize) -> bool {
        let part = self.text.get(from..to).unwrap_or_default();
        self.dialect == Dialect::Sqlite
            && memchr::memchr_iter(b':', part).any(|at| !in_word(self.byte(from + at + 1)))
    }

    /// Whether the quotes around names come in pairs.
    fn paired(&self, from: usize, to: usize) -> bool {
        let quote = self.quote();
        let part = self.text.get(from..to).unwrap_or_default();
        // A call costs more than a few bytes do.
        let quotes = if part.len() < 32 {
            part.iter().filter(|b| **b == quote).count()
        } else {
            memchr::memchr_iter(quote, part).count()
        };
        quotes.is_multiple_of(2)
    }

    /// Walks as far as is wanted. None where something is unusual on the way.
    pub(super) fn walk(&self, from: usize, until: Until) -> Option<usize> {
        let update = until == Until::Where;
        let tables = if update { &UPDATES } else { &READS };
        let table = tables.get(self.dialect as usize)?;
        let mut at = from;
        let mut depth = 0u32;
        let mut stops = Stops::new(extra_stops(self.dialect, update), !update);
        // Where the names in quotes were last known to be paired.
        let mut paired = from;
        loop {
            at = stops.next(self.text, at);
            if at >= self.text.len() {
                return (depth == 0 && until == Until::End && self.paired(paired, at))
                    .then_some(at);
            }
            #[expect(clippy::indexing_slicing, reason = "a byte is in a table of 256")]
            match table[usize::from(self.byte(at))] {
                // `%(name)s`, which a driver fills in.
                Stop::Open if self.byte(at - 1) == b'%' => {
                    let mut end = at + 1;
                    while in_word(self.byte(end)) {
                        end += 1;
                    }
                    if end == at + 1 || self.byte(end) != b')' || self.byte(end + 1) != b's' {
                        return None;
                    }
                    at = end + 2;
                }
                Stop::Open => {
                    if !self.harmless_before(from, at) {
                        return None;
                    }
                    depth += 1;
                    at += 1;
                    if self.writes(at) {
                        return None;
                    }
                }
                Stop::Close => {
                    depth = depth.checked_sub(1)?;
                    at += 1;
                }
                Stop::String => {
                    let before = self.byte(at - 1);
                    if in_word(before)
                        || matches!(before, b'&' | b'"' | b'`')
                        || !self.paired(paired, at)
                    {
                        return None;
                    }
                    at = self.string(at)?;
                    paired = at;
                }
                Stop::End => {
                    return (depth == 0 && until == Until::End && self.paired(paired, at))
                        .then_some(at);
                }
                Stop::Dash if self.byte(at + 1) == b'-' => return None,
                Stop::Slash if self.byte(at + 1) == b'*' => return None,
                Stop::Dollar
                    if !self.byte(at + 1).is_ascii_digit() || in_word(self.byte(at - 1)) =>
                {
                    return None;
                }
                Stop::Where => {
                    let word = self
                        .text
                        .get(at..at + 5)
                        .is_some_and(|word| word.eq_ignore_ascii_case(b"where"));
                    if word && depth == 0 && !in_word(self.byte(at + 5)) {
                        let before = self.byte(at - 1);
                        // Behind a dot it is a column's name.
                        let dotted = self
                            .text
                            .get(from..at)
                            .is_some_and(|front| front.trim_ascii_end().ends_with(b"."));
                        if (is_blank(before) || before == b')') && !dotted {
                            return self.paired(paired, at).then_some(at);
                        }
                        return None;
                    }
                    at += 1;
                }
                Stop::Into if self.has_word(at, b"into") => return None,
                Stop::Dash | Stop::Slash | Stop::Dollar | Stop::Into => at += 1,
                Stop::No => at += 1,
                Stop::GiveUp => return None,
            }
        }
    }

    /// One past a string, by the usual modes of the session.
    fn string(&self, at: usize) -> Option<usize> {
        if self.dialect == Dialect::MySql {
            return super::quotes::escaped(self.text, at + 1, b'\'');
        }
        super::quotes::doubled(self.text, at + 1, b'\'')
    }

    /// Whether the word before a parenthesis is one that the lists know, or none.
    fn harmless_before(&self, from: usize, open: usize) -> bool {
        let mut end = open;
        while end > from && is_blank(self.byte(end - 1)) {
            end -= 1;
        }
        let mut start = end;
        while start > from && in_word(self.byte(start - 1)) {
            start -= 1;
        }
        if start == end {
            return matches!(
                self.byte(end - 1),
                b',' | b'(' | b'=' | b'<' | b'>' | b'+' | b'-' | b'*' | b'|'
            ) || end == from;
        }
        let before = if start > from {
            self.byte(start - 1)
        } else {
            b' '
        };
        (is_blank(before)
            || matches!(
                before,
                b',' | b'(' | b')' | b'=' | b'<' | b'>' | b'+' | b'-' | b'*' | b'|'
            ))
            && self
                .text
                .get(start..end)
                .is_some_and(|word| functions::is_harmless(word, self.dialect))
    }

    /// Whether a writing statement may begin inside of the parenthesis.
    fn writes(&self, at: usize) -> bool {
        let at = self.after_blanks(at);
        let head = |word: &[u8]| {
            self.text
                .get(at..at + word.len())
                .is_some_and(|head| head.eq_ignore_ascii_case(word))
        };
        match self.byte(at) | 0x20 {
            b'd' => head(b"delete") || head(b"drop"),
            b'u' => head(b"update"),
            b'i' => head(b"insert"),
            b'm' => head(b"merge"),
            b't' => head(b"truncate"),
            b'w' => head(b"with"),
            _ => false,
        }
    }
}

/// The last part of a table's name, without its quotes.
fn last_name(table: &[u8]) -> &[u8] {
    let mut parts = table
        .split(|b| !in_word(*b))
        .filter(|part| !part.is_empty());
    parts.next_back().unwrap_or_default()
}

/// Whether a list of columns names this one.
fn names(columns: &[u8], name: &[u8]) -> bool {
    columns
        .split(|b| !in_word(*b))
        .any(|column| column.eq_ignore_ascii_case(name))
}
