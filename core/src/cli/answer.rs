//! `notprod answer`: one question as JSON, for a language's library where its binding is not loaded.

use super::{exit, print};
use crate::bridge;
use std::io::Read;

/// The answer says whether the run stops: the exit code only says that there is one.
pub(super) fn main() -> i32 {
    let mut document = Vec::new();
    // Input that cannot be read to its end is no question, and the answer stops.
    if std::io::stdin().lock().read_to_end(&mut document).is_err() {
        document.clear();
    }
    print(&(bridge::answer(&String::from_utf8_lossy(&document)) + "\n"));
    exit::ALLOW
}
