//! The core's JSON as objects of PHP.

use crate::classes::{self, Class};
use crate::zend::{self, Owned};
use ext_php_rs::boxed::ZBox;
use ext_php_rs::convert::IntoZval;
use ext_php_rs::types::{ZendHashTable, ZendObject, Zval};
use ext_php_rs::zend::{ExecuteData, run_handler};
use notprod::bridge::{Answer, Failure};
use serde_json::{Map, Value};
use std::panic::AssertUnwindSafe;

/// A value of PHP that is built from JSON: objects become objects of no class.
pub(crate) fn plain(value: &Value) -> Zval {
    match value {
        Value::Null => Zval::null(),
        Value::Bool(flag) => of(*flag),
        Value::Number(number) => match number.as_i64() {
            Some(whole) => of(whole),
            None => of(number.as_f64().unwrap_or(0.0)),
        },
        Value::String(text) => of(text.as_str()),
        Value::Array(items) => list(items.iter().map(plain)),
        Value::Object(fields) => plain_object(
            fields
                .iter()
                .map(|(name, value)| (name.as_str(), plain(value))),
        ),
    }
}

/// An object of no class.
pub(crate) fn plain_object<'a>(fields: impl Iterator<Item = (&'a str, Zval)>) -> Zval {
    let mut object = ZendObject::new_stdclass();
    for (name, value) in fields {
        let _ = object.set_property(name, value);
    }
    boxed(object)
}

pub(crate) fn of(value: impl IntoZval) -> Zval {
    value.into_zval(false).unwrap_or_else(|_| Zval::null())
}

pub(crate) fn list(values: impl Iterator<Item = Zval>) -> Zval {
    let mut table = ZendHashTable::new();
    for value in values {
        let _ = table.push(value);
    }
    of(table)
}

fn boxed(object: ZBox<ZendObject>) -> Zval {
    let mut value = Zval::new();
    value.set_object_owned(object);
    value
}

/// An object of one of our classes; null where PHP has lost the class.
pub(crate) fn object(class: &Class, values: Vec<Zval>) -> Zval {
    class
        .place
        .get()
        .map_or_else(Zval::null, |entry| boxed(zend::object(entry, values)))
}

/// The fields of an object of the report.
struct Fields<'a>(&'a Value);

impl Fields<'_> {
    fn get(&self, name: &str) -> &Value {
        self.0.get(name).unwrap_or(&Value::Null)
    }

    fn text(&self, name: &str) -> Zval {
        of(self.get(name).as_str().unwrap_or(""))
    }

    /// A text or a number, or null.
    fn maybe(&self, name: &str) -> Zval {
        match self.get(name) {
            value @ (Value::String(_) | Value::Number(_)) => plain(value),
            _ => Zval::null(),
        }
    }

    fn list(&self, name: &str, item: fn(&Value) -> Zval) -> Zval {
        let items = self.get(name).as_array().map_or(&[][..], Vec::as_slice);
        list(items.iter().map(item))
    }

    fn object(&self, name: &str, item: fn(&Value) -> Zval) -> Zval {
        match self.get(name) {
            Value::Object(_) => item(self.get(name)),
            _ => Zval::null(),
        }
    }

    /// A verdict that is unknown is `refuse`.
    fn verdict(&self) -> Zval {
        match self.get("verdict").as_str() {
            Some(word @ ("allow" | "unproven")) => of(word),
            _ => of("refuse"),
        }
    }

    fn json(&self) -> Zval {
        of(self.0.to_string())
    }
}

fn source(value: &Value) -> Zval {
    let f = Fields(value);
    let values = vec![
        f.text("kind"),
        f.maybe("file"),
        f.maybe("line"),
        f.maybe("variable"),
        f.json(),
    ];
    object(&classes::SOURCE, values)
}

fn environment(value: &Value) -> Zval {
    let f = Fields(value);
    object(
        &classes::ENVIRONMENT,
        vec![f.text("name"), f.object("source", source), f.json()],
    )
}

fn target(value: &Value) -> Zval {
    let f = Fields(value);
    let mut sources = ZendHashTable::new();
    let empty = Map::new();
    for (part, place) in f.get("sources").as_object().unwrap_or(&empty) {
        let _ = sources.insert(part.as_str(), source(place));
    }
    let values = vec![
        f.text("id"),
        f.text("slot"),
        f.text("role"),
        f.text("engine"),
        f.list("hosts", plain),
        f.list("ports", plain),
        f.maybe("socket"),
        f.maybe("database"),
        f.maybe("schema"),
        f.maybe("user"),
        f.verdict(),
        of(sources),
        f.list("overridden", source),
        f.json(),
    ];
    object(&classes::TARGET, values)
}

fn finding(value: &Value) -> Zval {
    let f = Fields(value);
    let values = vec![
        f.text("rule"),
        f.text("code"),
        f.text("severity"),
        f.text("message"),
        f.maybe("help"),
        f.maybe("target"),
        f.object("source", source),
        f.json(),
    ];
    object(&classes::FINDING, values)
}

