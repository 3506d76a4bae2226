//! Split variables: `DB_HOST`, `DB_PORT`, `DB_DATABASE` and their like make one target.

use super::access::Access;
use super::address::{Outcome, Surroundings, unreadable};
use super::choices::{locations, setting_hosts};
use super::slot::{self, Role};
use super::{Engine, Location, Reading, ado, scheme, sqlite, url};
use crate::target::address::Address;
use std::collections::{BTreeMap, HashMap};

/// A part of an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Part {
    /// The engine or its driver.
    Engine,
    /// The host, perhaps with a port, perhaps a list.
    Host,
    /// The port.
    Port,
    /// The socket.
    Socket,
    /// The database.
    Database,
    /// The schema.
    Schema,
    /// The user.
    User,
    /// The password: no part of what a target is, and never reported.
    Password,
}

impl Part {
    /// The key in a report's `sources`.
    pub fn name(self) -> &'static str {
        match self {
            Part::Engine => "engine",
            Part::Host => "host",
            Part::Port => "port",
            Part::Socket => "socket",
            Part::Database => "database",
            Part::Schema => "schema",
            Part::User => "user",
            Part::Password => "password",
        }
    }
}

/// A variable that holds one part of an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartName {
    /// What stands before the part, in capitals: `DB`, `TEST_DB`, `MYSQL`.
    pub group: String,
    /// The part.
    pub part: Part,
}

const FAMILIES: &[&str] = &[
    "DB",
    "DATABASE",
    "PG",
    "POSTGRES",
    "POSTGRESQL",
    "PGSQL",
    "MYSQL",
    "MARIADB",
    "SQL",
    "MSSQL",
    "SQLSERVER",
    "MONGO",
    "MONGODB",
    "REDIS",
    "VALKEY",
    "CLICKHOUSE",
    "ORACLE",
    "RDS",
    "COCKROACH",
    "COCKROACHDB",
    "DATASOURCE",
    "TYPEORM",
];
/// What stands before a part without being a database: `DB_SSH_HOST`, `DB_USER_NAME`, `DB_TABLE_NAME`.
const STRANGERS: &[&str] = &[
    "SSH",
    "TCP",
    "UDP",
    "BASTION",
    "USER",
    "TABLE",
    "COLUMN",
    "POOL",
    "CLASS",
    "KEY",
    "FILE",
    "CONTAINER",
    "SERVICE",
    "VOLUME",
    "IMAGE",
    "NETWORK",
    "ROLE",
    "SECRET",
    "CACHE",
    "QUEUE",
    "SESSION",
    "INDEX",
    "COLLECTION",
    "BUCKET",
    "ADMIN",
    "ROOT",
    "MAX",
    "MIN",
];

fn part(word: &str) -> Option<Part> {
    Some(match word {
        "HOST" | "HOSTS" | "HOSTNAME" | "SERVER" | "ADDR" | "ADDRESS" | "ENDPOINT" => Part::Host,
        "PORT" => Part::Port,
        "SOCKET" => Part::Socket,
        "DATABASE" | "NAME" | "DBNAME" | "DB" => Part::Database,
        "SCHEMA" => Part::Schema,
        "USER" | "USERNAME" | "LOGIN" => Part::User,
        "PASSWORD" | "PASSWD" | "PASS" | "PWD" => Part::Password,
        "CONNECTION" | "DRIVER" | "DIALECT" | "ENGINE" | "CLIENT" | "TYPE" | "ADAPTER" => {
            Part::Engine
        }
        _ => return None,
    })
}

/// The part that a variable holds, by its name alone. libpq's own variables are not among them:
/// [`super::libpq`] reads those.
pub fn part_name(name: &str) -> Option<PartName> {
    if !name.is_ascii() || name.len() > 128 || super::libpq::VARIABLES.contains(&name) {
        return None;
    }
    let upper = name.to_ascii_uppercase();
    let mut words: Vec<&str> = upper
        .split(['_', '.', '-'])
        .filter(|word| !word.is_empty())
        .collect();
    let mut last = words.pop()?;
    // `DB_NAME_TEST`: what the variable is for may stand behind the part.
    let purpose = Some(last).filter(|word| !words.is_empty() && slot::role(word) != Role::App);
    if purpose.is_some() {
        last = words.pop()?;
    }
    // `DB_HOST_NAME` is the host's.
    if last == "NAME"
        && words
            .last()
            .is_some_and(|word| matches!(*word, "HOST" | "SERVER" | "SCHEMA"))
    {
        last = words.pop()?;
    }
    // `DBHOST`, `MYSQLDATABASE`: the family and the part are one word.
    let glued = ["PG", "DB", "MYSQL", "MONGO", "REDIS", "POSTGRES"]
        .iter()
        .find_map(|family| {
            let part = part(last.strip_prefix(family)?).filter(|_| *family != last)?;
            Some((*family, part))
        });
    let part = match glued {
        Some((family, part)) => {
            words.push(family);
            part
        }
        None => part(last)?,
    };
    if words.last() == Some(&"UNIX") {
        words.pop();
    }
    if part == Part::Database
        && matches!(last, "DB" | "DATABASE")
        && !words.iter().any(|w| FAMILIES.contains(w))
    {
        // `TEST_DB` and `DB` name a database, `CARGO_DB` may be anything.
        if !words.iter().all(|word| slot::role(word) != Role::App) {
            return None;
        }
        words.push(last);
    }
    if words.last().is_some_and(|word| STRANGERS.contains(word))
        || !words.iter().any(|word| FAMILIES.contains(word))
    {
        return None;
    }
    words.extend(purpose);
    Some(PartName {
        group: words.join("_"),
        part,
    })
}

