//! The reader for projects whose reader is not known: what the process holds, and every dotenv
//! file that some reader would load in a test run.

use super::layer::Layer;
use super::loading::{self, Dotenv};
use super::plan::Plan;
use crate::error::Error;
use crate::snapshot::Snapshot;

/// No file, each file alone, and all of them stacked: each is a way it may go.
pub(super) fn plan<'a>(snapshot: &Snapshot<'a>) -> Result<Plan<'a>, Error> {
    let base = loading::process(snapshot)?;
    let nearby = loading::nearby(snapshot, &loading::named(&base))?;
    let mut overs: Vec<Layer<'_>> = nearby
        .candidates
        .iter()
        .map(|file| Layer::of_file(&file.document, &file.file, &base))
        .collect();
    if overs.len() > 1 {
        overs.push(stack(nearby.candidates.iter(), &base));
    }
    Ok(Plan {
        base,
        overs,
        bare: true,
        read: nearby.candidates,
        elsewhere: nearby.elsewhere,
        ..Plan::default()
    })
}

/// Files that are loaded one over the other, the weakest first.
pub(super) fn stack<'a, 'f>(
    files: impl Iterator<Item = &'f Dotenv>,
    base: &Layer<'_>,
) -> Layer<'a> {
    let mut stack = Layer::default();
    for file in files {
        let layer = Layer::of_file(&file.document, &file.file, base);
        if layer.open_quote.is_some() && stack.open_quote.is_none() {
            stack.file.clone_from(&layer.file);
        }
        stack.overlay(&layer);
    }
    stack
}
