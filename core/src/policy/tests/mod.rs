//! Discovery, layers and what the rules ask.

mod contradictions;
mod denials;
mod discovery;
mod grants;
mod layers;
mod patterns;

use super::*;
use crate::error::ErrorKind;
use crate::snapshot::{Content, Files, Found, Question};
use crate::target::{Endpoint, Location};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Files over a map; `/repo/.git` is always there.
#[derive(Default)]
pub(super) struct MapFiles {
    files: BTreeMap<PathBuf, Content>,
    links: BTreeMap<PathBuf, PathBuf>,
}

impl MapFiles {
    pub(super) fn with(files: &[(&str, &str)]) -> MapFiles {
        let text =
            |(path, text): &(&str, &str)| (PathBuf::from(path), Content::Text((*text).into()));
        MapFiles {
            files: files.iter().map(text).collect(),
            links: BTreeMap::new(),
        }
    }
}

impl Files for MapFiles {
    fn read(&self, path: &Path) -> Content {
        self.files.get(path).cloned().unwrap_or(Content::Absent)
    }

    fn resolve(&self, path: &Path) -> Found {
        if path == Path::new("/repo/.git") {
            return Found::Other;
        }
        match self.links.get(path) {
            Some(link) => Found::File {
                path: link.clone(),
                bytes: 1,
            },
            None if self.files.contains_key(path) => Found::File {
                path: path.to_owned(),
                bytes: 1,
            },
            None => Found::Absent,
        }
    }

    fn list(&self, _folder: &Path) -> Result<Vec<String>, String> {
        Ok(Vec::new())
    }
}

/// The 31st of January 2027.
const TODAY: i64 = 20_849;

fn question() -> Question {
    Question {
        root: "/repo/app".into(),
        today: TODAY,
        ..Question::default()
    }
}

fn discover(files: &[(&str, &str)]) -> Result<Policy, Error> {
    discover_with(files, None)
}

fn discover_with(files: &[(&str, &str)], override_text: Option<&str>) -> Result<Policy, Error> {
    let (question, disk) = (question(), MapFiles::with(files));
    Policy::discover(&Snapshot::new(&question, &disk), override_text)
}

/// The policy of one `notprod.toml` in the root.
fn policy(text: &str) -> Policy {
    discover(&[("/repo/app/notprod.toml", text)]).unwrap()
}

fn error(text: &str) -> Error {
    discover(&[("/repo/app/notprod.toml", text)]).unwrap_err()
}

fn reading(user: Option<&str>, hosts: &[(&str, Option<u16>)], database: &str) -> Reading {
    let endpoint = |(host, port): &(&str, Option<u16>)| Endpoint {
        host: (*host).to_owned(),
        port: *port,
    };
    let mut reading = Reading::at(Location::Servers(hosts.iter().map(endpoint).collect()));
    reading.user = user.map(str::to_owned);
    reading.database = Some(database.to_owned());
    reading
}

fn file(paths: &[&str]) -> Reading {
    let mut reading = Reading::at(Location::File(paths.iter().map(PathBuf::from).collect()));
    reading.database = paths
        .first()
        .and_then(|path| path.rsplit('/').next())
        .map(str::to_owned);
    reading
}

/// Asks with a disk on which these files are.
struct Asked {
    question: Question,
    disk: MapFiles,
    policy: Policy,
}

impl Asked {
    fn of(policy: Policy) -> Asked {
        Asked {
            question: question(),
            disk: MapFiles::default(),
            policy,
        }
    }

    fn with_file(mut self, path: &str) -> Asked {
        self.disk
            .files
            .insert(path.into(), Content::Text("x".into()));
        self
    }

    fn with_link(mut self, path: &str, to: &str) -> Asked {
        self.disk.links.insert(path.into(), to.into());
        self
    }

    fn denied(&self, engine: Engine, reading: &Reading) -> bool {
        let snapshot = Snapshot::new(&self.question, &self.disk);
        self.policy
            .listed_production(engine, reading, &snapshot)
            .is_some()
    }

    fn lifted(&self, engine: Engine, reading: &Reading) -> bool {
        self.lift(engine, reading).is_some()
    }

    fn lift(&self, engine: Engine, reading: &Reading) -> Option<(String, String, String)> {
        let snapshot = Snapshot::new(&self.question, &self.disk);
        let lift = self.policy.lifts(engine, reading, &snapshot)?;
        assert_eq!(
            lift.overriding,
            lift.source == &Source::process(OVERRIDE_VARIABLE)
        );
        Some((
            lift.text.to_owned(),
            lift.source.to_string(),
            lift.reason.to_owned(),
        ))
    }

    fn test(&self, engine: Engine, reading: &Reading) -> bool {
        let snapshot = Snapshot::new(&self.question, &self.disk);
        self.policy.lists_test(engine, reading, &snapshot)
    }
}

fn denying(pattern: &str) -> Asked {
    Asked::of(policy(&format!(
        "[databases]\nproduction = ['{pattern}']\n"
    )))
}

fn allowing(pattern: &str) -> Asked {
    Asked::of(policy(&format!(
        "[[databases.allow]]\ntarget = '{pattern}'\nreason = 'x'\n"
    )))
}
