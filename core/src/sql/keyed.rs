//! The condition that applications send most: columns beside values, with AND between them.

use super::bounds::is_same_for_all;
use super::class::{Bound, Class, Finding};
use super::dialect::Dialect;
use super::glance::{Glance, Look, Until, in_word, is_blank};
use super::keyword::{Keyword, keyword};

impl Look<'_> {
    /// `UPDATE` or `DELETE` whose condition begins at the `W` of `WHERE`.
    pub(super) fn keyed(&self, operation: &'static str, condition: usize) -> Option<Glance> {
        let end = self.columns_beside_values(condition + 5)?;
        let finding = Finding::new(
            Class::Write,
            operation,
            "a filter bounds the rows that it writes",
        )
        .bounded(Bound::Filter);
        Some(Glance::Whole(finding, end))
    }

    /// `DELETE FROM name WHERE ...`.
    pub(super) fn delete(&self, from: usize) -> Option<Glance> {
        let at = self.after_blanks(from);
        if !self.text.get(at..at + 4)?.eq_ignore_ascii_case(b"from") || !is_blank(self.byte(at + 4))
        {
            return None;
        }
        let name = self.after_blanks(at + 4);
        let end = self.name(name)?;
        let condition = self.after_blanks(end);
        if end == condition
            || !self
                .text
                .get(condition..condition + 5)?
                .eq_ignore_ascii_case(b"where")
        {
            return None;
        }
        self.keyed("DELETE", condition)
    }

    /// The end of a statement whose condition bounds it: `a = ? AND t.b IN (?, ?)`, alone or in
    /// parentheses. What else stands in it can only narrow it: `c IS NULL`, `d IN (SELECT ...)`.
    fn columns_beside_values(&self, from: usize) -> Option<usize> {
        if !is_blank(self.byte(from)) {
            return None;
        }
        let mut at = self.after_blanks(from);
        let group = self.byte(at) == b'(';
        if group {
            at = self.after_blanks(at + 1);
        }
        let mut bounded = false;
        loop {
            let (end, bounds) = self.part(at, true)?;
            bounded |= bounds;
            let next = self.after_blanks(end);
            match self.byte(next) {
                b';' if !group => return bounded.then_some(next),
                b')' if group && bounded => return self.after_group(next + 1),
                _ if next >= self.text.len() => return (!group && bounded).then_some(next),
                _ => {}
            }
            if next == end || !self.is_word(next, b"and") {
                return None;
            }
            at = self.after_blanks(next + 3);
        }
    }

    /// The end of the statement, where nothing goes on with the condition in parentheses.
    fn after_group(&self, at: usize) -> Option<usize> {
        let next = self.after_blanks(at);
        if next >= self.text.len() || self.byte(next) == b';' {
            return Some(next.min(self.text.len()));
        }
        if !self.is_word(next, b"returning") || self.dialect == Dialect::MySql {
            return None;
        }
        let end = self.walk(next, Until::End)?;
        (!self.holds_lone_colon(next, end)).then_some(end)
    }

    /// One past the parenthesis behind `SELECT name FROM name WHERE`, and parts of a condition.
    fn query(&self, list: usize) -> Option<usize> {
        let from = self.after_blanks(self.plain_name(self.after_blanks(list))?);
        if !self.is_word(from, b"from") {
            return None;
        }
        let mut at = self.after_blanks(self.plain_name(self.after_blanks(from + 4))?);
        let mut word: &[u8] = b"where";
        while self.byte(at) != b')' {
            if !self.is_word(at, word) {
                return None;
            }
            let (end, _) = self.part(self.after_blanks(at + word.len()), false)?;
            at = self.after_blanks(end);
            word = b"and";
        }
        Some(at + 1)
    }

    fn is_word(&self, at: usize, word: &[u8]) -> bool {
        self.has_word(at, word) && !in_word(self.byte(at + word.len()))
    }

    /// One past the name of a column or a table, which is no keyword.
    fn plain_name(&self, name: usize) -> Option<usize> {
        let (at, last) = self.name_and_last(name)?;
        let means_more = keyword(last) != Keyword::Other
            || is_same_for_all(last)
            || last.first().is_some_and(u8::is_ascii_digit);
        (!means_more).then_some(at)
    }

    /// One past a part of the condition, and whether it bounds the rows: `a = ?`, `t.b = 17` and
    /// `c IN (?, 3)` do.
    fn part(&self, name: usize, may_query: bool) -> Option<(usize, bool)> {
        let mut at = self.after_blanks(self.plain_name(name)?);
        if self.byte(at) == b'=' {
            return Some((self.value(self.after_blanks(at + 1))?, true));
        }
        if self.is_word(at, b"is") {
            at = self.after_blanks(at + 2);
            if self.is_word(at, b"not") {
                at = self.after_blanks(at + 3);
            }
            return self.is_word(at, b"null").then_some((at + 4, false));
        }
        if !self.is_word(at, b"in") {
            return None;
        }
        at = self.after_blanks(at + 2);
        if self.byte(at) != b'(' {
            return None;
        }
        let inside = self.after_blanks(at + 1);
        if self.is_word(inside, b"select") {
            return may_query.then(|| self.query(inside + 6))?.zip(Some(false));
        }
        loop {
            at = self.after_blanks(self.value(self.after_blanks(at + 1))?);
            match self.byte(at) {
                b',' => {}
                b')' => return Some((at + 1, true)),
                _ => return None,
            }
        }
    }

    /// One past a number or a place for a value. A zero is left to the parser: MySQL finds it in most
    /// texts.
    fn value(&self, at: usize) -> Option<usize> {
        let run = |mut at: usize| {
            while in_word(self.byte(at)) {
                at += 1;
            }
            at
        };
        let digits = |mut at: usize| {
            while self.byte(at).is_ascii_digit() {
                at += 1;
            }
            at
        };
        let end = match self.byte(at) {
            b'1'..=b'9' => {
                let end = run(at);
                self.text
                    .get(at..end)?
                    .iter()
                    .all(u8::is_ascii_digit)
                    .then_some(end)?
            }
            b'?' => digits(at + 1),
            b'$' if self.dialect == Dialect::Postgres && self.byte(at + 1).is_ascii_digit() => {
                digits(at + 1)
            }
            b':' if self.dialect != Dialect::MySql && in_word(self.byte(at + 1)) => run(at + 1),
            b'%' if self.byte(at + 1) == b's' && !in_word(self.byte(at + 2)) => at + 2,
            b'%' if self.byte(at + 1) == b'(' => {
                let end = run(at + 2);
                (end > at + 2
                    && self.byte(end) == b')'
                    && self.byte(end + 1) == b's'
                    && !in_word(self.byte(end + 2)))
                .then_some(end + 2)?
            }
            _ => return None,
        };
        let cast = self.dialect == Dialect::Postgres
            && self.byte(end) == b':'
            && self.byte(end + 1) == b':'
            && self.byte(end + 2).is_ascii_alphabetic();
        let end = if cast { run(end + 2) } else { end };
        // What may go on in the value's own grammar.
        matches!(
            self.byte(end),
            b' ' | b'\n' | b'\r' | b'\t' | b';' | b',' | b')' | 0
        )
        .then_some(end)
        .filter(|end| self.byte(*end) != 0 || *end >= self.text.len())
    }
}
