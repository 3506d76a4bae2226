//! `notprod check` and `notprod run` as processes: what they print, and how they end.

use notprod_tests::{CommandLine, Ended, FileContent, Folder, Given};
use std::path::Path;
use std::process::Stdio;

/// The `.env` of the first incident.
const INCIDENT: &str = "APP_NAME=AskProAI\nAPP_ENV=production\nDB_CONNECTION=mysql\nDB_HOST=127.0.0.1\nDB_PORT=3306\nDB_DATABASE=askproai_db\nDB_USERNAME=askproai_user\nDB_PASSWORD=correct-horse-battery\n";

fn folder(env: &[(&str, &str)], files: &[(&str, &str)]) -> Folder {
    let own = |(a, b): &(&str, &str)| ((*a).to_owned(), (*b).to_owned());
    let file = |(a, b): &(&str, &str)| ((*a).to_owned(), FileContent::Text((*b).to_owned()));
    Folder::of(&Given {
        env: env.iter().map(own).collect(),
        files: files.iter().map(file).collect(),
        root: None,
    })
    .expect("a folder")
}

fn call(folder: &Folder, arguments: &[&str]) -> CommandLine {
    CommandLine::new(env!("CARGO_BIN_EXE_notprod-under-test"), folder.root())
        .env(&folder.environment)
        .args(arguments)
}

fn ended(folder: &Folder, arguments: &[&str]) -> Ended {
    call(folder, arguments)
        .run()
        .expect("the command line starts")
}

/// Exit code and both outputs are one snapshot.
fn shown(folder: &Folder, arguments: &[&str]) -> String {
    ended(folder, arguments).shown(&[(folder.root(), "[root]"), (folder.everything(), "[folder]")])
}

#[test]
fn the_first_incident_is_refused() {
    let folder = folder(&[], &[(".env", INCIDENT)]);
    insta::assert_snapshot!(shown(&folder, &["check"]));
    insta::assert_snapshot!(shown(&folder, &["check", "--format", "json"]));
}

/// What the README shows is what the command line says today.
#[test]
fn the_readme_shows_the_real_report() {
    let folder = folder(&[], &[(".env", INCIDENT)]);
    let readme = notprod_tests::checkout().join("README.md");
    let readme = std::fs::read_to_string(readme).expect("the README");
    let report = ended(&folder, &["check"]).stdout;
    assert!(
        readme.contains(&report),
        "the README does not hold:\n{report}"
    );
}

#[test]
fn a_test_database_is_allowed() {
    let folder = folder(
        &[("DATABASE_URL", "postgres://app@localhost/shop_test")],
        &[],
    );
    insta::assert_snapshot!(shown(&folder, &["check"]));
}

#[test]
fn a_database_of_no_known_kind_is_unproven() {
    let folder = folder(&[("DATABASE_URL", "postgres://app@localhost/shop")], &[]);
    insta::assert_snapshot!(shown(&folder, &["check", "--offline"]));
}

#[test]
fn nothing_judged_is_said() {
    let folder = folder(&[], &[("README.md", "no database here\n")]);
    insta::assert_snapshot!(shown(&folder, &["check"]));
}

/// Who reads the contract finds a source for each part, also where one URL gives them all.
#[test]
fn a_url_is_the_source_of_each_of_its_parts() {
    let folder = folder(
        &[
            ("DATABASE_URL", "postgres://app@/shop_test?schema=blog"),
            ("PGHOST", "localhost"),
        ],
        &[],
    );
    let printed = ended(&folder, &["check", "--format", "json"]).stdout;
    let report: serde_json::Value = serde_json::from_str(&printed).expect("JSON");
    let variable = |part: &str| report["targets"][0]["sources"][part]["variable"].clone();
    assert_eq!(variable("host"), "PGHOST");
    for part in ["address", "engine", "port", "database", "schema", "user"] {
        assert_eq!(variable(part), "DATABASE_URL", "{part}");
    }
    assert_eq!(variable("socket"), serde_json::Value::Null);
}

#[test]
fn the_source_that_won_and_the_one_that_lost_are_named() {
    let folder = folder(
        &[(
            "DATABASE_URL",
            "postgres://app@db.example.com/shop_production",
        )],
        &[(
            ".env",
            "\nDATABASE_URL=postgres://app@localhost/shop_test\n",
        )],
    );
    insta::assert_snapshot!(shown(&folder, &["check"]));
}

