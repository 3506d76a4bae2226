//! The server was asked and gave no answer.

use super::{Draft, Rule, Subject};
use crate::facts::{Heard, Silence};
use crate::verdict::Severity;

pub(super) const RULE: Rule = Rule {
    name: "no-answer",
    code: "NP613",
    severity: Severity::Note,
    adjustable: false,
    liftable: false,
    summary: "the server was asked and gave no answer, so that its name alone was judged",
    page: include_str!("../../rules/no-answer.md"),
};

pub(super) fn check(subject: &Subject<'_>) -> Option<Draft> {
    let silence = subject.heard().find_map(|heard| match heard {
        // Where the name is good a server that is not there is none of anybody's business. One that
        // cost time, or would not say what it is, was not looked at as was meant.
        Heard::Silent(silence)
            if subject.is_doubtful()
                || matches!(silence, Silence::TimedOut | Silence::Declined) =>
        {
            Some(*silence)
        }
        _ => None,
    })?;
    let help = match silence {
        Silence::TimedOut => "`[live] timeout` says how long is waited; `--offline` asks nobody",
        Silence::Declined => "`notprod identify` says what this user may see",
        _ => "start the server before the tests, so that it can be asked",
    };
    Some(
        Draft::new(
            &RULE,
            format!("the server was asked, and {}", silence.words()),
        )
        .help(help),
    )
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::facts::{Heard, Silence};
    use crate::rules::trial::Trial;
    use crate::verdict::Verdict;

    #[test]
    fn silence_leaves_the_verdict_and_says_so() {
        for (name, verdict, silence, speaks) in [
            ("shop", Verdict::Unproven, Silence::Refused, true),
            ("shop", Verdict::Unproven, Silence::TimedOut, true),
            ("shop", Verdict::Unproven, Silence::WrongPassword, true),
            ("shop_test", Verdict::Allow, Silence::Refused, false),
            ("shop_test", Verdict::Allow, Silence::NoSuchDatabase, false),
            ("shop_test", Verdict::Allow, Silence::TimedOut, true),
            ("shop_test", Verdict::Allow, Silence::Declined, true),
        ] {
            let url = format!("postgres://u@localhost/{name}");
            let report = Trial::new(&[("DATABASE_URL", &url)])
                .heard(Heard::Silent(silence))
                .judge();
            assert_eq!(report.verdict, verdict, "{name} {silence:?}");
            let spoke = report.findings.iter().any(|f| f.rule == RULE.name);
            assert_eq!(spoke, speaks, "{name} {silence:?}");
        }
    }
}
