//! Variables with their sources: what the process holds, and what a file would add.

use crate::dotenv::expand::Expanded;
use crate::dotenv::{Dialect, Line, expand};
use crate::source::{Source, SourceKind};
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

/// How many bytes the expansions of a file may add, all together.
const ROOM: usize = 16 * 1024 * 1024;

/// A variable as a reader would hand it to the application.
#[derive(Clone)]
pub struct Entry<'a> {
    /// The variable.
    pub name: Cow<'a, str>,
    /// The value, variables in it put in.
    pub value: Cow<'a, str>,
    /// The value as it stands in the file, where something was put in.
    pub raw: Option<Cow<'a, str>>,
    /// Where it stands.
    pub source: Source,
    /// Why readers see another value, if they do.
    pub disputed: Option<&'static str>,
    /// Whether a variable in it has no value.
    pub unresolved: bool,
}

/// The lines of readers that read everything before they expand anything: of duplicates the last.
struct Whole<'l> {
    lines: HashMap<&'l str, &'l Line>,
}

impl<'l> Whole<'l> {
    fn of(lines: &[(&'l Line, &Arc<str>)], dialect: Dialect) -> Option<Whole<'l>> {
        let expands_last = matches!(
            dialect,
            Dialect::NodeExpand | Dialect::NpmExpand | Dialect::Next
        );
        expands_last.then(|| Whole {
            lines: lines
                .iter()
                .map(|(line, _)| (line.name.as_str(), *line))
                .collect(),
        })
    }

    fn holds(&self, line: &Line) -> bool {
        self.lines
            .get(line.name.as_str())
            .is_some_and(|last| std::ptr::eq(*last, line))
    }
}

/// Variables by name.
#[derive(Default, Clone)]
pub struct Layer<'a> {
    /// In the order in which they stand.
    pub entries: Vec<Entry<'a>>,
    /// The first line from which readers disagree on what the lines are.
    pub open_quote: Option<u32>,
    /// The file, for messages.
    pub file: Option<Arc<str>>,
    index: HashMap<String, usize>,
}

impl<'a> Layer<'a> {
    /// The variables of the process.
    pub fn of_process(environment: impl Iterator<Item = (&'a str, &'a str)>) -> Layer<'a> {
        let mut layer = Layer::default();
        for (name, value) in environment {
            layer.insert(Entry {
                name: Cow::Borrowed(name),
                value: Cow::Borrowed(value),
                raw: None,
                source: Source::process(name),
                disputed: None,
                unresolved: false,
            });
        }
        layer
    }

    /// What a reader makes of the lines of a dotenv file, or of several in the order in which they are
    /// loaded: all but those that `below` holds, whose values win inside `${VAR}`, too. `earlier`
    /// is what files before these have set.
    pub fn of_lines(
        lines: &[(&Line, &Arc<str>)],
        dialect: Dialect,
        below: &Layer<'_>,
        earlier: &Layer<'_>,
    ) -> Layer<'a> {
        let mut layer = Layer::default();
        let whole = Whole::of(lines, dialect);
        let mut room = ROOM;
        for (line, file) in lines {
            if whole.as_ref().is_some_and(|whole| !whole.holds(line)) {
                continue;
            }
            let text = line.value();
            let value = |entry: &Entry<'_>| entry.value.clone().into_owned();
            let mut found = expand::value(line, dialect, &|name| {
                if room == 0 {
                    return None;
                }
                let own = layer.get(name).map(value);
                if dialect == Dialect::Shell && own.is_some() {
                    return own;
                }
                let held = below.get(name).map(value);
                held.or(own)
                    .or_else(|| Some(whole.as_ref()?.lines.get(name)?.value()))
                    .or_else(|| earlier.get(name).map(value))
            });
            let grown = found.text.len().saturating_sub(text.len());
            if grown > room {
                found = Expanded {
                    text: text.clone(),
                    unresolved: true,
                };
            }
            room = room.saturating_sub(grown);
            layer.insert(Entry {
                name: Cow::Owned(line.name.clone()),
                raw: (found.text != text).then_some(Cow::Owned(text)),
                value: Cow::Owned(found.text),
                source: Source::line(SourceKind::Dotenv, file, Some(line.number))
                    .with_variable(&line.name),
                disputed: line.disputed,
                unresolved: found.unresolved,
            });
        }
        layer.without(below)
    }

    fn without(mut self, below: &Layer<'_>) -> Layer<'a> {
        self.entries
            .retain(|entry| !below.index.contains_key(entry.name.as_ref()));
        self.reindex();
        self
    }

    fn reindex(&mut self) {
        self.index = self
            .entries
            .iter()
            .enumerate()
            .map(|(at, entry)| (entry.name.clone().into_owned(), at))
            .collect();
    }

    /// Adds a variable, in the place of one with the same name.
    pub fn insert(&mut self, entry: Entry<'a>) {
        match self
            .index
            .get(entry.name.as_ref())
            .and_then(|at| self.entries.get_mut(*at))
        {
            Some(known) => *known = entry,
            None => {
                self.index
                    .insert(entry.name.clone().into_owned(), self.entries.len());
                self.entries.push(entry);
            }
        }
    }

    /// The variables that a test on their names keeps.
    pub fn only(mut self, keep: impl Fn(&str) -> bool) -> Layer<'a> {
        self.entries.retain(|entry| keep(&entry.name));
        self.reindex();
        self
    }

    /// Takes a variable out.
    pub fn remove(&mut self, name: &str) -> Option<Entry<'a>> {
        let at = self.index.remove(name)?;
        let entry = self.entries.remove(at);
        self.reindex();
        Some(entry)
    }

    /// Puts another layer on top of this one.
    pub fn overlay(&mut self, other: &Layer<'a>) {
        for entry in &other.entries {
            self.insert(entry.clone());
        }
        self.open_quote = self.open_quote.or(other.open_quote);
    }

    /// Whether another layer holds the same values.
    pub fn sees_the_same(&self, other: &Layer<'_>) -> bool {
        self.entries.len() == other.entries.len()
            && other.entries.iter().all(|entry| {
                self.get(&entry.name).is_some_and(|known| {
                    known.value == entry.value && known.unresolved == entry.unresolved
                })
            })
    }

    /// A variable.
    pub fn get(&self, name: &str) -> Option<&Entry<'a>> {
        self.index.get(name).and_then(|at| self.entries.get(*at))
    }
}
