//! What readers make of dotenv files: the one reader that is known to run, or each that may.

use super::layer::Layer;
use super::loading::Dotenv;
use crate::dotenv::{Dialect, Line};
use crate::snapshot::{Ecosystem, Runner};
use std::collections::HashMap;
use std::sync::Arc;

/// Which of two files holds a variable that both set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    /// The one that is loaded first.
    FirstWins,
    /// The one that is loaded last.
    LastWins,
}

/// The readers that projects of such a runner have, where none is known to run. Those that expand
/// nothing are not among them: a variable that nobody puts in leads nowhere.
fn possible(runner: Option<Runner>) -> &'static [Dialect] {
    match runner.map(Runner::ecosystem) {
        Some(Ecosystem::Python) => &[Dialect::Python, Dialect::Shell],
        Some(Ecosystem::Php) => &[Dialect::Phpdotenv, Dialect::Symfony, Dialect::Shell],
        Some(Ecosystem::Node) => &[Dialect::NpmExpand, Dialect::NodeExpand, Dialect::Shell],
        Some(Ecosystem::Other) | None => &[
            Dialect::Python,
            Dialect::Phpdotenv,
            Dialect::Symfony,
            Dialect::NodeExpand,
            Dialect::NpmExpand,
            Dialect::Shell,
        ],
    }
}

/// A file's lines as one reader has them. Where it would stop at the file, as a person reads them:
/// the application does not start, and nothing is allowed because of what it does not see.
fn lines(file: &Dotenv, dialect: Dialect) -> (&[Line], Option<u32>) {
    match file.read_by(dialect) {
        Some(lines) => (lines, None),
        None => (&file.document.lines, file.document.open_quote),
    }
}

/// The file as a person would read it. A shell's way to expand is the widest.
pub(super) fn plain<'a>(file: &Dotenv, below: &Layer<'_>, earlier: &Layer<'_>) -> Layer<'a> {
    let lines: Vec<(&Line, &Arc<str>)> = file
        .document
        .lines
        .iter()
        .map(|line| (line, &file.file))
        .collect();
    let mut layer = Layer::of_lines(&lines, Dialect::PLAIN, below, earlier);
    layer.open_quote = file.document.open_quote;
    layer.file = Some(file.file.clone());
    layer
}

/// Files that one reader loads, in the order in which it loads them.
pub(super) fn stack<'a>(
    files: &[&Dotenv],
    dialect: Dialect,
    order: Order,
    base: &Layer<'_>,
) -> Layer<'a> {
    let read: Vec<(&[Line], Option<u32>)> = files.iter().map(|file| lines(file, dialect)).collect();
    let mut all: Layer<'a> = Layer::default();
    // These read every file before they expand anything.
    if matches!(dialect, Dialect::NodeExpand | Dialect::NpmExpand) {
        let mut merged: Vec<(&Line, &Arc<str>)> = Vec::new();
        let mut add = |file: &'_ usize| {
            if let (Some((lines, _)), Some(file)) = (read.get(*file), files.get(*file)) {
                merged.extend(lines.iter().map(|line| (line, &file.file)));
            }
        };
        let mut at: Vec<usize> = (0..files.len()).collect();
        if order == Order::FirstWins {
            at.reverse();
        }
        at.iter().for_each(&mut add);
        all = Layer::of_lines(&merged, dialect, base, &Layer::default());
    } else {
        let mut below = base.clone();
        for ((lines, _), file) in read.iter().zip(files) {
            let lines: Vec<(&Line, &Arc<str>)> =
                lines.iter().map(|line| (line, &file.file)).collect();
            let layer = match order {
                Order::FirstWins => Layer::of_lines(&lines, dialect, &below, &Layer::default()),
                Order::LastWins => Layer::of_lines(&lines, dialect, base, &all),
            };
            if order == Order::FirstWins {
                below.overlay(&layer);
            }
            all.overlay(&layer);
        }
    }
    for ((_, open), file) in read.iter().zip(files) {
        if all.open_quote.is_none() && open.is_some() {
            all.open_quote = *open;
            all.file = Some(file.file.clone());
        }
    }
    all
}

/// What files may add that some reader loads one over the other, the weakest first: as a person
/// would read them, and as each possible reader does that sees something else.
pub(super) fn of_unknown<'a>(
    files: &[&Dotenv],
    base: &Layer<'_>,
    runner: Option<Runner>,
) -> Vec<Layer<'a>> {
    let readers = possible(runner);
    let mut person: Layer<'a> = Layer::default();
    for file in files {
        let mut layer = plain(file, base, &person);
        settle(&mut layer, file, readers);
        if layer.open_quote.is_some() && person.open_quote.is_none() {
            person.file.clone_from(&layer.file);
        }
        person.overlay(&layer);
    }
    let mut readings = vec![person];
    if files.iter().all(|file| file.reads_alike()) {
        return readings;
    }
    for dialect in readers {
        // A reader that would stop at one of them loads nothing.
        if files.iter().any(|file| file.read_by(*dialect).is_none()) {
            continue;
        }
        let layer = stack(files, *dialect, Order::LastWins, base);
        if !readings.iter().any(|known| known.sees_the_same(&layer)) {
            readings.push(layer);
        }
    }
    readings
}

