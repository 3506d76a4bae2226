//! MySQL and MariaDB: one connection, one round trip for the server and the list of tables, and one
//! for what stands in them.

use super::reach::{self, Way, user, ways};
use super::{Manner, failure, whereabouts};
use crate::facts::{
    Emptiness, Fault, Heard, LEDGERS, MAINTENANCE, MARKER_FLAT, Marker, Said, Silence,
};
use crate::judge::Ask;
use crate::target::access::Encryption;
use sha2::{Digest, Sha256};
use sqlx::mysql::{MySqlConnectOptions, MySqlConnection, MySqlRow, MySqlSslMode};
use sqlx::{AssertSqlSafe, Column, ConnectOptions, Connection, Row};
use std::collections::BTreeMap;

mod grants;

use grants::Grants;

/// The most tables that are looked into. With more, nothing proves that a database is empty.
const MOST_TABLES: usize = 1_000;

/// The server, the user's grants, and the list of tables. The names of variables differ, and a list
/// of names asks for those that are there; the comments are read by the one kind of server or the
/// other.
fn server(manner: &Manner) -> String {
    let millis = manner.timeout.as_millis();
    let seconds = manner.timeout.as_secs().max(1);
    format!(
        "SET SESSION lock_wait_timeout = {seconds} \
         /*!50704 , SESSION max_execution_time = {millis} */ /*M!100100 , SESSION max_statement_time = {seconds} */;\
         START TRANSACTION READ ONLY;\
         SELECT 'server', version(), database(), current_user(), unix_timestamp();\
         SHOW GLOBAL VARIABLES WHERE Variable_name IN ('server_uuid', 'server_uid', 'hostname', 'port', \
         'datadir', 'server_id', 'read_only', 'version_comment');\
         SHOW GLOBAL STATUS WHERE Variable_name IN ('Slave_running', 'Replica_running');\
         SHOW GRANTS;\
         SELECT 'database', schema_name FROM information_schema.schemata;\
         SELECT 'table', table_name, table_type, table_rows FROM information_schema.tables \
         WHERE table_schema = database() ORDER BY table_name LIMIT {}",
        MOST_TABLES + 1
    )
}

/// Whether the first bytes are a greeting, of the one version there is, or an error in its place.
fn greets(first: &[u8]) -> bool {
    matches!(first, [_, _, 0, 0, 10 | 255, ..])
}

/// Asks one server.
pub(super) async fn ask(ask: &Ask, manner: &Manner) -> Heard {
    let (mut connection, way) = match connect(ask, manner).await {
        Ok(connected) => connected,
        Err(heard) => return heard,
    };
    let rows = match sqlx::raw_sql(AssertSqlSafe(server(manner)))
        .fetch_all(&mut connection)
        .await
    {
        Ok(rows) => rows,
        Err(error) => return failure::of_asking(&error),
    };
    let Some(mut answer) = Answer::of(&rows) else {
        return Heard::Broken(Fault::Unreadable);
    };
    if let Some(text) = answer.second() {
        match sqlx::raw_sql(AssertSqlSafe(text))
            .fetch_all(&mut connection)
            .await
        {
            Ok(rows) => answer.take(&rows),
            Err(error) => return failure::of_asking(&error),
        }
    }
    let _ = connection.close().await;
    Heard::Said(Box::new(answer.said(&way)))
}

/// A connection to exactly what was judged, and the way that led there.
pub(super) async fn connect(ask: &Ask, manner: &Manner) -> Result<(MySqlConnection, Way), Heard> {
    let ways = ways(&ask.place, manner).await.map_err(Heard::Silent)?;
    let mut last = Heard::Silent(Silence::NoRoute);
    for way in ways {
        let options = options(ask, manner, &way).map_err(Heard::Silent)?;
        let connecting = MySqlConnection::connect_with(&options);
        match reach::connect(connecting, &way, manner, &[], greets).await {
            Ok(connection) => return Ok((connection, way)),
            Err(heard) => last = heard,
        }
        if !matches!(last, Heard::Silent(Silence::Refused | Silence::NoRoute)) {
            break;
        }
    }
    Err(last)
}

