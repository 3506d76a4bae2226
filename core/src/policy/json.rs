//! JSON with lines.
//!
//! `serde_json` decides whether a text is JSON; a second, smaller look then finds where each key
//! and value stands, which `serde_json` does not tell, and keeps keys that are there twice, of
//! which `serde_json` would drop one.

use super::document::{Lines, Member, Node, SyntaxError, Value};

/// Reads a text, which may begin with a byte order mark.
pub(super) fn read(text: &str) -> Result<Node, SyntaxError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    // Checks syntax, and bounds the depth for the look that follows.
    if let Err(error) = serde_json::from_str::<serde_json::Value>(text) {
        // A line break inside a string counts as the column before the next line.
        let line = error
            .line()
            .saturating_sub(usize::from(error.column() == 0));
        return Err(SyntaxError {
            line: u32::try_from(line.max(1)).ok(),
            message: without_position(&error.to_string()),
        });
    }
    let mut scanner = Scanner {
        text,
        at: 0,
        lines: Lines::of(text),
    };
    scanner.node().ok_or_else(|| SyntaxError {
        line: Some(scanner.lines.at(scanner.at)),
        message: "not understood".to_owned(),
    })
}

/// `serde_json` says the position in words, after the message.
fn without_position(message: &str) -> String {
    match message.rsplit_once(" at line ") {
        Some((front, _)) => front.to_owned(),
        None => message.to_owned(),
    }
}

/// Walks over a text that is known to be JSON; nothing is checked twice.
struct Scanner<'a> {
    text: &'a str,
    at: usize,
    lines: Lines,
}

impl<'a> Scanner<'a> {
    fn node(&mut self) -> Option<Node> {
        let first = self.peek()?;
        let line = Some(self.lines.at(self.at));
        let value = match first {
            b'{' => Value::Table(self.members()?),
            b'[' => Value::List(self.items()?),
            b'"' => Value::Text(self.string()?),
            b't' | b'f' => {
                self.bare();
                Value::Boolean
            }
            b'n' => {
                self.bare();
                Value::Null
            }
            _ => self.bare().parse().map_or(Value::Number, Value::Integer),
        };
        Some(Node { line, value })
    }

    fn members(&mut self) -> Option<Vec<Member>> {
        self.at += 1;
        let mut members = Vec::new();
        while self.peek()? != b'}' {
            let line = Some(self.lines.at(self.at));
            let key = self.string()?;
            self.eat(b':')?;
            let node = self.node()?;
            members.push(Member { key, line, node });
            if self.peek()? == b',' {
                self.at += 1;
            }
        }
        self.at += 1;
        Some(members)
    }

    fn items(&mut self) -> Option<Vec<Node>> {
        self.at += 1;
        let mut items = Vec::new();
        while self.peek()? != b']' {
            items.push(self.node()?);
            if self.peek()? == b',' {
                self.at += 1;
            }
        }
        self.at += 1;
        Some(items)
    }

    /// A string, unescaped by `serde_json`.
    fn string(&mut self) -> Option<String> {
        self.peek()?;
        let start = self.at;
        let rest = self.text.as_bytes().get(start + 1..)?;
        let mut escaped = false;
        let length = rest.iter().position(|byte| {
            let ends = *byte == b'"' && !escaped;
            escaped = *byte == b'\\' && !escaped;
            ends
        })?;
        self.at = start + length + 2;
        serde_json::from_str(self.text.get(start..self.at)?).ok()
    }

    /// A number or a word.
    fn bare(&mut self) -> &'a str {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let end = rest
            .find(|c: char| !c.is_ascii_alphanumeric() && !"+-.".contains(c))
            .unwrap_or(rest.len());
        self.at += end;
        rest.get(..end).unwrap_or_default()
    }

    fn eat(&mut self, byte: u8) -> Option<()> {
        if self.peek()? == byte {
            self.at += 1;
            return Some(());
        }
        None
    }

    /// The next byte that is no blank.
    fn peek(&mut self) -> Option<u8> {
        loop {
            match *self.text.as_bytes().get(self.at)? {
                b' ' | b'\t' | b'\n' | b'\r' => self.at += 1,
                byte => return Some(byte),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_and_values_know_their_lines() {
        let node = read(
            "\u{feff}{\n \"a\": 1.5e3,\n \"b\\u0021\": [\n  \"x\\\"y\\\\\",\n  {}, -3, null\n ]\n}",
        )
        .unwrap();
        assert_eq!(node.line, Some(1));
        assert_eq!(node.find("a")[0].node.value, Value::Number);
        let b = node.find("b!")[0];
        assert_eq!(b.line, Some(3));
        let Value::List(items) = &b.node.value else {
            panic!("{b:?}")
        };
        assert_eq!(items[0].line, Some(4));
        assert_eq!(items[0].value, Value::Text("x\"y\\".to_owned()));
        assert_eq!(items[1].value, Value::Table(Vec::new()));
        assert_eq!(items[2].value, Value::Integer(-3));
        assert_eq!(items[3].value, Value::Null);
        assert_eq!(items[3].line, Some(5));
    }

    #[test]
    fn repeated_keys_are_kept() {
        assert_eq!(read("{\"a\": 1, \"a\": 2}").unwrap().find("a").len(), 2);
    }

    #[test]
    fn a_syntax_error_has_its_line_and_quotes_nothing() {
        for text in [
            "{\n \"url\": \"hunter2\n}",
            "{\n \"url\": hunter2}",
            "{\n \"a\": 1,}",
        ] {
            let error = read(text).unwrap_err();
            assert_eq!(error.line, Some(2), "{text}");
            assert!(
                !error.message.contains("hunter2") && !error.message.contains("line"),
                "{}",
                error.message
            );
        }
        assert!(read(&"[".repeat(5000)).is_err());
        assert!(read("").is_err());
    }

    proptest::proptest! {
        #[test]
        fn what_serde_json_reads_is_read(text in "[\\[\\]{},:\" \\n\\\\u0-9a-f.e-]{0,24}") {
            let known = serde_json::from_str::<serde_json::Value>(&text).is_ok();
            proptest::prop_assert_eq!(read(&text).is_ok(), known, "{}", text);
        }
    }
}