/// Whether a file holds nothing but comments and plain assignments, which every reader reads alike:
/// most files are such, and one reading of them is enough.
pub(super) fn reads_alike(text: &str) -> bool {
    let is_plain = |value: &str| match value.as_bytes() {
        // In quotes a blank between words is one to everybody.
        [b'"', inner @ .., b'"'] | [b'\'', inner @ .., b'\''] => {
            inner.trim_ascii().len() == inner.len()
                && inner.iter().all(|b| *b == b' ' || is_plain(*b))
        }
        value => value.iter().all(|b| is_plain(*b)),
    };
    text.split('\n').all(|line| {
        line.is_empty()
            || (line.starts_with('#') && line.is_ascii() && !line.contains('\r'))
            || line.split_once('=').is_some_and(|(name, value)| {
                let named = name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
                named && name.starts_with(|c: char| c.is_ascii_alphabetic()) && is_plain(value)
            })
    })
}

/// Whether a byte means nothing but itself to any reader.
fn is_plain(b: u8) -> bool {
    b.is_ascii_graphic()
        && !matches!(
            b,
            b'\''
                | b'"'
                | b'`'
                | b'$'
                | b'\\'
                | b'#'
                | b';'
                | b'&'
                | b'|'
                | b'<'
                | b'>'
                | b'('
                | b')'
                | b'~'
        )
}

/// Takes a dispute back on which the possible readers agree.
fn settle(layer: &mut Layer<'_>, file: &Dotenv, readers: &[Dialect]) {
    let disputed = file
        .document
        .lines
        .iter()
        .any(|line| line.disputed.is_some());
    if !disputed && layer.open_quote.is_none() {
        return;
    }
    let read: Vec<HashMap<(u32, String), String>> = readers
        .iter()
        .filter_map(|dialect| file.read_by(*dialect))
        .map(|lines| {
            let known = lines
                .iter()
                .map(|line| ((line.number, line.name.clone()), line.value()));
            known.collect()
        })
        .collect();
    let agree = |name: &str, number: u32| {
        let key = (number, name.to_owned());
        let mut values = read.iter().map(|lines| lines.get(&key));
        let first = values.next();
        values.all(|value| Some(value) == first)
    };
    for entry in &mut layer.entries {
        if entry.disputed.is_some()
            && let Some(number) = entry.source.line
            && agree(&entry.name, number)
        {
            entry.disputed = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::reads_alike;
    use crate::dotenv::{Dialect, parse, read};

    #[test]
    fn every_reader_has_a_plain_file_alike() {
        let bytes = (b'!'..=b'~').map(char::from);
        let values = bytes.flat_map(|b| {
            let inner = [format!("{b}"), format!("x{b}y"), format!("x {b}")];
            inner.map(|v| [format!("A={v}"), format!("A=\"{v}\""), format!("A='{v}'")])
        });
        let mut plain = 0;
        for line in values.flatten() {
            let text = format!("# c\nB=1\n{line}\nC=2\n");
            if !reads_alike(&text) {
                continue;
            }
            plain += 1;
            let person = parse(&text).lines;
            let person: Vec<(&str, String)> = person
                .iter()
                .map(|l| (l.name.as_str(), l.value()))
                .collect();
            assert_eq!(person.len(), 3, "{text}");
            for (dialect, name) in Dialect::ALL {
                let lines = read(&text, *dialect).unwrap();
                let lines: Vec<(&str, String)> =
                    lines.iter().map(|l| (l.name.as_str(), l.value())).collect();
                assert_eq!(lines, person, "{name}: {text}");
            }
        }
        assert!(plain > 500, "{plain}");
    }

    #[test]
    fn only_plain_files_read_alike() {
        assert!(reads_alike(
            "# a comment\n\nA=b\nDATABASE_URL=postgres://u@localhost:5432/app_test\nEMPTY=\nA=\"b c\"\nB='d'\nC=\"\"\n"
        ));
        for text in [
            "A='b' c",
            "A=\"b'",
            "A=\"b\" # c",
            "A=\"b\nc\"",
            "A=\"${B}\"",
            "A='a;b'",
            "A='b ",
            "A=\" b\"",
            "A='",
            "A=b c",
            "A=b#c",
            "A=${B}",
            "A=b\r\n",
            "export A=b",
            "A: b",
            " A=b",
            "A =b",
            "\u{feff}A=b",
            "A=b\\n",
            "A",
            "A=ü",
        ] {
            assert!(!reads_alike(text), "{text:?}");
        }
    }
}
