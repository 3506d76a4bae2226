//! What every surface calls: the question, completed by this machine, judged.

use crate::error::Error;
use crate::host::{self, Disk};
use crate::judge::{Report, judge};
use crate::policy::Policy;
use crate::reader::workspaces;
use crate::secret::Secret;
use crate::snapshot::{Moment, Question, Snapshot};
use crate::verdict::Verdict;
use std::path::{Path, PathBuf};

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
    let mut report = judged(&snapshot)?;
    // A runner that is known has a root of its own; without one the whole repository is asked about.
    if question.runner.is_none() && question.addresses.is_empty() {
        for folder in workspaces::folders(&snapshot) {
            let package = Question {
                root_shown: Some(shown_below(&question, &folder)),
                root: folder,
                load: question.load.as_ref().map(|path| question.root.join(path)),
                policy: question
                    .policy
                    .as_ref()
                    .map(|path| question.root.join(path)),
                ..question.clone()
            };
            let of_package = judged(&Snapshot::new(&package, &disk))?;
            if of_package.verdict > report.verdict {
                report = of_package;
            }
        }
    }
    let load = match &question.load {
        Some(path) => crate::reader::loaded(&snapshot, path)?,
        None => Vec::new(),
    };
    Ok(Answered { report, load })
}

fn judged(snapshot: &Snapshot<'_>) -> Result<Report, Error> {
    let allow = snapshot
        .question
        .environment
        .get("NOTPROD_ALLOW")
        .map(Secret::expose);
    judge(snapshot, &Policy::discover(snapshot, allow)?)
}

/// A package's folder for messages, as `--root` would take it.
fn shown_below(question: &Question, folder: &Path) -> String {
    let below = folder.strip_prefix(&question.root).unwrap_or(folder);
    match question.shown_root().as_str() {
        "." => below.display().to_string(),
        root => Path::new(root).join(below).display().to_string(),
    }
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
