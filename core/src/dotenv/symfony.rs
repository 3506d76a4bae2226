//! The grammar of Symfony's Dotenv: one line that it cannot read makes it stop, and so does a byte
//! order mark.

use super::scan::Scan;
use super::{Line, Piece, Refused};

pub(super) fn lines(text: &str) -> Result<Vec<Line>, Refused> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut scan = Scan::new(&text);
    let mut lines = Vec::new();
    skip_empty(&mut scan);
    while !scan.is_done() {
        let number = scan.line();
        let found = name(&mut scan).and_then(|name| Ok((name, value(&mut scan)?)));
        let (name, pieces) = found.map_err(|reason| Refused {
            line: scan.line(),
            reason,
        })?;
        lines.push(Line::new(name, pieces, number));
        skip_empty(&mut scan);
    }
    Ok(lines)
}

fn skip_empty(scan: &mut Scan<'_>) {
    loop {
        let blanks = scan.take_while(is_space);
        if scan.peek() == Some('#') {
            scan.take_while(|c| c != '\n');
        } else if blanks.is_empty() {
            return;
        }
    }
}

fn name<'a>(scan: &mut Scan<'a>) -> Result<&'a str, &'static str> {
    let mut exported = *scan;
    if exported.eat("export") && !exported.take_while(is_blank).is_empty() {
        *scan = exported;
    }
    let rest = scan.rest();
    let letters = rest.strip_prefix('_').unwrap_or(rest);
    if !letters.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return Err("the name is not valid");
    }
    let name = scan.take_while(|c| c.is_ascii_alphanumeric() || c == '_');
    match scan.peek() {
        Some('=') => {
            scan.take(1);
            Ok(name)
        }
        Some(c) if is_blank(c) => Err("a blank follows the name"),
        _ => Err("no `=` follows the name"),
    }
}

fn value(scan: &mut Scan<'_>) -> Result<Vec<Piece>, &'static str> {
    let mut empty = *scan;
    empty.take_while(is_blank);
    if empty.is_done() || matches!(empty.peek(), Some('\n' | '#')) {
        empty.take_while(|c| c != '\n');
        *scan = empty;
        return Ok(Vec::new());
    }
    if scan.peek().is_some_and(is_blank) {
        return Err("a blank stands before the value");
    }
    let mut pieces = Vec::new();
    while let Some(c) = scan.peek().filter(|c| *c != '\n') {
        match c {
            '\'' => {
                scan.take(1);
                let inside = scan.take_while(|c| c != '\'');
                if !scan.eat("'") {
                    return Err("a quote is never closed");
                }
                pieces.push(Piece::new(inside, false));
            }
            '"' => pieces.push(Piece::new(closed(double(scan)?)?, true)),
            _ => {
                let text = closed(bare(scan)?)?;
                // What holds a blank must hold a variable or an escape, too.
                if text.contains(is_space) && !text.contains('$') && !text.contains("\\\\") {
                    return Err("a value with blanks must stand in quotes");
                }
                pieces.push(Piece::new(text, true));
                if scan.peek() == Some('#') {
                    scan.take_while(|c| c != '\n');
                }
            }
        }
    }
    Ok(pieces)
}

/// Symfony stops at a `${NAME` that no `}` follows at once, or after a default.
fn closed(text: String) -> Result<String, &'static str> {
    for (at, _) in text.match_indices("${") {
        let before = text.get(..at).unwrap_or("");
        let slashes = before.len() - before.trim_end_matches('\\').len();
        let inside = text.get(at + 2..).unwrap_or("");
        let letters = inside.strip_prefix('_').unwrap_or(inside);
        if slashes % 2 == 1 || !letters.starts_with(|c: char| c.is_ascii_alphabetic()) {
            continue;
        }
        let rest = inside.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '_');
        let has_default = rest.starts_with(":-") || rest.starts_with(":=");
        if !(rest.starts_with('}') || (has_default && rest.contains('}'))) {
            return Err("a `${` is never closed");
        }
    }
    Ok(text)
}

fn double(scan: &mut Scan<'_>) -> Result<String, &'static str> {
    scan.take(1);
    let mut inside = String::new();
    let (mut before, mut last) = (None, Some('"'));
    loop {
        let c = scan.peek().ok_or("a quote is never closed")?;
        scan.take(c.len_utf8());
        if c == '"' && (last != Some('\\') || before == Some('\\')) {
            break;
        }
        inside.push(c);
        before = last;
        last = Some(c);
    }
    Ok(inside
        .replace("\\\"", "\"")
        .replace("\\r", "\r")
        .replace("\\n", "\n"))
}

fn bare(scan: &mut Scan<'_>) -> Result<String, &'static str> {
    let mut text = String::new();
    let mut last = scan.previous();
    while let Some(mut c) = scan.peek() {
        if matches!(c, '\n' | '"' | '\'') || (c == '#' && last.is_some_and(is_blank)) {
            break;
        }
        let mut rest = scan.rest().chars().skip(1);
        if c == '\\'
            && let Some(quote @ ('"' | '\'')) = rest.next()
        {
            scan.take(1);
            c = quote;
        }
        scan.take(c.len_utf8());
        text.push(c);
        last = Some(c);
        if c == '$' && scan.peek() == Some('(') {
            text.push_str(nested(scan)?);
            last = Some(')');
        }
    }
    Ok(text.trim_end_matches(is_trimmed).to_owned())
}

/// A command in parentheses, which Symfony would run.
fn nested<'a>(scan: &mut Scan<'a>) -> Result<&'a str, &'static str> {
    let mut depth = 0_usize;
    for (at, c) in scan.rest().char_indices() {
        match c {
            '\n' => break,
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return Ok(scan.take(at + 1));
        }
    }
    Err("a parenthesis is never closed")
}

fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t')
}

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{b}' | '\u{c}')
}

fn is_trimmed(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\0' | '\u{b}')
}
