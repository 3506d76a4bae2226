//! vlucas/phpdotenv's grammar, from its `Lines`, `EntryParser` and `Lexer`: one line that it cannot
//! read makes it stop.

use super::{Line, Piece, Refused, Said, kept};

pub(super) fn lines(text: &str) -> Result<Vec<Line>, Refused> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut said = Vec::new();
    for (entry, number) in entries(text) {
        let refused = |reason| Refused {
            line: number,
            reason,
        };
        said.push(line(&entry, number).map_err(refused)?);
    }
    Ok(kept(said))
}

/// Lines, those of a value in double quotes joined; what an open quote swallowed is gone.
fn entries(text: &str) -> Vec<(String, u32)> {
    let mut found = Vec::new();
    let mut open: Option<(String, u32)> = None;
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    for (number, line) in (1u32..).zip(text.split('\n')) {
        let starts = line.contains("=\"") && !closes(line, true);
        let (entry, first) = match open.take() {
            Some((before, first)) => (format!("{before}\n{line}"), first),
            None if starts => (line.to_owned(), number),
            None => {
                let bare = line.trim_matches(is_trimmed);
                if !bare.is_empty() && !bare.starts_with('#') {
                    found.push((line.to_owned(), number));
                }
                continue;
            }
        };
        if closes(line, starts) {
            found.push((entry, first));
        } else {
            open = Some((entry, first));
        }
    }
    found
}

/// Whether a line ends a value in double quotes: it has a quote, and where it opens one, two.
fn closes(line: &str, opens: bool) -> bool {
    if line == "\"" {
        return true;
    }
    let line = line.replace("\\\\", "");
    let quotes = line
        .bytes()
        .zip(line.bytes().skip(1))
        .filter(|(before, c)| *c == b'"' && *before != b'\\')
        .count();
    quotes > usize::from(opens)
}

fn line(entry: &str, number: u32) -> Result<Said, &'static str> {
    let (name, value) = match entry.split_once('=') {
        Some((name, value)) => (
            name.trim_matches(is_trimmed),
            Some(value.trim_matches(is_trimmed)),
        ),
        None => (entry, None),
    };
    let exported = name
        .strip_prefix("export")
        .filter(|rest| rest.len() > 2 && rest.starts_with(is_space));
    let name = exported.map_or(name, |rest| rest.trim_start_matches(is_trimmed));
    let name = ['"', '\'']
        .iter()
        .find_map(|q| name.strip_prefix(*q)?.strip_suffix(*q))
        .filter(|name| !name.is_empty())
        .unwrap_or(name);
    let known = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.');
    if name.is_empty() || !name.chars().all(known) {
        return Err("the name is not valid");
    }
    match value {
        Some(value) => Ok(Said::Set(Line::new(name, pieces(value)?, number))),
        None => Ok(Said::Unset(name.to_owned())),
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Initial,
    Unquoted,
    Single,
    Double,
    Escape,
    Blank,
}

fn pieces(value: &str) -> Result<Vec<Piece>, &'static str> {
    let mut out: Vec<(String, bool)> = Vec::new();
    let mut push = |text: &str, expands: bool| match out.last_mut() {
        Some((known, same)) if *same == expands => known.push_str(text),
        _ => out.push((text.to_owned(), expands)),
    };
    let mut state = State::Initial;
    let mut buffer = [0; 4];
    for c in value.chars() {
        let text: &str = c.encode_utf8(&mut buffer);
        state = match (state, c) {
            (State::Initial, '\'') => State::Single,
            (State::Initial, '"') => State::Double,
            (State::Initial | State::Unquoted | State::Blank, '#') => break,
            (State::Unquoted, c) if is_space(c) => State::Blank,
            (State::Initial | State::Unquoted, _) => {
                push(text, true);
                State::Unquoted
            }
            (State::Single, '\'') | (State::Double, '"') => State::Blank,
            (State::Single, _) => {
                push(text, false);
                State::Single
            }
            (State::Double, '\\') => State::Escape,
            (State::Double, _) => {
                push(text, true);
                State::Double
            }
            (State::Escape, '"' | '\\' | '$') => {
                push(text, false);
                State::Double
            }
            (State::Escape, 'f' | 'n' | 'r' | 't' | 'v') => {
                push(
                    match c {
                        'f' => "\u{c}",
                        'n' => "\n",
                        'r' => "\r",
                        't' => "\t",
                        _ => "\u{b}",
                    },
                    true,
                );
                State::Double
            }
            (State::Escape, _) => return Err("an escape sequence is not known"),
            (State::Blank, c) if is_space(c) => State::Blank,
            (State::Blank, _) => return Err("text follows a blank or a closing quote"),
        };
    }
    if matches!(state, State::Single | State::Double | State::Escape) {
        return Err("a quote is never closed");
    }
    Ok(out
        .into_iter()
        .map(|(text, expands)| Piece::new(text, expands))
        .collect())
}

/// What PHP's `trim` takes off.
fn is_trimmed(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\0' | '\u{b}')
}

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{b}' | '\u{c}')
}
