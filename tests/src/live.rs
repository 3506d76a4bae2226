//! A project whose address leads to a real server, and what the command line says of it.

use crate::{CommandLine, Ended, FileContent, Folder, Given};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// A folder with a policy, and an environment.
pub struct Project {
    program: PathBuf,
    folder: Folder,
}

/// What `notprod check` said.
#[derive(Debug)]
pub struct Checked {
    /// The exit code.
    pub code: Option<i32>,
    /// The report.
    pub report: Value,
    /// All that was printed.
    pub printed: String,
    /// How long the process took.
    pub took: Duration,
}

impl Project {
    /// `program` is the command line under test, `policy` the text of `notprod.toml`.
    ///
    /// # Panics
    /// The folder cannot be laid out.
    pub fn new(program: &str, environment: &[(&str, &str)], policy: &str) -> Project {
        let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        let files: BTreeMap<String, FileContent> = if policy.is_empty() {
            BTreeMap::new()
        } else {
            [(
                "notprod.toml".to_owned(),
                FileContent::Text(policy.to_owned()),
            )]
            .into()
        };
        let given = Given {
            env: environment.iter().map(own).collect(),
            files,
            root: None,
        };
        Project {
            program: program.into(),
            folder: Folder::of(&given).expect("a folder"),
        }
    }

    /// The folder.
    pub fn root(&self) -> &std::path::Path {
        self.folder.root()
    }

    /// Calls the command line.
    ///
    /// # Panics
    /// It does not start.
    pub fn call(&self, arguments: &[&str]) -> Ended {
        CommandLine::new(&self.program, self.folder.root())
            .env(&self.folder.environment)
            .args(arguments)
            .run()
            .expect("the command line starts")
    }

    /// `notprod check --format json`, with more arguments.
    ///
    /// # Panics
    /// What it prints is no report.
    pub fn check(&self, arguments: &[&str]) -> Checked {
        let begun = Instant::now();
        let ended = self.call(&[&["check", "--format", "json"], arguments].concat());
        let took = begun.elapsed();
        let report = serde_json::from_str(&ended.stdout)
            .unwrap_or_else(|error| panic!("no report ({error}): {}", ended.printed()));
        Checked {
            code: ended.code,
            report,
            printed: ended.printed(),
            took,
        }
    }
}

impl Checked {
    /// The verdict.
    pub fn verdict(&self) -> &str {
        self.report["verdict"].as_str().unwrap_or("none")
    }

    /// The rules that spoke.
    pub fn rules(&self) -> Vec<&str> {
        let findings = self.report["findings"].as_array();
        findings
            .into_iter()
            .flatten()
            .filter_map(|finding| finding["rule"].as_str())
            .collect()
    }

    /// Whether it is that verdict because of that rule.
    ///
    /// # Panics
    /// It is not.
    pub fn assert(&self, verdict: &str, rule: &str) {
        assert_eq!(self.verdict(), verdict, "{}", self.printed);
        assert!(self.rules().contains(&rule), "{rule}: {}", self.printed);
        assert_eq!(self.code, Some(i32::from(verdict != "allow")));
    }
}
