//! The reader for projects whose reader is not known: what the process holds, and every dotenv
//! file that some reader would load in a test run.

use super::layer::Layer;
use super::loading::{self, Dotenv};
use super::plan::Plan;
use super::readings;
use crate::error::Error;
use crate::snapshot::{Runner, Snapshot};

/// No file, each file alone, and all of them stacked: each is a way it may go.
pub(super) fn plan<'a>(snapshot: &Snapshot<'a>, runner: Option<Runner>) -> Result<Plan<'a>, Error> {
    let base = loading::process(snapshot)?;
    let nearby = loading::nearby(snapshot, &loading::named(&base))?;
    Ok(Plan {
        overs: overs(&nearby.candidates, &base, runner),
        base,
        bare: true,
        read: nearby.candidates,
        elsewhere: nearby.elsewhere,
        ..Plan::default()
    })
}

/// Each file alone, and all of them stacked.
pub(super) fn overs<'a>(
    files: &[Dotenv],
    base: &Layer<'_>,
    runner: Option<Runner>,
) -> Vec<Layer<'a>> {
    let mut overs: Vec<Layer<'a>> = files
        .iter()
        .flat_map(|file| readings::of_unknown(&[file], base, runner))
        .collect();
    if files.len() > 1 {
        let all: Vec<&Dotenv> = files.iter().collect();
        overs.extend(readings::of_unknown(&all, base, runner));
    }
    overs
}
