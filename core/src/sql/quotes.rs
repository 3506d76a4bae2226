//! Where strings, names and comments end.

use memchr::{memchr, memchr2, memchr3, memmem};

fn rest(text: &[u8], from: usize) -> &[u8] {
    text.get(from..).unwrap_or_default()
}

/// One past the closing quote, where a doubled quote stands for itself. `from` is behind the opening one.
pub(super) fn doubled(text: &[u8], mut from: usize, quote: u8) -> Option<usize> {
    loop {
        let end = from + memchr(quote, rest(text, from))? + 1;
        if text.get(end) != Some(&quote) {
            return Some(end);
        }
        from = end + 1;
    }
}

/// One past the closing quote, where a backslash takes the next byte with it as well.
pub(super) fn escaped(text: &[u8], mut from: usize, quote: u8) -> Option<usize> {
    loop {
        let at = from + memchr2(quote, b'\\', rest(text, from))?;
        // A backslash takes the next byte with it, and so does a quote that is doubled.
        if text.get(at) != Some(&b'\\') && text.get(at + 1) != Some(&quote) {
            return Some(at + 1);
        }
        from = at + 2;
    }
}

/// Whether a backslash in this string may be the second byte of a letter; or whether it holds any.
pub(super) fn hides_backslash(text: &[u8], from: usize, end: usize, any: bool) -> bool {
    if any {
        return memchr(b'\\', text.get(from..end).unwrap_or_default()).is_some();
    }
    text.get(from..end)
        .unwrap_or_default()
        .windows(2)
        .any(|pair| matches!(pair, [first, b'\\' | b'\'' | b'"'] if *first >= 0x80))
}

/// The opening quote of a literal's next part: blanks, line comments and a newline before it.
pub(super) fn continuation(text: &[u8], mut at: usize) -> Option<usize> {
    let mut newline = false;
    loop {
        match text.get(at)? {
            b'\n' | b'\r' => newline = true,
            b' ' | b'\t' | 0x0b | 0x0c => {}
            b'-' if text.get(at + 1) == Some(&b'-') => {
                at += memchr2(b'\n', b'\r', rest(text, at))?;
                continue;
            }
            b'\'' if newline => return Some(at),
            _ => return None,
        }
        at += 1;
    }
}

/// What a dollar sign of PostgreSQL begins.
pub(super) enum Dollar {
    /// A string that ends here.
    Closed(usize),
    /// A string without an end.
    Open,
    /// Nothing.
    Not,
}

/// The string that a dollar sign begins.
pub(super) fn dollar(text: &[u8], start: usize) -> Dollar {
    let body = rest(text, start + 1);
    let Some(length) = body
        .iter()
        .position(|b| !matches!(b, b'a'..=b'z' | b'A'..=b'Z' | b'_' | b'0'..=b'9' | 0x80..=0xff))
    else {
        return Dollar::Not;
    };
    if body.get(length) != Some(&b'$') || body.first().is_some_and(u8::is_ascii_digit) {
        return Dollar::Not;
    }
    let from = start + length + 2;
    let tag = text.get(start..from).unwrap_or_default();
    match memmem::find(rest(text, from), tag) {
        Some(at) => Dollar::Closed(from + at + tag.len()),
        None => Dollar::Open,
    }
}

/// One past a comment of PostgreSQL, which may hold others. A NUL ends it for fear of what follows.
pub(super) fn nested_comment(text: &[u8], start: usize) -> Option<usize> {
    let mut depth = 1usize;
    let mut at = start + 2;
    loop {
        at += memchr3(b'*', b'/', 0, rest(text, at))?;
        match (text.get(at)?, text.get(at + 1)) {
            (b'*', Some(b'/')) => {
                depth -= 1;
                at += 2;
                if depth == 0 {
                    return Some(at);
                }
            }
            (b'/', Some(b'*')) => {
                depth += 1;
                at += 2;
            }
            (0, _) => return Some(at),
            _ => at += 1,
        }
    }
}

/// One past a comment that ends at the first `*/`. `from` is behind `/*`.
pub(super) fn flat_comment(text: &[u8], mut from: usize) -> Option<usize> {
    loop {
        from += memchr2(b'*', 0, rest(text, from))?;
        match (text.get(from)?, text.get(from + 1)) {
            (b'*', Some(b'/')) => return Some(from + 2),
            (0, _) => return Some(from),
            _ => from += 1,
        }
    }
}

/// One past a comment of MySQL that is skipped for its version: it may hold ordinary comments.
pub(super) fn comment_of_version(text: &[u8], mut from: usize) -> Option<usize> {
    loop {
        from += memchr3(b'*', b'/', 0, rest(text, from))?;
        match (text.get(from)?, text.get(from + 1)) {
            (b'*', Some(b'/')) => return Some(from + 2),
            (b'/', Some(b'*')) => from = flat_comment(text, from + 2)?,
            (0, _) => return Some(from),
            _ => from += 1,
        }
    }
}

/// Who runs what stands in a comment of MySQL.
pub(super) enum Executable {
    /// Nobody: an ordinary comment.
    No,
    /// Every server; what runs begins here.
    Always(usize),
    /// No server there is: the version is a way to say never.
    Never,
    /// Some servers; what they run begins here.
    Sometimes(usize),
}

/// Who runs the comment that begins at `start`.
pub(super) fn executable(text: &[u8], start: usize) -> Executable {
    let (from, maria) = match (text.get(start + 2), text.get(start + 3)) {
        (Some(b'!'), _) => (start + 3, false),
        (Some(b'M'), Some(b'!')) => (start + 4, true),
        _ => return Executable::No,
    };
    let digits = rest(text, from)
        .iter()
        .take(6)
        .take_while(|b| b.is_ascii_digit())
        .count();
    let version = rest(text, from)
        .iter()
        .take(digits)
        .fold(0u32, |n, b| n * 10 + u32::from(b - b'0'));
    match (digits, maria) {
        (0..5, false) => Executable::Always(from),
        (0..5, true) => Executable::Sometimes(from),
        // MariaDB skips what is meant for MySQL 5.7 to 9; before that both run it.
        (5, false) if version < 50_700 => Executable::Always(from + 5),
        (5, _) if version >= 99_900 => Executable::Never,
        (6, _) if version >= 990_000 => Executable::Never,
        // A sixth digit counts for MariaDB and is text for some versions of MySQL.
        _ => Executable::Sometimes(from + digits),
    }
}
