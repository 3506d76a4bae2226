//! The schemes of addresses, and the engines behind them.

use super::Engine;

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
    Some(match scheme {
        "postgres" | "postgresql" | "pgsql" | "psql" | "pg" | "postgis" | "asyncpg" | "psycopg"
        | "psycopg2" | "pgx" | "cockroach" | "cockroachdb" | "crdb" | "redshift" | "timescale"
        | "timescaledb" | "timescalegis" | "yugabyte" | "yugabytedb" | "alloydb" | "prisma"
        | "prisma+postgres" | "pglite" => Engine::Postgres,
        "mysql" | "mysql2" | "mysqli" | "mysqlx" | "mysqlgis" | "mariadb" | "trilogy" | "tidb"
        | "vitess" | "planetscale" | "singlestore" | "singlestoredb" | "memsql" | "pymysql"
        | "asyncmy" | "aiomysql" | "mysql+srv" | "polardb" | "aurora" => Engine::Mysql,
        "sqlite" | "sqlite3" | "spatialite" | "pysqlite" | "aiosqlite" => Engine::Sqlite,
        "mongodb" | "mongodb+srv" | "mongo" => Engine::Mongodb,
        "redis" | "rediss" | "valkey" | "valkeys" | "redis-socket" | "redis-sentinel"
        | "rediss-sentinel" | "redis-cluster" | "rediss-cluster" | "keydb" | "memcached"
        | "memcache" => Engine::Redis,
        "sqlserver" | "mssql" | "mssqlms" | "sqlsrv" | "azuresql" => Engine::Sqlserver,
        "oracle" | "oracledb" | "oracle-enhanced" => Engine::Oracle,
        "clickhouse" | "clickhouses" | "clickhousedb" | "chdb" => Engine::Clickhouse,
        "libsql" | "turso" => Engine::Libsql,
        "ecto" | "db2" | "db2i" | "ibmdb" | "ibm_db_sa" | "snowflake" | "databricks"
        | "bigquery" | "spanner" | "cassandra" | "scylla" | "couchdb" | "couchbase"
        | "couchbases" | "neo4j" | "neo4j+s" | "neo4j+ssc" | "bolt" | "firebird" | "influxdb"
        | "influx" | "elasticsearch" | "opensearch" | "arangodb" | "rethinkdb" | "surrealdb"
        | "edgedb" | "gel" | "hive" | "presto" | "trino" | "impala" | "vertica" | "hana"
        | "saphana" | "teradata" | "teradatasql" | "exa" | "crate" | "druid" | "duckdb"
        | "motherduck" | "questdb" | "dynamodb" | "access" | "sybase" | "informix" | "monetdb"
        | "kdb" | "datastax" | "awsathena" | "sqlitecloud" | "rqlite" | "cratedb" | "starrocks"
        | "doris" | "oceanbase" | "questdb+http" | "immudb" | "voltdb" | "netezza" | "sap"
        | "ravendb" | "orientdb" | "dgraph" | "tdengine" | "taos" | "ignite" => Engine::Unknown,
        _ => return None,
    })
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
