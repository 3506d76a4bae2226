//! PostgreSQL: one connection, and one round trip for all facts.

use super::reach::{self, Way, user, ways};
use super::{Manner, failure, passfile, whereabouts};
use crate::facts::{Emptiness, Fault, Heard, LEDGERS, MAINTENANCE, Marker, Said, Silence};
use crate::judge::Ask;
use crate::target::access::Encryption;
use serde::Deserialize;
use sqlx::postgres::{PgConnectOptions, PgConnection, PgSslMode};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Row};

/// All facts as one JSON object. What may be missing, or kept from this user, is asked for in texts
/// that run only where it is there: a statement that names it outright would fail as a whole.
const FACTS: &str = include_str!("postgres.sql");

/// The question whether a server encrypts, and its answers: yes, no, and an error of old servers.
const ENCRYPTION: &[u8] = &[0, 0, 0, 8, 4, 210, 22, 47];

fn answers_encryption(first: &[u8]) -> bool {
    matches!(first.first(), Some(b'S' | b'N' | b'E'))
}

/// Asks one server.
pub(super) async fn ask(ask: &Ask, manner: &Manner) -> Heard {
    let (mut connection, way) = match connect(ask, manner).await {
        Ok(connected) => connected,
        Err(heard) => return heard,
    };
    let ledgers: Vec<String> = LEDGERS.iter().map(|name| format!("'{name}'")).collect();
    let text = FACTS
        .replace("{timeout}", &manner.timeout.as_millis().to_string())
        .replace("{ledgers}", &format!("ARRAY[{}]", ledgers.join(", ")));
    let rows = match sqlx::raw_sql(AssertSqlSafe(text))
        .fetch_all(&mut connection)
        .await
    {
        Ok(rows) => rows,
        Err(error) => return failure::of_asking(&error),
    };
    let json = rows
        .first()
        .and_then(|row| row.try_get::<String, _>(0).ok());
    let _ = connection.close().await;
    match json.and_then(|json| serde_json::from_str::<Answer>(&json).ok()) {
        Some(answer) => Heard::Said(Box::new(answer.said(&way))),
        None => Heard::Broken(Fault::Unreadable),
    }
}

/// A connection to exactly what was judged, and the way that led there.
pub(super) async fn connect(ask: &Ask, manner: &Manner) -> Result<(PgConnection, Way), Heard> {
    let ways = ways(&ask.place, manner).await.map_err(Heard::Silent)?;
    let mut last = Heard::Silent(Silence::NoRoute);
    for way in ways {
        let options = options(ask, manner, &way).map_err(Heard::Silent)?;
        let connecting = PgConnection::connect_with(&options);
        match reach::connect(connecting, &way, manner, ENCRYPTION, answers_encryption).await {
            Ok(connection) => return Ok((connection, way)),
            Err(heard) => last = heard,
        }
        if !matches!(last, Heard::Silent(Silence::Refused | Silence::NoRoute)) {
            break;
        }
    }
    Err(last)
}

/// Every option, one by one: the driver would fill what is left out from the variables of the
/// process, which are not those of the application.
fn options(ask: &Ask, manner: &Manner, way: &Way) -> Result<PgConnectOptions, Silence> {
    let user = user(&ask.place, manner).ok_or(Silence::Incomplete)?;
    let access = &ask.access;
    let file = manner.password_file.as_deref();
    let kept = match &access.password {
        Some(_) => None,
        None => file.and_then(|file| passfile::password(file, &ask.place, user)),
    };
    let password = access.password.as_ref().or(kept.as_ref());
    let password = password.map_or("", |password| password.expose());
    let mut options = PgConnectOptions::new_without_pgpass()
        .username(user)
        .password(password)
        .database(ask.place.database.as_deref().unwrap_or(user))
        .application_name("notprod")
        .extra_float_digits(None)
        .statement_cache_capacity(0)
        .disable_statement_logging();
    options = match &access.authority {
        Some(path) => options.ssl_root_cert(path),
        None => options.ssl_root_cert_from_pem(Vec::new()),
    };
    Ok(match way {
        Way::Socket(path) => {
            // A client names the folder, a setting at times the socket itself.
            let folder = path
                .rsplit_once("/.s.PGSQL.")
                .map_or(path.as_str(), |(folder, _)| folder);
            options
                .host(folder)
                .socket(folder)
                .port(ask.place.port.unwrap_or(5432))
                .ssl_mode(PgSslMode::Disable)
        }
        Way::Address(address, port) => {
            let mode = match access.encryption.unwrap_or(Encryption::Preferred) {
                Encryption::Off => PgSslMode::Disable,
                Encryption::Preferred => PgSslMode::Prefer,
                Encryption::Required => PgSslMode::Require,
                Encryption::Authority => PgSslMode::VerifyCa,
                Encryption::Identity => PgSslMode::VerifyFull,
            };
            // The name is what the certificate must be for.
            let host = match access.encryption {
                Some(Encryption::Identity) => ask.place.host.clone(),
                _ => address.to_string(),
            };
            options.host(&host).port(*port).ssl_mode(mode)
        }
    })
}

