//! Answers on statements, for people and for programs.

use super::text::{Style, printable};
use crate::sql::{Statement, Tier};
use std::fmt::Write as _;

/// The longest piece of a line that is shown, in characters.
const WIDTH: usize = 100;

/// An answer on one line of JSON.
pub fn json(statement: &Statement) -> String {
    // Plain strings and numbers: there is nothing in an answer that cannot be written.
    serde_json::to_string(statement).unwrap_or_else(|_| {
        r#"{"class":"unknown","tier":"banned","reason":"the answer could not be written"}"#
            .to_owned()
    })
}

/// An answer with its first line underlined. The statement's own text, which comes with it, is what was
/// asked about, so it is shown, cut, and with control characters escaped.
pub fn report(statement: &Statement, own: &[u8], origin: &str, style: Style) -> String {
    let code = match statement.tier {
        Tier::Allow => "1;32",
        Tier::Approval => "1;33",
        Tier::Banned => "1;31",
    };
    let mut out = format!(
        "{}[{}] {}: {}\n  --> {origin}:{}\n",
        style.paint(code, statement.tier.name()),
        statement.class.name(),
        statement.operation,
        statement.reason,
        statement.line
    );
    let own = String::from_utf8_lossy(own);
    let first = own.trim_start().lines().next().unwrap_or_default();
    let mut shown: String = printable(first).chars().take(WIDTH).collect();
    if shown.chars().count() < first.chars().count() || own.trim().lines().count() > 1 {
        shown.push_str(" ...");
    }
    let gutter = statement.line.to_string();
    let pad = " ".repeat(gutter.len());
    let _ = writeln!(out, " {pad} |\n {gutter} | {shown}");
    let _ = writeln!(
        out,
        " {pad} | {}",
        style.paint(code, &"^".repeat(shown.chars().count().max(1)))
    );
    if !statement.objects.is_empty() {
        let _ = writeln!(
            out,
            " {pad} = on: {}",
            printable(&statement.objects.join(", "))
        );
    }
    if let Some(bound) = statement.bounded_by {
        let _ = writeln!(out, " {pad} = bounded by: {bound}");
    }
    out
}
