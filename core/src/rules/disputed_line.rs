//! A dotenv line that readers end in different places.

use super::{Draft, Rule};
use crate::reader::Candidate;
use crate::verdict::Severity;

pub(super) const RULE: Rule = Rule {
    name: "disputed-line",
    code: "NP502",
    severity: Severity::Refuse,
    adjustable: false,
    liftable: false,
    summary: "a dotenv line that readers end in different places",
    page: include_str!("../../rules/disputed-line.md"),
};

pub(super) fn check(candidate: &Candidate) -> Option<Draft> {
    let (reason, source) = candidate.disputed.as_ref()?;
    Some(
        Draft::new(&RULE, *reason)
            .help("put the value in double quotes and close them on the same line")
            .at(source),
    )
}

#[cfg(test)]
mod tests {
    use crate::rules::trial::Trial;

    #[test]
    fn a_hash_or_an_open_quote_where_it_feeds_a_target() {
        for (file, line) in [
            ("DB_HOST=127.0.0.1\nDB_DATABASE=app#test\n", 2),
            (
                "DATABASE_URL=postgres://app@localhost/app_test\nNAME=\"oops\nX=1\n",
                2,
            ),
        ] {
            let report = Trial::new(&[]).file(".env", file).judge();
            let finding = report
                .findings
                .iter()
                .find(|f| f.rule == "disputed-line")
                .expect("a finding");
            assert_eq!(finding.source.as_ref().and_then(|s| s.line), Some(line));
        }
        let report = Trial::new(&[])
            .file(
                ".env",
                "COLOUR=a#b\nDATABASE_URL=postgres://app@localhost/app_test\n",
            )
            .judge();
        assert!(report.findings.iter().all(|f| f.rule != "disputed-line"));
    }
}
