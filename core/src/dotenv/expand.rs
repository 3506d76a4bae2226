//! `$VAR` and `${VAR:-default}` in a value, as each reader expands them.

use super::{Dialect, Line};

/// A value with its variables put in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Expanded {
    /// The text.
    pub text: String,
    /// Whether a variable had no value and no default, or a command stands there that was not run.
    pub unresolved: bool,
}

/// A value that expands into itself grows no further than this, in bytes.
const LONGEST: usize = 64 * 1024;

/// A line's value as a reader hands it on; `lookup` gives what the reader knows of other variables.
pub fn value(line: &Line, dialect: Dialect, lookup: &dyn Fn(&str) -> Option<String>) -> Expanded {
    let mut out = Expanded::default();
    for piece in &line.pieces {
        let text = piece.text.expose();
        if !text.contains(['$', '\\', '`']) {
            out.text.push_str(text);
            continue;
        }
        let found = if piece.expands {
            expand(text, dialect, lookup)
        } else {
            Expanded {
                text: text.to_owned(),
                unresolved: false,
            }
        };
        out.text.push_str(&found.text);
        out.unresolved |= found.unresolved;
    }
    out
}

fn expand(text: &str, dialect: Dialect, lookup: &dyn Fn(&str) -> Option<String>) -> Expanded {
    match dialect {
        Dialect::Node | Dialect::Npm | Dialect::EnvCmd => Expanded {
            text: text.to_owned(),
            unresolved: false,
        },
        Dialect::NodeExpand | Dialect::NpmExpand => recursively(text, lookup),
        Dialect::Next => from_the_end(text, lookup),
        Dialect::Python | Dialect::Phpdotenv | Dialect::Symfony | Dialect::Shell => {
            once(text, dialect, lookup)
        }
    }
}

/// From left to right. What is put in is not expanded again, so that nothing loops.
pub fn once(text: &str, dialect: Dialect, lookup: &dyn Fn(&str) -> Option<String>) -> Expanded {
    let mut out = Expanded {
        text: String::with_capacity(text.len()),
        unresolved: false,
    };
    let escapes = matches!(dialect, Dialect::Symfony);
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        let (before, from) = rest.split_at_checked(at).unwrap_or((rest, ""));
        let after = from.get(1..).unwrap_or("");
        let slashes = before.len() - before.trim_end_matches('\\').len();
        out.text.push_str(before);
        if escapes && slashes % 2 == 1 {
            out.text.pop();
            out.text.push('$');
            rest = after;
            continue;
        }
        if after.starts_with('(') && matches!(dialect, Dialect::Symfony | Dialect::Shell) {
            // A command: what it prints is not known.
            out.unresolved = true;
        }
        // The shell's own: a position, its process, the last exit code.
        let special = after.starts_with(|c: char| c.is_ascii_digit() || "$!?#@*-".contains(c));
        if special && dialect == Dialect::Shell {
            out.unresolved = true;
            rest = after.get(1..).unwrap_or("");
            continue;
        }
        match reference(after, dialect) {
            Some(found) => {
                let value = lookup(found.name).filter(|value| {
                    !value.is_empty() || !found.unless_empty || found.fallback.is_none()
                });
                match (value, found.fallback) {
                    // Values that multiply are cut: what they lead to is not known.
                    (Some(value), _) if out.text.len() + value.len() > text.len().max(LONGEST) => {
                        out.unresolved = true;
                        return out;
                    }
                    (Some(value), _) => out.text.push_str(&value),
                    (None, Some(fallback)) => out.text.push_str(fallback),
                    (None, None) => {
                        out.unresolved = true;
                        if dialect == Dialect::Phpdotenv {
                            out.text.push('$');
                            out.text.push_str(after.get(..found.length).unwrap_or(""));
                        }
                    }
                }
                rest = after.get(found.length..).unwrap_or("");
            }
            None => {
                out.text.push('$');
                rest = after;
            }
        }
    }
    out.text.push_str(rest);
    if escapes {
        out.text = out.text.replace("\\\\", "\\");
    }
    out.unresolved |= dialect == Dialect::Shell && text.contains('`');
    out
}

/// What follows a `$`.
struct Reference<'a> {
    name: &'a str,
    fallback: Option<&'a str>,
    /// Whether the fallback takes the place of an empty value, too.
    unless_empty: bool,
    length: usize,
}

fn is_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

