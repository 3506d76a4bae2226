//! Node: which package loads which dotenv files. Jest and Vitest load none of themselves, and
//! nobody reads `.env.test` unless something is there that does.

use super::layer::Layer;
use super::loading::{self, Dotenv};
use super::plan::Plan;
use super::project::{self, NPM};
use super::readings;
use crate::error::Error;
use crate::snapshot::{Runner, Snapshot};

/// The plan; none where no package is known to load files.
pub(super) fn plan<'a>(
    snapshot: &Snapshot<'a>,
    runner: Option<Runner>,
) -> Result<Option<Plan<'a>>, Error> {
    let Some(manifest) = project::json(snapshot, "package.json") else {
        return Ok(None);
    };
    let has = |package: &str| project::requirement(&manifest, NPM, package).is_some();
    let base = loading::process(snapshot)?;
    // Test runners set NODE_ENV to test where it is unset.
    let mode = base
        .get("NODE_ENV")
        .map(|e| e.value.trim().to_owned())
        .filter(|e| !e.is_empty())
        .unwrap_or_else(|| "test".into());
    let mut stacks: Vec<Vec<String>> = commands(&manifest);
    let own = |names: &[&str]| {
        names
            .iter()
            .map(|name| name.replace("MODE", &mode))
            .collect::<Vec<String>>()
    };
    if has("next") || has("@next/env") {
        let local = if mode == "test" {
            vec![]
        } else {
            vec![".env.local"]
        };
        stacks.push(own(&[
            &[".env", ".env.MODE"][..],
            &local,
            &[".env.MODE.local"],
        ]
        .concat()));
    }
    if (has("vite") || has("vitest")) && runner.is_none_or(|r| r == Runner::Vitest) {
        stacks.push(own(&[".env", ".env.local", ".env.MODE", ".env.MODE.local"]));
    }
    if has("dotenv-flow") {
        let local = if mode == "test" {
            vec![]
        } else {
            vec![".env.local"]
        };
        stacks.push(own(&[
            &[".env"][..],
            &local,
            &[".env.MODE", ".env.MODE.local"],
        ]
        .concat()));
    }
    if stacks.is_empty() {
        return Ok(None);
    }
    if has("dotenv") || has("@prisma/client") || has("prisma") {
        stacks.push(vec![".env".into()]);
    }
    let nearby = loading::nearby(snapshot, &loading::named(&base))?;
    let mut overs: Vec<Layer<'a>> = Vec::new();
    for stack in &stacks {
        let mut files: Vec<Dotenv> = Vec::new();
        for name in stack {
            files.extend(loading::file(
                snapshot,
                &project::from_root(snapshot, name),
            )?);
        }
        let files: Vec<&Dotenv> = files.iter().collect();
        overs.push(readings::stack(
            &files,
            crate::dotenv::Dialect::NpmExpand,
            readings::Order::LastWins,
            &base,
        ));
    }
    Ok(Some(Plan {
        base,
        overs,
        read: nearby.candidates,
        elsewhere: nearby.elsewhere,
        ..Plan::default()
    }))
}

/// The files that the scripts of a test run name: `node --env-file=FILE`, `dotenv -e FILE`.
fn commands(manifest: &serde_json::Value) -> Vec<Vec<String>> {
    let Some(scripts) = manifest.get("scripts").and_then(|s| s.as_object()) else {
        return Vec::new();
    };
    let tests = scripts.iter().filter(|(name, _)| {
        name.split([':', '-', '_'])
            .any(|word| matches!(word, "test" | "tests" | "e2e" | "jest" | "vitest"))
    });
    let mut stacks = Vec::new();
    for script in tests.filter_map(|(_, script)| script.as_str()) {
        let words: Vec<&str> = script
            .split_whitespace()
            .map(|word| word.trim_matches(['"', '\'']))
            .collect();
        let is_dotenv = words
            .iter()
            .any(|word| matches!(*word, "dotenv" | "dotenv-cli" | "env-cmd"));
        let mut files = Vec::new();
        for (at, word) in words.iter().enumerate() {
            let value = |flag: &str| -> Option<String> {
                let rest = word.strip_prefix(flag)?;
                match rest.strip_prefix('=') {
                    Some(file) => Some(file.to_owned()),
                    None if rest.is_empty() => words.get(at + 1).map(|file| (*file).to_owned()),
                    None => None,
                }
            };
            let file = value("--env-file")
                .or_else(|| value("--env-file-if-exists"))
                .or_else(|| value("-e").filter(|_| is_dotenv))
                .or_else(|| value("-f").filter(|_| is_dotenv));
            files.extend(file);
        }
        if !files.is_empty() {
            stacks.push(files);
        }
    }
    stacks
}
