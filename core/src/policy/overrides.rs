//! `NOTPROD_ALLOW`: target patterns for one run, from the process alone.

use super::Entry;
use super::pattern::{FORM, Fault, List, TargetPattern, shown};
use crate::error::{Error, ErrorKind};
use crate::source::Source;
use std::path::Path;

/// The variable that lifts for one run.
pub const OVERRIDE_VARIABLE: &str = "NOTPROD_ALLOW";

/// Reads the value: patterns separated by commas. Blank is not set; relative paths begin at `root`.
///
/// # Errors
///
/// `ErrorKind::Override` where a part is no target pattern. An address is never echoed.
pub(super) fn read(value: Option<&str>, root: &Path) -> Result<Vec<Entry>, Error> {
    let value = value.unwrap_or_default();
    // An address may hold a comma, and its rest would be echoed as a pattern of its own.
    if value.contains("://") {
        return Err(error(Fault {
            message: "it holds an address, and takes target patterns".to_owned(),
            help: format!("{FORM}, without scheme and password"),
        }));
    }
    value
        .split(',')
        .map(str::trim)
        .filter(|text| !text.is_empty())
        .map(|text| entry(text, root))
        .collect()
}

fn entry(text: &str, root: &Path) -> Result<Entry, Error> {
    let pattern = TargetPattern::parse(text, List::Override, root).map_err(|fault| {
        if is_blanket(text) {
            return error(Fault {
                message: format!("{} would lift every target", shown(text)),
                help: format!("name the one target that this run may reach: {FORM}"),
            });
        }
        error(fault)
    })?;
    Ok(Entry {
        text: text.to_owned(),
        source: Source::process(OVERRIDE_VARIABLE),
        pattern,
    })
}

/// What people write where a switch would be: the message then says that there is none.
fn is_blanket(text: &str) -> bool {
    let word = text.to_ascii_lowercase();
    word.parse::<f64>().is_ok()
        || ["true", "yes", "on", "all", "any", "y", "t", "*"].contains(&word.as_str())
}

fn error(fault: Fault) -> Error {
    Error::new(ErrorKind::Override, fault.message)
        .help(fault.help)
        .at(Source::process(OVERRIDE_VARIABLE))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(value: &str) -> Result<Vec<String>, Error> {
        let entries = read(Some(value), Path::new("/repo"))?;
        Ok(entries.into_iter().map(|entry| entry.text).collect())
    }

    #[test]
    fn patterns_are_separated_by_commas() {
        assert_eq!(
            texts("a/b, u@c:1/d,./x.db"),
            Ok(vec!["a/b".into(), "u@c:1/d".into(), "./x.db".into()])
        );
        assert_eq!(texts("a/b,"), Ok(vec!["a/b".into()]));
        assert_eq!(read(None, Path::new("/repo")), Ok(Vec::new()));
        for blank in ["", "  ", "\t\n", ","] {
            assert_eq!(texts(blank), Ok(Vec::new()), "{blank:?}");
        }
    }

    #[test]
    fn no_value_switches_the_guard_off() {
        for value in ["1", "0", "true", "TRUE", "yes", "on", "all", "*", "a/b,*"] {
            let error = texts(value).unwrap_err();
            assert_eq!(error.kind, ErrorKind::Override);
            assert!(
                error.to_string().ends_with("would lift every target"),
                "{error}"
            );
            assert_eq!(error.source_place, Some(Source::process("NOTPROD_ALLOW")));
        }
        for value in [
            "shop",
            "localhost",
            "*/*",
            "localhost/*",
            "*.db",
            "h/",
            "/",
            ".",
            "..",
            "./",
            "false",
            "h:5432",
        ] {
            assert_eq!(
                texts(value).unwrap_err().kind,
                ErrorKind::Override,
                "{value}"
            );
        }
    }

    #[test]
    fn an_address_is_never_echoed() {
        for value in [
            "postgres://u:hunter2@h/db",
            "a/b,postgres://u:x,hunter2@h/db",
            "u:hunter2@h/db",
            "u:hunter2@tcp(h:3306)/db",
            "Server=h;Password=hunter2",
            "h/db?password=hunter2",
        ] {
            let error = texts(value).unwrap_err();
            assert_eq!(error.kind, ErrorKind::Override);
            assert!(
                !format!("{error} {error:?}").contains("hunter2"),
                "{error:?}"
            );
        }
        let error = texts("postgres://u@h/db").unwrap_err();
        assert_eq!(
            error.to_string(),
            "`NOTPROD_ALLOW` of the process: it holds an address, and takes target patterns"
        );
    }
}
