//! TOML, in which pytest's settings stand.

use super::ini::names_us;
use super::{Edited, Left, insert, line_of, newline};
use toml::Value;
use toml::de::{DeTable, DeValue};

const KEY: &str = "required_plugins";

/// Names the plugin under `required_plugins` of the table to which the keys lead; a table that is
/// not there is added at the end.
pub(in crate::cli::init) fn edit(text: &str, keys: &[&str]) -> Edited {
    let document = DeTable::parse(text).map_err(|error| {
        let line = error.span().map(|span| line_of(text, span.start));
        Left::new(line, "it is no TOML").cure("mend it, then run `notprod init` again")
    })?;
    let mut table = Some(document.get_ref());
    for key in keys {
        table = match table.and_then(|table| table.get(*key)) {
            None => None,
            Some(value) => match value.get_ref() {
                DeValue::Table(table) => Some(table),
                _ => {
                    return Err(Left::new(
                        Some(line_of(text, value.span().start)),
                        "it is no table",
                    ));
                }
            },
        };
    }
    let edited = match table {
        Some(table) => match table.get(KEY) {
            Some(value) => {
                let at = value.span().start;
                let line = Some(line_of(text, at));
                match value.get_ref() {
                    DeValue::Array(items) => {
                        let named = items.iter().any(|item| match item.get_ref() {
                            DeValue::String(name) => names_us(name),
                            _ => false,
                        });
                        if named {
                            return Ok(None);
                        }
                        let comma = if items.iter().next().is_some() {
                            ", "
                        } else {
                            ""
                        };
                        insert(text, at + 1, &format!("\"notprod\"{comma}"))
                    }
                    DeValue::String(names) if names.split_whitespace().any(names_us) => {
                        return Ok(None);
                    }
                    DeValue::String(names) => {
                        let gap = if names.is_empty() { "" } else { " " };
                        insert(text, at + 1, &format!("notprod{gap}"))
                    }
                    _ => return Err(Left::new(line, "`required_plugins` is no list")),
                }
            }
            None => below_header(text, keys),
        },
        None => Some(at_end(text, keys)),
    };
    let unsafe_here = || {
        Left::new(
            None,
            "its table is written in a way that cannot be edited safely",
        )
    };
    let edited = edited.ok_or_else(unsafe_here)?;
    if is_the_same_and_ours(text, &edited, keys) {
        Ok(Some(edited))
    } else {
        Err(unsafe_here())
    }
}

fn entry(nl: &str) -> String {
    format!("{KEY} = [\"notprod\"]{nl}")
}

fn below_header(text: &str, keys: &[&str]) -> Option<String> {
    let header = format!("[{}]", keys.join("."));
    let nl = newline(text);
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        at += line.len();
        let bare = line.split('#').next().unwrap_or(line);
        if bare.split_whitespace().collect::<String>() == header {
            let gap = if line.ends_with('\n') { "" } else { nl };
            return insert(text, at, &format!("{gap}{}", entry(nl)));
        }
    }
    None
}

fn at_end(text: &str, keys: &[&str]) -> String {
    let nl = newline(text);
    let gap = match text {
        "" => String::new(),
        text if text.ends_with('\n') => nl.to_owned(),
        _ => format!("{nl}{nl}"),
    };
    format!("{text}{gap}[{}]{nl}{}", keys.join("."), entry(nl))
}

/// Whether the new text means what the old one did, and our entry.
fn is_the_same_and_ours(before: &str, after: &str, keys: &[&str]) -> bool {
    let (Ok(mut before), Ok(mut after)) =
        (before.parse::<toml::Table>(), after.parse::<toml::Table>())
    else {
        return false;
    };
    let new = take(&mut after, keys);
    let old = take(&mut before, keys);
    let words = |value: Option<Value>| match value {
        Some(Value::Array(items)) => items,
        Some(Value::String(text)) => text.split_whitespace().map(|word| word.into()).collect(),
        _ => Vec::new(),
    };
    let (new, mut expected) = (words(new), words(old));
    expected.insert(0, "notprod".into());
    // A table that is added holds our entry alone.
    new == expected && (before == after || without_empty(after, keys) == before)
}

fn take(table: &mut toml::Table, keys: &[&str]) -> Option<Value> {
    match keys.split_first() {
        None => table.remove(KEY),
        Some((key, rest)) => take(table.get_mut(*key)?.as_table_mut()?, rest),
    }
}

fn without_empty(mut table: toml::Table, keys: &[&str]) -> toml::Table {
    if let Some((key, rest)) = keys.split_first()
        && let Some(Value::Table(inner)) = table.remove(*key)
    {
        let inner = without_empty(inner, rest);
        if !inner.is_empty() {
            table.insert((*key).to_owned(), Value::Table(inner));
        }
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEYS: &[&str] = &["tool", "pytest", "ini_options"];

    #[test]
    fn the_entry_is_added_and_the_rest_stays() {
        for (before, after) in [
            (
                "[tool.pytest.ini_options]  # ours\naddopts = '-q'   # keep\n",
                "[tool.pytest.ini_options]  # ours\nrequired_plugins = [\"notprod\"]\naddopts = '-q'   # keep\n",
            ),
            (
                "[project]\r\nname = 'x'\r\n",
                "[project]\r\nname = 'x'\r\n\r\n[tool.pytest.ini_options]\r\nrequired_plugins = [\"notprod\"]\r\n",
            ),
            (
                "[tool.x]\ny = 1",
                "[tool.x]\ny = 1\n\n[tool.pytest.ini_options]\nrequired_plugins = [\"notprod\"]\n",
            ),
            (
                "[tool.pytest.ini_options]\nrequired_plugins = [\n  'a', # b\n]\n",
                "[tool.pytest.ini_options]\nrequired_plugins = [\"notprod\", \n  'a', # b\n]\n",
            ),
            (
                "[tool.pytest.ini_options]\nrequired_plugins = 'a b'\n",
                "[tool.pytest.ini_options]\nrequired_plugins = 'notprod a b'\n",
            ),
            (
                "[tool.pytest.ini_options]\nrequired_plugins = []\n",
                "[tool.pytest.ini_options]\nrequired_plugins = [\"notprod\"]\n",
            ),
        ] {
            assert_eq!(edit(before, KEYS), Ok(Some(after.to_owned())), "{before}");
            assert_eq!(edit(after, KEYS), Ok(None), "{after}");
        }
    }

    #[test]
    fn what_cannot_be_edited_safely_is_left() {
        for (text, line) in [
            ("[tool.pytest]\nini_options = { addopts = '-q' }\n", None),
            ("[tool]\npytest.ini_options.addopts = '-q'\n", None),
            ("tool = { pytest = {} }\n", None),
            ("tool = 5\n", Some(1)),
            ("a = 1\nb = \n", Some(2)),
            ("[tool.pytest.ini_options]\nrequired_plugins = 5\n", Some(2)),
            (
                "[tool.pytest.ini_options]\nrequired_plugins = '''a'''\n",
                None,
            ),
        ] {
            assert_eq!(
                edit(text, KEYS).map_err(|left| left.line),
                Err(line),
                "{text}"
            );
        }
        let in_a_text = "x = '''\n[tool.pytest.ini_options]\n'''\n[tool.pytest.ini_options]\n";
        assert!(edit(in_a_text, KEYS).is_err());
    }
}
