//! Variables with their sources: what the process holds, and what a file would add.

use crate::dotenv::{self, expand};
use crate::source::{Source, SourceKind};
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

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

/// Variables by name.
#[derive(Default)]
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

    /// The lines of a dotenv file, but those that `below` holds already; their values win inside
    /// `${VAR}`, too.
    pub fn of_file(document: &dotenv::Document, file: &Arc<str>, below: &Layer<'_>) -> Layer<'a> {
        let mut layer = Layer {
            open_quote: document.open_quote,
            file: Some(file.clone()),
            ..Layer::default()
        };
        for line in &document.lines {
            let text = line.value.expose();
            let mut raw = None;
            let mut value = text.to_owned();
            let mut unresolved = false;
            if line.expands && expand::has_variable(text) {
                let found = expand::expand(text, &|name| {
                    below
                        .get(name)
                        .or_else(|| layer.get(name))
                        .map(|entry| entry.value.clone().into_owned())
                });
                raw = Some(Cow::Owned(text.to_owned()));
                value = found.text;
                unresolved = found.unresolved;
            }
            layer.insert(Entry {
                name: Cow::Owned(line.name.clone()),
                value: Cow::Owned(value),
                raw,
                source: Source::line(SourceKind::Dotenv, file, Some(line.number))
                    .with_variable(&line.name),
                disputed: line.disputed,
                unresolved,
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

    /// A variable.
    pub fn get(&self, name: &str) -> Option<&Entry<'a>> {
        self.index.get(name).and_then(|at| self.entries.get(*at))
    }
}