/// What the statement answers.
#[derive(Deserialize)]
struct Answer {
    version: String,
    identity: Option<String>,
    database: String,
    user: String,
    address: Option<String>,
    port: Option<u16>,
    clock: i64,
    superuser: Option<bool>,
    recovery: bool,
    subscribed: bool,
    writable: Option<Vec<String>>,
    tables: u64,
    bytes: u64,
    #[serde(rename = "unsized")]
    without_size: u64,
    objects: u64,
    rows: Option<f64>,
    marker: Option<String>,
    rails: Option<Vec<String>>,
}

impl Answer {
    fn said(self, way: &Way) -> Said {
        let identifier = self.identity.as_deref().and_then(element);
        // The second of `initdb` stands in the upper half of the identifier.
        let initialised = identifier
            .as_ref()
            .and_then(|identifier| identifier.parse::<u64>().ok())
            .and_then(|identifier| i64::try_from(identifier >> 32).ok());
        let hidden = self.marker.as_deref() == Some("hidden");
        let markers = match self.marker.as_deref().filter(|_| !hidden) {
            None => Vec::new(),
            Some(marker) => element(marker).map_or_else(Vec::new, |json| {
                // What nobody wrote as a marker is one of somebody else.
                serde_json::from_str::<Vec<Marker>>(&json)
                    .unwrap_or_else(|_| vec![Marker::default()])
            }),
        };
        let holds = self.bytes > 0 || self.objects > 0;
        let unknown = self.without_size > 0;
        Said {
            version: format!("PostgreSQL {}", self.version),
            identity: identifier.map(|identifier| format!("pg:{identifier}")),
            whereabouts: whereabouts::of(way, self.address.as_deref()),
            database: Some(self.database),
            user: Some(self.user),
            address: self.address,
            port: self.port,
            hostname: None,
            initialised,
            clock: self.clock,
            superuser: self.superuser.unwrap_or_default(),
            replica: self.recovery || self.subscribed,
            read_only: self.recovery,
            writable: self
                .writable
                .unwrap_or_default()
                .into_iter()
                .filter(|name| !MAINTENANCE.contains(&name.as_str()))
                .collect(),
            markers,
            hidden_marker: hidden,
            rails: self
                .rails
                .unwrap_or_default()
                .iter()
                .filter_map(|xml| element(xml))
                .collect(),
            tables: Some(self.tables),
            rows: self.rows.map(whole),
            emptiness: match (holds, unknown) {
                (true, _) => Emptiness::Holds,
                (false, true) => Emptiness::Unknown,
                (false, false) => Emptiness::Empty,
            },
        }
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "an estimate, and never below zero"
)]
fn whole(rows: f64) -> u64 {
    rows.max(0.0) as u64
}

/// The text of the first `<j>` that `query_to_xml` gave.
fn element(xml: &str) -> Option<String> {
    let (_, rest) = xml.split_once("<j>")?;
    let (text, _) = rest.split_once("</j>")?;
    let plain = text
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&apos;", "'")
        .replace("&#x0d;", "\r")
        .replace("&#x0D;", "\r");
    Some(plain.replace("&amp;", "&"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_come_back_from_xml() {
        let xml = "<row xmlns:xsi=\"x\">\n  <j>[{\"a\":\"&lt;&amp;lt;\"}]</j>\n</row>\n";
        assert_eq!(element(xml).as_deref(), Some("[{\"a\":\"<&lt;\"}]"));
        assert_eq!(element("<row/>"), None);
    }
}
