//! The first incident's repository, as it stood and in the three ways in which its tests came to
//! production: every reason is told.
#![cfg(feature = "host")]
#![expect(
    clippy::expect_used,
    reason = "a test that cannot copy its files has failed"
)]

use notprod::{Question, Report, Verdict, guard};
use std::fs;
use std::path::{Path, PathBuf};

fn example() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/laravel-incident")
}

/// A copy of the example's own folder: what is done to it stays there.
fn copy() -> tempfile::TempDir {
    fn below(from: &Path, to: &Path) {
        fs::create_dir_all(to).expect("a folder");
        for entry in fs::read_dir(from).expect("a folder") {
            let entry = entry.expect("an entry");
            let (from, to) = (entry.path(), to.join(entry.file_name()));
            if from.is_dir() {
                below(&from, &to);
            } else {
                fs::copy(from, to).expect("a copy");
            }
        }
    }
    let folder = tempfile::tempdir().expect("a folder");
    below(&example(), folder.path());
    folder
}

fn check(root: &Path, environment: &[(&str, &str)]) -> Report {
    let environment = environment
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).into()))
        .collect();
    guard::check(&Question {
        root: root.to_owned(),
        environment,
        offline: true,
        ..Question::default()
    })
    .expect("a report")
}

/// The rules that speak, and the databases that they speak of.
fn reasons(report: &Report) -> Vec<(&str, Option<&str>)> {
    assert_eq!(report.verdict, Verdict::Refuse);
    let database = |id: &str| {
        let target = report.targets.iter().find(|target| target.id == id);
        target.and_then(|target| target.database.as_deref())
    };
    let told = report.findings.iter();
    told.map(|finding| (finding.rule, finding.target.as_deref().and_then(database)))
        .collect()
}

#[test]
fn as_it_stands_the_test_database_shares_productions_server() {
    let report = check(&example(), &[]);
    assert_eq!(
        reasons(&report),
        [("protected-server", Some("askproai_testing"))]
    );
}

#[test]
fn without_its_file_the_tests_run_on_production() {
    let folder = copy();
    fs::remove_file(folder.path().join(".env.testing")).expect("removed");
    let report = check(folder.path(), &[]);
    let reasons = reasons(&report);
    for rule in ["listed-production", "protected-target"] {
        assert!(
            reasons.contains(&(rule, Some("askproai_db"))),
            "{rule}: {reasons:?}"
        );
    }
}

#[test]
fn a_container_that_says_production_makes_it_so() {
    let report = check(&example(), &[("APP_ENV", "production")]);
    let reasons = reasons(&report);
    assert!(reasons.contains(&("production-environment", None)));
    assert!(reasons.contains(&("listed-production", Some("askproai_db"))));
    let target = report.targets.first().expect("a target");
    let won = target.sources.get("database").expect("a source");
    assert_eq!((won.file.as_deref(), won.line), (Some(".env"), Some(11)));
    assert!(
        target
            .overridden
            .iter()
            .any(|lost| lost.file.as_deref() == Some(".env.testing"))
    );
}

#[test]
fn a_cached_configuration_beats_everything() {
    let folder = copy();
    let cache = folder.path().join("bootstrap/cache");
    fs::create_dir_all(&cache).expect("a folder");
    let text = "<?php return array('app' => array('env' => 'production'), 'database' => array('default' => 'mysql', 'connections' => array('mysql' => array('driver' => 'mysql', 'host' => '127.0.0.1', 'port' => '3306', 'database' => 'askproai_db', 'username' => 'askproai_user'))));";
    fs::write(cache.join("config.php"), text).expect("written");
    let reasons_of = check(folder.path(), &[]);
    let reasons = reasons(&reasons_of);
    assert!(reasons.contains(&("production-environment", None)));
    assert!(reasons.contains(&("listed-production", Some("askproai_db"))));
    // What is no PHP array cannot be judged: nothing starts.
    for broken in [
        "",
        "<?php return include 'x.php';",
        "{}",
        "<?php return array(",
    ] {
        fs::write(cache.join("config.php"), broken).expect("written");
        let question = Question {
            root: folder.path().to_owned(),
            offline: true,
            ..Question::default()
        };
        assert!(guard::check(&question).is_err(), "{broken}");
    }
}
