//! Judging without a disk, for the tests of the rules.

use crate::facts::{Facts, Heard, Said};
use crate::judge::{Report, judge, judge_and_ask};
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
    heard: Vec<(Option<String>, Heard)>,
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
            heard: Vec::new(),
        }
    }

    /// What every server that is asked answers.
    pub(crate) fn heard(mut self, heard: Heard) -> Trial {
        self.question.offline = false;
        self.heard.push((None, heard));
        self
    }

    /// What the server at a host answers.
    pub(crate) fn heard_at(mut self, host: &str, heard: Heard) -> Trial {
        self.question.offline = false;
        self.heard.push((Some(host.to_owned()), heard));
        self
    }

    pub(crate) fn always(mut self) -> Trial {
        self.question.live = true;
        self
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

    /// The places that would be asked.
    pub(crate) fn asked(mut self) -> Vec<crate::judge::Ask> {
        self.question.offline = false;
        let snapshot = Snapshot::new(&self.question, &self.files);
        let policy = Policy::discover(&snapshot, None).expect("a policy");
        let judged = judge_and_ask(&snapshot, &policy, &Facts::none());
        judged.expect("a report").1
    }

    pub(crate) fn judge(self) -> Report {
        let snapshot = Snapshot::new(&self.question, &self.files);
        let allow = self
            .question
            .environment
            .get("NOTPROD_ALLOW")
            .map(|value| value.expose());
        let policy = Policy::discover(&snapshot, allow).expect("a policy");
        let mut facts = Facts::none();
        if !self.heard.is_empty() {
            let (_, asks) = judge_and_ask(&snapshot, &policy, &facts).expect("a report");
            assert!(!asks.is_empty(), "nobody would be asked");
            for ask in asks {
                let answer = self
                    .heard
                    .iter()
                    .find(|(host, _)| host.as_ref().is_none_or(|host| *host == ask.place.host));
                if let Some((_, heard)) = answer {
                    facts.add(ask.place, heard.clone());
                }
            }
        }
        judge(&snapshot, &policy, &facts).expect("a report")
    }
}

/// The severity of a rule where a PostgreSQL server on this machine says something of a database,
/// as `--live` has it.
pub(crate) fn live(rule: &str, database: &str, said: &Said) -> Option<Severity> {
    live_at(rule, &format!("postgres://u@localhost/{database}"), said)
}

pub(crate) fn live_at(rule: &str, url: &str, said: &Said) -> Option<Severity> {
    let known = super::CATALOGUE.iter().any(|known| known.name == rule);
    assert!(known, "`{rule}` is no rule");
    let report = Trial::new(&[("DATABASE_URL", url)])
        .always()
        .heard(Heard::Said(Box::new(said.clone())))
        .judge();
    let finding = report.findings.iter().find(|finding| finding.rule == rule);
    finding.map(|finding| finding.severity)
}

pub(crate) fn silent_live(rule: &str, database: &str, said: &Said) {
    assert_eq!(live(rule, database, said), None, "{rule} on {database}");
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
