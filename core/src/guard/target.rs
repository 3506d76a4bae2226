//! One target, asked on purpose: what `identify`, `pin`, `mark` and `grants` build on.

use crate::error::{Error, ErrorKind};
use crate::facts::{Facts, Heard, Said};
use crate::host::{self, Disk};
use crate::judge::{Ask, judge, judge_and_ask};
use crate::policy::Policy;
use crate::probe::{self, Manner};
use crate::report::Report;
use crate::secret::Secret;
use crate::snapshot::{Question, Snapshot};

/// What is known of a target.
pub struct Known {
    /// The judgement of it, by every live rule.
    pub report: Report,
    /// The policy that applies at the root.
    pub policy: Policy,
    /// The question, completed.
    pub question: Question,
    /// Each place it leads to, and what came back.
    pub answers: Vec<(Ask, Heard)>,
    /// How servers are asked.
    pub manner: Manner,
}

/// Asks a target: a slot of the project (`DATABASE_URL`, `DB_*`), else an address. Nothing of an
/// address is ever in an error.
///
/// # Errors
/// As [`super::check`]; a target that leads to nothing that can be asked.
pub fn know(question: &Question, target: &str) -> Result<Known, Error> {
    let mut question = host::complete(Question {
        live: true,
        offline: false,
        ..question.clone()
    })?;
    question.environment.remove(super::FACTS_VARIABLE);
    let disk = Disk;
    let (policy, mut asks) = ask_for(&question, &disk)?;
    asks.retain(|ask| ask.slot == target);
    if asks.is_empty() {
        question.addresses = vec![Secret::new(target)];
        asks = ask_for(&question, &disk)?.1;
    }
    if asks.is_empty() {
        let message = "the target is no address of a server or file that can be asked";
        return Err(Error::new(ErrorKind::Question, message).help(
            "give an address of PostgreSQL, MySQL, MariaDB or SQLite, or the name of a slot as `notprod check` shows it",
        ));
    }
    let manner = super::manner(&question, &policy);
    let facts = probe::gather(asks.clone(), &manner);
    let answers = asks
        .into_iter()
        .filter_map(|ask| Some((ask.clone(), facts.of(&ask.place)?.clone())))
        .collect();
    let report = {
        let snapshot = Snapshot::new(&question, &disk);
        judge(&snapshot, &policy, &facts)?
    };
    Ok(Known {
        report,
        policy,
        question,
        answers,
        manner,
    })
}

fn ask_for(question: &Question, disk: &Disk) -> Result<(Policy, Vec<Ask>), Error> {
    let snapshot = Snapshot::new(question, disk);
    let policy = super::policy(&snapshot)?;
    let (_, asks) = judge_and_ask(&snapshot, &policy, &Facts::none())?;
    Ok((policy, asks))
}

impl Known {
    /// The one server that answered, and the way to it.
    ///
    /// # Errors
    /// None answered, or several that are not one.
    pub fn only(&self) -> Result<(&Ask, &Said), Error> {
        let mut found: Option<(&Ask, &Said)> = None;
        for (ask, heard) in &self.answers {
            let Heard::Said(said) = heard else {
                continue;
            };
            match found {
                Some((_, known))
                    if known.identity != said.identity || known.database != said.database =>
                {
                    let message = "the target leads to several databases";
                    return Err(Error::new(ErrorKind::Question, message)
                        .help("give an address with one host, port and database"));
                }
                Some(_) => {}
                None => found = Some((ask, said)),
            }
        }
        found.ok_or_else(|| {
            let why = self.answers.iter().find_map(|(_, heard)| match heard {
                Heard::Broken(fault) => Some(fault.words()),
                Heard::Silent(silence) => Some(silence.words()),
                Heard::Said(_) => None,
            });
            let why = why.unwrap_or("nobody answered");
            Error::new(
                ErrorKind::Server,
                format!("the server was asked, and {why}"),
            )
            .help("check the address, the user and the password")
        })
    }
}
