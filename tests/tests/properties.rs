//! What must hold for any environment, any `.env` and any policy. `PROPTEST_CASES` sets how many are
//! tried; `make fuzz` tries for a minute.

use notprod::Verdict;
use notprod::render::{json, text};
use notprod_tests::{Variables, World, disguise};
use proptest::prelude::*;

fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => prop::sample::select(vec![
            "DATABASE_URL", "TEST_DATABASE_URL", "DATABASE_URL_TEST", "PROD_DATABASE_URL", "DB_URL", "DB_HOST",
            "DB_PORT", "DB_DATABASE", "DB_NAME", "DB_CONNECTION", "DB_USER", "DB_PASSWORD", "PGHOST", "PGDATABASE",
            "PGPORT", "PGUSER", "PGSERVICE", "PGHOSTADDR", "PGOPTIONS", "MYSQL_HOST", "MYSQL_DATABASE",
            "POSTGRES_HOST", "POSTGRES_DB", "REDIS_URL", "MONGODB_URI", "SQLITE_PATH", "DATABASE_PATH", "APP_ENV",
            "NODE_ENV", "DJANGO_SETTINGS_MODULE", "CI", "VERCEL_ENV", "DYNO", "STAGING_DB_HOST", "SUPABASE_URL",
            "ConnectionStrings__Default", "SENTRY_DSN", "NOTPROD_ALLOW", "HOME",
        ]).prop_map(str::to_owned),
        1 => "[A-Za-z_][A-Za-z0-9_]{0,12}",
        1 => "\\PC{1,8}",
    ]
}

/// Pieces of which addresses are made, glued in any order.
fn value() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        6 => prop::sample::select(vec![
            "postgres://", "postgresql+asyncpg://", "mysql://", "mysql2://", "sqlite:///", "sqlite://", "mongodb+srv://",
            "redis://", "jdbc:postgresql://", "jdbc:sqlserver://", "pgsql:host=", "file:", "libsql://", "https://",
            "Server=", "Host=", "Database=", "host=", "dbname=", "service=", "tcp(", "app", "u:p@", "@", ":", "/", "//", "?",
            "#", "&", ";", "=", ",", "[::1]", "[", "]", "localhost", "127.0.0.1", "127.1", "0x7f.1", "db.example.com",
            "prod.example.com", "abc.supabase.co", "10.0.0.4", "5432", "99999", "shop", "shop_test", "shop_production",
            "latest", ":memory:", "test.db", "..", "host=prod", "dbname=shop", "%2F", "%00", "%", "${A}", "${A:-x}", "$",
            "\\", "'", "\"", " ", "\t", "\u{0}", "\u{200b}", "\u{feff}", "é", "production", "testing", "null", "\u{fffd}",
        ]).prop_map(str::to_owned),
        1 => "\\PC{0,6}",
    ];
    prop::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat())
}

/// Addresses as people write them: every part from a list, most of them there or not.
fn address() -> impl Strategy<Value = String> {
    let scheme = prop::sample::select(vec![
        "postgres://",
        "postgresql+psycopg://",
        "mysql://",
        "mysql+pymysql://",
        "mariadb://",
        "mongodb://",
        "redis://",
        "sqlserver://",
        "mssql+pyodbc://",
        "oracle://",
        "clickhouse://",
        "libsql://",
        "jdbc:postgresql://",
        "jdbc:mysql://",
        "sqlite:///",
        "sqlite://",
        "file:///",
        "https://",
        "prisma://",
        "cockroachdb://",
        "snowflake://",
        "duckdb:///",
    ]);
    let user = prop::sample::select(vec![
        "",
        "",
        "app@",
        "app:pw@",
        "postgres.prodref:pw@",
        "live:p%40w@",
    ]);
    let host = prop::sample::select(vec![
        "localhost",
        "127.0.0.1",
        "db",
        "[::1]",
        "",
        "10.0.0.4",
        "db.example.com",
        "prod-db",
        "a.supabase.co",
        "a,b:2",
        "dpg-abc123-a",
        "db.local",
        "%2Frun%2Fprod",
        "localhost:5433",
        "host.docker.internal",
    ]);
    let name = prop::sample::select(vec![
        "shop",
        "shop_test",
        "shop_prod",
        "live",
        "latest",
        "test",
        "prod_test",
        "",
        "a/b_test",
        "shop%5Fprod",
        "Production",
        "prod.db",
        "test.db",
        ":memory:",
        "shop_test_backup",
        "prodigy",
    ]);
    let parameter = prop::sample::select(vec![
        "host=prod-db",
        "host=localhost",
        "dbname=shop_prod",
        "dbname=shop_test",
        "database=live",
        "sslmode=require",
        "schema=prod",
        "currentSchema=test",
        "options=-csearch_path%3Dprod",
        "port=5433",
        "hostaddr=8.8.8.8",
        "user=live",
        "socket=/run/prod.sock",
        "mode=memory",
        "service=s",
        "authSource=admin",
        "unix_socket=/cloudsql/p:r:i",
    ]);
    (
        scheme,
        user,
        host,
        name,
        prop::collection::vec(parameter, 0..4),
    )
        .prop_map(|(scheme, user, host, name, parameters)| {
            let query = parameters.join("&");
            let mark = if query.is_empty() { "" } else { "?" };
            format!("{scheme}{user}{host}/{name}{mark}{query}")
        })
}

