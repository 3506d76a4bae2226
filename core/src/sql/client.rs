//! Commands that never reach a server: those of psql, of mysql and of the sqlite3 shell.

use super::class::{Class, Finding, Tier};
use super::dialect::Dialect;
use super::split::Splitter;
use super::token::{Kind, Token};

/// A command of a client.
#[derive(Debug, Clone, Copy)]
pub(super) struct Command {
    pub(super) finding: Finding,
    /// One past its last byte.
    pub(super) end: usize,
    /// It only separates.
    pub(super) silent: bool,
}

const PROGRAM: Finding = Finding::new(
    Class::Unknown,
    "CLIENT",
    "runs a program on the client's machine",
);
const OTHER_FILE: Finding = Finding::new(
    Class::Unknown,
    "CLIENT",
    "runs what stands in another file, in an editor or in a result",
);
const SETTING: Finding = Finding::new(Class::Session, "CLIENT", "changes how the client works");
const LISTING: Finding = Finding::new(Class::Read, "CLIENT", "lists what the database holds");
const STRANGE: Finding = Finding::new(
    Class::Unknown,
    "CLIENT",
    "is a command of a client, which a server does not know",
);

fn is_one_of(word: &[u8], list: &[&str]) -> bool {
    list.iter().any(|known| known.as_bytes() == word)
}

impl Command {
    /// Whether the command at a backslash sends what stands before it, as a semicolon would.
    pub(super) fn sends(dialect: Dialect, text: &[u8], at: usize) -> bool {
        let rest = text.get(at + 1..).unwrap_or_default();
        match dialect {
            Dialect::Postgres => {
                let word = rest
                    .split(|b| !b.is_ascii_alphabetic())
                    .next()
                    .unwrap_or_default();
                rest.first() == Some(&b';')
                    || is_one_of(
                        word,
                        &[
                            "g",
                            "gx",
                            "gset",
                            "gexec",
                            "gdesc",
                            "crosstabview",
                            "watch",
                            "bind",
                            "sendpipeline",
                        ],
                    )
            }
            Dialect::MySql => matches!(rest.first(), Some(b'g' | b'G')),
            Dialect::Sqlite => false,
        }
    }
}

