//! SQLite files, read through their bytes: a second SQLite in the process, or a handle that is
//! closed, would drop the locks of the first.

mod pages;

use crate::facts::{Emptiness, Heard, LEDGERS, MARKER_FLAT, Marker, Said, Silence};
use crate::host;
use pages::{Database, Value};
use std::path::{Path, PathBuf};

/// Looks into a file. What cannot be read proves nothing, and is no error: a file of another kind
/// is none that SQLite opens.
pub fn look(path: &Path) -> Heard {
    let said = Said {
        version: "SQLite".into(),
        identity: identity(path),
        clock: host::now(),
        ..Said::default()
    };
    // What is committed there is not in the file yet, or must be taken back from it.
    let beside = ["-wal", "-journal"]
        .iter()
        .any(|end| holds(&beside(path, end)));
    if beside {
        return Heard::Said(Box::new(said));
    }
    match read(path, said) {
        Ok(said) => Heard::Said(Box::new(said)),
        Err(_) => Heard::Silent(Silence::Declined),
    }
}

/// What stands for a file's identity: where it lies, every link resolved.
pub fn identity(path: &Path) -> Option<String> {
    let real = path.canonicalize().ok()?;
    Some(format!("sqlite:{}", real.display()))
}

/// Lets a process of its own run statements on a file, which shares no locks with this one.
///
/// # Errors
/// The reason in words.
pub fn tell(path: &Path, script: &str) -> Result<(), String> {
    let output = std::process::Command::new("sqlite3")
        .arg("-batch")
        .arg("-bail")
        .arg(path)
        .arg(script)
        .stdin(std::process::Stdio::null())
        .output()
        .map_err(|error| format!("`sqlite3` cannot be started: {}", host::reason(&error)))?;
    if output.status.success() {
        Ok(())
    } else {
        Err("`sqlite3` could not write to it".into())
    }
}

fn beside(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    name.into()
}

fn holds(path: &Path) -> bool {
    path.metadata().is_ok_and(|metadata| metadata.len() > 0)
}

fn read(path: &Path, mut said: Said) -> Result<Said, String> {
    let database = Database::open(path)?;
    let (mut tables, mut rows, mut filled, mut unknown) = (0, 0_u64, false, false);
    for table in database.tables()? {
        let name = table.name.to_ascii_lowercase();
        if name == MARKER_FLAT {
            said.markers = database
                .rows(table.root)?
                .iter()
                .map(|row| marker(row))
                .collect();
        } else if name == "ar_internal_metadata" {
            let rows = database.rows(table.root)?;
            said.rails.extend(rows.iter().filter_map(|row| rails(row)));
        }
        if name == MARKER_FLAT || name.starts_with("sqlite_") || LEDGERS.contains(&name.as_str()) {
            continue;
        }
        tables += 1;
        if table.root == 0 {
            // A virtual table keeps its rows wherever it likes.
            unknown = true;
            continue;
        }
        let counted = database.count(table.root)?;
        filled |= counted > 0;
        rows += counted;
    }
    if database.has_changed() {
        unknown = true;
    }
    said.tables = Some(tables);
    said.rows = Some(rows);
    said.emptiness = match (filled, unknown) {
        (true, _) => Emptiness::Holds,
        (false, true) => Emptiness::Unknown,
        (false, false) => Emptiness::Empty,
    };
    Ok(said)
}

fn marker(row: &[Value]) -> Marker {
    let text = |at: usize| row.get(at).and_then(Value::text);
    let number = |at: usize| row.get(at).and_then(Value::number);
    Marker {
        kind: text(0).unwrap_or_default(),
        identity: text(1),
        address: text(2),
        port: number(3).and_then(|port| u16::try_from(port).ok()),
        database: text(4),
        expires: number(5),
    }
}

/// Rails keeps pairs of key and value.
fn rails(row: &[Value]) -> Option<String> {
    let is_environment = row.first()?.text()? == "environment";
    row.get(1)?.text().filter(|_| is_environment)
}