fn variables() -> impl Strategy<Value = Variables> {
    prop::collection::btree_map(name(), value(), 0..6)
}

fn dotenv() -> impl Strategy<Value = String> {
    let line = prop_oneof![
        6 => (name(), value(), prop::sample::select(vec!["", "'", "\"", "`"]))
            .prop_map(|(name, value, quote)| format!("{name}={quote}{value}{quote}")),
        1 => (name(), value()).prop_map(|(name, value)| format!("export {name} = \"{value}")),
        1 => (name(), value()).prop_map(|(name, value)| format!("{name}: {value} # {value}")),
        1 => "\\PC{0,20}",
    ];
    (
        prop::collection::vec(line, 0..6),
        prop::sample::select(vec!["\n", "\r\n", "\r"]),
    )
        .prop_map(|(lines, end)| lines.join(end))
}

/// A policy out of keys and values that are right, and some that are not.
fn policy() -> impl Strategy<Value = String> {
    let line = prop::sample::select(vec![
        "[databases]",
        "[environment]",
        "[rules]",
        "[sources]",
        "[live]",
        "[[databases.allow]]",
        "production = [\"shop\", \"*.example.com/*\"]",
        "test = [\"shop\"]",
        "hosts = [\"*.example.com\"]",
        "allow = [\"staging\"]",
        "ignore = [\"DATABASE_URL\"]",
        "target = \"db.example.com/shop\"",
        "reason = \"ours\"",
        "expires = 2001-01-01",
        "unproven = \"note\"",
        "remote-host = \"note\"",
        "mode = \"never\"",
        "x = 1",
        "[",
        "\u{0}",
    ]);
    prop_oneof![
        3 => prop::collection::vec(line, 0..6).prop_map(|lines| lines.join("\n")),
        1 => "\\PC{0,40}",
    ]
}

fn world() -> impl Strategy<Value = World> {
    (variables(), dotenv()).prop_map(|(env, dotenv)| {
        let world = World::of(env);
        if dotenv.is_empty() {
            world
        } else {
            world.with_file(".env", &dotenv)
        }
    })
}

/// Names that say what to stay away from, with addresses of their own.
const PRODUCTION: &[(&str, &str)] = &[
    (
        "PROD_DATABASE_URL",
        "postgres://app@db.example.com/shop_production",
    ),
    ("DATABASE_URL_PRODUCTION", "mysql://app@localhost/shop"),
    ("LIVE_DB_HOST", "db.example.com"),
    ("STAGING_REDIS_URL", "redis://cache.example.com"),
];

