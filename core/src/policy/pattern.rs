//! Target patterns: `[user@]host[:port]/database`, the path of a SQLite file, or a name.
//!
//! | text | in `production` | in `test` | in `allow`, `NOTPROD_ALLOW` |
//! |---|---|---|---|
//! | `host/database` | globs in every part; no port is any port | exact; no port is the engine's own | as `test` |
//! | `shop`, `shop.sqlite3` | a database, or a file's own name, on any host | the same, exact | a name is an error; the file is a path |
//! | `./x.db`, `/srv/x.db`, `data/x.db` | globs; any letter case | exact | exact |
//!
//! A text is a path where its first part is empty, `.` or `..`, where it begins with a drive
//! (`C:\`), or where it ends as SQLite files do and holds nothing that only servers have: no `@`,
//! no `:`, no `[`. In `production` such a text is read as `host/database`, too: to deny both is
//! safe. Relative paths begin at the folder of the file that holds the pattern. In `production` a
//! name with a dot also stands for a host of that name. Percent escapes are not decoded.

use crate::target::host::address;
use crate::target::managed;
use crate::target::sqlite::normal;
use crate::text::glob::Glob;
use std::path::{Path, PathBuf};

const SQLITE_SUFFIXES: &[&str] = &[
    ".db", ".sqlite", ".sqlite3", ".db3", ".s3db", ".sl3", ".duckdb",
];

/// What a message says where the form is wrong.
pub(super) const FORM: &str = "write `[user@]host[:port]/database`, or the path of a SQLite file";

/// The list in which a pattern stands; it decides what the pattern may say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum List {
    /// `databases.production`: globs and names.
    Production,
    /// `databases.test`: names.
    Test,
    /// `databases.allow`.
    Allow,
    /// `NOTPROD_ALLOW`.
    Override,
}

/// A parsed target pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TargetPattern {
    /// One form, but for `production`, where an ambiguous text has each form that it may mean.
    pub(super) forms: Vec<Form>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Form {
    /// A database's name, or a file's own name, anywhere.
    Name(Part),
    /// A database on a server.
    Server(Server),
    /// A file: absolute, without `.` and `..`.
    File { path: PathBuf, glob: Option<Glob> },
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Server {
    pub(super) user: Option<Part>,
    pub(super) host: Part,
    pub(super) port: Option<Part>,
    pub(super) database: Part,
}

/// A part of a pattern: its text, and the glob where the list takes globs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Part {
    pub(super) text: String,
    pub(super) glob: Option<Glob>,
}

impl Part {
    fn new(text: &str, list: List) -> Part {
        Part {
            text: text.to_owned(),
            glob: (list == List::Production).then(|| Glob::new(text)),
        }
    }

    /// Compares as the list does: globs in any letter case, or exactly.
    pub(super) fn matches(&self, text: &str) -> bool {
        match &self.glob {
            Some(glob) => glob.matches(text),
            None => self.text == text,
        }
    }

    /// Whether every text matches.
    pub(super) fn is_anything(&self) -> bool {
        self.glob.is_some() && !self.text.is_empty() && self.text.chars().all(|c| c == '*')
    }
}

/// Why a text is no target pattern. Neither line holds a text that may be a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) message: String,
    pub(super) help: String,
}

fn fault(text: &str, why: &str, help: impl Into<String>) -> Fault {
    Fault {
        message: format!("{} is no target pattern: {why}", shown(text)),
        help: help.into(),
    }
}

/// A text in backticks where it cannot be a password, a token or an address; else two words.
pub(super) fn shown(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "._-*?/:@[]~ ".contains(c);
    let address = text.contains("//") || (text.contains(':') && text.contains('@'));
    if text.len() > 80 || address || !text.chars().all(plain) {
        return "the text given".to_owned();
    }
    format!("`{text}`")
}

impl TargetPattern {
    /// Parses a pattern; `base` is the folder at which relative paths begin.
    pub(super) fn parse(text: &str, list: List, base: &Path) -> Result<TargetPattern, Fault> {
        let text = text.trim();
        if text.is_empty() {
            return Err(Fault {
                message: "a target pattern is blank".to_owned(),
                help: FORM.to_owned(),
            });
        }
        if text.contains("://") {
            return Err(fault(
                text,
                "it is an address",
                format!("{FORM}, without scheme and password"),
            ));
        }
        if text.chars().any(char::is_control) {
            return Err(fault(text, "it holds a control character", FORM));
        }
        let forms = if is_path(text, list) {
            paths(text, list, base)?
        } else {
            match text.split_once('/') {
                Some((authority, database)) => {
                    vec![Form::Server(server(text, authority, database, list)?)]
                }
                None => names(text, list)?,
            }
        };
        Ok(TargetPattern { forms })
    }
}

fn is_path(text: &str, list: List) -> bool {
    let (first, more) = match text.find(['/', '\\']) {
        Some(at) => (text.get(..at).unwrap_or_default(), true),
        None => (text, false),
    };
    if more && (matches!(first, "" | "." | "..") || is_drive(first)) {
        return true;
    }
    let names_allowed = matches!(list, List::Production | List::Test);
    has_suffix(text) && !text.contains(['@', ':', '[']) && (more || !names_allowed)
}

fn is_drive(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(|c| c.is_ascii_alphabetic()) && chars.as_str() == ":"
}

