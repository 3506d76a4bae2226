//! What a team allows and denies: `notprod.toml`, and tables of that name in files of others.
//!
//! Every policy from the root up to the repository's root applies. Denials add up; everything
//! else comes from the nearest file that sets it, key by key. A rule is one key.

mod catalogue;
mod contradiction;
mod discover;
mod document;
mod json;
mod layer;
mod matching;
mod overrides;
mod pattern;
mod pin;
mod values;

pub use catalogue::check_rules;
pub use discover::standing;
pub use layer::KEYS;
pub use overrides::OVERRIDE_VARIABLE;
pub use pattern::TargetPattern;
pub use pin::pinned;

use crate::error::Error;
use crate::snapshot::Snapshot;
use crate::source::Source;
use crate::target::{Engine, Reading};
use crate::text::glob::Glob;
use crate::text::words::{self, Meaning};
use crate::verdict::Severity;
use layer::Layer;
use matching::Subject;
use std::sync::Arc;
use std::time::Duration;

/// A target pattern of a policy or of `NOTPROD_ALLOW`, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The pattern as it was written, trimmed; it holds no password.
    pub text: String,
    /// File and line, or the variable.
    pub source: Source,
    /// The pattern itself.
    pub pattern: TargetPattern,
}

/// A word, a value, a variable or a server's identity, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedEntry {
    /// The text, trimmed.
    pub text: String,
    /// File and line.
    pub source: Source,
}

/// A host pattern of `databases.hosts`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostEntry {
    /// The pattern as it was written, trimmed, without brackets.
    pub text: String,
    /// File and line.
    pub source: Source,
    pub(in crate::policy) glob: Glob,
}

/// An entry of `[[databases.allow]]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AllowEntry {
    /// The target that it lifts.
    pub entry: Entry,
    /// Why, in the team's words; never blank.
    pub reason: String,
    /// The last day on which it lifts, in days since 1970-01-01; none where it does not expire.
    pub expires: Option<i64>,
}

/// An entry of `[[databases.allow]]` whose day has passed: it lifts nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExpiredEntry {
    /// The pattern as it was written.
    pub text: String,
    /// File and line.
    pub source: Source,
}

/// A line of `[rules]`. Whether such a rule exists, and may be changed, the catalogue knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleSetting {
    /// The rule's name as it was written.
    pub name: String,
    /// The severity that its findings shall have.
    pub severity: Severity,
    /// File and line.
    pub source: Source,
}

/// Which targets a server is asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mode {
    /// Unproven ones, and allowed ones that are reached over a network or socket.
    #[default]
    Auto,
    /// All.
    Always,
    /// None.
    Never,
}

/// The section `[live]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Live {
    /// Which targets a server is asked about; `auto` where no file says.
    pub mode: Mode,
    /// How long one server may take; three seconds where no file says.
    pub timeout: Duration,
    /// The most rows that an unproven target may hold; none where no file says.
    pub max_rows: Option<u64>,
    /// Identities of servers that are for tests (`pg:7312...`), exact.
    pub test_servers: Vec<NamedEntry>,
    /// Identities of servers that are production, from every layer.
    pub production_servers: Vec<NamedEntry>,
}

impl Default for Live {
    fn default() -> Live {
        Live {
            mode: Mode::Auto,
            timeout: Duration::from_secs(3),
            max_rows: None,
            test_servers: Vec::new(),
            production_servers: Vec::new(),
        }
    }
}

/// What lifts the findings of a target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lift<'a> {
    /// The pattern as it was written.
    pub text: &'a str,
    /// The line of the policy, or `NOTPROD_ALLOW` of the process.
    pub source: &'a Source,
    /// The reason that the policy gives; for `NOTPROD_ALLOW` that it holds for one run.
    pub reason: &'a str,
    /// Whether `NOTPROD_ALLOW` lifts, which the report of the run names.
    pub overriding: bool,
}