/// Every option, one by one. What the driver would set on a new connection costs a round trip, and
/// none of it is wanted here.
fn options(ask: &Ask, manner: &Manner, way: &Way) -> Result<MySqlConnectOptions, Silence> {
    let user = user(&ask.place, manner).ok_or(Silence::Incomplete)?;
    let access = &ask.access;
    let mut options = MySqlConnectOptions::new()
        .username(user)
        .charset("utf8mb4")
        .pipes_as_concat(false)
        .no_engine_substitution(false)
        .timezone(None)
        .set_names(false)
        .statement_cache_capacity(0)
        .disable_statement_logging();
    if let Some(password) = &access.password {
        options = options.password(password.expose());
    }
    if let Some(database) = &ask.place.database {
        options = options.database(database);
    }
    if let Some(path) = &access.authority {
        options = options.ssl_ca(path);
    }
    Ok(match way {
        Way::Socket(path) => options.socket(path).ssl_mode(MySqlSslMode::Disabled),
        Way::Address(address, port) => {
            let mode = match access.encryption.unwrap_or(Encryption::Preferred) {
                Encryption::Off => MySqlSslMode::Disabled,
                Encryption::Preferred => MySqlSslMode::Preferred,
                Encryption::Required => MySqlSslMode::Required,
                Encryption::Authority => MySqlSslMode::VerifyCa,
                Encryption::Identity => MySqlSslMode::VerifyIdentity,
            };
            let host = match access.encryption {
                Some(Encryption::Identity) => ask.place.host.clone(),
                _ => address.to_string(),
            };
            options.host(&host).port(*port).ssl_mode(mode)
        }
    })
}

#[derive(Debug, Default)]
struct Table {
    name: String,
    rows: u64,
}

/// What both round trips told.
#[derive(Debug, Default)]
struct Answer {
    version: String,
    database: Option<String>,
    user: String,
    clock: i64,
    variables: BTreeMap<String, String>,
    grants: Grants,
    databases: Vec<String>,
    tables: Vec<Table>,
    is_cut: bool,
    filled: bool,
    asked_all: bool,
    markers: Vec<Marker>,
    hidden_marker: bool,
    rails: Vec<String>,
}

fn text(row: &MySqlRow, at: usize) -> Option<String> {
    // Whatever type the server gives it: in this protocol every value is a text.
    row.try_get_unchecked::<Option<String>, _>(at)
        .ok()
        .flatten()
}

impl Answer {
    fn of(rows: &[MySqlRow]) -> Option<Answer> {
        let mut answer = Answer::default();
        for row in rows {
            let first = text(row, 0).unwrap_or_default();
            match (first.as_str(), row.len()) {
                _ if row
                    .columns()
                    .first()
                    .is_some_and(|c| c.name() == "Variable_name") =>
                {
                    let value = text(row, 1).unwrap_or_default();
                    answer.variables.insert(first.to_ascii_lowercase(), value);
                }
                ("server", 5) => {
                    answer.version = text(row, 1)?;
                    answer.database = text(row, 2);
                    answer.user = text(row, 3)?;
                    answer.clock = text(row, 4)?.parse().ok()?;
                }
                ("database", 2) => answer.databases.extend(text(row, 1)),
                ("table", 4) => answer.table(row),
                (grant, 1) => answer.grants.add(grant),
                _ => return None,
            }
        }
        (!answer.version.is_empty()).then_some(answer)
    }

    fn table(&mut self, row: &MySqlRow) {
        let (Some(name), Some(kind)) = (text(row, 1), text(row, 2)) else {
            return;
        };
        if self.tables.len() >= MOST_TABLES {
            self.is_cut = true;
        } else if matches!(kind.as_str(), "BASE TABLE" | "SYSTEM VERSIONED") {
            let rows = text(row, 3).and_then(|rows| rows.parse().ok());
            let rows = rows.unwrap_or_default();
            self.tables.push(Table { name, rows });
        }
    }

    fn has(&self, name: &str) -> Option<&str> {
        let tables = self.tables.iter();
        let mut names = tables.map(|table| table.name.as_str());
        names.find(|table| table.eq_ignore_ascii_case(name))
    }

    fn data(&self) -> impl Iterator<Item = &Table> {
        self.tables.iter().filter(|table| {
            let name = table.name.to_ascii_lowercase();
            !LEDGERS.contains(&name.as_str()) && name != MARKER_FLAT
        })
    }

