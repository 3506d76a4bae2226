//! What must hold for any environment, any `.env` and any policy. `PROPTEST_CASES` sets how many are
//! tried; `make fuzz` tries for a minute.

use notprod::render::{json, text};
use notprod::{
    Content, Error, Files, Found, Policy, Question, Report, Secret, Snapshot, Verdict, judge,
};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

const ROOT: &str = "/project";

/// Files that stand in no disk.
#[derive(Debug, Clone, Default)]
struct Map(BTreeMap<PathBuf, String>);

impl Files for Map {
    fn read(&self, path: &Path) -> Content {
        match self.0.get(path) {
            Some(text) => Content::Text(text.as_str().into()),
            None => Content::Absent,
        }
    }

    fn resolve(&self, path: &Path) -> Found {
        match self.0.get(path) {
            Some(text) => Found::File {
                path: path.to_owned(),
                bytes: text.len() as u64,
            },
            None => Found::Absent,
        }
    }

    fn list(&self, folder: &Path) -> Result<Vec<String>, String> {
        let own = |path: &PathBuf| Some(path.strip_prefix(folder).ok()?.to_str()?.to_owned());
        Ok(self.0.keys().filter_map(own).collect())
    }
}

type Variables = BTreeMap<String, String>;

#[derive(Debug, Clone)]
struct World {
    env: Variables,
    files: Map,
}

impl World {
    fn of(env: Variables, dotenv: &str) -> World {
        let mut files = Map::default();
        if !dotenv.is_empty() {
            files
                .0
                .insert(Path::new(ROOT).join(".env"), dotenv.to_owned());
        }
        World { env, files }
    }

    fn with(&self, name: &str, value: &str) -> World {
        let mut world = self.clone();
        world.env.insert(name.to_owned(), value.to_owned());
        world
    }

    fn ask(&self) -> Result<Report, Error> {
        let question = Question {
            root: ROOT.into(),
            environment: self
                .env
                .iter()
                .map(|(name, value)| (name.clone(), Secret::new(value.clone())))
                .collect(),
            offline: true,
            today: 20_000,
            ..Question::default()
        };
        let snapshot = Snapshot::new(&question, &self.files);
        let policy = Policy::discover(
            &snapshot,
            question
                .environment
                .get("NOTPROD_ALLOW")
                .map(Secret::expose),
        )?;
        judge(&snapshot, &policy, &notprod::Facts::none())
    }

    /// An error counts as a refusal.
    fn verdict(&self) -> Verdict {
        self.ask().map_or(Verdict::Refuse, |report| report.verdict)
    }
}

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
    (variables(), dotenv()).prop_map(|(env, dotenv)| World::of(env, &dotenv))
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
        let mut world = world;
        world.files.0.insert(Path::new(ROOT).join("notprod.toml"), policy);
        world.files.0.insert(Path::new(ROOT).join(file), other);
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
                let read: serde_json::Value = serde_json::from_str(&json::error(&error, ROOT)).expect("JSON");
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
        prop_assume!(!world.env.contains_key(name));
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
        let alone = World::of([("DATABASE_URL".to_owned(), one)].into(), "");
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
        let world = World::of([("DATABASE_URL".to_owned(), address)].into(), "");
        prop_assert_eq!(world.verdict(), Verdict::Allow);
    }
}
