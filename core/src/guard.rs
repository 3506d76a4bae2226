//! What every surface calls: the question, completed by this machine, judged.

#[cfg(feature = "live")]
pub mod target;

use crate::error::Error;
#[cfg(not(feature = "live"))]
use crate::facts::Facts;
use crate::host::{self, Disk};
#[cfg(feature = "live")]
use crate::judge::judge_and_ask;
use crate::judge::{Report, judge};
use crate::policy::Policy;
use crate::secret::Secret;
use crate::snapshot::{Moment, Question, Snapshot};
use crate::verdict::Verdict;

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
    let allow = question
        .environment
        .get("NOTPROD_ALLOW")
        .map(Secret::expose);
    let policy = Policy::discover(&snapshot, allow)?;
    let (report, facts) = judged(&snapshot, &policy, handed.as_ref())?;
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

/// No server is asked where this is `1`.
pub const OFFLINE_VARIABLE: &str = "NOTPROD_OFFLINE";
/// What servers said, from the process that started the run to its workers.
pub const FACTS_VARIABLE: &str = "NOTPROD_FACTS";

type Judged = (Report, Option<(String, Secret)>);

/// Judges, asks the servers that are worth it, and judges again by what they said.
#[cfg(feature = "live")]
fn judged(
    snapshot: &Snapshot<'_>,
    policy: &Policy,
    handed: Option<&Secret>,
) -> Result<Judged, Error> {
    use crate::probe;
    let question = snapshot.question;
    let handed = handed.filter(|_| !question.offline);
    let letter = handed.and_then(probe::take_over).unwrap_or_default();
    let mut facts = letter.facts_at(question.moment);
    let (report, asks) = judge_and_ask(snapshot, policy, &facts)?;
    if asks.is_empty() {
        return Ok((report, None));
    }
    facts.extend(probe::gather(asks, &manner(question, policy)));
    let report = judge(snapshot, policy, &facts)?;
    // A run of several projects asks for each: the workers of all are handed all.
    let handed = probe::hand_over(&letter.with(facts));
    Ok((
        report,
        handed.map(|value| (FACTS_VARIABLE.to_owned(), value)),
    ))
}

#[cfg(not(feature = "live"))]
fn judged(snapshot: &Snapshot<'_>, policy: &Policy, _: Option<&Secret>) -> Result<Judged, Error> {
    Ok((judge(snapshot, policy, &Facts::none())?, None))
}

/// How servers are asked for a question.
#[cfg(feature = "live")]
pub(crate) fn manner(question: &Question, policy: &Policy) -> crate::probe::Manner {
    let timeout = policy.live.timeout;
    let wanted = question.live || policy.live.mode == crate::policy::Mode::Always;
    let user = ["USER", "LOGNAME"].iter().find_map(|name| {
        let value = question.environment.get(*name)?.expose().trim();
        (!value.is_empty()).then(|| value.to_owned())
    });
    crate::probe::Manner {
        timeout,
        name_timeout: if wanted {
            timeout
        } else {
            timeout.min(std::time::Duration::from_millis(500))
        },
        user,
    }
}

/// Whether a verdict stops a run at that moment.
pub fn stops(verdict: Verdict, moment: Moment) -> bool {
    match (verdict, moment) {
        (Verdict::Allow, _) | (Verdict::Unproven, Moment::Start) => false,
        (Verdict::Unproven, Moment::SetUp | Moment::Asked) | (Verdict::Refuse, _) => true,
    }
}
