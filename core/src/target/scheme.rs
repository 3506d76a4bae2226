//! The schemes of addresses, and the engines behind them.

use super::Engine;

/// Every scheme that is a database's, without the drivers behind a `+`, in the order of the alphabet.
#[rustfmt::skip]
pub const SCHEMES: &[(&str, Engine)] = &[
    ("access", Engine::Unknown),
    ("aiomysql", Engine::Mysql),
    ("aiosqlite", Engine::Sqlite),
    ("alloydb", Engine::Postgres),
    ("arangodb", Engine::Unknown),
    ("asyncmy", Engine::Mysql),
    ("asyncpg", Engine::Postgres),
    ("aurora", Engine::Mysql),
    ("awsathena", Engine::Unknown),
    ("azuresql", Engine::Sqlserver),
    ("bigquery", Engine::Unknown),
    ("bolt", Engine::Unknown),
    ("cassandra", Engine::Unknown),
    ("chdb", Engine::Clickhouse),
    ("clickhouse", Engine::Clickhouse),
    ("clickhousedb", Engine::Clickhouse),
    ("clickhouses", Engine::Clickhouse),
    ("cockroach", Engine::Postgres),
    ("cockroachdb", Engine::Postgres),
    ("couchbase", Engine::Unknown),
    ("couchbases", Engine::Unknown),
    ("couchdb", Engine::Unknown),
    ("crate", Engine::Unknown),
    ("cratedb", Engine::Unknown),
    ("crdb", Engine::Postgres),
    ("databricks", Engine::Unknown),
    ("datastax", Engine::Unknown),
    ("db2", Engine::Unknown),
    ("db2i", Engine::Unknown),
    ("dgraph", Engine::Unknown),
    ("doris", Engine::Unknown),
    ("druid", Engine::Unknown),
    ("duckdb", Engine::Unknown),
    ("dynamodb", Engine::Unknown),
    ("ecto", Engine::Unknown),
    ("edgedb", Engine::Unknown),
    ("elasticsearch", Engine::Unknown),
    ("exa", Engine::Unknown),
    ("firebird", Engine::Unknown),
    ("gel", Engine::Unknown),
    ("hana", Engine::Unknown),
    ("hive", Engine::Unknown),
    ("ibm_db_sa", Engine::Unknown),
    ("ibmdb", Engine::Unknown),
    ("ignite", Engine::Unknown),
    ("immudb", Engine::Unknown),
    ("impala", Engine::Unknown),
    ("influx", Engine::Unknown),
    ("influxdb", Engine::Unknown),
    ("informix", Engine::Unknown),
    ("kdb", Engine::Unknown),
    ("keydb", Engine::Redis),
    ("libsql", Engine::Libsql),
    ("mariadb", Engine::Mysql),
    ("memcache", Engine::Redis),
    ("memcached", Engine::Redis),
    ("memsql", Engine::Mysql),
    ("monetdb", Engine::Unknown),
    ("mongo", Engine::Mongodb),
    ("mongodb", Engine::Mongodb),
    ("mongodb+srv", Engine::Mongodb),
    ("motherduck", Engine::Unknown),
    ("mssql", Engine::Sqlserver),
    ("mssqlms", Engine::Sqlserver),
    ("mysql", Engine::Mysql),
    ("mysql+srv", Engine::Mysql),
    ("mysql2", Engine::Mysql),
    ("mysqlgis", Engine::Mysql),
    ("mysqli", Engine::Mysql),
    ("mysqlx", Engine::Mysql),
    ("neo4j", Engine::Unknown),
    ("neo4j+s", Engine::Unknown),
    ("neo4j+ssc", Engine::Unknown),
    ("netezza", Engine::Unknown),
    ("oceanbase", Engine::Unknown),
    ("opensearch", Engine::Unknown),
    ("oracle", Engine::Oracle),
    ("oracle-enhanced", Engine::Oracle),
    ("oracledb", Engine::Oracle),
    ("orientdb", Engine::Unknown),
    ("pg", Engine::Postgres),
    ("pglite", Engine::Postgres),
    ("pgsql", Engine::Postgres),
    ("pgx", Engine::Postgres),
    ("planetscale", Engine::Mysql),
    ("polardb", Engine::Mysql),
    ("postgis", Engine::Postgres),
    ("postgres", Engine::Postgres),
    ("postgresql", Engine::Postgres),
    ("presto", Engine::Unknown),
    ("prisma", Engine::Postgres),
    ("prisma+postgres", Engine::Postgres),
    ("psql", Engine::Postgres),
    ("psycopg", Engine::Postgres),
    ("psycopg2", Engine::Postgres),
    ("pymysql", Engine::Mysql),
    ("pysqlite", Engine::Sqlite),
    ("questdb", Engine::Unknown),
    ("questdb+http", Engine::Unknown),
    ("ravendb", Engine::Unknown),
    ("redis", Engine::Redis),
    ("redis-cluster", Engine::Redis),
    ("redis-sentinel", Engine::Redis),
    ("redis-socket", Engine::Redis),
    ("rediss", Engine::Redis),
    ("rediss-cluster", Engine::Redis),
    ("rediss-sentinel", Engine::Redis),
    ("redshift", Engine::Postgres),
    ("rethinkdb", Engine::Unknown),
    ("rqlite", Engine::Unknown),
    ("sap", Engine::Unknown),
    ("saphana", Engine::Unknown),
    ("scylla", Engine::Unknown),
    ("singlestore", Engine::Mysql),
    ("singlestoredb", Engine::Mysql),
    ("snowflake", Engine::Unknown),
    ("spanner", Engine::Unknown),
    ("spatialite", Engine::Sqlite),
    ("sqlite", Engine::Sqlite),
    ("sqlite3", Engine::Sqlite),
    ("sqlitecloud", Engine::Unknown),
    ("sqlserver", Engine::Sqlserver),
    ("sqlsrv", Engine::Sqlserver),
    ("starrocks", Engine::Unknown),
    ("surrealdb", Engine::Unknown),
    ("sybase", Engine::Unknown),
    ("taos", Engine::Unknown),
    ("tdengine", Engine::Unknown),
    ("teradata", Engine::Unknown),
    ("teradatasql", Engine::Unknown),
    ("tidb", Engine::Mysql),
    ("timescale", Engine::Postgres),
    ("timescaledb", Engine::Postgres),
    ("timescalegis", Engine::Postgres),
    ("trilogy", Engine::Mysql),
    ("trino", Engine::Unknown),
    ("turso", Engine::Libsql),
    ("valkey", Engine::Redis),
    ("valkeys", Engine::Redis),
    ("vertica", Engine::Unknown),
    ("vitess", Engine::Mysql),
    ("voltdb", Engine::Unknown),
    ("yugabyte", Engine::Postgres),
    ("yugabytedb", Engine::Postgres),
];

