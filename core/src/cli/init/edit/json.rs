//! JSON, in which Jest's and Mocha's settings stand.

use super::{Edited, Left, insert, newline};
use serde_json::Value;
use std::ops::Range;

/// One addition; applied to the text and to its meaning, which must agree afterwards.
pub(in crate::cli::init) enum Addition<'a> {
    /// A key that is not there yet, in the object to which the keys lead.
    Member(&'a [&'a str], &'a str, Value),
    /// The last item of a list, or of a text that is to become one.
    Item(&'a [&'a str], &'a str),
}

/// Jest's two entries. `section` leads to its settings; none of it may be there yet.
pub(in crate::cli::init) fn jest(text: &str, section: &[&str]) -> Edited {
    let (start, set_up) = ("notprod/jest/global-setup", "notprod/jest");
    let document = read(text)?;
    let Some(settings) = descend(&document, section)? else {
        let value = serde_json::json!({"globalSetup": start, "setupFilesAfterEnv": [set_up]});
        let Some((key, above)) = section.split_last() else {
            return Err(Left::new(None, "it holds no object"));
        };
        return apply(text, &document, &[Addition::Member(above, key, value)]);
    };
    if settings.contains_key("projects") {
        return Err(Left::new(
            None,
            "each project under `projects` needs its own entry",
        ));
    }
    if settings.contains_key("preset") {
        return Err(Left::new(
            None,
            "its `preset` may have a `globalSetup` that the entry would replace",
        ));
    }
    let mut additions = Vec::new();
    match settings.get("globalSetup") {
        None | Some(Value::Null) if !settings.contains_key("globalSetup") => {
            additions.push(Addition::Member(section, "globalSetup", start.into()));
        }
        Some(Value::String(own)) if own == start => {}
        _ => {
            return Err(Left::new(None, "it has a `globalSetup` of its own")
                .cure("call ours in it first: docs/node.md"));
        }
    }
    let files = [section, &["setupFilesAfterEnv"]].concat();
    match settings.get("setupFilesAfterEnv") {
        None => additions.push(Addition::Member(
            section,
            "setupFilesAfterEnv",
            serde_json::json!([set_up]),
        )),
        Some(Value::Array(items)) if items.iter().any(|item| item == set_up) => {}
        Some(Value::Array(_)) => additions.push(Addition::Item(&files, set_up)),
        Some(_) => return Err(Left::new(None, "`setupFilesAfterEnv` is no list")),
    }
    apply(text, &document, &additions)
}

/// Mocha's entry.
pub(in crate::cli::init) fn mocha(text: &str, section: &[&str]) -> Edited {
    const ENTRY: &str = "notprod/mocha";
    let document = read(text)?;
    let Some(settings) = descend(&document, section)? else {
        let Some((key, above)) = section.split_last() else {
            return Err(Left::new(None, "it holds no object"));
        };
        let value = serde_json::json!({"require": [ENTRY]});
        return apply(text, &document, &[Addition::Member(above, key, value)]);
    };
    let require = [section, &["require"]].concat();
    let addition = match settings.get("require") {
        None => Addition::Member(section, "require", serde_json::json!([ENTRY])),
        Some(Value::Array(items)) if items.iter().any(|item| item == ENTRY) => return Ok(None),
        Some(Value::String(own)) if own == ENTRY => return Ok(None),
        Some(Value::Array(_) | Value::String(_)) => Addition::Item(&require, ENTRY),
        Some(_) => return Err(Left::new(None, "`require` is no list")),
    };
    apply(text, &document, &[addition])
}

fn read(text: &str) -> Result<Value, Left> {
    serde_json::from_str(text).map_err(|error| {
        Left::new(Some(error.line()), "it is no JSON")
            .cure("mend it, then run `notprod init` again")
    })
}

type Object = serde_json::Map<String, Value>;

/// The object to which the keys lead; none where the last key is not there.
fn descend<'v>(document: &'v Value, keys: &[&str]) -> Result<Option<&'v Object>, Left> {
    let mut value = document;
    for key in keys {
        let Some(next) = value.get(*key) else {
            return match value {
                Value::Object(_) => Ok(None),
                _ => Err(Left::new(None, "it holds no object")),
            };
        };
        value = next;
    }
    let object = value.as_object();
    object
        .map(Some)
        .ok_or_else(|| Left::new(None, "its settings stand in another file"))
}