/// The report of an answer; none where the core's JSON cannot be read.
pub(crate) fn report(answer: &Answer) -> Option<Zval> {
    let value: Value = serde_json::from_str(&answer.json).ok()?;
    let f = Fields(&value);
    let values = vec![
        f.verdict(),
        f.text("root"),
        f.maybe("runner"),
        f.object("environment", environment),
        f.list("targets", target),
        f.list("findings", finding),
        f.list("files_read", plain),
        of(answer.summary.as_str()),
        of(answer.json.as_str()),
        of(answer.text.as_str()),
    ];
    Some(object(&classes::REPORT, values))
}

/// Throws that the run must not go on.
pub(crate) fn throw_refused(text: &str, report: Zval) {
    if let Some(class) = classes::REFUSED.place.get() {
        let mut object = zend::object(class, vec![report]);
        zend::write(&mut object, class, "message", of(text.trim_end()));
        without_arguments(&mut object);
        zend::throw(object);
    }
}

/// Takes the arguments of our own call out of the trace, where PHP notes them: one is an address.
fn without_arguments(object: &mut ZendObject) {
    let trace = zend::slot_of(object, "trace").and_then(Zval::array_mut);
    if let Some(call) = trace.and_then(|trace| trace.get_index_mut(0)?.array_mut()) {
        let _ = call.remove("args");
    }
}

/// Throws that there is no answer.
pub(crate) fn throw_failure(failure: &Failure) {
    let Some(class) = classes::NOTPROD_ERROR.place.get() else {
        return;
    };
    let why = object(
        &classes::FAILURE,
        vec![
            of(failure.code),
            of(failure.name),
            of(failure.message.as_str()),
            failure.help.as_deref().map_or_else(Zval::null, of),
            of(serde_json::json!({
                "code": failure.code,
                "name": failure.name,
                "message": failure.message,
                "help": failure.help,
            })
            .to_string()),
        ],
    );
    let mut object = zend::object(class, vec![Zval::null(), why]);
    zend::write(&mut object, class, "message", of(failure.text.trim_end()));
    without_arguments(&mut object);
    zend::throw(object);
}

/// Throws that a question cannot be put.
pub(crate) fn throw_question(message: &str) {
    throw_failure(&wrong("NP906", "question-error", message));
}

/// A failure that the core does not know of.
pub(crate) fn wrong(code: &'static str, name: &'static str, message: &str) -> Failure {
    Failure {
        code,
        name,
        message: message.to_owned(),
        help: None,
        text: format!("notprod: error[{code}] {message}"),
        json: String::new(),
    }
}

/// Runs the body of a handler. Nothing unwinds into PHP: a panic is a refusal.
pub(crate) fn handle(body: impl FnOnce()) {
    run_handler(AssertUnwindSafe(|| {
        let fenced = notprod::bridge::fence(|| {
            body();
            Ok(())
        });
        if fenced.is_err() {
            let message = "notprod itself failed, and what it cannot judge it refuses";
            throw_failure(&wrong("NP999", "internal-error", message));
        }
    }));
}

/// The text in a hidden property of the object whose method runs, by its name.
pub(crate) fn hidden(data: &mut ExecuteData, back: usize) -> Option<&Zval> {
    let object: &ZendObject = data.get_self()?;
    let count = usize::try_from(object.get_class_entry().default_properties_count).ok()?;
    zend::slot(object, count.checked_sub(back)?)
}

/// The value of a property, by the order of declaration.
pub(crate) fn hidden_at(data: &mut ExecuteData, at: usize) -> Option<&Zval> {
    let object: &ZendObject = data.get_self()?;
    zend::slot(object, at)
}

fn hidden_text(data: &mut ExecuteData, back: usize) -> Option<String> {
    hidden(data, back)?.string()
}

pub(crate) extern "C" fn construct(_: &mut ExecuteData, _: &mut Zval) {}

/// `jsonSerialize()`: what the contract's JSON holds.
pub(crate) extern "C" fn serialize(data: &mut ExecuteData, returned: &mut Zval) {
    handle(|| {
        // A report's own text stands behind its JSON.
        let is_report = data.get_self().is_some_and(|this| {
            classes::REPORT
                .place
                .get()
                .is_some_and(|class| std::ptr::eq(this.get_class_entry(), class))
        });
        let json = hidden_text(data, if is_report { 2 } else { 1 }).unwrap_or_default();
        match serde_json::from_str(&json) {
            Ok(value) => *returned = plain(&value),
            Err(_) => throw_question("this object is empty: `check()` makes one"),
        }
    });
}

pub(crate) extern "C" fn to_json(data: &mut ExecuteData, returned: &mut Zval) {
    handle(|| *returned = of(hidden_text(data, 2).unwrap_or_default()));
}

pub(crate) extern "C" fn to_text(data: &mut ExecuteData, returned: &mut Zval) {
    handle(|| *returned = of(hidden_text(data, 1).unwrap_or_default()));
}
