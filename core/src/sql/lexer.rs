//! Text into tokens, by the rules of one dialect.

use super::dialect::{Byte, Dialect, Modes, Table};
use super::quotes;
use super::token::{Kind, Op, Token};

/// How comments that only some servers run are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Versioned {
    /// As text: what a newer server does.
    Run,
    /// As comments: what an older server does.
    Skip,
}

/// A place in a text, and the rules that hold there. A copy of it is a bookmark.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lexer<'a> {
    pub(super) text: &'a [u8],
    pub(super) at: usize,
    pub(super) dialect: Dialect,
    pub(super) modes: Modes,
    /// What ends a statement beside `;`, by the client's `DELIMITER`.
    pub(super) delimiter: Option<&'a [u8]>,
    /// How comments with a version are read.
    pub(super) versioned: Versioned,
    /// Inside of `/*! ... */`.
    pub(super) executing: bool,
    /// A comment was met that some servers run and others skip.
    pub(super) split_reading: bool,
    /// A string was met whose end depends on the connection's character set.
    pub(super) hidden_backslash: bool,
    /// A comment was met that the text leaves open.
    pub(super) open_comment: bool,
    /// What a backslash means was changed by a statement before, which may or may not count yet.
    pub(super) backslash_in_doubt: bool,
}

impl<'a> Lexer<'a> {
    /// A lexer at the start of a text.
    pub(super) fn new(text: &'a [u8], dialect: Dialect, modes: Modes) -> Lexer<'a> {
        Lexer {
            text,
            at: 0,
            dialect,
            modes,
            delimiter: None,
            versioned: Versioned::Run,
            executing: false,
            split_reading: false,
            hidden_backslash: false,
            open_comment: false,
            backslash_in_doubt: false,
        }
    }

    /// The byte at a place; 0 past the end.
    pub(super) fn byte(&self, at: usize) -> u8 {
        self.text.get(at).copied().unwrap_or(0)
    }

    /// What stands at a token.
    pub(super) fn slice(&self, token: Token) -> &'a [u8] {
        self.text.get(token.start..token.end).unwrap_or_default()
    }

