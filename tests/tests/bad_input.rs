//! Input that is broken, hostile or huge: a clear error with its place, exit code 2, and no test
//! run; and what feeds no target stops nothing.

use notprod_tests::{CommandLine, Ended, Folder, Given};
use serde_json::Value;
use std::fs;
use std::path::Path;

/// A password that stands in each case; no output may hold it.
const SECRET: &str = "hunter2-Zq7Vx3Kw9";

/// A project on a test database of this machine, to which each case adds its fault.
struct Project {
    folder: Folder,
}

impl Project {
    fn new() -> Project {
        let address = format!("postgres://app:{SECRET}@localhost/shop_test");
        let folder = Folder::of(&Given {
            env: [
                ("DATABASE_URL".to_owned(), address),
                ("DB_PASSWORD".to_owned(), SECRET.to_owned()),
            ]
            .into(),
            files: [].into(),
            root: None,
        });
        Project {
            folder: folder.expect("a folder"),
        }
    }

    /// A project whose process holds no address: it stands in the files.
    fn of_files() -> Project {
        let mut project = Project::new();
        project.folder.environment.remove("DATABASE_URL");
        project
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.folder.root().join(name)
    }

    fn file(self, name: &str, content: impl AsRef<[u8]>) -> Project {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, content).expect("a file");
        self
    }

    fn env(mut self, name: &str, value: &str) -> Project {
        self.folder
            .environment
            .insert(name.to_owned(), value.to_owned());
        self
    }

    #[cfg(unix)]
    fn pipe(self, name: &str) -> Project {
        let made = std::process::Command::new("mkfifo")
            .arg(self.path(name))
            .status();
        assert!(made.expect("mkfifo starts").success());
        self
    }

    /// A file of that many bytes that takes no room on the disk.
    fn huge(self, name: &str, bytes: u64) -> Project {
        let file = fs::File::create(self.path(name)).expect("a file");
        file.set_len(bytes).expect("a length");
        self
    }

    #[cfg(unix)]
    fn link(self, name: &str, to: &str) -> Project {
        std::os::unix::fs::symlink(to, self.path(name)).expect("a link");
        self
    }

    /// Runs the command line under a limit of memory and time: a case may not take the machine down.
    fn ended(&self, arguments: &[&str]) -> Ended {
        let program = env!("CARGO_BIN_EXE_notprod-under-test");
        let limited = "ulimit -v 2000000 2>/dev/null; ulimit -t 20; exec \"$0\" \"$@\"";
        let ended = CommandLine::new(Path::new("/bin/sh"), self.folder.root())
            .env(&self.folder.environment)
            .args(["-c", limited, program])
            .args(arguments)
            .run()
            .expect("the command line starts");
        assert!(
            !ended.printed().contains(SECRET),
            "the secret is printed: {ended:?}"
        );
        ended
    }

    fn report(&self, arguments: &[&str]) -> (Ended, Value) {
        let ended = self.ended(&[&["check", "--format", "json"], arguments].concat());
        let report = serde_json::from_str(&ended.stdout);
        let report = report.unwrap_or_else(|error| panic!("{error}: {ended:?}"));
        (ended, report)
    }

    /// The fault has this code and stands at this place; nothing runs.
    fn fails(&self, code: &str, file: &str, line: Option<u32>) -> Value {
        self.fails_with(&[], code, Some(file), line)
    }

    fn fails_with(
        &self,
        arguments: &[&str],
        code: &str,
        file: Option<&str>,
        line: Option<u32>,
    ) -> Value {
        let (ended, report) = self.report(arguments);
        assert_eq!(ended.code, Some(2), "{ended:?}");
        assert_eq!(report["verdict"], "refuse");
        assert_eq!(report["error"], code, "{report}");
        let finding = report["findings"][0].clone();
        assert_eq!(finding["code"], code);
        assert_eq!(finding["source"]["file"].as_str(), file, "{finding}");
        assert_eq!(
            finding["source"]["line"].as_u64(),
            line.map(u64::from),
            "{finding}"
        );

        let text = self.ended(&[&["check"], arguments].concat());
        assert_eq!((text.code, text.stdout.as_str()), (Some(2), ""), "{text:?}");
        let place = match (file, line) {
            (Some(file), Some(line)) => format!("{file}:{line}"),
            (Some(file), None) => file.to_owned(),
            (None, _) => String::new(),
        };
        assert!(
            text.stderr.contains(code) && text.stderr.contains(&place),
            "{}",
            text.stderr
        );
        assert!(
            text.stderr.lines().count() <= 3,
            "one line each for what, where and help: {}",
            text.stderr
        );

        let run = self.ended(&[&["run"], arguments, &["--", "touch", "ran"]].concat());
        assert_eq!(run.code, Some(2), "{run:?}");
        assert!(!self.path("ran").exists(), "the command ran");
        finding
    }

    /// The question is answered, with this verdict.
    fn answers(&self, verdict: &str) -> Value {
        let (ended, report) = self.report(&[]);
        assert_eq!(report["verdict"], verdict, "{report}");
        assert_eq!(report.get("error"), None, "{report}");
        assert_eq!(ended.code, Some(i32::from(verdict != "allow")));
        report
    }

    /// It is refused or unproven by this rule, at this line of `.env`.
    fn stops_by(&self, rule: &str, line: u32) {
        let (ended, report) = self.report(&[]);
        assert_eq!(ended.code, Some(1), "{ended:?}");
        let findings = report["findings"].as_array().expect("findings");
        let found = findings.iter().any(|finding| {
            finding["rule"] == rule
                && finding["source"]["file"] == ".env"
                && finding["source"]["line"] == line
        });
        assert!(found, "{report}");
    }
}