/// What stands before the `:` of an address without being an engine's.
pub(super) const OTHERS: &[&str] = &[
    "jdbc",
    "r2dbc",
    "r2dbcs",
    "vertx-reactive",
    "file",
    "http",
    "https",
    "ws",
    "wss",
    "sqlsrv",
    "dblib",
    "oci",
    "odbc",
    "uri",
];

/// Which software family writes URLs with this scheme: `postgresql+asyncpg` is `postgresql` with a
/// driver. Gives nothing for schemes that are no database's.
pub fn engine(scheme: &str) -> Option<Engine> {
    if let Some(engine) = whole(scheme) {
        return Some(engine);
    }
    let (base, driver) = scheme.split_once('+')?;
    match whole(base)? {
        // SQLite behind a network: a server, not a file.
        Engine::Sqlite if matches!(driver, "libsql" | "turso") => Some(Engine::Libsql),
        Engine::Sqlite if matches!(driver, "rqlite" | "pyrqlite" | "dqlite" | "sqlitecloud") => {
            Some(Engine::Unknown)
        }
        engine => Some(engine),
    }
}

fn whole(scheme: &str) -> Option<Engine> {
    let at = SCHEMES
        .binary_search_by(|(name, _)| (*name).cmp(scheme))
        .ok()?;
    SCHEMES.get(at).map(|(_, engine)| *engine)
}

/// The engine that a setting such as `DB_CONNECTION`, `DB_DRIVER` or Django's `ENGINE` names.
pub fn driver(name: &str) -> Option<Engine> {
    let name = name.trim().to_ascii_lowercase();
    let last = name.rsplit(['.', '\\', '/']).next().unwrap_or(&name);
    let last = last.strip_prefix("pdo_").unwrap_or(last);
    match last {
        "sqlsrv" | "dblib" => Some(Engine::Sqlserver),
        "postgresql_psycopg2" => Some(Engine::Postgres),
        "oci" | "oci8" => Some(Engine::Oracle),
        _ => engine(last),
    }
}

/// The scheme of a text, if what stands before the first `:` can be one.
pub fn of(text: &str) -> Option<&str> {
    let (scheme, _) = text.split_once(':')?;
    let mut bytes = scheme.bytes();
    let first = bytes.next()?;
    (first.is_ascii_alphabetic()
        && bytes.all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.' | b'_')))
    .then_some(scheme)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_scheme_is_found() {
        for (name, expected) in SCHEMES {
            assert_eq!(engine(name), Some(*expected), "{name} stands out of order");
        }
        assert_eq!(engine("https"), None);
    }
}
