//! A variable inside an address has no value.

use super::{Draft, Rule};
use crate::reader::Candidate;
use crate::verdict::Severity;

pub(super) const RULE: Rule = Rule {
    name: "unresolved-variable",
    code: "NP503",
    severity: Severity::Refuse,
    adjustable: false,
    liftable: false,
    summary: "a `${VAR}` inside an address has no value",
    page: include_str!("../../rules/unresolved-variable.md"),
};

pub(super) fn check(candidate: &Candidate) -> Option<Draft> {
    let source = candidate.unresolved.as_ref()?;
    Some(
        Draft::new(
            &RULE,
            "a variable inside the address has no value: where it leads depends on the reader",
        )
        .help("give the variable a value, or write the address out")
        .at(source),
    )
}

#[cfg(test)]
mod tests {
    use crate::rules::trial::{Trial, refuses, silent};

    #[test]
    fn variables_that_move_a_target() {
        refuses(
            "unresolved-variable",
            &[("DATABASE_URL", "postgres://app@localhost/${APP}_test")],
        );
        silent(
            "unresolved-variable",
            &[("DATABASE_URL", "postgres://app:pa$$w0rd@localhost/app_test")],
        );
        let report = Trial::new(&[])
            .file(
                ".env",
                "DATABASE_URL=postgres://app@localhost/${NOPE}_test\n",
            )
            .judge();
        assert!(
            report
                .findings
                .iter()
                .any(|f| f.rule == "unresolved-variable")
        );
        let report = Trial::new(&[])
            .file(
                ".env",
                "P=x\nDATABASE_URL=postgres://app:${P}${NOPE}@localhost/app_test\n",
            )
            .judge();
        assert!(
            report
                .findings
                .iter()
                .all(|f| f.rule != "unresolved-variable"),
            "{report:?}"
        );
    }
}
