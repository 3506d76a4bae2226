//! Slots: the places an application reads an address from, and what their names say.

use super::address::Expectation;
use crate::text::words;
use serde::Serialize;

/// What a slot is for, by the words of its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// The application's own database.
    App,
    /// The database of the tests.
    Test,
    /// What to stay away from; never what is opened.
    Protected,
}

impl Role {
    /// The word in reports.
    pub fn name(self) -> &'static str {
        match self {
            Role::App => "app",
            Role::Test => "test",
            Role::Protected => "protected",
        }
    }
}

/// Words that say what a variable holds, not what it is for.
const NOUNS: &[&str] = &[
    "database",
    "databases",
    "db",
    "url",
    "urls",
    "uri",
    "dsn",
    "connection",
    "conn",
    "string",
    "host",
    "hostname",
    "port",
    "name",
    "user",
    "username",
    "password",
    "pass",
    "pg",
    "postgres",
    "postgresql",
    "pgsql",
    "mysql",
    "mariadb",
    "sql",
    "mssql",
    "mongo",
    "mongodb",
    "redis",
    "sqlite",
    "jdbc",
    "datasource",
    "spring",
    "address",
    "addr",
    "server",
    "socket",
    "path",
    "file",
    "sqlalchemy",
    "clickhouse",
    "default",
    "driver",
    "engine",
];

/// The role that a name gives: its first or last word, nouns aside.
pub fn role(name: &str) -> Role {
    let words = words::split(name);
    let mut said = words
        .iter()
        .map(String::as_str)
        .filter(|word| !NOUNS.contains(word));
    let Some(first) = said.next() else {
        return Role::App;
    };
    let last = said.next_back().unwrap_or(first);
    let negated = ["non", "not", "no"].contains(&first);
    let is_protected =
        |word: &str| words::PRODUCTION.contains(&word) || words::SHARED.contains(&word);
    let test = words::TEST.contains(&first) || words::TEST.contains(&last);
    let protected = !negated && (is_protected(first) || is_protected(last));
    match (test, protected) {
        (true, false) => Role::Test,
        (false, true) => Role::Protected,
        // Nothing, or both at once: judged as what the application opens.
        _ => Role::App,
    }
}

const ADDRESS_NOUNS: &[&str] = &["url", "uri", "dsn"];
const FAMILIES: &[&str] = &[
    "database",
    "db",
    "postgres",
    "postgresql",
    "pg",
    "mysql",
    "mariadb",
    "sqlite",
    "mssql",
    "clickhouse",
    "libsql",
    "turso",
    "supabase",
    "couchdb",
    "jdbc",
    "datasource",
];

/// What a name promises of its value.
pub fn expectation(name: &str) -> Expectation {
    if !name.is_ascii() || name.len() < 2 {
        return Expectation::Anything;
    }
    let words: Vec<String> = name
        .split(['_', '-', '.'])
        .filter(|w| !w.is_empty())
        .map(str::to_ascii_lowercase)
        .collect();
    let is_family = |word: &String| FAMILIES.contains(&word.as_str());
    let speaks = words.windows(2).any(|pair| match pair {
        [family, noun] => is_family(family) && ADDRESS_NOUNS.contains(&noun.as_str()),
        _ => false,
    });
    if speaks {
        return Expectation::Address;
    }
    let ends_so = words.last().is_some_and(|word| {
        is_family(word) || ["path", "file", "filename", "url", "uri"].contains(&word.as_str())
    });
    if ends_so && words.iter().any(is_family) {
        Expectation::Database
    } else {
        Expectation::Anything
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_come_from_the_first_or_last_word() {
        for (name, expected) in [
            ("DATABASE_URL", Role::App),
            ("TEST_DATABASE_URL", Role::Test),
            ("DATABASE_URL_TEST", Role::Test),
            ("DATABASE_TEST_URL", Role::Test),
            ("TORTOISE_TEST_DB", Role::Test),
            ("LATEST_DATABASE_URL", Role::App),
            ("PROD_DATABASE_URL", Role::Protected),
            ("DATABASE_URL_PROD", Role::Protected),
            ("LIVE_DB_HOST", Role::Protected),
            ("STAGING_DSN", Role::Protected),
            ("PRODUCT_DB_URL", Role::App),
            ("NON_PROD_DATABASE_URL", Role::App),
            ("PROD_DATABASE_URL_TEST", Role::App),
            ("READ_DATABASE_URL", Role::App),
        ] {
            assert_eq!(role(name), expected, "{name}");
        }
    }

    #[test]
    fn names_promise_addresses() {
        for (name, expected) in [
            ("DATABASE_URL", Expectation::Address),
            ("CKAN_DB_URI", Expectation::Address),
            ("SQLITE_DATABASE_PATH", Expectation::Database),
            ("TEST_DB", Expectation::Database),
            ("APP_URL", Expectation::Anything),
            ("DATABASE_DOCS", Expectation::Anything),
            ("PATH", Expectation::Anything),
        ] {
            assert_eq!(expectation(name), expected, "{name}");
        }
    }
}
