//! Control, invisible or mixed-script characters in a target.

use super::{Draft, Rule, Subject};
use crate::verdict::Severity;

pub(super) const RULE: Rule = Rule {
    name: "odd-characters",
    code: "NP504",
    severity: Severity::Refuse,
    adjustable: false,
    liftable: false,
    summary: "control, invisible or mixed-script characters in a target",
    page: include_str!("../../rules/odd-characters.md"),
};

pub(super) fn check(subject: &Subject<'_>) -> Option<Draft> {
    let hosts = subject.hosts().map(|host| ("host", host.to_owned()));
    let (what, oddity) = subject
        .names()
        .into_iter()
        .chain(hosts)
        .find_map(|(what, text)| Some((what, crate::text::characters::oddity(&text)?)))?;
    Some(
        Draft::new(&RULE, format!("the {what} holds {}", oddity.describe()))
            .help("write the name in letters of one script, without invisible characters"),
    )
}

#[cfg(test)]
mod tests {
    use crate::rules::trial::{refuses, silent};

    #[test]
    fn letters_that_look_like_others() {
        refuses(
            "odd-characters",
            &[("DATABASE_URL", "postgres://app@localhost/t\u{435}st_app")],
        );
        refuses(
            "odd-characters",
            &[("DATABASE_URL", "postgres://app@localhost/app%E2%80%8B_test")],
        );
        silent(
            "odd-characters",
            &[("DATABASE_URL", "postgres://app@localhost/größe_test")],
        );
    }
}
