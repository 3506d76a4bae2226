//! Whether a pattern means a target.
//!
//! Denials and grants err on opposite sides. A denial holds where **any** place that a reading
//! reaches matches, in any letter case, and where a part is not known it matches. A grant holds
//! where **every** place is named, exactly.

use super::pattern::{Form, Part, Server, TargetPattern};
use crate::snapshot::{Found, Snapshot};
use crate::target::{Engine, Location, Reading, host, managed};
use crate::text::glob::Glob;
use std::borrow::Cow;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

/// What patterns are compared with: one reading, cut into the places that it reaches.
pub(super) struct Subject<'a> {
    engine: Engine,
    reading: &'a Reading,
    places: Vec<Place<'a>>,
}

/// One place that a reading reaches.
pub(super) enum Place<'a> {
    /// A server; a socket of this machine is one on `localhost`.
    Server { host: &'a str, port: Option<u16> },
    /// A socket whose other end is a managed server: no pattern can name it as a host.
    ManagedSocket(&'a str),
    /// A file, and where its links lead.
    File {
        path: &'a Path,
        there: bool,
        leads_to: Option<PathBuf>,
    },
}

impl<'a> Subject<'a> {
    /// Cuts a reading.
    pub(super) fn of(engine: Engine, reading: &'a Reading, snapshot: &Snapshot<'_>) -> Subject<'a> {
        let places = match &reading.location {
            Location::Servers(endpoints) => endpoints
                .iter()
                .map(|endpoint| Place::Server {
                    host: &endpoint.host,
                    port: endpoint.port.or(engine.default_port()),
                })
                .collect(),
            Location::Socket { path, .. } if managed::socket_provider(path).is_some() => {
                vec![Place::ManagedSocket(path)]
            }
            Location::Socket { port, .. } => vec![Place::Server {
                host: "localhost",
                port: port.or(engine.default_port()),
            }],
            Location::File(paths) => paths
                .iter()
                .map(|path| {
                    let found = snapshot.resolve(path);
                    Place::File {
                        path,
                        there: found != Found::Absent,
                        leads_to: match found {
                            Found::File { path, .. } => Some(path),
                            _ => None,
                        },
                    }
                })
                .collect(),
            Location::Memory | Location::Disposable => Vec::new(),
        };
        Subject {
            engine,
            reading,
            places,
        }
    }

    /// Whether `granted` says yes to every place. Of several files those that are absent count
    /// only where all are: readers look in several folders, and what is not there is not opened.
    /// What is gone with the process has no place to grant.
    pub(super) fn every_place(&self, mut granted: impl FnMut(&Place<'_>) -> bool) -> bool {
        let absent = |place: &Place<'_>| matches!(place, Place::File { there: false, .. });
        if self.places.iter().all(absent) {
            return self.places.iter().any(&mut granted);
        }
        self.places
            .iter()
            .filter(|place| !absent(place))
            .all(granted)
    }

    fn database(&self) -> Cow<'_, str> {
        match self.reading.database.as_deref() {
            Some(name) => Cow::Borrowed(name),
            // Key-value stores count their databases, and open the first.
            None if self.engine.is_key_value() => Cow::Borrowed("0"),
            None => Cow::Borrowed(""),
        }
    }

    /// The names of the files, with and without their suffix, and of what they link to.
    fn file_names(&self) -> impl Iterator<Item = Cow<'_, str>> {
        self.places.iter().flat_map(|place| match place {
            Place::File { path, leads_to, .. } => names_of_file(path)
                .chain(leads_to.iter().flat_map(|path| names_of_file(path)))
                .collect::<Vec<_>>(),
            _ => Vec::new(),
        })
    }
}

fn names_of_file(path: &Path) -> impl Iterator<Item = Cow<'_, str>> {
    let names: [Option<&OsStr>; 2] = [path.file_name(), path.file_stem()];
    names.into_iter().flatten().map(OsStr::to_string_lossy)
}

impl TargetPattern {
    /// Whether a pattern of `production` means any place of the subject.
    pub(super) fn denies(&self, subject: &Subject<'_>) -> bool {
        if subject.places.is_empty() {
            return false;
        }
        self.forms.iter().any(|form| match form {
            Form::Name(name) => {
                name.matches(&subject.database())
                    || subject.file_names().any(|file| name.matches(&file))
            }
            Form::Server(server) => {
                server.database.matches(&subject.database())
                    && matches_or_unknown(server.user.as_ref(), subject.reading.user.as_deref())
                    && subject.places.iter().any(|place| server.denies(place))
            }
            Form::File { path, glob } => subject.places.iter().any(|place| match place {
                Place::File {
                    path: opened,
                    leads_to,
                    ..
                } => std::iter::once(*opened)
                    .chain(leads_to.as_deref())
                    .any(|opened| opened == path || glob_matches(glob.as_ref(), opened)),
                _ => false,
            }),
        })
    }

