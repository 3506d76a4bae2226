//! How names of variables are cut.

use super::*;

#[test]
fn names_are_cut_into_group_and_part() {
    for (name, expected) in [
        ("DB_HOST", Some(("DB", Part::Host))),
        ("DBNAME", Some(("DB", Part::Database))),
        ("TEST_DB_NAME", Some(("TEST_DB", Part::Database))),
        ("POSTGRES_DB", Some(("POSTGRES", Part::Database))),
        ("TEST_DB", Some(("TEST_DB", Part::Database))),
        ("db_host", Some(("DB", Part::Host))),
        (
            "database__connection__host",
            Some(("DATABASE_CONNECTION", Part::Host)),
        ),
        ("DB_UNIX_SOCKET", Some(("DB", Part::Socket))),
        ("MYSQLDATABASE", Some(("MYSQL", Part::Database))),
        ("PGHOST", None),
        ("POSTGRES_HOST_AUTH_METHOD", None),
        ("DB_SSH_HOST", None),
        ("SERVER_PORT", None),
        ("APP_NAME", None),
        ("DB_USER_NAME", None),
        ("HOST", None),
        ("CARGO_DB", None),
        ("DB_NAME_TEST", Some(("DB_TEST", Part::Database))),
        ("DB_HOST_PROD", Some(("DB_PROD", Part::Host))),
        ("DB_HOST_NAME", Some(("DB", Part::Host))),
        ("DB_TEST", Some(("DB_TEST", Part::Database))),
        ("DB_USER_TEST", Some(("DB_TEST", Part::User))),
        ("APP_TEST", None),
    ] {
        let found = part_name(name);
        assert_eq!(
            found.as_ref().map(|p| (p.group.as_str(), p.part)),
            expected,
            "{name}"
        );
    }
}
