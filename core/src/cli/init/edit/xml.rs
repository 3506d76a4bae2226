//! PHPUnit's configuration.

use super::{Edited, Left, insert, line_of, newline};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// The extension of PHPUnit 10 and newer.
pub(in crate::cli::init) const EXTENSION: &str =
    r#"<bootstrap class="Notprod\PHPUnit\Extension"/>"#;
/// The hook of PHPUnit 9.
pub(in crate::cli::init) const HOOK: &str = r#"<extension class="Notprod\PHPUnit\Hook"/>"#;

/// Where an entry goes.
#[derive(Default)]
struct Places {
    /// Where `</phpunit>` begins.
    root_end: Option<usize>,
    /// Where `</extensions>` begins.
    extensions_end: Option<usize>,
    /// Where `/>` of `<extensions/>` begins.
    extensions_empty: Option<usize>,
    /// The blanks before the first child of the root.
    indent: Option<String>,
    named: bool,
}

/// Puts an entry under `<extensions>`, unless one of ours is there.
pub(in crate::cli::init) fn edit(text: &str, entry: &str) -> Edited {
    let places = look(text)?;
    if places.named {
        return Ok(None);
    }
    let nl = newline(text);
    let unit = places.indent.as_deref().unwrap_or("    ");
    let edited = match places {
        Places {
            extensions_empty: Some(at),
            ..
        } => text.get(..at).zip(text.get(at + 2..)).map(|(front, rest)| {
            let front = front.trim_end();
            format!("{front}>{nl}{unit}{unit}{entry}{nl}{unit}</extensions>{rest}")
        }),
        Places {
            extensions_end: Some(at),
            ..
        } => before(
            text,
            at,
            |indent| format!("{indent}{unit}{entry}{nl}"),
            entry,
        ),
        Places {
            root_end: Some(at), ..
        } => {
            let block = |indent: &str| {
                let (one, two) = (format!("{indent}{unit}"), format!("{indent}{unit}{unit}"));
                format!("{one}<extensions>{nl}{two}{entry}{nl}{one}</extensions>{nl}")
            };
            before(
                text,
                at,
                block,
                &format!("<extensions>{entry}</extensions>"),
            )
        }
        _ => None,
    };
    let unsafe_here = || Left::new(None, "it cannot be edited safely");
    let edited = edited.ok_or_else(unsafe_here)?;
    // What was written must be read as written.
    if look(&edited)?.named {
        Ok(Some(edited))
    } else {
        Err(unsafe_here())
    }
}

/// Before an end tag: on lines of its own where the tag has one, else right before it.
fn before(text: &str, at: usize, lines: impl Fn(&str) -> String, inline: &str) -> Option<String> {
    let front = text.get(..at)?;
    let start = front.rfind('\n').map_or(0, |newline| newline + 1);
    let indent = front.get(start..)?;
    if start > 0 && indent.trim().is_empty() {
        insert(text, start, &lines(indent))
    } else {
        insert(text, at, inline)
    }
}

