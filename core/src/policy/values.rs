//! Values of a policy, read strictly: a wrong type, an unknown key or a blank text is an error
//! with its place.

use super::document::{Date, Member, Node, Value};
use super::pattern::shown;
use crate::error::{Error, ErrorKind};
use crate::source::{Source, SourceKind};
use std::sync::Arc;
use std::time::Duration;

/// The file that is read, for the places of errors and entries.
pub(super) struct Place<'a> {
    /// The file as it is shown.
    pub(super) file: &'a Arc<str>,
}

/// A text of a list, and where it stands.
pub(super) struct Written<'n> {
    pub(super) text: &'n str,
    pub(super) source: Source,
}

impl Place<'_> {
    pub(super) fn source(&self, line: Option<u32>) -> Source {
        Source::line(SourceKind::Policy, self.file, line)
    }

    pub(super) fn error(&self, line: Option<u32>, message: impl Into<String>) -> Error {
        Error::new(ErrorKind::Policy, message).at(self.source(line))
    }

    /// The keys of a table: each known, none twice.
    pub(super) fn members<'n>(
        &self,
        node: &'n Node,
        table: &str,
        known: &[&str],
    ) -> Result<&'n [Member], Error> {
        let members = self.table(node, table)?;
        for (index, member) in members.iter().enumerate() {
            let key = member.key.as_str();
            if !known.contains(&key) {
                let message = match table {
                    "" => format!("{} is no key of a policy", shown(key)),
                    _ => format!("{} is no key of `{table}`", shown(key)),
                };
                return Err(self
                    .error(member.line, message)
                    .help(suggestion(key, known)));
            }
            self.refuse_twice(members, index, member)?;
        }
        Ok(members)
    }

    /// The members of a table whose keys are names of the user's.
    pub(super) fn table<'n>(&self, node: &'n Node, name: &str) -> Result<&'n [Member], Error> {
        match &node.value {
            Value::Table(members) => Ok(members),
            _ => {
                let name = if name.is_empty() { "policy" } else { name };
                Err(self.wrong_type(node, name, "a table"))
            }
        }
    }

    /// Refuses a key that stands twice; `serde_json` would take the last, and a denial be lost.
    pub(super) fn refuse_twice(
        &self,
        members: &[Member],
        index: usize,
        member: &Member,
    ) -> Result<(), Error> {
        if members
            .iter()
            .take(index)
            .any(|earlier| earlier.key == member.key)
        {
            return Err(self.error(member.line, format!("{} stands twice", shown(&member.key))));
        }
        Ok(())
    }

    pub(super) fn wrong_type(&self, node: &Node, key: &str, expected: &str) -> Error {
        self.error(
            node.line,
            format!("`{key}`: expected {expected}, found {}", node.kind()),
        )
    }

    /// A text that is not blank.
    pub(super) fn text<'n>(&self, node: &'n Node, key: &str) -> Result<&'n str, Error> {
        match &node.value {
            Value::Text(text) if text.trim().is_empty() => {
                Err(self.error(node.line, format!("`{key}` is blank")))
            }
            Value::Text(text) => Ok(text.trim()),
            _ => Err(self.wrong_type(node, key, "a string")),
        }
    }

    /// A list of texts, none blank.
    pub(super) fn texts<'n>(&self, node: &'n Node, key: &str) -> Result<Vec<Written<'n>>, Error> {
        let Value::List(items) = &node.value else {
            return Err(self.wrong_type(node, key, "a list of strings"));
        };
        items
            .iter()
            .map(|item| match &item.value {
                Value::Text(text) if text.trim().is_empty() => {
                    Err(self.error(item.line, format!("`{key}` holds a blank entry")))
                }
                Value::Text(text) => Ok(Written {
                    text: text.trim(),
                    source: self.source(item.line),
                }),
                _ => {
                    let message = format!(
                        "`{key}`: expected a list of strings, found {} in it",
                        item.kind()
                    );
                    Err(self.error(item.line, message))
                }
            })
            .collect()
    }

    /// One of a few words.
    pub(super) fn choice<T: Copy>(
        &self,
        node: &Node,
        key: &str,
        choices: &[(&str, T)],
    ) -> Result<T, Error> {
        let text = self.text(node, key)?;
        if let Some((_, value)) = choices.iter().find(|(name, _)| *name == text) {
            return Ok(*value);
        }
        let names: Vec<&str> = choices.iter().map(|(name, _)| *name).collect();
        let message = format!("`{key}`: {} is none of its values", shown(text));
        Err(self
            .error(node.line, message)
            .help(suggestion(text, &names)))
    }

    /// A time such as `3s` or `500ms`, longer than nothing.
    pub(super) fn duration(&self, node: &Node, key: &str) -> Result<Duration, Error> {
        let expected = "a time such as \"3s\" or \"500ms\"";
        let Value::Text(text) = &node.value else {
            return Err(self.wrong_type(node, key, expected));
        };
        let read = |digits: &str| -> Option<u64> {
            let plain = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
            digits.parse().ok().filter(|number| plain && *number > 0)
        };
        let text = text.trim();
        let duration = match text.strip_suffix("ms") {
            Some(digits) => read(digits).map(Duration::from_millis),
            None => text
                .strip_suffix('s')
                .and_then(read)
                .map(Duration::from_secs),
        };
        duration.ok_or_else(|| {
            let message = format!("`{key}`: {} is no time above zero", shown(text));
            self.error(node.line, message)
                .help(format!("write {expected}"))
        })
    }

    /// A whole number, zero or more.
    pub(super) fn count(&self, node: &Node, key: &str) -> Result<u64, Error> {
        match node.value {
            Value::Integer(number) => u64::try_from(number).map_err(|_| {
                self.error(node.line, format!("`{key}`: expected no negative number"))
            }),
            _ => Err(self.wrong_type(node, key, "an integer")),
        }
    }

    /// A day, as a TOML date or `"2027-01-31"`: days since 1970-01-01.
    pub(super) fn day(&self, node: &Node, key: &str) -> Result<i64, Error> {
        let date = match &node.value {
            Value::Date(date) => Some(*date),
            Value::Text(text) => date_of_text(text.trim()),
            _ => return Err(self.wrong_type(node, key, "a date such as 2027-01-31")),
        };
        date.and_then(days_since_1970).ok_or_else(|| {
            self.error(node.line, format!("`{key}` is no day of the calendar"))
                .help("write a date such as 2027-01-31")
        })
    }
}

