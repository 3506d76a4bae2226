//! MariaDB.

use super::{folder, free_port, give, program, succeed, wait_for};
use std::fs;
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, PoisonError};

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
