//! Live facts are gathered once, by the process that starts the run.

use notprod_tests::live::Project;
use notprod_tests::servers::{Forwarder, Postgres};
use std::process::Command;

const PROGRAM: &str = env!("CARGO_BIN_EXE_notprod-under-test");

/// The interpreter that `make test` sets up; it has notprod, pytest and xdist.
fn python() -> String {
    std::env::var("NOTPROD_TEST_PYTHON")
        .expect("NOTPROD_TEST_PYTHON is not set: run `make test-rust`")
}

struct Ran {
    code: Option<i32>,
    printed: String,
}

fn pytest(project: &Project, environment: &[(&str, &str)], arguments: &[&str]) -> Ran {
    let output = Command::new(python())
        .current_dir(project.root())
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .env("HOME", project.root())
        .envs(environment.iter().copied())
        .args(["-m", "pytest", "-p", "no:cacheprovider"])
        .args(arguments)
        .output()
        .expect("pytest starts");
    Ran {
        code: output.status.code(),
        printed: format!(
            "{}{}",
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        ),
    }
}

fn project(tests: &str) -> Project {
    let project = Project::new(PROGRAM, &[], "");
    std::fs::write(project.root().join("test_it.py"), tests).expect("a test");
    project
}

const FOUR: &str =
    "import pytest\n\n\n@pytest.mark.parametrize('n', range(4))\ndef test_it(n):\n    pass\n";

#[test]
fn workers_ask_nobody_and_what_was_proven_holds_for_them() {
    let server = Postgres::start();
    server.run("postgres", "CREATE DATABASE shop");
    let wire = Forwarder::to(server.port);
    let url = format!("postgres://postgres@127.0.0.1:{}/shop", wire.port);
    let ran = pytest(&project(FOUR), &[("DATABASE_URL", &url)], &["-n", "3"]);
    assert_eq!(ran.code, Some(0), "{}", ran.printed);
    assert!(ran.printed.contains("4 passed"), "{}", ran.printed);
    assert_eq!(
        wire.connections(),
        1,
        "one question for the controller and three workers"
    );
    // Without workers: once at the start, and the answer holds for the set up.
    let alone = pytest(&project(FOUR), &[("DATABASE_URL", &url)], &[]);
    assert_eq!(alone.code, Some(0), "{}", alone.printed);
    assert_eq!(wire.connections(), 2);
    // A database that holds something stops the same run.
    server.run("shop", "CREATE TABLE orders AS SELECT 1 AS id");
    let stopped = pytest(&project(FOUR), &[("DATABASE_URL", &url)], &["-n", "3"]);
    assert_ne!(stopped.code, Some(0), "{}", stopped.printed);
    assert!(!stopped.printed.contains("4 passed"), "{}", stopped.printed);
}

#[test]
fn a_value_that_was_left_behind_lifts_nothing() {
    let server = Postgres::start();
    server.run("postgres", "CREATE DATABASE shop");
    let url = server.url("shop");
    let keep = "import os\n\n\ndef test_it():\n    open('facts', 'w').write(os.environ['NOTPROD_FACTS'])\n";
    let first = project(keep);
    let ran = pytest(&first, &[("DATABASE_URL", &url)], &[]);
    assert_eq!(ran.code, Some(0), "{}", ran.printed);
    let left =
        std::fs::read_to_string(first.root().join("facts")).expect("what a worker would see");
    // The database has been filled since; the value says that it is empty.
    server.run("shop", "CREATE TABLE orders AS SELECT 1 AS id");
    for (offline, verdict) in [("0", "unproven"), ("1", "unproven")] {
        let environment = [
            ("DATABASE_URL", url.as_str()),
            ("NOTPROD_FACTS", &left),
            ("NOTPROD_OFFLINE", offline),
        ];
        let shell = Project::new(PROGRAM, &environment, "");
        assert_eq!(shell.check(&[]).verdict(), verdict);
    }
    let again = pytest(
        &project(FOUR),
        &[("DATABASE_URL", &url), ("NOTPROD_FACTS", &left)],
        &[],
    );
    assert_eq!(again.code, Some(4), "{}", again.printed);
}

#[test]
fn a_fork_after_a_live_check_works() {
    let server = Postgres::start();
    server.run("postgres", "CREATE DATABASE shop");
    let url = server.url("shop");
    let script = "import os, notprod\nfirst = notprod.check()\nassert first.verdict == 'allow', first\npid = os.fork()\nif pid == 0:\n    os._exit(0 if notprod.check().verdict == 'allow' else 1)\n_, status = os.waitpid(pid, 0)\nassert status == 0, status\nassert notprod.check().verdict == 'allow'\nprint('forked')\n";
    let folder = Project::new(PROGRAM, &[], "");
    let output = Command::new("timeout")
        .args(["60", &python(), "-c", script])
        .current_dir(folder.root())
        .env("DATABASE_URL", &url)
        .output()
        .expect("Python starts");
    assert!(
        output.status.success() && output.stdout == b"forked\n",
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

#[test]
fn locks_of_sqlite_survive_a_look_at_the_file() {
    let folder = Project::new(PROGRAM, &[], "");
    let script = "import sqlite3, subprocess, sys, notprod\nc = sqlite3.connect('shop.db')\nc.execute('create table t (i)')\nc.commit()\nc.execute('begin exclusive')\nreport = notprod.check('sqlite:///shop.db')\nreport = notprod.check('sqlite:///shop.db')\nother = 'import sqlite3; sqlite3.connect(\"shop.db\", timeout=0).execute(\"insert into t values (1)\")'\nran = subprocess.run([sys.executable, '-c', other], capture_output=True, text=True)\nassert 'locked' in ran.stderr, ran\nprint(report.verdict)\n";
    let output = Command::new(python())
        .args(["-c", script])
        .current_dir(folder.root())
        .output()
        .expect("Python starts");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), "allow");
}
