//! Judging without a disk, for the tests of the rules.

use crate::judge::{Report, judge};
use crate::policy::Policy;
use crate::snapshot::{Content, Files, Found, Question, Runner, Snapshot};
use crate::verdict::Severity;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Files in memory, below `/project`.
#[derive(Default)]
pub(crate) struct MapFiles(pub(crate) BTreeMap<PathBuf, String>);

impl Files for MapFiles {
    fn read(&self, path: &Path) -> Content {
        self.0
            .get(path)
            .map_or(Content::Absent, |text| Content::Text(text.as_str().into()))
    }

    fn resolve(&self, path: &Path) -> Found {
        match self.0.get(path) {
            Some(text) => Found::File {
                path: path.to_owned(),
                bytes: text.len() as u64,
            },
            None => Found::Absent,
        }
    }

    fn list(&self, folder: &Path) -> Result<Vec<String>, String> {
        let below = self
            .0
            .keys()
            .filter_map(|path| path.strip_prefix(folder).ok());
        let names = below.filter_map(|rest| rest.components().next());
        let names: std::collections::BTreeSet<String> = names
            .map(|name| name.as_os_str().to_string_lossy().into_owned())
            .collect();
        Ok(names.into_iter().collect())
    }
}

/// A question in memory.
pub(crate) struct Trial {
    question: Question,
    files: MapFiles,
}

impl Trial {
    pub(crate) fn new(environment: &[(&str, &str)]) -> Trial {
        let environment = environment
            .iter()
            .map(|(k, v)| ((*k).to_owned(), (*v).into()))
            .collect();
        let question = Question {
            root: "/project".into(),
            environment,
            today: 20_000,
            offline: true,
            ..Question::default()
        };
        Trial {
            question,
            files: MapFiles::default(),
        }
    }

    pub(crate) fn file(mut self, name: &str, text: &str) -> Trial {
        self.files
            .0
            .insert(Path::new("/project").join(name), text.to_owned());
        self
    }

    pub(crate) fn runner(mut self, runner: Runner) -> Trial {
        self.question.runner = Some(runner);
        self
    }

    pub(crate) fn arguments(mut self, arguments: &[&str]) -> Trial {
        self.question.arguments = arguments.iter().map(|word| (*word).to_owned()).collect();
        self
    }

    pub(crate) fn declared(mut self, declared: crate::snapshot::Declared) -> Trial {
        self.question.declared.push(declared);
        self
    }

    pub(crate) fn look<T>(&self, look: impl FnOnce(&Snapshot<'_>) -> T) -> T {
        look(&Snapshot::new(&self.question, &self.files))
    }

    pub(crate) fn judge(self) -> Report {
        let snapshot = Snapshot::new(&self.question, &self.files);
        let allow = self
            .question
            .environment
            .get("NOTPROD_ALLOW")
            .map(|value| value.expose());
        let policy = Policy::discover(&snapshot, allow).expect("a policy");
        judge(&snapshot, &policy).expect("a report")
    }
}

fn severity(rule: &str, environment: &[(&str, &str)]) -> Option<Severity> {
    let known = super::CATALOGUE.iter().any(|known| known.name == rule);
    assert!(known, "`{rule}` is no rule");
    Trial::new(environment)
        .judge()
        .findings
        .iter()
        .find(|finding| finding.rule == rule)
        .map(|finding| finding.severity)
}

pub(crate) fn refuses(rule: &str, environment: &[(&str, &str)]) {
    assert_eq!(
        severity(rule, environment),
        Some(Severity::Refuse),
        "{rule} on {environment:?}"
    );
}

pub(crate) fn unproven(rule: &str, environment: &[(&str, &str)]) {
    assert_eq!(
        severity(rule, environment),
        Some(Severity::Unproven),
        "{rule} on {environment:?}"
    );
}

pub(crate) fn notes(rule: &str, environment: &[(&str, &str)]) {
    assert_eq!(
        severity(rule, environment),
        Some(Severity::Note),
        "{rule} on {environment:?}"
    );
}

pub(crate) fn silent(rule: &str, environment: &[(&str, &str)]) {
    assert_eq!(
        severity(rule, environment),
        None,
        "{rule} on {environment:?}"
    );
}
