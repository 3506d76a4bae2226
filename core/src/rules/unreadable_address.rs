//! An address that no reading can bound.

use super::{Draft, Rule};
use crate::reader::Candidate;
use crate::target::address::Outcome;
use crate::verdict::Severity;

pub(super) const RULE: Rule = Rule {
    name: "unreadable-address",
    code: "NP501",
    severity: Severity::Refuse,
    adjustable: false,
    liftable: false,
    summary: "an address that no reading can bound",
    page: include_str!("../../rules/unreadable-address.md"),
};

pub(super) fn check(candidate: &Candidate) -> Option<Draft> {
    let Outcome::Unreadable(unreadable) = &candidate.outcome else {
        return None;
    };
    Some(
        Draft::new(
            &RULE,
            format!("the address cannot be read safely: {}", unreadable.reason),
        )
        .help("percent-encode what stands in user, password and name, or set the parts one by one"),
    )
}

#[cfg(test)]
mod tests {
    use crate::rules::trial::{refuses, silent};

    #[test]
    fn addresses_without_bounds() {
        for url in [
            "postgres://u:p@ss@127.0.0.3/app_test",
            "postgres://u:p#x@h/app_test",
            "POSTGRESQL://127.0.0.3/app_test",
            "postgres://[::1/app_test",
            "postgres://localhost:99999/app_test",
            "postgres://localhost/app%00_test",
            " postgres://localhost/app_test",
            "postgres://u:p/w@localhost/app_test",
            "postgres://localhost?user=a@prod/app_test",
            "postgres://u:p\\w@localhost/app_test",
        ] {
            refuses("unreadable-address", &[("DATABASE_URL", url)]);
        }
        silent(
            "unreadable-address",
            &[(
                "DATABASE_URL",
                "postgresql://postgres:secret%@localhost:5432/app_test",
            )],
        );
    }
}
