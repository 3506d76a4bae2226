//! Severities, verdicts, findings.

use crate::source::Source;
use serde::Serialize;
use std::fmt;

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing.
    Note,
    /// Worth mending.
    Warning,
    /// Nothing proves that the database may be lost.
    Unproven,
    /// The run must not start.
    Refuse,
}

impl Severity {
    /// The word in reports.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Unproven => "unproven",
            Severity::Refuse => "refuse",
        }
    }

    /// The verdict that a finding of this severity gives.
    pub fn verdict(self) -> Verdict {
        match self {
            Severity::Note | Severity::Warning => Verdict::Allow,
            Severity::Unproven => Verdict::Unproven,
            Severity::Refuse => Verdict::Refuse,
        }
    }
}

/// The answer, for a target or for the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// The run may start.
    Allow,
    /// Nothing proves that the run may start.
    Unproven,
    /// The run must not start.
    Refuse,
}

impl Verdict {
    /// The word in reports.
    pub fn name(self) -> &'static str {
        match self {
            Verdict::Allow => "allow",
            Verdict::Unproven => "unproven",
            Verdict::Refuse => "refuse",
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What a rule found on a target or on the run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The rule's name: the stable interface.
    pub rule: &'static str,
    /// The rule's code.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// The target's id; none where the finding is on the run.
    pub target: Option<String>,
    /// What was found, in one line.
    pub message: String,
    /// What mends it.
    pub help: Option<String>,
    /// Where it stands.
    pub source: Option<Source>,
}
