//! What a project's manifests say of its frameworks.

use crate::snapshot::{Content, Found, Snapshot};
use serde_json::Value;
use std::path::Path;

/// Whether a file stands in the root.
pub(super) fn has_file(snapshot: &Snapshot<'_>, name: &str) -> bool {
    matches!(
        snapshot.resolve(&snapshot.question.root.join(name)),
        Found::File { .. }
    )
}

/// The text of a file in the root.
pub(super) fn text(snapshot: &Snapshot<'_>, name: &str) -> Option<String> {
    match snapshot.read(&snapshot.question.root.join(name)) {
        Content::Text(text) | Content::Lossy(text) => Some(text.to_string()),
        _ => None,
    }
}

/// The JSON of a file in the root. A manifest that is broken belongs to others: it says nothing.
pub(super) fn json(snapshot: &Snapshot<'_>, name: &str) -> Option<Value> {
    serde_json::from_str(text(snapshot, name)?.trim_start_matches('\u{feff}')).ok()
}

/// The version constraint of a package in any table of a manifest.
pub(super) fn requirement<'a>(
    manifest: &'a Value,
    tables: &[&str],
    package: &str,
) -> Option<&'a str> {
    tables
        .iter()
        .find_map(|table| manifest.get(table)?.get(package)?.as_str())
}

/// Where Composer lists packages.
pub(super) const COMPOSER: &[&str] = &["require", "require-dev"];
/// Where npm lists packages.
pub(super) const NPM: &[&str] = &[
    "dependencies",
    "devDependencies",
    "peerDependencies",
    "optionalDependencies",
];

/// The first number of a constraint: 11 of `^11.0`.
pub(super) fn major(constraint: &str) -> Option<u32> {
    let digits: String = constraint
        .chars()
        .skip_while(|c| !c.is_ascii_digit())
        .take_while(char::is_ascii_digit)
        .collect();
    digits.parse().ok()
}

/// A path as the snapshot reads it: relative ones from the root.
pub(super) fn from_root(snapshot: &Snapshot<'_>, path: &str) -> std::path::PathBuf {
    crate::target::sqlite::normal(&snapshot.question.root.join(Path::new(path)))
}
