//! Real servers, started for a test and gone with it: PostgreSQL, MariaDB, pgbouncer, and what
//! stands between a client and a server.
//!
//! A missing program is a failure, never a skipped test.

use std::fs;
use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
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

/// A PostgreSQL server of its own, without passwords for those on this machine.
pub struct Postgres {
    /// The port on 127.0.0.1.
    pub port: u16,
    folder: tempfile::TempDir,
    child: Child,
}

impl Postgres {
    /// A new cluster.
    ///
    /// # Panics
    /// It does not start.
    pub fn start() -> Postgres {
        Postgres::with("", "host all all 127.0.0.1/32 trust\n")
    }

    /// A new cluster with lines of its own in `postgresql.conf` and `pg_hba.conf`.
    ///
    /// # Panics
    /// It does not start.
    pub fn with(settings: &str, access: &str) -> Postgres {
        Postgres::with_files(settings, access, &[])
    }

    /// A new cluster that encrypts.
    ///
    /// # Panics
    /// It does not start.
    pub fn with_certificate(certificate: &str, key: &str) -> Postgres {
        let files = [("server.crt", certificate), ("server.key", key)];
        Postgres::with_files(
            "ssl = on",
            "host all all 127.0.0.1/32 trust\nhost all all ::1/128 trust\n",
            &files,
        )
    }

    fn with_files(settings: &str, access: &str, files: &[(&str, &str)]) -> Postgres {
        let folder = folder();
        let data = folder.path().join("data");
        give(folder.path(), "postgres");
        succeed(
            unprivileged(&program("initdb"), "postgres")
                .args([
                    "--no-sync",
                    "-A",
                    "trust",
                    "-U",
                    "postgres",
                    "-E",
                    "UTF8",
                    "--locale=C",
                    "-D",
                ])
                .arg(&data),
        );
        let port = free_port();
        let conf = data.join("postgresql.conf");
        let mut text = fs::read_to_string(&conf).expect("the settings");
        text += &format!(
            "\nport = {port}\nlisten_addresses = '127.0.0.1'\nunix_socket_directories = '{}'\nfsync = off\n\
             max_connections = 30\nshared_buffers = 8MB\n{settings}\n",
            folder.path().display()
        );
        fs::write(&conf, text).expect("the settings");
        fs::write(
            data.join("pg_hba.conf"),
            format!("local all all trust\n{access}"),
        )
        .expect("the rules of access");
        for (name, text) in files {
            let path = data.join(name);
            fs::write(&path, text).expect("a file of the server");
            let own = std::os::unix::fs::PermissionsExt::from_mode(0o600);
            fs::set_permissions(&path, own).expect("a file of the server");
            give(&path, "postgres");
        }
        let log = fs::File::create(folder.path().join("log")).expect("a log");
        let child = unprivileged(&program("postgres"), "postgres")
            .arg("-D")
            .arg(&data)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .expect("the server");
        let server = Postgres {
            port,
            folder,
            child,
        };
        wait_for("PostgreSQL", || {
            let mut ready = Command::new(program("psql"));
            ready
                .args(server.arguments("postgres"))
                .args(["-qc", "SELECT 1"]);
            ready
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .status()
                .is_ok_and(|status| status.success())
        });
        server
    }

    /// The folder of its socket.
    pub fn socket(&self) -> &Path {
        self.folder.path()
    }

    fn arguments(&self, database: &str) -> Vec<String> {
        let socket = self.folder.path().display().to_string();
        [
            "-X",
            "-h",
            &socket,
            "-p",
            &self.port.to_string(),
            "-U",
            "postgres",
            "-d",
            database,
        ]
        .map(str::to_owned)
        .to_vec()
    }

    /// Runs statements as the superuser, over the socket; gives what they print.
    ///
    /// # Panics
    /// A statement fails.
    pub fn run(&self, database: &str, statements: &str) -> String {
        let mut psql = Command::new(program("psql"));
        psql.env_clear().args(self.arguments(database));
        succeed(psql.args(["-qAtv", "ON_ERROR_STOP=1", "-c", statements]))
            .trim()
            .to_owned()
    }

    /// A database with a table of a hundred rows.
    ///
    /// # Panics
    /// It cannot be made.
    pub fn fill(&self, database: &str) {
        self.run("postgres", &format!("CREATE DATABASE \"{database}\""));
        self.run(
            database,
            "CREATE TABLE orders AS SELECT g AS id FROM generate_series(1, 100) AS g; ANALYZE",
        );
    }

