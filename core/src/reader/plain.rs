//! The reader for projects whose reader is not known: what the process holds, and every dotenv
//! file that some reader would load in a test run.

use super::files::{self, Purpose};
use super::gather::{self, Gathered, PartVariable, View};
use super::layer::Layer;
use super::variables::{ENVIRONMENT, PLATFORMS};
use super::{Candidate, Collected, Hints, Named, Protected};
use crate::dotenv;
use crate::error::{Error, ErrorKind};
use crate::snapshot::{Content, Snapshot};
use crate::source::{Source, SourceKind};
use crate::target::address::Outcome;
use crate::target::libpq;
use crate::target::slot::Role;
use crate::text::words;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A dotenv file that was read.
struct Dotenv {
    file: Arc<str>,
    document: dotenv::Document,
    rank: u8,
}

pub(super) fn collect(snapshot: &Snapshot<'_>, hints: &Hints<'_>) -> Result<Collected, Error> {
    let question = snapshot.question;
    let mut process = Layer::of_process(question.environment.iter().map(|(k, v)| (k.as_str(), v.expose())));
    if let Some(path) = &question.load {
        let loaded = load(snapshot, path)?;
        // The file that the caller names wins over the process.
        process.overlay(&Layer::of_file(&loaded.document, &loaded.file, &Layer::default()));
        process.file = Some(loaded.file);
    }
    let named: Vec<String> = ENVIRONMENT
        .iter()
        .filter_map(|variable| Some(process.get(variable.name)?.value.trim().to_owned()))
        .filter(|value| !value.is_empty())
        .collect();
    let (read, elsewhere) = dotenv_files(snapshot, &named)?;
    let layers: Vec<Layer<'_>> = read.iter().map(|file| Layer::of_file(&file.document, &file.file, &process)).collect();
    for layer in &layers {
        refuse_bytes(layer)?;
    }
    let mut collected = Collected { variables: process.entries.len(), ..Collected::default() };
    collected.environment = environment(&process, &layers);
    collected.platforms = platforms(&process);
    if !question.addresses.is_empty() {
        let view = View { base: &process, over: None, snapshot };
        let given = question.addresses.iter().map(|address| gather::given(address.expose(), &view));
        collected.candidates = given.collect();
    }
    let mut gathered = gather_all(&process, &layers, snapshot, hints, &mut collected.ignored);
    collected.protected = protected(&read, &elsewhere, snapshot, hints);
    for g in gathered.iter().filter(|g| g.candidate.role == Role::Protected) {
        collected.protected.push(Protected { candidate: g.candidate.clone(), elsewhere: false });
    }
    gathered.retain(|g| g.candidate.role != Role::Protected);
    if question.addresses.is_empty() {
        let any_strong = gathered.iter().any(|g| !g.is_weak && !is_key_value(&g.candidate));
        gathered.retain(|g| !g.is_weak || !any_strong);
        collected.candidates = distinct(gathered);
        for candidate in &mut collected.candidates {
            candidate.overridden = losers(candidate, &process, &read);
        }
    }
    Ok(collected)
}

fn is_key_value(candidate: &Candidate) -> bool {
    matches!(&candidate.outcome, Outcome::Address(address) if address.engine.is_key_value())
}

