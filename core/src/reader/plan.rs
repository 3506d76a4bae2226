//! From what a reader would load to what the application may open.

use super::gather::{self, View};
use super::layer::Layer;
use super::loading::Dotenv;
use super::named::{environment, platforms};
use super::variables::ENVIRONMENT;
use super::views::{distinct, gather_all};
use super::{Candidate, Collected, Hints, Named, Protected};
use crate::error::{Error, ErrorKind};
use crate::snapshot::Snapshot;
use crate::source::{Source, SourceKind};
use crate::target::address::Outcome;
use crate::target::libpq;
use crate::target::slot::Role;
use crate::text::words;

/// What a reader says the application would see.
#[derive(Default)]
pub(super) struct Plan<'a> {
    /// The variables that hold before any file is read.
    pub(super) base: Layer<'a>,
    /// Values that some code of the application sees in the place of the base's.
    pub(super) alternatives: Vec<Layer<'a>>,
    /// What files would add; each is one way it may go, and each must pass.
    pub(super) overs: Vec<Layer<'a>>,
    /// Whether no file may be read at all, too.
    pub(super) bare: bool,
    /// The project's dotenv files, loaded or not.
    pub(super) read: Vec<Dotenv>,
    /// Dotenv files of other environments.
    pub(super) elsewhere: Vec<Dotenv>,
    /// Values that lost to another source, by variable.
    pub(super) lost: Vec<(String, Source)>,
    /// Addresses that do not stand in variables.
    pub(super) settings: Vec<Candidate>,
    /// Names of the environment that do not stand in variables.
    pub(super) environment: Vec<Named>,
    /// What an address becomes on its way to the driver.
    pub(super) suffixes: Vec<Suffix>,
}

/// What a framework appends to the name of a database.
pub(super) struct Suffix {
    /// The variable whose address gets it; every one where none is named.
    pub(super) variable: Option<String>,
    /// The text.
    pub(super) text: String,
    /// Where it stands.
    pub(super) source: Source,
}

/// Collects what a plan opens.
pub(super) fn collect(
    plan: Plan<'_>,
    snapshot: &Snapshot<'_>,
    hints: &Hints<'_>,
) -> Result<Collected, Error> {
    let question = snapshot.question;
    for layer in &plan.overs {
        refuse_bytes(layer)?;
    }
    let mut collected = Collected {
        variables: plan.base.entries.len(),
        ..Collected::default()
    };
    collected.environment = plan.environment.clone();
    collected
        .environment
        .extend(environment(&plan.base, &plan.overs));
    collected.platforms = platforms(&plan.base);
    collected.protected = protected(&plan, snapshot, hints);
    let mut gathered = gather_all(
        &plan.base,
        &plan.overs,
        plan.bare,
        snapshot,
        hints,
        &mut collected.ignored,
    );
    for alternative in &plan.alternatives {
        let mut base = Layer::default();
        base.overlay(&plan.base);
        base.overlay(alternative);
        gathered.extend(gather_all(
            &base,
            &plan.overs,
            plan.bare,
            snapshot,
            hints,
            &mut collected.ignored,
        ));
        collected.environment.extend(environment(alternative, &[]));
    }
    for g in gathered
        .iter()
        .filter(|g| g.candidate.role == Role::Protected)
    {
        collected.protected.push(Protected {
            candidate: g.candidate.clone(),
            elsewhere: false,
        });
    }
    gathered.retain(|g| g.candidate.role != Role::Protected);
    if !question.addresses.is_empty() {
        let view = View {
            base: &plan.base,
            over: None,
            snapshot,
        };
        collected.candidates = question
            .addresses
            .iter()
            .map(|address| gather::given(address.expose(), &view))
            .collect();
        return Ok(collected);
    }
    let declared = super::declared::candidates(snapshot);
    let any_strong = !declared.is_empty()
        || !plan.settings.is_empty()
        || gathered
            .iter()
            .any(|g| !g.is_weak && !is_key_value(&g.candidate));
    gathered.retain(|g| !g.is_weak || !any_strong);
    collected.candidates = declared;
    collected.candidates.extend(plan.settings.iter().cloned());
    collected.candidates.extend(distinct(gathered));
    for candidate in &mut collected.candidates {
        candidate.overridden = losers(candidate, &plan);
        let is_of = |suffix: &&Suffix| {
            let variable = suffix.variable.as_deref();
            variable.is_none_or(|variable| variable == candidate.slot)
        };
        if let Some(suffix) = plan.suffixes.iter().find(is_of) {
            append(candidate, suffix);
        }
    }
    Ok(collected)
}

