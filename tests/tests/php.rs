//! The vectors through PHP, in each PHP that there is an extension for. `make test-php` builds them.

use notprod_tests::{Answer, FILES, Folder, checkout, guard, pending, say};
use std::collections::BTreeMap;
use std::process::Command;

/// `NOTPROD_TEST_PHP`: programs and the extensions built for them, `php=/path/to.so`, by spaces.
fn php() -> Vec<(String, String)> {
    let Ok(given) = std::env::var("NOTPROD_TEST_PHP") else {
        panic!("NOTPROD_TEST_PHP is not set: `make test-php` builds extensions and sets it");
    };
    let pairs = given
        .split_whitespace()
        .filter_map(|pair| pair.split_once('='));
    pairs
        .map(|(program, extension)| (program.to_owned(), extension.to_owned()))
        .collect()
}

fn answers(program: &str, extension: &str) -> BTreeMap<String, Answer> {
    let output = Command::new(program)
        .arg(checkout().join("bindings-php/tests/run_vectors.php"))
        .arg(format!("--extension={extension}"))
        .args(FILES.map(|file| checkout().join(file)))
        .output()
        .expect("the programs of NOTPROD_TEST_PHP start");
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{program}: {complaint}");
    let mut lines: Vec<serde_json::Value> = String::from_utf8_lossy(&output.stdout)
        .lines()
        .map(|line| serde_json::from_str(line).expect("a line of JSON"))
        .collect();
    let count = lines.pop().and_then(|last| last["count"].as_u64());
    assert_eq!(count, Some(lines.len() as u64), "it counts what it prints");
    lines
        .iter()
        .map(|line| {
            let id = line["id"].as_str().expect("an id").to_owned();
            (id, Answer::of_report(&line.to_string()).expect("an answer"))
        })
        .collect()
}

/// Targets without the parts that may hold the name of a temporary folder.
fn outline(answer: &Answer) -> Vec<[String; 5]> {
    let fields = ["slot", "role", "engine", "hosts", "verdict"];
    let outline_of = |target: &serde_json::Value| fields.map(|field| target[field].to_string());
    answer.targets.iter().map(outline_of).collect()
}

#[test]
fn php_is_right_and_says_what_rust_says() {
    let cases = guard().expect("the vectors can be read");
    let pending = pending().expect("pending.txt can be read");
    let programs = php();
    assert!(!programs.is_empty(), "no PHP is named");
    for (program, extension) in &programs {
        let answers = answers(program, extension);
        let mut wrong = Vec::new();
        for case in &cases {
            let folder = Folder::of(&case.given).expect("the case can be laid out");
            let rust = match notprod::guard::check(&folder.question()) {
                Ok(report) => Answer::of_report(&notprod::render::json::report(&report)),
                Err(error) => Ok(Answer::of_error(error.kind.code())),
            }
            .expect("an answer");
            let Some(answer) = answers.get(&case.id) else {
                wrong.push(format!("{}: not asked", case.id));
                continue;
            };
            if let Err(why) = answer.meets(case)
                && !pending.contains(&case.id)
            {
                wrong.push(format!("{}: {why} ({})", case.id, case.why));
            }
            let (ours, theirs) = (outline(&rust), outline(answer));
            if (&rust.verdict, &rust.error, &ours) != (&answer.verdict, &answer.error, &theirs) {
                wrong.push(format!("{}: Rust says {rust:?}, PHP {answer:?}", case.id));
            }
        }
        assert!(
            wrong.is_empty(),
            "{} wrong:\n{}",
            wrong.len(),
            wrong.join("\n")
        );
        assert_eq!(answers.len(), cases.len());
        say(&format!(
            "{program}: {} cases, as many as in Rust",
            answers.len()
        ));
    }
}
