//! What live servers said of themselves: plain data, gathered by `probe`, read by the rules.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One place that was asked: a server or a file, and a database there. Holds no password.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Place {
    /// The engine's word.
    pub engine: String,
    /// The host as it was judged, the socket's folder or file, or the path of a file.
    pub host: String,
    /// The port; none for files and for sockets without one.
    pub port: Option<u16>,
    /// The database that was asked for; none where the address names none.
    pub database: Option<String>,
    /// The user; none where the address names none.
    pub user: Option<String>,
}

/// What came back from a place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Heard {
    /// The server answered.
    Said(Box<Said>),
    /// Nobody answered, or the server turned the user away: the verdict stays.
    Silent(Silence),
    /// What answered cannot be what was judged: refused.
    Broken(Fault),
}

/// Why there is no answer. None of these is an error: tests that open the address fare no better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Silence {
    /// No route to the host, or the network is down.
    NoRoute,
    /// Nothing listens there.
    Refused,
    /// No answer within the time.
    TimedOut,
    /// The name of the host is not known.
    NameNotFound,
    /// The password is wrong, or the server does not let this user in.
    WrongPassword,
    /// There is no such database, or no such file.
    NoSuchDatabase,
    /// The server takes no connection now: it starts, stops or is full.
    Busy,
    /// The server answered with an error of its own where it was asked for facts.
    Declined,
    /// The address leaves out what a connection wants.
    Incomplete,
}

impl Silence {
    /// The reason in words, as in `it was asked, and REASON`.
    pub fn words(self) -> &'static str {
        match self {
            Silence::NoRoute => "no route leads to it",
            Silence::Refused => "nothing listens there",
            Silence::TimedOut => "it did not answer in time",
            Silence::NameNotFound => "the name of its host is not known",
            Silence::WrongPassword => "it does not let this user in",
            Silence::NoSuchDatabase => "it has no such database",
            Silence::Busy => "it takes no connection now",
            Silence::Declined => "it answered with an error",
            Silence::Incomplete => "the address leaves out what a connection wants",
        }
    }
}

/// Why an answer is worse than none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fault {
    /// Something else listens there.
    OtherProtocol,
    /// The answer cannot be read.
    Unreadable,
    /// The server cannot prove by its certificate who it is, or has no encryption where the address
    /// demands it.
    Certificate,
    /// notprod itself failed while it asked.
    Failed,
}

impl Fault {
    /// The reason in words, as in `it was asked, and REASON`.
    pub fn words(self) -> &'static str {
        match self {
            Fault::OtherProtocol => "what listens there speaks another protocol",
            Fault::Unreadable => "its answer cannot be read",
            Fault::Certificate => "it cannot prove who it is as the address demands",
            Fault::Failed => "notprod itself failed while it asked",
        }
    }
}

/// Where a server is, by the address that it gives itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Whereabouts {
    /// On this machine, or in a container of it.
    Here,
    /// In a private network, where a name without dots may well lead.
    Near,
    /// On another machine.
    Elsewhere,
    /// It does not say.
    #[default]
    Unknown,
}

/// Whether a database holds anything.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Emptiness {
    /// Every table outside migration ledgers was seen, and holds nothing.
    Empty,
    /// Some table holds something.
    Holds,
    /// Not everything could be seen.
    #[default]
    Unknown,
}

/// A marker that `notprod mark` wrote, as it was found.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Marker {
    /// `disposable` or `production`.
    pub kind: String,
    /// The identity of the server that was marked.
    pub identity: Option<String>,
    /// The server's own address then; none for a socket.
    pub address: Option<String>,
    /// The server's own port then.
    pub port: Option<u16>,
    /// The database that was marked.
    pub database: Option<String>,
    /// When it ends, in seconds since 1970-01-01 UTC; none where it does not.
    pub expires: Option<i64>,
}

/// What a server said of itself.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Said {
    /// The server's name and version, such as `PostgreSQL 15.18`.
    pub version: String,
    /// `pg:` and the system identifier, `mysql:` and the server's uuid, `mariadb:` and its uid,
    /// `sqlite:` and the file; none where the server keeps it from this user.
    pub identity: Option<String>,
    /// The database that the connection is in.
    pub database: Option<String>,
    /// The user that the connection has.
    pub user: Option<String>,
    /// The server's own address of the connection; none for sockets, and where it does not tell.
    pub address: Option<String>,
    /// The server's own port.
    pub port: Option<u16>,
    /// The name of the server's machine, where it tells.
    pub hostname: Option<String>,
    /// Where that is.
    pub whereabouts: Whereabouts,
    /// When the server was initialised, in seconds since 1970-01-01 UTC.
    pub initialised: Option<i64>,
    /// The server's clock, in seconds since 1970-01-01 UTC.
    pub clock: i64,
    /// Whether the user may do everything.
    pub superuser: bool,
    /// Whether the server follows another.
    pub replica: bool,
    /// Whether the server takes no writes.
    pub read_only: bool,
    /// The other databases that this user can write to, without those for maintenance.
    pub writable: Vec<String>,
    /// The markers that stand in the database.
    pub markers: Vec<Marker>,
    /// A marker table is there that this user may not read.
    pub hidden_marker: bool,
    /// The environments that Rails wrote into `ar_internal_metadata`.
    pub rails: Vec<String>,
    /// How many tables there are outside migration ledgers.
    pub tables: Option<u64>,
    /// How many rows those hold, as the server estimates.
    pub rows: Option<u64>,
    /// Whether those hold anything.
    pub emptiness: Emptiness,
}

