//! Rules: one file each, independent of one another. The order of the catalogue is the order of a
//! report.

mod allowed_target;
mod ambiguous_name;
mod app_beside_test;
mod container_host;
mod data_at_stake;
mod dead_marker;
mod disputed_line;
mod expired_entry;
mod foreign_environment;
mod foreign_marker;
mod ignored_source;
mod listed_production;
pub mod live;
mod managed_host;
mod no_answer;
mod nothing_judged;
mod odd_characters;
mod private_host;
mod probe_failed;
mod production_copy;
mod production_environment;
mod production_host;
mod production_marker;
mod production_name;
mod production_platform;
mod production_server;
mod protected_server;
mod protected_target;
mod proven;
mod real_name;
mod remote_host;
mod server_elsewhere;
mod shared_environment;
mod superuser_elsewhere;
mod test_equals_app;
mod too_many_rows;
mod unplaced_host;
mod unproven;
mod unread_settings;
mod unreadable_address;
mod unresolved_variable;
mod unusual_name;
mod user_can_write_elsewhere;
mod user_can_write_production;
mod writable_replica;

pub use allowed_target::lifted;
pub use app_beside_test::RULE as APP_BESIDE_TEST;
pub use data_at_stake::draft as data_at_stake;
pub use nothing_judged::draft as nothing_judged;
pub use proven::draft as proven;
pub use unproven::{RULE as UNPROVEN, draft as unproven};

use crate::facts::Facts;
use crate::policy::Policy;
use crate::reader::{Candidate, Collected};
use crate::snapshot::{Runner, Snapshot};
use crate::source::Source;
use crate::target::slot::Role;
use crate::target::{Engine, Location, Reading, host, identity, managed};
use crate::text::words::Meaning;
use crate::verdict::Severity;
use std::collections::HashMap;
use std::path::Path;

/// A named check.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// The kebab-case name: the stable interface.
    pub name: &'static str,
    /// The code.
    pub code: &'static str,
    /// How bad its findings are, unless policy adjusts it.
    pub severity: Severity,
    /// Whether policy may change the severity.
    pub adjustable: bool,
    /// Whether an entry of the policy or `NOTPROD_ALLOW` lifts it.
    pub liftable: bool,
    /// What it sees, in one line.
    pub summary: &'static str,
    /// Its page: what it saw, why that matters, the cures, what it cannot see. Markdown.
    pub page: &'static str,
}

/// Every rule, in the order of a report.
pub const CATALOGUE: &[&Rule] = &[
    &production_environment::RULE,
    &shared_environment::RULE,
    &production_platform::RULE,
    &foreign_environment::RULE,
    &listed_production::RULE,
    &unreadable_address::RULE,
    &disputed_line::RULE,
    &unresolved_variable::RULE,
    &odd_characters::RULE,
    &production_name::RULE,
    &production_copy::RULE,
    &ambiguous_name::RULE,
    &unusual_name::RULE,
    &production_host::RULE,
    &managed_host::RULE,
    &remote_host::RULE,
    &private_host::RULE,
    &unplaced_host::RULE,
    &container_host::RULE,
    &protected_target::RULE,
    &protected_server::RULE,
    &test_equals_app::RULE,
    &production_marker::RULE,
    &production_server::RULE,
    &real_name::RULE,
    &server_elsewhere::RULE,
    &probe_failed::RULE,
    &foreign_marker::RULE,
    &dead_marker::RULE,
    &user_can_write_production::RULE,
    &user_can_write_elsewhere::RULE,
    &superuser_elsewhere::RULE,
    &too_many_rows::RULE,
    &writable_replica::RULE,
    &unproven::RULE,
    &no_answer::RULE,
    &data_at_stake::RULE,
    &proven::EMPTY,
    &proven::DISPOSABLE,
    &proven::YOUNG,
    &proven::PINNED,
    &ignored_source::RULE,
    &unread_settings::RULE,
    &app_beside_test::RULE,
    &nothing_judged::RULE,
    &allowed_target::RULE,
    &expired_entry::RULE,
];

