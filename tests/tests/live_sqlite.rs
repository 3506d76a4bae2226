//! Live proof on SQLite files.

use notprod_tests::live::Project;
use std::path::Path;
use std::process::Command;

const PROGRAM: &str = env!("CARGO_BIN_EXE_notprod-under-test");

fn sqlite(file: &Path, script: &str) {
    let output = Command::new("sqlite3")
        .arg(file)
        .arg(script)
        .output()
        .expect("sqlite3 is installed");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

fn project() -> Project {
    Project::new(PROGRAM, &[("DATABASE_URL", "sqlite:shop.db")], "")
}

#[test]
fn an_empty_file_is_allowed_and_one_with_a_row_is_not() {
    for settings in [
        "",
        "PRAGMA page_size = 512;",
        "PRAGMA page_size = 65536;",
        "PRAGMA encoding = 'UTF-16';",
    ] {
        let project = project();
        let file = project.root().join("shop.db");
        let schema: String = (0..60)
            .map(|n| format!("CREATE TABLE \"a table {n}\" (id INTEGER PRIMARY KEY, note TEXT);"))
            .collect();
        sqlite(
            &file,
            &format!(
                "{settings} {schema} CREATE TABLE w (k TEXT PRIMARY KEY) WITHOUT ROWID; CREATE TABLE schema_migrations (v); INSERT INTO schema_migrations VALUES (1);"
            ),
        );
        project.check(&[]).assert("allow", "proven-empty");
        sqlite(&file, "INSERT INTO w VALUES ('x')");
        assert_eq!(project.check(&[]).verdict(), "unproven", "{settings}");
        sqlite(
            &file,
            "DELETE FROM w; WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000) INSERT INTO \"a table 7\" SELECT i, 'some text that fills pages' FROM n",
        );
        let full = project.check(&[]);
        full.assert("unproven", "data-at-stake");
        assert!(full.printed.contains("about 5000 rows"), "{}", full.printed);
        sqlite(&file, "DELETE FROM \"a table 7\"");
        project.check(&[]).assert("allow", "proven-empty");
    }
}

#[test]
fn a_marker_holds_for_its_own_file() {
    let project = project();
    let file = project.root().join("shop.db");
    sqlite(&file, "CREATE TABLE t (i); INSERT INTO t VALUES (1)");
    project.check(&[]).assert("unproven", "unproven");
    let marked = project.call(&[
        "mark",
        "DATABASE_URL",
        "--disposable",
        "--confirm",
        "shop.db",
    ]);
    assert_eq!(marked.code, Some(0), "{}", marked.printed());
    project.check(&[]).assert("allow", "proven-disposable");
    let copy = Project::new(PROGRAM, &[("DATABASE_URL", "sqlite:shop.db")], "");
    std::fs::copy(&file, copy.root().join("shop.db")).expect("a copy");
    copy.check(&[]).assert("refuse", "foreign-marker");
    sqlite(&file, "UPDATE notprod_marker SET kind = 'production'");
    project.check(&[]).assert("refuse", "production-marker");
}

#[test]
fn what_is_not_whole_proves_nothing() {
    let project = project();
    let file = project.root().join("shop.db");
    sqlite(&file, "CREATE TABLE t (i)");
    let whole = std::fs::read(&file).expect("the file");
    project.check(&[]).assert("allow", "proven-empty");
    std::fs::write(project.root().join("shop.db-wal"), "x").expect("a log");
    assert_eq!(project.check(&[]).verdict(), "unproven");
    std::fs::remove_file(project.root().join("shop.db-wal")).expect("no log");
    // Cut anywhere, and filled with anything: an answer, and never a proof of what is not read.
    let mut tried = 0;
    for length in (1..whole.len()).step_by(97) {
        std::fs::write(&file, &whole[..length]).expect("a file");
        assert_eq!(project.check(&[]).verdict(), "unproven", "{length} bytes");
        tried += 1;
    }
    for at in (0..200)
        .step_by(7)
        .chain((whole.len() - 200..whole.len()).step_by(13))
    {
        let mut bytes = whole.clone();
        bytes[at] ^= 0xff;
        std::fs::write(&file, &bytes).expect("a file");
        let checked = project.check(&[]);
        assert!(
            ["allow", "unproven"].contains(&checked.verdict())
                && !checked.printed.contains("panicked")
        );
        tried += 1;
    }
    notprod_tests::say(&format!("{tried} damaged files"));
}
