//! The grammar of npm's dotenv, which is one regular expression over the whole text; and env-cmd's.

use super::scan::{Scan, closings};
use super::{Line, Piece};

pub(super) fn lines(text: &str) -> Vec<Line> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut scan = Scan::new(&text);
    let mut lines = Vec::new();
    while !scan.is_done() {
        scan.take_while(is_space);
        let number = scan.line();
        match assignment(&mut scan) {
            Some((name, value)) => {
                lines.push(Line::new(name, vec![Piece::new(value, true)], number));
            }
            None => scan.skip_line(),
        }
    }
    lines
}

/// Name and value; the place is then behind the value, else where it was.
fn assignment<'a>(scan: &mut Scan<'a>) -> Option<(&'a str, String)> {
    // `export` may be a name, too: `export=1`.
    let mut exported = *scan;
    if exported.eat("export")
        && !exported.take_while(is_space).is_empty()
        && let Some(found) = named(&mut exported)
    {
        *scan = exported;
        return Some(found);
    }
    let mut plain = *scan;
    let found = named(&mut plain)?;
    *scan = plain;
    Some(found)
}

fn named<'a>(scan: &mut Scan<'a>) -> Option<(&'a str, String)> {
    let name = scan.take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-'));
    if name.is_empty() {
        return None;
    }
    let mut equals = *scan;
    equals.take_while(is_space);
    if equals.eat("=") {
        *scan = equals;
    } else {
        if !scan.eat(":") || !scan.peek().is_some_and(is_space) {
            return None;
        }
        let blank = scan.peek().map_or(0, char::len_utf8);
        scan.take(blank);
    }
    Some((name, value(scan)))
}

fn value(scan: &mut Scan<'_>) -> String {
    let mut quoted = *scan;
    quoted.take_while(is_space);
    if let Some(quote @ ('\'' | '"' | '`')) = quoted.peek() {
        let body = quoted.rest().get(1..).unwrap_or("");
        let end = closings(body, quote).find(|end| ends_line(body.get(end + 1..).unwrap_or("")));
        if let Some(end) = end {
            quoted.take(end + 2);
            let inside = body.get(..end).unwrap_or("");
            let value = match quote {
                '"' => unescape(inside),
                _ => inside.to_owned(),
            };
            quoted.skip_line();
            *scan = quoted;
            return value;
        }
    }
    let text = scan.take_while(|c| !matches!(c, '#' | '\n' | '\r'));
    let text = text.trim_matches(is_space);
    scan.skip_line();
    let bare = match text.chars().next() {
        Some(quote @ ('\'' | '"' | '`')) if text.len() > 1 => text
            .strip_prefix(quote)
            .and_then(|text| text.strip_suffix(quote)),
        _ => None,
    }
    .unwrap_or(text);
    if text.starts_with('"') {
        unescape(bare)
    } else {
        bare.to_owned()
    }
}

/// Whether nothing but blanks and a comment stands before the line ends.
fn ends_line(tail: &str) -> bool {
    let line = tail.split('\n').next().unwrap_or("");
    let line = line.trim_start_matches(is_space);
    line.is_empty() || line.starts_with('#')
}

fn unescape(text: &str) -> String {
    text.replace("\\n", "\n").replace("\\r", "\r")
}

/// JavaScript's `\s`.
fn is_space(c: char) -> bool {
    (c.is_whitespace() && c != '\u{85}') || c == '\u{feff}'
}

/// env-cmd: comments out, then everything around the first `=` of each line.
pub(super) fn env_cmd(text: &str) -> Vec<Line> {
    let mut scan = Scan::new(text);
    let mut lines = Vec::new();
    while !scan.is_done() {
        let number = scan.line();
        let line = scan.take_while(|c| !matches!(c, '\n' | '\r'));
        scan.skip_line();
        // The name has at least one character, even where that is a `=`.
        let Some(first) = line.chars().next().map(char::len_utf8) else {
            continue;
        };
        let Some(equals) = line.get(first..).and_then(|rest| rest.find('=')) else {
            continue;
        };
        let (name, value) = line.split_at_checked(first + equals).unwrap_or((line, ""));
        let name = name.trim_matches(is_space);
        if name.starts_with('#') {
            continue;
        }
        let value = value.get(1..).unwrap_or("").trim_matches(is_space);
        let value = match value.chars().next() {
            Some(quote @ ('\'' | '"')) => {
                let end = value.rfind(quote).unwrap_or(0);
                // `slice(1, 0)` of a lone quote is empty.
                value.get(1..end).unwrap_or("")
            }
            _ => value.split('#').next().unwrap_or("").trim_matches(is_space),
        };
        let value = value.replace("\\n", "\n");
        lines.push(Line::new(name, vec![Piece::new(value, false)], number));
    }
    lines
}