    /// The address of a database, for the superuser.
    pub fn url(&self, database: &str) -> String {
        format!("postgres://postgres@127.0.0.1:{}/{database}", self.port)
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        // At once: nothing of it is kept.
        let data = self.folder.path().join("data");
        let _ = unprivileged(&program("pg_ctl"), "postgres")
            .args(["stop", "-m", "immediate", "-D"])
            .arg(data)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        let _ = self.child.wait();
    }
}

/// A MariaDB server of its own.
pub struct Maria {
    /// The port on 127.0.0.1.
    pub port: u16,
    folder: tempfile::TempDir,
    child: Child,
}

impl Maria {
    /// A new server, whose `root` logs in over its socket, and over the network with the password
    /// `secret`.
    ///
    /// # Panics
    /// It does not start.
    pub fn start() -> Maria {
        let folder = folder();
        let data = folder.path().join("data");
        fs::create_dir(&data).expect("a folder");
        give(folder.path(), "nobody");
        // Several at once were seen to fail on tables of each other's names.
        static ONE_BY_ONE: Mutex<()> = Mutex::new(());
        let alone = ONE_BY_ONE.lock().unwrap_or_else(PoisonError::into_inner);
        succeed(
            Command::new(program("mariadb-install-db"))
                .args([
                    "--no-defaults",
                    "--auth-root-authentication-method=normal",
                    "--skip-test-db",
                ])
                .arg(format!("--datadir={}", data.display()))
                .args([
                    "--innodb-flush-log-at-trx-commit=0",
                    "--innodb-log-file-size=4M",
                    "--user=nobody",
                ]),
        );
        drop(alone);
        give(folder.path(), "nobody");
        let port = free_port();
        let log = fs::File::create(folder.path().join("log")).expect("a log");
        let child = Command::new("setpriv")
            .args(["--reuid=nobody", "--clear-groups", "--"])
            .arg(program("mariadbd"))
            .arg("--no-defaults")
            .arg(format!("--datadir={}", data.display()))
            .arg(format!("--socket={}", folder.path().join("s").display()))
            .arg(format!(
                "--pid-file={}",
                folder.path().join("pid").display()
            ))
            .arg(format!("--port={port}"))
            .args([
                "--bind-address=127.0.0.1",
                "--skip-name-resolve",
                "--innodb-log-file-size=4M",
                "--innodb-flush-log-at-trx-commit=0",
            ])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .expect("the server");
        let server = Maria {
            port,
            folder,
            child,
        };
        wait_for("MariaDB", || {
            server
                .command("")
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .status()
                .is_ok_and(|s| s.success())
        });
        server.run("", "CREATE OR REPLACE USER root@'127.0.0.1' IDENTIFIED BY 'secret'; GRANT ALL ON *.* TO root@'127.0.0.1' WITH GRANT OPTION");
        server
    }

    fn command(&self, database: &str) -> Command {
        let mut client = Command::new(program("mariadb"));
        client
            .env_clear()
            .args(["--no-defaults", "-u", "root", "-N", "-B", "-S"])
            .arg(self.folder.path().join("s"));
        if !database.is_empty() {
            client.arg(database);
        }
        client.stdin(Stdio::null());
        client
    }

    /// Runs statements as `root`, over the socket; gives what they print.
    ///
    /// # Panics
    /// A statement fails.
    pub fn run(&self, database: &str, statements: &str) -> String {
        succeed(self.command(database).args(["-e", statements]))
            .trim()
            .to_owned()
    }

    /// The address of a database, for `root`.
    pub fn url(&self, database: &str) -> String {
        format!("mysql://root:secret@127.0.0.1:{}/{database}", self.port)
    }
}

