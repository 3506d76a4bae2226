//! Dotenv files: what each reader makes of them.
//!
//! There is no standard. [`read`] reads a file exactly as one reader does; [`parse`] reads it as a
//! person would, and says of each line whether readers may end it in different places. The former
//! decides where the reader is known; the latter tells where it is not, and what to fall back on
//! where a reader gives up.

pub mod expand;
mod lenient;
mod node;
mod npm;
mod php;
mod python;
mod scan;
mod shell;
mod symfony;
#[cfg(test)]
mod tests;

pub use lenient::parse;

use crate::secret::Secret;
use std::collections::HashSet;

/// A reader of dotenv files: its grammar, and what it does with `$VAR`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Dialect {
    /// python-dotenv; pytest-dotenv and pydantic-settings read through it.
    Python,
    /// vlucas/phpdotenv, as Laravel has it.
    Phpdotenv,
    /// Symfony's Dotenv.
    Symfony,
    /// `node --env-file`: nothing is expanded.
    Node,
    /// Node's own parser with dotenv-expand behind it: Vite from 8 on.
    NodeExpand,
    /// npm's dotenv: nothing is expanded. dotenv-flow reads through it.
    Npm,
    /// npm's dotenv with dotenv-expand: dotenv-cli, Vite before 8; Ruby's dotenv is its model.
    NpmExpand,
    /// `@next/env`: npm's grammar, and an expansion of its own.
    Next,
    /// env-cmd.
    EnvCmd,
    /// `set -a; . FILE` in a POSIX shell.
    Shell,
}

impl Dialect {
    /// What a person would expand: a shell's way is the widest.
    pub const PLAIN: Dialect = Dialect::Shell;

    /// Every dialect, with its name.
    pub const ALL: &'static [(Dialect, &'static str)] = &[
        (Dialect::Python, "python-dotenv"),
        (Dialect::Phpdotenv, "phpdotenv"),
        (Dialect::Symfony, "symfony"),
        (Dialect::Node, "node"),
        (Dialect::NodeExpand, "node-expand"),
        (Dialect::Npm, "npm"),
        (Dialect::NpmExpand, "npm-expand"),
        (Dialect::Next, "next"),
        (Dialect::EnvCmd, "env-cmd"),
        (Dialect::Shell, "shell"),
    ];
}

/// One assignment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The variable.
    pub name: String,
    /// The value before expansion.
    pub pieces: Vec<Piece>,
    /// The line, from 1.
    pub number: u32,
    /// Why readers may see the end of the value in different places.
    pub disputed: Option<&'static str>,
}

/// A part of a value: in some, `$VAR` is expanded; in others, it stands for itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// The text, quotes and escapes resolved.
    pub text: Secret,
    /// Whether variables in it are expanded, by readers that expand any.
    pub expands: bool,
}

impl Piece {
    fn new(text: impl Into<String>, expands: bool) -> Piece {
        Piece {
            text: Secret::new(text.into()),
            expands,
        }
    }
}

impl Line {
    fn new(name: &str, pieces: Vec<Piece>, number: u32) -> Line {
        Line {
            name: name.to_owned(),
            pieces,
            number,
            disputed: None,
        }
    }

    /// The value before expansion.
    pub fn value(&self) -> String {
        self.pieces
            .iter()
            .map(|piece| piece.text.expose())
            .collect()
    }
}

/// What a line says in readers in which a name alone takes its value back.
enum Said {
    Set(Line),
    Unset(String),
}

/// The assignments that no later line takes back.
fn kept(said: Vec<Said>) -> Vec<Line> {
    let mut unset: HashSet<String> = HashSet::new();
    let mut lines: Vec<Line> = Vec::with_capacity(said.len());
    for said in said.into_iter().rev() {
        match said {
            Said::Set(line) if unset.contains(&line.name) => {}
            Said::Set(line) => lines.push(line),
            Said::Unset(name) => {
                unset.insert(name);
            }
        }
    }
    lines.reverse();
    lines
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

/// What a reader would not take: it stops, and nothing of the file is loaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refused {
    /// The line, from 1.
    pub line: u32,
    /// Why, in words.
    pub reason: &'static str,
}

/// Where a quote closes that stands before this text, a backslash before it or not.
pub(crate) fn closing_quote(body: &str, quote: char) -> Option<usize> {
    lenient::closing(body, quote)
}

/// Reads a file exactly as one reader does.
///
/// # Errors
/// A text that makes this reader stop.
pub fn read(text: &str, dialect: Dialect) -> Result<Vec<Line>, Refused> {
    match dialect {
        Dialect::Python => Ok(python::lines(text)),
        Dialect::Phpdotenv => php::lines(text),
        Dialect::Symfony => symfony::lines(text),
        Dialect::Node | Dialect::NodeExpand => Ok(node::lines(text)),
        Dialect::Npm | Dialect::NpmExpand | Dialect::Next => Ok(npm::lines(text)),
        Dialect::EnvCmd => Ok(npm::env_cmd(text)),
        Dialect::Shell => Ok(shell::lines(text)),
    }
}
