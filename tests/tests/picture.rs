//! `docs/refused.svg`, the picture of the README, is drawn here from what the command line prints on a
//! terminal. `make picture` draws it anew.

#![cfg(target_os = "linux")]

use notprod_tests::{CommandLine, FileContent, Folder, Given, INCIDENT, checkout};
use std::fmt::Write;

const PICTURE: &str = "docs/refused.svg";

/// The report with the escapes of a terminal.
fn report() -> String {
    let dotenv = FileContent::Text(INCIDENT.to_owned());
    let folder = Folder::of(&Given {
        env: [].into(),
        files: [(".env".to_owned(), dotenv)].into(),
        root: None,
    });
    let folder = folder.expect("a folder");
    let ended = CommandLine::new(env!("CARGO_BIN_EXE_notprod-under-test"), folder.root())
        .env(&folder.environment)
        .args(["check"])
        .on_terminal(100)
        .run()
        .expect("`script` gives a terminal");
    assert_eq!(ended.code, Some(1), "{ended:?}");
    ended.stdout.replace('\r', "")
}

/// The colours of a terminal on the picture's own ground, which is dark wherever it is shown.
fn class(escape: &str) -> &'static str {
    match escape {
        "0" => "",
        "1" => "strong",
        "1;31" => "red",
        "1;34" => "blue",
        "1;36" => "cyan",
        "2" => "dim",
        other => panic!("the picture knows no colour `{other}`"),
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

/// A line with its escapes as spans; and how many characters are seen of it.
fn spans(line: &str) -> (String, usize) {
    let mut pieces = line.split("\x1b[");
    let first = pieces.next().unwrap_or_default();
    let mut drawn = escaped(first);
    let mut columns = first.chars().count();
    for piece in pieces {
        let (escape, text) = piece.split_once('m').expect("an escape for a colour");
        columns += text.chars().count();
        match class(escape) {
            _ if text.is_empty() => {}
            "" => drawn += &escaped(text),
            class => {
                let _ = write!(drawn, "<tspan class=\"{class}\">{}</tspan>", escaped(text));
            }
        }
    }
    (drawn, columns)
}

fn picture() -> String {
    const LINE: usize = 19;
    const EDGE: usize = 18;
    let report = report();
    assert!(report.contains('\x1b'), "no colour to draw: {report}");
    let shown = format!("\x1b[2m$\x1b[0m notprod check\n{report}");
    let mut text = String::new();
    let mut widest = 0;
    let mut y = EDGE;
    for line in shown.lines() {
        y += LINE;
        let (drawn, columns) = spans(line);
        widest = widest.max(columns);
        if columns > 0 {
            let _ = writeln!(text, "<text x=\"{EDGE}\" y=\"{}\">{drawn}</text>", y - 5);
        }
    }
    // Of 13 pixels a letter of the widest monospaced font takes 8.
    let (width, height) = (widest * 8 + 2 * EDGE, y + EDGE);
    format!(
        "<!-- Drawn by `tests/tests/picture.rs` from the real output. Do not edit: `make picture`. -->
<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" xml:space=\"preserve\">
<style>
text {{ font: 13px ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace; fill: #d8dee4 }}
.strong, .red, .blue, .cyan {{ font-weight: bold }}
.red {{ fill: #ff7b72 }}
.blue {{ fill: #79c0ff }}
.cyan {{ fill: #56d4dd }}
.dim {{ fill: #8b949e }}
</style>
<rect x=\"0.5\" y=\"0.5\" width=\"{}\" height=\"{}\" rx=\"8\" fill=\"#161b22\" stroke=\"#6e7681\"/>
{text}</svg>
",
        width - 1,
        height - 1
    )
}

#[test]
fn the_picture_is_what_the_command_line_prints() {
    let path = checkout().join(PICTURE);
    let picture = picture();
    assert!(picture.contains("askproai_db") && !picture.contains("correct-horse"));
    if std::env::var("INSTA_UPDATE").as_deref() == Ok("always") {
        std::fs::write(&path, &picture).expect("the picture can be written");
    }
    let drawn = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        drawn == picture,
        "{PICTURE} is not what the command line prints: `make picture` draws it anew"
    );
}

/// The README shows it; those who do not see it read what it says first.
#[test]
fn the_readme_shows_the_picture() {
    let readme = std::fs::read_to_string(checkout().join("README.md")).expect("the README");
    let summary = "this run would reach what it must not destroy";
    assert!(report().contains(summary));
    let end = format!("]({PICTURE})");
    let shown = readme
        .lines()
        .find(|line| line.starts_with("![") && line.ends_with(&end));
    assert!(
        shown.is_some_and(|line| line.contains(summary)),
        "{shown:?}"
    );
}
