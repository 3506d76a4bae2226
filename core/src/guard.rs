//! What every surface calls: the question, completed by this machine, judged.

use crate::error::Error;
use crate::host::{self, Disk};
use crate::judge::{Report, judge};
use crate::policy::Policy;
use crate::secret::Secret;
use crate::snapshot::{Moment, Question, Snapshot};
use crate::verdict::Verdict;
use std::path::PathBuf;

/// Answers a question. Reads files below and above its root; writes nothing, asks no server.
///
/// # Errors
/// A question that cannot be answered; the caller must take that for a refusal.
pub fn check(question: &Question) -> Result<Report, Error> {
    answer(question).map(|answer| answer.report)
}

/// A report, and what `load` sets.
pub struct Answered {
    /// The report.
    pub report: Report,
    /// Names and values of the file that was asked to be loaded, in its order.
    pub load: Vec<(String, Secret)>,
}

/// As [`check`], with what `load` sets.
///
/// # Errors
/// As [`check`].
pub fn answer(question: &Question) -> Result<Answered, Error> {
    host::inject();
    let question = host::complete(question.clone())?;
    let disk = Disk;
    let snapshot = Snapshot::new(&question, &disk);
    let allow = question
        .environment
        .get("NOTPROD_ALLOW")
        .map(Secret::expose);
    let policy = Policy::discover(&snapshot, allow)?;
    let report = judge(&snapshot, &policy)?;
    let load = match &question.load {
        Some(path) => crate::reader::loaded(&snapshot, path)?,
        None => Vec::new(),
    };
    Ok(Answered { report, load })
}

/// The settings module of Django that the tests would boot, and the root it belongs to: what the
/// caller may read and hand over as [`Question::declared`].
///
/// # Errors
/// A root that is no folder.
pub fn settings_module(question: &Question) -> Result<Option<(String, PathBuf)>, Error> {
    let question = host::complete(question.clone())?;
    let disk = Disk;
    let snapshot = Snapshot::new(&question, &disk);
    let module = crate::reader::django::settings_module_of(&snapshot, question.runner);
    Ok(module.map(|(module, _)| (module, question.root.clone())))
}

/// Whether a verdict stops a run at that moment.
pub fn stops(verdict: Verdict, moment: Moment) -> bool {
    match (verdict, moment) {
        (Verdict::Allow, _) | (Verdict::Unproven, Moment::Start) => false,
        (Verdict::Unproven, Moment::SetUp | Moment::Asked) | (Verdict::Refuse, _) => true,
    }
}