/// Every view: the process alone, each file over it, and all files stacked.
fn gather_all(
    process: &Layer<'_>,
    layers: &[Layer<'_>],
    snapshot: &Snapshot<'_>,
    hints: &Hints<'_>,
    ignored: &mut Vec<Source>,
) -> Vec<Gathered> {
    let base_view = View { base: process, over: None, snapshot };
    let mut all = Vec::new();
    let addresses = |layer: &Layer<'_>, view: &View<'_>, ignored: &mut Vec<Source>| -> Vec<Gathered> {
        let mut found = Vec::new();
        for entry in &layer.entries {
            let Some(gathered) = gather::address_of(entry, layer, view) else { continue };
            if (hints.ignores)(&entry.name) {
                if !ignored.contains(&entry.source) {
                    ignored.push(entry.source.clone());
                }
            } else {
                found.push(gathered);
            }
        }
        found
    };
    let base_addresses = addresses(process, &base_view, ignored);
    let base_parts = gather::parts(process, hints.ignores);
    let mut stack = Layer::default();
    if layers.len() > 1 {
        for layer in layers {
            stack.overlay(layer);
        }
        stack.file = layers.iter().find(|layer| layer.open_quote.is_some()).and_then(|layer| layer.file.clone());
    }
    let overs = std::iter::once(None).chain(layers.iter().map(Some)).chain((layers.len() > 1).then_some(Some(&stack)));
    for over in overs {
        let view = View { base: process, over, snapshot };
        let mut found: Vec<Gathered> = match over {
            None => addresses(process, &view, ignored),
            Some(layer) => {
                let lends = libpq::VARIABLES.iter().chain(&["MYSQL_UNIX_PORT"]).any(|name| layer.get(name).is_some());
                let mut found = if lends { addresses(process, &view, ignored) } else { Vec::new() };
                found.extend(addresses(layer, &view, ignored));
                found
            }
        };
        let has_postgres = found.iter().chain(&base_addresses).any(|g| is_postgres(&g.candidate));
        let over_parts = over.map(|layer| gather::parts(layer, hints.ignores)).unwrap_or_default();
        let parts: Vec<&PartVariable<'_>> = base_parts.iter().chain(&over_parts).collect();
        found.extend(gather::split(&parts, over, &view));
        if !has_postgres && !libpq::VARIABLES.iter().any(|name| (hints.ignores)(name)) {
            found.extend(gather::from_pg_variables(&view));
        }
        gather::lend_names(&mut found);
        all.extend(found);
    }
    // A slot that one view completes is not judged by its halves in another.
    let named: Vec<String> =
        all.iter().filter(|g| g.candidate.slot.ends_with('*') && has_name(g)).map(|g| g.candidate.slot.clone()).collect();
    all.retain(|g| !g.candidate.slot.ends_with('*') || has_name(g) || !named.contains(&g.candidate.slot));
    all
}

fn has_name(gathered: &Gathered) -> bool {
    match &gathered.candidate.outcome {
        Outcome::Address(address) => address.readings.iter().any(|reading| reading.database.is_some()),
        _ => true,
    }
}

fn is_postgres(candidate: &Candidate) -> bool {
    matches!(&candidate.outcome, Outcome::Address(address) if address.engine == crate::target::Engine::Postgres)
}

/// One candidate for each slot and outcome, the first view's.
fn distinct(gathered: Vec<Gathered>) -> Vec<Candidate> {
    let mut candidates: Vec<Candidate> = Vec::new();
    for g in gathered {
        let same = |c: &Candidate| c.slot == g.candidate.slot && c.outcome == g.candidate.outcome && c.unresolved == g.candidate.unresolved;
        if !candidates.iter().any(same) {
            candidates.push(g.candidate);
        }
    }
    candidates
}

/// The lines that set the same variables and lost, to the process or to a stronger file.
fn losers(candidate: &Candidate, process: &Layer<'_>, read: &[Dotenv]) -> Vec<Source> {
    let mut losers = Vec::new();
    for source in candidate.sources.values() {
        let Some(variable) = &source.variable else { continue };
        if process.get(variable).is_none() {
            continue;
        }
        for file in read {
            for line in file.document.lines.iter().filter(|line| *line.name == **variable) {
                let loser = Source::line(SourceKind::Dotenv, &file.file, Some(line.number)).with_variable(variable);
                if loser != *source && !losers.contains(&loser) {
                    losers.push(loser);
                }
            }
        }
    }
    losers
}

/// The file that the caller asked to load.
fn load(snapshot: &Snapshot<'_>, path: &Path) -> Result<Dotenv, Error> {
    let full = snapshot.question.root.join(path);
    let shown = snapshot.show(&full);
    match read(snapshot, &full)? {
        Some(document) => {
            let loaded = Dotenv { file: shown.into(), document, rank: 0 };
            refuse_bytes(&Layer::of_file(&loaded.document, &loaded.file, &Layer::default()))?;
            Ok(loaded)
        }
        None => Err(Error::new(ErrorKind::Missing, format!("the file `{shown}` is not there, so that another one would be used in its place"))
            .help(format!("create `{shown}`, or mend the path that is loaded"))),
    }
}

/// The lines that `load` sets, in the order of the file, variables put in.
///
/// # Errors
/// As [`super::collect`].
pub fn loaded(snapshot: &Snapshot<'_>, path: &Path) -> Result<Vec<(String, crate::secret::Secret)>, Error> {
    let file = load(snapshot, path)?;
    let process = Layer::of_process(snapshot.question.environment.iter().map(|(k, v)| (k.as_str(), v.expose())));
    let mut all = Layer::default();
    all.overlay(&process);
    all.overlay(&Layer::of_file(&file.document, &file.file, &Layer::default()));
    let names = file.document.lines.iter().map(|line| line.name.as_str());
    Ok(names.filter_map(|name| Some((name.to_owned(), all.get(name)?.value.clone().into_owned().into()))).collect())
}

fn read(snapshot: &Snapshot<'_>, path: &Path) -> Result<Option<dotenv::Document>, Error> {
    match snapshot.read(path) {
        Content::Text(text) | Content::Lossy(text) => Ok(Some(dotenv::parse(&text))),
        Content::Absent | Content::Folder => Ok(None),
        Content::Unreadable(reason) => {
            let file: Arc<str> = snapshot.show(path).into();
            Err(Error::new(ErrorKind::Unreadable, format!("this dotenv file cannot be read: {reason}"))
                .at(Source::line(SourceKind::Dotenv, &file, None))
                .help("make it readable, or move it out of the project: what it sets is not known"))
        }
    }
}

type Found = (Vec<Dotenv>, Vec<Dotenv>);

/// The candidates, weakest first, and the files of other environments.
fn dotenv_files(snapshot: &Snapshot<'_>, named: &[String]) -> Result<Found, Error> {
    let mut candidates = Vec::new();
    let mut elsewhere = Vec::new();
    // The root's own files are the strongest: the farthest folder comes first.
    for folder in snapshot.folders().iter().rev() {
        let mut here: Vec<(u8, PathBuf)> = Vec::new();
        for name in snapshot.list(folder).iter().filter(|name| name.starts_with(".env")) {
            match files::purpose(name, named) {
                Purpose::Candidate(rank) => here.push((rank, folder.join(name))),
                Purpose::OtherEnvironment => {
                    let path = folder.join(name);
                    if let Some(document) = read(snapshot, &path)? {
                        elsewhere.push(Dotenv { file: snapshot.show(&path).into(), document, rank: 0 });
                    }
                }
                Purpose::Ignored => {}
            }
        }
        here.sort();
        for (rank, path) in here {
            if let Some(document) = read(snapshot, &path)? {
                candidates.push(Dotenv { file: snapshot.show(&path).into(), document, rank });
            }
        }
    }
    debug_assert!(candidates.iter().all(|file| file.rank <= 3));
    Ok((candidates, elsewhere))
}

/// Bytes that are no text, where they would feed a target or the environment.
fn refuse_bytes(layer: &Layer<'_>) -> Result<(), Error> {
    for entry in layer.entries.iter().filter(|entry| entry.value.contains('\u{fffd}')) {
        let feeds = ENVIRONMENT.iter().any(|v| v.name == entry.name)
            || crate::target::split::part_name(&entry.name).is_some()
            || libpq::VARIABLES.contains(&entry.name.as_ref())
            || entry.value.contains("://")
            || crate::target::slot::expectation(&entry.name) != crate::target::address::Expectation::Anything;
        if feeds {
            return Err(Error::new(ErrorKind::Unreadable, format!("the value of `{}` is not UTF-8", entry.name))
                .at(entry.source.clone())
                .help("save the file as UTF-8"));
        }
    }
    Ok(())
}

fn environment(process: &Layer<'_>, layers: &[Layer<'_>]) -> Vec<Named> {
    let mut found = Vec::new();
    for layer in std::iter::once(process).chain(layers) {
        for variable in ENVIRONMENT {
            if let Some(entry) = layer.get(variable.name).filter(|entry| !entry.value.trim().is_empty()) {
                found.push(Named {
                    variable: variable.name.to_owned(),
                    value: entry.value.trim().to_owned(),
                    source: entry.source.clone(),
                });
            }
        }
    }
    found
}

