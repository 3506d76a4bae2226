//! Where a target came from, shown as a compiler shows code: each line with its place, rebuilt from
//! parts that may be printed, never copied.

use super::text::{Style, printable};
use crate::report::Target;
use crate::source::{Source, SourceKind};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// The lines that won, then those that lost.
pub(super) fn lines(target: &Target, style: Style) -> String {
    let mut out = String::new();
    let mut winners: BTreeMap<&Source, Vec<&str>> = BTreeMap::new();
    for (part, source) in &target.sources {
        winners.entry(source).or_default().push(part);
    }
    for (source, parts) in &winners {
        let values: Vec<String> = parts
            .iter()
            .filter_map(|part| value(target, part))
            .collect();
        show(
            &mut out,
            source,
            values.first().map(String::as_str),
            None,
            style,
        );
    }
    let mut losers: Vec<&Source> = target.overridden.iter().collect();
    losers.sort();
    for source in losers {
        show(&mut out, source, None, Some("loses"), style);
    }
    out
}

/// One place: `--> .env:9`, and the line below it.
fn show(out: &mut String, source: &Source, value: Option<&str>, note: Option<&str>, style: Style) {
    let place = match (&source.file, source.line) {
        (Some(file), Some(line)) => format!("{file}:{line}"),
        (Some(file), None) => file.to_string(),
        (None, _) => named(source.kind).to_owned(),
    };
    let _ = write!(
        out,
        "  {} {}",
        style.paint("1;34", "-->"),
        printable(&place)
    );
    if let Some(note) = note {
        let _ = write!(out, " {}", style.paint("2", &format!("({note})")));
    }
    out.push('\n');
    let number = source
        .line
        .map_or_else(String::new, |line| line.to_string());
    let text = match (&source.variable, source.kind) {
        (Some(variable), SourceKind::Phpunit) => {
            format!("name=\"{variable}\" value=\"{}\"", value.unwrap_or("…"))
        }
        (Some(variable), _) => format!("{variable}={}", value.unwrap_or("…")),
        (None, _) => value.unwrap_or("…").to_owned(),
    };
    let gutter = style.paint("1;34", &format!("{number:>5} |"));
    let _ = writeln!(out, "{gutter} {}", printable(&text));
}

/// A place without a file.
fn named(kind: SourceKind) -> &'static str {
    match kind {
        SourceKind::Process => "the process",
        SourceKind::Argument => "the address given",
        SourceKind::Declared => "the framework's settings",
        SourceKind::Default => "the default",
        SourceKind::Service => "libpq's service file",
        SourceKind::Dotenv
        | SourceKind::Phpunit
        | SourceKind::Cached
        | SourceKind::Configuration
        | SourceKind::Policy => "a file",
    }
}

/// What a part may show.
fn value(target: &Target, part: &str) -> Option<String> {
    match part {
        "host" => (!target.hosts.is_empty()).then(|| target.hosts.join(",")),
        "port" => target.ports.first().map(u16::to_string),
        "database" => target.database.clone(),
        "schema" => target.schema.clone(),
        "user" => target.user.clone(),
        "socket" => target.socket.clone(),
        "engine" => Some(target.engine.to_owned()),
        "address" => address(target),
        _ => None,
    }
}

/// The address from its parts; none where nothing of it could be read.
fn address(target: &Target) -> Option<String> {
    if target.hosts.is_empty() && target.socket.is_none() && target.database.is_none() {
        return None;
    }
    let mut text = format!("{}://", target.engine);
    if let Some(user) = &target.user {
        let _ = write!(text, "{user}@");
    }
    for (at, host) in target.hosts.iter().enumerate() {
        text.push_str(if at > 0 { "," } else { "" });
        if host.contains(':') {
            let _ = write!(text, "[{host}]");
        } else {
            text.push_str(host);
        }
        if let Some(port) = target.ports.get(at) {
            let _ = write!(text, ":{port}");
        }
    }
    text.push_str(target.socket.as_deref().unwrap_or(""));
    if let Some(database) = &target.database {
        let _ = write!(text, "/{database}");
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::super::text;
    use crate::rules::trial::Trial;

    #[test]
    fn winners_and_losers_with_their_lines_and_without_secrets() {
        let report = Trial::new(&[("DB_PORT", "3307")])
            .runner(crate::snapshot::Runner::Phpunit)
            .file("artisan", "")
            .file(
                ".env",
                "APP_ENV=local\nDB_CONNECTION=mysql\nDB_HOST=127.0.0.1\nDB_PORT=3306\nDB_DATABASE=askproai_db\nDB_USERNAME=app\nDB_PASSWORD=hunter2\n",
            )
            .file(
                "phpunit.xml",
                "<phpunit><php>\n<env name=\"DB_DATABASE\" value=\"askproai_testing\"/>\n</php></phpunit>",
            )
            .judge();
        let shown = text::report(&report, text::Style::default());
        for expected in [
            "  --> .env:3\n    3 | DB_HOST=127.0.0.1\n",
            "  --> the process\n      | DB_PORT=3307\n",
            "  --> phpunit.xml:2\n    2 | name=\"DB_DATABASE\" value=\"askproai_testing\"\n",
            "  --> .env:5 (loses)\n    5 | DB_DATABASE=…\n",
        ] {
            assert!(shown.contains(expected), "{expected}\n{shown}");
        }
        assert!(!shown.contains("hunter2"));
        let report = Trial::new(&[])
            .file(
                ".env",
                "\nDATABASE_URL=postgres://u:hunter2@db.example.com/shop?sslpassword=hunter2\n",
            )
            .judge();
        let shown = text::report(&report, text::Style::default());
        let expected = "  --> .env:2\n    2 | DATABASE_URL=postgres://u@db.example.com:5432/shop\n";
        assert!(shown.contains(expected), "{shown}");
        assert!(!shown.contains("hunter2"));
    }
}