fn policy(text: &str) -> Project {
    Project::new().file("notprod.toml", text)
}

fn message(finding: &Value) -> &str {
    finding["message"].as_str().expect("a message")
}

fn help(finding: &Value) -> &str {
    finding["help"].as_str().unwrap_or_default()
}

#[test]
fn without_a_fault_the_project_is_allowed() {
    Project::new().answers("allow");
    let env = format!("DATABASE_URL=postgres://app:{SECRET}@localhost/shop_test\n");
    let report = Project::of_files().file(".env", env).answers("allow");
    assert_eq!(report["targets"][0]["database"], "shop_test");
}

#[test]
fn an_unknown_key_comes_with_the_nearest() {
    let finding =
        policy("[databases]\n\nprodution = [\"x\"]\n").fails("NP901", "notprod.toml", Some(3));
    assert!(
        message(&finding).contains("`prodution`") && help(&finding).contains("`production`"),
        "{finding}"
    );
    let finding = policy("[environment]\n\n[database]\n").fails("NP901", "notprod.toml", Some(3));
    assert!(help(&finding).contains("`databases`"), "{finding}");
    let finding = policy("[rules]\nunprovn = \"refuse\"\n").fails("NP901", "notprod.toml", Some(2));
    assert!(help(&finding).contains("`unproven`"), "{finding}");
}

#[test]
fn a_wrong_type_is_named() {
    let finding =
        policy("[databases]\nproduction = \"x\"\n").fails("NP901", "notprod.toml", Some(2));
    assert!(
        message(&finding).contains("a list") && message(&finding).contains("a string"),
        "{finding}"
    );
    policy("[databases]\nproduction = [\n  \"x\",\n  1,\n]\n").fails(
        "NP901",
        "notprod.toml",
        Some(4),
    );
    policy("databases = 1\n").fails("NP901", "notprod.toml", Some(1));
    policy("[live]\ntimeout = 3\n").fails("NP901", "notprod.toml", Some(2));
}

#[test]
fn a_bad_pattern_is_named() {
    policy("[databases]\nproduction = [\"a/b/c\"]\n").fails("NP901", "notprod.toml", Some(2));
    policy("[[databases.allow]]\ntarget = \"*/shop\"\nreason = \"ours\"\n").fails(
        "NP901",
        "notprod.toml",
        Some(2),
    );
    policy("[[databases.allow]]\nreason = \"ours\"\n").fails("NP901", "notprod.toml", Some(1));
    policy("[[databases.allow]]\ntarget = \"h/shop\"\n").fails("NP901", "notprod.toml", Some(1));
}

#[test]
fn an_address_as_a_pattern_is_not_quoted() {
    let text = format!("[databases]\nproduction = [\"postgres://app:{SECRET}@h/shop\"]\n");
    policy(&text).fails("NP901", "notprod.toml", Some(2));
}

#[test]
fn broken_syntax_is_placed() {
    policy("[databases]\nproduction = [\n").fails("NP901", "notprod.toml", Some(2));
    policy("[databases]\n[databases]\n").fails("NP901", "notprod.toml", Some(2));
    policy(&format!("a = {}", "[".repeat(200_000))).fails("NP901", "notprod.toml", Some(1));
}

#[test]
fn an_expired_entry_lifts_nothing_and_says_so() {
    let project = policy("\n[[databases.allow]]\ntarget = \"db.example.com/shop\"\nreason = \"once\"\nexpires = 2001-01-31\n")
        .env("DATABASE_URL", &format!("postgres://app:{SECRET}@db.example.com/shop"));
    let report = project.answers("refuse");
    let findings = report["findings"].as_array().expect("findings");
    let expired = findings
        .iter()
        .find(|finding| finding["rule"] == "expired-entry")
        .expect("the finding");
    assert_eq!(
        (
            expired["source"]["file"].as_str(),
            expired["source"]["line"].as_u64()
        ),
        (Some("notprod.toml"), Some(3))
    );
    policy("[[databases.allow]]\ntarget = \"h/shop\"\nreason = \"r\"\nexpires = 2027-02-30\n")
        .fails("NP901", "notprod.toml", Some(4));
    policy("[[databases.allow]]\ntarget = \"h/shop\"\nreason = \"r\"\nexpires = \"soon\"\n").fails(
        "NP901",
        "notprod.toml",
        Some(4),
    );
}

