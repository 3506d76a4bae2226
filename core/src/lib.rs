//! notprod refuses to let a test run, or a developer's command, reach a production database.
#![forbid(unsafe_code)]

pub mod error;
pub mod secret;
pub mod snapshot;
pub mod source;
pub mod sql;
pub mod target;
pub mod text;
pub mod verdict;