proptest! {
    // A case that failed is put right and made a test of its own, not kept by its seed.
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_panics(world in world(), policy in policy(), other in dotenv(), file in prop::sample::select(vec![
        ".env.test", ".env.production", ".env.local", "phpunit.xml", "package.json", "pyproject.toml", "pytest.ini",
        "docker-compose.yml", "artisan", "composer.json", "bootstrap/cache/config.php", ".env.local.php", "vite.config.ts",
    ])) {
        let world = world.with_file("notprod.toml", &policy).with_file(file, &other);
        match world.ask() {
            Ok(report) => {
                let written = text::report(&report, text::Style::default());
                prop_assert!(!written.contains(|c: char| c.is_control() && c != '\n'), "{written:?}");
                let read: serde_json::Value = serde_json::from_str(&json::report(&report)).expect("JSON");
                prop_assert_eq!(read["verdict"].as_str(), Some(report.verdict.name()));
            }
            Err(error) => {
                let written = text::error(&error, text::Style::default());
                prop_assert!(!written.contains(|c: char| c.is_control() && c != '\n'), "{written:?}");
                let read: serde_json::Value = serde_json::from_str(&json::error(&error, "/project")).expect("JSON");
                prop_assert_eq!(read["verdict"].as_str(), Some("refuse"));
            }
        }
    }

    #[test]
    fn the_same_question_has_one_answer(world in world()) {
        prop_assert_eq!(world.ask(), world.ask());
    }

    /// Knowing of production never makes a run look safer.
    #[test]
    fn a_production_variable_mends_nothing(world in world(), at in 0..PRODUCTION.len()) {
        let (name, value) = PRODUCTION[at];
        // What the process holds beats a line of a file, and mends that line where it is broken.
        prop_assume!(!world.mentions(name));
        let (before, after) = (world.verdict(), world.with(name, value).verdict());
        prop_assert!(after >= before, "{before} became {after} by {name}");
    }

    /// A variable that is no address changes nothing.
    #[test]
    fn a_stranger_changes_nothing(world in world(), value in "[a-z]{0,8}") {
        let after = world.with("COLOUR_OF_THE_SKY", &value);
        prop_assert_eq!(world.verdict(), after.verdict());
    }

    /// Of two addresses that the application may open the worse counts.
    #[test]
    fn a_second_address_mends_nothing(one in value(), other in value()) {
        let alone = World::of_address(&one);
        if alone.verdict() == Verdict::Refuse {
            prop_assert_eq!(alone.with("REPORTING_DATABASE_URL", &other).verdict(), Verdict::Refuse);
        }
    }

    /// A production name is refused in any case of letters, beside whatever else is set.
    #[test]
    fn production_is_refused_in_any_case(
        name in prop::sample::select(vec!["DATABASE_URL", "database_url", "TEST_DATABASE_URL", "Db_Url", "MAIN_DSN"]),
        scheme in prop::sample::select(vec!["postgres", "POSTGRESQL", "mysql", "MySQL+pymysql", "mongodb", "mariadb"]),
        host in prop::sample::select(vec!["localhost", "LocalHost", "127.0.0.1", "[::1]", "db"]),
        database in prop::sample::select(vec![
            "production", "Production", "PROD", "shop_prod", "shopProd", "prod-shop", "shop.live", "LIVE", "prod2",
        ]),
        other in world(),
    ) {
        let mut world = other.with(name, &format!("{scheme}://app:pw@{host}/{database}"));
        world.env.remove("NOTPROD_ALLOW");
        prop_assert_eq!(world.verdict(), Verdict::Refuse);
    }

    /// A lone test database of this machine is allowed, however it is written.
    #[test]
    fn a_test_database_is_allowed(
        scheme in prop::sample::select(vec!["postgres", "postgresql", "mysql", "mysql+pymysql"]),
        host in prop::sample::select(vec!["localhost", "LOCALHOST", "127.0.0.1", "[::1]", "127.1", "db"]),
        word in "[b-z]{1,3}x[0-9]{0,2}",
        password in "[A-Za-z0-9]{0,12}",
        end in prop::sample::select(vec!["_test", "_testing", "-test", "Test", "_test_7", "_e2e"]),
    ) {
        let address = format!("{scheme}://app:{password}@{host}/{word}{end}");
        let world = World::of_address(&address);
        prop_assert_eq!(world.verdict(), Verdict::Allow);
    }

    /// An address that is refused stays refused in other letters, and one that is unproven is not
    /// allowed by them.
    #[test]
    fn other_letters_allow_nothing(address in address(), place in 0usize..200) {
        let before = World::of_address(&address).verdict();
        for disguised in [
            disguise::scheme_in_capitals(&address),
            disguise::letter_encoded(&address, place),
            disguise::parameters_turned(&address),
        ].into_iter().flatten() {
            let after = World::of_address(&disguised).verdict();
            let mends = (before == Verdict::Refuse && after != Verdict::Refuse)
                || (before != Verdict::Allow && after == Verdict::Allow);
            prop_assert!(!mends, "{address} is {before}, {disguised} is {after}");
        }
    }
}
