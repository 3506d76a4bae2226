//! Addresses of databases: what each kind of software would open, given a text.

pub mod access;
pub mod address;
mod ado;
mod choices;
mod cloud;
mod go;
pub mod host;
mod http;
pub mod identity;
mod jdbc;
pub mod libpq;
pub mod managed;
mod option_file;
mod pdo;
pub mod places;
mod redis_options;
pub mod scheme;
mod server;
pub mod slot;
pub mod split;
pub mod sqlite;
#[cfg(test)]
mod tests;
#[cfg(test)]
pub(crate) mod trial;
mod url;

use serde::Serialize;

/// A database engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Engine {
    /// PostgreSQL and what speaks its protocol.
    Postgres,
    /// MySQL, MariaDB and what speaks their protocol.
    Mysql,
    /// SQLite.
    Sqlite,
    /// MongoDB.
    Mongodb,
    /// Redis, Valkey and other key-value stores.
    Redis,
    /// Microsoft SQL Server.
    Sqlserver,
    /// Oracle.
    Oracle,
    /// ClickHouse.
    Clickhouse,
    /// libSQL and Turso.
    Libsql,
    /// A database of a kind that notprod does not know.
    Unknown,
}

impl Engine {
    /// The word in reports.
    pub fn name(self) -> &'static str {
        match self {
            Engine::Postgres => "postgres",
            Engine::Mysql => "mysql",
            Engine::Sqlite => "sqlite",
            Engine::Mongodb => "mongodb",
            Engine::Redis => "redis",
            Engine::Sqlserver => "sqlserver",
            Engine::Oracle => "oracle",
            Engine::Clickhouse => "clickhouse",
            Engine::Libsql => "libsql",
            Engine::Unknown => "unknown",
        }
    }

    /// The port of a server that was given none.
    pub fn default_port(self) -> Option<u16> {
        match self {
            Engine::Postgres => Some(5432),
            Engine::Mysql => Some(3306),
            Engine::Mongodb => Some(27017),
            Engine::Redis => Some(6379),
            Engine::Sqlserver => Some(1433),
            Engine::Oracle => Some(1521),
            Engine::Clickhouse => Some(8123),
            Engine::Sqlite | Engine::Libsql | Engine::Unknown => None,
        }
    }

    /// Whether its databases have no names that could say test.
    pub fn is_key_value(self) -> bool {
        self == Engine::Redis
    }

    /// The longest name in bytes; the server cuts or refuses what is longer.
    pub fn longest_name(self) -> Option<usize> {
        match self {
            Engine::Postgres => Some(63),
            Engine::Mysql => Some(64),
            Engine::Mongodb => Some(63),
            Engine::Sqlserver => Some(128),
            _ => None,
        }
    }
}

/// One server that a client would try.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Endpoint {
    /// Host name or address, decoded, without brackets, as it was written.
    pub host: String,
    /// Port; none where the engine has no default and none was given.
    pub port: Option<u16>,
}

/// Where a client would go.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Location {
    /// Servers over a network, tried in order.
    Servers(Vec<Endpoint>),
    /// A socket of this machine; the port is part of the file's name for PostgreSQL.
    Socket {
        /// The socket, or the folder that holds it.
        path: String,
        /// The port that tells servers in one folder apart.
        port: Option<u16>,
    },
    /// A file: every path at which some reader would look, absolute.
    File(Vec<std::path::PathBuf>),
    /// In memory: gone when the process ends.
    Memory,
    /// Made for the test and thrown away after it (Testcontainers).
    Disposable,
}

/// What one kind of software would open. Two readings of one address differ where clients do.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Reading {
    /// Where it goes.
    pub location: Location,
    /// The database, decoded. For a file its own name without folders.
    pub database: Option<String>,
    /// Whether nobody wrote the name: it is the driver's default, and proves nothing.
    pub is_default_name: bool,
    /// The schema, where the address names one.
    pub schema: Option<String>,
    /// The user, decoded.
    pub user: Option<String>,
}

impl Reading {
    /// A reading without names.
    pub fn at(location: Location) -> Reading {
        Reading {
            location,
            database: None,
            is_default_name: false,
            schema: None,
            user: None,
        }
    }

    /// The servers of the reading; none for sockets, files and memory.
    pub fn endpoints(&self) -> &[Endpoint] {
        match &self.location {
            Location::Servers(endpoints) => endpoints,
            _ => &[],
        }
    }
}
