//! Placeholder while the real one is written.
use crate::{error::Error, snapshot::Snapshot, source::Source, target::{Engine, Reading}, text::glob::Glob, verdict::Severity};
use std::path::Path;
#[derive(Default)]
pub struct Policy { pub production_words: Vec<Glob>, pub expired: Vec<ExpiredEntry>, pub rules: Vec<RuleSetting> }
pub struct ExpiredEntry { pub text: String, pub source: Source }
pub struct RuleSetting { pub name: String, pub severity: Severity, pub source: Source }
pub struct Entry { pub text: String, pub source: Source }
pub struct Lift<'a> { pub source: &'a Source, pub reason: &'a str }
impl Policy {
    pub fn discover(_: &Snapshot<'_>, _: Option<&str>) -> Result<Policy, Error> { Ok(Policy::default()) }
    pub fn listed_production(&self, _: Engine, _: &Reading, _: &Path) -> Option<&Entry> { None }
    pub fn lifts(&self, _: Engine, _: &Reading, _: &Path) -> Option<Lift<'_>> { None }
    pub fn lists_test(&self, _: Engine, _: &Reading, _: &Path) -> bool { false }
    pub fn lists_host(&self, _: &str) -> bool { false }
    pub fn environment_allows(&self, _: &str) -> bool { false }
    pub fn ignores(&self, _: &str) -> bool { false }
}
pub fn check_rules<'a>(_: &Policy, _: impl Iterator<Item = (&'a str, bool)>) -> Result<(), Error> { Ok(()) }