#[test]
fn a_policy_that_lifts_is_named() {
    let policy =
        "[[databases.allow]]\ntarget = \"db.example.com/shop_ci\"\nreason = \"wiped nightly\"\n";
    let folder = folder(
        &[("DATABASE_URL", "postgres://app@db.example.com/shop_ci")],
        &[("notprod.toml", policy)],
    );
    insta::assert_snapshot!(shown(&folder, &["check"]));
}

#[test]
fn an_error_is_a_refusal_in_json_too() {
    let folder = folder(
        &[],
        &[("notprod.toml", "[databases]\nprodution = [\"shop\"]\n")],
    );
    insta::assert_snapshot!(shown(&folder, &["check"]));
    insta::assert_snapshot!(shown(&folder, &["check", "--format", "json"]));
}

#[test]
fn a_root_that_is_not_there_is_an_error() {
    let folder = folder(&[], &[]);
    insta::assert_snapshot!(shown(&folder, &["check", "--root", "nowhere"]));
}

#[test]
fn a_file_to_load_that_is_not_there_is_an_error() {
    let folder = folder(&[], &[]);
    insta::assert_snapshot!(shown(&folder, &["check", "--load", ".env.testing"]));
    let ended = ended(
        &folder,
        &["run", "--load", ".env.testing", "--", "touch", "ran"],
    );
    assert_eq!(ended.code, Some(2));
    assert!(!folder.root().join("ran").exists(), "the command ran");
}

#[test]
fn a_policy_that_is_named_and_not_there_is_an_error() {
    let folder = folder(&[], &[]);
    insta::assert_snapshot!(shown(&folder, &["check", "--policy", "team.toml"]));
}

#[test]
fn wrong_arguments_end_with_2() {
    let folder = folder(&[], &[]);
    for arguments in [
        &["check", "--runner", "rspec"][..],
        &["check", "--format", "yaml"],
        &["check", "--surprise"],
        &["run"],
        &["run", "--"],
        &["erase"],
        &[],
    ] {
        let ended = ended(&folder, arguments);
        assert_eq!(ended.code, Some(2), "{arguments:?}: {ended:?}");
        assert_eq!(ended.stdout, "", "{arguments:?}");
    }
    for arguments in [&["--help"][..], &["--version"], &["check", "--help"]] {
        assert_eq!(ended(&folder, arguments).code, Some(0), "{arguments:?}");
    }
    let version = ended(&folder, &["--version"]).stdout;
    assert_eq!(
        version.trim(),
        concat!("notprod ", env!("CARGO_PKG_VERSION"))
    );
}

#[test]
fn run_becomes_the_command() {
    let folder = folder(
        &[("DATABASE_URL", "postgres://app@localhost/shop_test")],
        &[],
    );
    let ended = ended(
        &folder,
        &["run", "--", "sh", "-c", "echo out; echo err >&2; exit 7"],
    );
    assert_eq!(
        (ended.code, ended.stdout.as_str(), ended.stderr.as_str()),
        (Some(7), "out\n", "err\n")
    );
}

#[test]
fn run_keeps_the_arguments_as_they_are() {
    let folder = folder(&[], &[]);
    let ended = ended(
        &folder,
        &["run", "--", "printf", "[%s]", "--root", "a b", "", "--"],
    );
    assert_eq!(ended.stdout, "[--root][a b][][--]");
}

#[cfg(unix)]
#[test]
fn run_is_the_command_for_signals_too() {
    use std::os::unix::process::ExitStatusExt;
    let folder = folder(&[], &[]);
    // The same process: a signal to it is one to the command, and how the command ends is how it ends.
    let mut command = call(
        &folder,
        &["run", "--", "sh", "-c", "echo $$; kill -TERM $$"],
    )
    .into_command();
    let child = command
        .stdout(Stdio::piped())
        .spawn()
        .expect("the command line starts");
    let id = child.id();
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(
        String::from_utf8_lossy(&output.stdout).trim(),
        id.to_string()
    );
    assert_eq!(output.status.signal(), Some(15));
}

