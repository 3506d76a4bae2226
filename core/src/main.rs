//! The command line `notprod`.

fn main() {
    std::process::exit(notprod::bridge::run(std::env::args_os().collect(), None));
}