fn reference(after: &str, dialect: Dialect) -> Option<Reference<'_>> {
    let whole = |name, length| Reference {
        name,
        fallback: None,
        unless_empty: true,
        length,
    };
    let starts_well = |name: &str| name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    let Some(inside) = after.strip_prefix('{') else {
        if !matches!(dialect, Dialect::Symfony | Dialect::Shell) {
            return None;
        }
        let name = after.get(..after.find(|c| !is_name(c)).unwrap_or(after.len()))?;
        return starts_well(name).then(|| whole(name, name.len()));
    };
    let inside = inside.get(..inside.find('}')?)?;
    let length = inside.len() + 2;
    let end = match dialect {
        // Anything is a name in between.
        Dialect::Python => inside.find(':').unwrap_or(inside.len()),
        Dialect::Phpdotenv => inside
            .find(|c| !(is_name(c) || c == '.'))
            .unwrap_or(inside.len()),
        _ => inside.find(|c| !is_name(c)).unwrap_or(inside.len()),
    };
    let name = inside.get(..end)?;
    let operator = inside.get(end..)?;
    let well = match dialect {
        Dialect::Python => true,
        Dialect::Phpdotenv => !name.is_empty(),
        _ => starts_well(name),
    };
    if !well {
        return None;
    }
    if operator.is_empty() {
        return Some(whole(name, length));
    }
    let (fallback, unless_empty) = match dialect {
        Dialect::Python => (operator.strip_prefix(":-")?, false),
        Dialect::Phpdotenv => return None,
        Dialect::Symfony => (
            operator
                .strip_prefix(":-")
                .or_else(|| operator.strip_prefix(":="))?,
            true,
        ),
        _ => operator
            .strip_prefix(":-")
            .or_else(|| operator.strip_prefix(":="))
            .map(|fallback| (fallback, true))
            .or_else(|| Some((operator.strip_prefix('-')?, false)))?,
    };
    Some(Reference {
        name,
        fallback: Some(fallback),
        unless_empty,
        length,
    })
}

/// dotenv-expand: the first reference is replaced wherever it leads, and the search begins anew.
fn recursively(text: &str, lookup: &dyn Fn(&str) -> Option<String>) -> Expanded {
    let mut result = text.to_owned();
    let mut seen: Vec<String> = Vec::new();
    let mut unresolved = false;
    while let Some((start, end, expression)) = first_reference(&result) {
        seen.push(result.clone());
        let at = expression.find([':', '+', '-']).filter(|at| {
            let rest = expression.get(*at..).unwrap_or("");
            rest.starts_with([':', '+', '-'])
                && (!rest.starts_with(':') || rest.starts_with(":-") || rest.starts_with(":+"))
        });
        let (name, operator) = expression
            .split_at_checked(at.unwrap_or(expression.len()))
            .unwrap_or((expression, ""));
        let rest = operator.trim_start_matches(':');
        let alternative = rest.strip_prefix('+');
        let known = lookup(name).filter(|value| !value.is_empty());
        let (value, fallback) = match alternative {
            Some(text) => (None, if known.is_some() { text } else { "" }),
            None => (known, rest.strip_prefix('-').unwrap_or("")),
        };
        unresolved |= value.is_none() && operator.is_empty();
        let put = value
            .filter(|value| !seen.contains(value))
            .unwrap_or_else(|| fallback.to_owned());
        let name = name.to_owned();
        // Its first occurrence is replaced, be it one with a backslash.
        let template = result.get(start..end).unwrap_or("").to_owned();
        result = result.replacen(&template, &put, 1);
        if lookup(&name).as_deref() == Some(result.as_str()) && result.contains('$') {
            break;
        }
        // One that leads to itself: dotenv-expand goes on until the memory is full.
        if result.len() > LONGEST || seen.len() > 64 {
            return Expanded {
                text: text.to_owned(),
                unresolved: true,
            };
        }
    }
    Expanded {
        text: result.replace("\\$", "$"),
        unresolved,
    }
}

/// Start, end and inside of the first `$NAME` or `${...}` without a backslash before it.
fn first_reference(text: &str) -> Option<(usize, usize, &str)> {
    let mut last = None;
    for (at, c) in text.char_indices() {
        if c == '$' && last != Some('\\') {
            let after = text.get(at + 1..)?;
            if let Some(inside) = after.strip_prefix('{') {
                let end = inside.find(['{', '}']).unwrap_or(0);
                if end > 0 && inside.get(end..).is_some_and(|rest| rest.starts_with('}')) {
                    return Some((at, at + end + 3, inside.get(..end)?));
                }
            }
            let name = after.get(..after.find(|c| !is_name(c)).unwrap_or(after.len()))?;
            if name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') {
                return Some((at, at + 1 + name.len(), name));
            }
        }
        last = Some(c);
    }
    None
}

