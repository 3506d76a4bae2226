//! The database that is opened is another than the one that was judged.

use super::{Draft, Rule, Subject};
use crate::target::Engine;
use crate::verdict::Severity;

pub(super) const RULE: Rule = Rule {
    name: "real-name",
    code: "NP603",
    severity: Severity::Refuse,
    adjustable: false,
    liftable: true,
    summary: "the server opens another database than the one that was judged",
    page: include_str!("../../rules/real-name.md"),
};

pub(super) fn check(subject: &Subject<'_>) -> Option<Draft> {
    let judged = subject.reading.database.as_deref()?;
    let real = subject
        .said()
        .filter_map(|said| said.database.as_deref())
        .find(|real| !same(subject.engine, judged, real))?;
    let shown = super::production_environment::shown;
    let draft = Draft::new(
        &RULE,
        format!(
            "`{}` leads to the database `{}`: something on the way gives it another name",
            shown(judged),
            shown(real)
        ),
    );
    // What nothing lifts for the name, nothing lifts for an alias of it.
    if let Some(entry) = subject.listed_as(real) {
        return Some(
            Draft {
                rule: &super::listed_production::RULE,
                ..draft
            }
            .help(super::USE_A_TEST_NAME)
            .at(&entry.source),
        );
    }
    Some(draft.help("write the real name of a test database into the address, or mend the pooler's list of databases"))
}

/// MySQL may keep names in lower case, whatever was written.
fn same(engine: Engine, judged: &str, real: &str) -> bool {
    judged == real || (engine == Engine::Mysql && judged.eq_ignore_ascii_case(real))
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::facts::Said;
    use crate::rules::trial::{live, silent_live};
    use crate::verdict::Severity;

    #[test]
    fn an_alias_is_refused_whatever_it_says() {
        let real = |name: &str| Said {
            database: Some(name.into()),
            ..Said::default()
        };
        for name in ["shop", "shop_test"] {
            assert_eq!(
                live(RULE.name, name, &real("other")),
                Some(Severity::Refuse)
            );
            silent_live(RULE.name, name, &real(name));
        }
    }
}