fn platforms(process: &Layer<'_>) -> Vec<(&'static super::variables::PlatformMark, Named)> {
    let text = |name: &str| process.get(name).map(|entry| entry.value.trim()).filter(|value| !value.is_empty());
    PLATFORMS
        .iter()
        .filter_map(|mark| {
            let value = text(mark.variable)?;
            let taken_back = mark.unless.is_some_and(|(name, expected)| {
                text(name).is_some_and(|value| expected.is_empty() || value.eq_ignore_ascii_case(expected))
            });
            if taken_back || (mark.by_value && !words::meaning(value, &[]).production) {
                return None;
            }
            let source = process.get(mark.variable)?.source.clone();
            Some((mark, Named { variable: mark.variable.to_owned(), value: value.to_owned(), source }))
        })
        .collect()
}

/// What to stay away from: the files of other environments, and files that name their own
/// environment production or staging.
fn protected(read: &[Dotenv], elsewhere: &[Dotenv], snapshot: &Snapshot<'_>, hints: &Hints<'_>) -> Vec<Protected> {
    let own = read.iter().filter(|file| names_production(file, hints)).map(|file| (file, false));
    let other = elsewhere.iter().map(|file| (file, true));
    let nothing = Layer::default();
    let mut found = Vec::new();
    for (file, elsewhere) in own.chain(other) {
        let layer = Layer::of_file(&file.document, &file.file, &nothing);
        let mut unused = Vec::new();
        for gathered in gather_all(&layer, &[], snapshot, hints, &mut unused) {
            found.push(Protected { candidate: gathered.candidate, elsewhere });
        }
    }
    found
}

fn names_production(file: &Dotenv, hints: &Hints<'_>) -> bool {
    file.document.lines.iter().any(|line| {
        let value = line.value.expose().trim();
        ENVIRONMENT.iter().any(|variable| variable.name == line.name) && !value.contains('/') && {
            let meaning = words::meaning(value, hints.production);
            meaning.production || meaning.shared
        }
    })
}