fn has_suffix(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    SQLITE_SUFFIXES.iter().any(|suffix| lower.ends_with(suffix))
}

fn paths(text: &str, list: List, base: &Path) -> Result<Vec<Form>, Fault> {
    refuse_globs(text, list)?;
    let path = normal(&base.join(text));
    if text.ends_with(['/', '\\', '.']) || path.file_name().is_none() {
        return Err(fault(text, "it names no file", FORM));
    }
    let glob = (list == List::Production).then(|| Glob::new(&path.to_string_lossy()));
    let mut forms = vec![Form::File { path, glob }];
    if list == List::Production
        && let Some((authority, database)) = text.split_once('/')
        && let Ok(server) = server(text, authority, database, list)
    {
        forms.push(Form::Server(server));
    }
    Ok(forms)
}

fn names(text: &str, list: List) -> Result<Vec<Form>, Fault> {
    if text.contains(['@', ':', '[', '=', ';']) {
        return Err(fault(text, "it names no database", FORM));
    }
    if matches!(list, List::Allow | List::Override) {
        return Err(fault(text, "it names no host and database", FORM));
    }
    refuse_globs(text, list)?;
    let mut forms = vec![Form::Name(Part::new(text, list))];
    if list == List::Production && text.contains('.') && check_host(text, text, list).is_ok() {
        forms.push(Form::Server(Server {
            user: None,
            host: Part::new(text, list),
            port: None,
            database: Part::new("*", list),
        }));
    }
    Ok(forms)
}

fn server(text: &str, authority: &str, database: &str, list: List) -> Result<Server, Fault> {
    if database.is_empty() {
        return Err(fault(text, "no database follows the `/`", FORM));
    }
    if database.contains('/') {
        let help = "begin a path with `./` or `/`, and write one `/` between host and database";
        return Err(fault(text, "it holds more than one `/`", help));
    }
    // `database?password=x` and its like: settings of an address, not parts of a pattern.
    if database.contains(['=', ';']) {
        return Err(fault(
            text,
            "only a database's name may follow the `/`",
            FORM,
        ));
    }
    refuse_globs(text, list)?;
    let (user, place) = match authority.rsplit_once('@') {
        Some((user, place)) => (Some(user), place),
        None => (None, authority),
    };
    if user.is_some_and(|user| user.trim().is_empty()) {
        return Err(fault(text, "no user stands before the `@`", FORM));
    }
    if user.is_some_and(|user| user.contains(':')) {
        return Err(Fault {
            message: "a target pattern holds a password".to_owned(),
            help: "write the user alone: `user@host/database`".to_owned(),
        });
    }
    let (host, port) = host_and_port(text, place)?;
    check_host(text, host, list)?;
    if let Some(port) = port {
        check_port(text, port, list)?;
    }
    if user.is_none()
        && list != List::Production
        && managed::provider(host).is_some_and(|p| p.shared)
    {
        let help = "many tenants share this host: write `user@host/database`";
        return Err(fault(text, "it names no user", help));
    }
    Ok(Server {
        user: user.map(|user| Part::new(user, list)),
        host: Part::new(host, list),
        port: port.map(|port| Part::new(port, list)),
        database: Part::new(database, list),
    })
}

fn host_and_port<'a>(text: &str, place: &'a str) -> Result<(&'a str, Option<&'a str>), Fault> {
    if let Some(bracketed) = place.strip_prefix('[') {
        let (host, rest) = bracketed
            .split_once(']')
            .ok_or_else(|| fault(text, "a `]` is missing", FORM))?;
        return match rest.strip_prefix(':') {
            Some(port) => Ok((host, Some(port))),
            None if rest.is_empty() => Ok((host, None)),
            None => Err(fault(text, "only a port may follow the `]`", FORM)),
        };
    }
    match place.split_once(':') {
        Some((_, port)) if port.contains(':') => {
            let help = "write brackets around an IPv6 address: `[::1]:5432/database`";
            Err(fault(text, "it holds more than one `:`", help))
        }
        Some((host, port)) => Ok((host, Some(port))),
        None => Ok((place, None)),
    }
}

fn check_host(text: &str, host: &str, list: List) -> Result<(), Fault> {
    let wild = list == List::Production && Glob::is_glob(host);
    let letter = |c: char| c.is_alphanumeric() || "-_.".contains(c) || (wild && "*?:".contains(c));
    if address(host).is_some() || (!host.is_empty() && host.chars().all(letter)) {
        return Ok(());
    }
    Err(fault(text, "it names no host", FORM))
}

fn check_port(text: &str, port: &str, list: List) -> Result<(), Fault> {
    let wild = list == List::Production && Glob::is_glob(port);
    let digits = port
        .chars()
        .all(|c| c.is_ascii_digit() || (wild && "*?".contains(c)));
    // A leading zero would compare unequal as text.
    if digits && !port.starts_with('0') && (wild || port.parse::<u16>().is_ok_and(|port| port > 0))
    {
        return Ok(());
    }
    Err(fault(text, "its port is no number from 1 to 65535", FORM))
}

fn refuse_globs(text: &str, list: List) -> Result<(), Fault> {
    if list == List::Production || !Glob::is_glob(text) {
        return Ok(());
    }
    let help = "name each target in full; only `databases.production` takes `*` and `?`";
    Err(fault(text, "it holds a `*` or `?`", help))
}
