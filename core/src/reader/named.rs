//! What a run says of the place it is in: environments, platforms.

use super::Named;
use super::layer::Layer;
use super::variables::{ENVIRONMENT, PLATFORMS, PlatformMark};
use crate::text::words;

/// What names the environment, the process's first.
pub(super) fn environment(process: &Layer<'_>, layers: &[Layer<'_>]) -> Vec<Named> {
    let mut found = Vec::new();
    for layer in std::iter::once(process).chain(layers) {
        for variable in ENVIRONMENT {
            if let Some(entry) = layer
                .get(variable.name)
                // A path or an address is no environment's name, and is never printed as one.
                .filter(|entry| !entry.value.trim().is_empty() && !entry.value.contains(['/', '@']))
            {
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

/// The marks of platforms that the process holds.
pub(super) fn platforms(process: &Layer<'_>) -> Vec<(&'static PlatformMark, Named)> {
    let text = |name: &str| {
        process
            .get(name)
            .map(|entry| entry.value.trim())
            .filter(|value| !value.is_empty())
    };
    PLATFORMS
        .iter()
        .filter_map(|mark| {
            let value = text(mark.variable)?;
            let taken_back = mark.unless.is_some_and(|(name, expected)| {
                text(name).is_some_and(|value| {
                    expected.is_empty() || value.eq_ignore_ascii_case(expected)
                })
            });
            if taken_back || (mark.by_value && !words::meaning(value, &[]).production) {
                return None;
            }
            let source = process.get(mark.variable)?.source.clone();
            Some((
                mark,
                Named {
                    variable: mark.variable.to_owned(),
                    value: value.to_owned(),
                    source,
                },
            ))
        })
        .collect()
}
