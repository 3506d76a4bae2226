//! Reads a dotenv file as a person would, and tells where readers may not agree.

use super::{Document, Line, Piece};

/// Reads a file's text. Every text is a file; what is no assignment is skipped, as most readers do.
pub fn parse(text: &str) -> Document {
    let mut document = Document::default();
    let mut cursor = Cursor {
        rest: text.strip_prefix('\u{feff}').unwrap_or(text),
        line: 1,
    };
    while !cursor.rest.is_empty() {
        cursor.statement(&mut document);
    }
    document
}

struct Cursor<'a> {
    rest: &'a str,
    line: u32,
}

impl<'a> Cursor<'a> {
    fn statement(&mut self, document: &mut Document) {
        let line = self.line;
        let current = self.current();
        let Some((name, value)) = assignment(current) else {
            self.next_line();
            return;
        };
        let name = name.to_owned();
        let quote = value
            .chars()
            .next()
            .filter(|c| matches!(c, '"' | '\'' | '`'));
        let mut push = |value: String, expands: bool, disputed: Option<&'static str>| {
            document.lines.push(Line {
                name: name.clone(),
                pieces: if expands {
                    unescaped_dollars(&value)
                } else {
                    vec![Piece::new(value, false)]
                },
                number: line,
                disputed,
            });
        };
        if let Some(quote) = quote {
            let start = current.len() - value.len() + quote.len_utf8();
            let body = self.rest.get(start..).unwrap_or("");
            if let Some(end) = closing(body, quote) {
                let inside = body.get(..end).unwrap_or("");
                let tail = body.get(end + quote.len_utf8()..).unwrap_or("");
                let tail_line = tail.split(['\n', '\r']).next().unwrap_or("");
                let after = tail_line.trim();
                let disputed = (!after.is_empty() && !after.starts_with('#')).then_some(
                    "text follows the closing quote, which some readers add to the value",
                );
                push(
                    if quote == '"' {
                        unescape(inside)
                    } else {
                        inside.to_owned()
                    },
                    quote != '\'',
                    disputed,
                );
                self.skip(start + end + quote.len_utf8());
                self.next_line();
                return;
            }
            if document.open_quote.is_none() {
                document.open_quote = Some(line);
            }
        }
        let (value, disputed) = unquoted(value);
        push(value.to_owned(), true, disputed);
        self.next_line();
    }

    /// The current line, without its end.
    fn current(&self) -> &'a str {
        self.rest.split(['\n', '\r']).next().unwrap_or("")
    }

    fn skip(&mut self, bytes: usize) {
        let (passed, rest) = self.rest.split_at_checked(bytes).unwrap_or((self.rest, ""));
        self.line += count_lines(passed);
        self.rest = rest;
    }

    fn next_line(&mut self) {
        let line = self.current().len();
        self.rest = self.rest.get(line..).unwrap_or("");
        let end = if self.rest.starts_with("\r\n") {
            2
        } else {
            usize::from(!self.rest.is_empty())
        };
        self.rest = self.rest.get(end..).unwrap_or("");
        self.line += u32::from(end > 0);
    }
}

fn count_lines(text: &str) -> u32 {
    let ends =
        text.matches('\n').count() + text.matches('\r').count() - text.matches("\r\n").count();
    u32::try_from(ends).unwrap_or(u32::MAX)
}

/// Name and value of a line, the value from its first character on. `KEY: value` is read by some.
fn assignment(line: &str) -> Option<(&str, &str)> {
    let line = line.trim_start();
    let body = line
        .strip_prefix("export")
        .filter(|r| r.starts_with([' ', '\t']))
        .map_or(line, str::trim_start);
    let end = body
        .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-')))
        .unwrap_or(body.len());
    let (name, after) = body.split_at_checked(end)?;
    let after_blank = after.trim_start_matches([' ', '\t']);
    let value = after_blank.strip_prefix('=').or_else(|| {
        after
            .strip_prefix(':')
            .filter(|value| value.is_empty() || value.starts_with([' ', '\t']))
    })?;
    let starts_well = name
        .bytes()
        .next()
        .is_some_and(|b| b.is_ascii_alphabetic() || b == b'_');
    starts_well.then(|| (name, value.trim_start_matches([' ', '\t'])))
}

