//! Django's settings say what is opened, and nobody could read them.

use super::{Draft, Rule, Run};
use crate::reader::django;
use crate::snapshot::Moment;
use crate::verdict::Severity;

pub(super) const RULE: Rule = Rule {
    name: "unread-settings",
    code: "NP005",
    severity: Severity::Note,
    adjustable: false,
    liftable: false,
    summary: "Django's settings were not read",
    page: include_str!("../../rules/unread-settings.md"),
};

pub(super) fn check(run: &Run<'_>) -> Vec<Draft> {
    let question = run.snapshot.question;
    // Inside a run they are handed over later, once the project's configuration has booted.
    if question.moment != Moment::Asked
        || !question.declared.is_empty()
        || !question.addresses.is_empty()
    {
        return Vec::new();
    }
    let Some((module, source)) = django::settings_module_of(run.snapshot, run.runner) else {
        return Vec::new();
    };
    // A module's name is printed only where it can be one.
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_');
    let shown = if module.chars().all(is_name) {
        format!("`{module}`")
    } else {
        "a module without a usable name".to_owned()
    };
    vec![
        Draft::new(
            &RULE,
            format!("the settings in {shown} were not read: what Django opens is not judged"),
        )
        .help("run the `notprod` of the Python in which Django is installed, or let its pytest plugin judge")
        .at(&source),
    ]
}

#[cfg(test)]
mod tests {
    use crate::rules::trial::Trial;
    use crate::snapshot::Declared;

    fn notes(trial: Trial) -> bool {
        let report = trial.judge();
        report.findings.iter().any(|f| f.rule == super::RULE.name)
    }

    #[test]
    fn settings_that_only_python_can_read() {
        let variable = &[("DJANGO_SETTINGS_MODULE", "shop.settings")];
        assert!(notes(Trial::new(variable)));
        assert!(!notes(Trial::new(&[("DATABASE_URL", "x")])));
        let declared = Declared {
            alias: "default".into(),
            ..Declared::default()
        };
        assert!(!notes(Trial::new(variable).declared(declared)));
    }
}
