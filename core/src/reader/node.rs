//! Node: which package loads which dotenv files. Jest and Vitest load none of themselves, and
//! nobody reads `.env.test` unless something is there that does.

use super::layer::{Entry, Layer};
use super::loading::{self, Dotenv};
use super::plan::Plan;
use super::project::{self, NPM};
use super::readings::{self, Order};
use super::scripts::{self, Loads, Stack};
use super::{Candidate, plain, prisma};
use crate::dotenv::Dialect;
use crate::error::Error;
use crate::snapshot::{Runner, Snapshot};
use crate::source::{Source, SourceKind};
use serde_json::Value;
use std::borrow::Cow;
use std::sync::Arc;

/// The plan; none where there is nothing but variables and dotenv files of unknown readers.
pub(super) fn plan<'a>(
    snapshot: &Snapshot<'a>,
    runner: Option<Runner>,
) -> Result<Option<Plan<'a>>, Error> {
    let Some(manifest) = project::json(snapshot, "package.json") else {
        return Ok(None);
    };
    let base = loading::process(snapshot)?;
    let loads = scripts::of_tests(&manifest, &snapshot.question.arguments);
    let mut stacks: Vec<Stack> = loads.iter().flat_map(|l| l.stacks.clone()).collect();
    for mode in modes(&base, &loads) {
        stacks.extend(of_packages(&manifest, &mode, runner));
    }
    let has = |package: &str| project::requirement(&manifest, NPM, package).is_some();
    let settings: Vec<Candidate> = prisma::candidates(snapshot, &manifest);
    let own = commands_own(snapshot, &loads);
    let known = !stacks.is_empty();
    let has_prisma = has("@prisma/client") || has("prisma");
    if !known && !has_prisma && settings.is_empty() && own.is_empty() {
        return Ok(None);
    }
    let mut plan = if known {
        let nearby = loading::nearby(snapshot, &loading::named(&base))?;
        Plan {
            read: nearby.candidates,
            elsewhere: nearby.elsewhere,
            base,
            ..Plan::default()
        }
    } else {
        plain::plan(snapshot, runner)?
    };
    if known && (has("dotenv") || has_prisma) {
        stacks.push(Stack::new(
            vec![".env".into()],
            Dialect::NpmExpand,
            Order::FirstWins,
        ));
    }
    if has_prisma {
        stacks.push(Stack::new(
            vec![".env".into(), "prisma/.env".into()],
            Dialect::NpmExpand,
            Order::FirstWins,
        ));
    }
    let nothing = Layer::default();
    for stack in &stacks {
        let mut files: Vec<Dotenv> = Vec::new();
        for name in &stack.files {
            files.extend(loading::file(
                snapshot,
                &project::from_root(snapshot, name),
            )?);
        }
        let files: Vec<&Dotenv> = files.iter().collect();
        for dialect in &stack.dialects {
            if stack.beats_process {
                let layer = readings::stack(&files, *dialect, stack.order, &nothing);
                plan.alternatives.push(layer);
            } else {
                let layer = readings::stack(&files, *dialect, stack.order, &plan.base);
                plan.overs.push(layer);
            }
        }
    }
    plan.alternatives.extend(own);
    plan.settings.extend(settings);
    Ok(Some(plan))
}

/// The modes in which packages look for their files: test runners set NODE_ENV to test where it is
/// unset, and commands may say otherwise.
fn modes(base: &Layer<'_>, loads: &[Loads]) -> Vec<String> {
    let held = base
        .get("NODE_ENV")
        .map(|e| e.value.trim().to_owned())
        .filter(|e| !e.is_empty())
        .unwrap_or_else(|| "test".into());
    let mut modes = vec![held];
    for load in loads {
        let set = load.sets.iter().filter(|(name, _)| name == "NODE_ENV");
        for mode in set.map(|(_, value)| value).chain(&load.mode) {
            if !mode.is_empty() && !mode.contains('/') && !modes.contains(mode) {
                modes.push(mode.clone());
            }
        }
    }
    modes
}

/// What the packages of a manifest load.
fn of_packages(manifest: &Value, mode: &str, runner: Option<Runner>) -> Vec<Stack> {
    let requirement = |package: &str| project::requirement(manifest, NPM, package);
    let has = |package: &str| requirement(package).is_some();
    let own = |names: &[&str]| -> Vec<String> {
        let named = names
            .iter()
            .filter(|name| **name != ".env.local" || mode != "test");
        named.map(|name| name.replace("MODE", mode)).collect()
    };
    let mut stacks = Vec::new();
    if has("next") || has("@next/env") {
        let files = own(&[".env.MODE.local", ".env.local", ".env.MODE", ".env"]);
        stacks.push(Stack::new(files, Dialect::Next, Order::FirstWins));
    }
    if (has("vite") || has("vitest")) && runner.is_none_or(|r| r == Runner::Vitest) {
        // Vite reads `.env.local` in every mode; from 8 on, through Node's own parser.
        let files = [".env", ".env.local", ".env.MODE", ".env.MODE.local"];
        let files = files.iter().map(|name| name.replace("MODE", mode));
        let dialects = match requirement("vite").and_then(project::major) {
            Some(8..) => vec![Dialect::NodeExpand],
            Some(_) => vec![Dialect::NpmExpand],
            None => vec![Dialect::NpmExpand, Dialect::NodeExpand],
        };
        stacks.push(Stack {
            dialects,
            ..Stack::new(files.collect(), Dialect::NpmExpand, Order::LastWins)
        });
    }
    if has("dotenv-flow") {
        let files = own(&[
            ".env.defaults",
            ".env",
            ".env.local",
            ".env.MODE",
            ".env.MODE.local",
        ]);
        stacks.push(Stack::new(files, Dialect::Npm, Order::LastWins));
    }
    stacks
}

