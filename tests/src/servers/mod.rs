//! Real servers, started for a test and gone with it: PostgreSQL, MariaDB, pgbouncer, and what
//! stands between a client and a server.
//!
//! A missing program is a failure, never a skipped test.

mod between;
mod maria;
mod postgres;

pub use between::{Forwarder, Stranger};
pub use maria::Maria;
pub use postgres::{Bouncer, Postgres};

use std::fs;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

/// How long a server may take to start. Machines that build at the same time are slow.
const START: Duration = Duration::from_secs(60);

/// A port that nobody listens on at the moment.
///
/// # Panics
/// The machine has none.
pub fn free_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
    listener.local_addr().expect("an address").port()
}

/// The program of that name: on the path, or where Debian keeps servers.
fn program(name: &str) -> PathBuf {
    let mut folders: Vec<PathBuf> = vec![
        "/usr/bin".into(),
        "/usr/sbin".into(),
        "/usr/local/bin".into(),
    ];
    if let Ok(versions) = fs::read_dir("/usr/lib/postgresql") {
        folders.extend(versions.flatten().map(|version| version.path().join("bin")));
    }
    let found = folders
        .iter()
        .map(|folder| folder.join(name))
        .find(|path| path.exists());
    found.unwrap_or_else(|| panic!("`{name}` is not installed: tests/setup.sh servers"))
}

/// A command as a user without rights: servers refuse to run as root.
fn unprivileged(program: &Path, user: &str) -> Command {
    let is_root =
        fs::metadata("/proc/self").is_ok_and(|me| std::os::unix::fs::MetadataExt::uid(&me) == 0);
    if !is_root {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command.args([
        &format!("--reuid={user}"),
        &format!("--regid={user}"),
        "--clear-groups",
        "--",
    ]);
    command.arg(program);
    command
}

fn give(path: &Path, user: &str) {
    let _ = Command::new("chown").arg("-R").arg(user).arg(path).status();
}

fn succeed(command: &mut Command) -> String {
    let output = command
        .output()
        .unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(
        output.status.success(),
        "{command:?}: {}{}",
        text(&output.stdout),
        text(&output.stderr)
    );
    text(&output.stdout)
}

fn wait_for(what: &str, mut is_there: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !is_there() {
        assert!(begun.elapsed() < START, "{what} did not start");
        thread::sleep(Duration::from_millis(20));
    }
}

fn folder() -> tempfile::TempDir {
    let folder = tempfile::Builder::new()
        .prefix("np")
        .tempdir()
        .expect("a folder");
    let open = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    fs::set_permissions(folder.path(), open).expect("a folder that others may enter");
    folder
}
