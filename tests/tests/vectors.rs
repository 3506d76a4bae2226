//! `tests/vectors/guard.json` through every surface: Rust, the command line and Python.

use notprod_tests::{Answer, Case, CommandLine, Folder, checkout, guard, pending, say};
use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;
use std::sync::OnceLock;

type Answers = BTreeMap<String, Answer>;

fn cases() -> &'static [Case] {
    static CASES: OnceLock<Vec<Case>> = OnceLock::new();
    CASES.get_or_init(|| guard().expect("the vectors can be read"))
}

/// What `notprod::guard::check` answers, in this process.
fn rust() -> &'static Answers {
    static ANSWERS: OnceLock<Answers> = OnceLock::new();
    ANSWERS.get_or_init(|| {
        answers("rust", |folder| {
            match notprod::guard::check(&folder.question()) {
                Ok(report) => read(&notprod::render::json::report(&report)),
                Err(error) => Answer::of_error(error.kind.code()),
            }
        })
    })
}

/// What `notprod check` answers, as a process.
fn command_line() -> &'static Answers {
    static ANSWERS: OnceLock<Answers> = OnceLock::new();
    ANSWERS.get_or_init(|| {
        answers("command line", |folder| {
            let ended = CommandLine::new(env!("CARGO_BIN_EXE_notprod-under-test"), folder.root())
                .env(&folder.environment)
                .args(["check", "--format", "json", "--offline"])
                .run()
                .expect("the command line starts");
            let answer = read(&ended.stdout);
            let code = match answer.verdict.as_deref() {
                Some("allow") => 0,
                Some(_) => 1,
                None => 2,
            };
            assert_eq!(ended.code, Some(code), "{ended:?}");
            assert_eq!(ended.stderr, "", "with json nothing goes to standard error");
            answer
        })
    })
}

/// What `notprod.check()` answers in Python.
fn python() -> &'static Answers {
    static ANSWERS: OnceLock<Answers> = OnceLock::new();
    ANSWERS.get_or_init(|| {
        let Some(interpreter) = std::env::var_os("NOTPROD_TEST_PYTHON") else {
            panic!(
                "NOTPROD_TEST_PYTHON is not set: it names a Python that has notprod installed; \
                 `make test` builds one and sets it"
            );
        };
        let output = Command::new(&interpreter)
            .arg(checkout().join("bindings-python/tests/run_vectors.py"))
            .arg(checkout().join("tests/vectors/guard.json"))
            .output()
            .expect("the interpreter of NOTPROD_TEST_PYTHON starts");
        let printed = String::from_utf8_lossy(&output.stdout);
        assert!(
            output.status.success(),
            "run_vectors.py: {}\n{}",
            output.status,
            String::from_utf8_lossy(&output.stderr)
        );
        let mut lines: Vec<serde_json::Value> = printed
            .lines()
            .map(|line| serde_json::from_str(line).expect("a line of JSON"))
            .collect();
        let count = lines.pop().and_then(|last| last["count"].as_u64());
        assert_eq!(
            count,
            Some(lines.len() as u64),
            "run_vectors.py counts what it prints"
        );
        let answers: Answers = lines
            .iter()
            .map(|line| {
                let id = line["id"].as_str().expect("an id").to_owned();
                (id, read(&line.to_string()))
            })
            .collect();
        say(&format!("python: {} cases", answers.len()));
        answers
    })
}

fn answers(surface: &str, ask: impl Fn(&Folder) -> Answer) -> Answers {
    let answers: Answers = cases()
        .iter()
        .map(|case| {
            let folder = Folder::of(&case.given).expect("the case can be laid out");
            let mut answer = ask(&folder);
            hide(&mut answer, &folder.root().to_string_lossy());
            (case.id.clone(), answer)
        })
        .collect();
    say(&format!("{surface}: {} cases", answers.len()));
    answers
}

fn read(report: &str) -> Answer {
    Answer::of_report(report).unwrap_or_else(|error| panic!("{error}: {report}"))
}

/// Two runs have two folders: what they report is compared without their names.
fn hide(answer: &mut Answer, root: &str) {
    for target in &mut answer.targets {
        let text = target.to_string().replace(root, "{root}");
        *target = serde_json::from_str(&text).expect("still JSON");
    }
}

/// A case that fails must be listed in `pending.txt`, and a listed one must fail.
fn assert_right(answers: &Answers) {
    let pending = pending().expect("pending.txt can be read");
    let mut wrong = Vec::new();
    for case in cases() {
        let met = answers[&case.id].meets(case);
        match (met, pending.contains(&case.id)) {
            (Ok(()), false) | (Err(_), true) => {}
            (Err(why), false) => wrong.push(format!("{}: {why} ({})", case.id, case.why)),
            (Ok(()), true) => wrong.push(format!("{} is right: take it off pending.txt", case.id)),
        }
    }
    assert!(
        wrong.is_empty(),
        "{} wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn rust_is_right() {
    assert_right(rust());
}

#[test]
fn the_command_line_is_right() {
    assert_right(command_line());
}

#[test]
fn python_is_right() {
    assert_right(python());
}

#[test]
fn the_counts_agree() {
    let counts = [rust().len(), command_line().len(), python().len()];
    assert_eq!(counts, [cases().len(); 3]);
}

/// Right is not enough: where several verdicts are accepted, all surfaces give the same one.
#[test]
fn every_surface_gives_the_same_answer() {
    for case in cases() {
        let [rust, line, python] = [rust(), command_line(), python()].map(|all| &all[&case.id]);
        assert_eq!(rust, line, "{}: the command line", case.id);
        assert_eq!(
            (&rust.verdict, &rust.error, outline(rust)),
            (&python.verdict, &python.error, outline(python)),
            "{}: Python",
            case.id
        );
    }
}

/// Targets without the parts that may hold the name of a temporary folder.
fn outline(answer: &Answer) -> Vec<[String; 5]> {
    let fields = ["slot", "role", "engine", "hosts", "verdict"];
    let outline_of = |target: &serde_json::Value| fields.map(|field| target[field].to_string());
    answer.targets.iter().map(outline_of).collect()
}

#[test]
fn pending_lists_cases_that_are_there() {
    let ids: BTreeSet<String> = cases().iter().map(|case| case.id.clone()).collect();
    let pending = pending().expect("pending.txt can be read");
    let unknown: Vec<&String> = pending.difference(&ids).collect();
    assert!(unknown.is_empty(), "pending.txt lists {unknown:?}");
}

/// The runner itself must be able to fail: a wrong answer is one.
#[test]
fn a_wrong_answer_is_seen() {
    let refused =
        |case: &&Case| case.expect.verdict.accept("refuse") && !case.expect.verdict.accept("allow");
    let case = cases().iter().find(refused).expect("a refused case");
    let allow = Answer {
        verdict: Some("allow".to_owned()),
        targets: Vec::new(),
        error: None,
    };
    allow
        .meets(case)
        .expect_err("`allow` for a case that is refused");
    let none = Answer {
        verdict: None,
        ..allow
    };
    none.meets(case)
        .expect_err("no verdict, and no error either");
    Answer::of_error("NP999")
        .meets(case)
        .expect("an error where refuse is accepted");
    let allowed = cases()
        .iter()
        .find(|case| !case.expect.verdict.accept("refuse"));
    let allowed = allowed.expect("an allowed case");
    Answer::of_error("NP999")
        .meets(allowed)
        .expect_err("an error where refuse is not accepted");
}