/// An unquoted value: a `#` after a blank begins a comment for everybody, one inside a word only
/// for some.
fn unquoted(value: &str) -> (&str, Option<&'static str>) {
    let mut last = None;
    for (at, c) in value.char_indices() {
        if c == '#' && last.is_none_or(|l: char| l == ' ' || l == '\t') {
            let kept = value.get(..at).unwrap_or("").trim_end();
            return (kept, kept.contains('#').then_some(CUT));
        }
        last = Some(c);
    }
    let kept = value.trim_end();
    (kept, kept.contains('#').then_some(CUT))
}

const CUT: &str = "some readers cut the value at `#`, others keep it; quote it";

/// The closing quote of a text that begins behind the opening one.
pub(super) fn closing(body: &str, quote: char) -> Option<usize> {
    let mut escaped = false;
    for (at, c) in body.char_indices() {
        if escaped {
            escaped = false;
        } else if c == '\\' && quote == '"' {
            escaped = true;
        } else if c == quote {
            return Some(at);
        }
    }
    None
}

/// `\$` stands for itself.
fn unescaped_dollars(value: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for (at, part) in value.split("\\$").enumerate() {
        if at > 0 {
            pieces.push(Piece::new("$", false));
        }
        if !part.is_empty() {
            pieces.push(Piece::new(part, true));
        }
    }
    pieces
}

fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            out.push(c);
            continue;
        }
        match chars.next() {
            Some('n') => out.push('\n'),
            Some('r') => out.push('\r'),
            Some('t') => out.push('\t'),
            // `\$` stays for the expansion to see.
            Some('$') => out.push_str("\\$"),
            Some(other) => out.push(other),
            None => out.push('\\'),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(text: &str) -> Vec<(String, String, u32)> {
        parse(text)
            .lines
            .iter()
            .map(|l| (l.name.clone(), l.value(), l.number))
            .collect()
    }

    fn one(text: &str) -> (String, bool) {
        let document = parse(text);
        let line = document.lines.first().expect("a line");
        (line.value(), line.disputed.is_some())
    }

    #[test]
    fn plain_lines() {
        for (text, value, disputed) in [
            ("A=b", "b", false),
            ("A = b ", "b", false),
            ("export A=b", "b", false),
            ("A=b # comment", "b", false),
            ("A=#comment", "", false),
            ("A=b#c", "b#c", true),
            ("A=\"b # c\" # d", "b # c", false),
            ("A='b${C}'", "b${C}", false),
            ("A=\"b\"c", "b", true),
            ("A=\"a\\\"b\"", "a\"b", false),
            ("A: b", "b", false),
            ("\u{feff}A=b", "b", false),
        ] {
            assert_eq!(one(text), (value.to_owned(), disputed), "{text}");
        }
        assert!(parse("# A=b\n\n=x\nnothing\n1A=b\n").lines.is_empty());
    }

    #[test]
    fn lines_are_counted_whatever_ends_them() {
        let expected = |a: u32, b: u32| {
            vec![
                ("A".to_owned(), "1".to_owned(), a),
                ("B".to_owned(), "2".to_owned(), b),
            ]
        };
        assert_eq!(values("A=1\nB=2"), expected(1, 2));
        assert_eq!(values("A=1\r\n\r\nB=2\r\n"), expected(1, 3));
        assert_eq!(values("A=1\rB=2\r"), expected(1, 2));
        assert_eq!(
            values("K=\"x\ny\nz\"\nA=1\nB=2")
                .get(1..)
                .map(<[_]>::to_vec),
            Some(expected(4, 5))
        );
    }

    #[test]
    fn an_open_quote_is_told_and_the_lines_after_it_are_kept() {
        let document = parse("A=1\nB=\"oops\nC=2\n");
        assert_eq!(document.open_quote, Some(2));
        assert_eq!(document.lines.len(), 3);
    }
}
