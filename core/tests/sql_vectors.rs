//! Every vector of `tests/vectors/sql.json`, and those of our own beside them, through the library.
#![expect(
    clippy::unwrap_used,
    reason = "a vector that cannot be read fails the test"
)]

use notprod::sql::{Class, Dialect, classify, worst};
use serde_json::Value;

fn class(name: &str) -> Class {
    Class::ALL
        .into_iter()
        .find(|class| class.name() == name)
        .unwrap()
}

#[test]
fn every_vector_is_right() {
    run(
        "sql.json",
        include_str!("../../tests/vectors/sql.json"),
        226,
    );
}

#[test]
fn every_own_vector_is_right() {
    run(
        "sql_own.json",
        include_str!("../../tests/vectors/sql_own.json"),
        1200,
    );
}

/// Runs the vectors of a file, which must be at least so many.
fn run(file: &str, text: &str, least: usize) {
    let vectors: Vec<Value> = serde_json::from_str(text).unwrap();
    assert!(vectors.len() >= least, "the vectors are not all there");
    let mut wrong = Vec::new();
    for vector in &vectors {
        let sql = vector["sql"].as_str().unwrap();
        let dialect = Dialect::from_name(vector["dialect"].as_str().unwrap()).unwrap();
        let mut right = vec![class(vector["label"].as_str().unwrap())];
        right.extend(
            vector["accept"]
                .as_array()
                .unwrap()
                .iter()
                .map(|name| class(name.as_str().unwrap())),
        );
        let verdict = classify(sql.as_bytes(), dialect);
        let answer = worst(sql.as_bytes(), dialect);
        assert_eq!(verdict.class(), answer.class, "{sql}");
        assert_eq!(verdict.tier(), answer.tier, "{sql}");
        if !right.contains(&answer.class) {
            wrong.push(format!(
                "{} {sql:?}: {} ({}), not {}",
                vector["id"],
                answer.class.name(),
                answer.reason,
                vector["label"]
            ));
        }
    }
    let counted = format!("{file}: {} ran, {} wrong", vectors.len(), wrong.len());
    assert!(wrong.is_empty(), "{counted}\n{}", wrong.join("\n"));
    #[expect(
        clippy::disallowed_macros,
        reason = "the count is what a runner reports"
    )]
    {
        println!("{counted}");
    }
}