impl Drop for Maria {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// pgbouncer in front of a server: one alias that leads to one database.
pub struct Bouncer {
    /// The port on 127.0.0.1.
    pub port: u16,
    _folder: tempfile::TempDir,
    child: Child,
}

impl Bouncer {
    /// # Panics
    /// It does not start.
    pub fn start(server: &Postgres, alias: &str, database: &str) -> Bouncer {
        let folder = folder();
        let port = free_port();
        let users = folder.path().join("users");
        let settings = folder.path().join("pgbouncer.ini");
        fs::write(&users, "\"postgres\" \"\"\n").expect("the users");
        let text = format!(
            "[databases]\n{alias} = host=127.0.0.1 port={} dbname={database}\n[pgbouncer]\nlisten_addr = 127.0.0.1\n\
             listen_port = {port}\nunix_socket_dir =\nauth_type = trust\nauth_file = {}\npool_mode = transaction\n",
            server.port,
            users.display()
        );
        fs::write(&settings, text).expect("the settings");
        give(folder.path(), "postgres");
        let child = unprivileged(&program("pgbouncer"), "postgres")
            .arg(&settings)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("pgbouncer");
        wait_for("pgbouncer", || {
            TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok()
        });
        Bouncer {
            port,
            _folder: folder,
            child,
        }
    }
}

impl Drop for Bouncer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What a client sent and a server answered, seen from between them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Client,
    Server,
}

/// Passes every byte on to another port of this machine, as a tunnel does, and watches.
pub struct Forwarder {
    /// The port on 127.0.0.1.
    pub port: u16,
    connections: Arc<AtomicUsize>,
    turns: Arc<Mutex<Vec<Side>>>,
}

impl Forwarder {
    /// # Panics
    /// There is no port.
    pub fn to(target: u16) -> Forwarder {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let connections = Arc::new(AtomicUsize::new(0));
        let turns: Arc<Mutex<Vec<Side>>> = Arc::default();
        let (counted, noted) = (connections.clone(), turns.clone());
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let Ok(server) = TcpStream::connect((Ipv4Addr::LOCALHOST, target)) else {
                    continue;
                };
                counted.fetch_add(1, Ordering::SeqCst);
                for (from, to, side) in [
                    (&client, &server, Side::Client),
                    (&server, &client, Side::Server),
                ] {
                    let (mut from, mut to) = (
                        from.try_clone().expect("a stream"),
                        to.try_clone().expect("a stream"),
                    );
                    let noted = noted.clone();
                    thread::spawn(move || pass(&mut from, &mut to, side, &noted));
                }
            }
        });
        Forwarder {
            port,
            connections,
            turns,
        }
    }

    /// How many connections were made.
    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }

    /// How often the client spoke and was answered.
    ///
    /// # Panics
    /// A thread of the forwarder did.
    pub fn round_trips(&self) -> usize {
        let turns = self.turns.lock().expect("the turns");
        turns
            .windows(2)
            .filter(|pair| **pair == [Side::Client, Side::Server])
            .count()
    }
}

fn pass(from: &mut TcpStream, to: &mut TcpStream, side: Side, turns: &Mutex<Vec<Side>>) {
    let mut bytes = vec![0; 64 * 1024];
    while let Ok(read @ 1..) = from.read(&mut bytes) {
        {
            let mut turns = turns.lock().expect("the turns");
            if turns.last() != Some(&side) {
                turns.push(side);
            }
        }
        if to.write_all(&bytes[..read]).is_err() {
            break;
        }
    }
    let _ = to.shutdown(Shutdown::Write);
}

/// Something that is no database: it says one thing to whoever connects, and then nothing.
pub struct Stranger {
    /// The port on 127.0.0.1.
    pub port: u16,
    connections: Arc<AtomicUsize>,
}

impl Stranger {
    /// `first` is said at once, `then` once the client has spoken.
    ///
    /// # Panics
    /// There is no port.
    pub fn says(first: &'static [u8], then: &'static [u8]) -> Stranger {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let connections = Arc::new(AtomicUsize::new(0));
        let counted = connections.clone();
        thread::spawn(move || {
            let mut open = Vec::new();
            for stream in listener.incoming() {
                counted.fetch_add(1, Ordering::SeqCst);
                let Ok(mut stream) = stream else { continue };
                let _: io::Result<()> = (|| {
                    stream.write_all(first)?;
                    if !then.is_empty() {
                        let mut bytes = [0; 1024];
                        let _ = stream.read(&mut bytes)?;
                        stream.write_all(then)?;
                    }
                    Ok(())
                })();
                // Held open: a silent server is not one that hangs up.
                open.push(stream);
            }
        });
        Stranger { port, connections }
    }

    /// How many connections were made.
    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        (Ipv4Addr::LOCALHOST, self.port).into()
    }
}
