//! What notprod reads in dotenv files, for the tests that compare it with their readers.
//!
//! Standard input holds one request a line, as JSON: `{"dialect": "npm", "text": "...",
//! "environment": {...}}`; without `dialect`, the file is read as a person would. Each answer is one
//! line: `{"values": {...}}`, or `{"refused": "..."}` where the reader would stop.

use notprod::dotenv::{self, Dialect};
use serde_json::{Value, json};
use std::io::{BufRead, Write, stdin, stdout};

fn main() -> std::io::Result<()> {
    let mut out = stdout().lock();
    for line in stdin().lock().lines() {
        let request: Value = serde_json::from_str(&line?)?;
        writeln!(out, "{}", answer(&request))?;
    }
    Ok(())
}

fn answer(request: &Value) -> Value {
    let text = request.get("text").and_then(Value::as_str).unwrap_or("");
    let held: Vec<(&str, &str)> = request
        .get("environment")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
        .filter_map(|(name, value)| Some((name.as_str(), value.as_str()?)))
        .collect();
    let Some(named) = request.get("dialect").and_then(Value::as_str) else {
        let document = dotenv::parse(text);
        let disputed: Vec<u32> = document
            .lines
            .iter()
            .filter(|line| line.disputed.is_some())
            .map(|line| line.number)
            .collect();
        return json!({"disputed": disputed, "open_quote": document.open_quote});
    };
    let Some((dialect, _)) = Dialect::ALL.iter().find(|(_, name)| *name == named) else {
        return json!({"error": format!("no dialect is called `{named}`")});
    };
    match notprod::reader::values(text, *dialect, &held) {
        Ok(values) => {
            let mut open: Vec<String> = Vec::new();
            let values: serde_json::Map<String, Value> = values
                .into_iter()
                .map(|(name, found)| {
                    if found.unresolved {
                        open.push(name.clone());
                    }
                    (name, Value::String(found.text))
                })
                .collect();
            json!({"values": values, "unresolved": open})
        }
        Err(refused) => json!({"refused": refused.reason, "line": refused.line}),
    }
}