/// What commands set by themselves: it beats the process.
fn commands_own<'a>(snapshot: &Snapshot<'_>, loads: &[Loads]) -> Vec<Layer<'a>> {
    let manifest: Arc<str> = "package.json".into();
    let mut layers = Vec::new();
    for load in loads {
        let mut layer = Layer::default();
        if let Some((file, names)) = &load.environments {
            let files = match file {
                Some(file) => vec![file.as_str()],
                None => vec![".env-cmdrc", ".env-cmdrc.json"],
            };
            for file in files {
                let Some(all) = project::json(snapshot, file) else {
                    continue;
                };
                let shown: Arc<str> = file.into();
                for (name, value) in names
                    .iter()
                    .filter_map(|name| all.get(name)?.as_object())
                    .flatten()
                {
                    let value = value
                        .as_str()
                        .map_or_else(|| value.to_string(), str::to_owned);
                    layer.insert(entry(name, value, &shown));
                }
            }
        }
        for (name, value) in &load.sets {
            layer.insert(entry(name, value.clone(), &manifest));
        }
        if !layer.entries.is_empty() {
            layers.push(layer);
        }
    }
    layers
}

fn entry<'a>(name: &str, value: String, file: &Arc<str>) -> Entry<'a> {
    Entry {
        name: Cow::Owned(name.to_owned()),
        value: Cow::Owned(value),
        raw: None,
        source: Source::line(SourceKind::Configuration, file, None).with_variable(name),
        disputed: None,
        unresolved: false,
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::trial::Trial;
    use crate::snapshot::Runner;
    use crate::verdict::Verdict;

    const PROD: &str = "DATABASE_URL=postgres://u@prod.example.com/shop\n";
    const TEST: &str = "DATABASE_URL=postgres://app@localhost/app_test\n";

    fn verdict(manifest: &str, files: &[(&str, &str)]) -> Verdict {
        let mut trial = Trial::new(&[])
            .runner(Runner::Jest)
            .file("package.json", manifest);
        for (name, text) in files {
            trial = trial.file(name, text);
        }
        trial.judge().verdict
    }

    fn script(command: &str) -> String {
        serde_json::json!({"scripts": {"test": command}}).to_string()
    }

    #[test]
    fn commands_decide_which_file_is_read() {
        let files = [(".env", PROD), (".env.test", TEST)];
        for (command, expected) in [
            ("jest", Verdict::Refuse),
            ("dotenv -e .env.test -- jest", Verdict::Allow),
            ("dotenv -e .env.test -e .env -- jest", Verdict::Allow),
            ("dotenv -e .env -e .env.test -- jest", Verdict::Refuse),
            ("dotenv -c test -- jest", Verdict::Allow),
            (
                "node --env-file=.env --env-file=.env.test --test",
                Verdict::Allow,
            ),
            (
                "node --env-file=.env.test --env-file=.env --test",
                Verdict::Refuse,
            ),
            ("env-cmd -f .env.test jest", Verdict::Allow),
            ("env-cmd jest", Verdict::Refuse),
        ] {
            assert_eq!(verdict(&script(command), &files), expected, "{command}");
        }
    }

    #[test]
    fn commands_set_variables_that_beat_the_process() {
        let command = script("cross-env DATABASE_URL=postgres://u@prod.example.com/shop jest");
        let trial = Trial::new(&[("DATABASE_URL", "postgres://app@localhost/app_test")]);
        let report = trial
            .runner(Runner::Jest)
            .file("package.json", &command)
            .judge();
        assert_eq!(report.verdict, Verdict::Refuse);
        let rc = r#"{"test": {"DATABASE_URL": "postgres://u@prod.example.com/shop"}}"#;
        let found = verdict(&script("env-cmd -e test jest"), &[(".env-cmdrc", rc)]);
        assert_eq!(found, Verdict::Refuse);
        assert_eq!(
            verdict(
                &script("cross-env NODE_ENV=production jest"),
                &[(".env", TEST)]
            ),
            Verdict::Refuse
        );
    }

    #[test]
    fn a_stronger_file_of_vite_is_put_into_a_weaker_ones_value() {
        let manifest = r#"{"devDependencies": {"vite": "^7.0.0", "vitest": "^3.0.0"}}"#;
        let trial = Trial::new(&[])
            .runner(Runner::Vitest)
            .file("package.json", manifest)
            .file(
                ".env",
                "DATABASE_URL=postgres://app@${HOST}/app_test\nHOST=localhost\n",
            )
            .file(".env.local", "HOST=prod.example.com\n");
        assert_eq!(trial.judge().verdict, Verdict::Refuse);
    }

    #[test]
    fn prismas_schema_may_hold_the_address() {
        let schema = "datasource db {\n  provider = \"postgresql\"\n  url      = \"postgresql://u@prod.example.com/shop\"\n}\n";
        let manifest = r#"{"dependencies": {"@prisma/client": "6.0.0"}}"#;
        let files = [("prisma/schema.prisma", schema), (".env", TEST)];
        assert_eq!(verdict(manifest, &files), Verdict::Refuse);
        let files = [("prisma/.env", PROD)];
        assert_eq!(verdict(manifest, &files), Verdict::Refuse);
    }
}
