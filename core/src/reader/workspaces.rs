//! The packages of a repository that holds many: each has files, commands and tests of its own.

use super::project;
use crate::snapshot::{Content, Snapshot};
use crate::text::glob::Glob;
use saphyr::{LoadableYamlNode, Yaml};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// How many folders `**` goes down.
const DEEPEST: usize = 6;

/// The folders of the packages that the root's manifest lists, but the root itself.
pub fn folders(snapshot: &Snapshot<'_>) -> BTreeSet<PathBuf> {
    let patterns = patterns(snapshot);
    let mut found = BTreeSet::new();
    for pattern in &patterns {
        let (pattern, is_out) = match pattern.strip_prefix('!') {
            Some(pattern) => (pattern, true),
            None => (pattern.as_str(), false),
        };
        let parts: Vec<&str> = pattern
            .split('/')
            .filter(|part| !part.is_empty() && *part != ".")
            .collect();
        let mut matching = BTreeSet::new();
        expand(snapshot, &snapshot.question.root, &parts, 0, &mut matching);
        if is_out {
            found.retain(|folder| !matching.contains(folder));
        } else {
            found.extend(matching);
        }
    }
    found.remove(&snapshot.question.root);
    found
}

/// `workspaces` of `package.json`, `packages` of pnpm's file.
fn patterns(snapshot: &Snapshot<'_>) -> Vec<String> {
    let manifest = project::json(snapshot, "package.json");
    let listed = manifest.as_ref().and_then(|manifest| {
        let workspaces = manifest.get("workspaces")?;
        workspaces.get("packages").unwrap_or(workspaces).as_array()
    });
    let mut patterns: Vec<String> = listed
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect();
    if let Some(text) = project::text(snapshot, "pnpm-workspace.yaml")
        && let Ok(documents) = Yaml::load_from_str(&text)
        && let Some(packages) = documents
            .first()
            .and_then(|document| document.as_mapping_get("packages"))
            .and_then(Yaml::as_sequence)
    {
        patterns.extend(packages.iter().filter_map(Yaml::as_str).map(str::to_owned));
    }
    patterns
}

fn expand(
    snapshot: &Snapshot<'_>,
    folder: &Path,
    parts: &[&str],
    depth: usize,
    found: &mut BTreeSet<PathBuf>,
) {
    let Some((part, rest)) = parts.split_first() else {
        if !matches!(snapshot.read(&folder.join("package.json")), Content::Absent) {
            found.insert(folder.to_owned());
        }
        return;
    };
    let is_any_depth = *part == "**";
    if is_any_depth {
        expand(snapshot, folder, rest, depth, found);
    }
    if *part == ".." || depth > DEEPEST {
        return;
    }
    if !is_any_depth && !Glob::is_glob(part) {
        return expand(snapshot, &folder.join(part), rest, depth + 1, found);
    }
    let glob = Glob::new(part);
    // In a folder that nobody can list no package runs its tests.
    for name in snapshot.list(folder).unwrap_or_default() {
        if name.starts_with('.') || name == "node_modules" {
            continue;
        }
        let below = folder.join(&name);
        if is_any_depth {
            expand(snapshot, &below, parts, depth + 1, found);
        } else if glob.matches(&name) {
            expand(snapshot, &below, rest, depth + 1, found);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::trial::Trial;

    fn names(trial: &Trial) -> Vec<String> {
        trial.look(|snapshot| folders(snapshot).iter().map(|f| snapshot.show(f)).collect())
    }

    #[test]
    fn packages_by_their_patterns() {
        let tree = |manifest: &str, pnpm: &str| {
            [
                "packages/api",
                "packages/web",
                "apps/deep/shop",
                "node_modules/x",
                "old",
            ]
            .iter()
            .fold(Trial::new(&[]), |trial, folder| {
                trial.file(&format!("{folder}/package.json"), "{}")
            })
            .file("package.json", manifest)
            .file("pnpm-workspace.yaml", pnpm)
        };
        let of = |workspaces: &str| names(&tree(&format!("{{\"workspaces\": {workspaces}}}"), ""));
        assert_eq!(of(r#"["packages/*"]"#), ["packages/api", "packages/web"]);
        assert_eq!(of(r#"["packages/*", "!packages/web"]"#), ["packages/api"]);
        assert_eq!(of(r#"{"packages": ["old", "gone"]}"#), ["old"]);
        assert_eq!(of(r#"["apps/**"]"#), ["apps/deep/shop"]);
        assert!(of("true").is_empty());
        let pnpm = names(&tree("{}", "packages:\n  - 'packages/w*'\n"));
        assert_eq!(pnpm, ["packages/web"]);
    }
}