#[test]
fn run_refuses_before_the_command_runs() {
    let folder = folder(&[], &[(".env", INCIDENT)]);
    let ended = ended(&folder, &["run", "--", "touch", "ran"]);
    assert_eq!(
        (ended.code, ended.stdout.as_str()),
        (Some(1), ""),
        "standard output is the command's"
    );
    assert!(
        ended.stderr.contains(".env:2") && ended.stderr.contains("askproai_db"),
        "{}",
        ended.stderr
    );
    assert!(!folder.root().join("ran").exists(), "the command ran");
}

#[test]
fn run_refuses_what_is_unproven() {
    let folder = folder(&[("DATABASE_URL", "postgres://app@localhost/shop")], &[]);
    assert_eq!(ended(&folder, &["run", "--", "touch", "ran"]).code, Some(1));
    assert!(!folder.root().join("ran").exists(), "the command ran");
}

#[test]
fn run_sets_what_load_names_and_judges_that() {
    let folder = folder(
        &[(
            "DATABASE_URL",
            "postgres://app@db.example.com/shop_production",
        )],
        &[(
            ".env.testing",
            "DATABASE_URL=postgres://app@localhost/shop_test\nGREETING='good day'\n",
        )],
    );
    assert_eq!(
        ended(&folder, &["run", "--", "true"]).code,
        Some(1),
        "without the file it is refused"
    );
    let script = "echo $DATABASE_URL; echo $GREETING";
    let ended = ended(
        &folder,
        &["run", "--load", ".env.testing", "--", "sh", "-c", script],
    );
    assert_eq!(
        ended.stdout, "postgres://app@localhost/shop_test\ngood day\n",
        "{}",
        ended.stderr
    );
}

#[test]
fn a_command_that_is_not_there_is_an_error() {
    let folder = folder(&[], &[]);
    insta::assert_snapshot!(shown(&folder, &["run", "--", "no-such-command"]));
}

/// `notprod check | head -0`: nobody reads, nothing panics, and the exit code still tells.
#[cfg(unix)]
#[test]
fn a_closed_pipe_changes_nothing() {
    let folder = folder(&[], &[(".env", INCIDENT)]);
    for arguments in [
        &["check"][..],
        &["check", "--format", "json"],
        &["run", "--", "true"],
        &["--help"],
    ] {
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        let mut command = call(&folder, arguments).into_command();
        command
            .stdout(writer.try_clone().expect("a pipe"))
            .stderr(writer);
        let status = command.status().expect("the command line starts");
        let expected = i32::from(arguments != ["--help"]);
        assert_eq!(status.code(), Some(expected), "{arguments:?}: {status}");
    }
}

#[test]
fn no_colour_reaches_a_pipe() {
    for variables in [
        &[][..],
        &[("NO_COLOR", "1")],
        &[("CLICOLOR_FORCE", "1"), ("FORCE_COLOR", "1")],
    ] {
        let folder = folder(variables, &[(".env", INCIDENT)]);
        let printed = ended(&folder, &["check"]).printed();
        assert!(
            printed.contains("refuse") && !printed.contains('\x1b'),
            "{printed}"
        );
    }
}

/// On a terminal there is colour, and `NO_COLOR` takes it away. `script` gives a terminal.
#[cfg(target_os = "linux")]
#[test]
fn a_terminal_gets_colour_unless_it_wants_none() {
    let on_terminal = |variables: &[(&str, &str)]| {
        let folder = folder(variables, &[(".env", INCIDENT)]);
        let program = env!("CARGO_BIN_EXE_notprod-under-test");
        CommandLine::new(Path::new("script"), folder.root())
            .env(&folder.environment)
            .env([(
                "TERM",
                variables
                    .iter()
                    .find(|v| v.0 == "TERM")
                    .map_or("xterm", |v| v.1),
            )])
            .args([
                "--quiet",
                "--return",
                "--command",
                &format!("{program} check"),
                "/dev/null",
            ])
            .run()
            .expect("`script` of util-linux gives a terminal")
    };
    let coloured = on_terminal(&[]);
    assert_eq!(coloured.code, Some(1), "{coloured:?}");
    assert!(coloured.stdout.contains("\x1b[1;31mrefuse"), "{coloured:?}");
    for variable in [("NO_COLOR", "1"), ("TERM", "dumb")] {
        let plain = on_terminal(&[variable]);
        assert!(
            plain.stdout.contains("refuse") && !plain.stdout.contains('\x1b'),
            "{variable:?}: {plain:?}"
        );
    }
}
