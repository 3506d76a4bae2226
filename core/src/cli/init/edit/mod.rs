//! Edits of other people's files. Each adds text and takes none away, so that what stood there
//! stays byte for byte; what it gives is read again, and must mean what stood there and the entry.

pub(super) mod ini;
pub(super) mod json;
pub(super) mod toml;
pub(super) mod xml;

/// The new text; none where the entry stands there already.
pub(super) type Edited = Result<Option<String>, Left>;

/// Why a file is left as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Left {
    /// The line, from 1, where one is to blame.
    pub(super) line: Option<usize>,
    /// In one line; quotes nothing of the file.
    pub(super) why: &'static str,
    /// What to do.
    pub(super) cure: &'static str,
}

impl Left {
    pub(super) fn new(line: Option<usize>, why: &'static str) -> Left {
        Left {
            line,
            why,
            cure: "add the line by hand",
        }
    }

    pub(super) fn cure(mut self, cure: &'static str) -> Left {
        self.cure = cure;
        self
    }
}

/// A text with another in it, from a byte on.
fn insert(text: &str, at: usize, more: &str) -> Option<String> {
    Some(format!("{}{more}{}", text.get(..at)?, text.get(at..)?))
}

/// The line, from 1, of a byte.
fn line_of(text: &str, at: usize) -> usize {
    text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1
}

/// How the lines of a text end.
fn newline(text: &str) -> &'static str {
    if text.contains("\r\n") { "\r\n" } else { "\n" }
}