fn apply(text: &str, document: &Value, additions: &[Addition<'_>]) -> Edited {
    if additions.is_empty() {
        return Ok(None);
    }
    let unsafe_here = || Left::new(None, "it cannot be edited safely");
    let (mut edited, mut expected) = (text.to_owned(), document.clone());
    for addition in additions {
        edited = in_text(&edited, addition).ok_or_else(unsafe_here)?;
        in_value(&mut expected, addition).ok_or_else(unsafe_here)?;
    }
    // A key that stands twice, of which parsers take the last, fails here.
    match read(&edited) {
        Ok(value) if value == expected => Ok(Some(edited)),
        _ => Err(unsafe_here()),
    }
}

fn in_value(document: &mut Value, addition: &Addition<'_>) -> Option<()> {
    let (Addition::Member(keys, ..) | Addition::Item(keys, _)) = addition;
    let mut value = document;
    for key in *keys {
        value = value.get_mut(*key)?;
    }
    match addition {
        Addition::Member(_, key, member) => {
            value
                .as_object_mut()?
                .insert((*key).to_owned(), member.clone());
        }
        Addition::Item(_, item) => match value {
            Value::Array(items) => items.push((*item).into()),
            own => *own = Value::Array(vec![own.take(), (*item).into()]),
        },
    }
    Some(())
}

fn in_text(text: &str, addition: &Addition<'_>) -> Option<String> {
    let (Addition::Member(keys, ..) | Addition::Item(keys, _)) = addition;
    let mut at = skip_blanks(text, 0);
    for key in *keys {
        let members = members(text, at)?;
        at = members.iter().rfind(|(name, _)| name == key)?.1.start;
    }
    match addition {
        Addition::Member(_, key, value) => {
            let here = members(text, at)?;
            let nl = newline(text);
            let depth = keys.len();
            let unit = unit(text);
            let lines = if here.is_empty() {
                text.contains('\n')
            } else {
                gap_after(text, at).contains('\n')
            };
            let key = Value::from(*key);
            let written = written(value, lines.then_some((unit.as_str(), depth + 1, nl)));
            let indent = |depth: usize| format!("{nl}{}", unit.repeat(depth));
            match here.last() {
                Some((_, last)) => {
                    let gap = if lines {
                        indent(depth + 1)
                    } else {
                        gap_after(text, at).to_owned()
                    };
                    insert(text, last.end, &format!(",{gap}{key}: {written}"))
                }
                None => {
                    let (open, close) = if lines {
                        (indent(depth + 1), indent(depth))
                    } else {
                        Default::default()
                    };
                    let end = value_end(text, at)?;
                    let front = text.get(..=at)?;
                    Some(format!(
                        "{front}{open}{key}: {written}{close}{}",
                        text.get(end - 1..)?
                    ))
                }
            }
        }
        Addition::Item(_, item) => {
            let item = Value::from(*item);
            let end = value_end(text, at)?;
            if text.as_bytes().get(at) != Some(&b'[') {
                let own = text.get(at..end)?;
                return Some(format!(
                    "{}[{own}, {item}]{}",
                    text.get(..at)?,
                    text.get(end..)?
                ));
            }
            match items(text, at)?.last() {
                Some(last) => {
                    let gap = gap_after(text, at);
                    let gap = if gap.contains('\n') { gap } else { " " };
                    insert(text, last.end, &format!(",{gap}{item}"))
                }
                None => insert(text, at + 1, &item.to_string()),
            }
        }
    }
}

/// A value as it is written: an object on lines of its own where the place has lines.
fn written(value: &Value, lines: Option<(&str, usize, &str)>) -> String {
    match (value, lines) {
        (Value::Object(object), lines) => {
            let members = object.iter().map(|(key, value)| {
                format!("{}: {}", Value::from(key.as_str()), written(value, None))
            });
            let members: Vec<String> = members.collect();
            match lines {
                Some((unit, depth, nl)) => {
                    let inner = format!("{nl}{}", unit.repeat(depth + 1));
                    let members = members.join(&format!(",{inner}"));
                    format!("{{{inner}{members}{nl}{}}}", unit.repeat(depth))
                }
                None => format!("{{ {} }}", members.join(", ")),
            }
        }
        (value, _) => value.to_string(),
    }
}

/// By how much the document indents its first member.
fn unit(text: &str) -> String {
    let gap = gap_after(text, skip_blanks(text, 0));
    match gap.rsplit_once('\n') {
        Some((_, blanks)) if !blanks.is_empty() => blanks.to_owned(),
        _ => "  ".to_owned(),
    }
}

/// The blanks after a byte.
fn gap_after(text: &str, at: usize) -> &str {
    text.get(at + 1..skip_blanks(text, at + 1))
        .unwrap_or_default()
}

fn skip_blanks(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    at + rest.len() - rest.trim_start_matches([' ', '\t', '\r', '\n']).len()
}

/// The names of an object's members, and where their values stand. The text is known to be JSON.
fn members(text: &str, at: usize) -> Option<Vec<(String, Range<usize>)>> {
    let mut found = Vec::new();
    let mut at = skip_blanks(text, text.get(at..)?.starts_with('{').then_some(at + 1)?);
    while text.get(at..)?.starts_with('"') {
        let end = value_end(text, at)?;
        let name = serde_json::from_str(text.get(at..end)?).ok()?;
        let start = skip_blanks(text, skip_blanks(text, end) + 1);
        let end = value_end(text, start)?;
        found.push((name, start..end));
        at = skip_blanks(text, skip_blanks(text, end) + 1);
    }
    Some(found)
}

/// Where the items of a list stand.
fn items(text: &str, at: usize) -> Option<Vec<Range<usize>>> {
    let mut found = Vec::new();
    let mut at = skip_blanks(text, at + 1);
    while !text.get(at..)?.starts_with(']') {
        let end = value_end(text, at)?;
        found.push(at..end);
        let after = skip_blanks(text, end);
        if !text.get(after..)?.starts_with(',') {
            break;
        }
        at = skip_blanks(text, after + 1);
    }
    Some(found)
}

/// Where the value that begins here ends.
fn value_end(text: &str, at: usize) -> Option<usize> {
    let mut depth = 0_usize;
    let mut in_text = false;
    let mut escaped = false;
    for (offset, byte) in text.get(at..)?.bytes().enumerate() {
        if in_text {
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'"' => {
                    in_text = false;
                    if depth == 0 {
                        return Some(at + offset + 1);
                    }
                }
                _ => {}
            }
            continue;
        }
        match byte {
            b'"' => in_text = true,
            b'{' | b'[' => depth += 1,
            b'}' | b']' if depth == 0 => return Some(at + offset),
            b'}' | b']' => {
                depth -= 1;
                if depth == 0 {
                    return Some(at + offset + 1);
                }
            }
            b',' | b' ' | b'\t' | b'\r' | b'\n' if depth == 0 => return Some(at + offset),
            _ => {}
        }
    }
    Some(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECTION: &[&str] = &["jest"];

    #[test]
    fn jest_is_added_and_the_rest_stays() {
        for (before, after) in [
            (
                "{\n  \"name\": \"x\",\n  \"a\": [1,  2]\n}\n",
                "{\n  \"name\": \"x\",\n  \"a\": [1,  2],\n  \"jest\": {\n    \"globalSetup\": \"notprod/jest/global-setup\",\n    \"setupFilesAfterEnv\": [\"notprod/jest\"]\n  }\n}\n",
            ),
            (
                "{\r\n\t\"jest\": {\r\n\t\t\"x\": \"}\\\"\"\r\n\t},\r\n\t\"z\": 1\r\n}",
                "{\r\n\t\"jest\": {\r\n\t\t\"x\": \"}\\\"\",\r\n\t\t\"globalSetup\": \"notprod/jest/global-setup\",\r\n\t\t\"setupFilesAfterEnv\": [\"notprod/jest\"]\r\n\t},\r\n\t\"z\": 1\r\n}",
            ),
            (
                "{\"jest\":{\"setupFilesAfterEnv\":[\"a\"]}}",
                "{\"jest\":{\"setupFilesAfterEnv\":[\"a\", \"notprod/jest\"],\"globalSetup\": \"notprod/jest/global-setup\"}}",
            ),
            (
                "{\n    \"jest\": {}\n}\n",
                "{\n    \"jest\": {\n        \"globalSetup\": \"notprod/jest/global-setup\",\n        \"setupFilesAfterEnv\": [\"notprod/jest\"]\n    }\n}\n",
            ),
            (
                "{\n  \"jest\": {\n    \"setupFilesAfterEnv\": [\n      \"a\",\n      \"b\"\n    ]\n  }\n}\n",
                "{\n  \"jest\": {\n    \"setupFilesAfterEnv\": [\n      \"a\",\n      \"b\",\n      \"notprod/jest\"\n    ],\n    \"globalSetup\": \"notprod/jest/global-setup\"\n  }\n}\n",
            ),
            (
                "{}",
                "{\"jest\": { \"globalSetup\": \"notprod/jest/global-setup\", \"setupFilesAfterEnv\": [\"notprod/jest\"] }}",
            ),
        ] {
            let edited = jest(before, SECTION).unwrap().unwrap();
            let order_of_additions = |text: &str| serde_json::from_str::<Value>(text).unwrap();
            assert_eq!(
                order_of_additions(&edited),
                order_of_additions(after),
                "{before}"
            );
            assert_eq!(edited, after, "{before}");
            assert_eq!(jest(&edited, SECTION), Ok(None));
        }
    }

    #[test]
    fn a_file_of_its_own_has_the_settings_at_its_root() {
        let edited = jest("{\n  \"verbose\": true\n}\n", &[]).unwrap().unwrap();
        assert_eq!(
            edited,
            "{\n  \"verbose\": true,\n  \"globalSetup\": \"notprod/jest/global-setup\",\n  \"setupFilesAfterEnv\": [\"notprod/jest\"]\n}\n"
        );
    }

    #[test]
    fn mocha_is_added_last() {
        for (before, after) in [
            (
                "{ \"require\": \"ts-node/register\" }",
                "{ \"require\": [\"ts-node/register\", \"notprod/mocha\"] }",
            ),
            (
                "{ \"require\": [] }",
                "{ \"require\": [\"notprod/mocha\"] }",
            ),
            (
                "{ \"spec\": 1 }",
                "{ \"spec\": 1, \"require\": [\"notprod/mocha\"] }",
            ),
        ] {
            assert_eq!(mocha(before, &[]), Ok(Some(after.to_owned())));
            assert_eq!(mocha(after, &[]), Ok(None));
        }
    }

    #[test]
    fn what_cannot_be_edited_safely_is_left() {
        for (text, line) in [
            ("{\n  \"jest\": ,\n}", Some(2)),
            ("{ // own\n}", Some(1)),
            ("{\"jest\": \"./jest.json\"}", None),
            ("{\"jest\": {\"globalSetup\": \"./own.js\"}}", None),
            ("{\"jest\": {\"globalSetup\": null}}", None),
            ("{\"jest\": {\"projects\": [\"a\"]}}", None),
            ("{\"jest\": {\"preset\": \"ts-jest\"}}", None),
            ("{\"jest\": {\"setupFilesAfterEnv\": \"a\"}}", None),
            ("[]", None),
        ] {
            assert_eq!(
                jest(text, SECTION).map_err(|left| left.line),
                Err(line),
                "{text}"
            );
        }
    }

    #[test]
    fn a_key_that_stands_twice_is_not_torn_apart() {
        let text = "{\"jest\": {\"a\": 1}, \"jest\": {\"b\": 2}}";
        let edited = jest(text, SECTION).unwrap().unwrap();
        assert!(
            edited.starts_with("{\"jest\": {\"a\": 1}, \"jest\": {\"b\": 2,"),
            "{edited}"
        );
    }
}
