//! What every surface calls: the question, completed by this machine, judged.

#[cfg(feature = "live")]
pub mod target;

use crate::error::{Error, ErrorKind};
use crate::host::{self, Disk};
#[cfg(feature = "live")]
use crate::judge::{Ask, judge_and_ask};
use crate::judge::{Report, judge};
#[cfg(feature = "live")]
use crate::policy::Mode;
use crate::policy::Policy;
#[cfg(feature = "live")]
use crate::probe::{self, Manner};
use crate::reader::workspaces;
use crate::secret::Secret;
use crate::snapshot::{Moment, Question, Snapshot};
use crate::verdict::Verdict;
use std::path::{Path, PathBuf};
#[cfg(feature = "live")]
use std::time::Duration;

/// Answers a question. Reads files below and above its root and, unless it is asked offline, the
/// servers that policy wants asked; writes nothing.
///
/// # Errors
/// A question that cannot be answered; the caller must take that for a refusal.
pub fn check(question: &Question) -> Result<Report, Error> {
    answer(question).map(|answer| answer.report)
}

/// A report, and what goes on from it.
pub struct Answered {
    /// The report.
    pub report: Report,
    /// Names and values of the file that was asked to be loaded, in its order.
    pub load: Vec<(String, Secret)>,
    /// What servers said, for the workers of the run: a variable and its value.
    pub facts: Option<(String, Secret)>,
}

/// As [`check`], with what `load` sets.
///
/// # Errors
/// As [`check`].
pub fn answer(question: &Question) -> Result<Answered, Error> {
    host::inject();
    let mut question = host::complete(question.clone())?;
    let handed = question.environment.remove(FACTS_VARIABLE);
    question.offline |= question
        .environment
        .get(OFFLINE_VARIABLE)
        .is_some_and(|value| value.expose() == "1");
    let disk = Disk;
    let snapshot = Snapshot::new(&question, &disk);
    let packages = packages(&snapshot);
    let mut parts = vec![(&snapshot, policy(&snapshot)?)];
    let below: Vec<Snapshot<'_>> = packages
        .iter()
        .map(|package| Snapshot::new(package, &disk))
        .collect();
    for snapshot in &below {
        parts.push((snapshot, policy(snapshot)?));
    }
    let (reports, facts) = judged(&parts, handed.as_ref())?;
    let mut report: Option<Report> = None;
    for part in reports {
        if report
            .as_ref()
            .is_none_or(|known| part.verdict > known.verdict)
        {
            report = Some(part);
        }
    }
    let report =
        report.ok_or_else(|| Error::new(ErrorKind::Question, "no folder was asked about"))?;
    let load = match &question.load {
        Some(path) => crate::reader::loaded(&snapshot, path)?,
        None => Vec::new(),
    };
    Ok(Answered {
        report,
        load,
        facts,
    })
}

/// The packages below the root, each as a question. A runner that is known has a root of its own;
/// without one the whole repository is asked about.
fn packages(snapshot: &Snapshot<'_>) -> Vec<Question> {
    let question = snapshot.question;
    if question.runner.is_some() || !question.addresses.is_empty() {
        return Vec::new();
    }
    let package = |folder: PathBuf| Question {
        root_shown: Some(shown_below(question, &folder)),
        root: folder,
        load: question.load.as_ref().map(|path| question.root.join(path)),
        policy: question
            .policy
            .as_ref()
            .map(|path| question.root.join(path)),
        ..question.clone()
    };
    workspaces::folders(snapshot)
        .into_iter()
        .map(package)
        .collect()
}

/// The policy of a question.
fn policy(snapshot: &Snapshot<'_>) -> Result<Policy, Error> {
    let environment = &snapshot.question.environment;
    let allow = environment.get("NOTPROD_ALLOW").map(Secret::expose);
    Policy::discover(snapshot, allow)
}

/// No server is asked where this is `1`.
pub const OFFLINE_VARIABLE: &str = "NOTPROD_OFFLINE";
/// What servers said, from the process that started the run to its workers.
pub const FACTS_VARIABLE: &str = "NOTPROD_FACTS";

type Judged = (Vec<Report>, Option<(String, Secret)>);

/// Judges each part, asks the servers that are worth it all at once, and judges again by what they
/// said.
#[cfg(feature = "live")]
fn judged(parts: &[(&Snapshot<'_>, Policy)], handed: Option<&Secret>) -> Result<Judged, Error> {
    let Some((first, root)) = parts.first() else {
        return Ok((Vec::new(), None));
    };
    let question = first.question;
    let handed = handed.filter(|_| !question.offline);
    let letter = handed.and_then(probe::take_over).unwrap_or_default();
    let mut facts = letter.facts_at(question.moment);
    let mut reports = Vec::with_capacity(parts.len());
    let mut asks: Vec<Ask> = Vec::new();
    for (snapshot, policy) in parts {
        let (report, more) = judge_and_ask(snapshot, policy, &facts)?;
        reports.push(report);
        for ask in more {
            if !asks.iter().any(|known| known.place == ask.place) {
                asks.push(ask);
            }
        }
    }
    if asks.is_empty() {
        return Ok((reports, None));
    }
    facts.extend(probe::gather(asks, &manner(question, root)));
    let reports: Result<Vec<Report>, Error> = parts
        .iter()
        .map(|(snapshot, policy)| judge(snapshot, policy, &facts))
        .collect();
    // A run of several projects asks for each: the workers of all are handed all.
    let handed = probe::hand_over(&letter.with(facts));
    let named = handed.map(|value| (FACTS_VARIABLE.to_owned(), value));
    Ok((reports?, named))
}

#[cfg(not(feature = "live"))]
fn judged(parts: &[(&Snapshot<'_>, Policy)], _: Option<&Secret>) -> Result<Judged, Error> {
    let none = crate::facts::Facts::none();
    let judge = |(snapshot, policy): &(&Snapshot<'_>, Policy)| judge(snapshot, policy, &none);
    let reports: Result<Vec<Report>, Error> = parts.iter().map(judge).collect();
    Ok((reports?, None))
}

/// How servers are asked for a question.
#[cfg(feature = "live")]
fn manner(question: &Question, policy: &Policy) -> Manner {
    let timeout = policy.live.timeout;
    let wanted = question.live || policy.live.mode == Mode::Always;
    let user = ["USER", "LOGNAME"].iter().find_map(|name| {
        let value = question.environment.get(*name)?.expose().trim();
        (!value.is_empty()).then(|| value.to_owned())
    });
    let variable = |name: &str| {
        let value = question.environment.get(name)?.expose();
        (!value.is_empty()).then(|| PathBuf::from(value))
    };
    let home = || question.home.as_ref().map(|home| home.join(".pgpass"));
    Manner {
        timeout,
        name_timeout: if wanted {
            timeout
        } else {
            timeout.min(Duration::from_millis(500))
        },
        user,
        password_file: variable("PGPASSFILE").or_else(home),
    }
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
