//! What commands write, and what somebody types. Judging does neither.
#![expect(
    clippy::disallowed_methods,
    reason = "the user asked for exactly this file to be written"
)]

use super::reason;
use crate::error::{Error, ErrorKind};
use std::hash::{BuildHasher, Hasher, RandomState};
use std::io::{IsTerminal, Write};
use std::path::Path;

/// The text of a file, if it is there.
pub(crate) fn text(path: &Path) -> Result<Option<String>, Error> {
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(failed(path, "read", &error)),
    }
}

/// Replaces a file as a whole.
pub(crate) fn write(path: &Path, text: &str) -> Result<(), Error> {
    let draft = path.with_extension("notprod-draft");
    let written = std::fs::write(&draft, text).and_then(|()| std::fs::rename(&draft, path));
    written.map_err(|error| {
        let _ = std::fs::remove_file(&draft);
        failed(path, "written", &error)
    })
}

/// Writes a new file that its owner alone may read.
pub(crate) fn write_private(path: &Path, text: &str) -> Result<(), Error> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options
        .open(path)
        .and_then(|mut file| writeln!(file, "{text}"));
    written.map_err(|error| failed(path, "written", &error))
}

/// Takes a file away.
pub(crate) fn remove(path: &Path) -> Result<(), Error> {
    std::fs::remove_file(path).map_err(|error| failed(path, "removed", &error))
}

fn failed(path: &Path, what: &str, error: &std::io::Error) -> Error {
    let name = path
        .file_name()
        .unwrap_or(path.as_os_str())
        .to_string_lossy();
    let message = format!("`{name}` cannot be {what}: {}", reason(error));
    Error::new(ErrorKind::Unreadable, message)
}

/// Letters and digits that nobody can guess: the keys that the standard library draws for its maps.
pub(crate) fn salt() -> String {
    let draw = || RandomState::new().build_hasher().finish();
    format!("{:016x}{:016x}", draw(), draw())
}

/// A line that somebody types at a terminal; none where there is none.
pub(crate) fn typed(prompt: &str) -> Option<String> {
    let input = std::io::stdin();
    if !input.is_terminal() {
        return None;
    }
    let mut error = std::io::stderr().lock();
    let _ = write!(error, "{prompt}").and_then(|()| error.flush());
    let mut line = String::new();
    input.read_line(&mut line).ok()?;
    Some(line.trim_end_matches(['\r', '\n']).to_owned())
}
