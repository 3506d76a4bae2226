//! The classes of the namespace `Notprod`: plain objects of PHP, with properties that are written
//! once. `stubs/notprod.php` shows them as PHP would write them, and a test compares.

use crate::objects;
use crate::zend::{self, ClassPlace, Kind};
use ext_php_rs::args::ArgInfoTables;
use ext_php_rs::builders::{ClassBuilder, FunctionBuilder};
use ext_php_rs::error::Result;
use ext_php_rs::flags::{ClassFlags, DataType, MethodFlags};
use ext_php_rs::types::Zval;
use ext_php_rs::zend::{ClassEntry, ExecuteData, ce};

/// A class whose objects the extension alone makes.
pub(crate) struct Class {
    name: &'static str,
    properties: &'static [(&'static str, Kind)],
    /// What stands behind the properties: the JSON and the texts that the core wrote.
    hidden: &'static [(&'static str, Kind)],
    pub(crate) place: ClassPlace,
}

macro_rules! class {
    ($constant:ident, $name:literal, $hidden:expr, $($property:literal: $kind:expr),*) => {
        pub(crate) static $constant: Class = Class {
            name: concat!("Notprod\\", $name),
            properties: &[$(($property, $kind)),*],
            hidden: $hidden,
            place: ClassPlace::new(),
        };
    };
}

const JSON: &[(&str, Kind)] = &[("json", Text)];

use Kind::{List, MaybeNumber, MaybeObject, MaybeText, Number, Object, Text};

class!(SOURCE, "Source", JSON,
    "kind": Text, "file": MaybeText, "line": MaybeNumber, "variable": MaybeText);
class!(ENVIRONMENT, "Environment", JSON,
    "name": Text, "source": MaybeObject("Notprod\\Source"));
class!(TARGET, "Target", JSON,
    "id": Text, "slot": Text, "role": Text, "engine": Text, "hosts": List, "ports": List,
    "socket": MaybeText, "database": MaybeText, "schema": MaybeText, "user": MaybeText,
    "verdict": Text, "sources": List, "overridden": List);
class!(FINDING, "Finding", JSON,
    "rule": Text, "code": Text, "severity": Text, "message": Text, "help": MaybeText,
    "target": MaybeText, "source": MaybeObject("Notprod\\Source"));
class!(REPORT, "Report", &[("json", Text), ("text", Text)],
    "verdict": Text, "root": Text, "runner": MaybeText,
    "environment": MaybeObject("Notprod\\Environment"), "targets": List, "findings": List,
    "filesRead": List, "summary": Text);
class!(FAILURE, "Failure", JSON,
    "code": Text, "name": Text, "message": Text, "help": MaybeText);
class!(VERDICT, "Verdict", &[("sql", Text), ("dialect", Text)],
    "bits": Number, "class": Text, "tier": Text, "strictTier": Text, "boundedBy": MaybeText);
class!(STATEMENT, "Statement", &[("index", Number)],
    "class": Text, "tier": Text, "operation": Text, "objects": List, "boundedBy": MaybeText,
    "reason": Text, "start": Number, "end": Number, "line": Number);

// Not final, and `Notprod\Refused` is the root: what catches it catches all.
class!(REFUSED, "Refused", &[], "report": MaybeObject("Notprod\\Report"));
class!(NOTPROD_ERROR, "NotprodError", &[], "failure": Object("Notprod\\Failure"));

/// Every class.
static ALL: [&Class; 10] = [
    &SOURCE,
    &ENVIRONMENT,
    &TARGET,
    &FINDING,
    &REPORT,
    &FAILURE,
    &VERDICT,
    &STATEMENT,
    &REFUSED,
    &NOTPROD_ERROR,
];

/// Registers them, when PHP starts.
pub(crate) fn register() -> Result<()> {
    for class in [
        &SOURCE,
        &ENVIRONMENT,
        &TARGET,
        &FINDING,
        &FAILURE,
        &STATEMENT,
    ] {
        value(class, &[])?;
    }
    let report: &[Method] = &[
        ("toJson", DataType::String, objects::to_json),
        ("__toString", DataType::String, objects::to_text),
    ];
    value(&REPORT, report)?;
    let verdict: &[Method] = &[("statements", DataType::Array, crate::sql::statements_of)];
    value(&VERDICT, verdict)?;
    exception(&REFUSED, ce::error)?;
    exception(&NOTPROD_ERROR, || {
        REFUSED.place.get().unwrap_or_else(ce::error)
    })
}

type Method = (
    &'static str,
    DataType,
    extern "C" fn(&mut ExecuteData, &mut Zval),
);

fn value(class: &'static Class, methods: &[Method]) -> Result<()> {
    let json = FunctionBuilder::new(
        "jsonSerialize",
        match class.name {
            "Notprod\\Verdict" => crate::sql::serialize,
            "Notprod\\Statement" => crate::sql::serialize_statement,
            _ => objects::serialize,
        },
    )
    .returns(DataType::Mixed, false, false);
    let mut builder = ClassBuilder::new(class.name)
        .flags(ClassFlags::Final | ClassFlags::NoDynamicProperties)
        // Nobody else makes one: a report that was not asked for is none.
        .method(
            FunctionBuilder::new("__construct", objects::construct),
            MethodFlags::Private,
        )
        .method(json, MethodFlags::Public);
    for (name, returns, handler) in methods {
        let method = FunctionBuilder::new(*name, *handler).returns(*returns, false, false);
        builder = builder.method(method, MethodFlags::Public);
    }
    builder
        .implements((zend::json_serializable, "JsonSerializable"))
        .registration(keep)
        .register()
}

fn exception(class: &'static Class, parent: fn() -> &'static ClassEntry) -> Result<()> {
    ClassBuilder::new(class.name)
        .extends((parent, "Error"))
        .registration(keep)
        .register()
}

/// Declares the properties of a class that was registered, and remembers it. The engine borrows what
/// describes the arguments for as long as the process lives.
fn keep(entry: &'static mut ClassEntry, arguments: ArgInfoTables) {
    std::mem::forget(arguments);
    let Some(class) = ALL.iter().find(|class| entry.name() == Some(class.name)) else {
        return;
    };
    for (name, kind) in class.properties {
        zend::declare(entry, name, *kind, true);
    }
    for (name, kind) in class.hidden {
        zend::declare(entry, name, *kind, false);
    }
    class.place.set(entry);
}