impl Splitter<'_> {
    /// The command that begins at this token, if it begins one. Steps over it.
    pub(super) fn command(&mut self, first: Token) -> Option<Command> {
        let dialect = self.lexer.dialect;
        let found = match (dialect, first.kind) {
            (Dialect::Postgres, Kind::Backslash) => self.command_of_psql(first.start),
            (Dialect::MySql, Kind::Backslash) => self.command_of_mysql(first.start),
            (Dialect::Sqlite, Kind::Backslash) => Command {
                finding: STRANGE,
                end: first.end,
                silent: false,
            },
            (Dialect::MySql, Kind::Word) => self.word_of_mysql(first)?,
            (Dialect::Sqlite, Kind::Dot) => {
                let end = self.end_of_line(first.start);
                let line = self
                    .lexer
                    .text
                    .get(first.start + 1..end)
                    .unwrap_or_default();
                Command {
                    finding: command_of_shell(line),
                    end,
                    silent: false,
                }
            }
            _ => return None,
        };
        self.lexer.at = found.end;
        Some(found)
    }

    fn end_of_line(&self, from: usize) -> usize {
        let rest = self.lexer.text.get(from..).unwrap_or_default();
        from + memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len())
    }

    fn command_of_psql(&mut self, start: usize) -> Command {
        let text = self.lexer.text;
        let line_end = self.end_of_line(start);
        let line = text.get(start + 1..line_end).unwrap_or_default();
        if let Some(b'\\' | b';') = line.first() {
            return Command {
                finding: SETTING,
                end: start + 2,
                silent: true,
            };
        }
        let length = match line.first() {
            Some(b'!' | b'?' | b'.') => 1,
            _ => line
                .iter()
                .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'+'))
                .count(),
        };
        let (word, arguments) = line.split_at_checked(length).unwrap_or((line, b""));
        let whole_line = is_one_of(word, &["!", "copy", "ef", "ev", "sf", "sv", "h", "help"]);
        let end = if whole_line {
            line_end
        } else {
            start + 1 + length + end_of_arguments(arguments)
        };
        let arguments = text.get(start + 1 + length..end).unwrap_or_default();
        self.variables |= is_one_of(word, &["set", "gset", "prompt", "getenv"]);
        let pipes = arguments.trim_ascii_start().first() == Some(&b'|');
        let finding = match word {
            b"!" => PROGRAM.at_least(Tier::Banned),
            _ if memchr::memchr(b'`', arguments).is_some() => PROGRAM.at_least(Tier::Banned),
            b"g" | b"gx" | b"o" | b"out" | b"w" | b"write" if pipes => {
                PROGRAM.at_least(Tier::Banned)
            }
            b"copy" => copy_of_client(arguments),
            b"i" | b"ir" | b"include" | b"include_relative" | b"gexec" | b"e" | b"edit" | b"ef"
            | b"ev" => OTHER_FILE,
            b"lo_unlink" => Finding::new(Class::Destructive, "CLIENT", "deletes a large object"),
            b"lo_import" => Finding::new(Class::Write, "CLIENT", "writes a large object"),
            b"password" => Finding::new(Class::SchemaChange, "CLIENT", "changes an account"),
            b"l" | b"list" | b"z" | b"sf" | b"sv" | b"lo_list" | b"conninfo" | b"lo_export"
            | b"l+" => LISTING,
            [b'd', ..] => LISTING,
            _ if is_one_of(
                word,
                &[
                    ".",
                    "?",
                    "a",
                    "bind",
                    "c",
                    "C",
                    "cd",
                    "connect",
                    "copyright",
                    "crosstabview",
                    "echo",
                    "elif",
                    "else",
                    "encoding",
                    "endif",
                    "errverbose",
                    "f",
                    "g",
                    "gdesc",
                    "getenv",
                    "gset",
                    "gx",
                    "H",
                    "h",
                    "help",
                    "html",
                    "if",
                    "o",
                    "out",
                    "p",
                    "parse",
                    "print",
                    "prompt",
                    "pset",
                    "q",
                    "qecho",
                    "quit",
                    "r",
                    "reset",
                    "restrict",
                    "s",
                    "set",
                    "setenv",
                    "T",
                    "t",
                    "timing",
                    "unrestrict",
                    "unset",
                    "w",
                    "warn",
                    "watch",
                    "write",
                    "x",
                ],
            ) =>
            {
                SETTING
            }
            _ => STRANGE,
        };
        Command {
            finding,
            end,
            silent: false,
        }
    }

    fn command_of_mysql(&mut self, start: usize) -> Command {
        let line_end = self.end_of_line(start);
        let letter = self.lexer.byte(start + 1);
        let (finding, end) = match letter {
            b'!' => (PROGRAM.at_least(Tier::Banned), line_end),
            b'P' => (PROGRAM, line_end),
            b'.' | b'e' => (OTHER_FILE, line_end),
            b'd' => return self.delimiter(start, start + 2, line_end),
            b'u' | b'r' | b'T' | b'R' | b'C' => (SETTING, line_end),
            b'g' | b'G' | b'c' | b't' | b'n' | b'w' | b'W' | b'p' | b's' | b'q' | b'h' | b'?'
            | b'#' | b'x' | b'-' => (SETTING, if letter == b'-' { line_end } else { start + 2 }),
            _ => (STRANGE, line_end),
        };
        Command {
            finding,
            end: end.min(self.lexer.text.len()),
            silent: matches!(letter, b'g' | b'G'),
        }
    }

    /// Commands of mysql that are whole words at the start of a statement, and end with their line.
    fn word_of_mysql(&mut self, first: Token) -> Option<Command> {
        let word = self.lexer.slice(first);
        let line_end = self.end_of_line(first.start);
        let is = |known: &str| word.eq_ignore_ascii_case(known.as_bytes());
        if is("delimiter") {
            return Some(self.delimiter(first.start, first.end, line_end));
        }
        let finding = if is("source") || is("edit") {
            OTHER_FILE
        } else if is("system") || is("pager") || is("tee") {
            PROGRAM.at_least(Tier::Banned)
        } else if is("use") {
            // The server reads the name up to the semicolon, the client up to the end of the line.
            let line = self
                .lexer
                .text
                .get(first.start..line_end)
                .unwrap_or_default();
            if memchr::memchr(b';', line).is_some()
                || line_end == self.lexer.text.len()
                || line.windows(2).any(|pair| pair == b"/*" || pair == b"--")
                || memchr::memchr(b'#', line).is_some()
            {
                return None;
            }
            let names = line
                .split(u8::is_ascii_whitespace)
                .filter(|word| !word.is_empty())
                .count();
            if names != 2 {
                return None;
            }
            Finding::new(
                Class::Session,
                "USE",
                "makes another database the current one",
            )
        } else {
            return None;
        };
        Some(Command {
            finding,
            end: line_end,
            silent: false,
        })
    }

    /// `DELIMITER //`. By itself it is a text that no server takes.
    fn delimiter(&mut self, start: usize, from: usize, line_end: usize) -> Command {
        let text = self.lexer.text;
        let word = text
            .get(from..line_end)
            .unwrap_or_default()
            .trim_ascii()
            .split(u8::is_ascii_whitespace)
            .next()
            .unwrap_or_default();
        let word = match word {
            [b'\'' | b'"' | b'`', inner @ .., b'\'' | b'"' | b'`'] => inner,
            _ => word,
        };
        let rest = text.get(line_end..).unwrap_or_default();
        let plain = word == b";";
        let used = (plain && self.delimited)
            || (!plain && !word.is_empty() && memchr::memmem::find(rest, word).is_some());
        self.delimited |= !plain && used;
        if !word.is_empty() && memchr::memchr(b'\\', word).is_none() {
            self.lexer.delimiter = if plain { None } else { Some(word) };
        }
        let _ = start;
        Command {
            finding: if used { SETTING } else { STRANGE },
            end: line_end,
            silent: false,
        }
    }
}

