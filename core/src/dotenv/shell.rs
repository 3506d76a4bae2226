//! What `set -a; . FILE` sets in a POSIX shell. A line that is a command sets nothing; from a quote
//! that is never closed on, nothing is read.

use super::scan::Scan;
use super::{Line, Piece};

pub(super) fn lines(text: &str) -> Vec<Line> {
    // A shell keeps a CR in the value, with which nothing works: whoever runs such a file has
    // something in between that takes it out.
    let text = text.replace("\r\n", "\n");
    let mut scan = Scan::new(&text);
    let mut lines = Vec::new();
    loop {
        scan.take_while(|c| matches!(c, ' ' | '\t' | '\n' | ';'));
        if scan.is_done() {
            return lines;
        }
        let number = scan.line();
        if scan.peek() == Some('#') {
            scan.skip_line();
            continue;
        }
        let mut found = Vec::new();
        let mut is_command = false;
        let mut exports = false;
        while let Some(c) = scan.peek().filter(|c| !matches!(c, '\n' | ';' | '#')) {
            if matches!(c, ' ' | '\t') {
                scan.take(1);
                continue;
            }
            // Parentheses are a syntax error here: a shell reads no further.
            if matches!(c, '(' | ')') {
                return lines;
            }
            let name = assigned(&mut scan);
            let Some(pieces) = word(&mut scan) else {
                return lines;
            };
            match name {
                Some(name) => found.push(Line::new(name, pieces, number)),
                // `export` takes assignments; any other word is a command, and the assignments
                // before it hold for that command alone.
                None if is_export(&pieces) => exports = true,
                None => is_command |= !exports,
            }
            if scan.eat("&&") {
                break;
            }
            // What runs beside the shell sets nothing in it.
            if scan.eat("&") {
                is_command = true;
                break;
            }
            if matches!(scan.peek(), Some('|' | '<' | '>')) {
                is_command = true;
                scan.take_while(|c| c != '\n');
            }
        }
        if scan.peek() == Some('#') {
            scan.take_while(|c| c != '\n');
        }
        if !is_command {
            lines.extend(found);
        }
    }
}

fn is_export(pieces: &[Piece]) -> bool {
    matches!(pieces, [one] if one.text.expose() == "export")
}

/// Passes `NAME=`.
fn assigned<'a>(scan: &mut Scan<'a>) -> Option<&'a str> {
    let mut after = *scan;
    let name = after.take_while(|c| c.is_ascii_alphanumeric() || c == '_');
    if name.is_empty() || name.starts_with(|c: char| c.is_ascii_digit()) || !after.eat("=") {
        return None;
    }
    *scan = after;
    Some(name)
}

/// One word, quotes taken off; none where a quote stays open.
fn word(scan: &mut Scan<'_>) -> Option<Vec<Piece>> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut plain = String::new();
    let flush = |plain: &mut String, pieces: &mut Vec<Piece>| {
        if !plain.is_empty() {
            pieces.push(Piece::new(std::mem::take(plain), true));
        }
    };
    while let Some(c) = scan.peek() {
        match c {
            ' ' | '\t' | '\n' | ';' | '&' | '|' | '<' | '>' | '(' | ')' => break,
            '\'' => {
                flush(&mut plain, &mut pieces);
                scan.take(1);
                let inside = scan.take_while(|c| c != '\'');
                if !scan.eat("'") {
                    return None;
                }
                pieces.push(Piece::new(inside, false));
            }
            '"' => {
                scan.take(1);
                loop {
                    let c = scan.peek()?;
                    scan.take(c.len_utf8());
                    match c {
                        '"' => break,
                        '\\' => {
                            let next = scan.peek()?;
                            scan.take(next.len_utf8());
                            match next {
                                '\n' => {}
                                '$' | '`' | '"' | '\\' => {
                                    flush(&mut plain, &mut pieces);
                                    pieces.push(Piece::new(next, false));
                                }
                                _ => plain.extend(['\\', next]),
                            }
                        }
                        c => plain.push(c),
                    }
                }
            }
            '\\' => {
                scan.take(1);
                if let Some(next) = scan.peek() {
                    scan.take(next.len_utf8());
                    if next != '\n' {
                        flush(&mut plain, &mut pieces);
                        pieces.push(Piece::new(next, false));
                    }
                }
            }
            c => {
                plain.push(c);
                scan.take(c.len_utf8());
            }
        }
    }
    flush(&mut plain, &mut pieces);
    Some(pieces)
}
