//! Symfony's `%env(...)%` in a setting.

/// Each `%env(...)%`: what stands in it, and its span.
pub(super) fn placeholders(text: &str) -> Vec<(&str, std::ops::Range<usize>)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = text.get(at..).and_then(|rest| rest.find("%env(")) {
        let start = at + start;
        let Some(inside) = text.get(start + 5..) else {
            break;
        };
        let Some(length) = inside.find(")%") else {
            break;
        };
        at = start + 5 + length + 2;
        found.extend(inside.get(..length).map(|inside| (inside, start..at)));
    }
    found
}

/// The variable of `default::TEST_TOKEN` and `resolve:DATABASE_URL`.
pub(super) fn variable_of(inside: &str) -> &str {
    inside.rsplit(':').next().unwrap_or(inside)
}

/// The variable of a text that is one `%env()%` and nothing else.
pub(super) fn whole(text: &str) -> Option<&str> {
    match placeholders(text).as_slice() {
        [(inside, span)] if span.len() == text.len() => Some(variable_of(inside)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_have_their_variables() {
        let text = "mysql://%env(resolve:HOST)%/a%env(default::TOKEN)%";
        let found: Vec<&str> = placeholders(text)
            .iter()
            .map(|p| variable_of(p.0))
            .collect();
        assert_eq!(found, ["HOST", "TOKEN"]);
        assert_eq!(whole("%env(resolve:DATABASE_URL)%"), Some("DATABASE_URL"));
        for text in ["x%env(A)%", "%env(A)%%env(B)%", "%env(A", ""] {
            assert_eq!(whole(text), None, "{text}");
        }
    }
}