/// The policy of a question, all layers merged.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Policy {
    /// `environment.production` as globs, in the order of `environment_production`.
    pub production_words: Vec<Glob>,
    /// `environment.production` of every layer.
    pub environment_production: Vec<NamedEntry>,
    /// `environment.allow`.
    pub environment_allow: Vec<NamedEntry>,
    /// `databases.production` of every layer.
    pub production: Vec<Entry>,
    /// `databases.test`.
    pub test: Vec<Entry>,
    /// `databases.hosts`.
    pub hosts: Vec<HostEntry>,
    /// `databases.allow`, with the entries that have expired.
    pub allow: Vec<AllowEntry>,
    /// Entries of `allow` that lift nothing any more.
    pub expired: Vec<ExpiredEntry>,
    /// The target patterns of `NOTPROD_ALLOW`.
    pub overrides: Vec<Entry>,
    /// `sources.ignore`.
    pub ignored: Vec<NamedEntry>,
    /// `[live]`.
    pub live: Live,
    /// `[rules]`: one for each name that some file sets.
    pub rules: Vec<RuleSetting>,
    /// The files that hold a policy, the nearest first, as they are shown.
    pub files: Vec<Arc<str>>,
    today: i64,
}

impl Policy {
    /// Finds, reads and merges the policies of a question. `override_text` is the value of
    /// `NOTPROD_ALLOW` in the process; blank is not set.
    ///
    /// # Errors
    ///
    /// - `Policy`: a file that cannot be read or parsed, an unknown key, a wrong type, a bad
    ///   pattern; files of others (`pyproject.toml`, `package.json`, `composer.json`) only where
    ///   they name notprod or cannot be read at all.
    /// - `Contradiction`: two policies in one folder; an entry that grants what another denies.
    /// - `Missing`: the policy that the question names is not there.
    /// - `Override`: `override_text` is no list of target patterns.
    pub fn discover(snapshot: &Snapshot<'_>, override_text: Option<&str>) -> Result<Policy, Error> {
        let question = snapshot.question;
        let mut policy = Policy {
            overrides: overrides::read(override_text, &question.root)?,
            today: question.today,
            ..Policy::default()
        };
        let mut set = Layer::default();
        for found in discover::layers(snapshot)? {
            policy.files.push(found.file);
            merge(&mut set, found.layer);
        }
        policy.take(set);
        contradiction::refuse(&policy)?;
        Ok(policy)
    }

    fn take(&mut self, set: Layer) {
        self.production_words = set
            .environment_production
            .iter()
            .map(|word| Glob::new(&word.text))
            .collect();
        self.environment_production = set.environment_production;
        self.environment_allow = set.environment_allow.unwrap_or_default();
        self.production = set.production;
        self.test = set.test.unwrap_or_default();
        self.hosts = set.hosts.unwrap_or_default();
        self.allow = set.allow.unwrap_or_default();
        self.ignored = set.ignore.unwrap_or_default();
        self.rules = set.rules;
        let unset = Live::default();
        self.live = Live {
            mode: set.mode.unwrap_or(unset.mode),
            timeout: set.timeout.unwrap_or(unset.timeout),
            max_rows: set.max_rows,
            test_servers: set.test_servers.unwrap_or_default(),
            production_servers: set.production_servers,
        };
        self.expired = self
            .allow
            .iter()
            .filter(|allow| !self.is_in_force(allow))
            .map(|allow| ExpiredEntry {
                text: allow.entry.text.clone(),
                source: allow.entry.source.clone(),
            })
            .collect();
    }

    fn is_in_force(&self, allow: &AllowEntry) -> bool {
        allow.expires.is_none_or(|last| last >= self.today)
    }

    /// The entry of `databases.production` that means a target, if one does: any of its hosts,
    /// any of its files or what they link to, in any letter case.
    pub fn listed_production(
        &self,
        engine: Engine,
        reading: &Reading,
        snapshot: &Snapshot<'_>,
    ) -> Option<&Entry> {
        if self.production.is_empty() {
            return None;
        }
        let subject = Subject::of(engine, reading, snapshot);
        self.production
            .iter()
            .find(|entry| entry.pattern.denies(&subject))
    }

