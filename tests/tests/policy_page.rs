//! `docs/policy.md` has a row for each key of a policy, and no other; its example is a policy.

use notprod::policy::KEYS;
use notprod::{Policy, Question, Snapshot, host::Disk};
use notprod_tests::{checkout, say};
use std::collections::BTreeSet;
use std::fs;

fn page() -> String {
    fs::read_to_string(checkout().join("docs/policy.md")).expect("the page")
}

/// Each key in full; `databases.allow` stands for its own, `rules` for all rules.
fn keys() -> BTreeSet<String> {
    let tables: BTreeSet<&str> = KEYS.iter().map(|(table, _)| *table).collect();
    let mut keys = BTreeSet::new();
    for (table, own) in KEYS {
        if own.is_empty() {
            keys.insert((*table).to_owned());
        }
        let full = own.iter().map(|key| format!("{table}.{key}"));
        keys.extend(full.filter(|key| !tables.contains(key.as_str())));
    }
    keys
}

#[test]
fn the_page_lists_every_key_and_no_other() {
    let page = page();
    let (_, table) = page.split_once("|---|---|---|\n").expect("the table");
    let rows: BTreeSet<String> = table
        .lines()
        .map_while(|line| line.strip_prefix("| `"))
        .filter_map(|row| Some(row.split_once('`')?.0.to_owned()))
        .collect();
    assert_eq!(rows, keys());
    say(&format!("policy page: {} keys", rows.len()));
    assert!(rows.len() > 10);
}

#[test]
fn its_example_is_a_policy_with_every_key() {
    let page = page();
    let (_, example) = page.split_once("```toml\n").expect("the example");
    let (example, _) = example.split_once("```").expect("its end");
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("notprod.toml"), example).expect("a file");
    let question = Question {
        root: folder.path().to_owned(),
        ..Question::default()
    };
    let read = Policy::discover(&Snapshot::new(&question, &Disk), None);
    assert!(read.is_ok(), "{read:?}");
    let document: toml::Table = example.parse().expect("toml");
    for key in keys() {
        let mut value = Some(&toml::Value::Table(document.clone())).cloned();
        for part in key.split('.') {
            value = value.and_then(|value| match value {
                toml::Value::Array(items) => items.first()?.get(part).cloned(),
                value => value.get(part).cloned(),
            });
        }
        assert!(value.is_some(), "{key} stands in the example");
    }
}
