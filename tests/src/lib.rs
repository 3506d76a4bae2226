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

/// The `.env` of the first incident: a copy of the server's, in a project whose tests know nothing of it.
pub const INCIDENT: &str = "APP_NAME=AskProAI\nAPP_ENV=production\nDB_CONNECTION=mysql\nDB_HOST=127.0.0.1\nDB_PORT=3306\nDB_DATABASE=askproai_db\nDB_USERNAME=askproai_user\nDB_PASSWORD=correct-horse-battery\n";

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
