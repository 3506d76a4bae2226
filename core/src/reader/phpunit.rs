//! What `phpunit.xml` sets.
//!
//! `<env>` sets `getenv` and `$_ENV` where the variable is unset, or always with `force="true"`,
//! and never `$_SERVER`; `<server>` always sets `$_SERVER`, and nothing else.

use super::layer::{Entry, Layer};
use super::loading;
use super::plan::Plan;
use crate::error::{Error, ErrorKind};
use crate::snapshot::{Content, Runner, Snapshot};
use crate::source::{Source, SourceKind};
use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use std::borrow::Cow;
use std::sync::Arc;

/// The configuration's names, in the order in which PHPUnit looks for them.
pub(super) const NAMES: &[&str] = &["phpunit.xml", "phpunit.dist.xml", "phpunit.xml.dist"];

/// Where a setting goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Into {
    /// `getenv` and `$_ENV`, where the variable is unset.
    Environment,
    /// `getenv` and `$_ENV`, whatever is there.
    EnvironmentForced,
    /// `$_SERVER`.
    Server,
}

/// One `<env>` or `<server>`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Setting {
    pub(super) name: String,
    pub(super) value: String,
    pub(super) into: Into,
    pub(super) source: Source,
}

/// The settings of the root's configuration; none where there is no file.
///
/// # Errors
/// A file that is no XML: PHPUnit would not start on it, either.
pub(super) fn settings(snapshot: &Snapshot<'_>) -> Result<Vec<Setting>, Error> {
    for name in NAMES {
        let path = snapshot.question.root.join(name);
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

/// Reads the children of `<php>`.
pub(super) fn parse(text: &str, file: &Arc<str>) -> Result<Vec<Setting>, Error> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = true;
    let mut settings = Vec::new();
    let mut open: Vec<String> = Vec::new();
    loop {
        let at = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        let broken = || {
            Error::new(
                ErrorKind::Unreadable,
                "PHPUnit's configuration is no well-formed XML",
            )
            .at(Source::line(
                SourceKind::Phpunit,
                file,
                Some(line_of(text, at)),
            ))
            .help("mend the file: PHPUnit would not start on it, either")
        };
        match reader.read_event().map_err(|_| broken())? {
            Event::Eof if open.is_empty() => return Ok(settings),
            Event::Eof => return Err(broken()),
            Event::Start(tag) => {
                settings.extend(setting(&tag, &open, file, line_of(text, at)).ok_or_else(broken)?);
                open.push(tag.local_name().as_ref().to_owned());
            }
            Event::Empty(tag) => {
                settings.extend(setting(&tag, &open, file, line_of(text, at)).ok_or_else(broken)?)
            }
            Event::End(_) => {
                open.pop();
            }
            _ => {}
        }
    }
}

/// The line of a byte, counted from where the tag itself begins.
fn line_of(text: &str, at: usize) -> u32 {
    let before = text.get(..at).unwrap_or(text);
    let blanks = text
        .get(at..)
        .map_or(0, |rest| rest.len() - rest.trim_start().len());
    let skipped = text.get(at..at + blanks).unwrap_or("");
    u32::try_from(before.matches('\n').count() + skipped.matches('\n').count() + 1)
        .unwrap_or(u32::MAX)
}

/// The setting of a tag: `Some(None)` where it is none, `None` where its attributes are broken.
fn setting(
    tag: &BytesStart<'_>,
    open: &[String],
    file: &Arc<str>,
    line: u32,
) -> Option<Option<Setting>> {
    let inside_php = matches!(open, [root, php] if root == "phpunit" && php == "php");
    let name = tag.local_name();
    if !inside_php || !matches!(name.as_ref(), "env" | "server") {
        return Some(None);
    }
    let attribute = |wanted: &str| -> Option<Option<String>> {
        match tag.try_get_attribute(wanted).ok()? {
            Some(attribute) => Some(Some(
                attribute
                    .normalized_value(XmlVersion::Implicit1_0)
                    .ok()?
                    .into_owned(),
            )),
            None => Some(None),
        }
    };
    let (Some(variable), value) = (attribute("name")?, attribute("value")?.unwrap_or_default())
    else {
        return Some(None);
    };
    let forced = attribute("force")?.is_some_and(|force| matches!(force.trim(), "true" | "1"));
    let into = match (name.as_ref(), forced) {
        ("server", _) => Into::Server,
        (_, true) => Into::EnvironmentForced,
        (_, false) => Into::Environment,
    };
    let source = Source::line(SourceKind::Phpunit, file, Some(line)).with_variable(&variable);
    Some(Some(Setting {
        name: variable,
        value,
        into,
        source,
    }))
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
        .filter(|setting| setting.into != Into::Server)
    {
        seen.insert(entry(setting));
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
    plan.base = server;
    plan.lost = lost;
    Ok(Some(plan))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_have_their_lines() {
        let text = "<?xml version=\"1.0\"?>\n<phpunit>\n <php>\n  <env name=\"A\" value=\"1 &amp; 2\" force=\"true\"/>\n  <!-- <env name=\"B\" value=\"x\"/> -->\n  <server name=\"C\" value=\"3\"></server>\n  <ini name=\"D\" value=\"4\"/>\n </php>\n</phpunit>\n";
        let found: Vec<(String, String, Into, Option<u32>)> = parse(text, &"phpunit.xml".into())
            .expect("XML")
            .into_iter()
            .map(|s| (s.name, s.value, s.into, s.source.line))
            .collect();
        assert_eq!(
            found,
            vec![
                ("A".into(), "1 & 2".into(), Into::EnvironmentForced, Some(4)),
                ("C".into(), "3".into(), Into::Server, Some(6)),
            ]
        );
    }

    #[test]
    fn broken_xml_is_an_error_with_its_line() {
        let error = parse(
            "<phpunit>\n<php>\n<env name=\"A\" value=\"1\">\n</php>\n</phpunit>",
            &"phpunit.xml".into(),
        )
        .expect_err("an error");
        assert_eq!(error.source_place.and_then(|place| place.line), Some(4));
    }
}
