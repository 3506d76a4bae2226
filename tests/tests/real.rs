//! `tests/vectors/real.json`: the test settings of public projects, with no configuration of ours.

use notprod::Verdict;
use notprod_tests::{Folder, real, say};

#[test]
fn harmless_projects_start_and_harmful_ones_do_not() {
    let cases = real().expect("the vectors can be read");
    let (mut harmless, mut held_up) = (0_u32, Vec::new());
    let (mut harmful, mut let_through) = (0_u32, Vec::new());
    for case in &cases {
        let folder = Folder::of(&case.given).expect("the case can be laid out");
        let starts = match notprod::guard::check(&folder.question()) {
            Ok(report) => report.verdict == Verdict::Allow,
            Err(_) => false,
        };
        match (case.harmless, starts) {
            (Some(true), true) => harmless += 1,
            (Some(true), false) => {
                harmless += 1;
                held_up.push(format!(
                    "  {} ({}): {}",
                    case.id,
                    case.kind.as_deref().unwrap_or("?"),
                    case.why
                ));
            }
            (Some(false), false) => harmful += 1,
            (Some(false), true) => {
                harmful += 1;
                let_through.push(format!("{}: {}", case.id, case.why));
            }
            (None, _) => {}
        }
    }
    let started = harmless - held_up.len() as u32;
    say(&format!(
        "real projects: {} cases; {started} of {harmless} harmless start ({} %), {} of {harmful} harmful; held up:\n{}",
        cases.len(),
        started * 100 / harmless,
        let_through.len(),
        held_up.join("\n")
    ));
    assert!(
        harmful > 0 && let_through.is_empty(),
        "harmful ones start: {let_through:#?}"
    );
    assert!(
        started * 4 >= harmless * 3,
        "{started} of {harmless} harmless projects start: three in four must"
    );
}
