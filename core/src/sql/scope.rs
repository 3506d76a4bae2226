//! What the names of a query stand for, as far as a bound hangs on it.

use super::token::Token;

/// How many sources of one query are told apart. What comes after counts as unbounded.
const SOURCES: usize = 6;
/// How many named queries of a `WITH` are told apart.
const NAMED: usize = 6;

/// A table, a query in parentheses or a function that rows come from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Source {
    /// The alias, or the table's own name.
    pub(super) name: Option<Token>,
    /// Whether its rows are few by its own filter, limit or list of values.
    pub(super) bounded: bool,
}

/// The sources of the current query, and the queries that `WITH` names.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Scope {
    sources: [Option<Source>; SOURCES],
    count: usize,
    named: [Option<Source>; NAMED],
    /// A name of an outer query was used.
    pub(super) correlated: bool,
    /// The statement is one whose equalities between columns join, so that they bound nothing.
    pub(super) joins: bool,
    /// A condition looked at a column of the first source, or joined it.
    pub(super) target_used: bool,
}

impl Scope {
    /// The scope of a query inside of this one: it sees the named queries.
    pub(super) fn inner(&self) -> Scope {
        Scope {
            named: self.named,
            joins: true,
            ..Scope::default()
        }
    }

    /// Adds a source.
    pub(super) fn add(&mut self, source: Source) {
        if let Some(slot) = self.sources.get_mut(self.count) {
            *slot = Some(source);
        }
        self.count += 1;
        if self.count > 1 {
            self.joins = true;
        }
    }

    /// How many sources there are.
    pub(super) fn count(&self) -> usize {
        self.count
    }

    /// Adds a query that `WITH` names.
    pub(super) fn add_named(&mut self, source: Source) {
        if let Some(slot) = self.named.iter_mut().find(|slot| slot.is_none()) {
            *slot = Some(source);
        }
    }

    /// Notes that nothing bounds a query that was taken for bounded while it was read.
    pub(super) fn unbound(&mut self, text: &[u8], name: Token) {
        for known in self.named.iter_mut().flatten() {
            if known.name.is_some_and(|known| same_name(text, known, name)) {
                known.bounded = false;
            }
        }
    }

    /// Forgets the sources, not the named queries.
    pub(super) fn clear_sources(&mut self) {
        self.sources = Default::default();
        self.count = 0;
        self.joins = false;
    }

    /// The source of this name.
    pub(super) fn source(&self, text: &[u8], name: Token) -> Option<Source> {
        find(&self.sources, text, name)
    }

    /// The named query of this name.
    pub(super) fn named(&self, text: &[u8], name: Token) -> Option<Source> {
        find(&self.named, text, name)
    }

    /// Whether a source beyond the first, which is the one written to, is bounded.
    pub(super) fn joined_to_bounded(&self) -> bool {
        self.sources
            .iter()
            .skip(1)
            .flatten()
            .any(|source| source.bounded)
    }

    /// Whether any source is bounded.
    pub(super) fn any_bounded(&self) -> bool {
        self.sources.iter().flatten().any(|source| source.bounded)
    }

    /// The first source: the one that is written to.
    pub(super) fn first(&self) -> Option<Source> {
        self.sources.first().copied().flatten()
    }
}

fn find(sources: &[Option<Source>], text: &[u8], name: Token) -> Option<Source> {
    sources
        .iter()
        .flatten()
        .find(|source| {
            source
                .name
                .is_some_and(|known| same_name(text, known, name))
        })
        .copied()
}

/// A name without its quotes.
pub(super) fn bare(text: &[u8], name: Token) -> &[u8] {
    let written = text.get(name.start..name.end).unwrap_or_default();
    match written {
        [
            b'"' | b'`' | b'\'' | b'[',
            inner @ ..,
            b'"' | b'`' | b'\'' | b']',
        ] => inner,
        _ => written,
    }
}

/// Whether two names are the same, without regard to quotes and case.
pub(super) fn same_name(text: &[u8], a: Token, b: Token) -> bool {
    bare(text, a).eq_ignore_ascii_case(bare(text, b))
}
