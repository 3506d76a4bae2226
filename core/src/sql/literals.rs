//! Numbers, and what stands for a value: `$1`, `:name`, `@name`, `%s`.

use super::dialect::Dialect;
use super::lexer::Lexer;
use super::quotes;
use super::token::{Kind, Op, Token};

impl Lexer<'_> {
    pub(super) fn number(&mut self, start: usize) -> Token {
        let mut end = start;
        let hex =
            self.byte(start) == b'0' && matches!(self.byte(start + 1) | 0x20, b'x' | b'b' | b'o');
        if hex && self.byte(start + 2).is_ascii_hexdigit() {
            end += 2;
            while self.byte(end).is_ascii_hexdigit() || self.byte(end) == b'_' {
                end += 1;
            }
            return self.token(Kind::Number, start, end);
        }
        let digits = |lexer: &Self, mut at: usize| {
            while lexer.byte(at).is_ascii_digit()
                || (lexer.byte(at) == b'_' && lexer.byte(at + 1).is_ascii_digit() && at > start)
            {
                at += 1;
            }
            at
        };
        end = digits(self, end);
        if self.byte(end) == b'.' && self.byte(end + 1) != b'.' {
            end = digits(self, end + 1);
        }
        if self.byte(end) | 0x20 == b'e' {
            let sign = usize::from(matches!(self.byte(end + 1), b'+' | b'-'));
            if self.byte(end + 1 + sign).is_ascii_digit() {
                end = digits(self, end + 1 + sign);
            }
        }
        // MySQL's names may begin with a digit. The other servers end the number where the letters
        // begin: `1or 2` is `1 or 2` in PostgreSQL 15.
        if self.dialect == Dialect::MySql && self.is_inside(end) {
            let first = self.text.get(start..end).unwrap_or_default();
            if first.iter().all(u8::is_ascii_digit) {
                return self.word(start);
            }
        }
        self.token(Kind::Number, start, end)
    }

    pub(super) fn dollar(&mut self, start: usize) -> Token {
        if self.dialect == Dialect::Sqlite {
            return self.lite_variable(start);
        }
        if self.byte(start + 1).is_ascii_digit() {
            let mut end = start + 1;
            while self.byte(end).is_ascii_digit() {
                end += 1;
            }
            return self.token(Kind::Param, start, end);
        }
        match quotes::dollar(self.text, start) {
            quotes::Dollar::Closed(end) => self.token(Kind::Text, start, end),
            quotes::Dollar::Open => self.torn(start),
            quotes::Dollar::Not => self.token(Kind::Stray, start, start + 1),
        }
    }

    /// A variable of SQLite, with the suffixes that its Tcl interface brought in.
    pub(super) fn lite_variable(&mut self, start: usize) -> Token {
        let mut at = start + 1;
        let mut length = 0;
        while at < self.text.len() {
            let b = self.byte(at);
            if self.is_inside(at) {
                length += 1;
                at += 1;
            } else if b == b'(' && length > 0 {
                while at < self.text.len() && !matches!(self.byte(at), b')' | b' ' | b'\t'..=b'\r')
                {
                    at += 1;
                }
                if self.byte(at) != b')' {
                    return self.token(Kind::Stray, start, at);
                }
                at += 1;
                break;
            } else if b == b':' && self.byte(at + 1) == b':' {
                at += 2;
            } else {
                break;
            }
        }
        let kind = if length == 0 {
            Kind::Stray
        } else {
            Kind::Param
        };
        self.token(kind, start, at)
    }

    pub(super) fn colon(&mut self, start: usize) -> Token {
        let next = self.byte(start + 1);
        if next == b':' {
            return self.token(Kind::Cast, start, start + 2);
        }
        if next == b'=' {
            return self.token(Kind::Assign, start, start + 2);
        }
        if self.dialect == Dialect::Sqlite {
            return self.lite_variable(start);
        }
        // `:name` is what drivers replace, `:'name'` and `:"name"` what psql does.
        if self.is_inside(start + 1) {
            let end = self.run_of_word(start + 1);
            return self.token(Kind::Param, start, end);
        }
        // Behind a label, or before what psql fills in.
        self.token(Kind::Operator, start, start + 1)
    }

    pub(super) fn question(&mut self, start: usize) -> Token {
        let next = self.byte(start + 1);
        if self.dialect == Dialect::Postgres
            && matches!(next, b'|' | b'&')
            && next != self.byte(start + 2)
        {
            let mut token = self.token(Kind::Operator, start, start + 2);
            token.op = Op::Relate;
            return token;
        }
        let mut end = start + 1;
        while self.byte(end).is_ascii_digit() {
            end += 1;
        }
        self.token(Kind::Param, start, end)
    }

    pub(super) fn at_sign(&mut self, start: usize) -> Token {
        match self.dialect {
            Dialect::Sqlite => self.lite_variable(start),
            Dialect::MySql => {
                let from = start + 1 + usize::from(self.byte(start + 1) == b'@');
                let mut end = from;
                while self.is_inside(end) || (self.byte(end) == b'.' && self.is_inside(end + 1)) {
                    end += 1;
                }
                if end == from && matches!(self.byte(end), b'\'' | b'"' | b'`') {
                    let quote = self.byte(end);
                    return match quotes::doubled(self.text, end + 1, quote) {
                        Some(end) => self.token(Kind::Variable, start, end),
                        None => self.torn(start),
                    };
                }
                self.token(Kind::Variable, start, end)
            }
            Dialect::Postgres => {
                if self.is_inside(start + 1) {
                    let end = self.run_of_word(start + 1);
                    return self.token(Kind::Param, start, end);
                }
                self.operator(start)
            }
        }
    }

    pub(super) fn percent(&mut self, start: usize) -> Token {
        if self.byte(start + 1) == b's' && !self.is_inside(start + 2) {
            return self.token(Kind::Param, start, start + 2);
        }
        if self.byte(start + 1) == b'(' {
            let end = self.run_of_word(start + 2);
            if end > start + 2 && self.byte(end) == b')' && self.byte(end + 1) == b's' {
                return self.token(Kind::Param, start, end + 2);
            }
        }
        self.operator(start)
    }
}
