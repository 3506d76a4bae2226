//! The texts of SQL that the vectors hold, with their dialects.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a vector that cannot be read fails the test"
)]

use notprod::sql::Dialect;
use serde_json::Value;

pub(crate) fn vectors() -> Vec<(Dialect, String)> {
    [
        include_str!("../../../tests/vectors/sql.json"),
        include_str!("../../../tests/vectors/sql_own.json"),
    ]
    .into_iter()
    .flat_map(|text| serde_json::from_str::<Vec<Value>>(text).unwrap())
    .map(|vector| {
        let dialect = Dialect::from_name(vector["dialect"].as_str().unwrap()).unwrap();
        (dialect, vector["sql"].as_str().unwrap().to_owned())
    })
    .collect()
}
