//! Proof by trying: what the new user gets from every database of the server.

use crate::guard::target::Known;
use crate::judge::Ask;
use crate::probe::change;
use crate::target::Engine;
use serde_json::{Value, json};

/// What came of trying one database.
pub(super) struct Attempt {
    pub(super) database: String,
    /// Whether it is the test database, which must be reached.
    own: bool,
    read: bool,
    write: bool,
}

impl Attempt {
    pub(super) fn is_right(&self) -> bool {
        if self.own {
            self.read && self.write
        } else {
            !self.read && !self.write
        }
    }

    pub(super) fn words(&self) -> (&'static str, &'static str) {
        let word = |done: bool| if done { "yes" } else { "refused" };
        (word(self.read), word(self.write))
    }

    pub(super) fn json(&self) -> Value {
        json!({"database": self.database, "read": self.read, "write": self.write, "right": self.is_right()})
    }
}

/// Tries the test database, then every other one.
pub(super) fn all(tester: &Ask, own: &str, others: &[&str], known: &Known) -> Vec<Attempt> {
    let mut attempts = vec![one(tester, own, true, known)];
    attempts.extend(others.iter().map(|name| one(tester, name, false, known)));
    attempts
}

fn one(tester: &Ask, database: &str, own: bool, known: &Known) -> Attempt {
    let mut ask = tester.clone();
    ask.place.database = Some(database.to_owned());
    // Each tries on a connection of its own, and takes back what it could do.
    let (read, write): (&[&str], &[&str]) = match ask.engine {
        Engine::Postgres => (
            &["SELECT count(*)::text FROM pg_catalog.pg_class"],
            &[
                "BEGIN",
                "CREATE TABLE public.notprod_attempt (i int)",
                "ROLLBACK",
            ],
        ),
        _ => (
            &[
                "SELECT table_name FROM information_schema.tables WHERE table_schema = database() LIMIT 1",
            ],
            &[
                "CREATE TABLE notprod_attempt (i int)",
                "DROP TABLE notprod_attempt",
            ],
        ),
    };
    Attempt {
        database: database.to_owned(),
        own,
        read: works(&ask, read, known),
        write: works(&ask, write, known),
    }
}

fn works(ask: &Ask, statements: &[&str], known: &Known) -> bool {
    let statements: Vec<String> = statements.iter().map(|text| (*text).to_owned()).collect();
    match change::run(ask, &statements, &known.manner) {
        Ok(outcomes) => outcomes.iter().all(Result::is_ok),
        Err(_) => false,
    }
}
