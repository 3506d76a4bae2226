//! `notprod sql`: what would these statements destroy?

use super::{complain, exit, stderr_style, stdout_style};
use crate::bridge::fence;
use crate::error::{Error, ErrorKind};
use crate::host;
use crate::render::{statement, text};
use crate::sql::{self, Dialect, Statement, Stream, Tier};
use clap::ValueEnum;
use std::ffi::OsString;
use std::io::{BufRead, Read, Write};
use std::path::PathBuf;

/// How much of an input is read at once, in bytes.
const PIECE: usize = 1 << 18;

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
    let mut writer = Writer {
        arguments,
        out: std::io::BufWriter::new(std::io::stdout().lock()),
        allowed: true,
    };
    for text in &arguments.text {
        if text == "-" {
            writer.input("<stdin>", &mut std::io::stdin().lock())?;
        } else {
            writer.input("<argument>", &mut text.as_encoded_bytes())?;
        }
    }
    for path in &arguments.file {
        let name = path.display().to_string();
        let mut file = host::open(path).map_err(|reason| unreadable(&name, &reason))?;
        writer.input(&name, &mut file)?;
    }
    let _ = writer.out.flush();
    Ok(writer.allowed)
}

fn unreadable(name: &str, reason: &str) -> Error {
    Error::new(
        ErrorKind::Unreadable,
        format!("`{name}` cannot be read: {reason}"),
    )
}

struct Writer<'a, W: Write> {
    arguments: &'a Arguments,
    out: W,
    allowed: bool,
}

impl<W: Write> Writer<'_, W> {
    fn input(&mut self, origin: &str, input: &mut dyn Read) -> Result<(), Error> {
        let read = if self.arguments.nul {
            self.texts(origin, input)
        } else {
            self.statements(origin, input)
        };
        read.map_err(|error| unreadable(origin, &host::reason(&error)))
    }

    /// One text, statement by statement: what was answered is let go of.
    fn statements(&mut self, origin: &str, input: &mut dyn Read) -> std::io::Result<()> {
        let mut stream = Stream::new(self.arguments.dialect);
        let mut piece = vec![0; PIECE];
        loop {
            let length = match input.read(&mut piece) {
                Ok(0) => break,
                Ok(length) => length,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            let piece = piece.get(..length).unwrap_or_default();
            stream.take(piece, |answer, own| self.write(answer, own, origin));
        }
        stream.end(|answer, own| self.write(answer, own, origin));
        Ok(())
    }

    /// Texts that a NUL separates: the worst statement of each. Whoever writes them one by one gets each
    /// answer at once.
    fn texts(&mut self, origin: &str, input: &mut dyn Read) -> std::io::Result<()> {
        let mut input = std::io::BufReader::with_capacity(PIECE, input);
        let mut text = Vec::new();
        for index in 0.. {
            text.clear();
            if input.read_until(0, &mut text)? == 0 {
                break;
            }
            let text = text.strip_suffix(b"\0").unwrap_or(&text);
            let answer = Statement {
                index,
                ..sql::worst(text, self.arguments.dialect)
            };
            let own = text.get(answer.start..answer.end).unwrap_or_default();
            self.write(answer, own, origin);
            if input.buffer().is_empty() {
                let _ = self.out.flush();
            }
        }
        Ok(())
    }

    fn write(&mut self, mut answer: Statement, own: &[u8], origin: &str) {
        if self.arguments.strict {
            answer.tier = answer.verdict.strict_tier();
        }
        self.allowed &= answer.tier == Tier::Allow;
        let written = match self.arguments.format {
            Format::Text => statement::report(&answer, own, origin, stdout_style()),
            Format::Jsonl => statement::json(&answer) + "\n",
        };
        // A reader that went away has seen enough; the exit code still tells.
        let _ = self.out.write_all(written.as_bytes());
    }
}
