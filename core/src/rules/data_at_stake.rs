//! What the database holds that the run was kept from.

use super::{Draft, Rule, Subject};
use crate::verdict::Severity;

pub(super) const RULE: Rule = Rule {
    name: "data-at-stake",
    code: "NP614",
    severity: Severity::Note,
    adjustable: false,
    liftable: false,
    summary: "what the database holds that was kept from the run",
    page: include_str!("../../rules/data-at-stake.md"),
};

/// What was saved, where the run is stopped and the server told.
pub fn draft(subject: &Subject<'_>) -> Option<Draft> {
    let said = subject.said().max_by_key(|said| said.rows)?;
    let tables = said.tables.filter(|tables| *tables > 0)?;
    let judged = subject.reading.database.as_deref();
    let name = said.database.as_deref().or(judged).unwrap_or("it");
    let (verb, tables) = match tables {
        1 => ("is", "1 table".to_owned()),
        many => ("are", format!("{many} tables")),
    };
    let rows = match said.rows {
        Some(1) => " with about 1 row".to_owned(),
        Some(rows) if rows > 0 => format!(" with about {rows} rows"),
        _ => String::new(),
    };
    let shown = super::production_environment::shown(name);
    Some(Draft::new(
        &RULE,
        format!("{tables}{rows} in `{shown}` {verb} as before"),
    ))
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::facts::{Heard, Said};
    use crate::rules::trial::Trial;

    #[test]
    fn a_refusal_says_what_was_saved() {
        let said = Said {
            database: Some("shop".into()),
            tables: Some(38),
            rows: Some(120_000),
            ..Said::default()
        };
        let report = Trial::new(&[("DATABASE_URL", "postgres://u@localhost/shop")])
            .heard(Heard::Said(Box::new(said)))
            .judge();
        let finding = report.findings.iter().find(|f| f.rule == RULE.name);
        let message = finding.map(|f| f.message.as_str());
        assert_eq!(
            message,
            Some("38 tables with about 120000 rows in `shop` are as before")
        );
    }
}
