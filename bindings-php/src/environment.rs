//! The environment as PHP sees it: `$_SERVER`, then `$_ENV`, then what `getenv` gives. Where they
//! differ all are handed over; which one counts is the core's to say.

use crate::zend;
use ext_php_rs::types::{ArrayKey, ZendHashTable, Zval};
use ext_php_rs::zend::Function;
use notprod::bridge::{self, Secret};
use std::collections::BTreeMap;

/// Variables by name.
pub(crate) type Variables = BTreeMap<String, Secret>;

/// What PHP itself puts into `$_SERVER`.
const OF_PHP: [&str; 9] = [
    "PHP_SELF",
    "SCRIPT_NAME",
    "SCRIPT_FILENAME",
    "PATH_TRANSLATED",
    "DOCUMENT_ROOT",
    "REQUEST_TIME",
    "REQUEST_TIME_FLOAT",
    "argv",
    "argc",
];

/// What most code sees, and what the rest sees beside it.
pub(crate) fn seen() -> (Variables, Vec<Variables>) {
    let mut server = superglobal("_SERVER");
    server.retain(|name, _| !OF_PHP.contains(&name.as_str()));
    let mut all = server;
    let mut beside = Vec::new();
    for layer in [superglobal("_ENV"), bridge::environment()] {
        let mut other = Variables::new();
        for (name, value) in layer {
            match all.get(&name) {
                None => {
                    all.insert(name, value);
                }
                Some(held) if *held != value => {
                    other.insert(name, value);
                }
                Some(_) => {}
            }
        }
        if !other.is_empty() && !beside.contains(&other) {
            beside.push(other);
        }
    }
    (all, beside)
}

fn superglobal(name: &str) -> Variables {
    zend::superglobal(name)
        .and_then(|value| value.array())
        .map_or_else(Variables::new, read)
}

/// The variables of an array; what is no text, number or truth value is none.
pub(crate) fn read(table: &ZendHashTable) -> Variables {
    let mut variables = Variables::new();
    for (key, value) in table.iter() {
        let name = match key {
            ArrayKey::Long(number) => number.to_string(),
            ArrayKey::String(name) => name,
            ArrayKey::Str(name) => name.to_owned(),
            ArrayKey::ZendString(name) => String::from_utf8_lossy(name.as_bytes()).into_owned(),
        };
        if let Some(value) = text(value) {
            variables.insert(name, Secret::new(value));
        }
    }
    variables
}

fn text(value: &Zval) -> Option<String> {
    let value = value.dereference();
    if let Some(text) = value.zend_str() {
        return Some(String::from_utf8_lossy(text.as_bytes()).into_owned());
    }
    match (value.bool(), value.long(), value.double()) {
        (Some(true), _, _) => Some("true".to_owned()),
        (Some(false), _, _) => Some("false".to_owned()),
        (_, Some(number), _) => Some(number.to_string()),
        (_, _, Some(number)) => Some(number.to_string()),
        _ => None,
    }
}

/// Puts what `load` sets where every reader of PHP finds it.
///
/// # Errors
/// The name of a variable that PHP does not take.
pub(crate) fn put(load: &[(String, Secret)]) -> Result<(), String> {
    if load.is_empty() {
        return Ok(());
    }
    let Some(putenv) = Function::try_from_function("putenv") else {
        return Err(load
            .first()
            .map_or_else(String::new, |(name, _)| name.clone()));
    };
    for (name, value) in load {
        let line = format!("{name}={}", value.expose());
        let taken = putenv
            .try_call(vec![&line])
            .is_ok_and(|answer| answer.is_true());
        let held = ["_SERVER", "_ENV"].iter().all(|table| {
            zend::superglobal(table)
                .and_then(Zval::array_mut)
                .is_some_and(|table| table.insert(name.as_str(), value.expose()).is_ok())
        });
        if !taken || !held {
            return Err(name.clone());
        }
    }
    Ok(())
}
