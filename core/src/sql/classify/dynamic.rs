//! Text that is run as statements: bodies in strings, `EXECUTE IMMEDIATE`.

use crate::sql::class::{Class, Finding};
use crate::sql::dialect::Dialect;
use crate::sql::keyword::Keyword;
use crate::sql::parser::{DEPTH, Parser};
use crate::sql::token::{Kind, Token};

impl<'a> Parser<'a, '_> {
    /// `DO` of PostgreSQL, `DO expression` of MySQL.
    pub(super) fn run_block(&mut self) -> Finding {
        self.advance();
        if self.dialect() == Dialect::MySql {
            self.scan(|_| false, false);
            return Finding::new(Class::Session, "DO", "works out an expression");
        }
        if self.dialect() == Dialect::Sqlite {
            return self.unknown("DO", "is no statement of SQLite");
        }
        let mut body = None;
        let mut known = true;
        while !self.at_end() {
            if self.eat(Keyword::Language) {
                let language = self.token;
                let mut buffer = [0u8; 16];
                known = self
                    .lexer
                    .plain_name(language, &mut buffer)
                    .eq_ignore_ascii_case(b"plpgsql");
            } else if self.token.kind == Kind::Text {
                body = Some(self.token);
            }
            self.advance();
        }
        let Some((start, end)) = body
            .filter(|_| known)
            .and_then(|body| self.literal_text(body))
        else {
            return self.unknown("DO", "runs a body that cannot be read");
        };
        let mut inner = self.nested(start, end);
        inner.in_body = true;
        let mut worst = Finding::new(Class::Session, "DO", "runs a block");
        while inner.token.kind != Kind::End {
            worst = worst.worse(inner.block());
            inner.advance();
        }
        self.adopt(inner.calls, inner.fault);
        worst.named("DO")
    }

    /// The inside of a string that holds no escapes.
    pub(super) fn literal_text(&self, token: Token) -> Option<(usize, usize)> {
        let text = self.lexer.slice(token);
        let (start, end) = match text {
            [b'$', ..] => {
                let tag = memchr::memchr(b'$', text.get(1..)?)? + 2;
                (token.start + tag, token.end - tag)
            }
            [b'\'' | b'"', inner @ .., _]
                if !inner.iter().any(|b| matches!(b, b'\'' | b'"' | b'\\')) =>
            {
                (token.start + 1, token.end - 1)
            }
            _ => return None,
        };
        Some((start, end))
    }

    /// A parser over a piece of the text.
    pub(super) fn nested(&self, start: usize, end: usize) -> Parser<'a, 'static> {
        let mut lexer = self.lexer;
        lexer.text = self.lexer.text.get(..end).unwrap_or_default();
        lexer.at = start;
        lexer.delimiter = None;
        let mut inner = Parser::new(lexer, None);
        inner.depth = self.depth + 1;
        inner
    }

    /// Takes over what a nested parser found on its way.
    pub(super) fn adopt(&mut self, calls: Option<Finding>, fault: Option<&'static str>) {
        if let Some(effect) = calls {
            self.add_call(effect);
        }
        self.fault = self.fault.or(fault);
    }

    /// A text that is run: judged where it is written out, else unknown.
    pub(super) fn dynamic(&mut self, operation: &'static str) -> Finding {
        let token = self.token;
        let next = self.peek();
        let alone = matches!(next.kind, Kind::End | Kind::Semicolon)
            || matches!(self.keyword_of(next), Keyword::Using | Keyword::Into);
        let text = if token.kind == Kind::Text && alone {
            self.literal_text(token)
        } else {
            None
        };
        let Some((start, end)) = text.filter(|_| self.depth < DEPTH) else {
            return self.unknown(operation, "runs a text that cannot be seen");
        };
        let mut inner = self.nested(start, end);
        let mut worst = Finding::new(Class::Read, operation, "runs a text that reads");
        while inner.token.kind != Kind::End {
            let finding = inner.statement();
            worst = worst.worse(finding);
            inner.finish();
            if inner.token.kind == Kind::Backslash {
                inner.give_up("holds a backslash outside of quotes");
            }
            inner.advance();
        }
        self.adopt(inner.calls, inner.fault);
        worst.named(operation)
    }
}