    /// What the tables are asked, as far as this user may: none where there is nothing to ask.
    fn second(&mut self) -> Option<String> {
        let database = self.database.clone()?;
        let mut statements = Vec::new();
        if let Some(marker) = self.has(MARKER_FLAT) {
            let marker = quoted(marker);
            if self.grants.reads(&database) {
                statements.push(format!(
                    "SELECT 'marker', m.kind, m.identity, m.address, m.port, m.name, m.expires FROM {marker} AS m"
                ));
            } else {
                self.hidden_marker = true;
            }
        }
        if let Some(rails) = self.has("ar_internal_metadata")
            && self.grants.reads(&database)
        {
            let rails = quoted(rails);
            statements.push(format!(
                "SELECT 'rails', value FROM {rails} WHERE `key` = 'environment'"
            ));
        }
        // A table that this user may not read is not even listed.
        if self.grants.reads(&database) && !self.is_cut {
            let filled: Vec<String> = self
                .data()
                .map(|table| format!("EXISTS (SELECT 1 FROM {} LIMIT 1)", quoted(&table.name)))
                .collect();
            self.asked_all = true;
            if !filled.is_empty() {
                statements.push(format!("SELECT 'filled', {}", filled.join(" OR ")));
            }
        }
        (!statements.is_empty()).then(|| statements.join(";"))
    }

    fn take(&mut self, rows: &[MySqlRow]) {
        for row in rows {
            match (text(row, 0).as_deref(), row.len()) {
                (Some("marker"), 7) => self.markers.push(Marker {
                    kind: text(row, 1).unwrap_or_default(),
                    identity: text(row, 2),
                    address: text(row, 3),
                    port: text(row, 4).and_then(|port| port.parse().ok()),
                    database: text(row, 5),
                    expires: text(row, 6).and_then(|expires| expires.parse().ok()),
                }),
                (Some("rails"), 2) => self.rails.extend(text(row, 1)),
                (Some("filled"), 2) => self.filled = text(row, 1).as_deref() != Some("0"),
                _ => self.asked_all = false,
            }
        }
    }

    fn identity(&self) -> Option<String> {
        let value = |name: &str| self.variables.get(name).filter(|value| !value.is_empty());
        if let Some(uuid) = value("server_uuid") {
            return Some(format!("mysql:{uuid}"));
        }
        if let Some(uid) = value("server_uid") {
            return Some(format!("mariadb:{uid}"));
        }
        // An older MariaDB has no identity: its machine, port and folder stand for one.
        let mut hash = Sha256::new();
        for name in ["hostname", "port", "datadir", "server_id"] {
            hash.update(value(name)?.as_bytes());
            hash.update(b"\0");
        }
        let bytes = hash.finalize();
        let short: String = bytes
            .iter()
            .take(16)
            .map(|byte| format!("{byte:02x}"))
            .collect();
        Some(format!("mariadb:{short}"))
    }

    fn said(self, way: &Way) -> Said {
        let on = |name: &str| {
            let value = self
                .variables
                .get(name)
                .map(|value| value.to_ascii_uppercase());
            value.is_some_and(|value| matches!(value.as_str(), "ON" | "1" | "YES"))
        };
        let kind = if self.version.contains("MariaDB") {
            "MariaDB"
        } else {
            "MySQL"
        };
        let number = self.version.split('-').next().unwrap_or_default();
        let own = self.database.clone().unwrap_or_default();
        let writable = self.databases.iter().filter(|name| {
            **name != own
                && !MAINTENANCE.contains(&name.to_ascii_lowercase().as_str())
                && self.grants.writes(name)
        });
        Said {
            version: format!("{kind} {number}"),
            identity: self.identity(),
            user: Some(self.user.clone()),
            address: self.variables.get("hostname").cloned(),
            port: self
                .variables
                .get("port")
                .and_then(|port| port.parse().ok()),
            hostname: self.variables.get("hostname").cloned(),
            whereabouts: whereabouts::of(way, None),
            initialised: None,
            clock: self.clock,
            superuser: self.grants.is_all(),
            replica: on("slave_running") || on("replica_running"),
            read_only: on("read_only"),
            writable: writable.cloned().collect(),
            hidden_marker: self.hidden_marker,
            tables: self.database.as_ref().map(|_| self.data().count() as u64),
            rows: self
                .database
                .as_ref()
                .map(|_| self.data().map(|table| table.rows).sum()),
            emptiness: match (self.filled, self.asked_all) {
                (true, _) => Emptiness::Holds,
                (false, true) => Emptiness::Empty,
                (false, false) => Emptiness::Unknown,
            },
            database: self.database,
            markers: self.markers,
            rails: self.rails,
        }
    }
}

/// A name as MySQL quotes it.
pub(super) fn quoted(name: &str) -> String {
    format!("`{}`", name.replace('`', "``"))
}
