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
use notprod::bridge::{self, Statement};

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

/// The statements of the verdict whose method runs.
fn statements(data: &mut ExecuteData) -> Option<Vec<Statement>> {
    let dialect = objects::hidden(data, 1)?.string()?;
    let dialect = bridge::dialect(&dialect).ok()?;
    let sql = objects::hidden(data, 2)?.zend_str()?;
    bridge::listed(sql.as_bytes(), dialect).ok()
}

pub(crate) extern "C" fn statements_of(data: &mut ExecuteData, returned: &mut Zval) {
    objects::handle(|| match statements(data) {
        Some(all) => *returned = objects::list(all.iter().map(object)),
        None => unreadable(),
    });
}

/// In the order of the properties, and the place among the statements behind them.
fn object(statement: &Statement) -> Zval {
    let mut values = Vec::from(fields(statement).map(|(_, value)| value));
    values.rotate_left(1);
    objects::object(&classes::STATEMENT, values)
}

/// What the contract's JSON holds of a statement, in its order.
fn fields(statement: &Statement) -> [(&'static str, Zval); 10] {
    let number = |value: usize| objects::of(i64::try_from(value).unwrap_or(i64::MAX));
    let names = statement
        .objects
        .iter()
        .map(|name| objects::of(name.as_str()));
    [
        ("index", number(statement.index)),
        ("class", objects::of(statement.class.name())),
        ("tier", objects::of(statement.tier.name())),
        ("operation", objects::of(statement.operation)),
        ("objects", objects::list(names)),
        (
            "bounded_by",
            statement.bounded_by.map_or_else(Zval::null, objects::of),
        ),
        ("reason", objects::of(statement.reason)),
        ("start", number(statement.start)),
        ("end", number(statement.end)),
        ("line", number(statement.line)),
    ]
}

fn plain(statement: &Statement) -> Zval {
    objects::plain_object(fields(statement).into_iter())
}

/// `jsonSerialize()` of a statement, in the shape of `notprod sql --format jsonl`.
pub(crate) extern "C" fn serialize_statement(data: &mut ExecuteData, returned: &mut Zval) {
    // The order of the properties, from the one that stands last in there.
    const NAMES: [(&str, usize); 10] = [
        ("index", 9),
        ("class", 0),
        ("tier", 1),
        ("operation", 2),
        ("objects", 3),
        ("bounded_by", 4),
        ("reason", 5),
        ("start", 6),
        ("end", 7),
        ("line", 8),
    ];
    objects::handle(|| {
        if objects::hidden(data, 1).and_then(Zval::long).is_none() {
            return objects::throw_question("this object is empty: `statements()` makes one");
        }
        let held = NAMES.map(|(name, at)| {
            let value = objects::hidden_at(data, at).map_or_else(Zval::null, Zval::shallow_clone);
            (name, value)
        });
        *returned = objects::plain_object(held.into_iter());
    });
}

/// `jsonSerialize()`: the verdict and its statements.
pub(crate) extern "C" fn serialize(data: &mut ExecuteData, returned: &mut Zval) {
    objects::handle(|| {
        let Some(all) = statements(data) else {
            return unreadable();
        };
        let mut held =
            |at: usize| objects::hidden_at(data, at).map_or_else(Zval::null, Zval::shallow_clone);
        let fields = [
            ("class", held(1)),
            ("tier", held(2)),
            ("strict_tier", held(3)),
            ("bounded_by", held(4)),
            ("statements", objects::list(all.iter().map(plain))),
        ];
        *returned = objects::plain_object(fields.into_iter());
    });
}

fn unreadable() {
    let message = "the statements cannot be read";
    objects::throw_failure(&objects::wrong("NP999", "internal-error", message));
}
