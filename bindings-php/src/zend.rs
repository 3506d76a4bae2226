//! The parts of PHP's engine that have no safe form: typed properties, slots of objects, the tables
//! of variables, the arguments of the process.
#![expect(unsafe_code, reason = "this is the one place that talks to the engine")]

use ext_php_rs::boxed::ZBox;
use ext_php_rs::ffi;
use ext_php_rs::types::{ZendHashTable, ZendObject, ZendStr, Zval};
use ext_php_rs::zend::{ClassEntry, ExecutorGlobals, SapiGlobals};
use std::ffi::CStr;
use std::sync::atomic::{AtomicPtr, Ordering};

unsafe extern "C" {
    /// Declares a property with its type. Takes over the name and the default.
    fn zend_declare_typed_property(
        class: *mut ClassEntry,
        name: *mut ffi::zend_string,
        default: *mut Zval,
        access: i32,
        comment: *mut ffi::zend_string,
        kind: ffi::zend_type,
    ) -> *mut std::ffi::c_void;

    fn zend_update_property_ex(
        scope: *mut ClassEntry,
        object: *mut ZendObject,
        name: *mut ffi::zend_string,
        value: *mut Zval,
    );
}

/// The type of a property.
#[derive(Clone, Copy)]
pub(crate) enum Kind {
    Text,
    Number,
    List,
    Object(&'static str),
    MaybeText,
    MaybeNumber,
    MaybeObject(&'static str),
}

// Zend/zend_type_info.h, the same in every version that is supported.
const MAY_BE_NULL: u32 = 1 << 1;
const MAY_BE_LONG: u32 = 1 << 4;
const MAY_BE_STRING: u32 = 1 << 6;
const MAY_BE_ARRAY: u32 = 1 << 7;

// Zend/zend_compile.h.
const PUBLIC: i32 = 1;
const PRIVATE: i32 = 1 << 2;
const READONLY: i32 = 1 << 7;

/// Declares a property that is written once.
pub(crate) fn declare(class: &mut ClassEntry, name: &str, kind: Kind, is_public: bool) {
    let (class_name, mask) = match kind {
        Kind::Text => (None, MAY_BE_STRING),
        Kind::Number => (None, MAY_BE_LONG),
        Kind::List => (None, MAY_BE_ARRAY),
        Kind::Object(name) => (Some(name), ffi::_ZEND_TYPE_NAME_BIT),
        Kind::MaybeText => (None, MAY_BE_STRING | MAY_BE_NULL),
        Kind::MaybeNumber => (None, MAY_BE_LONG | MAY_BE_NULL),
        Kind::MaybeObject(name) => (Some(name), ffi::_ZEND_TYPE_NAME_BIT | MAY_BE_NULL),
    };
    let pointer = class_name.map_or(std::ptr::null_mut(), |name| {
        ZendStr::new_interned(name, true).into_raw().cast()
    });
    let access = READONLY | if is_public { PUBLIC } else { PRIVATE };
    let mut default = Zval::new();
    // SAFETY: the class is being registered; the engine takes over the name, and the default is not
    // set, as a property that is written once needs.
    unsafe {
        zend_declare_typed_property(
            class,
            ZendStr::new_interned(name, true).into_raw(),
            &raw mut default,
            access,
            std::ptr::null_mut(),
            ffi::zend_type {
                ptr: pointer,
                type_mask: mask,
            },
        );
    }
}

/// `JsonSerializable`. The extension that has it is built into PHP.
pub(crate) fn json_serializable() -> &'static ClassEntry {
    unsafe extern "C" {
        static php_json_serializable_ce: *mut ClassEntry;
    }
    // SAFETY: extensions that are built in are started before those that are loaded.
    unsafe { php_json_serializable_ce.as_ref() }.unwrap_or_else(ext_php_rs::zend::ce::stringable)
}

/// A class that is registered, for as long as the process lives.
pub(crate) struct ClassPlace(AtomicPtr<ClassEntry>);

impl ClassPlace {
    pub(crate) const fn new() -> ClassPlace {
        ClassPlace(AtomicPtr::new(std::ptr::null_mut()))
    }

    pub(crate) fn set(&self, class: &mut ClassEntry) {
        self.0.store(class, Ordering::Release);
    }

    pub(crate) fn get(&self) -> Option<&'static ClassEntry> {
        // SAFETY: only a class that the engine registered is put here, and those outlive requests.
        unsafe { self.0.load(Ordering::Acquire).as_ref() }
    }
}

/// A new object of a class whose properties are `values`, in the order of their declaration. Of a
/// class that has a parent with properties the values come after those.
pub(crate) fn object(class: &'static ClassEntry, values: Vec<Zval>) -> ZBox<ZendObject> {
    let mut object = ZendObject::new(class);
    let own = usize::try_from(class.default_properties_count).unwrap_or(0);
    let first = own.saturating_sub(values.len());
    for (at, value) in values.into_iter().enumerate().take(own) {
        // SAFETY: an object has a slot for each declared property, and these are not set yet.
        unsafe {
            let slots = (&raw mut object.properties_table).cast::<Zval>();
            let slot = slots.add(first + at);
            (*slot).value = value.value;
            (*slot).u1 = value.u1;
        }
        std::mem::forget(value);
    }
    object
}