/// The nearest of the known words, or all of them where none is near.
pub(super) fn suggestion(word: &str, known: &[&str]) -> String {
    let lower = word.to_lowercase();
    let nearest = known
        .iter()
        .map(|name| (strsim::jaro_winkler(&lower, name), name))
        .max_by(|(one, _), (other, _)| one.total_cmp(other));
    match nearest {
        Some((likeness, name)) if likeness >= 0.8 => format!("did you mean `{name}`?"),
        _ => {
            let names: Vec<String> = known.iter().map(|name| format!("`{name}`")).collect();
            format!("write one of {}", names.join(", "))
        }
    }
}

fn date_of_text(text: &str) -> Option<Date> {
    let mut parts = text.split('-');
    let mut number = |length: usize| -> Option<u16> {
        let part = parts.next()?;
        let plain = part.len() == length && part.bytes().all(|b| b.is_ascii_digit());
        part.parse().ok().filter(|_| plain)
    };
    let date = Date {
        year: number(4)?,
        month: u8::try_from(number(2)?).ok()?,
        day: u8::try_from(number(2)?).ok()?,
    };
    parts.next().is_none().then_some(date)
}

/// Counts days by the Gregorian calendar; none where the day does not exist.
fn days_since_1970(date: Date) -> Option<i64> {
    let (year, month, day) = (
        i64::from(date.year),
        i64::from(date.month),
        i64::from(date.day),
    );
    let leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    let length = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => return None,
    };
    if !(1..=length).contains(&day) {
        return None;
    }
    // Years begin in March here, so that the leap day is the last of its year.
    let shifted = if month <= 2 { year - 1 } else { year };
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let days =
        365 * shifted + shifted.div_euclid(4) - shifted.div_euclid(100) + shifted.div_euclid(400);
    Some(days + day_of_year - 719_468)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::document::from_toml;

    fn with<T>(
        value: &str,
        read: impl Fn(&Place<'_>, &Node) -> Result<T, Error>,
    ) -> Result<T, String> {
        let file: Arc<str> = "notprod.toml".into();
        let document = from_toml(&format!("\nkey = {value}\n")).unwrap();
        read(&Place { file: &file }, &document.find("key")[0].node)
            .map_err(|error| error.to_string())
    }

    #[test]
    fn times() {
        let read = |value: &str| with(value, |place, node| place.duration(node, "live.timeout"));
        assert_eq!(read("'3s'"), Ok(Duration::from_secs(3)));
        assert_eq!(read("'500ms'"), Ok(Duration::from_millis(500)));
        for value in [
            "'3'",
            "'0s'",
            "'s'",
            "'-1s'",
            "'+1s'",
            "'1.5s'",
            "'3m'",
            "''",
            "'99999999999999999999s'",
        ] {
            assert!(
                read(value).unwrap_err().contains("is no time above zero"),
                "{value}"
            );
        }
        assert_eq!(
            read("3").unwrap_err(),
            "notprod.toml:2: `live.timeout`: expected a time such as \"3s\" or \"500ms\", found an integer"
        );
    }

    #[test]
    fn days() {
        let read = |value: &str| with(value, |place, node| place.day(node, "expires"));
        for (value, days) in [
            ("1970-01-01", 0),
            ("'1970-01-02'", 1),
            ("1969-12-31", -1),
            ("2000-02-29", 11_016),
            ("2000-03-01", 11_017),
            ("2024-12-31", 20_088),
            ("2027-01-31", 20_849),
        ] {
            assert_eq!(read(value), Ok(days), "{value}");
        }
        for value in [
            "'2027-02-30'",
            "'2027-13-01'",
            "'2027-00-01'",
            "'27-01-01'",
            "'2027-1-1'",
            "'2027-01-01-01'",
            "'soon'",
        ] {
            let message = read(value).unwrap_err();
            assert_eq!(
                message, "notprod.toml:2: `expires` is no day of the calendar",
                "{value}"
            );
        }
        assert!(
            read("2027-01-31T00:00:00Z")
                .unwrap_err()
                .ends_with("found a time")
        );
        assert!(read("20270131").unwrap_err().ends_with("found an integer"));
    }

    #[test]
    fn counts() {
        let read = |value: &str| with(value, |place, node| place.count(node, "live.max_rows"));
        assert_eq!(read("100_000"), Ok(100_000));
        assert!(
            read("-1")
                .unwrap_err()
                .ends_with("expected no negative number")
        );
        assert!(
            read("'5'")
                .unwrap_err()
                .ends_with("expected an integer, found a string")
        );
        assert!(
            read("1.5")
                .unwrap_err()
                .ends_with("expected an integer, found a number")
        );
    }

    #[test]
    fn lists_and_texts() {
        let list = |value: &str| {
            with(value, |place, node| {
                Ok(place
                    .texts(node, "databases.test")?
                    .iter()
                    .map(|w| (w.text.to_owned(), w.source.line))
                    .collect::<Vec<_>>())
            })
        };
        assert_eq!(
            list("[\n 'a', \n ' b ']"),
            Ok(vec![("a".to_owned(), Some(3)), ("b".to_owned(), Some(4))])
        );
        for (value, message) in [
            (
                "5",
                "notprod.toml:2: `databases.test`: expected a list of strings, found an integer",
            ),
            (
                "'a'",
                "notprod.toml:2: `databases.test`: expected a list of strings, found a string",
            ),
            (
                "['a',\n 5]",
                "notprod.toml:3: `databases.test`: expected a list of strings, found an integer in it",
            ),
            (
                "['a',\n ' ']",
                "notprod.toml:3: `databases.test` holds a blank entry",
            ),
        ] {
            assert_eq!(list(value).unwrap_err(), message);
        }
        let text = |value: &str| {
            with(value, |place, node| {
                place.text(node, "reason").map(str::to_owned)
            })
        };
        assert_eq!(text("' x '"), Ok("x".to_owned()));
        assert_eq!(text("''").unwrap_err(), "notprod.toml:2: `reason` is blank");
        assert!(
            text("true")
                .unwrap_err()
                .ends_with("expected a string, found a boolean")
        );
    }

    #[test]
    fn the_nearest_word_is_suggested() {
        let known = ["environment", "databases", "sources", "live", "rules"];
        assert_eq!(suggestion("database", &known), "did you mean `databases`?");
        assert_eq!(suggestion("RULE", &known), "did you mean `rules`?");
        assert_eq!(
            suggestion("zzz", &known),
            "write one of `environment`, `databases`, `sources`, `live`, `rules`"
        );
    }
}
