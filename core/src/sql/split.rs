//! A text into statements, as the server that it is sent to would take it, and with the commands that
//! only its client knows.

use super::class::{Class, Finding};
use super::classify::copy::FROM_STDIN;
use super::client::Command;
use super::dialect::{Dialect, Modes};
use super::glance::{self, Glance, glance};
use super::lexer::{Lexer, Versioned};
use super::parser::Parser;
use super::token::Kind;

/// One statement of a text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Piece {
    pub(super) finding: Finding,
    /// The first byte.
    pub(super) start: usize,
    /// One past the last byte; the semicolon is not part of it.
    pub(super) end: usize,
}

/// The statements of a text, one after the other.
#[derive(Debug, Clone)]
pub(super) struct Splitter<'a> {
    pub(super) lexer: Lexer<'a>,
    byte_order_mark: bool,
    /// The delimiter was changed before.
    pub(super) delimited: bool,
    /// The script fills variables, which psql puts into later statements as text.
    pub(super) variables: bool,
    /// What a look at the statement that begins here made out already.
    pub(super) look: Option<(usize, Glance)>,
    /// The rows of a `COPY ... FROM STDIN` began, and the text does not hold their end.
    pub(super) open_rows: bool,
}

impl<'a> Splitter<'a> {
    /// A splitter at the start of a text.
    pub(super) fn new(text: &'a [u8], dialect: Dialect, modes: Modes) -> Splitter<'a> {
        let mut lexer = Lexer::new(text, dialect, modes);
        let byte_order_mark = dialect != Dialect::Sqlite && text.starts_with(&[0xef, 0xbb, 0xbf]);
        if byte_order_mark {
            lexer.at = 3;
        }
        Splitter {
            lexer,
            byte_order_mark,
            delimited: false,
            variables: false,
            look: None,
            open_rows: false,
        }
    }

    /// Goes on in the middle of a text, which is not its start.
    pub(super) fn not_at_start(&mut self) {
        self.byte_order_mark = false;
    }

    /// The next statement; the names of its objects go into `objects`.
    pub(super) fn next(&mut self, objects: Option<&mut Vec<(usize, usize)>>) -> Option<Piece> {
        loop {
            let mut ahead = self.lexer;
            let first = ahead.next();
            match first.kind {
                Kind::End => return None,
                Kind::Torn => {
                    self.lexer.at = self.lexer.text.len();
                    return Some(Piece {
                        finding: Finding::new(
                            Class::Unknown,
                            "?",
                            "ends inside a quote or a comment",
                        ),
                        start: first.start,
                        end: first.end,
                    });
                }
                Kind::Semicolon => {
                    self.lexer = ahead;
                    continue;
                }
                _ => {}
            }
            if let Some(command) = self.command(first) {
                if command.silent {
                    continue;
                }
                return Some(Piece {
                    finding: command.finding,
                    start: first.start,
                    end: command.end,
                });
            }
            let mut piece = self.statement(first.start, objects);
            if self.variables && self.fills_variable(piece) {
                piece.finding = piece.finding.worse(Finding::new(
                    Class::Unknown,
                    piece.finding.operation,
                    "takes text out of a variable of the client",
                ));
            }
            return Some(piece);
        }
    }

    /// Whether psql may put the text of a variable into a statement: `:name`, `:'name'`.
    fn fills_variable(&self, piece: Piece) -> bool {
        let text = self
            .lexer
            .text
            .get(piece.start..piece.end)
            .unwrap_or_default();
        memchr::memchr_iter(b':', text).any(|at| {
            let before = at.checked_sub(1).and_then(|at| text.get(at));
            before != Some(&b':')
                && matches!(
                    text.get(at + 1),
                    Some(b'a'..=b'z' | b'A'..=b'Z' | b'_' | b'\'' | b'"' | b'{' | 0x80..)
                )
        })
    }

    /// Notes the names in a statement that a look has seen through; false where only the parser finds
    /// them.
    fn names(&self, start: usize, end: usize, objects: &mut Vec<(usize, usize)>) -> bool {
        if matches!(self.lexer.byte(start), b's' | b'S') {
            let mut lexer = self.lexer;
            lexer.at = start;
            Parser::new(lexer, Some(objects)).note_sources();
            return true;
        }
        let table = glance::table(&self.lexer, start, end);
        objects.extend(table);
        table.is_some()
    }

    fn seen_through(&mut self, finding: Finding, start: usize, end: usize) -> Piece {
        self.lexer.at = end;
        let text = self.lexer.text.get(start..end).unwrap_or_default();
        Piece {
            finding,
            start,
            end: start + text.trim_ascii_end().len(),
        }
    }

    fn statement(&mut self, start: usize, mut objects: Option<&mut Vec<(usize, usize)>>) -> Piece {
        let begin = self.lexer;
        let mut condition = None;
        if !self.byte_order_mark {
            let look = match self.look.take() {
                Some((at, look)) if at == start => look,
                _ => glance(&self.lexer, start),
            };
            match (look, objects.as_deref_mut()) {
                (Glance::Whole(finding, end), objects) => {
                    if objects.is_none_or(|objects| self.names(start, end, objects)) {
                        return self.seen_through(finding, start, end);
                    }
                }
                (Glance::Condition(at), None) => condition = Some(at),
                _ => {}
            }
        }
        let mut parser = Parser::new(self.lexer, objects);
        let mut finding = match condition {
            Some(at) => parser.judge_update_from(at),
            None => parser.judge(),
        };
        let end = parser.last.end.max(start);
        let stop = parser.token;
        if stop.kind == Kind::Backslash
            && !Command::sends(self.lexer.dialect, self.lexer.text, stop.start)
        {
            finding = finding.worse(Finding::new(
                Class::Unknown,
                finding.operation,
                "is cut by a command of the client",
            ));
        }
        if parser.lexer.hidden_backslash {
            finding = finding.worse(Finding::new(
                Class::Unknown,
                finding.operation,
                "holds a string whose end depends on a setting",
            ));
        }
        let (modes_after, in_doubt) = (parser.modes_after, parser.modes_in_doubt);
        self.lexer = parser.lexer;
        self.lexer.hidden_backslash = false;
        self.lexer.at = match stop.kind {
            Kind::Semicolon => stop.end,
            Kind::End => self.lexer.text.len(),
            _ => stop.start,
        };
        if self.lexer.split_reading {
            finding = self.read_as_older_server(begin, finding);
        }
        if let Some(modes) = modes_after {
            self.lexer.modes = modes;
        }
        self.lexer.backslash_in_doubt |= in_doubt;
        if self.byte_order_mark {
            self.byte_order_mark = false;
            finding = finding.worse(Finding::new(
                Class::Unknown,
                finding.operation,
                "begins with a byte order mark, which some clients strip",
            ));
        }
        if finding.operation == FROM_STDIN {
            self.skip_copied_rows();
        }
        Piece {
            finding,
            start,
            end,
        }
    }

    /// The worse of what two servers do that do not run the same comments.
    #[cold]
    fn read_as_older_server(&mut self, begin: Lexer<'a>, finding: Finding) -> Finding {
        self.lexer.split_reading = false;
        let mut older = begin;
        older.versioned = Versioned::Skip;
        let mut parser = Parser::new(older, None);
        let other = if parser.at_end() {
            Finding::new(Class::Session, "EMPTY", "runs nothing")
        } else {
            parser.judge()
        };
        let at = if parser.token.kind == Kind::Semicolon {
            parser.token.end
        } else {
            parser.token.start
        };
        let both = finding.worse(other);
        if at.min(self.lexer.text.len()) == self.lexer.at {
            return both;
        }
        both.worse(Finding::new(
            Class::Unknown,
            both.operation,
            "ends elsewhere for another version of the server",
        ))
    }

    /// In a script of psql the lines behind `COPY ... FROM STDIN;` are rows, up to a line `\.`.
    fn skip_copied_rows(&mut self) {
        let rest = self.lexer.text.get(self.lexer.at..).unwrap_or_default();
        let Some(line) = memchr::memchr(b'\n', rest) else {
            return;
        };
        if !rest
            .get(..line)
            .is_some_and(|rest| rest.iter().all(u8::is_ascii_whitespace))
        {
            return;
        }
        let mut from = line;
        while let Some(found) = memchr::memmem::find(rest.get(from..).unwrap_or_default(), b"\n\\.")
        {
            let after = from + found + 3;
            match rest.get(after) {
                None | Some(b'\n' | b'\r') => {
                    self.lexer.at += after;
                    return;
                }
                _ => from = after,
            }
        }
        self.open_rows = true;
    }
}
