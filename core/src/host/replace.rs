//! Files of a project that its developer asked to have written.

use super::reason;
use std::io::Write;
use std::path::Path;

/// Writes a file that is not there yet.
///
/// # Errors
/// The reason in words; a file that is there stays as it is.
pub(crate) fn create(path: &Path, text: &str) -> Result<(), String> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    options
        .open(path)
        .and_then(|mut file| file.write_all(text.as_bytes()))
        .map_err(|error| reason(&error))
}

/// Replaces the text of a file as a whole, behind its links and with its rights.
///
/// # Errors
/// The reason in words; the file is as it was.
pub(crate) fn replace(path: &Path, text: &str) -> Result<(), String> {
    let swap = || {
        let real = path.canonicalize()?;
        let metadata = std::fs::metadata(&real)?;
        if metadata.permissions().readonly() {
            return Err(std::io::ErrorKind::PermissionDenied.into());
        }
        let name = real.file_name().unwrap_or_default().to_string_lossy();
        let draft = real.with_file_name(format!(".{name}.notprod-draft"));
        let mut options = std::fs::OpenOptions::new();
        let file = options.write(true).create_new(true).open(&draft)?;
        let written = (&file)
            .write_all(text.as_bytes())
            .and_then(|()| file.set_permissions(metadata.permissions()))
            .and_then(|()| file.sync_all())
            .and_then(|()| std::fs::rename(&draft, &real));
        if written.is_err() {
            let _ = std::fs::remove_file(&draft);
        }
        written
    };
    swap().map_err(|error| reason(&error))
}
