//! `Notprod\classify()`: what a text of SQL would destroy. The verdict is one number, the rest is made
//! when asked for.

use crate::arguments::Arguments;
use crate::{classes, objects};
use ext_php_rs::args::Arg;
use ext_php_rs::builders::FunctionBuilder;
use ext_php_rs::exception::PhpException;
use ext_php_rs::flags::DataType;
use ext_php_rs::types::Zval;
use ext_php_rs::zend::{ExecuteData, ce};
use notprod::bridge;
use serde_json::{Value, json};

// The order of the packed number, which the core documents and a test compares.
const CLASSES: [&str; 7] = [
    "read",
    "session",
    "write",
    "schema_change",
    "mass_write",
    "unknown",
    "destructive",
];
const TIERS: [&str; 3] = ["allow", "approval", "banned"];
const BOUNDS: [Option<&str>; 5] = [
    None,
    Some("nothing"),
    Some("filter"),
    Some("limit"),
    Some("values"),
];

pub(crate) fn functions() -> Vec<FunctionBuilder<'static>> {
    vec![
        FunctionBuilder::new("Notprod\\classify", classify)
            .arg(Arg::new("sql", DataType::String))
            .arg(Arg::new("dialect", DataType::String))
            .returns(DataType::object("Notprod\\Verdict"), false, false),
    ]
}

extern "C" fn classify(data: &mut ExecuteData, returned: &mut Zval) {
    objects::handle(|| {
        let names = &["sql", "dialect"];
        let Ok(given) = Arguments::of(data, "Notprod\\classify", names, 2) else {
            return;
        };
        let (Ok(sql), Ok(dialect)) = (given.bytes(0), given.bytes(1)) else {
            return;
        };
        let name = std::str::from_utf8(dialect.unwrap_or_default()).unwrap_or("");
        match bridge::classify(sql.unwrap_or_default(), name) {
            Ok(bits) => *returned = verdict(bits, given.value(0), given.value(1)),
            Err(message) => PhpException::new(message, 0, ce::value_error()).throw(),
        }
    });
}

fn verdict(bits: u16, sql: Option<&Zval>, dialect: Option<&Zval>) -> Zval {
    let part = |shift: u16, mask: u16| usize::from(bits >> shift & mask);
    let word = |words: &[&'static str], at: usize| words.get(at).or(words.last()).copied();
    let copy = |value: Option<&Zval>| value.map_or_else(Zval::null, Zval::shallow_clone);
    let values = vec![
        objects::of(i64::from(bits)),
        objects::of(word(&CLASSES, part(0, 7)).unwrap_or("destructive")),
        objects::of(word(&TIERS, part(3, 3)).unwrap_or("banned")),
        objects::of(word(&TIERS, part(5, 3)).unwrap_or("banned")),
        BOUNDS
            .get(part(7, 7))
            .copied()
            .flatten()
            .map_or_else(Zval::null, objects::of),
        copy(sql),
        copy(dialect),
    ];
    objects::object(&classes::VERDICT, values)
}

/// The statements of the verdict whose method runs, in the shape of `notprod sql --format jsonl`.
fn statements(data: &mut ExecuteData) -> Option<Value> {
    let sql = objects::hidden(data, 2)?.zend_str()?.as_bytes().to_vec();
    let dialect = objects::hidden(data, 1)?.string()?;
    let json = bridge::statements(&sql, &dialect).ok()?;
    serde_json::from_str(&json).ok()
}

pub(crate) extern "C" fn statements_of(data: &mut ExecuteData, returned: &mut Zval) {
    objects::handle(|| match statements(data) {
        Some(Value::Array(all)) => *returned = objects::list(all.iter().map(objects::statement)),
        _ => unreadable(),
    });
}

/// `jsonSerialize()`: the verdict and its statements.
pub(crate) extern "C" fn serialize(data: &mut ExecuteData, returned: &mut Zval) {
    objects::handle(|| {
        let Some(all) = statements(data) else {
            return unreadable();
        };
        let mut text = |at: usize| -> Value {
            let value = objects::hidden_at(data, at).and_then(Zval::string);
            value.map_or(Value::Null, Value::String)
        };
        *returned = objects::plain(&json!({
            "class": text(1),
            "tier": text(2),
            "strict_tier": text(3),
            "bounded_by": text(4),
            "statements": all,
        }));
    });
}

fn unreadable() {
    let message = "the statements cannot be read";
    objects::throw_failure(&objects::wrong("NP999", "internal-error", message));
}
