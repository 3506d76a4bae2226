//! The PHP extension `notprod`: what PHP hands over becomes a question, what the core answers goes
//! back. Nothing is decided here.
#![cfg(feature = "php")]

mod arguments;
mod asking;
mod classes;
mod environment;
mod objects;
mod sql;
mod start;
mod zend;

use ext_php_rs::builders::ModuleBuilder;
use ext_php_rs::zend::{ModuleEntry, StaticModuleEntry};
use ext_php_rs::{info_table_end, info_table_row, info_table_start};

/// What PHP asks for when it loads the extension. A null pointer makes PHP refuse it.
#[expect(unsafe_code, reason = "PHP looks the symbol up by its name")]
#[unsafe(no_mangle)]
pub extern "C" fn get_module() -> *mut ModuleEntry {
    static MODULE: StaticModuleEntry = StaticModuleEntry::new();
    let mut builder = ModuleBuilder::new("notprod", env!("CARGO_PKG_VERSION"))
        .startup_function(startup)
        .request_startup_function(start::request)
        .info_function(information);
    for function in asking::functions().into_iter().chain(sql::functions()) {
        builder = builder.function(function);
    }
    match <(ModuleEntry, _, _)>::try_from(builder) {
        Ok((entry, _, owned)) => MODULE.get_or_init(|| (entry, owned)),
        Err(_) => std::ptr::null_mut(),
    }
}

const SUCCESS: i32 = 0;
const FAILURE: i32 = -1;

extern "C" fn startup(_: i32, _: i32) -> i32 {
    match classes::register() {
        Ok(()) => SUCCESS,
        Err(_) => FAILURE,
    }
}

/// What `php --ri notprod` shows.
extern "C" fn information(_: *mut ModuleEntry) {
    info_table_start!();
    info_table_row!(
        "notprod",
        "refuses to let a test run reach a production database"
    );
    info_table_row!("version", env!("CARGO_PKG_VERSION"));
    info_table_row!("report", "notprod.report/1");
    info_table_row!(
        "judged at request start",
        "phpunit, paratest, pest, artisan test, and what they start"
    );
    info_table_row!("settings", "none: no value of any setting switches it off");
    info_table_end!();
}
