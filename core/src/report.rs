//! The whole answer, in the shape of the contract `notprod.report/1`.

use crate::source::Source;
use crate::verdict::{Finding, Verdict};
use serde::Serialize;
use std::collections::BTreeMap;

/// The name of the contract.
pub const SCHEMA: &str = "notprod.report/1";

/// The environment that the run names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Environment {
    /// The value, such as `testing`.
    pub name: String,
    /// Where it stands.
    pub source: Source,
}

/// A database that the run could reach.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Target {
    /// `t1`, `t2`, in the order of the report.
    pub id: String,
    /// The place the application reads it from.
    pub slot: String,
    /// `app` or `test`.
    pub role: &'static str,
    /// The engine's word.
    pub engine: &'static str,
    /// Hosts, in the order in which they are tried.
    pub hosts: Vec<String>,
    /// A port for each host.
    pub ports: Vec<u16>,
    /// The socket.
    pub socket: Option<String>,
    /// The database; a file's own name.
    pub database: Option<String>,
    /// The schema, where the address names one.
    pub schema: Option<String>,
    /// The user.
    pub user: Option<String>,
    /// The target's own verdict.
    pub verdict: Verdict,
    /// Where each part came from.
    pub sources: BTreeMap<&'static str, Source>,
    /// Values of the same variables that lost.
    pub overridden: Vec<Source>,
}

/// The whole answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Always [`SCHEMA`].
    pub schema: &'static str,
    /// The run's verdict.
    pub verdict: Verdict,
    /// The root, as it was given.
    pub root: String,
    /// The runner, where one is known.
    pub runner: Option<&'static str>,
    /// The environment that the run names, if it names one.
    pub environment: Option<Environment>,
    /// The databases, in the order of their slots.
    pub targets: Vec<Target>,
    /// What the rules found, the run's first.
    pub findings: Vec<Finding>,
    /// Every file that was read.
    pub files_read: Vec<String>,
}
