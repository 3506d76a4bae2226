//! A name that the engine would cut, or that holds a separator of some reader.

use super::{Draft, Rule, Subject};
use crate::verdict::Severity;

pub(super) const RULE: Rule = Rule {
    name: "unusual-name",
    code: "NP204",
    severity: Severity::Unproven,
    adjustable: true,
    liftable: true,
    summary: "a name that is cut, or that some reader would split",
    page: include_str!("../../rules/unusual-name.md"),
};

const SEPARATORS: &[char] = &[
    ';', ',', '=', '&', '\'', '"', '`', '\\', '@', '#', '?', '/', ':', '%', '{', '}', '<', '>',
    '|', '*', '(', ')', '[', ']', '$',
];

pub(super) fn check(subject: &Subject<'_>) -> Option<Draft> {
    if matches!(subject.reading.location, crate::target::Location::File(_)) {
        return None;
    }
    let name = subject.reading.database.as_deref()?;
    let reason = if subject
        .engine
        .longest_name()
        .is_some_and(|longest| name.len() > longest)
    {
        "is longer than the engine keeps: it would be cut to another name"
    } else if name.contains(SEPARATORS) || name.contains(char::is_whitespace) {
        "holds a character at which some readers split it"
    } else {
        return None;
    };
    Some(
        Draft::new(&RULE, format!("the database's name {reason}"))
            .help("use letters, digits and `_`, fewer than 64 of them"),
    )
}

#[cfg(test)]
mod tests {
    use crate::rules::trial::{silent, unproven};

    #[test]
    fn names_that_are_cut_or_split() {
        for name in [
            "app;x=_test",
            "app_test%20",
            &format!("{}_test", "a".repeat(60)),
        ] {
            unproven(
                "unusual-name",
                &[("DATABASE_URL", &format!("postgres://app@localhost/{name}"))],
            );
        }
        silent(
            "unusual-name",
            &[("DATABASE_URL", "postgres://app@localhost/app-test_3")],
        );
    }
}
