//! `notprod pin TARGET`: the policy learns which server is production, without its name.

use super::{Format, Scope, Target, exit, print, unanswered};
use crate::bridge::fence;
use crate::error::{Error, ErrorKind};
use crate::guard::target::know;
use crate::host::{self, Disk};
use crate::policy::{Policy, pinned};
use crate::snapshot::Snapshot;
use std::path::Path;

#[derive(clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    target: Target,
    #[command(flatten)]
    scope: Scope,
}

const FILE: &str = "notprod.toml";
const KEY: &str = "production_servers";

pub(super) fn main(arguments: &Arguments) -> i32 {
    let scope = &arguments.scope;
    match fence(|| answer(arguments)) {
        Ok(done) => {
            print(&match scope.format {
                Format::Text | Format::Github | Format::Sarif => format!("{}\n", done.text),
                Format::Json => format!(
                    "{}\n",
                    serde_json::json!({"schema": "notprod.pin/1", "entry": done.entry, "file": done.file, "written": done.written})
                ),
            });
            exit::ALLOW
        }
        Err(error) => unanswered(&error, scope),
    }
}

struct Done {
    text: String,
    entry: Option<String>,
    file: String,
    written: bool,
}

fn answer(arguments: &Arguments) -> Result<Done, Error> {
    let known = know(&arguments.scope.question(), arguments.target.text()?)?;
    let (_, said) = known.only()?;
    let Some(identity) = said.identity.as_deref() else {
        let message = "the server keeps its identity from this user";
        return Err(Error::new(ErrorKind::Server, message)
            .help("ask as a user who may call `pg_control_system()`"));
    };
    if known.policy.pins_test(identity) {
        let message = "policy pins this server as one for tests";
        return Err(Error::new(ErrorKind::Contradiction, message)
            .help("take it off `[live] test_servers` first, if it is production's"));
    }
    if let Some(entry) = known.policy.pins_production(identity) {
        return Ok(Done {
            text: format!("{} pins this server already", entry.source),
            entry: None,
            file: FILE.into(),
            written: false,
        });
    }
    let entry = pinned(identity, &host::salt());
    let path = known.question.root.join(FILE);
    let before = host::text(&path)?;
    let after = with_entry(before.as_deref().unwrap_or_default(), &entry);
    host::write(&path, &after)?;
    // What was written must mean this server, or it is taken back.
    let question = &known.question;
    let disk = Disk;
    let read = Policy::discover(&Snapshot::new(question, &disk), None);
    if read.is_ok_and(|policy| policy.pins_production(identity).is_some()) {
        return Ok(Done {
            text: format!(
                "{FILE} pins this server as production's from now on: its address and name are not in it"
            ),
            entry: Some(entry),
            file: FILE.into(),
            written: true,
        });
    }
    undo(&path, before.as_deref())?;
    Err(Error::new(
        ErrorKind::Policy,
        format!("the entry does not fit into `{FILE}`, which stays as it was"),
    )
    .help(format!(
        "put it into your policy by hand: `[live] {KEY} = [\"{entry}\"]`"
    )))
}

fn undo(path: &Path, before: Option<&str>) -> Result<(), Error> {
    match before {
        Some(text) => host::write(path, text),
        None => host::remove(path),
    }
}

/// The text of a policy with one more entry; everything else stays as it is written.
fn with_entry(text: &str, entry: &str) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let is_header = |line: &str| line.trim_start().starts_with('[');
    let header = lines.iter().position(|line| {
        line.split('#')
            .next()
            .is_some_and(|line| line.trim() == "[live]")
    });
    let Some(header) = header else {
        let gap = if text.is_empty() || text.ends_with("\n\n") {
            ""
        } else if text.ends_with('\n') {
            "\n"
        } else {
            "\n\n"
        };
        return format!("{text}{gap}[live]\n{KEY} = [\"{entry}\"]\n");
    };
    let end = lines
        .iter()
        .enumerate()
        .skip(header + 1)
        .find(|(_, line)| is_header(line) && !line.trim_start().starts_with("[\""))
        .map_or(lines.len(), |(at, _)| at);
    let key = (header + 1..end).find(|at| {
        lines.get(*at).is_some_and(|line| {
            let rest = line.trim_start().strip_prefix(KEY);
            rest.is_some_and(|rest| rest.trim_start().starts_with('='))
        })
    });
    match key {
        Some(at) => {
            if let Some(line) = lines.get_mut(at)
                && let Some((front, list)) = line.clone().split_once('[')
            {
                let comma = if list.trim_start().starts_with(']') {
                    ""
                } else {
                    ", "
                };
                *line = format!("{front}[\"{entry}\"{comma}{}", list.trim_start());
            }
        }
        None => lines.insert(header + 1, format!("{KEY} = [\"{entry}\"]")),
    }
    lines.join("\n") + "\n"
}

#[cfg(test)]
mod tests {
    use super::with_entry;

    #[test]
    fn everything_else_stays_as_it_is() {
        for (before, after) in [
            ("", "[live]\nproduction_servers = [\"E\"]\n"),
            (
                "[databases]\ntest = [\"a\"]\n",
                "[databases]\ntest = [\"a\"]\n\n[live]\nproduction_servers = [\"E\"]\n",
            ),
            (
                "[live]   # asked\nmode = \"auto\"\n[rules]\n",
                "[live]   # asked\nproduction_servers = [\"E\"]\nmode = \"auto\"\n[rules]\n",
            ),
            (
                "[live]\nproduction_servers = [ \"a\", # x\n  \"b\"]\n",
                "[live]\nproduction_servers = [\"E\", \"a\", # x\n  \"b\"]\n",
            ),
            (
                "[live]\nproduction_servers = []\n",
                "[live]\nproduction_servers = [\"E\"]\n",
            ),
            (
                "[live]\nproduction_servers = [\n  \"a\",\n]\n",
                "[live]\nproduction_servers = [\"E\", \n  \"a\",\n]\n",
            ),
        ] {
            assert_eq!(with_entry(before, "E"), after);
        }
    }
}