/// Appends a suffix to the database's name; files keep theirs.
pub(super) fn append(candidate: &mut Candidate, suffix: &Suffix) {
    let Outcome::Address(address) = &mut candidate.outcome else {
        return;
    };
    if address.engine.is_key_value() || candidate.slot.ends_with('*') {
        return;
    }
    for reading in &mut address.readings {
        if let (
            Some(name),
            crate::target::Location::Servers(_) | crate::target::Location::Socket { .. },
        ) = (&mut reading.database, &reading.location)
        {
            name.push_str(&suffix.text);
            candidate.sources.insert("suffix", suffix.source.clone());
        }
    }
}

fn is_key_value(candidate: &Candidate) -> bool {
    matches!(&candidate.outcome, Outcome::Address(address) if address.engine.is_key_value())
}

/// The lines that set the same variables and lost, to the process or to a stronger source.
fn losers(candidate: &Candidate, plan: &Plan<'_>) -> Vec<Source> {
    let mut losers = Vec::new();
    for source in candidate.sources.values() {
        let Some(variable) = &source.variable else {
            continue;
        };
        let mut add = |loser: Source| {
            if loser != *source && !losers.contains(&loser) {
                losers.push(loser);
            }
        };
        for (_, loser) in plan.lost.iter().filter(|(name, _)| *name == **variable) {
            add(loser.clone());
        }
        if plan.base.get(variable).is_none() {
            continue;
        }
        for file in &plan.read {
            for line in file
                .document
                .lines
                .iter()
                .filter(|line| *line.name == **variable)
            {
                add(
                    Source::line(SourceKind::Dotenv, &file.file, Some(line.number))
                        .with_variable(variable),
                );
            }
        }
    }
    losers
}

/// Bytes that are no text, where they would feed a target or the environment.
pub(super) fn refuse_bytes(layer: &Layer<'_>) -> Result<(), Error> {
    for entry in layer
        .entries
        .iter()
        .filter(|entry| entry.value.contains('\u{fffd}'))
    {
        let feeds = ENVIRONMENT.iter().any(|v| v.name == entry.name)
            || crate::target::split::part_name(&entry.name)
                .is_some_and(|name| name.part != crate::target::split::Part::Password)
            || libpq::VARIABLES.contains(&entry.name.as_ref())
            || entry.value.contains("://")
            || crate::target::slot::expectation(&entry.name)
                != crate::target::address::Expectation::Anything;
        if feeds {
            return Err(Error::new(
                ErrorKind::Unreadable,
                format!("the value of `{}` is not UTF-8", entry.name),
            )
            .at(entry.source.clone())
            .help("save the file as UTF-8"));
        }
    }
    Ok(())
}

/// What to stay away from: the files of other environments, and files that name their own
/// environment production or staging.
fn protected(plan: &Plan<'_>, snapshot: &Snapshot<'_>, hints: &Hints<'_>) -> Vec<Protected> {
    let own = plan
        .read
        .iter()
        .filter(|file| names_production(file, hints))
        .map(|file| (file, false));
    let other = plan.elsewhere.iter().map(|file| (file, true));
    let nothing = Layer::default();
    let mut found = Vec::new();
    for (file, elsewhere) in own.chain(other) {
        let layer = file.plain(&nothing);
        let mut unused = Vec::new();
        for gathered in gather_all(&layer, &[], true, snapshot, hints, &mut unused) {
            found.push(Protected {
                candidate: gathered.candidate,
                elsewhere,
            });
        }
    }
    found
}

fn names_production(file: &Dotenv, hints: &Hints<'_>) -> bool {
    file.document.lines.iter().any(|line| {
        let value = line.value();
        let value = value.trim();
        ENVIRONMENT
            .iter()
            .any(|variable| variable.name == line.name)
            && !value.contains('/')
            && {
                let meaning = words::meaning(value, hints.production);
                meaning.production || meaning.shared
            }
    })
}