/// `@next/env`: the last reference first, its default before the file's own value.
fn from_the_end(text: &str, lookup: &dyn Fn(&str) -> Option<String>) -> Expanded {
    let mut result = text.to_owned();
    let mut unresolved = false;
    let mut rounds = 0;
    while let Some((start, end, name, fallback)) = last_reference(&result) {
        rounds += 1;
        let known = lookup(name).filter(|value| !value.is_empty());
        unresolved |= known.is_none() && fallback.is_none();
        let put = known.unwrap_or_else(|| fallback.unwrap_or("").to_owned());
        let template = result.get(start..end).unwrap_or("").to_owned();
        result = result.replacen(&template, &put, 1);
        // One that leads to itself: `@next/env` recurses until the stack is full.
        if rounds > 64 || result.len() > LONGEST {
            return Expanded {
                text: text.to_owned(),
                unresolved: true,
            };
        }
    }
    Expanded {
        text: result.replace("\\$", "$"),
        unresolved,
    }
}

/// Start, end, name and default of the last `$` without a backslash before it; none where that one
/// is no reference.
fn last_reference(text: &str) -> Option<(usize, usize, &str, Option<&str>)> {
    let at = text
        .rmatch_indices('$')
        .map(|(at, _)| at)
        .find(|at| !text.get(..*at).unwrap_or("").ends_with('\\'))?;
    let after = text.get(at + 1..)?;
    let inside = after.strip_prefix('{').unwrap_or(after);
    let mut length = 1 + after.len() - inside.len();
    let name = inside.get(..inside.find(|c| !is_name(c)).unwrap_or(inside.len()))?;
    if name.is_empty() {
        return None;
    }
    length += name.len();
    let mut rest = inside.get(name.len()..)?;
    let fallback = rest
        .strip_prefix(":-")
        .map(|text| text.split(['}', '\\']).next().unwrap_or(""));
    if let Some(fallback) = fallback {
        length += 2 + fallback.len();
        rest = rest.get(2 + fallback.len()..)?;
    }
    length += usize::from(rest.starts_with('}'));
    Some((
        at,
        at + length,
        name,
        fallback.filter(|text| !text.is_empty()),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dotenv::Piece;

    fn lookup(name: &str) -> Option<String> {
        match name {
            "APP" => Some("shop".to_owned()),
            "LOOP" => Some("${LOOP}".to_owned()),
            "A" => Some("${B}".to_owned()),
            "B" => Some("$A".to_owned()),
            "EMPTY" => Some(String::new()),
            _ => None,
        }
    }

    fn of(text: &str, dialect: Dialect) -> (String, bool) {
        let line = Line::new("X", vec![Piece::new(text, true)], 1);
        let found = value(&line, dialect, &lookup);
        (found.text, found.unresolved)
    }

    #[test]
    fn each_reader_has_its_own_rules() {
        use Dialect::{Next, NpmExpand, Phpdotenv, Python, Shell, Symfony};
        for (dialect, text, expected, unresolved) in [
            (Shell, "x/${APP}_test", "x/shop_test", false),
            (Shell, "$APP-1", "shop-1", false),
            (Shell, "${NO:-root}", "root", false),
            (Shell, "${EMPTY-root}", "", false),
            (Shell, "a${NO}b", "ab", true),
            (Shell, "100$", "100$", false),
            (Shell, "$(date)", "$(date)", true),
            (Python, "$APP/${APP}", "$APP/shop", false),
            (Python, "${NO:-x}${EMPTY:-y}", "x", false),
            (Phpdotenv, "$APP/${APP}/${NO}", "$APP/shop/${NO}", true),
            (Symfony, "\\$APP/$APP/${EMPTY:-x}", "$APP/shop/x", false),
            (NpmExpand, "${APP}_${NO:-x}", "shop_x", false),
            (NpmExpand, "\\$APP", "$APP", false),
            (NpmExpand, "${APP:+yes}", "yes", false),
            (Next, "${APP}/$APP", "shop/shop", false),
        ] {
            let found = of(text, dialect);
            assert_eq!(
                (found.0.as_str(), found.1),
                (expected, unresolved),
                "{dialect:?} {text}"
            );
        }
    }

    #[test]
    fn nothing_loops() {
        for dialect in [Dialect::NpmExpand, Dialect::Next, Dialect::Symfony] {
            of("${LOOP}", dialect);
            of("x${A}y", dialect);
        }
    }
}
