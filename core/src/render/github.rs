//! Findings as GitHub's workflow commands: annotations on the lines that they speak of.

use crate::error::Error;
use crate::report::Report;
use crate::source::Source;
use crate::verdict::Severity;
use std::fmt::Write as _;
use std::path::Path;

/// One annotation a finding, and one line that says the verdict.
pub fn report(report: &Report) -> String {
    let mut out = String::new();
    for finding in &report.findings {
        let level = match finding.severity {
            Severity::Refuse | Severity::Unproven => "error",
            Severity::Warning => "warning",
            Severity::Note => "notice",
        };
        let annotation = Annotation {
            level,
            title: (finding.code, finding.rule),
            message: &finding.message,
            help: finding.help.as_deref(),
            source: finding.source.as_ref(),
        };
        annotation.write(&mut out, &report.root);
    }
    let _ = writeln!(out, "notprod: {}", data(&super::text::summary(report)));
    out
}

/// An error as an annotation.
pub fn error(error: &Error, root: &str) -> String {
    let mut out = String::new();
    let annotation = Annotation {
        level: "error",
        title: (error.kind.code(), error.kind.name()),
        message: &error.message,
        help: error.help.as_deref(),
        source: error.source_place.as_ref(),
    };
    annotation.write(&mut out, root);
    out
}

struct Annotation<'a> {
    level: &'static str,
    title: (&'static str, &'static str),
    message: &'a str,
    help: Option<&'a str>,
    source: Option<&'a Source>,
}

impl Annotation<'_> {
    fn write(&self, out: &mut String, root: &str) {
        let _ = write!(
            out,
            "::{} title={} {}",
            self.level, self.title.0, self.title.1
        );
        if let Some(file) = self.source.and_then(|source| source.file.as_ref()) {
            let _ = write!(out, ",file={}", property(&from_top(root, file)));
            if let Some(line) = self.source.and_then(|source| source.line) {
                let _ = write!(out, ",line={line}");
            }
        }
        let mut message = self.message.to_owned();
        if let Some(help) = self.help {
            let _ = write!(message, "\nhelp: {help}");
        }
        let _ = writeln!(out, "::{}", data(&message));
    }
}

/// A file as the working directory has it: the report's are relative to its root.
pub(super) fn from_top(root: &str, file: &str) -> String {
    if root == "." || Path::new(file).is_absolute() {
        file.to_owned()
    } else {
        Path::new(root).join(file).display().to_string()
    }
}

/// What stands behind `::` in GitHub's escapes.
fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// What stands in a property, where `:` and `,` end it, too.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::trial::Trial;

    #[test]
    fn annotations_stand_on_their_lines() {
        let written = report(
            &Trial::new(&[])
                .file(
                    ".env",
                    "A=1\nDATABASE_URL=postgres://app@localhost/shop_prod\n",
                )
                .judge(),
        );
        assert!(
            written.starts_with("::error title=NP201 production-name,file=/project/.env,line=2::"),
            "{written}"
        );
        assert!(written.contains("%0Ahelp: "));
        assert!(written.ends_with("(DATABASE_URL)\n"), "{written}");
    }

    #[test]
    fn no_text_ends_an_annotation() {
        assert_eq!(property("a,b:c%\n"), "a%2Cb%3Ac%25%0A");
        assert_eq!(data("a\r\n::error::b"), "a%0D%0A::error::b");
    }
}
