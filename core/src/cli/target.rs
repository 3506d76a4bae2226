//! The target of a command, as an argument.

use crate::error::{Error, ErrorKind};

#[derive(clap::Args)]
pub(super) struct Target {
    // As many as come, since the parser would print one that is too many.
    /// An address, or a slot of the project as `notprod check` shows it (`DATABASE_URL`, `DB_*`)
    #[arg(value_name = "TARGET", required = true, num_args = 1..)]
    target: Vec<String>,
}

impl Target {
    pub(super) fn text(&self) -> Result<&str, Error> {
        match self.target.as_slice() {
            [one] => Ok(one),
            _ => Err(Error::new(
                ErrorKind::Question,
                format!("{} targets were given", self.target.len()),
            )
            .help("one is asked at a time; put quotes around an address")),
        }
    }
}
