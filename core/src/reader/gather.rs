//! From the variables of one view to its addresses.

use super::Candidate;
use super::layer::{Entry, Layer};
use crate::snapshot::{Content, Snapshot};
use crate::source::{Source, SourceKind};
use crate::target::address::{self, Address, Expectation, Outcome, Surroundings, Unreadable};
use crate::target::slot::{self, Role};
use crate::target::split::{Groups, Part, PartName, part_name};
use crate::target::{Engine, Location, identity, libpq};
use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

/// What the process holds, and what one file or a stack of files would add.
pub(super) struct View<'a> {
    pub(super) base: &'a Layer<'a>,
    pub(super) over: Option<&'a Layer<'a>>,
    pub(super) snapshot: &'a Snapshot<'a>,
}

impl View<'_> {
    pub(super) fn entry(&self, name: &str) -> Option<&Entry<'_>> {
        self.base
            .get(name)
            .or_else(|| self.over.and_then(|over| over.get(name)))
    }
}

impl Surroundings for View<'_> {
    fn variable(&self, name: &str) -> Option<&str> {
        self.entry(name).map(|entry| entry.value.as_ref())
    }

    fn root(&self) -> &Path {
        &self.snapshot.question.root
    }

    fn text(&self, path: &Path) -> Option<String> {
        match self.snapshot.read(path) {
            Content::Text(text) => Some(text.to_string()),
            _ => None,
        }
    }

    fn home(&self) -> Option<&Path> {
        self.snapshot.question.home.as_deref()
    }

    /// Prisma takes a path from its schema's folder, Flask-SQLAlchemy from `instance`, Laravel from
    /// `database`.
    fn sqlite_folders(&self) -> Vec<PathBuf> {
        ["prisma", "instance", "database"]
            .iter()
            .map(|folder| self.root().join(folder))
            .collect()
    }
}

/// A candidate, and whether it gives an address of its own or only a part of one.
#[derive(Clone)]
pub(super) struct Gathered {
    pub(super) candidate: Candidate,
    pub(super) is_weak: bool,
    /// A name without a place, which an address without a name may take.
    pub(super) is_bare_name: bool,
}

/// A variable that may be part of a split address.
pub(super) struct PartVariable<'a> {
    pub(super) name: PartName,
    pub(super) entry: &'a Entry<'a>,
}

/// The variables of a layer that may be parts.
pub(super) fn parts<'a>(
    layer: &'a Layer<'a>,
    ignores: &dyn Fn(&str) -> bool,
) -> Vec<PartVariable<'a>> {
    layer
        .entries
        .iter()
        .filter(|entry| !ignores(&entry.name))
        .filter_map(|entry| {
            Some(PartVariable {
                name: part_name(&entry.name)?,
                entry,
            })
        })
        .collect()
}

/// Whether a variable, by its name, says where a database is or what it is called.
pub(super) fn is_place(name: &str) -> bool {
    let part = part_name(name).map(|name| name.part);
    matches!(part, Some(Part::Host | Part::Socket | Part::Database))
        || libpq::VARIABLES.contains(&name)
}

/// The address that one variable holds, if it holds one.
pub(super) fn address_of(
    entry: &Entry<'_>,
    layer: &Layer<'_>,
    view: &View<'_>,
) -> Option<Gathered> {
    let expected = slot::expectation(&entry.name);
    if entry.value.len() < 3 && !entry.unresolved && expected != Expectation::Address {
        return None;
    }
    let mut outcome = address::read(&entry.value, expected, view);
    let mut unresolved = None;
    if entry.unresolved || entry.value.contains("${") {
        // What stands unexpanded in a password moves nothing; anywhere else it leads nowhere known.
        let raw = entry.raw.as_deref().unwrap_or(&entry.value);
        let raw_outcome = address::read(raw, expected, view);
        if holds_variable(&raw_outcome)
            || (outcome == Outcome::None && raw_outcome != Outcome::None)
        {
            unresolved = Some(entry.source.clone());
        }
        if outcome == Outcome::None {
            outcome = raw_outcome;
        }
    }
    if outcome == Outcome::None {
        return None;
    }
    let mut sources = BTreeMap::from([("address", entry.source.clone())]);
    if let Outcome::Address(address) = &outcome {
        for variable in &address.borrowed {
            if let Some(lender) = view.entry(variable) {
                sources.insert(borrowed_part(variable), lender.source.clone());
            }
        }
    }
    Some(Gathered {
        candidate: Candidate {
            slot: entry.name.clone().into_owned(),
            role: slot::role(&entry.name),
            outcome,
            sources,
            overridden: Vec::new(),
            disputed: disputed(entry, layer),
            unresolved,
            recreated: false,
        },
        is_weak: false,
        is_bare_name: false,
    })
}

fn borrowed_part(variable: &str) -> &'static str {
    match variable {
        "PGHOST" | "PGHOSTADDR" => "host",
        "PGPORT" => "port",
        "PGDATABASE" => "database",
        "PGUSER" => "user",
        "PGOPTIONS" => "schema",
        "PGSERVICE" => "service",
        _ => "socket",
    }
}

fn disputed(entry: &Entry<'_>, layer: &Layer<'_>) -> Option<(&'static str, Source)> {
    if let Some(reason) = entry.disputed {
        return Some((reason, entry.source.clone()));
    }
    let (line, file) = (layer.open_quote?, layer.file.as_ref()?);
    (entry.source.kind == SourceKind::Dotenv).then(|| {
        (
            "a quote is opened and never closed: readers disagree on which lines follow",
            Source::line(SourceKind::Dotenv, file, Some(line)),
        )
    })
}

