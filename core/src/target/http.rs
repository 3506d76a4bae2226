//! Databases that are spoken to over HTTP.

use super::address::{Address, Expectation, Outcome, Surroundings, unreadable};
use super::{Engine, Location, Reading, url};

/// Hosts whose web addresses are databases, whatever the variable is called.
const DATABASE_HOSTS: &[(&str, Engine)] = &[
    (".supabase.co", Engine::Postgres),
    (".turso.io", Engine::Libsql),
    (".upstash.io", Engine::Redis),
    (".kv.vercel-storage.com", Engine::Redis),
    (".neon.tech", Engine::Postgres),
    (".xata.sh", Engine::Postgres),
    (".prisma-data.net", Engine::Postgres),
    (".psdb.cloud", Engine::Mysql),
    (".clickhouse.cloud", Engine::Clickhouse),
    (".documents.azure.com", Engine::Unknown),
    (".astra.datastax.com", Engine::Unknown),
    (".databases.neo4j.io", Engine::Unknown),
    (".cloud.es.io", Engine::Unknown),
    (".cloud.influxdata.com", Engine::Unknown),
    (".snowflakecomputing.com", Engine::Unknown),
    (".firebaseio.com", Engine::Unknown),
    (".sqlite.cloud", Engine::Unknown),
];

/// What stands after `http:`; nothing where it is an ordinary web address.
pub(super) fn read(
    scheme: &str,
    rest: &str,
    expected: Expectation,
    _around: &dyn Surroundings,
) -> Option<Outcome> {
    let rest = rest.strip_prefix("//")?;
    let known = |host: &str| {
        let host = host.to_ascii_lowercase();
        DATABASE_HOSTS
            .iter()
            .find(|(end, _)| host.ends_with(end))
            .map(|(_, engine)| *engine)
    };
    let parts = match url::parts(rest) {
        Ok(parts) => parts,
        Err(reason) => {
            let authority = rest.split(['/', '?', '#']).next().unwrap_or(rest);
            let counts = expected == Expectation::Address || known(authority).is_some();
            return counts.then(|| unreadable(Engine::Unknown, reason));
        }
    };
    let servers = match url::endpoints(parts.hosts) {
        Ok(servers) => servers,
        Err(reason) => {
            return (expected == Expectation::Address).then(|| unreadable(Engine::Unknown, reason));
        }
    };
    let provider = servers.iter().find_map(|server| known(&server.host));
    if provider.is_none() && expected != Expectation::Address {
        return None;
    }
    let port = if matches!(scheme, "https" | "wss") {
        443
    } else {
        80
    };
    let mut reading = Reading::at(Location::Servers(
        servers
            .into_iter()
            .map(|mut s| {
                s.port = s.port.or(Some(port));
                s
            })
            .collect(),
    ));
    reading.user = parts
        .user
        .and_then(url::decode)
        .filter(|user| !user.is_empty());
    let named = url::parameters(parts.query);
    reading.database = url::last(&named, url::DATABASE_KEYS)
        .map(str::to_owned)
        .or_else(|| {
            parts
                .path
                .and_then(url::decode)
                .map(|path| path.trim_matches('/').to_owned())
                .filter(|path| !path.is_empty())
        });
    Some(Outcome::Address(Address::one(
        provider.unwrap_or(Engine::Unknown),
        reading,
    )))
}
