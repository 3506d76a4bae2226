//! Settings that a booted framework declares.
//!
//! Django never opens `NAME` in a test run: it makes `TEST.NAME`, or `test_` and the name, and drops
//! what stands there. SQLite is in memory unless the settings name a file.

use super::Candidate;
use super::gather::View;
use super::laravel_config::Config;
use super::laravel_connections::is_remote;
use super::layer::Layer;
use crate::snapshot::{Declared, Snapshot};
use crate::source::{Source, SourceKind};
use crate::target::address::{self, Address, Expectation, Outcome, Unreadable};
use crate::target::slot::Role;
use crate::target::{Endpoint, Engine, Location, Reading, scheme, sqlite};
use std::collections::BTreeMap;

/// What the declared connections open in a test run.
pub(super) fn candidates(snapshot: &Snapshot<'_>) -> Vec<Candidate> {
    let base = Layer::default();
    let view = View {
        base: &base,
        over: None,
        snapshot,
    };
    let real = super::django::opens_the_real_database(snapshot);
    snapshot
        .question
        .declared
        .iter()
        .filter_map(|declared| {
            Some((
                declared,
                candidate(declared, real && declared.origin == "django", &view)?,
            ))
        })
        .filter(|(declared, candidate)| {
            declared.used != Some(false) || counts_unused(declared, candidate, snapshot)
        })
        .map(|(_, candidate)| candidate)
        .collect()
}

/// Whether a connection counts that a test uses only where it names it: one that leaves this machine,
/// and is not the skeleton's. All of the skeleton's are made of the same variables, so that the host
/// of the one in use stands in the others too.
fn counts_unused(declared: &Declared, candidate: &Candidate, snapshot: &Snapshot<'_>) -> bool {
    if !is_remote(&candidate.outcome) {
        return false;
    }
    if declared.origin != "laravel" {
        return true;
    }
    let config = Config::read(snapshot);
    // Of `mysql.read` the connection is `mysql`.
    let alias = declared.alias.split('.').next().unwrap_or("");
    !config.is_some_and(|config| config.has(alias) && config.is_standard(alias))
}

fn candidate(declared: &Declared, is_real: bool, view: &View<'_>) -> Option<Candidate> {
    let test = declared.test.as_ref().filter(|_| !is_real);
    // A mirror opens the test database of another alias.
    if test.is_some_and(|test| test.mirror.is_some()) {
        return None;
    }
    let engine = engine(declared)?;
    let own = declared.name.clone().filter(|name| !name.is_empty());
    let given = test
        .and_then(|test| test.name.clone())
        .filter(|name| !name.is_empty());
    let name = match test {
        None => own.clone(),
        Some(_) if engine == Engine::Sqlite => {
            Some(given.clone().unwrap_or_else(|| ":memory:".into()))
        }
        Some(_) => given
            .clone()
            .or_else(|| own.as_ref().map(|name| format!("test_{name}"))),
    };
    // Without a name, a framework that sets no test database up opens nothing.
    let recreated = test.is_some() && name.is_some() && name == own;
    let key = format!(
        "{}.{}",
        match declared.origin.as_str() {
            "django" => "DATABASES",
            "laravel" => "database.connections",
            other => other,
        },
        declared.alias
    );
    Some(Candidate {
        slot: key.clone(),
        role: if test.is_some() {
            Role::Test
        } else {
            Role::App
        },
        outcome: outcome(declared, engine, name, view)?,
        sources: BTreeMap::from([("address", Source::named(SourceKind::Declared, &key))]),
        overridden: Vec::new(),
        disputed: None,
        unresolved: None,
        recreated,
    })
}

/// The engine of a connection; none where it opens nothing. A backend that nobody knows here, such as
/// `psqlextra.backend`, still opens what its host and name say.
fn engine(declared: &Declared) -> Option<Engine> {
    let name = declared.engine.trim();
    let named = |part: &Option<String>| part.as_ref().is_some_and(|text| !text.trim().is_empty());
    if name.ends_with("dummy")
        || !(named(&declared.host) || named(&declared.name) || named(&declared.service))
    {
        return scheme::driver(name);
    }
    let known = || name.split(['.', '_']).find_map(scheme::driver);
    scheme::driver(name)
        .or_else(known)
        .or(Some(Engine::Unknown))
}

/// What a connection opens that no framework changes on its way.
pub(super) fn outcome_of(declared: &Declared, view: &View<'_>) -> Option<Outcome> {
    outcome(declared, engine(declared)?, declared.name.clone(), view)
}

fn outcome(
    declared: &Declared,
    engine: Engine,
    name: Option<String>,
    view: &View<'_>,
) -> Option<Outcome> {
    if engine == Engine::Sqlite {
        return Some(sqlite::bare(&name?, view));
    }
    if let Some(service) = &declared.service {
        let name = name
            .map(|name| {
                format!(
                    " dbname='{}'",
                    name.replace('\\', "\\\\").replace('\'', "\\'")
                )
            })
            .unwrap_or_default();
        return Some(address::read(
            &format!("service={service}{name}"),
            Expectation::Address,
            view,
        ));
    }
    let mut reading = Reading::at(Location::Memory);
    reading.database = name;
    reading.user.clone_from(&declared.user);
    let port = declared
        .port
        .as_deref()
        .map(str::trim)
        .filter(|port| !port.is_empty());
    let port = match port.map(str::parse::<u16>) {
        Some(Ok(port)) if port > 0 => Some(port),
        None => engine.default_port(),
        Some(_) => {
            return Some(Outcome::Unreadable(Unreadable {
                engine,
                reason: "the port is not between 1 and 65535",
            }));
        }
    };
    let host = declared
        .host
        .as_deref()
        .map(str::trim)
        .filter(|host| !host.is_empty());
    reading.location = match host {
        Some(path) if path.starts_with('/') => Location::Socket {
            path: path.to_owned(),
            port,
        },
        host => {
            let hosts = host.unwrap_or("localhost").split(',');
            Location::Servers(
                hosts
                    .map(|host| Endpoint {
                        host: host.trim().to_owned(),
                        port,
                    })
                    .collect(),
            )
        }
    };
    Some(Outcome::Address(Address::one(engine, reading)))
}

