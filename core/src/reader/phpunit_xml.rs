//! What stands in PHPUnit's configuration: the children of `<php>`.

use crate::error::{Error, ErrorKind};
use crate::source::{Source, SourceKind};
use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use std::collections::HashMap;
use std::sync::Arc;

/// Where a setting goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Into {
    /// `getenv` and `$_ENV`, where the variable is unset.
    Environment,
    /// `getenv` and `$_ENV`, whatever is there.
    EnvironmentForced,
    /// `$_SERVER`.
    Server,
    /// A constant or a variable of PHP's own, which no environment holds.
    Global,
}

/// One `<env>` or `<server>`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Setting {
    pub(super) name: String,
    pub(super) value: String,
    pub(super) into: Into,
    pub(super) source: Source,
}

/// Reads the children of `<php>`.
pub(super) fn parse(text: &str, file: &Arc<str>) -> Result<Vec<Setting>, Error> {
    let is_forbidden = |c: char| c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{7f}'..);
    if text.contains(is_forbidden) {
        return Err(unreadable(
            "PHPUnit's configuration is no well-formed XML",
            file,
            1,
        ));
    }
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = true;
    let mut settings = Vec::new();
    let mut open: Vec<String> = Vec::new();
    let mut lines = Lines::default();
    let mut entities: HashMap<String, String> = HashMap::new();
    loop {
        let at = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        let line = lines.of(text, at);
        let broken = || unreadable("PHPUnit's configuration is no well-formed XML", file, line);
        let mut is_empty = false;
        match reader.read_event().map_err(|_| broken())? {
            Event::Eof if open.is_empty() => return Ok(settings),
            Event::Eof => return Err(broken()),
            Event::DocType(doctype) => entities = declared(&doctype),
            event @ (Event::Start(_) | Event::Empty(_)) => {
                let tag = match event {
                    Event::Start(tag) => tag,
                    Event::Empty(tag) => {
                        is_empty = true;
                        tag
                    }
                    _ => continue,
                };
                if !is_well_formed(&tag) {
                    return Err(broken());
                }
                let name = full_name(&tag).ok_or_else(broken)?;
                if tag.local_name().as_ref() == "include" && name != "include" {
                    return Err(unreadable(
                        "PHPUnit's configuration includes another file, which may set anything",
                        file,
                        line,
                    )
                    .help("write what it includes into the file itself"));
                }
                if matches!(open.as_slice(), [root, php] if php == "php" && !root.starts_with(':'))
                {
                    let found = setting(&tag, &name, &entities, file, line);
                    settings.extend(found.ok_or_else(broken)?);
                }
                if !is_empty {
                    open.push(name);
                }
            }
            Event::End(_) => {
                open.pop();
            }
            _ => {}
        }
    }
}

fn unreadable(message: &str, file: &Arc<str>, line: u32) -> Error {
    Error::new(ErrorKind::Unreadable, message)
        .at(Source::line(SourceKind::Phpunit, file, Some(line)))
        .help("mend the file: PHPUnit would not start on it, either")
}

/// Whether PHPUnit would take a tag, too: what the reader lets pass, such as a tag that swallows the
/// next one, must not hide a setting.
fn is_well_formed(tag: &BytesStart<'_>) -> bool {
    let name = tag.name();
    let mut letters = name.as_ref().chars();
    letters
        .next()
        .is_some_and(|c| c.is_alphabetic() || c == '_')
        && letters.all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ':' | '\u{b7}'))
        && !tag.contains('<')
        && tag.attributes().all(|attribute| attribute.is_ok())
}

/// A tag's name with its prefix; one that stands in a namespace of its own gets a mark, because
/// PHPUnit looks for names without a namespace alone. None where its attributes are broken.
fn full_name(tag: &BytesStart<'_>) -> Option<String> {
    let mut name = tag.name().as_ref().to_owned();
    let space = tag.try_get_attribute("xmlns").ok()?;
    if space.is_some_and(|space| !space.value.is_empty()) {
        name.insert(0, ':');
    }
    Some(name)
}

/// The entities that a DOCTYPE declares by their text. Those that stand in other files are not
/// read: an attribute that names one is an error.
fn declared(doctype: &str) -> HashMap<String, String> {
    let mut entities = HashMap::new();
    for declaration in doctype.split("<!ENTITY").skip(1) {
        let mut words = declaration.trim_start().splitn(2, char::is_whitespace);
        let (Some(name), Some(rest)) = (words.next(), words.next()) else {
            continue;
        };
        let rest = rest.trim_start();
        let text = ['"', '\'']
            .iter()
            .find_map(|quote| rest.strip_prefix(*quote)?.split_once(*quote));
        if let Some((text, _)) = text {
            // The first declaration holds.
            entities
                .entry(name.to_owned())
                .or_insert_with(|| text.to_owned());
        }
    }
    entities
}

/// Counts lines up to a byte, each part of the text once.
#[derive(Default)]
struct Lines {
    at: usize,
    passed: u32,
}

impl Lines {
    /// The line in which a tag begins that is read from a byte on.
    fn of(&mut self, text: &str, from: usize) -> u32 {
        let rest = text.get(from..).unwrap_or("");
        let begins = from + rest.len() - rest.trim_start().len();
        let passed = text.get(self.at..begins).unwrap_or("");
        let ends = passed.bytes().filter(|b| *b == b'\n').count();
        self.passed = self
            .passed
            .saturating_add(u32::try_from(ends).unwrap_or(u32::MAX));
        self.at = self.at.max(begins);
        self.passed.saturating_add(1)
    }
}

/// How deep entities may name others.
const DEEPEST: usize = 8;