    /// Whether a pattern of another list names exactly this place of the subject.
    pub(super) fn grants(&self, subject: &Subject<'_>, place: &Place<'_>) -> bool {
        self.forms.iter().any(|form| match (form, place) {
            (Form::Name(name), _) => name.matches(&subject.database()),
            (Form::Server(server), Place::Server { host, port }) => {
                let user = subject.reading.user.as_deref();
                server.database.matches(&subject.database())
                    && server
                        .user
                        .as_ref()
                        .is_none_or(|part| user.is_some_and(|user| part.matches(user)))
                    && same_host(&server.host.text, host)
                    && same_port(server.port.as_ref(), *port, subject.engine)
            }
            (Form::File { path, .. }, Place::File { path: opened, .. }) => path == opened,
            _ => false,
        })
    }

    /// Whether some target would be denied by this pattern of `production` whatever it leaves
    /// open, and granted by the other.
    pub(super) fn contradicts(&self, grant: &TargetPattern) -> bool {
        self.forms.iter().any(|denied| {
            grant
                .forms
                .iter()
                .any(|granted| contradicts(denied, granted))
        })
    }
}

impl Server {
    fn denies(&self, place: &Place<'_>) -> bool {
        match place {
            Place::Server { host, port } => {
                self.host_matches(host)
                    && matches_or_unknown(
                        self.port.as_ref(),
                        port.map(|p| p.to_string()).as_deref(),
                    )
            }
            Place::ManagedSocket(path) => self.host.matches(path),
            Place::File { .. } => false,
        }
    }

    fn host_matches(&self, host: &str) -> bool {
        self.host.matches(host.trim_end_matches('.'))
            || self.host.matches(&host::canonical(host))
            || same_host(&self.host.text, host)
    }
}

/// A host pattern of `databases.hosts`: a glob, compared with the one spelling of a host.
pub(super) fn host_glob_matches(text: &str, glob: &Glob, host: &str) -> bool {
    if !Glob::is_glob(text) {
        return same_host(text, host);
    }
    // `10.0.*` means addresses, and `10.0.example.com` is none.
    let of_numbers = !text.contains(|c: char| c.is_alphabetic());
    if of_numbers && host::address(host).is_none() {
        return false;
    }
    glob.matches(&host::canonical(host))
}

/// Whether a host pattern says anything of the hosts that it means: `*` and `*.*` do not.
pub(super) fn host_names_something(text: &str) -> bool {
    text.chars().any(char::is_alphanumeric) || host::address(text).is_some()
}

fn contradicts(denied: &Form, granted: &Form) -> bool {
    match (denied, granted) {
        (Form::Name(name), Form::Name(other)) => name.matches(&other.text),
        (Form::Name(name), Form::Server(server)) => name.matches(&server.database.text),
        (Form::Name(name), Form::File { path, .. }) => {
            names_of_file(path).any(|file| name.matches(&file))
        }
        (Form::Server(server), Form::Name(name)) => {
            server.host.is_anything()
                && server.user.as_ref().is_none_or(Part::is_anything)
                && server.port.as_ref().is_none_or(Part::is_anything)
                && server.database.matches(&name.text)
        }
        (Form::Server(server), Form::Server(other)) => {
            server.host_matches(&other.host.text)
                && server.database.matches(&other.database.text)
                && server.user.as_ref().is_none_or(|user| match &other.user {
                    Some(named) => user.matches(&named.text),
                    None => user.is_anything(),
                })
                && server.port.as_ref().is_none_or(|port| match &other.port {
                    Some(named) => port.matches(&named.text),
                    // The engine is not known here: its own port may be any engine's.
                    None => DEFAULT_PORTS.iter().any(|own| port.matches(own)),
                })
        }
        (Form::File { glob, path }, Form::File { path: other, .. }) => {
            path == other || glob_matches(glob.as_ref(), other)
        }
        (Form::Server(_), Form::File { .. })
        | (Form::File { .. }, Form::Name(_) | Form::Server(_)) => false,
    }
}

const DEFAULT_PORTS: &[&str] = &["5432", "3306", "27017", "6379", "1433", "1521", "8123"];

fn glob_matches(glob: Option<&Glob>, path: &Path) -> bool {
    glob.is_some_and(|glob| glob.matches(&path.to_string_lossy()))
}

fn matches_or_unknown(part: Option<&Part>, text: Option<&str>) -> bool {
    match (part, text) {
        (Some(part), Some(text)) => part.matches(text),
        _ => true,
    }
}

fn same_host(one: &str, other: &str) -> bool {
    host::canonical(one) == host::canonical(other)
}

fn same_port(part: Option<&Part>, port: Option<u16>, engine: Engine) -> bool {
    match part {
        Some(part) => port.is_some_and(|port| part.text.parse() == Ok(port)),
        None => port == engine.default_port(),
    }
}
