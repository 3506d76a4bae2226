//! Reports for people.

use super::provenance;
use crate::error::Error;
use crate::report::{Report, Target};
use crate::verdict::{Finding, Severity, Verdict};
use std::collections::HashMap;
use std::fmt::Write as _;

/// How a report is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Style {
    /// Colours, for a terminal.
    pub colour: bool,
}

impl Style {
    pub(super) fn paint(self, code: &str, text: &str) -> String {
        if self.colour {
            format!("\x1b[{code}m{text}\x1b[0m")
        } else {
            text.to_owned()
        }
    }

    fn verdict(self, verdict: Verdict) -> String {
        self.paint(
            match verdict {
                Verdict::Allow => "1;32",
                Verdict::Unproven => "1;33",
                Verdict::Refuse => "1;31",
            },
            verdict.name(),
        )
    }

    fn severity(self, severity: Severity) -> String {
        self.paint(
            match severity {
                Severity::Note => "1;34",
                Severity::Warning | Severity::Unproven => "1;33",
                Severity::Refuse => "1;31",
            },
            severity.name(),
        )
    }
}

/// A target in one line, from parts that may be printed.
pub fn place(target: &Target) -> String {
    let mut text = format!("{} ", target.engine);
    let many = target.hosts.len() > 1;
    for (at, host) in target.hosts.iter().enumerate() {
        if at > 0 {
            text.push(',');
        }
        if host.contains(':') {
            let _ = write!(text, "[{host}]");
        } else {
            text.push_str(host);
        }
        if let Some(port) = target.ports.get(at) {
            let _ = write!(text, ":{port}");
        }
    }
    if let Some(socket) = &target.socket {
        text.push_str(socket);
    }
    match (
        &target.database,
        target.hosts.is_empty() && target.socket.is_none(),
    ) {
        (Some(database), false) => {
            let _ = write!(text, "/{database}");
        }
        (Some(database), true) => text.push_str(database),
        (None, true) if target.verdict == Verdict::Refuse => text.push_str("(unreadable)"),
        (None, true) => text.push_str("(in memory)"),
        (None, false) => {}
    }
    if let Some(schema) = &target.schema {
        let _ = write!(text, " schema {schema}");
    }
    if many {
        text.push_str(" (any of them)");
    }
    printable(&text)
}

/// Control and formatting characters as escapes: a name must not move the cursor.
pub(crate) fn printable(text: &str) -> String {
    text.chars()
        .flat_map(|c| {
            let hidden = c.is_control()
                || matches!(c as u32, 0x200B..=0x200F | 0x202A..=0x202E | 0x2066..=0x2069 | 0xFEFF);
            let escaped: Vec<char> = if hidden {
                c.escape_unicode().collect()
            } else {
                vec![c]
            };
            escaped
        })
        .collect()
}

/// The whole report, ending in a line break.
pub fn report(report: &Report, style: Style) -> String {
    let mut out = format!("notprod: {}", style.verdict(report.verdict));
    out.push_str(&headline(report));
    // The folder of one package where the whole repository was asked about.
    if report.root != "." && !report.root.starts_with(['/', '\\']) {
        let _ = write!(out, " (in `{}`)", printable(&report.root));
    }
    out.push('\n');
    for finding in report
        .findings
        .iter()
        .filter(|finding| finding.target.is_none())
    {
        out.push('\n');
        write_finding(&mut out, finding, style, "");
    }
    let mut of_target: HashMap<&str, Vec<&Finding>> = HashMap::new();
    for finding in &report.findings {
        of_target
            .entry(finding.target.as_deref().unwrap_or_default())
            .or_default()
            .push(finding);
    }
    for target in &report.targets {
        let _ = write!(
            out,
            "\n{} {}",
            style.verdict(target.verdict),
            style.paint("1", &place(target))
        );
        let _ = writeln!(out, "  [{}]", label(target));
        out.push_str(&provenance::lines(target, style));
        for finding in of_target.get(target.id.as_str()).into_iter().flatten() {
            write_finding(&mut out, finding, style, "  ");
        }
    }
    out
}

/// What was looked at, for those who ask for more.
pub fn files_read(report: &Report) -> String {
    let files = if report.files_read.is_empty() {
        "no file".to_owned()
    } else {
        report.files_read.join(", ")
    };
    let runner = report.runner.unwrap_or("any runner");
    format!("\nread for {runner}: {}\n", printable(&files))
}

fn label(target: &Target) -> String {
    if target.role == "app" {
        target.slot.clone()
    } else {
        format!("{}, {}", target.slot, target.role)
    }
}

fn headline(report: &Report) -> String {
    match report.verdict {
        Verdict::Allow if report.targets.is_empty() => ": nothing judged".into(),
        Verdict::Allow => String::new(),
        Verdict::Unproven => ": nothing proves that this run may destroy what it reaches".into(),
        Verdict::Refuse => ": this run would reach what it must not destroy".into(),
    }
}

fn write_finding(out: &mut String, finding: &Finding, style: Style, indent: &str) {
    let _ = write!(
        out,
        "{indent}{}[{}] {}",
        style.severity(finding.severity),
        finding.code,
        printable(&finding.message)
    );
    match &finding.source {
        Some(source) => {
            let _ = writeln!(
                out,
                "\n{indent}  --> {} ({})",
                printable(&source.to_string()),
                finding.rule
            );
        }
        None => {
            let _ = writeln!(out, " ({})", finding.rule);
        }
    }
    if let Some(help) = &finding.help {
        let _ = writeln!(out, "{indent}  {} {help}", style.paint("1;36", "help:"));
    }
}

/// One line for a runner's header.
pub fn summary(report: &Report) -> String {
    if report.targets.is_empty() {
        let nothing = report
            .findings
            .iter()
            .find(|finding| finding.rule == "nothing-judged");
        return nothing.map_or_else(
            || report.verdict.name().to_owned(),
            |finding| finding.message.clone(),
        );
    }
    let places: Vec<String> = report
        .targets
        .iter()
        .map(|target| format!("{} ({})", place(target), target.slot))
        .collect();
    format!("{}: {}", report.verdict, places.join("; "))
}

/// An error, ending in a line break.
pub fn error(error: &Error, style: Style) -> String {
    let mut out = format!(
        "notprod: {}[{}] {}\n",
        style.paint("1;31", "error"),
        error.kind.code(),
        printable(&error.message)
    );
    if let Some(place) = &error.source_place {
        let _ = writeln!(out, "  --> {}", printable(&place.to_string()));
    }
    if let Some(help) = &error.help {
        let _ = writeln!(out, "  {} {help}", style.paint("1;36", "help:"));
    }
    out
}
