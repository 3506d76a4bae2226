//! `notprod sql`: what would these statements destroy?

use super::{complain, exit, stderr_style, stdout_style};
use crate::bridge::fence;
use crate::error::{Error, ErrorKind};
use crate::host;
use crate::render::{statement, text};
use crate::sql::{self, Dialect, Statement, Tier};
use clap::ValueEnum;
use std::ffi::OsString;
use std::io::Write;
use std::path::PathBuf;

#[derive(clap::Args)]
pub(super) struct Arguments {
    /// Statements; `-` reads standard input
    #[arg(value_name = "SQL", required_unless_present = "file")]
    text: Vec<OsString>,
    /// A file of statements
    #[arg(long, short, value_name = "FILE")]
    file: Vec<PathBuf>,
    /// The server's language: postgres, mysql, sqlite
    #[arg(long, value_name = "NAME", value_parser = dialect)]
    dialect: Dialect,
    /// Ban what wants approval, and ask approval for schema changes and mass updates
    #[arg(long)]
    strict: bool,
    /// The input is texts that a NUL separates; one answer comes back for each
    #[arg(long)]
    nul: bool,
    /// How the answers are written
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people.
    Text,
    /// One JSON object a line.
    Jsonl,
}

fn dialect(name: &str) -> Result<Dialect, String> {
    Dialect::from_name(name).ok_or_else(|| {
        let names: Vec<&str> = Dialect::ALL.iter().map(|dialect| dialect.name()).collect();
        format!("the dialects are {}", names.join(", "))
    })
}

pub(super) fn main(arguments: &Arguments) -> i32 {
    match fence(|| answer(arguments)) {
        Ok(true) => exit::ALLOW,
        Ok(false) => exit::STOP,
        Err(error) => {
            complain(&text::error(&error, stderr_style()));
            exit::UNANSWERED
        }
    }
}

/// Writes the answers; says whether every statement is allowed.
fn answer(arguments: &Arguments) -> Result<bool, Error> {
    host::inject();
    let mut allowed = true;
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for (origin, bytes) in inputs(arguments)? {
        let texts: Vec<&[u8]> = if arguments.nul {
            let ended = bytes.strip_suffix(b"\0").unwrap_or(&bytes);
            ended.split(|byte| *byte == 0).collect()
        } else {
            vec![&bytes]
        };
        for (at, text) in texts.into_iter().enumerate() {
            let answers: Box<dyn Iterator<Item = Statement>> = if arguments.nul {
                Box::new(std::iter::once(Statement {
                    index: at,
                    ..sql::worst(text, arguments.dialect)
                }))
            } else {
                Box::new(sql::statements(text, arguments.dialect))
            };
            for mut answer in answers {
                if arguments.strict {
                    answer.tier = answer.verdict.strict_tier();
                }
                allowed &= answer.tier == Tier::Allow;
                let written = match arguments.format {
                    Format::Text => statement::report(&answer, text, &origin, stdout_style()),
                    Format::Jsonl => statement::json(&answer) + "\n",
                };
                // A reader that went away has seen enough; the exit code still tells.
                let _ = out.write_all(written.as_bytes());
            }
        }
    }
    let _ = out.flush();
    Ok(allowed)
}

fn inputs(arguments: &Arguments) -> Result<Vec<(String, Vec<u8>)>, Error> {
    let mut inputs = Vec::new();
    for text in &arguments.text {
        if text == "-" {
            inputs.push(("<stdin>".to_owned(), host::standard_input()?));
        } else {
            inputs.push(("<argument>".to_owned(), text.as_encoded_bytes().to_vec()));
        }
    }
    for path in &arguments.file {
        let bytes = host::bytes(path).map_err(|reason| {
            Error::new(
                ErrorKind::Unreadable,
                format!("`{}` cannot be read: {reason}", path.display()),
            )
        })?;
        inputs.push((path.display().to_string(), bytes));
    }
    Ok(inputs)
}
