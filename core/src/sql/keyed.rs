//! The condition that applications send most: columns beside values, with AND between them.

use super::bounds::is_same_for_all;
use super::class::{Bound, Class, Finding};
use super::dialect::Dialect;
use super::glance::{Glance, Look, in_word, is_blank};
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

    /// One past `a = ? AND t.b = 17`, where nothing but the end of the statement follows.
    fn columns_beside_values(&self, from: usize) -> Option<usize> {
        let mut at = from;
        loop {
            if !is_blank(self.byte(at)) {
                return None;
            }
            at = self.after_blanks(at);
            let name = at;
            at = self.name(name)?;
            let written = self.text.get(name..at)?;
            let bare = written.rsplit(|b| *b == b'.').next()?;
            let bare = match bare {
                [b'"' | b'`', inner @ .., b'"' | b'`'] => inner,
                _ => bare,
            };
            if keyword(bare) != Keyword::Other
                || is_same_for_all(bare)
                || bare.first()?.is_ascii_digit()
                || !bare.iter().all(|b| in_word(*b))
            {
                return None;
            }
            at = self.after_blanks(at);
            if self.byte(at) != b'=' {
                return None;
            }
            at = self.after_blanks(at + 1);
            at = self.value(at)?;
            let next = self.after_blanks(at);
            match self.byte(next) {
                b';' => return Some(next),
                _ if next >= self.text.len() => return Some(self.text.len()),
                _ => {}
            }
            if next == at || !self.text.get(next..next + 3)?.eq_ignore_ascii_case(b"and") {
                return None;
            }
            at = next + 3;
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
            _ => return None,
        };
        // What may go on in the value's own grammar.
        matches!(self.byte(end), b' ' | b'\n' | b'\r' | b'\t' | b';' | 0)
            .then_some(end)
            .filter(|end| self.byte(*end) != 0 || *end >= self.text.len())
    }
}
