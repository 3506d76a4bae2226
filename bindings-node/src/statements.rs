//! The statements of a text of SQL, packed into one text: an object of JavaScript that is made field by
//! field from here costs more than the whole answer.

use crate::numbered;
use napi::bindgen_prelude::{Error, Result, Status};
use napi_derive::napi;
use notprod::bridge::{self, Statement};
use std::cell::RefCell;
use std::collections::HashMap;

/// The words of the core that this thread has handed out, each by its number.
#[derive(Default)]
struct Words {
    all: Vec<&'static str>,
    numbers: HashMap<&'static str, usize>,
}

impl Words {
    /// From 1 on; 0 is no word.
    fn number(&mut self, word: Option<&'static str>) -> usize {
        let Some(word) = word else { return 0 };
        *self.numbers.entry(word).or_insert_with(|| {
            self.all.push(word);
            self.all.len()
        })
    }
}

std::thread_local! {
    static WORDS: RefCell<Words> = RefCell::default();
}

/// The statements of a text: how many there are, then of each the numbers of the words for its class,
/// tier, operation, bound and reason, where it starts, where it ends, its line, and how many objects it
/// has; then each object's length in units of UTF-16, and its name.
///
/// A number is written in characters of six bits, the lowest first; 64 is added to all but the last.
///
/// # Errors
/// A number of no dialect, and a failure of notprod itself.
#[napi(catch_unwind)]
pub fn statements(text: String, dialect: u32) -> Result<String> {
    packed(text.as_bytes(), dialect)
}

/// [`statements`] for bytes.
///
/// # Errors
/// As there.
#[napi(catch_unwind)]
pub fn statements_of_bytes(bytes: &[u8], dialect: u32) -> Result<String> {
    packed(bytes, dialect)
}

/// The word of a number that this thread was given.
#[napi(catch_unwind)]
pub fn word(number: u32) -> Option<&'static str> {
    let at = usize::try_from(number).ok()?.checked_sub(1)?;
    WORDS.with_borrow(|words| words.all.get(at).copied())
}

fn packed(text: &[u8], dialect: u32) -> Result<String> {
    let failed = |message| Error::new(Status::GenericFailure, message);
    let all = bridge::listed(text, numbered(dialect)?).map_err(failed)?;
    let mut out = String::with_capacity(64);
    put(&mut out, all.len());
    WORDS.with_borrow_mut(|words| {
        for statement in &all {
            put_statement(&mut out, statement, words);
        }
    });
    Ok(out)
}

fn put_statement(out: &mut String, statement: &Statement, words: &mut Words) {
    for word in [
        Some(statement.class.name()),
        Some(statement.tier.name()),
        Some(statement.operation),
        statement.bounded_by,
        Some(statement.reason),
    ] {
        put(out, words.number(word));
    }
    for number in [
        statement.start,
        statement.end,
        statement.line,
        statement.objects.len(),
    ] {
        put(out, number);
    }
    for name in &statement.objects {
        put(out, name.encode_utf16().count());
        out.push_str(name);
    }
}

fn put(out: &mut String, mut number: usize) {
    loop {
        let six = u8::try_from(number & 63).unwrap_or(0);
        number >>= 6;
        if number == 0 {
            return out.push(char::from(six));
        }
        out.push(char::from(six | 64));
    }
}