    /// What lifts the findings of a target: each of its hosts, or each of its files that is there,
    /// is named by an entry of `allow` that is in force, or by `NOTPROD_ALLOW`. Where that takes
    /// more than one, the first of `NOTPROD_ALLOW` is given, else the first. None for a target
    /// that is listed as production.
    pub fn lifts(
        &self,
        engine: Engine,
        reading: &Reading,
        snapshot: &Snapshot<'_>,
    ) -> Option<Lift<'_>> {
        if self.allow.is_empty() && self.overrides.is_empty() {
            return None;
        }
        if self.listed_production(engine, reading, snapshot).is_some() {
            return None;
        }
        let subject = Subject::of(engine, reading, snapshot);
        let mut used: Vec<Lift<'_>> = Vec::new();
        let lifted = subject.every_place(|place| {
            let lift = self
                .lifting()
                .find(|(pattern, _)| pattern.grants(&subject, place))
                .map(|(_, lift)| lift);
            let found = lift.is_some();
            used.extend(lift);
            found
        });
        if !lifted {
            return None;
        }
        let overriding = used.iter().position(|lift| lift.overriding).unwrap_or(0);
        used.into_iter().nth(overriding)
    }

    fn lifting(&self) -> impl Iterator<Item = (&TargetPattern, Lift<'_>)> {
        let in_force = self.allow.iter().filter(|allow| self.is_in_force(allow));
        let lasting = in_force.map(|allow| (&allow.entry, allow.reason.as_str(), false));
        let for_one_run = self
            .overrides
            .iter()
            .map(|entry| (entry, "for this run", true));
        lasting
            .chain(for_one_run)
            .map(|(entry, reason, overriding)| {
                let lift = Lift {
                    text: &entry.text,
                    source: &entry.source,
                    reason,
                    overriding,
                };
                (&entry.pattern, lift)
            })
    }

    /// Whether `databases.test` names a target: by its name alone, wherever it is, or with its
    /// host. Never one that is listed as production.
    pub fn lists_test(&self, engine: Engine, reading: &Reading, snapshot: &Snapshot<'_>) -> bool {
        if self.test.is_empty() || self.listed_production(engine, reading, snapshot).is_some() {
            return false;
        }
        let subject = Subject::of(engine, reading, snapshot);
        subject.every_place(|place| {
            self.test
                .iter()
                .any(|entry| entry.pattern.grants(&subject, place))
        })
    }

    /// The entry of `live.production_servers` that means a server of this identity.
    pub fn pins_production(&self, identity: &str) -> Option<&NamedEntry> {
        let means = |entry: &&NamedEntry| pin::means(&entry.text, identity);
        self.live.production_servers.iter().find(means)
    }

    /// Whether `live.test_servers` means a server of this identity, and nothing pins it as
    /// production.
    pub fn pins_test(&self, identity: &str) -> bool {
        self.pins_production(identity).is_none()
            && self
                .live
                .test_servers
                .iter()
                .any(|entry| pin::means(&entry.text, identity))
    }

    /// Whether `databases.hosts` means a host, in any spelling of it.
    pub fn lists_host(&self, host: &str) -> bool {
        self.hosts
            .iter()
            .any(|entry| matching::host_glob_matches(&entry.text, &entry.glob, host))
    }

    /// What the words of a name say, with the policy's own production words. Unlike
    /// [`words::meaning`], a production word of several words (`blue-*`) is compared with the
    /// whole name.
    pub fn meaning(&self, name: &str) -> Meaning {
        let mut meaning = words::meaning(name, &self.production_words);
        meaning.production |= self
            .production_words
            .iter()
            .any(|glob| glob.matches(name.trim()));
        meaning
    }

    /// Whether `environment.allow` names the value of an environment variable: trimmed, in any
    /// letter case, whole.
    pub fn environment_allows(&self, value: &str) -> bool {
        let value = value.trim().to_lowercase();
        self.environment_allow
            .iter()
            .any(|entry| entry.text.to_lowercase() == value)
    }

    /// Whether `sources.ignore` names a variable, in any letter case.
    pub fn ignores(&self, variable: &str) -> bool {
        let variable = variable.to_lowercase();
        self.ignored
            .iter()
            .any(|entry| entry.text.to_lowercase() == variable)
    }
}

/// Lays a farther layer under what nearer ones have set.
fn merge(set: &mut Layer, farther: Layer) {
    set.environment_production
        .extend(farther.environment_production);
    set.production.extend(farther.production);
    set.production_servers.extend(farther.production_servers);
    for rule in farther.rules {
        if !set.rules.iter().any(|nearer| nearer.name == rule.name) {
            set.rules.push(rule);
        }
    }
    set.environment_allow = set.environment_allow.take().or(farther.environment_allow);
    set.test = set.test.take().or(farther.test);
    set.hosts = set.hosts.take().or(farther.hosts);
    set.allow = set.allow.take().or(farther.allow);
    set.ignore = set.ignore.take().or(farther.ignore);
    set.mode = set.mode.or(farther.mode);
    set.timeout = set.timeout.or(farther.timeout);
    set.max_rows = set.max_rows.or(farther.max_rows);
    set.test_servers = set.test_servers.take().or(farther.test_servers);
}

#[cfg(test)]
mod tests;