/// How far the arguments of a command of psql reach: to the next backslash outside of quotes.
fn end_of_arguments(arguments: &[u8]) -> usize {
    let mut quote = 0u8;
    let mut skip = false;
    for (at, &b) in arguments.iter().enumerate() {
        if skip {
            skip = false;
        } else if quote != 0 {
            skip = b == b'\\' && quote == b'\'';
            if b == quote {
                quote = 0;
            }
        } else if matches!(b, b'\'' | b'"' | b'`') {
            quote = b;
        } else if b == b'\\' {
            return at;
        }
    }
    arguments.len()
}

/// `\copy`: the client's own file, or a program of the client's machine.
fn copy_of_client(arguments: &[u8]) -> Finding {
    let mut words = arguments.split(u8::is_ascii_whitespace);
    if words
        .clone()
        .any(|word| word.eq_ignore_ascii_case(b"program"))
    {
        return PROGRAM.at_least(Tier::Banned);
    }
    let writes = ["delete", "update", "insert", "merge"];
    if words.clone().any(|word| {
        writes.iter().any(|write| {
            word.trim_ascii()
                .to_ascii_lowercase()
                .ends_with(write.as_bytes())
        })
    }) {
        return Finding::new(
            Class::Unknown,
            "CLIENT",
            "copies what a writing statement returns",
        );
    }
    let query = arguments.trim_ascii_start().first() == Some(&b'(');
    if !query && words.any(|word| word.eq_ignore_ascii_case(b"from")) {
        Finding::new(Class::Write, "CLIENT", "adds the rows of a file")
    } else {
        LISTING
    }
}

/// A command of the sqlite3 shell, without its dot.
fn command_of_shell(line: &[u8]) -> Finding {
    let word = line
        .split(|b| !b.is_ascii_alphanumeric())
        .next()
        .unwrap_or_default();
    let begins = |known: &[&str]| {
        known
            .iter()
            .any(|known| word.len() >= 2 && known.as_bytes().starts_with(word))
    };
    match word {
        b"system" | b"shell" => PROGRAM.at_least(Tier::Banned),
        b"output" | b"once" | b"excel" if memchr::memchr(b'|', line).is_some() => {
            PROGRAM.at_least(Tier::Banned)
        }
        _ if begins(&["system", "shell"]) => PROGRAM.at_least(Tier::Banned),
        b"import" => Finding::new(Class::Write, "CLIENT", "adds the rows of a file"),
        b"tables" | b"schema" | b"indexes" | b"indices" | b"databases" | b"dump"
        | b"fullschema" | b"show" | b"help" | b"version" | b"dbinfo" | b"sha3sum" => LISTING,
        b"mode" | b"headers" | b"header" | b"separator" | b"nullvalue" | b"width" | b"timer"
        | b"echo" | b"print" | b"bail" | b"eqp" | b"stats" | b"changes" | b"prompt"
        | b"timeout" | b"quit" | b"exit" | b"explain" => SETTING,
        _ => STRANGE,
    }
}
