//! Every vector of `tests/vectors/sql.json`, through the library.

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
    let vectors: Vec<Value> =
        serde_json::from_str(include_str!("../../tests/vectors/sql.json")).unwrap();
    assert!(vectors.len() >= 226, "the vectors are not all there");
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
    let counted = format!("sql vectors: {} ran, {} wrong", vectors.len(), wrong.len());
    assert!(wrong.is_empty(), "{counted}\n{}", wrong.join("\n"));
    #[expect(
        clippy::disallowed_macros,
        reason = "the count is what a runner reports"
    )]
    {
        println!("{counted}");
    }
}
