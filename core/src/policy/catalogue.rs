//! `[rules]` against the catalogue of rules, which lives above this module and is handed in.

use super::values::suggestion;
use super::{Policy, RuleSetting, pattern::shown};
use crate::error::{Error, ErrorKind};

/// Checks every line of `[rules]` against the rules that there are: their names, and whether a
/// policy may change them.
///
/// # Errors
///
/// `ErrorKind::Policy`, with file and line, where a rule is unknown or not adjustable.
pub fn check_rules<'a>(
    policy: &Policy,
    catalogue: impl Iterator<Item = (&'a str, bool)>,
) -> Result<(), Error> {
    if policy.rules.is_empty() {
        return Ok(());
    }
    let catalogue: Vec<(&str, bool)> = catalogue.collect();
    policy
        .rules
        .iter()
        .try_for_each(|setting| check(setting, &catalogue))
}

fn check(setting: &RuleSetting, catalogue: &[(&str, bool)]) -> Result<(), Error> {
    let adjustable: Vec<&str> = catalogue
        .iter()
        .filter(|(_, may)| *may)
        .map(|(name, _)| *name)
        .collect();
    let known = catalogue.iter().find(|(name, _)| *name == setting.name);
    let (why, help) = match known {
        Some((_, true)) => return Ok(()),
        Some((_, false)) if adjustable.is_empty() => {
            ("may not be changed", "take the line out".to_owned())
        }
        Some((_, false)) => {
            let names: Vec<String> = adjustable.iter().map(|name| format!("`{name}`")).collect();
            (
                "may not be changed",
                format!("a policy may change {}", names.join(", ")),
            )
        }
        None => {
            let names: Vec<&str> = catalogue.iter().map(|(name, _)| *name).collect();
            ("is no rule", suggestion(&setting.name, &names))
        }
    };
    let message = format!("`rules`: {} {why}", shown(&setting.name));
    Err(Error::new(ErrorKind::Policy, message)
        .help(help)
        .at(setting.source.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Source;
    use crate::verdict::Severity;

    fn checked(name: &str, catalogue: &[(&str, bool)]) -> Result<(), (String, String)> {
        let mut policy = Policy::default();
        policy.rules.push(RuleSetting {
            name: name.to_owned(),
            severity: Severity::Note,
            source: Source::process("x"),
        });
        check_rules(&policy, catalogue.iter().copied())
            .map_err(|error| (error.message, error.help.unwrap_or_default()))
    }

    #[test]
    fn rules_must_be_known_and_adjustable() {
        let catalogue = [("container-host", true), ("production-name", false)];
        let owned = |message: &str, help: &str| Err((message.to_owned(), help.to_owned()));
        assert_eq!(checked("container-host", &catalogue), Ok(()));
        assert_eq!(
            checked("production-name", &catalogue),
            owned(
                "`rules`: `production-name` may not be changed",
                "a policy may change `container-host`"
            )
        );
        assert_eq!(
            checked("production-nam", &catalogue),
            owned(
                "`rules`: `production-nam` is no rule",
                "did you mean `production-name`?"
            )
        );
        assert_eq!(
            checked("production-name", &catalogue[1..]),
            owned(
                "`rules`: `production-name` may not be changed",
                "take the line out"
            )
        );
        assert!(check_rules(&Policy::default(), [].into_iter()).is_ok());
    }
}
