//! The database holds more rows than policy grants a database that nothing proves.

use super::{Draft, Rule, Subject};
use crate::verdict::Severity;

pub(super) const RULE: Rule = Rule {
    name: "too-many-rows",
    code: "NP611",
    severity: Severity::Refuse,
    adjustable: true,
    liftable: true,
    summary: "the database holds more rows than policy allows where nothing proves that it may be lost",
    page: include_str!("../../rules/too-many-rows.md"),
};

pub(super) fn check(subject: &Subject<'_>) -> Option<Draft> {
    let most = subject.run.policy.live.max_rows?;
    if !subject.is_doubtful() {
        return None;
    }
    let rows = subject
        .said()
        .filter_map(|said| said.rows)
        .find(|rows| *rows > most)?;
    Some(
        Draft::new(
            &RULE,
            format!("the database holds about {rows} rows, and policy allows {most}"),
        )
        .help("test data are few: let the tests use a database of their own, or raise `[live] max_rows`"),
    )
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::facts::{Heard, Said};
    use crate::rules::trial::Trial;

    #[test]
    fn many_rows_are_no_test_data() {
        for (name, rows, speaks) in [
            ("shop", 101, true),
            ("shop", 100, false),
            ("shop_test", 101, false),
        ] {
            let said = Said {
                rows: Some(rows),
                ..Said::default()
            };
            let url = format!("postgres://u@localhost/{name}");
            let report = Trial::new(&[("DATABASE_URL", &url)])
                .file(
                    "notprod.toml",
                    "[live]\nmax_rows = 100\nmode = \"always\"\n",
                )
                .heard(Heard::Said(Box::new(said)))
                .judge();
            let spoke = report.findings.iter().any(|f| f.rule == RULE.name);
            assert_eq!(spoke, speaks, "{name} {rows}");
        }
    }
}
