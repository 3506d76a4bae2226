//! `$VAR` and `${VAR:-default}` in a value, which some readers expand and others do not.

/// A value with its variables put in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expanded {
    /// The text.
    pub text: String,
    /// Whether a variable had no value and no default; readers put nothing in its place.
    pub unresolved: bool,
}

/// Whether a value holds anything to expand.
pub fn has_variable(text: &str) -> bool {
    text.contains('$')
}

/// Expands once, from left to right. What is put in is not expanded again, so that nothing loops.
pub fn expand(text: &str, lookup: &dyn Fn(&str) -> Option<String>) -> Expanded {
    let mut out = Expanded {
        text: String::with_capacity(text.len()),
        unresolved: false,
    };
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        let (before, from) = rest.split_at_checked(at).unwrap_or((rest, ""));
        if let Some(kept) = before.strip_suffix('\\') {
            out.text.push_str(kept);
            out.text.push('$');
            rest = from.get(1..).unwrap_or("");
            continue;
        }
        out.text.push_str(before);
        let after = from.get(1..).unwrap_or("");
        match reference(after) {
            Some((name, fallback, length)) => {
                let value = lookup(name).filter(|value| !value.is_empty());
                match (value, fallback) {
                    (Some(value), _) => out.text.push_str(&value),
                    (None, Some(fallback)) => out.text.push_str(fallback),
                    (None, None) => out.unresolved = true,
                }
                rest = after.get(length..).unwrap_or("");
            }
            None => {
                out.text.push('$');
                rest = after;
            }
        }
    }
    out.text.push_str(rest);
    out
}

/// Name, default and length of what follows a `$`.
fn reference(after: &str) -> Option<(&str, Option<&str>, usize)> {
    let name_end = |text: &str| {
        text.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
            .unwrap_or(text.len())
    };
    let starts_well = |name: &str| {
        name.bytes()
            .next()
            .is_some_and(|b| b.is_ascii_alphabetic() || b == b'_')
    };
    let Some(inside) = after.strip_prefix('{') else {
        let name = after.get(..name_end(after))?;
        return starts_well(name).then_some((name, None, name.len()));
    };
    let close = inside.find('}')?;
    let inside = inside.get(..close)?;
    let name = inside.get(..name_end(inside))?;
    let operator = inside.get(name.len()..)?;
    let fallback = operator
        .strip_prefix(":-")
        .or_else(|| operator.strip_prefix('-'))
        .or_else(|| operator.strip_prefix(":="));
    (starts_well(name) && (operator.is_empty() || fallback.is_some())).then_some((
        name,
        fallback,
        close + 2,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_are_put_in_once() {
        let lookup = |name: &str| match name {
            "APP" => Some("shop".to_owned()),
            "LOOP" => Some("${LOOP}".to_owned()),
            _ => None,
        };
        for (text, expected, unresolved) in [
            ("x/${APP}_test", "x/shop_test", false),
            ("$APP-1", "shop-1", false),
            ("${NO:-root}", "root", false),
            ("${NO-}", "", false),
            ("a${NO}b", "ab", true),
            ("${LOOP}", "${LOOP}", false),
            ("pa$$w0rd", "pa$", true),
            ("\\$APP", "$APP", false),
            ("100$", "100$", false),
            ("${APP", "${APP", false),
            ("${1x}", "${1x}", false),
        ] {
            let found = expand(text, &lookup);
            assert_eq!(
                (found.text.as_str(), found.unresolved),
                (expected, unresolved),
                "{text}"
            );
        }
    }
}