type OnTarget = fn(&Subject<'_>) -> Option<Draft>;
type OnRun = fn(&Run<'_>) -> Vec<Draft>;

/// The rules that look at one reading of one target.
pub const ON_TARGET: &[OnTarget] = &[
    listed_production::check,
    odd_characters::check,
    production_name::check,
    production_copy::check,
    ambiguous_name::check,
    unusual_name::check,
    production_host::check,
    managed_host::check,
    remote_host::check,
    private_host::check,
    unplaced_host::check,
    container_host::check,
    protected_target::check,
    protected_server::check,
    test_equals_app::check,
];

/// The rules that look at what a slot holds, whatever its reading.
pub const ON_CANDIDATE: &[fn(&Candidate) -> Option<Draft>] = &[
    unreadable_address::check,
    disputed_line::check,
    unresolved_variable::check,
];

/// The rules that look at the run.
pub const ON_RUN: &[OnRun] = &[
    production_environment::check,
    shared_environment::check,
    production_platform::check,
    foreign_environment::check,
    ignored_source::check,
    unread_settings::check,
    expired_entry::check,
];

/// A finding before it is numbered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The rule.
    pub rule: &'static Rule,
    /// How bad it is.
    pub severity: Severity,
    /// One line.
    pub message: String,
    /// The cure.
    pub help: Option<String>,
    /// Where it stands; the target's own source where there is none.
    pub source: Option<Source>,
}

impl Draft {
    /// A finding of the rule's own severity.
    pub fn new(rule: &'static Rule, message: impl Into<String>) -> Draft {
        Draft {
            rule,
            severity: rule.severity,
            message: message.into(),
            help: None,
            source: None,
        }
    }

    fn help(mut self, help: impl Into<String>) -> Draft {
        self.help = Some(help.into());
        self
    }

    fn at(mut self, source: &Source) -> Draft {
        self.source = Some(source.clone());
        self
    }
}

/// The run as the rules see it.
pub struct Run<'a> {
    /// The question and its files.
    pub snapshot: &'a Snapshot<'a>,
    /// What the team allows.
    pub policy: &'a Policy,
    /// What live servers said.
    pub facts: &'a Facts,
    /// What the readers found.
    pub collected: &'a Collected,
    /// The runner, where it is known.
    pub runner: Option<Runner>,
    /// The databases and servers to stay away from.
    pub forbidden: Forbidden,
    /// The databases that app-role slots give and that are no test databases.
    pub app_databases: HashMap<String, Source>,
}

impl Run<'_> {
    fn root(&self) -> &Path {
        &self.snapshot.question.root
    }

    fn meaning(&self, text: &str) -> Meaning {
        self.policy.meaning(text)
    }
}

/// The first place among those that are known, and what said so.
fn known<'a>(
    known: &'a HashMap<String, Source>,
    places: &[identity::Identity],
) -> Option<&'a Source> {
    places
        .iter()
        .flat_map(identity::Identity::looked_for)
        .find_map(|text| known.get(&text))
}

/// What to stay away from, each with the place that says so.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Forbidden {
    /// Databases, as [`identity::Identity::remembered`] spells them.
    pub databases: HashMap<String, Source>,
    /// Servers, spelled alike; not the loopback of another machine.
    pub servers: HashMap<String, Source>,
}

/// One reading of one target.
pub struct Subject<'a> {
    /// The run.
    pub run: &'a Run<'a>,
    /// The slot and its sources.
    pub candidate: &'a Candidate,
    /// The engine.
    pub engine: Engine,
    /// The reading.
    pub reading: &'a Reading,
    /// Whether name and place leave it unproven, or worse; known once these were judged.
    pub doubtful: bool,
}

