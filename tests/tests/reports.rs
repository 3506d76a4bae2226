//! The formats for other programs, on the report of every vector.

use notprod::render::{github, sarif};
use notprod_tests::{Folder, guard, say};
use serde_sarif::sarif::Sarif;

/// Every report that a vector gives, with the vector's id.
fn reports() -> Vec<(String, Result<notprod::Report, notprod::Error>)> {
    let cases = guard().expect("the vectors");
    let of = |case: notprod_tests::Case| {
        let folder = Folder::of(&case.given).expect("the case can be laid out");
        let mut question = folder.question();
        question.root_shown = Some(".".to_owned());
        (case.id, notprod::guard::check(&question))
    };
    cases.into_iter().map(of).collect()
}

/// The types are generated from the standard's own schema.
#[test]
fn sarif_is_what_its_schema_says() {
    let mut results = 0;
    for (id, answer) in reports() {
        let (text, expected) = match &answer {
            Ok(report) => (sarif::report(report), report.findings.len()),
            Err(error) => (sarif::error(error, "."), 0),
        };
        let log: Sarif = serde_json::from_str(&text).unwrap_or_else(|why| panic!("{id}: {why}"));
        let run = &log.runs[0];
        let found = run.results.as_ref().expect("results");
        let rules = run.tool.driver.rules.as_ref().expect("rules");
        assert_eq!(found.len(), expected, "{id}");
        for result in found {
            let at = usize::try_from(result.rule_index.expect("an index")).expect("an index");
            assert_eq!(result.rule_id.as_ref(), Some(&rules[at].id), "{id}");
        }
        let invocation = &run.invocations.as_ref().expect("an invocation")[0];
        assert_eq!(invocation.execution_successful, answer.is_ok(), "{id}");
        results += found.len();
    }
    say(&format!("sarif: {results} results"));
    assert!(results > 100);
}

#[test]
fn every_annotation_is_one_line() {
    let mut annotations = 0;
    for (id, answer) in reports() {
        let (text, expected) = match &answer {
            Ok(report) => (github::report(report), report.findings.len() + 1),
            Err(error) => (github::error(error, "."), 1),
        };
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), expected, "{id}: {text}");
        let commands = lines.iter().filter(|line| line.starts_with("::"));
        annotations += commands.count();
    }
    say(&format!("github: {annotations} annotations"));
    assert!(annotations > 100);
}
