//! Where a value came from.

use serde::Serialize;
use std::fmt;
use std::sync::Arc;

/// The kind of place that a value came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum SourceKind {
    /// A variable of the process.
    Process,
    /// A line of a dotenv file.
    Dotenv,
    /// A line of `phpunit.xml` or its like.
    Phpunit,
    /// A framework's cached configuration, which beats every file.
    Cached,
    /// A setting of a runner, a framework or a package manager.
    Configuration,
    /// A line of `notprod.toml` or of the file that holds the policy.
    Policy,
    /// An address that the caller gave: `guard(url=...)`.
    Argument,
    /// A setting that a booted framework declared.
    Declared,
    /// A libpq service file.
    Service,
    /// What a driver or a framework takes where nothing is set.
    Default,
}

/// A place: a variable, a line of a file, or both.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct Source {
    /// The kind of place.
    pub kind: SourceKind,
    /// The file, relative to the root where it lies below it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<Arc<str>>,
    /// The line in the file, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// The variable or key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub variable: Option<Arc<str>>,
}

impl Source {
    /// A variable of the process.
    pub fn process(variable: &str) -> Source {
        Source {
            kind: SourceKind::Process,
            file: None,
            line: None,
            variable: Some(variable.into()),
        }
    }

    /// A kind with a variable or key, and no file.
    pub fn named(kind: SourceKind, variable: &str) -> Source {
        Source {
            kind,
            file: None,
            line: None,
            variable: Some(variable.into()),
        }
    }

    /// A line of a file.
    pub fn line(kind: SourceKind, file: &Arc<str>, line: Option<u32>) -> Source {
        Source {
            kind,
            file: Some(file.clone()),
            line,
            variable: None,
        }
    }

    /// The same place, with a variable or key.
    pub fn with_variable(mut self, variable: &str) -> Source {
        self.variable = Some(variable.into());
        self
    }
}

impl fmt::Display for Source {
    /// `DB_HOST in .env:7`, `DATABASE_URL`, `notprod.toml:3`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = |f: &mut fmt::Formatter<'_>, file: &str| match self.line {
            Some(line) => write!(f, "{file}:{line}"),
            None => f.write_str(file),
        };
        match (&self.variable, &self.file) {
            (Some(variable), Some(file)) => {
                write!(f, "`{variable}` in ")?;
                place(f, file)
            }
            (Some(variable), None) => match self.kind {
                SourceKind::Process => write!(f, "`{variable}` of the process"),
                SourceKind::Declared => write!(f, "`{variable}` of the settings"),
                SourceKind::Default => write!(f, "the framework's default for `{variable}`"),
                _ => write!(f, "`{variable}`"),
            },
            (None, Some(file)) => place(f, file),
            (None, None) => f.write_str(match self.kind {
                SourceKind::Argument => "the address given",
                SourceKind::Default => "the driver's default",
                _ => "unknown",
            }),
        }
    }
}
