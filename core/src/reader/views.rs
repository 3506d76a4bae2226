//! What is opened in each way that files may add to what holds: one view for each.

use super::gather::{self, Gathered, PartVariable, View};
use super::layer::Layer;
use super::{Candidate, Hints};
use crate::snapshot::Snapshot;
use crate::source::Source;
use crate::target::address::Outcome;
use crate::target::libpq;
use crate::target::slot::Role;
use std::collections::{HashMap, HashSet};

/// Every view: what holds before any file is read, where that may be all, and each way that files may add to it.
pub(super) fn gather_all(
    process: &Layer<'_>,
    overs: &[Layer<'_>],
    bare: bool,
    snapshot: &Snapshot<'_>,
    hints: &Hints<'_>,
    ignored: &mut Vec<Source>,
) -> Vec<Gathered> {
    let base_view = View {
        base: process,
        over: None,
        snapshot,
    };
    let mut all = Vec::new();
    let addresses =
        |layer: &Layer<'_>, view: &View<'_>, ignored: &mut Vec<Source>| -> Vec<Gathered> {
            let mut found = Vec::new();
            for entry in &layer.entries {
                if (hints.ignores)(&entry.name)
                    && gather::is_place(&entry.name)
                    && !ignored.contains(&entry.source)
                {
                    ignored.push(entry.source.clone());
                }
                let Some(gathered) = gather::address_of(entry, layer, view) else {
                    continue;
                };
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
    let bare = (bare || overs.is_empty()).then_some(None);
    let overs = bare.into_iter().chain(overs.iter().map(Some));
    for over in overs {
        let view = View {
            base: process,
            over,
            snapshot,
        };
        // The process's own addresses, read again where the files lend them a part.
        let mut found: Vec<Gathered> = match over {
            Some(layer) if lends(layer) => addresses(process, &view, ignored),
            _ => base_addresses.clone(),
        };
        if let Some(layer) = over {
            found.extend(addresses(layer, &view, ignored));
        }
        let has_postgres = found
            .iter()
            .chain(&base_addresses)
            .any(|g| g.candidate.role != Role::Protected && is_postgres(&g.candidate));
        let over_parts = over
            .map(|layer| gather::parts(layer, hints.ignores))
            .unwrap_or_default();
        let parts: Vec<&PartVariable<'_>> = base_parts.iter().chain(&over_parts).collect();
        found.extend(gather::split(&parts, over, &view));
        if !has_postgres && !libpq::VARIABLES.iter().any(|name| (hints.ignores)(name)) {
            found.extend(gather::from_pg_variables(&view));
        }
        gather::lend_names(&mut found);
        all.extend(found);
    }
    // A slot that one view completes is not judged by its halves in another, as long as they lead
    // to the same place.
    let mut named: HashMap<String, Vec<Candidate>> = HashMap::new();
    let halves: HashSet<String> = all
        .iter()
        .filter(|g| !has_name(g))
        .map(|g| g.candidate.slot.clone())
        .collect();
    for g in all
        .iter()
        .filter(|g| halves.contains(&g.candidate.slot) && has_name(g))
    {
        named
            .entry(g.candidate.slot.clone())
            .or_default()
            .push(g.candidate.clone());
    }
    all.retain(|g| {
        let others = named.get(&g.candidate.slot).map_or(&[][..], Vec::as_slice);
        has_name(g) || !others.iter().any(|other| completes(other, &g.candidate))
    });
    all
}

fn completes(named: &Candidate, half: &Candidate) -> bool {
    let (Outcome::Address(named_address), Outcome::Address(half_address)) =
        (&named.outcome, &half.outcome)
    else {
        return false;
    };
    let leads_there = |reading: &crate::target::Reading| {
        named_address
            .readings
            .iter()
            .any(|r| r.location == reading.location)
    };
    named.slot == half.slot && half_address.readings.iter().all(leads_there)
}

fn has_name(gathered: &Gathered) -> bool {
    match &gathered.candidate.outcome {
        Outcome::Address(address) => address
            .readings
            .iter()
            .any(|reading| reading.database.is_some()),
        _ => true,
    }
}

fn is_postgres(candidate: &Candidate) -> bool {
    matches!(&candidate.outcome, Outcome::Address(address) if address.engine == crate::target::Engine::Postgres)
}

/// Whether a layer sets what drivers read by themselves.
fn lends(layer: &Layer<'_>) -> bool {
    libpq::VARIABLES
        .iter()
        .chain(&["MYSQL_UNIX_PORT"])
        .any(|name| layer.get(name).is_some())
}

/// One candidate for each slot and outcome, the first view's.
pub(super) fn distinct(gathered: Vec<Gathered>) -> Vec<Candidate> {
    let mut candidates: Vec<Candidate> = Vec::new();
    let mut known: HashMap<String, Vec<usize>> = HashMap::new();
    for g in gathered {
        let of_slot = known.entry(g.candidate.slot.clone()).or_default();
        let same = |at: &usize| {
            let other = candidates.get(*at);
            other.is_some_and(|c| {
                c.outcome == g.candidate.outcome && c.unresolved == g.candidate.unresolved
            })
        };
        if !of_slot.iter().any(same) {
            of_slot.push(candidates.len());
            candidates.push(g.candidate);
        }
    }
    candidates
}