fn look(text: &str) -> Result<Places, Left> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = true;
    let mut open: Vec<String> = Vec::new();
    let mut places = Places::default();
    let mut roots = 0;
    let mut blanks = String::new();
    loop {
        let at = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        let left = |why| Left::new(Some(line_of(text, at)), why);
        let broken =
            || left("it is no well-formed XML").cure("mend it, then run `notprod init` again");
        let event = reader.read_event().map_err(|_| broken())?;
        let end = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        match &event {
            Event::Eof if open.is_empty() && roots == 1 => return Ok(places),
            Event::Eof => return Err(broken()),
            Event::Start(tag) | Event::Empty(tag) => {
                let name = tag.name().as_ref().to_owned();
                let path: Vec<&str> = open.iter().map(String::as_str).collect();
                let is_empty = matches!(event, Event::Empty(_));
                match path.as_slice() {
                    [] => {
                        roots += 1;
                        if name != "phpunit" || is_empty {
                            return Err(left("its root is no `<phpunit>` with content"));
                        }
                        let script = attribute(tag, "bootstrap").ok_or_else(broken)?;
                        places.named = script.ends_with("notprod/phpunit/bootstrap.php");
                    }
                    ["phpunit"] => {
                        places.indent.get_or_insert_with(|| {
                            blanks.rsplit('\n').next().unwrap_or_default().to_owned()
                        });
                        if name == "extensions" {
                            if places.extensions_end.is_some() || places.extensions_empty.is_some()
                            {
                                return Err(left("`<extensions>` stands twice")
                                    .cure("keep one of them, then run `notprod init` again"));
                            }
                            if is_empty {
                                places.extensions_empty = end.checked_sub(2);
                            }
                        }
                    }
                    ["phpunit", "extensions"] if name == "bootstrap" || name == "extension" => {
                        let class = attribute(tag, "class").ok_or_else(broken)?;
                        places.named |= class
                            .trim_start_matches('\\')
                            .starts_with("Notprod\\PHPUnit\\");
                    }
                    _ => {}
                }
                if !is_empty {
                    open.push(name);
                }
            }
            Event::End(_) => {
                let name = open.pop();
                match (open.as_slice(), name.as_deref()) {
                    ([], Some(_)) => places.root_end = Some(at),
                    ([_], Some("extensions")) => places.extensions_end = Some(at),
                    _ => {}
                }
            }
            _ => {}
        }
        blanks = match event {
            Event::Text(found) => found.as_ref().to_owned(),
            _ => String::new(),
        };
    }
}

/// The value of an attribute, empty where there is none; none where the attributes are broken.
fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = tag.try_get_attribute(name).ok()?;
    Some(found.map_or_else(String::new, |found| found.value.as_ref().to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_entry_is_added_and_the_rest_stays() {
        for (before, after) in [
            (
                "<?xml version=\"1.0\"?>\n<phpunit colors=\"true\">\n  <!-- own -->\n  <testsuites/>\n</phpunit>\n",
                "<?xml version=\"1.0\"?>\n<phpunit colors=\"true\">\n  <!-- own -->\n  <testsuites/>\n  <extensions>\n    ENTRY\n  </extensions>\n</phpunit>\n",
            ),
            (
                "<phpunit>\r\n\t<extensions>\r\n\t\t<bootstrap class=\"A\"/>\r\n\t</extensions>\r\n</phpunit>",
                "<phpunit>\r\n\t<extensions>\r\n\t\t<bootstrap class=\"A\"/>\r\n\t\tENTRY\r\n\t</extensions>\r\n</phpunit>",
            ),
            (
                "<phpunit>\n    <extensions />\n</phpunit>\n",
                "<phpunit>\n    <extensions>\n        ENTRY\n    </extensions>\n</phpunit>\n",
            ),
            (
                "<phpunit><php/></phpunit>",
                "<phpunit><php/><extensions>ENTRY</extensions></phpunit>",
            ),
            (
                "<phpunit>\n  <!-- <extensions>ENTRY</extensions> -->\n</phpunit>\n",
                "<phpunit>\n  <!-- <extensions>ENTRY</extensions> -->\n    <extensions>\n        ENTRY\n    </extensions>\n</phpunit>\n",
            ),
        ] {
            for entry in [EXTENSION, HOOK] {
                let (before, after) = (
                    before.replace("ENTRY", entry),
                    after.replace("ENTRY", entry),
                );
                assert_eq!(edit(&before, entry), Ok(Some(after.clone())));
                assert_eq!(edit(&after, EXTENSION), Ok(None));
            }
        }
    }

    #[test]
    fn the_bootstrap_file_is_an_entry_too() {
        let text = "<phpunit bootstrap=\"vendor/notprod/phpunit/bootstrap.php\">\n</phpunit>\n";
        assert_eq!(edit(text, EXTENSION), Ok(None));
    }

    #[test]
    fn what_cannot_be_edited_safely_is_left() {
        for (text, line) in [
            ("<phpunit>\n<php>\n</phpunit>\n", 3),
            ("<other>\n</other>\n", 1),
            ("<phpunit/>", 1),
            ("", 1),
            ("<phpunit>\n<extensions/>\n<extensions/>\n</phpunit>", 3),
        ] {
            assert_eq!(
                edit(text, EXTENSION).unwrap_err().line,
                Some(line),
                "{text}"
            );
        }
    }
}
