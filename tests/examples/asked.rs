//! How long the core itself takes over a question: `asked FOLDER`, in microseconds of the processor. The
//! peer of what a binding takes.

use notprod::bridge::{Question, ask, environment};

/// The processor's time of this thread, in nanoseconds.
fn processor() -> f64 {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").expect("Linux");
    let first = told.split(' ').next().expect("three numbers");
    first.parse().expect("a number")
}

fn main() {
    let folder = std::env::args().nth(1).unwrap_or_else(|| ".".to_owned());
    let question = Question {
        root: folder.into(),
        environment: environment(),
        offline: true,
        ..Question::default()
    };
    let mut rounds: Vec<f64> = (0..15)
        .map(|_| {
            let start = processor();
            for _ in 0..100 {
                assert!(ask(&question).is_ok(), "an answer");
            }
            (processor() - start) / 100_000.0
        })
        .collect();
    rounds.sort_by(f64::total_cmp);
    println!("{:.1} us, least {:.1} us", rounds[7], rounds[0]);
}
