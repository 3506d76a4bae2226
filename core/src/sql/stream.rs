//! A text that comes in pieces, such as a dump: what was judged is let go of.

use super::answer::{Statement, written};
use super::class::{Class, Finding};
use super::dialect::{Dialect, Modes};
use super::split::{Piece, Splitter};

/// How far behind a statement the text must be known before the statement is final. What follows may
/// still belong to it: a client's command, the line break before copied rows.
const AHEAD: usize = 256;
/// The longest line of which the part before a statement is kept: whether a client's command begins
/// a line is told from it.
const LINE: usize = 4096;

/// The statements of a text that is handed over piece by piece. Kept is what belongs to a statement
/// that is not over, and nothing of the rows behind `COPY ... FROM STDIN`.
#[derive(Debug)]
pub struct Stream {
    dialect: Dialect,
    buffer: Vec<u8>,
    /// Where in the buffer the next statement is looked for.
    at: usize,
    /// How many bytes of the text were let go of.
    passed: usize,
    /// The line of the byte of the buffer up to which lines were counted.
    line: usize,
    counted: usize,
    /// How much must be there before it is worth looking again: a long statement is not read over and
    /// over.
    wanted: usize,
    index: usize,
    state: State,
    /// Between the rows of a `COPY ... FROM STDIN`.
    in_rows: bool,
}

/// What earlier statements changed for later ones.
#[derive(Debug, Clone)]
struct State {
    modes: Modes,
    delimiter: Option<Vec<u8>>,
    executing: bool,
    backslash_in_doubt: bool,
    delimited: bool,
    variables: bool,
}

impl State {
    fn of(splitter: &Splitter<'_>) -> State {
        State {
            modes: splitter.lexer.modes,
            delimiter: splitter.lexer.delimiter.map(<[u8]>::to_vec),
            executing: splitter.lexer.executing,
            backslash_in_doubt: splitter.lexer.backslash_in_doubt,
            delimited: splitter.delimited,
            variables: splitter.variables,
        }
    }
}

impl Stream {
    /// The start of a text.
    pub fn new(dialect: Dialect) -> Stream {
        Stream {
            dialect,
            buffer: Vec::new(),
            at: 0,
            passed: 0,
            line: 1,
            counted: 0,
            wanted: 0,
            index: 0,
            state: State {
                modes: Modes::default(),
                delimiter: None,
                executing: false,
                backslash_in_doubt: false,
                delimited: false,
                variables: false,
            },
            in_rows: false,
        }
    }

    /// Takes the next piece of the text and gives each statement that is final, with its own text.
    pub fn take(&mut self, piece: &[u8], each: impl FnMut(Statement, &[u8])) {
        self.buffer.extend_from_slice(piece);
        if self.buffer.len() >= self.wanted || self.in_rows {
            self.judge(false, each);
            self.wanted = 2 * self.buffer.len();
        }
    }

    /// The text is over: gives what is left.
    pub fn end(&mut self, mut each: impl FnMut(Statement, &[u8])) {
        self.judge(true, &mut each);
        if self.in_rows {
            let finding = Finding::new(Class::Unknown, "COPY", "holds rows that no line ends");
            let end = self.buffer.len();
            let piece = Piece {
                finding,
                start: end,
                end,
            };
            self.give(piece, &[], &mut each);
        }
    }

    /// How many bytes are kept.
    pub fn kept(&self) -> usize {
        self.buffer.len()
    }

    fn judge(&mut self, ended: bool, mut each: impl FnMut(Statement, &[u8])) {
        while !self.in_rows || self.pass_rows(ended) {
            let buffer = std::mem::take(&mut self.buffer);
            let found = self.pieces(&buffer, ended);
            self.buffer = buffer;
            for (piece, spans) in &found {
                self.give(*piece, spans, &mut each);
            }
            if !self.in_rows {
                break;
            }
        }
        self.let_go();
    }

    /// The final statements from the current place on, which moves behind them.
    fn pieces(&mut self, buffer: &[u8], ended: bool) -> Vec<(Piece, Vec<(usize, usize)>)> {
        let delimiter = self.state.delimiter.clone();
        let mut splitter = Splitter::new(buffer, self.dialect, self.state.modes);
        if self.passed > 0 || self.at > 0 {
            splitter.not_at_start();
            splitter.lexer.at = self.at;
        }
        splitter.lexer.delimiter = delimiter.as_deref();
        splitter.lexer.executing = self.state.executing;
        splitter.lexer.backslash_in_doubt = self.state.backslash_in_doubt;
        splitter.delimited = self.state.delimited;
        splitter.variables = self.state.variables;
        let mut found = Vec::new();
        loop {
            let mut spans = Vec::new();
            let Some(piece) = splitter.next(Some(&mut spans)) else {
                if ended {
                    self.at = buffer.len();
                }
                return found;
            };
            let rows = splitter.open_rows && !ended;
            if !ended && !rows && splitter.lexer.at + AHEAD > buffer.len() {
                return found;
            }
            found.push((piece, spans));
            self.at = splitter.lexer.at;
            self.state = State::of(&splitter);
            if rows {
                self.in_rows = true;
                return found;
            }
        }
    }

    /// Goes to the line that ends the rows; says whether it was found.
    fn pass_rows(&mut self, ended: bool) -> bool {
        let mut from = self.at;
        loop {
            let rest = self.buffer.get(from..).unwrap_or_default();
            let Some(found) = memchr::memmem::find(rest, b"\n\\.") else {
                self.at = self.at.max(self.buffer.len().saturating_sub(3));
                return false;
            };
            let after = from + found + 3;
            match self.buffer.get(after) {
                None if !ended => {
                    self.at = from + found;
                    return false;
                }
                None | Some(b'\n' | b'\r') => {
                    self.at = after;
                    self.in_rows = false;
                    return true;
                }
                _ => from = after,
            }
        }
    }

    fn give(
        &mut self,
        piece: Piece,
        spans: &[(usize, usize)],
        each: &mut impl FnMut(Statement, &[u8]),
    ) {
        let mut statement = written(piece, spans, &self.buffer);
        self.count_lines(piece.start);
        statement.line = self.line;
        statement.index = self.index;
        statement.start += self.passed;
        statement.end += self.passed;
        self.index += 1;
        each(
            statement,
            self.buffer.get(piece.start..piece.end).unwrap_or_default(),
        );
    }

    fn count_lines(&mut self, up_to: usize) {
        let passed = self.buffer.get(self.counted..up_to).unwrap_or_default();
        self.line += memchr::memchr_iter(b'\n', passed).count();
        self.counted = self.counted.max(up_to);
    }

    /// Lets go of what was judged, up to the line that the next statement may stand on.
    fn let_go(&mut self) {
        let done = self.buffer.get(..self.at).unwrap_or_default();
        let line = memchr::memrchr(b'\n', done).unwrap_or(0);
        let cut = if self.at - line > LINE {
            self.at.saturating_sub(1)
        } else {
            line
        };
        self.count_lines(cut);
        self.counted -= cut;
        self.buffer.drain(..cut);
        self.at -= cut;
        self.passed += cut;
    }
}
