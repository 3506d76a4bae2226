//! What the rules on live servers have in common.

use super::{
    OnTarget, Run, Subject, dead_marker, foreign_marker, known, no_answer, probe_failed,
    production_marker, production_server, real_name, server_elsewhere, superuser_elsewhere,
    too_many_rows, user_can_write_elsewhere, user_can_write_production, writable_replica,
};
use crate::facts::{Heard, Said};
use crate::policy::{Entry, Mode};
use crate::snapshot::Found;
use crate::target::places::places;
use crate::target::{Location, Reading, identity};
use std::path::Path;

/// What no name can contradict: these speak on an allowed target, too.
pub const DECISIVE: &[OnTarget] = &[
    production_marker::check,
    production_server::check,
    real_name::check,
    server_elsewhere::check,
    probe_failed::check,
    no_answer::check,
];

/// What a good name answers, unless policy asks always.
pub const THOROUGH: &[OnTarget] = &[
    foreign_marker::check,
    dead_marker::check,
    user_can_write_production::check,
    user_can_write_elsewhere::check,
    superuser_elsewhere::check,
    too_many_rows::check,
    writable_replica::check,
];

impl Subject<'_> {
    /// What came back from each place of the reading that was asked.
    pub(super) fn heard(&self) -> impl Iterator<Item = &Heard> {
        let facts = self.run.facts;
        let places = if facts.is_empty() {
            Vec::new()
        } else {
            places(self.engine, self.reading)
        };
        places.into_iter().filter_map(|place| facts.of(&place))
    }

    /// What the servers of the reading said.
    pub(super) fn said(&self) -> impl Iterator<Item = &Said> {
        self.heard().filter_map(|heard| match heard {
            Heard::Said(said) => Some(&**said),
            Heard::Silent(_) | Heard::Broken(_) => None,
        })
    }

    /// How many places must prove that they may be lost. A file that is absent is not opened, and
    /// nothing of one without bytes is lost.
    pub(super) fn places_to_prove(&self) -> usize {
        match &self.reading.location {
            Location::File(paths) => {
                let holds = |path: &&std::path::PathBuf| {
                    !matches!(
                        self.run.snapshot.resolve(path),
                        Found::Absent | Found::File { bytes: 0, .. }
                    )
                };
                paths.iter().filter(holds).count()
            }
            Location::Servers(endpoints) => endpoints.len(),
            Location::Socket { .. } | Location::Memory | Location::Disposable => 1,
        }
    }

    /// Whether name and place leave the target unproven, or worse.
    pub(super) fn is_doubtful(&self) -> bool {
        self.doubtful
    }

    /// The other databases that the user can write to.
    pub(super) fn writable_elsewhere(&self) -> impl Iterator<Item = &str> {
        let own = self.reading.database.as_deref();
        self.said()
            .flat_map(|said| &said.writable)
            .map(String::as_str)
            .filter(move |name| Some(*name) != own)
    }

    fn with_database(&self, name: &str) -> Reading {
        Reading {
            database: Some(name.to_owned()),
            ..self.reading.clone()
        }
    }

    /// The entry that lists a database of that name on this server as production.
    pub(super) fn listed_as(&self, name: &str) -> Option<&Entry> {
        self.run
            .policy
            .listed_production(self.engine, &self.with_database(name), self.run.snapshot)
    }

    /// Whether a database of that name on this server is production's: by policy, by its words, or
    /// because another source says so.
    pub(super) fn is_production(&self, name: &str) -> bool {
        let meaning = self.run.meaning(name);
        (meaning.production && !meaning.test)
            || self.listed_as(name).is_some()
            || known(
                &self.run.forbidden.databases,
                &identity::databases(self.engine, &self.with_database(name)),
            )
            .is_some()
    }
}

impl Run<'_> {
    /// Which targets a server is asked about in this run.
    pub fn mode(&self) -> Mode {
        let question = self.snapshot.question;
        match self.policy.live.mode {
            _ if question.offline => Mode::Never,
            _ if question.live => Mode::Always,
            mode => mode,
        }
    }

    /// Whether this is a run of continuous integration, as every provider marks it.
    pub(super) fn is_integration(&self) -> bool {
        let value = self.snapshot.question.environment.get("CI");
        value.is_some_and(|value| {
            let value = value.expose().trim();
            !value.is_empty()
                && !matches!(value.to_ascii_lowercase().as_str(), "false" | "0" | "no")
        })
    }
}

/// Whether a file is there and holds something, so that looking into it may tell more.
pub fn holds_something(run: &Run<'_>, path: &Path) -> bool {
    matches!(run.snapshot.resolve(path), Found::File { bytes, .. } if bytes > 0)
}
