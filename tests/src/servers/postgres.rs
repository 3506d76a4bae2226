//! PostgreSQL, and pgbouncer in front of it.

use super::{folder, free_port, give, program, succeed, unprivileged, wait_for};
use std::fs;
use std::net::{Ipv4Addr, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};

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
