//! The whole answer on a statement: made when somebody asks, not on the way to the verdict.

use super::class::{Bound, Class, Tier, Verdict};
use super::dialect::{Dialect, Modes};
use super::split::{Piece, Splitter};
use serde::Serialize;

/// What a statement does, where it stands, and why it is judged so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Statement {
    /// Its place among the statements of the text, from 0 on.
    pub index: usize,
    /// What it does.
    pub class: Class,
    /// What a guard does about it.
    pub tier: Tier,
    /// The operation, such as `DROP TABLE`.
    pub operation: &'static str,
    /// The objects that it names, as they are written, each once.
    pub objects: Vec<String>,
    /// What bounds the rows that it writes: `filter`, `limit`, `values`, `nothing`; none where it
    /// writes to no rows.
    pub bounded_by: Option<&'static str>,
    /// Why it is judged so, in words.
    pub reason: &'static str,
    /// Its first byte in the text.
    pub start: usize,
    /// One past its last byte.
    pub end: usize,
    /// The line of its first byte, from 1 on.
    pub line: usize,
    /// The tier under the strict rule book, and the rest of the verdict.
    #[serde(skip)]
    pub verdict: Verdict,
}

/// The statements of a text.
#[derive(Debug, Clone)]
pub struct Statements<'a> {
    splitter: Splitter<'a>,
    index: usize,
    line: usize,
    /// Up to where newlines were counted.
    counted: usize,
}

impl<'a> Statements<'a> {
    pub(super) fn new(text: &'a [u8], dialect: Dialect, modes: Modes) -> Statements<'a> {
        Statements {
            splitter: Splitter::new(text, dialect, modes),
            index: 0,
            line: 1,
            counted: 0,
        }
    }

    fn line_of(&mut self, at: usize) -> usize {
        let passed = self
            .splitter
            .lexer
            .text
            .get(self.counted..at)
            .unwrap_or_default();
        self.line += memchr::memchr_iter(b'\n', passed).count();
        self.counted = self.counted.max(at);
        self.line
    }
}

impl Iterator for Statements<'_> {
    type Item = Statement;

    fn next(&mut self) -> Option<Statement> {
        let mut spans = Vec::new();
        let piece = self.splitter.next(Some(&mut spans))?;
        let mut statement = written(piece, &spans, self.splitter.lexer.text);
        statement.index = self.index;
        self.index += 1;
        statement.line = self.line_of(piece.start);
        Some(statement)
    }
}

/// The answer on a piece of a text, the first on line 1.
pub(super) fn written(piece: Piece, spans: &[(usize, usize)], text: &[u8]) -> Statement {
    let mut objects: Vec<String> = Vec::with_capacity(spans.len());
    for (start, end) in spans {
        let name = String::from_utf8_lossy(text.get(*start..*end).unwrap_or_default());
        if !objects.iter().any(|known| *known == name) {
            objects.push(name.into_owned());
        }
    }
    let finding = piece.finding;
    Statement {
        index: 0,
        class: finding.class,
        tier: finding.tier,
        operation: finding.operation,
        objects,
        bounded_by: finding.bound.name(),
        reason: finding.reason,
        start: piece.start,
        end: piece.end,
        line: 1,
        verdict: Verdict::of(finding),
    }
}

/// What is said of a text without a statement.
pub(super) fn nothing() -> Statement {
    let finding = super::EMPTY;
    Statement {
        index: 0,
        class: finding.class,
        tier: finding.tier,
        operation: finding.operation,
        objects: Vec::new(),
        bounded_by: Bound::NotAsked.name(),
        reason: finding.reason,
        start: 0,
        end: 0,
        line: 1,
        verdict: Verdict::of(finding),
    }
}