/// The value in a slot of an object, by the order of declaration.
pub(crate) fn slot(object: &ZendObject, at: usize) -> Option<&Zval> {
    let class = object.get_class_entry();
    if at >= usize::try_from(class.default_properties_count).unwrap_or(0) {
        return None;
    }
    // SAFETY: an object has a slot for each declared property.
    unsafe {
        (&raw const object.properties_table)
            .cast::<Zval>()
            .add(at)
            .as_ref()
    }
}

/// The place of a property of PHP's own `Error`, which is private to it.
pub(crate) fn slot_of<'a>(object: &'a mut ZendObject, name: &str) -> Option<&'a mut Zval> {
    unsafe extern "C" {
        fn zend_hash_str_find(
            table: *const ZendHashTable,
            name: *const std::ffi::c_char,
            length: usize,
        ) -> *const Zval;
    }
    // SAFETY: the table of a class leads to what describes its properties, and the offset in there is
    // that of the slot in each of its objects.
    unsafe {
        let table = &raw const ext_php_rs::zend::ce::error().properties_info;
        let found = zend_hash_str_find(table, name.as_ptr().cast(), name.len()).as_ref()?;
        let info = found.value.ptr.cast::<ffi::zend_property_info>().as_ref()?;
        let offset = usize::try_from(info.offset).ok()?;
        (object as *mut ZendObject)
            .cast::<u8>()
            .add(offset)
            .cast::<Zval>()
            .as_mut()
    }
}

/// Writes a property from within its class.
pub(crate) fn write(object: &mut ZendObject, scope: &'static ClassEntry, name: &str, value: Zval) {
    let mut name = ZendStr::new(name, false);
    let mut value = value;
    // SAFETY: the engine copies what it keeps.
    unsafe {
        zend_update_property_ex(
            std::ptr::from_ref(scope).cast_mut(),
            object,
            name.as_mut_ptr(),
            &raw mut value,
        );
    }
}

/// Throws an object; it is dropped where another exception is under way already.
pub(crate) fn throw(object: ZBox<ZendObject>) {
    let mut value = Zval::new();
    value.set_object_owned(object);
    // SAFETY: the engine takes over the reference that the value holds.
    unsafe { ffi::zend_throw_exception_object(&raw mut value) };
    std::mem::forget(value);
}

/// Puts an object into a value without counting it twice.
pub(crate) trait Owned {
    fn set_object_owned(&mut self, object: ZBox<ZendObject>);
}

impl Owned for Zval {
    fn set_object_owned(&mut self, object: ZBox<ZendObject>) {
        use ext_php_rs::convert::IntoZval;
        if let Ok(value) = object.into_zval(false) {
            *self = value;
        }
    }
}

/// `$_SERVER` or `$_ENV` as the code of the request sees it; none where it was taken away.
pub(crate) fn superglobal(name: &str) -> Option<&'static mut Zval> {
    let mut key = ZendStr::new(name, false);
    // SAFETY: PHP makes these tables when they are first asked for; the symbol table outlives the call.
    unsafe {
        ffi::zend_is_auto_global(key.as_mut_ptr());
        let symbols: *mut ZendHashTable = (&raw const ExecutorGlobals::get().symbol_table)
            .cast_mut()
            .cast();
        let found = symbols.as_mut()?.get_mut(name)?;
        let found = if found.is_indirect() {
            found.indirect_mut()?
        } else {
            found
        };
        (found as *mut Zval).as_mut()
    }
}

/// The script and its arguments; none where the process was not started with any.
pub(crate) fn command_line() -> Option<Vec<String>> {
    let globals = SapiGlobals::get();
    let info = globals.request_info();
    let count = usize::try_from(info.argc).ok().filter(|count| *count > 0)?;
    if info.argv.is_null() {
        return None;
    }
    // SAFETY: `argv` has `argc` texts that end with NUL, and lives as long as the process.
    let words = (0..count).map(|at| unsafe {
        let word = *info.argv.add(at);
        (!word.is_null()).then(|| CStr::from_ptr(word).to_string_lossy().into_owned())
    });
    words.collect()
}

/// The name of the interface between PHP and its surroundings: `cli`.
pub(crate) fn sapi() -> Option<&'static str> {
    // SAFETY: the module of the interface is set before any extension is loaded.
    unsafe {
        let name = ffi::sapi_module.name;
        (!name.is_null()).then(|| CStr::from_ptr(name).to_str().ok())?
    }
}

/// Whether a variable is set, without looking at any other.
pub(crate) fn has_variable(name: &CStr) -> bool {
    unsafe extern "C" {
        fn getenv(name: *const std::ffi::c_char) -> *const std::ffi::c_char;
    }
    // SAFETY: the name ends with NUL; at request start no other thread writes the environment.
    unsafe { !getenv(name.as_ptr()).is_null() }
}

/// Sets a variable for this process and those that it starts.
pub(crate) fn set_variable(name: &str, value: &str) {
    // SAFETY: at request start no other thread of this process reads the environment.
    unsafe { std::env::set_var(name, value) };
}
