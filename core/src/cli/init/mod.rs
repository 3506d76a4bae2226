//! `notprod init`: looks at the project, says what to add for each runner, and adds it where asked.

mod edit;
mod survey;
mod wire;

use super::{Format, Scope, Settings, check, complain, exit, print, unanswered};
use crate::bridge::fence;
use crate::error::Error;
use crate::host::{self, Disk};
use crate::policy;
use crate::reader::workspaces;
use crate::render::text::printable;
use crate::snapshot::{Content, Question, Runner, Snapshot};
use std::fmt::Write as _;
use std::path::PathBuf;
use survey::Survey;
use wire::Wire;

#[derive(clap::Args)]
pub(super) struct Arguments {
    /// Write a policy where none is, and the lines into TOML, INI, XML and JSON
    #[arg(long)]
    write: bool,
    #[command(flatten)]
    scope: Scope,
}

const POLICY: &str = "notprod.toml";
/// Every line of it is a comment: a policy that says nothing changes no verdict.
const TEMPLATE: &str = include_str!("notprod.toml");

/// What is said, and what was done.
#[derive(Default)]
struct Told {
    text: String,
    written: usize,
    /// Lines that are still to be added.
    open: usize,
    /// Files that could not be written, although it was asked for.
    failed: usize,
}

pub(super) fn main(arguments: &Arguments, settings: Option<Settings<'_>>) -> i32 {
    let scope = &arguments.scope;
    let told = match fence(|| told(arguments)) {
        Ok(told) => told,
        Err(error) => return unanswered(&error, scope),
    };
    // A program reads the report alone.
    match scope.format {
        Format::Text => print(&told.text),
        _ => complain(&told.text),
    }
    match check::answered(scope, settings) {
        exit::ALLOW if told.failed > 0 => exit::UNANSWERED,
        code => code,
    }
}

fn told(arguments: &Arguments) -> Result<Told, Error> {
    let question = host::complete(arguments.scope.question())?;
    let disk = Disk;
    let snapshot = Snapshot::new(&question, &disk);
    let mut told = Told::default();
    // A package without a runner of its own has its tests run from the root.
    let mut folders = vec![question.root.clone()];
    if question.runner.is_none() {
        folders.extend(workspaces::folders(&snapshot));
    }
    let below: Vec<Question> = folders
        .into_iter()
        .map(|root| at(&question, root))
        .collect();
    for package in &below {
        let is_root = package.root == question.root;
        let here = Snapshot::new(package, &disk);
        let survey = survey::look(&here);
        let wires = wire::wires(&here, &survey);
        if !is_root && survey.runners.iter().all(|runner| *runner == Runner::Node) {
            continue;
        }
        let shown = if is_root {
            question.shown_root()
        } else {
            snapshot.show(&package.root)
        };
        found(&mut told.text, &shown, &survey);
        if is_root {
            write_policy(&mut told, &here, arguments.write);
        }
        for wire in &wires {
            add(&mut told, &here, wire, arguments.write);
        }
    }
    let summary = match (&told, arguments.write) {
        (
            Told {
                written: 0,
                open: 0,
                failed: 0,
                ..
            },
            true,
        ) => "nothing was changed: all stands",
        (Told { written: 0, .. }, true) => "nothing was changed",
        (_, true) => "the files above were written",
        (_, false) => "nothing was written; `notprod init --write` writes what it may",
    };
    let _ = writeln!(told.text, "{summary}\n");
    Ok(told)
}

fn at(question: &Question, root: PathBuf) -> Question {
    Question {
        root,
        ..question.clone()
    }
}

fn found(out: &mut String, shown: &str, survey: &Survey) {
    let _ = writeln!(out, "found in `{}`", printable(shown));
    let runners: Vec<String> = survey
        .runners
        .iter()
        .map(|runner| runner.name().to_owned())
        .collect();
    let frameworks: Vec<String> = survey
        .frameworks
        .iter()
        .map(|name| (*name).to_owned())
        .collect();
    let modules: Vec<String> = survey
        .modules
        .iter()
        .map(|kind| (*kind).to_owned())
        .collect();
    for (label, values) in [
        ("runners", &runners),
        ("frameworks", &frameworks),
        ("modules", &modules),
        ("dotenv files", &survey.dotenv),
        ("ci", &survey.integration),
    ] {
        let values = if values.is_empty() {
            "none".to_owned()
        } else {
            values.join(", ")
        };
        let _ = writeln!(out, "  {label:<13} {}", printable(&values));
    }
    out.push('\n');
}