/// A `$` in what a client would open.
fn holds_variable(outcome: &Outcome) -> bool {
    let Outcome::Address(address) = outcome else {
        return matches!(outcome, Outcome::Unreadable(_));
    };
    address.readings.iter().any(|reading| {
        let named = [&reading.database, &reading.schema]
            .into_iter()
            .flatten()
            .any(|name| name.contains('$'));
        named
            || match &reading.location {
                Location::Servers(endpoints) => {
                    endpoints.iter().any(|endpoint| endpoint.host.contains('$'))
                }
                Location::Socket { path, .. } => path.contains('$'),
                Location::File(paths) => paths
                    .iter()
                    .any(|path| path.to_string_lossy().contains('$')),
                Location::Memory | Location::Disposable => false,
            }
    })
}

/// The addresses that split variables make.
pub(super) fn split(
    parts: &[&PartVariable<'_>],
    over: Option<&Layer<'_>>,
    view: &View<'_>,
) -> Vec<Gathered> {
    let mut groups = Groups::default();
    let mut empty: HashMap<&str, &Source> = HashMap::new();
    for variable in parts {
        // A part that is nothing but an unset variable leaves the place open.
        if variable.entry.unresolved
            && variable.entry.value.trim().is_empty()
            && !matches!(variable.name.part, Part::User | Part::Password)
        {
            empty.insert(&variable.name.group, &variable.entry.source);
        }
        groups.add(&variable.name, &variable.entry.name, &variable.entry.value);
    }
    let mut gathered = Vec::new();
    for split in groups.assemble(view) {
        let mut sources = BTreeMap::new();
        let mut dispute = None;
        let mut unresolved = empty
            .get(split.slot.trim_end_matches("_*"))
            .map(|source| (*source).clone());
        for (part, variable) in &split.parts {
            let Some(entry) = view.entry(variable) else {
                continue;
            };
            sources.insert(part.name(), entry.source.clone());
            if let Some(layer) = over {
                dispute = dispute.or_else(|| disputed(entry, layer));
            }
            if (entry.unresolved || entry.value.contains("${")) && *part != Part::User {
                unresolved = Some(entry.source.clone());
            }
        }
        let is_local = match &split.outcome {
            Outcome::Address(address) => address.readings.iter().all(identity::is_local),
            _ => false,
        };
        let key_value =
            matches!(&split.outcome, Outcome::Address(address) if address.engine.is_key_value());
        let complete = split.has_host && split.has_name;
        gathered.push(Gathered {
            is_weak: !complete && is_local && !key_value && !is_file(&split.outcome),
            is_bare_name: !split.has_host && split.has_name,
            candidate: Candidate {
                role: slot::role(split.slot.trim_end_matches("_*")),
                slot: split.slot,
                outcome: split.outcome,
                sources,
                overridden: Vec::new(),
                disputed: dispute,
                unresolved,
                recreated: false,
            },
        });
    }
    gathered
}

fn is_file(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Address(address) if address.engine == Engine::Sqlite)
}

/// What a PostgreSQL client opens that is given nothing: the `PG*` variables alone.
pub(super) fn from_pg_variables(view: &View<'_>) -> Option<Gathered> {
    let outcome = libpq::from_variables(view)?;
    let mut sources = BTreeMap::new();
    for variable in libpq::VARIABLES {
        if let Some(entry) = view.entry(variable).filter(|entry| !entry.value.is_empty()) {
            sources.insert(borrowed_part(variable), entry.source.clone());
        }
    }
    Some(Gathered {
        candidate: Candidate {
            slot: "PG*".into(),
            role: Role::App,
            outcome,
            sources,
            overridden: Vec::new(),
            disputed: None,
            unresolved: None,
            recreated: false,
        },
        is_weak: false,
        is_bare_name: false,
    })
}

/// An address without a name takes the name that stands alone for the same role.
pub(super) fn lend_names(gathered: &mut [Gathered]) {
    let names: Vec<(Role, String, Source)> = gathered
        .iter()
        .filter(|g| g.is_bare_name)
        .filter_map(|g| {
            let Outcome::Address(address) = &g.candidate.outcome else {
                return None;
            };
            let name = address.readings.first()?.database.clone()?;
            Some((
                g.candidate.role,
                name,
                g.candidate.sources.get("database")?.clone(),
            ))
        })
        .collect();
    for g in gathered.iter_mut().filter(|g| !g.is_bare_name) {
        let role = g.candidate.role;
        let Outcome::Address(Address {
            engine, readings, ..
        }) = &mut g.candidate.outcome
        else {
            continue;
        };
        if *engine == Engine::Postgres || *engine == Engine::Sqlite || engine.is_key_value() {
            continue;
        }
        if let Some((_, name, source)) = names.iter().find(|(r, _, _)| *r == role)
            && readings.iter().all(|reading| {
                reading.database.is_none() && matches!(reading.location, Location::Servers(_))
            })
        {
            readings
                .iter_mut()
                .for_each(|reading| reading.database = Some(name.clone()));
            g.candidate.sources.insert("database", source.clone());
        }
    }
}

/// An address that the caller gave.
pub(super) fn given(text: &str, view: &View<'_>) -> Candidate {
    let outcome = match address::read(text, address::Expectation::Address, view) {
        Outcome::None => Outcome::Unreadable(Unreadable {
            engine: Engine::Unknown,
            reason: "the value is empty",
        }),
        other => other,
    };
    let source = Source {
        kind: SourceKind::Argument,
        file: None,
        line: None,
        variable: None,
    };
    Candidate {
        slot: "url".into(),
        role: Role::App,
        outcome,
        sources: BTreeMap::from([("address", source)]),
        overridden: Vec::new(),
        disputed: None,
        unresolved: None,
        recreated: false,
    }
}