/// The setting of a tag: `Some(None)` where it is none, `None` where its attributes are broken.
fn setting(
    tag: &BytesStart<'_>,
    name: &str,
    entities: &HashMap<String, String>,
    file: &Arc<str>,
    line: u32,
) -> Option<Option<Setting>> {
    if !matches!(name, "env" | "server" | "var" | "const") {
        return Some(None);
    }
    let attribute = |wanted: &str| -> Option<Option<String>> {
        let Some(attribute) = tag.try_get_attribute(wanted).ok()? else {
            return Some(None);
        };
        let resolve = |name: &str| match name {
            "lt" => Some("&#60;"),
            "gt" => Some(">"),
            "amp" => Some("&#38;"),
            "apos" => Some("'"),
            "quot" => Some("\""),
            other => entities.get(other).map(String::as_str),
        };
        let value = attribute.normalized_value_with(XmlVersion::Implicit1_0, DEEPEST, resolve);
        Some(Some(value.ok()?.into_owned()))
    };
    let (Some(variable), value) = (attribute("name")?, attribute("value")?.unwrap_or_default())
    else {
        return Some(None);
    };
    let is = |wanted: &str, value: &str| value.eq_ignore_ascii_case(wanted);
    let forced = attribute("force")?.is_some_and(|force| is("true", &force));
    let verbatim = attribute("verbatim")?.is_some_and(|verbatim| is("true", &verbatim));
    // PHPUnit makes booleans of these words, and PHP makes text of them again.
    let value = match value {
        value if verbatim => value,
        value if is("true", &value) => "1".to_owned(),
        value if is("false", &value) => String::new(),
        value => value,
    };
    let into = match (name, forced) {
        ("server", _) => Into::Server,
        ("var" | "const", _) => Into::Global,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_have_their_lines() {
        let text = "<?xml version=\"1.0\"?>\n<phpunit>\n <php>\n  <env name=\"A\" value=\"1 &amp; 2\" force=\"true\"/>\n  <!-- <env name=\"B\" value=\"x\"/> -->\n  <server name=\"C\" value=\"3\"></server>\n  <ini name=\"D\" value=\"4\"/>\n  <var name=\"E\" value=\"5\"/>\n </php>\n</phpunit>\n";
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
                ("E".into(), "5".into(), Into::Global, Some(8)),
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

    /// A tag that swallows the next one would hide it.
    #[test]
    fn what_php_would_not_take_for_xml_is_an_error() {
        for before in [
            "<\u{2}\u{2}",
            "<a ",
            "<a b=\"",
            "<1 ",
            "<a b=1/>",
            "<a b=\"\" b=\"\"/>",
        ] {
            let text =
                format!("<phpunit><php>{before}<server name=\"A\" value=\"1\"/></php></phpunit>");
            assert!(parse(&text, &"phpunit.xml".into()).is_err(), "{text:?}");
        }
    }

    fn values(text: &str) -> Vec<(String, String)> {
        parse(text, &"phpunit.xml".into())
            .expect("XML")
            .into_iter()
            .map(|s| (s.name, s.value))
            .collect()
    }

    #[test]
    fn entities_of_the_file_itself_are_put_in_and_those_of_others_are_an_error() {
        let with = |declaration: &str| {
            format!(
                "<!DOCTYPE phpunit [{declaration}]>\n<phpunit><php><env name=\"DB_HOST\" value=\"&h;.example.com &lt;&amp;\"/></php></phpunit>"
            )
        };
        assert_eq!(
            values(&with("<!ENTITY p \"prod\"><!ENTITY h '&p;-1'>")),
            vec![("DB_HOST".into(), "prod-1.example.com <&".into())]
        );
        for declaration in [
            "<!ENTITY h SYSTEM \"file:///etc/hostname\">",
            "",
            "<!ENTITY h \"&h;\">",
            "<!ENTITY a \"&h;\"><!ENTITY h \"&a;&a;\">",
        ] {
            assert!(
                parse(&with(declaration), &"phpunit.xml".into()).is_err(),
                "{declaration}"
            );
        }
    }

    #[test]
    fn what_phpunit_does_not_see_is_not_seen() {
        for text in [
            "<phpunit xmlns=\"https://example.com\"><php><env name=\"A\" value=\"1\"/></php></phpunit>",
            "<phpunit xmlns:x=\"x\"><x:php><env name=\"A\" value=\"1\"/></x:php></phpunit>",
            "<phpunit><php xmlns=\"x\"><env name=\"A\" value=\"1\"/></php></phpunit>",
            "<phpunit><php><x><env name=\"A\" value=\"1\"/></x></php></phpunit>",
        ] {
            assert_eq!(values(text), vec![], "{text}");
        }
        let included = "<phpunit xmlns:xi=\"http://www.w3.org/2001/XInclude\"><xi:include href=\"phpunit.xml\"/></phpunit>";
        assert!(parse(included, &"phpunit.xml".into()).is_err());
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..200)) {
            let _ = parse(&String::from_utf8_lossy(&bytes), &"phpunit.xml".into());
        }

        #[test]
        fn no_mix_of_tags_makes_it_panic(
            parts in proptest::collection::vec(
                proptest::sample::select(vec![
                    "<phpunit>", "</phpunit>", "<php>", "</php>", "<env name=\"A\" value=\"", "\"/>", "&a;", "&#0;",
                    "<!DOCTYPE x [", "]>", "<!ENTITY a ", "\"&a;\">", "'", "<!--", "-->", "<![CDATA[", "\n", "é", "<",
                ]),
                0..30,
            )
        ) {
            let _ = parse(&parts.concat(), &"phpunit.xml".into());
        }
    }
}
