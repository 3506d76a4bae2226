//! Why a question could not be answered. Every error is a refusal: exit code 2, and no test runs.

use crate::source::Source;
use std::fmt;

/// The kind of an error. The code is stable; the variant's name may change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ErrorKind {
    /// A policy could not be read: syntax, unknown key, wrong type, bad pattern.
    Policy,
    /// Two policies stand in one folder, or two entries contradict each other.
    Contradiction,
    /// `NOTPROD_ALLOW` holds something that is not a list of target patterns.
    Override,
    /// A file that would feed a target could not be read.
    Unreadable,
    /// A file that the caller asked to load is not there.
    Missing,
    /// The question itself is wrong: no such root, a malformed argument.
    Question,
    /// The command after `notprod run --` could not be started.
    Command,
    /// A server that was asked on purpose did not answer, or did not do what it was told.
    Server,
    /// notprod itself failed.
    Panic,
}

impl ErrorKind {
    /// Every kind, in the order of its code.
    pub const ALL: &'static [ErrorKind] = &[
        ErrorKind::Policy,
        ErrorKind::Contradiction,
        ErrorKind::Override,
        ErrorKind::Unreadable,
        ErrorKind::Missing,
        ErrorKind::Question,
        ErrorKind::Command,
        ErrorKind::Server,
        ErrorKind::Panic,
    ];

    /// The stable code, such as `NP901`.
    pub fn code(self) -> &'static str {
        match self {
            ErrorKind::Policy => "NP901",
            ErrorKind::Contradiction => "NP902",
            ErrorKind::Override => "NP903",
            ErrorKind::Unreadable => "NP904",
            ErrorKind::Missing => "NP905",
            ErrorKind::Question => "NP906",
            ErrorKind::Command => "NP907",
            ErrorKind::Server => "NP908",
            ErrorKind::Panic => "NP999",
        }
    }

    /// The stable name, such as `policy-error`.
    pub fn name(self) -> &'static str {
        match self {
            ErrorKind::Policy => "policy-error",
            ErrorKind::Contradiction => "policy-contradiction",
            ErrorKind::Override => "override-error",
            ErrorKind::Unreadable => "file-unreadable",
            ErrorKind::Missing => "file-missing",
            ErrorKind::Question => "question-error",
            ErrorKind::Command => "command-error",
            ErrorKind::Server => "server-error",
            ErrorKind::Panic => "internal-error",
        }
    }

    /// Its page: what is wrong, why that refuses, the cures. Markdown.
    pub fn page(self) -> &'static str {
        match self {
            ErrorKind::Policy => include_str!("../errors/policy-error.md"),
            ErrorKind::Contradiction => include_str!("../errors/policy-contradiction.md"),
            ErrorKind::Override => include_str!("../errors/override-error.md"),
            ErrorKind::Unreadable => include_str!("../errors/file-unreadable.md"),
            ErrorKind::Missing => include_str!("../errors/file-missing.md"),
            ErrorKind::Question => include_str!("../errors/question-error.md"),
            ErrorKind::Command => include_str!("../errors/command-error.md"),
            ErrorKind::Server => include_str!("../errors/server-error.md"),
            ErrorKind::Panic => include_str!("../errors/internal-error.md"),
        }
    }
}

/// An error: what is wrong, where, and what mends it. Holds no value of any variable.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct Error {
    /// The kind, with its code.
    pub kind: ErrorKind,
    /// What is wrong, in one line.
    pub message: String,
    /// What mends it.
    pub help: Option<String>,
    /// Where it stands.
    pub source_place: Option<Source>,
}

impl Error {
    /// An error without a place.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Error {
        Error {
            kind,
            message: message.into(),
            help: None,
            source_place: None,
        }
    }

    /// The same error with its cure.
    pub fn help(mut self, help: impl Into<String>) -> Error {
        self.help = Some(help.into());
        self
    }

    /// The same error with its place.
    pub fn at(mut self, place: Source) -> Error {
        self.source_place = Some(place);
        self
    }
}

impl fmt::Display for Error {
    /// One line: place, message. The help is apart.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(place) = &self.source_place {
            write!(f, "{place}: ")?;
        }
        f.write_str(&self.message)
    }
}