#[test]
fn two_policies_in_a_folder_are_an_error() {
    let finding = policy("").file("pyproject.toml", "[tool.notprod]\n").fails(
        "NP902",
        "pyproject.toml",
        None,
    );
    assert!(message(&finding).contains("notprod.toml"), "{finding}");
}

#[test]
fn contradictions_are_errors() {
    policy("[databases]\nproduction = [\"shop\"]\ntest = [\"shop\"]\n").fails(
        "NP902",
        "notprod.toml",
        Some(3),
    );
    policy("[environment]\nallow = [\"production\"]\n").fails("NP902", "notprod.toml", Some(2));
    policy("[rules]\nproduction-name = \"note\"\n").fails("NP901", "notprod.toml", Some(2));
}

#[test]
fn policies_in_files_of_others_have_lines_too() {
    Project::new()
        .file(
            "pyproject.toml",
            "[project]\nname = \"x\"\n[tool.notprod.databases]\nx = 1\n",
        )
        .fails("NP901", "pyproject.toml", Some(4));
    Project::new()
        .file(
            "package.json",
            "{\n  \"notprod\": {\n    \"databases\": {\"prod\": []}}}",
        )
        .fails("NP901", "package.json", Some(3));
    // Files of others that name no policy are their own affair.
    Project::new()
        .file("pyproject.toml", "[broken\n")
        .answers("allow");
    Project::new()
        .file("package.json", "[".repeat(200_000))
        .answers("allow");
}

#[test]
fn a_blanket_override_is_an_error() {
    for blanket in ["1", "true", "*", "*/*"] {
        Project::new()
            .env("NOTPROD_ALLOW", blanket)
            .fails_with(&[], "NP903", None, None);
    }
}

#[cfg(unix)]
#[test]
fn a_policy_that_cannot_be_read_is_an_error() {
    Project::new()
        .pipe("notprod.toml")
        .fails("NP901", "notprod.toml", None);
    Project::new()
        .huge("notprod.toml", 17 << 20)
        .fails("NP901", "notprod.toml", None);
    Project::new()
        .link("notprod.toml", "notprod.toml")
        .fails("NP901", "notprod.toml", None);
    Project::new()
        .file("notprod.toml", b"# caf\xe9\n")
        .fails("NP901", "notprod.toml", None);
}

#[cfg(unix)]
#[test]
fn a_dotenv_file_that_cannot_be_read_is_an_error() {
    Project::of_files()
        .pipe(".env")
        .fails("NP904", ".env", None);
    Project::of_files()
        .huge(".env", 17 << 20)
        .fails("NP904", ".env", None);
    Project::of_files()
        .link(".env", ".env")
        .fails("NP904", ".env", None);
    Project::of_files()
        .link(".env.test", ".env.a")
        .link(".env.a", ".env.test")
        .fails("NP904", ".env.test", None);
}

#[cfg(unix)]
#[test]
fn files_that_nobody_reads_stop_nothing() {
    Project::new().pipe(".env.example").answers("allow");
    Project::new().file(".env/bin/python", "").answers("allow");
    Project::new().file("notprod.toml/x", "").answers("allow");
    // A link that leads nowhere.
    Project::new().link(".env", "nowhere").answers("allow");
}

#[test]
fn bytes_that_are_no_text_count_where_they_feed_a_target() {
    let feeding = [
        b"A=1\nDATABASE_URL=postgres://app@localhost/shop".as_slice(),
        b"\xff_test\n",
    ]
    .concat();
    Project::of_files()
        .file(".env", &feeding)
        .fails("NP904", ".env", Some(2));
    let other = b"NAME=\xff\n# caf\xe9\nDATABASE_URL=postgres://app@localhost/shop_test\n";
    let report = Project::of_files().file(".env", other).answers("allow");
    assert_eq!(report["targets"][0]["database"], "shop_test");
    // The process holds the slot: the file's line is not read.
    Project::new().file(".env", &feeding).answers("allow");
}

#[test]
fn a_nul_counts_where_it_feeds_a_target() {
    Project::of_files()
        .file(
            ".env",
            b"\nDATABASE_URL=postgres://app@localhost/shop\0_test\n",
        )
        .stops_by("unreadable-address", 2);
    Project::of_files()
        .file(
            ".env",
            b"A=\0\nDATABASE_URL=postgres://app@localhost/shop_test\n",
        )
        .answers("allow");
}

