//! What `phpunit.xml` sets.
//!
//! `<env>` sets `getenv` and `$_ENV` where the variable is unset, or always with `force="true"`,
//! and never `$_SERVER`; `<server>` always sets `$_SERVER`, and nothing else.

use super::layer::{Entry, Layer};
use super::phpunit_xml::{Into, Setting, parse};
use super::plan::Plan;
use super::{loading, project};
use crate::error::{Error, ErrorKind};
use crate::snapshot::{Content, Runner, Snapshot};
use crate::source::{Source, SourceKind};
use std::borrow::Cow;
use std::path::PathBuf;
use std::sync::Arc;

/// The configuration's names, in the order in which PHPUnit looks for them.
pub(super) const NAMES: &[&str] = &["phpunit.xml", "phpunit.dist.xml", "phpunit.xml.dist"];

/// The settings of the root's configuration; none where there is no file.
///
/// # Errors
/// A file that is no XML: PHPUnit would not start on it, either.
pub(super) fn settings(snapshot: &Snapshot<'_>) -> Result<Vec<Setting>, Error> {
    let question = snapshot.question;
    if question
        .arguments
        .iter()
        .any(|word| word == "--no-configuration")
    {
        return Ok(Vec::new());
    }
    let mut paths: Vec<PathBuf> = Vec::new();
    // `-c` takes a file, or a folder in which to look for one.
    let given = question.option("--configuration", Some("-c"));
    if let Some(given) = given.filter(|_| question.runner.is_none_or(|r| r == Runner::Phpunit)) {
        paths.push(project::from_root(snapshot, given));
    }
    let folder = paths.first().cloned();
    let folder = folder.unwrap_or_else(|| question.root.clone());
    paths.extend(NAMES.iter().map(|name| folder.join(name)));
    for path in paths {
        let file: Arc<str> = snapshot.show(&path).into();
        match snapshot.read(&path) {
            Content::Text(text) | Content::Lossy(text) => return parse(&text, &file),
            Content::Unreadable(reason) => {
                return Err(Error::new(
                    ErrorKind::Unreadable,
                    format!("PHPUnit's configuration cannot be read: {reason}"),
                )
                .at(Source::line(SourceKind::Phpunit, &file, None)));
            }
            Content::Absent | Content::Folder => {}
        }
    }
    Ok(Vec::new())
}

pub(super) fn entry<'a>(setting: &Setting) -> Entry<'a> {
    Entry {
        name: Cow::Owned(setting.name.clone()),
        value: Cow::Owned(setting.value.clone()),
        raw: None,
        source: setting.source.clone(),
        disputed: None,
        unresolved: false,
    }
}

/// The variables as a framework sees them that asks `$_SERVER` first, then `$_ENV`; and what lost.
pub(super) fn server_first<'a>(
    process: Layer<'a>,
    settings: &[Setting],
) -> (Layer<'a>, Vec<(String, Source)>) {
    let mut seen = Layer::default();
    let mut lost = Vec::new();
    for setting in settings
        .iter()
        .filter(|setting| matches!(setting.into, Into::Environment | Into::EnvironmentForced))
    {
        // Of two that are not forced, the first holds.
        match seen.get(&setting.name) {
            Some(_) if setting.into == Into::Environment => {
                lost.push((setting.name.clone(), setting.source.clone()));
            }
            Some(first) => {
                lost.push((setting.name.clone(), first.source.clone()));
                seen.insert(entry(setting));
            }
            None => seen.insert(entry(setting)),
        }
    }
    for held in &process.entries {
        if let Some(loser) = seen.get(&held.name) {
            lost.push((held.name.clone().into_owned(), loser.source.clone()));
        }
    }
    seen.overlay(&process);
    seen.file.clone_from(&process.file);
    for setting in settings
        .iter()
        .filter(|setting| setting.into == Into::Server)
    {
        if let Some(loser) = seen.get(&setting.name) {
            lost.push((setting.name.clone(), loser.source.clone()));
        }
        seen.insert(entry(setting));
    }
    (seen, lost)
}

/// `<var>` and `<const>`: what some code of the suite may open, whatever the environment says. `known`
/// says which values count.
pub(super) fn globals<'a>(settings: &[Setting], known: fn(&str) -> bool) -> Vec<Layer<'a>> {
    let mut layer = Layer::default();
    for setting in settings
        .iter()
        .filter(|setting| setting.into == Into::Global && known(&setting.value))
    {
        layer.insert(entry(setting));
    }
    if layer.entries.is_empty() {
        Vec::new()
    } else {
        vec![layer]
    }
}

/// A framework puts no address together from constants: one that stands there whole counts.
pub(super) fn is_whole(value: &str) -> bool {
    value.contains(':')
}

/// The plan of a PHP project whose framework is not known: what code that asks `$_SERVER` sees, and
/// what code that asks `getenv` sees, and every dotenv file over both.
pub(super) fn plan<'a>(
    snapshot: &Snapshot<'a>,
    runner: Option<Runner>,
) -> Result<Option<Plan<'a>>, Error> {
    let settings = settings(snapshot)?;
    if settings.is_empty() {
        return Ok(None);
    }
    let mut plan = super::plain::plan(snapshot, runner)?;
    let process = loading::process(snapshot)?;
    let (server, lost) = server_first(process, &settings);
    // `getenv` sees the forced values, where `$_SERVER` keeps the process's: both must pass.
    let mut forced = Layer::default();
    for setting in settings
        .iter()
        .filter(|setting| setting.into == Into::EnvironmentForced)
    {
        if server
            .get(&setting.name)
            .is_some_and(|held| held.value != setting.value)
        {
            forced.insert(entry(setting));
        }
    }
    plan.overs = super::plain::overs(&plan.read, &server, runner);
    if !forced.entries.is_empty() {
        plan.alternatives.push(forced);
    }
    plan.alternatives.extend(globals(&settings, |_| true));
    plan.base = server;
    plan.lost = lost;
    Ok(Some(plan))
}