/// The variable and the value of each part.
type Parts<'a> = BTreeMap<Part, (&'a str, &'a str)>;

/// The variables of one view, by group and part.
#[derive(Default)]
pub struct Groups<'a> {
    groups: BTreeMap<String, Parts<'a>>,
}

/// A target made of parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Split<'a> {
    /// The slot, such as `DB_*`.
    pub slot: String,
    /// What the parts make.
    pub outcome: Outcome,
    /// The variable of each part.
    pub parts: BTreeMap<Part, &'a str>,
    /// Whether a part says where the server is.
    pub has_host: bool,
    /// Whether a part names the database.
    pub has_name: bool,
}

impl<'a> Groups<'a> {
    /// Adds a variable. A value that is an address of its own, or a cluster's `tcp://`, is no part.
    pub fn add(&mut self, name: &PartName, variable: &'a str, value: &'a str) {
        if value.contains("://") || value.trim().is_empty() {
            return;
        }
        // `DB=postgres` names the engine.
        let part = match name.part {
            Part::Database
                if name.group == "DB" && variable.len() == 2 && scheme::driver(value).is_some() =>
            {
                Part::Engine
            }
            other => other,
        };
        self.groups
            .entry(name.group.clone())
            .or_default()
            .insert(part, (variable, value));
    }

    /// The targets that the groups make, what one lacks taken from its nearest relative.
    pub fn assemble(mut self, around: &dyn Surroundings) -> Vec<Split<'a>> {
        self.inherit();
        self.marry();
        self.groups
            .iter()
            .filter(|(_, parts)| {
                [Part::Host, Part::Socket, Part::Database]
                    .iter()
                    .any(|p| parts.contains_key(p))
            })
            .filter_map(|(group, parts)| split(group, parts, around))
            .collect()
    }

    /// `TEST_DB_NAME` beside `DB_HOST`: the more special group takes from the plainer ones, whose
    /// words stand in its own in the same order.
    fn inherit(&mut self) {
        let plain = self.groups.clone();
        for (group, parts) in &mut self.groups {
            let has_place = parts.contains_key(&Part::Host) || parts.contains_key(&Part::Socket);
            for other in plainer(group).iter().filter_map(|name| plain.get(name)) {
                for (part, value) in other {
                    // A test database's name is its own; a place is taken whole.
                    let taken = match part {
                        Part::Database | Part::Schema => false,
                        Part::Host | Part::Port | Part::Socket => !has_place,
                        Part::Engine | Part::User | Part::Password => true,
                    };
                    if taken {
                        parts.entry(*part).or_insert(*value);
                    }
                }
            }
        }
    }

    /// `DB_HOST=mysql` beside `MYSQL_DATABASE=test`: a place without a name and a name without a
    /// place, for the same role, are one target.
    fn marry(&mut self) {
        let has = |parts: &Parts<'_>, part: Part| parts.contains_key(&part);
        let mut brides: HashMap<(Role, Option<Engine>), Vec<String>> = HashMap::new();
        for (group, _) in self
            .groups
            .iter()
            .rev()
            .filter(|(_, p)| has(p, Part::Database) && !has(p, Part::Host))
        {
            brides
                .entry((slot::role(group), family_engine(group)))
                .or_default()
                .push(group.clone());
        }
        if brides.is_empty() {
            return;
        }
        let nameless: Vec<String> = self
            .groups
            .iter()
            .filter(|(_, parts)| has(parts, Part::Host) && !has(parts, Part::Database))
            .map(|(group, _)| group.clone())
            .collect();
        for group in nameless {
            let (role, own) = (slot::role(&group), family_engine(&group));
            let key = brides
                .iter()
                .filter(|((r, engine), names)| {
                    *r == role && related(own, *engine) && !names.is_empty()
                })
                .map(|(key, names)| (names.last().cloned(), *key))
                .min();
            let Some((Some(name), key)) = key else {
                continue;
            };
            brides.entry(key).or_default().pop();
            let taken = self.groups.remove(&name).unwrap_or_default();
            let parts = self.groups.entry(group).or_default();
            for part in [
                Part::Engine,
                Part::Database,
                Part::User,
                Part::Password,
                Part::Port,
            ] {
                if let Some(value) = taken.get(&part) {
                    parts.entry(part).or_insert(*value);
                }
            }
        }
    }
}