#[cfg(test)]
mod tests {
    use crate::rules::trial::Trial;
    use crate::snapshot::{Declared, DeclaredTest};
    use crate::verdict::Verdict;

    fn django(host: &str, name: &str, test: Option<DeclaredTest>) -> Declared {
        Declared {
            origin: "django".into(),
            alias: "default".into(),
            engine: "django.db.backends.postgresql".into(),
            host: Some(host.into()),
            name: Some(name.into()),
            test,
            ..Declared::default()
        }
    }

    fn named(name: &str) -> Option<DeclaredTest> {
        Some(DeclaredTest {
            name: Some(name.into()),
            mirror: None,
        })
    }

    #[test]
    fn django_opens_a_database_of_its_own() {
        let plain = Some(DeclaredTest::default());
        for (declared, environment, expected) in [
            (
                django("", "shop", plain.clone()),
                vec![("DATABASE_URL", "postgres://u@localhost/shop")],
                Verdict::Allow,
            ),
            (
                django("db.example.com", "shop", plain.clone()),
                vec![],
                Verdict::Refuse,
            ),
            (django("", "shop", named("shop")), vec![], Verdict::Refuse),
            (
                django("", "shop_test", named("shop_test")),
                vec![],
                Verdict::Allow,
            ),
            (
                django("", "shop", named("scratch")),
                vec![],
                Verdict::Unproven,
            ),
            // A conftest that sets no test database up opens the database itself.
            (django("", "shop", None), vec![], Verdict::Unproven),
        ] {
            let report = Trial::new(&environment).declared(declared.clone()).judge();
            assert_eq!(report.verdict, expected, "{declared:?}");
        }
    }

    #[test]
    fn a_backend_that_nobody_knows_opens_what_it_names() {
        for engine in ["psqlextra.backend", "django_tenants.postgresql_backend", ""] {
            let declared = |host: &str| Declared {
                engine: engine.into(),
                ..django(host, "shop", Some(DeclaredTest::default()))
            };
            let verdict = |host: &str| Trial::new(&[]).declared(declared(host)).judge().verdict;
            assert_eq!(verdict("db.example.com"), Verdict::Refuse, "{engine}");
            assert_eq!(verdict("localhost"), Verdict::Allow, "{engine}");
        }
    }

    #[test]
    fn a_command_that_is_no_test_opens_the_database_itself() {
        let verdict = |command: &[&str]| {
            Trial::new(&[])
                .declared(django("", "shop", Some(DeclaredTest::default())))
                .arguments(command)
                .judge()
                .verdict
        };
        assert_eq!(
            verdict(&["python", "manage.py", "migrate", "test"]),
            Verdict::Unproven
        );
        assert_eq!(verdict(&["python", "manage.py", "test"]), Verdict::Allow);
        assert_eq!(
            verdict(&["python", "manage.py", "flush"]),
            Verdict::Unproven
        );
    }

    #[test]
    fn a_connection_that_is_not_used_counts_where_it_leaves_this_machine() {
        let laravel = |host: &str, used: Option<bool>| Declared {
            origin: "laravel".into(),
            alias: "mysql".into(),
            engine: "mysql".into(),
            used,
            ..django(host, "shop", None)
        };
        let config = "<?php return ['connections' => ['mysql' => ['driver' => 'mysql', 'host' => env('DB_HOST'), 'database' => env('DB_DATABASE')]]];";
        for (declared, config, expected) in [
            (laravel("localhost", Some(true)), "", Verdict::Unproven),
            (laravel("localhost", Some(false)), "", Verdict::Allow),
            (laravel("db.example.com", Some(false)), "", Verdict::Refuse),
            (laravel("db.example.com", None), config, Verdict::Refuse),
            (
                laravel("db.example.com", Some(false)),
                config,
                Verdict::Allow,
            ),
        ] {
            let mut trial = Trial::new(&[]).declared(declared.clone());
            if !config.is_empty() {
                trial = trial.file("config/database.php", config);
            }
            assert_eq!(trial.judge().verdict, expected, "{declared:?}");
        }
    }

    #[test]
    fn sqlite_is_in_memory_and_mirrors_open_nothing() {
        let sqlite = Declared {
            engine: "django.db.backends.sqlite3".into(),
            ..django("", "/project/prod.sqlite3", Some(DeclaredTest::default()))
        };
        assert_eq!(
            Trial::new(&[]).declared(sqlite).judge().verdict,
            Verdict::Allow
        );
        let mirror = django(
            "db.example.com",
            "shop",
            Some(DeclaredTest {
                name: None,
                mirror: Some("default".into()),
            }),
        );
        assert_eq!(
            Trial::new(&[]).declared(mirror).judge().verdict,
            Verdict::Allow
        );
    }
}