#[test]
fn variables_of_a_megabyte_are_read() {
    let long = "x".repeat(1 << 20);
    let lines =
        |value: &str| format!("BIG={long}\nDATABASE_URL=postgres://app@localhost/{value}\n");
    Project::of_files()
        .file(".env", lines("shop_test"))
        .answers("allow");
    Project::of_files()
        .file(".env", lines(&format!("{long}_test")))
        .stops_by("unusual-name", 2);
    // One variable of a process may hold 128 KiB.
    let most = "y".repeat(120_000);
    Project::new().env("BIG", &most).answers("allow");
    Project::new()
        .env(
            "DATABASE_URL",
            &format!("postgres://app@localhost/{most}_test"),
        )
        .answers("unproven");
}

#[test]
fn cycles_end() {
    let cycle = "A=${B}\nB=${A}\n";
    let used = format!("{cycle}DATABASE_URL=postgres://app@localhost/${{A}}\n");
    Project::of_files()
        .file(".env", used)
        .stops_by("unresolved-variable", 3);
    let own = "DATABASE_URL=postgres://app@${DATABASE_URL}/shop_test\n";
    Project::of_files()
        .file(".env", own)
        .stops_by("unresolved-variable", 1);
    let unused = format!("{cycle}DATABASE_URL=postgres://app@localhost/shop_test\n");
    Project::of_files().file(".env", unused).answers("allow");
}

/// Ten lines that would grow to a hundred gigabytes.
#[test]
fn expansions_do_not_explode() {
    let mut bomb = "A0=xxxxxxxxxx\n".to_owned();
    for level in 1..=10 {
        let before = format!("${{A{}}}", level - 1);
        bomb += &format!("A{level}={}\n", before.repeat(10));
    }
    let used = format!("{bomb}DATABASE_URL=postgres://app@localhost/${{A10}}_test\n");
    let (ended, report) = Project::of_files().file(".env", used).report(&[]);
    assert_ne!(ended.code, Some(0), "{report}");
    let unused = format!("{bomb}DATABASE_URL=postgres://app@localhost/shop_test\n");
    Project::of_files().file(".env", unused).answers("allow");
    let wide = format!(
        "WIDE={}\nDATABASE_URL=postgres://app@localhost/shop_test\n",
        "$BIG".repeat(200_000)
    );
    Project::of_files()
        .env("BIG", &"x".repeat(100_000))
        .file(".env", wide)
        .answers("allow");
}

#[test]
fn nesting_ends() {
    let braces = format!("DATABASE_URL={}\n", "${A:-".repeat(100_000));
    let (ended, _) = Project::of_files().file(".env", braces).report(&[]);
    assert_eq!(ended.code, Some(1));
    Project::new()
        .file("phpunit.xml", "<a>".repeat(200_000))
        .fails("NP904", "phpunit.xml", Some(1));
    let cached = format!("<?php return {}", "array(".repeat(200_000));
    Project::new()
        .file("artisan", "")
        .file(
            "composer.json",
            "{\"require\": {\"laravel/framework\": \"^11.0\"}}",
        )
        .file("bootstrap/cache/config.php", cached)
        .fails("NP904", "bootstrap/cache/config.php", None);
}

#[test]
fn an_open_quote_leaves_the_bounds_of_others_open() {
    let open = "GREETING=\"good day\nDATABASE_URL=postgres://app@localhost/shop_test\n";
    Project::of_files()
        .file(".env", open)
        .stops_by("disputed-line", 1);
}

#[cfg(unix)]
#[test]
fn what_is_asked_for_must_be_there_and_be_read() {
    let load = ["--load", ".env.ci"];
    Project::new().fails_with(&load, "NP905", None, None);
    Project::new()
        .pipe(".env.ci")
        .fails_with(&load, "NP904", Some(".env.ci"), None);
    Project::new()
        .file(".env.ci/x", "")
        .fails_with(&load, "NP905", None, None);
    Project::new()
        .file(".env.ci", b"DATABASE_URL=\xff\n")
        .fails_with(&load, "NP904", Some(".env.ci"), Some(1));
    Project::new().fails_with(&["--policy", "team.toml"], "NP905", Some("team.toml"), None);
    Project::new()
        .file("x", "")
        .fails_with(&["--root", "x"], "NP906", None, None);
}

/// The fault is compiled into debug builds alone.
#[cfg(debug_assertions)]
#[test]
fn a_panic_in_the_core_is_a_refusal_with_its_own_code() {
    let finding =
        Project::new()
            .env("NOTPROD_INJECT", "panic")
            .fails_with(&[], "NP999", None, None);
    assert_eq!(finding["rule"], "internal-error");
}
