//! What answered cannot be what was judged.

use super::{Draft, Rule, Subject};
use crate::facts::{Fault, Heard};
use crate::verdict::Severity;

pub(super) const RULE: Rule = Rule {
    name: "probe-failed",
    code: "NP605",
    severity: Severity::Refuse,
    adjustable: false,
    liftable: true,
    summary: "what answered at the address cannot be read as the server that was judged",
    page: include_str!("../../rules/probe-failed.md"),
};

pub(super) fn check(subject: &Subject<'_>) -> Option<Draft> {
    let fault = subject.heard().find_map(|heard| match heard {
        Heard::Broken(fault) => Some(*fault),
        Heard::Said(_) | Heard::Silent(_) => None,
    })?;
    let help = match fault {
        Fault::OtherProtocol | Fault::Unreadable => {
            "check host and port: what answers there is no server of this kind"
        }
        Fault::Certificate => "renew the server's certificate, or correct the host",
        Fault::Failed => "please report this; `--offline` judges without asking",
    };
    Some(
        Draft::new(
            &RULE,
            format!("the server was asked, and {}", fault.words()),
        )
        .help(help),
    )
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::facts::{Fault, Heard};
    use crate::rules::trial::Trial;
    use crate::verdict::Verdict;

    #[test]
    fn a_fault_refuses_what_its_name_allows() {
        for fault in [
            Fault::OtherProtocol,
            Fault::Unreadable,
            Fault::Certificate,
            Fault::Failed,
        ] {
            let report = Trial::new(&[("DATABASE_URL", "postgres://u@localhost/shop_test")])
                .heard(Heard::Broken(fault))
                .judge();
            assert_eq!(report.verdict, Verdict::Refuse, "{fault:?}");
            assert!(report.findings.iter().any(|f| f.rule == RULE.name));
        }
    }
}
