//! python-dotenv's grammar, from its `parser.py`: a line that it cannot read is skipped.

use super::scan::{Scan, closings};
use super::{Line, Piece, Said, kept};

pub(super) fn lines(text: &str) -> Vec<Line> {
    // Python opens text files so.
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    // From 1.2.2 on a byte order mark is dropped; before, it spoils the first name.
    let mut scan = Scan::new(text.strip_prefix('\u{feff}').unwrap_or(&text));
    let mut said = Vec::new();
    while !scan.is_done() {
        scan.take_while(is_space);
        if scan.is_done() {
            break;
        }
        match binding(&mut scan) {
            Ok(line) => said.extend(line),
            Err(Unread) => scan.skip_line(),
        }
    }
    kept(said)
}

struct Unread;

/// `Ok(None)` for a comment.
fn binding(scan: &mut Scan<'_>) -> Result<Option<Said>, Unread> {
    let number = scan.line();
    let mut after = *scan;
    if after.eat("export") && !after.take_while(is_blank).is_empty() {
        *scan = after;
    }
    let name = name(scan)?;
    scan.take_while(is_blank);
    let pieces = match (name, scan.eat("=")) {
        (Some(_), true) => {
            scan.take_while(is_blank);
            Some(value(scan)?)
        }
        (None, true) => return Err(Unread),
        _ => None,
    };
    let mut comment = *scan;
    comment.take_while(is_blank);
    if comment.peek() == Some('#') {
        comment.take_while(|c| !matches!(c, '\r' | '\n'));
        *scan = comment;
    }
    scan.take_while(is_blank);
    if !scan.is_done() && !matches!(scan.peek(), Some('\n' | '\r')) {
        return Err(Unread);
    }
    scan.skip_line();
    Ok(name.map(|name| match pieces {
        Some(pieces) => Said::Set(Line::new(name, pieces, number)),
        None => Said::Unset(name.to_owned()),
    }))
}

/// None before a comment.
fn name<'a>(scan: &mut Scan<'a>) -> Result<Option<&'a str>, Unread> {
    match scan.peek() {
        Some('#') => return Ok(None),
        Some('\'') => {
            let mut quoted = *scan;
            quoted.take(1);
            let name = quoted.take_while(|c| c != '\'');
            if name.is_empty() || !quoted.eat("'") {
                return Err(Unread);
            }
            *scan = quoted;
            return Ok(Some(name));
        }
        _ => {}
    }
    let name = scan.take_while(|c| !matches!(c, '=' | '#') && !is_space(c));
    (!name.is_empty()).then_some(Some(name)).ok_or(Unread)
}

fn value(scan: &mut Scan<'_>) -> Result<Vec<Piece>, Unread> {
    let text = match scan.peek() {
        Some(quote @ ('\'' | '"')) => {
            let body = scan.rest().get(1..).unwrap_or("");
            let end = closings(body, quote).next().ok_or(Unread)?;
            let inside = body.get(..end).unwrap_or("");
            scan.take(end + 2);
            unescape(inside, if quote == '"' { "\\'\"abfnrtv" } else { "\\'" })
        }
        _ => {
            let line = scan.take_while(|c| !matches!(c, '\r' | '\n'));
            // A comment begins at a `#` with a blank before it.
            let mut end = line.len();
            let mut blank = false;
            for (at, c) in line.char_indices() {
                if c == '#' && blank {
                    end = at;
                    break;
                }
                blank = is_space(c);
            }
            line.get(..end)
                .unwrap_or("")
                .trim_end_matches(is_space)
                .to_owned()
        }
    };
    Ok(vec![Piece::new(text, true)])
}

fn unescape(text: &str, known: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let Some(next) = chars.next_if(|next| c == '\\' && known.contains(*next)) else {
            out.push(c);
            continue;
        };
        out.push(match next {
            'a' => '\u{7}',
            'b' => '\u{8}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'v' => '\u{b}',
            other => other,
        });
    }
    out
}

/// Python's `\s`.
fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{1c}'..='\u{1f}')
}

fn is_blank(c: char) -> bool {
    is_space(c) && !matches!(c, '\r' | '\n')
}
