//! The arguments of a call. PHP does not check those of an extension.

use ext_php_rs::args::{Arg, ArgParser};
use ext_php_rs::exception::PhpException;
use ext_php_rs::flags::DataType;
use ext_php_rs::types::{ZendHashTable, Zval};
use ext_php_rs::zend::{ExecuteData, ce};

/// The values of a call, by the order of its parameters.
pub(crate) struct Arguments<'a> {
    function: &'static str,
    names: &'static [&'static str],
    values: Vec<Option<&'a mut Zval>>,
}

/// Something is wrong with an argument, and has been thrown.
pub(crate) struct Thrown;

impl<'a> Arguments<'a> {
    /// The arguments of the call that runs; the first `required` must be there.
    pub(crate) fn of(
        data: &'a mut ExecuteData,
        function: &'static str,
        names: &'static [&'static str],
        required: usize,
    ) -> Result<Arguments<'a>, Thrown> {
        let mut slots: Vec<Arg<'a>> = names
            .iter()
            .map(|name| Arg::new(*name, DataType::Mixed))
            .collect();
        let mut parser: ArgParser<'a, '_> = data.parser();
        for slot in &mut slots {
            parser = parser.arg(slot);
        }
        parser.required_args(required).parse().map_err(|_| Thrown)?;
        let values = slots
            .iter_mut()
            .map(|slot| slot.zval().map(|value| &mut **value as *mut Zval))
            .collect::<Vec<_>>();
        Ok(Arguments {
            function,
            names,
            values: values.into_iter().map(reborrow).collect(),
        })
    }

    fn given(&self, at: usize) -> Option<&Zval> {
        let value = self.values.get(at)?.as_deref()?.dereference();
        (!value.is_null()).then_some(value)
    }

    /// A text, or nothing.
    pub(crate) fn text(&self, at: usize) -> Result<Option<String>, Thrown> {
        Ok(self
            .bytes(at)?
            .map(|bytes| String::from_utf8_lossy(bytes).into_owned()))
    }

    /// The bytes of a text, or nothing.
    pub(crate) fn bytes(&self, at: usize) -> Result<Option<&[u8]>, Thrown> {
        match self.given(at) {
            None => Ok(None),
            Some(value) => match value.zend_str() {
                Some(text) => Ok(Some(text.as_bytes())),
                None => Err(self.wrong(at, "string", value)),
            },
        }
    }

    /// True or false; false where nothing is given.
    pub(crate) fn flag(&self, at: usize) -> Result<bool, Thrown> {
        match self.given(at) {
            None => Ok(false),
            Some(value) => value.bool().ok_or_else(|| self.wrong(at, "bool", value)),
        }
    }

    /// An array, or nothing.
    pub(crate) fn table(&self, at: usize) -> Result<Option<&ZendHashTable>, Thrown> {
        match self.given(at) {
            None => Ok(None),
            Some(value) => match value.array() {
                Some(table) => Ok(Some(table)),
                None => Err(self.wrong(at, "array", value)),
            },
        }
    }

    /// The value of a required argument, as it was given.
    pub(crate) fn value(&self, at: usize) -> Option<&Zval> {
        self.given(at)
    }

    fn wrong(&self, at: usize, wanted: &str, value: &Zval) -> Thrown {
        let name = self.names.get(at).copied().unwrap_or("");
        let message = format!(
            "{}(): Argument #{} (${name}) must be of type {wanted}, {} given",
            self.function,
            at + 1,
            value.get_type()
        );
        PhpException::new(message, 0, type_error()).throw();
        Thrown
    }
}

#[expect(
    unsafe_code,
    reason = "the values live as long as the call, longer than the list of them"
)]
fn reborrow<'a>(value: Option<*mut Zval>) -> Option<&'a mut Zval> {
    // SAFETY: the pointer is to an argument of the call, and each is taken once.
    value.and_then(|value| unsafe { value.as_mut() })
}

fn type_error() -> &'static ext_php_rs::zend::ClassEntry {
    ce::type_error()
}