impl Subject<'_> {
    /// The texts in which a production word counts: database, schema, tenant, socket, a file's own
    /// name and its folders below the root.
    fn names(&self) -> Vec<(&'static str, String)> {
        let mut names = Vec::new();
        match &self.reading.location {
            Location::File(paths) => {
                for path in paths {
                    names.extend(self.file_names(path));
                    if let crate::snapshot::Found::File { path: real, .. } =
                        self.run.snapshot.resolve(path)
                        && real != *path
                    {
                        names.extend(self.file_names(&real));
                    }
                }
                names.dedup();
                return names;
            }
            Location::Socket { path, .. } => names.push(("socket", path.clone())),
            Location::Servers(endpoints) => {
                let tenants = endpoints
                    .iter()
                    .filter_map(|e| identity::tenant(&e.host, self.reading.user.as_deref()));
                names.extend(tenants.map(|tenant| ("tenant", tenant.to_owned())));
            }
            Location::Memory | Location::Disposable => return names,
        }
        names.extend(self.reading.database.clone().map(|name| ("database", name)));
        names.extend(self.reading.schema.clone().map(|name| ("schema", name)));
        names
    }

    fn file_names(&self, path: &Path) -> Vec<(&'static str, String)> {
        // Folders that the file shares with the root say where the project lies, not what it is.
        let shared = path
            .components()
            .zip(self.run.root().components())
            .take_while(|(a, b)| a == b)
            .count();
        let mut below: Vec<String> = path
            .components()
            .skip(shared)
            .map(|c| c.as_os_str().to_string_lossy().into_owned())
            .collect();
        let own = below.pop();
        below
            .into_iter()
            .map(|folder| ("folder", folder))
            .chain(own.map(|name| ("file", name)))
            .collect()
    }

    /// The hosts of the reading.
    fn hosts(&self) -> impl Iterator<Item = &str> {
        self.reading
            .endpoints()
            .iter()
            .map(|endpoint| endpoint.host.as_str())
    }

    /// The first host that policy does not vouch for and that is in such a place.
    fn host_at(&self, wanted: fn(&str) -> bool) -> Option<&str> {
        self.hosts()
            .find(|host| wanted(host) && !self.vouched(host))
    }

    /// Whether policy lists the host. Nobody can vouch for a host that many tenants share.
    fn vouched(&self, host: &str) -> bool {
        self.run.policy.lists_host(host)
            && !managed::provider(host).is_some_and(|provider| provider.shared)
    }

    fn is_test_role(&self) -> bool {
        self.candidate.role == Role::Test
    }
}

/// A database that holds nothing to lose, or whose name says test.
pub fn is_disposable(subject: &Subject<'_>) -> bool {
    let local = identity::is_local(subject.reading)
        || (!subject.reading.endpoints().is_empty()
            && subject
                .hosts()
                .all(|h| subject.vouched(h) || host::place(h).is_local()));
    if matches!(
        subject.reading.location,
        Location::Memory | Location::Disposable
    ) {
        return true;
    }
    if subject.engine.is_key_value()
        || (local
            && subject
                .run
                .policy
                .lists_test(subject.engine, subject.reading, subject.run.snapshot))
    {
        return true;
    }
    let says_test = |name: &str| {
        let meaning = subject.run.meaning(name);
        meaning.test || (meaning.test_here && local)
    };
    match &subject.reading.location {
        // A folder of tests below the root speaks for its files; a link's own name does not. proves nothing for the file behind it.
        Location::File(paths) => paths.iter().all(|path| {
            holds_nothing(subject, path)
                || real_names(subject, path).iter().any(|name| says_test(name))
        }),
        _ => {
            !subject.reading.is_default_name
                && subject.reading.database.as_deref().is_some_and(says_test)
        }
    }
}

/// The own name of the file that is really there, and its folders below the root.
fn real_names(subject: &Subject<'_>, path: &Path) -> Vec<String> {
    let crate::snapshot::Found::File { path: real, .. } = subject.run.snapshot.resolve(path) else {
        return Vec::new();
    };
    match real.strip_prefix(subject.run.root()) {
        Ok(below) => below
            .components()
            .map(|c| c.as_os_str().to_string_lossy().into_owned())
            .collect(),
        Err(_) => real
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .into_iter()
            .collect(),
    }
}

fn holds_nothing(subject: &Subject<'_>, path: &Path) -> bool {
    match subject.run.snapshot.resolve(path) {
        crate::snapshot::Found::Absent => true,
        crate::snapshot::Found::File { bytes, .. } => bytes == 0,
        crate::snapshot::Found::Other | crate::snapshot::Found::Unreadable(_) => false,
    }
}

/// The advice that holds everywhere.
const USE_A_TEST_NAME: &str =
    "let the tests use a database of their own on this machine, with a name that says `test`";

#[cfg(test)]
pub(crate) mod trial;
