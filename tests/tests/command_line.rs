//! `notprod check` and `notprod run` as processes: what they print, and how they end.

use notprod_tests::{CommandLine, Ended, FileContent, Folder, Given, INCIDENT};
use std::io::Read;
use std::process::Stdio;

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

/// `notprod check | head -c0`, and `| head -c1`: nobody reads on, nothing panics, and the exit code still tells.
#[cfg(unix)]
#[test]
fn a_closed_pipe_changes_nothing() {
    let folder = folder(
        &[],
        &[(".env", INCIDENT), ("drop.sql", "DROP TABLE orders;\n")],
    );
    // More than a pipe holds, so that the writer meets its end.
    let drops = "DROP TABLE orders;\n".repeat(40_000);
    std::fs::write(folder.root().join("drops.sql"), drops).expect("a file");
    let calls: [(&[&str], i32); 12] = [
        (&["check"], 1),
        (&["check", "--verbose"], 1),
        (&["check", "--format", "json"], 1),
        (&["check", "--format", "sarif"], 1),
        (&["check", "--format", "github"], 1),
        (&["run", "--", "true"], 1),
        (&["init"], 1),
        (&["sql", "--dialect", "mysql", "-f", "drop.sql"], 1),
        (&["sql", "--dialect", "mysql", "-f", "drops.sql"], 1),
        (&["explain"], 0),
        (&["completions", "bash"], 0),
        (&["--help"], 0),
    ];
    for (arguments, expected) in calls {
        for reads in [0, 1] {
            let (mut reader, writer) = std::io::pipe().expect("a pipe");
            let mut command = call(&folder, arguments).into_command();
            command
                .stdout(writer.try_clone().expect("a pipe"))
                .stderr(writer);
            let mut child = if reads == 0 {
                drop(reader);
                command.spawn().expect("the command line starts")
            } else {
                let child = command.spawn().expect("the command line starts");
                // What the command holds of the pipe would keep it open.
                drop(command);
                let mut first = [0];
                reader.read_exact(&mut first).expect("it says something");
                drop(reader);
                child
            };
            let status = child.wait().expect("it ends");
            assert_eq!(
                status.code(),
                Some(expected),
                "{arguments:?}, {reads}: {status}"
            );
        }
    }
}

/// Without a standard output at all, as under some schedulers.
#[cfg(unix)]
#[test]
fn no_output_at_all_changes_nothing() {
    let folder = folder(&[], &[(".env", INCIDENT)]);
    let program = env!("CARGO_BIN_EXE_notprod-under-test");
    let shell = format!("exec '{program}' check >&- 2>&-");
    let ended = CommandLine::new("sh", folder.root())
        .env(&folder.environment)
        .args(["-c", &shell])
        .run();
    assert_eq!(ended.expect("a shell").code, Some(1));
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

/// On a terminal there is colour, and `NO_COLOR` takes it away.
#[cfg(target_os = "linux")]
#[test]
fn a_terminal_gets_colour_unless_it_wants_none() {
    let on_terminal = |variables: &[(&str, &str)]| {
        let folder = folder(variables, &[(".env", INCIDENT)]);
        let call = call(&folder, &["check"]).on_terminal(80);
        call.run().expect("`script` gives a terminal")
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

/// A report is the same on every terminal, since whoever copies a name or a path out of it wants it whole;
/// what `--help` says is fitted in.
#[cfg(target_os = "linux")]
#[test]
fn a_terminal_of_40_columns_shows_everything() {
    let folder = folder(&[("NO_COLOR", "1")], &[(".env", INCIDENT)]);
    let narrow = |arguments: &[&str]| {
        let ended = call(&folder, arguments).on_terminal(40).run();
        let mut ended = ended.expect("`script` gives a terminal");
        ended.stdout = ended.stdout.replace('\r', "");
        ended
    };
    for arguments in [
        &["check"][..],
        &["check", "--verbose"],
        &["init"],
        &["explain"],
        &["explain", "NP201"],
    ] {
        let wide = ended(&folder, arguments);
        assert!(wide.stdout.lines().any(|line| line.len() > 40), "{wide:?}");
        assert_eq!(narrow(arguments), wide, "{arguments:?}");
    }
    for arguments in [&["--help"][..], &["check", "--help"], &["sql", "--help"]] {
        // The name that users call is shorter.
        let help = narrow(arguments).stdout.replace("-under-test", "");
        // The line to type stays one.
        let mut lines = help.lines().filter(|line| !line.starts_with("Usage:"));
        let too_long = lines.find(|line| line.chars().count() > 40);
        assert_eq!(too_long, None, "{arguments:?}");
        let wide = ended(&folder, arguments).stdout.replace("-under-test", "");
        assert!(
            help.split_whitespace().eq(wide.split_whitespace()),
            "{help}"
        );
    }
}
