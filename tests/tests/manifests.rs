//! One version number: `workspace.package` has it, and every manifest takes it from there.

use notprod_tests::checkout;
use std::fs;
use std::path::{Path, PathBuf};
use toml::{Table, Value};

fn table(path: &Path) -> Table {
    let text = fs::read_to_string(path).expect("a manifest");
    text.parse()
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn workspace() -> Table {
    table(&checkout().join("Cargo.toml"))
}

fn version() -> String {
    let version = workspace()["workspace"]["package"]["version"]
        .as_str()
        .map(str::to_owned);
    version.expect("a version")
}

fn members() -> Vec<PathBuf> {
    let workspace = workspace();
    let members = workspace["workspace"]["members"]
        .as_array()
        .expect("members");
    members
        .iter()
        .map(|member| checkout().join(member.as_str().expect("a folder")))
        .collect()
}

#[test]
fn every_crate_inherits() {
    assert!(members().len() >= 3, "{:?}", members());
    for member in members() {
        let manifest = table(&member.join("Cargo.toml"));
        let package = &manifest["package"];
        for key in [
            "version",
            "edition",
            "rust-version",
            "license",
            "repository",
        ] {
            let inherits = package[key].get("workspace").and_then(Value::as_bool);
            assert_eq!(inherits, Some(true), "{}: `{key}`", member.display());
        }
        let lints = manifest
            .get("lints")
            .and_then(|lints| lints.get("workspace"))
            .and_then(Value::as_bool);
        // What only tests has lints of its own: it may panic.
        let ships = package["name"].as_str() != Some("notprod-tests");
        assert_eq!(lints == Some(true), ships, "{}: `lints`", member.display());
    }
}

#[test]
fn the_workspace_asks_for_its_own_version() {
    let version = version();
    let workspace = workspace();
    let notprod = &workspace["workspace"]["dependencies"]["notprod"];
    assert_eq!(notprod["version"].as_str(), Some(version.as_str()));
    assert_eq!(version, env!("CARGO_PKG_VERSION"));
}

#[test]
fn the_lock_has_that_version() {
    let lock = table(&checkout().join("Cargo.lock"));
    let ours = lock["package"].as_array().expect("packages").iter();
    let ours: Vec<&Value> = ours
        .filter(|package| package.get("source").is_none())
        .collect();
    assert_eq!(ours.len(), members().len());
    for package in ours {
        assert_eq!(
            package["version"].as_str(),
            Some(version().as_str()),
            "{package:?}"
        );
    }
}

#[test]
fn python_takes_it_from_the_crate() {
    let project = table(&checkout().join("bindings-python/pyproject.toml"));
    let dynamic = project["project"]["dynamic"].as_array().expect("a list");
    assert!(dynamic.iter().any(|key| key.as_str() == Some("version")));
    assert!(
        project["project"].get("version").is_none(),
        "a second number"
    );
    assert_eq!(
        project["build-system"]["build-backend"].as_str(),
        Some("maturin")
    );
}

#[test]
fn the_changelog_names_it() {
    let changelog = fs::read_to_string(checkout().join("CHANGELOG.md")).expect("a changelog");
    let heading = format!("## {}", version());
    let named = |line: &str| line == "## Unreleased" || line.starts_with(&heading);
    assert!(
        changelog.lines().any(named),
        "neither `{heading}` nor `## Unreleased`"
    );
}

/// The licences that the manifests name lie in the checkout.
#[test]
fn the_licences_are_here() {
    let workspace = workspace();
    assert_eq!(
        workspace["workspace"]["package"]["license"].as_str(),
        Some("MIT OR Apache-2.0")
    );
    for (file, words) in [
        ("LICENSE-MIT", "Permission is hereby granted"),
        ("LICENSE-APACHE", "Version 2.0, January 2004"),
    ] {
        let text = fs::read_to_string(checkout().join(file)).expect("a licence");
        assert!(text.contains(words), "{file}");
        // Where a package is made of one folder, they come from there. npm's are put in as it is packed.
        for folder in ["core", "bindings-python", "bindings-php/phpunit"] {
            let copy = fs::read_to_string(checkout().join(folder).join(file));
            assert_eq!(copy.expect("a licence"), text, "{folder}/{file}");
        }
    }
}

/// The release builds each platform for which npm has a package, with the tools of the tests.
#[test]
fn the_release_knows_every_platform_and_the_same_tools() {
    let text = |name: &str| fs::read_to_string(checkout().join(name)).expect(name);
    let release = text(".github/workflows/release.yml");
    let platforms = text("bindings-node/scripts/platforms.js");
    let after = |text: &str, mark: &str, end: char| -> Vec<String> {
        let pieces = text.split(mark).skip(1);
        let mut found: Vec<String> = pieces
            .filter_map(|piece| Some(piece.split_once(end)?.0.to_owned()))
            .collect();
        found.sort();
        found
    };
    let known = after(&platforms, "target: '", '\'');
    assert_eq!(known.len(), 7, "{known:?}");
    assert_eq!(known, after(&release, "{ target: ", ','));

    let versions = |text: &str, tool: &str| {
        let version = |piece: &str| -> String {
            let part = |c: &char| c.is_ascii_digit() || *c == '.';
            piece.chars().take_while(part).collect()
        };
        let pieces: Vec<String> = text
            .split(&format!("{tool}=="))
            .skip(1)
            .map(version)
            .collect();
        assert!(!pieces.is_empty(), "no version of {tool}");
        pieces
    };
    for (tool, file) in [
        ("maturin", "tests/requirements.txt"),
        ("ziglang", ".ci/packages"),
    ] {
        assert_eq!(versions(&release, tool), versions(&text(file), tool));
    }
}
