//! Readers: from the snapshot to the addresses that an application would open, each with the
//! place it came from.

mod declared;
pub mod django;
mod doctrine;
pub mod files;
mod gather;
mod laravel;
mod laravel_config;
mod laravel_connections;
mod laravel_skeleton;
pub mod layer;
mod loading;
mod named;
mod node;
mod php_array;
mod phpunit;
mod phpunit_xml;
mod placeholders;
mod plain;
mod plan;
mod prisma;
mod project;
mod pytest;
mod pytest_settings;
mod readings;
pub mod runners;
mod scripts;
mod symfony;
pub mod variables;
mod views;
pub mod workspaces;

pub use loading::loaded;

use crate::dotenv::expand::Expanded;
use crate::dotenv::{self, Dialect, Refused};
use crate::error::Error;
use crate::snapshot::{Ecosystem, Question, Runner, Snapshot};
use crate::source::Source;
use crate::target::address::Outcome;
use crate::target::slot::Role;
use crate::text::glob::Glob;
use layer::Layer;
use std::collections::BTreeMap;
use std::sync::Arc;

/// An address that the application may open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The slot: `DATABASE_URL`, `DB_*`.
    pub slot: String,
    /// What the slot is for.
    pub role: Role,
    /// What its value turned out to be; never `Outcome::None`.
    pub outcome: Outcome,
    /// Where each part came from: `address`, or `host`, `database` and their like.
    pub sources: BTreeMap<&'static str, Source>,
    /// The values of the same variables that lost.
    pub overridden: Vec<Source>,
    /// A line that readers read differently, and why.
    pub disputed: Option<(&'static str, Source)>,
    /// A `${VAR}` without a value that moves the target.
    pub unresolved: Option<Source>,
    /// Whether the framework drops this database before the tests, and it is the application's own.
    pub recreated: bool,
}

impl Candidate {
    /// The place to name first: the database's, else the address's, else any.
    pub fn source(&self) -> Option<&Source> {
        ["database", "address", "host", "socket"]
            .iter()
            .find_map(|part| self.sources.get(part))
            .or_else(|| self.sources.values().next())
    }
}

/// An address to stay away from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Protected {
    /// The address.
    pub candidate: Candidate,
    /// Whether it stands in a file for another environment, so that its loopback is another
    /// machine's.
    pub elsewhere: bool,
}

/// A variable that names the environment or marks a platform.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// The variable.
    pub variable: String,
    /// Its value, trimmed.
    pub value: String,
    /// Where it stands.
    pub source: Source,
}

/// All that was found.
#[derive(Debug, Clone, Default)]
pub struct Collected {
    /// Addresses that the application may open, in the order of their slots.
    pub candidates: Vec<Candidate>,
    /// Addresses to stay away from.
    pub protected: Vec<Protected>,
    /// What names the environment, the process's first.
    pub environment: Vec<Named>,
    /// Marks of platforms that the process holds.
    pub platforms: Vec<(&'static variables::PlatformMark, Named)>,
    /// Addresses that policy says nobody reads.
    pub ignored: Vec<Source>,
    /// How many variables were looked at.
    pub variables: usize,
}

/// What a reader has to know of the policy.
pub struct Hints<'a> {
    /// Whether policy says that nobody reads a variable.
    pub ignores: &'a dyn Fn(&str) -> bool,
    /// The policy's own production words.
    pub production: &'a [Glob],
}

/// What one reader adds to variables that are held already, by name: nothing else is looked at.
///
/// # Errors
/// A text that makes this reader stop.
pub fn values(
    text: &str,
    dialect: Dialect,
    held: &[(&str, &str)],
) -> Result<BTreeMap<String, Expanded>, Refused> {
    let lines = dotenv::read(text, dialect)?;
    let file = Arc::from(".env");
    let lines: Vec<_> = lines.iter().map(|line| (line, &file)).collect();
    let held = Layer::of_process(held.iter().copied());
    let layer = Layer::of_lines(&lines, dialect, &held, &Layer::default());
    Ok(layer
        .entries
        .into_iter()
        .map(|entry| {
            let found = Expanded {
                text: entry.value.into_owned(),
                unresolved: entry.unresolved,
            };
            (entry.name.into_owned(), found)
        })
        .collect())
}

/// Collects what the application of this snapshot may open when this runner runs its tests.
///
/// # Errors
/// A file that would feed a target and cannot be read; a file asked for that is not there.
pub fn collect(
    snapshot: &Snapshot<'_>,
    hints: &Hints<'_>,
    runner: Option<Runner>,
) -> Result<Collected, Error> {
    // Laravel asks `$_SERVER` first, and the rest where that has nothing.
    let mut has_one_order = false;
    let plan = match runner.map(Runner::ecosystem) {
        Some(Ecosystem::Php) => match laravel::plan(snapshot)? {
            Some(plan) => {
                has_one_order = true;
                Some(plan)
            }
            None => match symfony::plan(snapshot)? {
                Some(plan) => Some(plan),
                None => phpunit::plan(snapshot, runner)?,
            },
        },
        Some(Ecosystem::Python) => pytest::plan(snapshot)?,
        Some(Ecosystem::Node) | None => node::plan(snapshot, runner)?,
        Some(Ecosystem::Other) => None,
    };
    let mut plan = match plan {
        Some(plan) => plan,
        None => plain::plan(snapshot, runner)?,
    };
    if !has_one_order {
        plan.alternatives.extend(beside(snapshot.question));
    }
    plan::collect(plan, snapshot, hints)
}

/// What code sees that asks another part of the language than most do.
fn beside(question: &Question) -> impl Iterator<Item = Layer<'_>> {
    let layers = question.beside.iter().map(|held| {
        Layer::of_process(
            held.iter()
                .map(|(name, value)| (name.as_str(), value.expose())),
        )
    });
    layers.filter(|layer| !layer.entries.is_empty())
}
