//! `notprod explain`: the page of a rule or of an error.

use super::{complain, exit, print, stderr_style};
use crate::error::{Error, ErrorKind};
use crate::render::text;
use crate::rules::CATALOGUE;
use std::fmt::Write as _;

#[derive(clap::Args)]
pub(super) struct Arguments {
    /// A name or a code: `production-name`, `NP201`; without one, the list of all
    #[arg(value_name = "RULE|CODE")]
    name: Option<String>,
}

pub(super) fn main(arguments: &Arguments) -> i32 {
    let Some(name) = &arguments.name else {
        print(&list());
        return exit::ALLOW;
    };
    match page(name) {
        Some(page) => {
            print(page);
            exit::ALLOW
        }
        None => {
            complain(&text::error(&unknown(name), stderr_style()));
            exit::UNANSWERED
        }
    }
}

fn page(name: &str) -> Option<&'static str> {
    let is = |known: &str| known.eq_ignore_ascii_case(name.trim());
    let rules = CATALOGUE
        .iter()
        .map(|rule| (rule.name, rule.code, rule.page));
    let errors = ErrorKind::ALL
        .iter()
        .map(|kind| (kind.name(), kind.code(), kind.page()));
    rules
        .chain(errors)
        .find(|(name, code, _)| is(name) || is(code))
        .map(|(_, _, page)| page)
}

fn list() -> String {
    let mut out = String::new();
    for rule in CATALOGUE {
        let severity = rule.severity.name();
        let _ = writeln!(
            out,
            "{}  {:<24} {severity:<9} {}",
            rule.code, rule.name, rule.summary
        );
    }
    for kind in ErrorKind::ALL {
        let _ = writeln!(out, "{}  {:<24} error", kind.code(), kind.name());
    }
    out
}

fn unknown(name: &str) -> Error {
    let shown: String = name.chars().take(40).collect();
    let names = CATALOGUE
        .iter()
        .map(|rule| rule.name)
        .chain(ErrorKind::ALL.iter().map(|kind| kind.name()));
    let nearest = names
        .map(|known| (strsim::damerau_levenshtein(&shown, known), known))
        .min()
        .filter(|(distance, _)| *distance <= 4);
    let help = nearest.map_or_else(
        || "`notprod explain` lists them".to_owned(),
        |(_, known)| format!("did you mean `{known}`?"),
    );
    Error::new(
        ErrorKind::Question,
        format!("`{shown}` is no rule and no code"),
    )
    .help(help)
}
