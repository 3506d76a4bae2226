//! `notprod answer`: one question as JSON, for a language's library where its binding is not loaded.

use super::{exit, print};
use crate::bridge;
use crate::host;

/// The answer says whether the run stops: the exit code only says that there is one.
pub(super) fn main() -> i32 {
    let document = host::standard_input().unwrap_or_default();
    print(&(bridge::answer(&String::from_utf8_lossy(&document)) + "\n"));
    exit::ALLOW
}
