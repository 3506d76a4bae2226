//! Dotenv files: what a line says, and where readers disagree on it.

pub mod expand;
mod lexer;

pub use lexer::parse;

use crate::secret::Secret;

/// One assignment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The variable.
    pub name: String,
    /// The value as most readers have it, before expansion.
    pub value: Secret,
    /// The line, from 1.
    pub number: u32,
    /// Whether `$VAR` in the value is expanded by some readers: not within single quotes.
    pub expands: bool,
    /// Why readers see the end of the value in different places, if they do.
    pub disputed: Option<&'static str>,
}

/// A file's assignments.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Document {
    /// In the order of the file; of duplicates the last wins.
    pub lines: Vec<Line>,
    /// The line of the first quote that is never closed: from there on readers disagree on which
    /// lines there are.
    pub open_quote: Option<u32>,
}
