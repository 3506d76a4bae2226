//! What the tests of more than one surface share: the vectors, and the command line as a process.

mod command_line;
pub mod disguise;
pub mod live;
mod report;
pub mod servers;
mod vectors;
mod world;

pub use command_line::{CommandLine, Ended};
pub use report::{Answer, Shortfall};
pub use vectors::{
    Case, Expectation, FILES, Field, FileContent, Folder, Given, Verdicts, guard, load, pending,
    real,
};
pub use world::{Variables, World};

use std::path::{Path, PathBuf};

/// The root of the checkout.
pub fn checkout() -> PathBuf {
    let crate_folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    crate_folder.parent().unwrap_or(crate_folder).to_owned()
}

/// Writes a line that is seen even where the test passes: `println!` would be held back.
pub fn say(line: &str) {
    use std::io::Write;
    let _ = writeln!(std::io::stderr().lock(), "{line}");
}