    pub(super) fn table(&self) -> &'static Table {
        self.dialect.table()
    }

    /// The next token. At the end of the text it is `Kind::End`, again and again.
    pub(super) fn next(&mut self) -> Token {
        let table = self.table();
        loop {
            let start = self.at;
            let Some(&b) = self.text.get(start) else {
                return self.token(Kind::End, start, start);
            };
            if let Some(delimiter) = self.delimiter
                && self
                    .text
                    .get(start..)
                    .is_some_and(|rest| rest.starts_with(delimiter))
            {
                return self.token(Kind::Semicolon, start, start + delimiter.len());
            }
            #[expect(clippy::indexing_slicing, reason = "a byte is in a table of 256")]
            let first = table.first[usize::from(b)];
            match first {
                Byte::Space => self.at = start + 1,
                Byte::Word => return self.word(start),
                Byte::Digit => return self.number(start),
                Byte::Comma => return self.token(Kind::Comma, start, start + 1),
                Byte::Open => return self.token(Kind::Open, start, start + 1),
                Byte::Close => return self.token(Kind::Close, start, start + 1),
                Byte::Semicolon | Byte::Nul => {
                    return self.token(Kind::Semicolon, start, start + 1);
                }
                Byte::Dot => {
                    if self.byte(start + 1).is_ascii_digit() && !self.follows_name(start) {
                        return self.number(start);
                    }
                    return self.token(Kind::Dot, start, start + 1);
                }
                Byte::Single => return self.string(start, start, false),
                Byte::Double => return self.double(start),
                Byte::Backtick => {
                    return match quotes::doubled(self.text, start + 1, b'`') {
                        Some(end) => self.token(Kind::Quoted, start, end),
                        None => self.torn(start),
                    };
                }
                Byte::Bracket => {
                    let rest = self.text.get(start..).unwrap_or_default();
                    return match memchr::memchr(b']', rest) {
                        Some(length) => self.token(Kind::Quoted, start, start + length + 1),
                        None => self.torn(start),
                    };
                }
                Byte::Dollar => return self.dollar(start),
                Byte::Dash => {
                    if self.byte(start + 1) == b'-' && self.dashes_begin_comment(start) {
                        self.line_comment(start + 2);
                    } else {
                        return self.operator(start);
                    }
                }
                Byte::Hash => {
                    if self.dialect == Dialect::MySql {
                        self.line_comment(start + 1);
                    } else {
                        return self.lite_variable(start);
                    }
                }
                Byte::Slash => {
                    if self.byte(start + 1) != b'*' {
                        return self.operator(start);
                    }
                    if !self.block_comment(start) {
                        self.open_comment = true;
                        self.at = self.text.len();
                        let kind = match self.dialect {
                            Dialect::Sqlite => Kind::End,
                            Dialect::Postgres | Dialect::MySql => Kind::Torn,
                        };
                        return self.token(kind, start, self.text.len());
                    }
                }
                Byte::Star => {
                    if self.executing && self.byte(start + 1) == b'/' {
                        self.executing = false;
                        self.at = start + 2;
                    } else {
                        return self.token(Kind::Star, start, start + 1);
                    }
                }
                Byte::Colon => return self.colon(start),
                Byte::Question => return self.question(start),
                Byte::At => return self.at_sign(start),
                Byte::Percent => return self.percent(start),
                Byte::Operator => return self.operator(start),
                Byte::Backslash => {
                    if self.dialect == Dialect::MySql && self.byte(start + 1) == b'N' {
                        return self.token(Kind::Number, start, start + 2);
                    }
                    return self.token(Kind::Backslash, start, start + 1);
                }
                Byte::Stray => return self.token(Kind::Stray, start, start + 1),
            }
        }
    }

    pub(super) fn token(&mut self, kind: Kind, start: usize, end: usize) -> Token {
        self.at = end;
        Token {
            kind,
            op: Op::Nil,
            start,
            end,
        }
    }

    pub(super) fn torn(&mut self, start: usize) -> Token {
        self.token(Kind::Torn, start, self.text.len())
    }

    /// Whether a name ends right before: `t.1x` is a column of MySQL, `.5` a number.
    pub(super) fn follows_name(&self, start: usize) -> bool {
        self.dialect == Dialect::MySql
            && start > 0
            && (self.is_inside(start - 1) || self.byte(start - 1) == b'`')
    }

    pub(super) fn is_inside(&self, at: usize) -> bool {
        #[expect(clippy::indexing_slicing, reason = "a byte is in a table of 256")]
        self.text
            .get(at)
            .is_some_and(|b| self.table().inside[usize::from(*b)])
    }

    pub(super) fn run_of_word(&self, from: usize) -> usize {
        let inside = &self.table().inside;
        let rest = self.text.get(from..).unwrap_or_default();
        #[expect(clippy::indexing_slicing, reason = "a byte is in a table of 256")]
        let length = rest
            .iter()
            .position(|b| !inside[usize::from(*b)])
            .unwrap_or(rest.len());
        from + length
    }

    pub(super) fn word(&mut self, start: usize) -> Token {
        // SQLite takes a byte order mark for a blank wherever a token may begin.
        if self.dialect == Dialect::Sqlite
            && self.text.get(start..start + 3) == Some(&[0xef, 0xbb, 0xbf])
        {
            self.at = start + 3;
            return self.next();
        }
        let mut end = self.run_of_word(start + 1);
        if let Some(delimiter) = self.delimiter
            && let Some(cut) = self
                .text
                .get(start..end + delimiter.len())
                .or(self.text.get(start..))
                .and_then(|word| memchr::memmem::find(word, delimiter))
        {
            end = end.min(start + cut);
        }
        if (self.byte(end) == b'\''
            || (self.byte(end) == b'&' && self.dialect == Dialect::Postgres))
            && let Some(token) = self.prefixed(start, end)
        {
            return token;
        }
        self.token(Kind::Word, start, end)
    }

    /// A string or name with a letter in front: `E'...'`, `U&"..."`, `x'...'`, `N'...'`.
    pub(super) fn prefixed(&mut self, start: usize, end: usize) -> Option<Token> {
        let word = self.text.get(start..end)?;
        let &[letter] = word else { return None };
        let quote = self.byte(end);
        match (self.dialect, letter | 0x20) {
            (Dialect::Postgres, b'e') if quote == b'\'' => Some(self.string(start, end, true)),
            (Dialect::Postgres, b'u') if quote == b'&' => match self.byte(end + 1) {
                b'\'' => Some(self.string(start, end + 1, false)),
                b'"' => Some(match quotes::doubled(self.text, end + 2, b'"') {
                    Some(end) => self.token(Kind::Quoted, start, end),
                    None => self.torn(start),
                }),
                _ => None,
            },
            // What stands in a bit or hex literal never holds a quote or a backslash.
            (Dialect::Postgres, b'b' | b'x')
            | (Dialect::MySql, b'b' | b'x')
            | (Dialect::Sqlite, b'x')
                if quote == b'\'' =>
            {
                Some(match quotes::doubled(self.text, end + 1, b'\'') {
                    Some(end) => self.token(Kind::Text, start, end),
                    None => self.torn(start),
                })
            }
            (Dialect::Postgres | Dialect::MySql, b'n') if quote == b'\'' => {
                Some(self.string(start, end, false))
            }
            _ => None,
        }
    }

    /// A string whose opening quote stands at `quote`.
    pub(super) fn string(&mut self, start: usize, quote: usize, escaped: bool) -> Token {
        let backslash = match self.dialect {
            Dialect::Postgres => escaped || !self.modes.standard_conforming_strings,
            Dialect::MySql => !self.modes.no_backslash_escapes,
            Dialect::Sqlite => false,
        };
        self.quoted_text(start, quote, b'\'', backslash, escaped)
    }

    pub(super) fn quoted_text(
        &mut self,
        start: usize,
        quote: usize,
        mark: u8,
        backslash: bool,
        continues: bool,
    ) -> Token {
        let mut from = quote + 1;
        loop {
            let end = if backslash {
                quotes::escaped(self.text, from, mark)
            } else {
                quotes::doubled(self.text, from, mark)
            };
            let Some(end) = end else {
                return self.torn(start);
            };
            if (self.modes.hidden_backslash || self.backslash_in_doubt)
                && quotes::hides_backslash(self.text, from, end, self.backslash_in_doubt)
            {
                self.hidden_backslash = true;
            }
            // An escape string goes on in the next quotes after a newline, by the same rules.
            match continues
                .then(|| quotes::continuation(self.text, end))
                .flatten()
            {
                Some(next) => from = next + 1,
                None => return self.token(Kind::Text, start, end),
            }
        }
    }

    fn double(&mut self, start: usize) -> Token {
        if self.dialect == Dialect::MySql && !self.modes.ansi_quotes {
            return self.quoted_text(start, start, b'"', !self.modes.no_backslash_escapes, false);
        }
        match quotes::doubled(self.text, start + 1, b'"') {
            Some(end) => self.token(Kind::Quoted, start, end),
            None => self.torn(start),
        }
    }

    /// Whether `--` at this place begins a comment. MySQL wants a blank or a control character after
    /// it.
    pub(super) fn dashes_begin_comment(&self, start: usize) -> bool {
        self.dialect != Dialect::MySql
            || self
                .text
                .get(start + 2)
                .is_none_or(|b| *b <= b' ' || *b == 0x7f)
    }

    fn line_comment(&mut self, from: usize) {
        let rest = self.text.get(from..).unwrap_or_default();
        // A server that is handed a C string stops at a NUL: what follows it is not in the comment.
        let end = match self.dialect {
            Dialect::Postgres => memchr::memchr3(b'\n', b'\r', 0, rest),
            Dialect::MySql | Dialect::Sqlite => memchr::memchr2(b'\n', 0, rest),
        };
        self.at = from + end.unwrap_or(rest.len());
    }

    /// Skips a comment, or enters one that the server runs. False where the text leaves it open.
    fn block_comment(&mut self, start: usize) -> bool {
        let end = match self.dialect {
            Dialect::Postgres => quotes::nested_comment(self.text, start),
            Dialect::Sqlite => quotes::flat_comment(self.text, start + 2),
            Dialect::MySql => match quotes::executable(self.text, start) {
                quotes::Executable::No => quotes::flat_comment(self.text, start + 2),
                quotes::Executable::Always(body) => {
                    self.executing = true;
                    Some(body)
                }
                quotes::Executable::Never => quotes::comment_of_version(self.text, start + 2),
                quotes::Executable::Sometimes(body) => {
                    self.split_reading = true;
                    match self.versioned {
                        Versioned::Run => {
                            self.executing = true;
                            Some(body)
                        }
                        Versioned::Skip => quotes::comment_of_version(self.text, start + 2),
                    }
                }
            },
        };
        match end {
            Some(end) => {
                self.at = end;
                true
            }
            None => false,
        }
    }
}
