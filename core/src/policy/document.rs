//! A document as a tree in which each key and value knows its line.
//!
//! Policies are read from TOML and from JSON; what comes after this file does not see which. A
//! message never quotes the file: `package.json` and `pyproject.toml` belong to others, and may
//! hold what must not be printed.

use super::json;
use toml::de::{DeTable, DeValue};

/// A value and the line on which it begins.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Node {
    /// The line in the file, from 1.
    pub(super) line: Option<u32>,
    /// The value.
    pub(super) value: Value,
}

/// A value, as far as a policy needs to tell values apart.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    /// A text, unescaped.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// Any other number, also a whole one that is too large.
    Number,
    /// True or false.
    Boolean,
    /// A day of the calendar, without a time.
    Date(Date),
    /// A time, with or without a date.
    Time,
    /// JSON's null.
    Null,
    /// A list.
    List(Vec<Node>),
    /// A table, in the order of the file. A JSON file may repeat a key: both are here.
    Table(Vec<Member>),
}

/// A key with its value.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Member {
    /// The key, unescaped.
    pub(super) key: String,
    /// The line of the key, from 1.
    pub(super) line: Option<u32>,
    /// The value.
    pub(super) node: Node,
}

/// A day as it was written; it may not exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Date {
    pub(super) year: u16,
    pub(super) month: u8,
    pub(super) day: u8,
}

/// Why a text is no document: the line, and what the parser says of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SyntaxError {
    pub(super) line: Option<u32>,
    pub(super) message: String,
}

impl Node {
    /// The type, with its article, for messages.
    pub(super) fn kind(&self) -> &'static str {
        match &self.value {
            Value::Text(_) => "a string",
            Value::Integer(_) => "an integer",
            Value::Number => "a number",
            Value::Boolean => "a boolean",
            Value::Date(_) => "a date",
            Value::Time => "a time",
            Value::Null => "null",
            Value::List(_) => "a list",
            Value::Table(_) => "a table",
        }
    }

    /// The values of a key of a table, each with the line of its key: none where the node is no
    /// table or has no such key, more than one where a JSON file repeats it.
    pub(super) fn find(&self, key: &str) -> Vec<&Member> {
        match &self.value {
            Value::Table(members) => members.iter().filter(|m| m.key == key).collect(),
            _ => Vec::new(),
        }
    }
}

/// Reads TOML.
pub(super) fn from_toml(text: &str) -> Result<Node, SyntaxError> {
    let lines = Lines::of(text);
    let table = DeTable::parse(text).map_err(|error| SyntaxError {
        line: error.span().map(|span| lines.at(span.start)),
        message: error.message().to_owned(),
    })?;
    Ok(Node {
        line: Some(1),
        value: toml_table(table.get_ref(), &lines),
    })
}

/// Reads JSON.
pub(super) fn from_json(text: &str) -> Result<Node, SyntaxError> {
    json::read(text)
}

fn toml_table(table: &DeTable<'_>, lines: &Lines) -> Value {
    let mut members: Vec<Member> = table
        .iter()
        .map(|(key, value)| Member {
            key: key.get_ref().to_string(),
            line: Some(lines.at(key.span().start)),
            node: Node {
                line: Some(lines.at(value.span().start)),
                value: toml_value(value.get_ref(), lines),
            },
        })
        .collect();
    // The parser sorts by key; the first error should be the first in the file.
    members.sort_by_key(|member| member.line);
    Value::Table(members)
}

fn toml_value(value: &DeValue<'_>, lines: &Lines) -> Value {
    match value {
        DeValue::String(text) => Value::Text(text.to_string()),
        DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix())
            .map_or(Value::Number, Value::Integer),
        DeValue::Float(_) => Value::Number,
        DeValue::Boolean(_) => Value::Boolean,
        DeValue::Datetime(when) => match (&when.date, &when.time) {
            (Some(date), None) => Value::Date(Date {
                year: date.year,
                month: date.month,
                day: date.day,
            }),
            _ => Value::Time,
        },
        DeValue::Array(items) => Value::List(
            items
                .iter()
                .map(|item| Node {
                    line: Some(lines.at(item.span().start)),
                    value: toml_value(item.get_ref(), lines),
                })
                .collect(),
        ),
        DeValue::Table(table) => toml_table(table, lines),
    }
}

/// Where the lines of a text begin.
pub(super) struct Lines {
    starts: Vec<usize>,
}

impl Lines {
    pub(super) fn of(text: &str) -> Lines {
        Lines {
            starts: text.match_indices('\n').map(|(at, _)| at + 1).collect(),
        }
    }

    /// The line, from 1, of a byte.
    pub(super) fn at(&self, byte: usize) -> u32 {
        let before = self.starts.partition_point(|start| *start <= byte);
        u32::try_from(before + 1).unwrap_or(u32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn toml_keys_and_values_know_their_lines() {
        let node = from_toml("\n[a]\nb = [\n  \"x\",\n  2,\n]\nc = 2027-01-31\n").unwrap();
        let a = node.find("a")[0];
        assert_eq!(a.line, Some(2));
        let b = a.node.find("b")[0];
        assert_eq!(b.line, Some(3));
        let Value::List(items) = &b.node.value else {
            panic!("{b:?}")
        };
        assert_eq!(items[0].line, Some(4));
        assert_eq!(items[1].line, Some(5));
        assert_eq!(items[1].value, Value::Integer(2));
        let c = a.node.find("c")[0];
        assert_eq!(c.line, Some(7));
        assert_eq!(
            c.node.value,
            Value::Date(Date {
                year: 2027,
                month: 1,
                day: 31
            })
        );
    }

    #[test]
    fn members_stand_in_the_order_of_the_file() {
        let node = from_toml("z = 1\na = 2\n").unwrap();
        let Value::Table(members) = node.value else {
            panic!("a table")
        };
        let keys: Vec<&str> = members.iter().map(|m| m.key.as_str()).collect();
        assert_eq!(keys, ["z", "a"]);
    }

    #[test]
    fn every_type_has_a_name() {
        for (text, kind) in [
            ("k = 'x'", "a string"),
            ("k = 1_000", "an integer"),
            ("k = 0x10", "an integer"),
            ("k = 99999999999999999999", "a number"),
            ("k = 1.5", "a number"),
            ("k = true", "a boolean"),
            ("k = 2027-01-31", "a date"),
            ("k = 2027-01-31T10:00:00Z", "a time"),
            ("k = 10:00:00", "a time"),
            ("k = []", "a list"),
            ("k = {}", "a table"),
        ] {
            assert_eq!(
                from_toml(text).unwrap().find("k")[0].node.kind(),
                kind,
                "{text}"
            );
        }
    }

    #[test]
    fn a_syntax_error_has_its_line_and_quotes_nothing() {
        let error = from_toml("a = 1\nurl = \"postgres://u:hunter2@h/db\" x\n").unwrap_err();
        assert_eq!(error.line, Some(2));
        assert!(!error.message.contains("hunter2"), "{}", error.message);
        assert!(!error.message.contains('\n'), "{}", error.message);
        assert_eq!(from_toml("a = 1\n\na = 2\n").unwrap_err().line, Some(3));
    }
}