/// The names of groups whose words all stand in this one, in order, the nearest first. Names of many
/// words have no relatives: nobody writes them, and the number of subsets doubles with each.
fn plainer(group: &str) -> Vec<String> {
    let words: Vec<&str> = group.split('_').collect();
    if words.len() < 2 || words.len() > 6 {
        return Vec::new();
    }
    let mut names: Vec<(usize, String)> = (1u32..(1 << words.len()) - 1)
        .map(|mask| {
            let kept: Vec<&str> = words
                .iter()
                .enumerate()
                .filter(|(at, _)| mask & (1 << at) != 0)
                .map(|(_, word)| *word)
                .collect();
            (kept.len(), kept.join("_"))
        })
        .collect();
    names.sort_unstable_by(|a, b| b.cmp(a));
    names.into_iter().map(|(_, name)| name).collect()
}

/// Two groups may speak of one server: same family, or one of them names none.
fn related(a: Option<Engine>, b: Option<Engine>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => a == b,
        (Some(engine), None) | (None, Some(engine)) => !engine.is_key_value(),
        (None, None) => true,
    }
}

fn family_engine(group: &str) -> Option<Engine> {
    group.split('_').find_map(|word| match word {
        "PG" | "POSTGRES" | "POSTGRESQL" | "PGSQL" | "COCKROACH" | "COCKROACHDB" => {
            Some(Engine::Postgres)
        }
        "MYSQL" | "MARIADB" => Some(Engine::Mysql),
        "MSSQL" | "SQLSERVER" => Some(Engine::Sqlserver),
        "MONGO" | "MONGODB" => Some(Engine::Mongodb),
        "REDIS" | "VALKEY" => Some(Engine::Redis),
        "CLICKHOUSE" => Some(Engine::Clickhouse),
        "ORACLE" => Some(Engine::Oracle),
        _ => None,
    })
}

fn split<'a>(group: &str, parts: &Parts<'a>, around: &dyn Surroundings) -> Option<Split<'a>> {
    let value = |part: Part| parts.get(&part).map(|(_, value)| *value);
    let port_text = value(Part::Port).unwrap_or("");
    let engine = value(Part::Engine)
        .and_then(scheme::driver)
        .or_else(|| family_engine(group))
        .unwrap_or(match port_text {
            "5432" => Engine::Postgres,
            "3306" => Engine::Mysql,
            "27017" => Engine::Mongodb,
            "1433" => Engine::Sqlserver,
            _ => Engine::Unknown,
        });
    let made = |outcome: Outcome| Split {
        slot: format!("{group}_*"),
        outcome,
        parts: parts
            .iter()
            .filter(|(part, _)| **part != Part::Password)
            .map(|(part, (variable, _))| (*part, *variable))
            .collect(),
        has_host: value(Part::Host).or(value(Part::Socket)).is_some(),
        has_name: value(Part::Database).is_some(),
    };
    // A connection of the project's own name that keeps its data in a file, or in memory.
    let names_a_file = engine == Engine::Unknown
        && value(Part::Host).is_none()
        && value(Part::Database).is_some_and(sqlite::is_bare_path);
    if engine == Engine::Sqlite || names_a_file {
        return Some(made(sqlite::bare(value(Part::Database)?, around)));
    }
    if engine.is_key_value() && value(Part::Host).is_none() && value(Part::Socket).is_none() {
        return None;
    }
    let port = match url::port_number(port_text.trim()) {
        Ok(port) => port.or(engine.default_port()),
        Err(reason) => return Some(made(unreadable(engine, reason))),
    };
    let mut reading = Reading::at(Location::Memory);
    reading.database = value(Part::Database)
        .filter(|_| !engine.is_key_value())
        .map(str::to_owned);
    reading.schema = value(Part::Schema).map(str::to_owned);
    reading.user = value(Part::User).map(str::to_owned);
    let host = value(Part::Host);
    let mut readings = Vec::new();
    // Laravel and PDO take the socket, others the host: both count.
    if let Some(path) = value(Part::Socket) {
        reading.location = Location::Socket {
            path: path.to_owned(),
            port: value(Part::Port).and(port),
        };
        url::push(&mut readings, reading.clone());
    }
    if engine == Engine::Sqlserver
        && let Some(host) = host
    {
        let host = match port_text.trim() {
            port if port.is_empty() || host.contains(',') => host.to_owned(),
            port => format!("{host},{port}"),
        };
        return Some(made(ado::server_reading(&host, reading)));
    }
    if host.is_some() || readings.is_empty() {
        let mut hosts = match setting_hosts(host.unwrap_or("localhost")) {
            Ok(hosts) => hosts,
            Err(reason) => return Some(made(unreadable(engine, reason))),
        };
        hosts.iter_mut().for_each(|h| h.port = h.port.or(port));
        for location in locations(hosts, engine) {
            reading.location = location;
            url::push(&mut readings, reading.clone());
        }
    }
    Some(made(Outcome::Address(Address {
        engine,
        readings,
        borrowed: Vec::new(),
        access: {
            let mut access = Access::with_password(value(Part::Password));
            access.borrow(engine, around);
            access
        },
    })))
}

#[cfg(test)]
mod tests;
