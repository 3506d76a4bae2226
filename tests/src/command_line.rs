//! The command line as a process.

use std::ffi::OsStr;
use std::io;
use std::path::Path;
use std::process::{Command, Stdio};

/// A call of `notprod`, in a folder and with nothing but the environment given.
pub struct CommandLine {
    command: Command,
}

/// What a process left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    /// The exit code; none where a signal ended it.
    pub code: Option<i32>,
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
}

impl CommandLine {
    /// `program` is the built binary, as cargo names it to tests.
    pub fn new(program: impl AsRef<Path>, folder: &Path) -> CommandLine {
        let mut command = Command::new(program.as_ref());
        command.current_dir(folder).env_clear().stdin(Stdio::null());
        CommandLine { command }
    }

    /// The same call with variables.
    pub fn env<K: AsRef<std::ffi::OsStr>, V: AsRef<std::ffi::OsStr>>(
        mut self,
        variables: impl IntoIterator<Item = (K, V)>,
    ) -> CommandLine {
        self.command.envs(variables);
        self
    }

    /// The same call with arguments.
    pub fn args<A: AsRef<std::ffi::OsStr>>(
        mut self,
        arguments: impl IntoIterator<Item = A>,
    ) -> CommandLine {
        self.command.args(arguments);
        self
    }

    /// The same call on a terminal of so many columns, which `script` of util-linux gives. Both outputs
    /// come as one, with carriage returns.
    #[must_use]
    pub fn on_terminal(self, columns: u16) -> CommandLine {
        let quoted = |word: &OsStr| format!(" '{}'", word.to_string_lossy().replace('\'', "'\\''"));
        let words = std::iter::once(self.command.get_program()).chain(self.command.get_args());
        let call: String = words.map(quoted).collect();
        let folder = self.command.get_current_dir().unwrap_or(Path::new("."));
        let variables = self.command.get_envs();
        CommandLine::new("script", folder)
            .env([("TERM", "xterm")])
            .env(variables.filter_map(|(name, value)| Some((name, value?))))
            .args(["--quiet", "--return", "--command"])
            .args([
                &format!("stty rows 24 cols {columns}; exec{call}"),
                "/dev/null",
            ])
    }

    /// Runs it to its end.
    ///
    /// # Errors
    /// A program that cannot be started.
    pub fn run(mut self) -> io::Result<Ended> {
        let output = self.command.output()?;
        Ok(Ended {
            code: output.status.code(),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        })
    }

    /// The call itself, for tests that hold a pipe or send a signal.
    pub fn into_command(self) -> Command {
        self.command
    }
}

impl Ended {
    /// Exit code and both outputs as one text, for a snapshot; a path stands as its name there.
    pub fn shown(&self, paths: &[(&Path, &str)]) -> String {
        let mut text = format!(
            "exit code: {}\n--- stdout ---\n{}--- stderr ---\n{}",
            self.code
                .map_or_else(|| "none".to_owned(), |code| code.to_string()),
            self.stdout,
            self.stderr
        );
        for (path, name) in paths {
            text = text.replace(&path.to_string_lossy().into_owned(), name);
        }
        text
    }

    /// Both outputs.
    pub fn printed(&self) -> String {
        format!("{}{}", self.stdout, self.stderr)
    }
}
