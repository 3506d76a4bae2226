//! Policy lists this database as production.

use super::{Draft, Rule, Subject};
use crate::verdict::Severity;

pub(super) const RULE: Rule = Rule {
    name: "listed-production",
    code: "NP401",
    severity: Severity::Refuse,
    adjustable: false,
    liftable: false,
    summary: "policy lists this database as production",
    page: include_str!("../../rules/listed-production.md"),
};

pub(super) fn check(subject: &Subject<'_>) -> Option<Draft> {
    let entry = subject.run.policy.listed_production(
        subject.engine,
        subject.reading,
        subject.run.snapshot,
    )?;
    Some(
        Draft::new(
            &RULE,
            format!("policy lists it as production: `{}`", entry.text),
        )
        .help(super::USE_A_TEST_NAME)
        .at(&entry.source),
    )
}

#[cfg(test)]
mod tests {
    use crate::rules::trial::Trial;

    #[test]
    fn nothing_lifts_a_listed_name() {
        let report = Trial::new(&[
            ("DATABASE_URL", "mysql://u@127.0.0.1/askproai_db"),
            ("NOTPROD_ALLOW", "127.0.0.1/askproai_db"),
        ])
        .file(
            "notprod.toml",
            "[databases]\nproduction = [\"askproai_db\"]\n",
        )
        .judge();
        let finding = report
            .findings
            .iter()
            .find(|f| f.rule == "listed-production")
            .expect("a finding");
        assert_eq!(finding.source.as_ref().and_then(|s| s.line), Some(2));
        assert_eq!(report.verdict, crate::verdict::Verdict::Refuse);
    }
}
