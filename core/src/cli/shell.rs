//! `notprod completions` and `notprod man`: what a packager puts beside the program.

use super::{Cli, exit, print};
use clap::CommandFactory as _;
use clap_complete::Shell;

#[derive(clap::Args)]
pub(super) struct Arguments {
    /// The shell
    shell: Shell,
}

pub(super) fn completions(arguments: &Arguments) -> i32 {
    let mut out = Vec::new();
    clap_complete::generate(arguments.shell, &mut Cli::command(), "notprod", &mut out);
    print(&String::from_utf8_lossy(&out));
    exit::ALLOW
}

/// The page of the program, in roff.
pub(super) fn man() -> i32 {
    let mut out = Vec::new();
    match clap_mangen::Man::new(Cli::command()).render(&mut out) {
        Ok(()) => {
            print(&String::from_utf8_lossy(&out));
            exit::ALLOW
        }
        Err(_) => exit::UNANSWERED,
    }
}
