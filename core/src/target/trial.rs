//! Reading addresses without a process or a disk, for tests.

use super::address::{self, Address, Expectation, Outcome, Surroundings};
use super::{Location, Reading};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Surroundings in memory, at `/project`.
#[derive(Default)]
pub(crate) struct Around {
    pub(crate) variables: BTreeMap<String, String>,
    pub(crate) files: BTreeMap<PathBuf, String>,
}

impl Surroundings for Around {
    fn variable(&self, name: &str) -> Option<&str> {
        self.variables.get(name).map(String::as_str)
    }

    fn root(&self) -> &Path {
        Path::new("/project")
    }

    fn text(&self, path: &Path) -> Option<String> {
        self.files.get(path).cloned()
    }

    fn home(&self) -> Option<&Path> {
        Some(Path::new("/home/app"))
    }

    fn sqlite_folders(&self) -> Vec<PathBuf> {
        Vec::new()
    }
}

impl Around {
    pub(crate) fn with(variables: &[(&str, &str)]) -> Around {
        let variables = variables
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        Around {
            variables,
            ..Around::default()
        }
    }

    pub(crate) fn file(mut self, path: &str, text: &str) -> Around {
        self.files.insert(path.into(), text.to_owned());
        self
    }

    pub(crate) fn read(&self, text: &str) -> Outcome {
        address::read(text, Expectation::Address, self)
    }

    /// Every reading in short: `host:port/database`, several hosts with commas; `unreadable`; `none`.
    pub(crate) fn shown(&self, text: &str) -> Vec<String> {
        match self.read(text) {
            Outcome::None => vec!["none".into()],
            Outcome::Unreadable(_) => vec!["unreadable".into()],
            Outcome::Address(Address { readings, .. }) => readings.iter().map(shown).collect(),
        }
    }
}

fn shown(reading: &Reading) -> String {
    let place = match &reading.location {
        Location::Servers(servers) => {
            let all: Vec<String> = servers
                .iter()
                .map(|s| {
                    format!(
                        "{}:{}",
                        s.host,
                        s.port.map_or(String::new(), |p| p.to_string())
                    )
                })
                .collect();
            all.join(",")
        }
        Location::Socket { path, .. } => path.clone(),
        Location::File(paths) => paths
            .iter()
            .map(|path| path.display().to_string())
            .collect::<Vec<_>>()
            .join(","),
        Location::Memory => "memory".into(),
        Location::Disposable => "disposable".into(),
    };
    format!("{place}/{}", reading.database.as_deref().unwrap_or(""))
}
