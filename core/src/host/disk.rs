//! Files on this machine's disk.

use super::reason;
use crate::snapshot::{Content, Files, Found, MAX_FILE_BYTES};
use std::io::{ErrorKind, Read};
use std::path::Path;

/// Reads from the disk.
#[derive(Debug, Clone, Copy, Default)]
pub struct Disk;

impl Files for Disk {
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the reader that the snapshot uses"
    )]
    fn read(&self, path: &Path) -> Content {
        let metadata = match std::fs::metadata(path) {
            Ok(metadata) => metadata,
            Err(error) if is_absent(&error) => return Content::Absent,
            Err(error) => return Content::Unreadable(reason(&error)),
        };
        if metadata.is_dir() {
            return Content::Folder;
        }
        // A pipe or a device could block for ever, or never end.
        if !metadata.is_file() {
            return Content::Unreadable("it is no ordinary file".into());
        }
        if metadata.len() > MAX_FILE_BYTES {
            return Content::Unreadable(format!(
                "it is larger than {} MiB",
                MAX_FILE_BYTES / 1024 / 1024
            ));
        }
        let mut bytes = Vec::new();
        // It may have grown since: one byte more than the limit is too much.
        let read = std::fs::File::open(path)
            .and_then(|file| file.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes));
        match read {
            Err(error) => Content::Unreadable(reason(&error)),
            Ok(_) if bytes.len() as u64 > MAX_FILE_BYTES => {
                Content::Unreadable("it grew while it was read".into())
            }
            Ok(_) => match String::from_utf8(bytes) {
                Ok(text) => Content::Text(text.into()),
                Err(error) => Content::Lossy(String::from_utf8_lossy(error.as_bytes()).into()),
            },
        }
    }

    fn resolve(&self, path: &Path) -> Found {
        match std::fs::metadata(path) {
            Ok(metadata) if metadata.is_file() => match path.canonicalize() {
                Ok(real) => Found::File {
                    path: real,
                    bytes: metadata.len(),
                },
                Err(error) => Found::Unreadable(reason(&error)),
            },
            Ok(_) => Found::Other,
            // A link that leads nowhere would be created where it points.
            Err(error) if is_absent(&error) => Found::Absent,
            Err(error) => Found::Unreadable(reason(&error)),
        }
    }

    fn list(&self, folder: &Path) -> Result<Vec<String>, String> {
        let entries = match std::fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) if is_absent(&error) => return Ok(Vec::new()),
            Err(error) => return Err(reason(&error)),
        };
        entries
            .map(|entry| match entry {
                Ok(entry) => Ok(entry.file_name().to_string_lossy().into_owned()),
                Err(error) => Err(reason(&error)),
            })
            .collect()
    }
}

/// Nothing is there, or something stands in the way that no reader gets past.
fn is_absent(error: &std::io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::NotFound | ErrorKind::NotADirectory | ErrorKind::InvalidFilename
    )
}