fn write_policy(told: &mut Told, snapshot: &Snapshot<'_>, write: bool) {
    let standing = policy::standing(snapshot);
    if let Some(file) = standing.first() {
        let _ = writeln!(
            told.text,
            "policy: `{}` is there, and stays as it is\n",
            printable(file)
        );
        return;
    }
    if !write {
        let _ = writeln!(told.text, "policy: none; a `{POLICY}` to start from");
        lines(&mut told.text, TEMPLATE.lines());
        told.text.push('\n');
        return;
    }
    match host::create(&snapshot.question.root.join(POLICY), TEMPLATE) {
        Ok(()) => {
            told.written += 1;
            let _ = writeln!(
                told.text,
                "policy: `{POLICY}` was written, all of it comments\n"
            );
        }
        Err(reason) => {
            told.failed += 1;
            let _ = writeln!(told.text, "policy: `{POLICY}` cannot be written: {reason}");
            let _ = writeln!(
                told.text,
                "  help: make the folder writable, or write the file by hand"
            );
            lines(&mut told.text, TEMPLATE.lines());
            told.text.push('\n');
        }
    }
}

fn lines<'t>(out: &mut String, lines: impl Iterator<Item = &'t str>) {
    for line in lines {
        let _ = writeln!(out, "{}", format!("  | {line}").trim_end());
    }
}

/// How one wire stands.
enum Standing {
    /// It is there.
    There,
    /// The file's new text.
    Edited(String),
    /// By hand: why, and the cure, where there is a reason to give.
    ByHand(Option<(Option<usize>, String, &'static str)>),
}

fn add(told: &mut Told, snapshot: &Snapshot<'_>, wire: &Wire, write: bool) {
    let _ = write!(told.text, "{}: {}", wire.runner, wire.why);
    let name = wire.file.as_deref();
    let standing = standing(snapshot, wire);
    let place = name.map(|name| snapshot.show(&snapshot.question.root.join(name)));
    let shown = printable(place.as_deref().unwrap_or_default());
    let mut hint = None;
    match (&standing, name) {
        (Standing::There, _) => {
            let _ = writeln!(told.text, "\n  `{shown}` has it already\n");
            return;
        }
        (Standing::Edited(text), Some(name)) if write => {
            match host::replace(&snapshot.question.root.join(name), text) {
                Ok(()) => {
                    told.written += 1;
                    let _ = writeln!(told.text, "\n  `{shown}` was written");
                    install(told, wire);
                    told.text.push('\n');
                    return;
                }
                Err(reason) => {
                    told.failed += 1;
                    hint = Some((
                        None,
                        format!("cannot be written: {reason}"),
                        "make it writable, or add the line by hand",
                    ));
                }
            }
        }
        (Standing::ByHand(why), _) => hint.clone_from(why),
        _ => {}
    }
    told.open += 1;
    match name {
        Some(_) => {
            let _ = writeln!(told.text, "; in `{shown}`:");
        }
        None => told.text.push_str(":\n"),
    }
    lines(&mut told.text, wire.lines.iter().copied());
    if let Some((line, why, cure)) = hint {
        let line = line.map_or_else(String::new, |line| format!(":{line}"));
        let _ = writeln!(told.text, "  `{shown}{line}` is left as it is: {why}");
        let _ = writeln!(told.text, "  help: {cure}");
    }
    install(told, wire);
    told.text.push('\n');
}

fn install(told: &mut Told, wire: &Wire) {
    if let Some(command) = wire.install {
        let _ = writeln!(told.text, "  once: {command}");
    }
}

fn standing(snapshot: &Snapshot<'_>, wire: &Wire) -> Standing {
    let Some(name) = &wire.file else {
        return Standing::ByHand(None);
    };
    let by_hand = |why: String, cure| Standing::ByHand(Some((None, why, cure)));
    let text = match snapshot.read(&snapshot.question.root.join(name)) {
        Content::Text(text) => text,
        Content::Absent => return Standing::ByHand(None),
        Content::Lossy(_) => {
            return by_hand(
                "it is not UTF-8".into(),
                "save it as UTF-8, or add the line by hand",
            );
        }
        Content::Folder => return by_hand("it is a folder".into(), "move it away"),
        Content::Unreadable(reason) => {
            return by_hand(reason, "make it readable, then run `notprod init` again");
        }
    };
    match wire.editor {
        Some(edit) => match edit(&text) {
            Ok(None) => Standing::There,
            Ok(Some(edited)) => Standing::Edited(edited),
            Err(left) => Standing::ByHand(Some((left.line, left.why.to_owned(), left.cure))),
        },
        None if wire::has_marks(&text, wire.marks) => Standing::There,
        None => Standing::ByHand(None),
    }
}
