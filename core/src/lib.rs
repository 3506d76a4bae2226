//! notprod refuses to let a test run, or a developer's command, reach a production database.
//!
//! ```
//! use notprod::{Question, Verdict};
//!
//! let question = Question {
//!     environment: [("DATABASE_URL".to_owned(), "postgres://app@localhost/shop_production".into())].into(),
//!     ..Question::default()
//! };
//! # #[cfg(feature = "host")]
//! assert_eq!(notprod::guard::check(&question)?.verdict, Verdict::Refuse);
//! # Ok::<(), notprod::Error>(())
//! ```
//!
//! A [`Question`] and a reader of files make a [`Snapshot`]; readers find in it the addresses that
//! the application would open; [`judge()`] weighs them with the [`policy`] and gives a [`Report`].
//! The feature `host` adds what asks this machine, `live` what asks servers, `cli` the command line;
//! without them the crate is pure.
#![forbid(unsafe_code)]

#[cfg(feature = "host")]
pub mod bridge;
#[cfg(feature = "cli")]
pub mod cli;
pub mod dotenv;
pub mod error;
pub mod facts;
#[cfg(feature = "host")]
pub mod guard;
#[cfg(feature = "host")]
pub mod host;
pub mod judge;
pub mod policy;
#[cfg(feature = "live")]
pub mod probe;
pub mod reader;
pub mod render;
pub mod report;
pub mod rules;
pub mod secret;
pub mod snapshot;
pub mod source;
pub mod sql;
pub mod target;
pub mod text;
pub mod verdict;

pub use error::{Error, ErrorKind};
pub use facts::Facts;
pub use judge::judge;
pub use policy::Policy;
pub use report::Report;
pub use secret::Secret;
pub use snapshot::{Content, Files, Found, Moment, Question, Runner, Snapshot};
pub use source::{Source, SourceKind};
pub use verdict::{Finding, Severity, Verdict};
