//! Files that are read in place and never closed.
//!
//! Where a process closes any handle of a file, POSIX drops every lock that the process holds on it,
//! SQLite's as well. So a handle is opened once for each file, and lives as long as the process.

use super::reason;
use std::collections::HashMap;
use std::fs::File;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

/// A file's own number on its disk, which a path may lose to another file.
type Number = (u64, u64);

static KEPT: Mutex<Option<HashMap<Number, &'static File>>> = Mutex::new(None);

/// A file that is there, open for reading.
///
/// # Errors
/// The reason in words.
#[cfg(unix)]
#[expect(
    clippy::disallowed_methods,
    reason = "the caller names the file; it feeds no decision on a project's settings"
)]
pub fn keep(path: &Path) -> Result<&'static File, String> {
    use std::os::unix::fs::MetadataExt;
    let metadata = std::fs::metadata(path).map_err(|error| reason(&error))?;
    if !metadata.is_file() {
        return Err("it is no ordinary file".into());
    }
    let number = (metadata.dev(), metadata.ino());
    let mut kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    let kept = kept.get_or_insert_default();
    if let Some(file) = kept.get(&number) {
        return Ok(file);
    }
    let file = File::open(path).map_err(|error| reason(&error))?;
    let file: &'static File = Box::leak(Box::new(file));
    kept.insert(number, file);
    Ok(file)
}

/// The bytes of a kept file from an offset on, exactly so many.
///
/// # Errors
/// The reason in words; a file that is shorter.
#[cfg(unix)]
pub fn read_at(file: &File, offset: u64, length: usize) -> Result<Vec<u8>, String> {
    use std::os::unix::fs::FileExt;
    let mut bytes = vec![0; length];
    file.read_exact_at(&mut bytes, offset)
        .map_err(|error| reason(&error))?;
    Ok(bytes)
}