impl Said {
    /// Whether a marker's time is over, by the server's clock.
    pub fn is_over(&self, marker: &Marker) -> bool {
        marker.expires.is_some_and(|end| end < self.clock)
    }

    /// Whether a marker was written for this very server, address, port and database. A clone keeps
    /// the identity, a dump keeps all that was written.
    pub fn is_own(&self, marker: &Marker) -> bool {
        self.identity.is_some()
            && self.identity == marker.identity
            && self.database == marker.database
            && place(self.address.as_deref()) == place(marker.address.as_deref())
            // A socket of PostgreSQL tells no port.
            && (self.port == marker.port || self.port.is_none() || marker.port.is_none())
    }
}

/// One spelling for the ways to this machine: a socket and loopback lead to one server.
fn place(address: Option<&str>) -> &str {
    match address {
        None | Some("127.0.0.1" | "::1") => "this machine",
        Some(address) => address,
    }
}

/// All that was heard.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    heard: BTreeMap<Place, Heard>,
}

impl Facts {
    /// No facts: nobody was asked.
    pub fn none() -> Facts {
        Facts::default()
    }

    /// Whether nobody was asked.
    pub fn is_empty(&self) -> bool {
        self.heard.is_empty()
    }

    /// What came back from a place, if it was asked.
    pub fn of(&self, place: &Place) -> Option<&Heard> {
        self.heard.get(place)
    }

    /// Remembers what came back; the latest counts.
    pub fn add(&mut self, place: Place, heard: Heard) {
        self.heard.insert(place, heard);
    }

    /// Every place, and what came back.
    pub fn iter(&self) -> impl Iterator<Item = (&Place, &Heard)> {
        self.heard.iter()
    }
}

impl IntoIterator for Facts {
    type Item = (Place, Heard);
    type IntoIter = std::collections::btree_map::IntoIter<Place, Heard>;

    fn into_iter(self) -> Self::IntoIter {
        self.heard.into_iter()
    }
}

impl Extend<(Place, Heard)> for Facts {
    fn extend<I: IntoIterator<Item = (Place, Heard)>>(&mut self, heard: I) {
        self.heard.extend(heard);
    }
}

/// Tables in which tools keep what they have done: rows there are no data of the project.
pub const LEDGERS: &[&str] = &[
    "schema_migrations",
    "ar_internal_metadata",
    "migrations",
    "django_migrations",
    "alembic_version",
    "flyway_schema_history",
    "schema_version",
    "databasechangelog",
    "databasechangeloglock",
    "_prisma_migrations",
    "__drizzle_migrations",
    "knex_migrations",
    "knex_migrations_lock",
    "sequelizemeta",
    "mikro_orm_migrations",
    "kysely_migration",
    "kysely_migration_lock",
    "pgmigrations",
    "doctrine_migration_versions",
    "migration_versions",
    "phinxlog",
    "goose_db_version",
    "gorp_migrations",
    "_sqlx_migrations",
    "__diesel_schema_migrations",
    "refinery_schema_history",
    "seaql_migrations",
    "__efmigrationshistory",
    "aerich",
    "yoyo_lock",
    "_yoyo_migration",
    "_yoyo_log",
    "_yoyo_version",
];

/// The schema (PostgreSQL) or the table's name in front (elsewhere) of notprod's own marker.
pub const MARKER_SCHEMA: &str = "notprod";
/// The table of the marker in its schema.
pub const MARKER_TABLE: &str = "marker";
/// The table of the marker where there are no schemas.
pub const MARKER_FLAT: &str = "notprod_marker";

/// Databases that belong to the server or its provider, not to anybody's application.
pub const MAINTENANCE: &[&str] = &[
    "postgres",
    "template0",
    "template1",
    "rdsadmin",
    "cloudsqladmin",
    "azure_maintenance",
    "azure_sys",
    "_aiven",
    "mysql",
    "sys",
    "information_schema",
    "performance_schema",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_marker_is_its_own_servers_alone() {
        let said = Said {
            identity: Some("pg:1".into()),
            address: Some("127.0.0.1".into()),
            port: Some(5432),
            database: Some("shop".into()),
            ..Said::default()
        };
        let marker = Marker {
            kind: "disposable".into(),
            identity: Some("pg:1".into()),
            address: None,
            port: Some(5432),
            database: Some("shop".into()),
            expires: None,
        };
        assert!(said.is_own(&marker), "a socket leads to the same server");
        let others = [
            Marker {
                identity: Some("pg:2".into()),
                ..marker.clone()
            },
            Marker {
                identity: None,
                ..marker.clone()
            },
            Marker {
                address: Some("10.0.0.9".into()),
                ..marker.clone()
            },
            Marker {
                port: Some(5433),
                ..marker.clone()
            },
            Marker {
                database: Some("shop2".into()),
                ..marker
            },
        ];
        for other in others {
            assert!(!said.is_own(&other), "{other:?}");
        }
        let nobody = Said {
            identity: None,
            ..said
        };
        assert!(!nobody.is_own(&Marker::default()));
    }
}
