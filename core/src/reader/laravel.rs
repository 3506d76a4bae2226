//! Laravel: the cached configuration beats everything; `$_SERVER` beats `$_ENV` beats one dotenv
//! file; the URL beats the split variables; what is left out comes from the skeleton.

use super::laravel_config::Config;
use super::laravel_connections as connections;
use super::laravel_skeleton::{defaults, fallback, locked, url_variables};
use super::layer::{Entry, Layer};
use super::loading::{self, Dotenv};
use super::phpunit;
use super::plan::Plan;
use super::project::{self, COMPOSER};
use super::readings::{self, Order};
use crate::dotenv::Dialect;
use crate::error::Error;
use crate::snapshot::Snapshot;
use crate::source::{Source, SourceKind};
use std::borrow::Cow;

/// The parts that a URL takes the place of. The socket is none: MySQL's connector prefers it to any
/// host.
const SPLIT: &[&str] = &[
    "DB_CONNECTION",
    "DB_HOST",
    "DB_PORT",
    "DB_DATABASE",
    "DB_USERNAME",
];

/// The plan; none where the project is no Laravel application.
pub(super) fn plan<'a>(snapshot: &Snapshot<'a>) -> Result<Option<Plan<'a>>, Error> {
    let manifest = project::json(snapshot, "composer.json");
    let constraint = manifest
        .as_ref()
        .and_then(|m| project::requirement(m, COMPOSER, "laravel/framework"));
    if constraint.is_none() && !project::has_file(snapshot, "artisan") {
        return Ok(None);
    }
    let settings = phpunit::settings(snapshot)?;
    let alternatives = phpunit::globals(&settings, phpunit::is_whole);
    let (mut base, mut lost) = phpunit::server_first(loading::process(snapshot)?, &settings);
    let nearby = loading::nearby(snapshot, &loading::named(&base))?;
    let loaded = dotenv(snapshot, &base)?;
    let mut over = loaded.as_ref().map_or_else(Layer::default, |file| {
        readings::stack(&[file], Dialect::Phpdotenv, Order::LastWins, &base)
    });
    for layer in [&mut base, &mut over] {
        take_words(layer);
    }
    let get = |base: &Layer<'_>, over: &Layer<'_>, name: &str| {
        base.get(name)
            .or_else(|| over.get(name))
            .map(|entry| entry.value.trim().to_owned())
            .filter(|value| !value.is_empty())
    };
    // The dotenv file is read first, and may say where the cache is.
    let cache = get(&base, &over, "APP_CONFIG_CACHE")
        .unwrap_or_else(|| "bootstrap/cache/config.php".into());
    if let Some(cached) = connections::cached(snapshot, &cache)? {
        return Ok(Some(Plan {
            read: nearby.candidates,
            elsewhere: nearby.elsewhere,
            alternatives,
            ..cached.plan(snapshot, base)
        }));
    }
    let version = project::json(snapshot, "composer.lock")
        .and_then(|lock| locked(&lock))
        .or_else(|| project::major(constraint?));
    let text = project::text(snapshot, "config/database.php");
    let config = Config::read(snapshot);
    let skeleton = if version.is_some_and(|v| v >= 11) {
        "sqlite"
    } else {
        "mysql"
    };
    let connection = get(&base, &over, "DB_CONNECTION")
        .or_else(|| config.as_ref()?.default())
        .or_else(|| fallback(text.as_deref()?, "DB_CONNECTION"))
        .unwrap_or_else(|| skeleton.to_owned());
    let urls = url_variables(version, text.as_deref());
    let settings = config.as_ref().map_or_else(Vec::new, |config| {
        config.candidates(snapshot, &connection, &|name| {
            let entry = base.get(name).or_else(|| over.get(name))?;
            Some((entry.value.clone().into_owned(), entry.source.clone()))
        })
    });
    let is_own = config
        .as_ref()
        .is_some_and(|config| !config.is_standard(&connection));
    let whole_url = urls
        .iter()
        .any(|name| get(&base, &over, name).is_some_and(|url| connections::is_whole(&url)));
    if whole_url && !is_own {
        let rest = (
            get(&base, &over, "DB_PORT"),
            get(&base, &over, "DB_USERNAME"),
        );
        for entry in base.entries.iter_mut().chain(&mut over.entries) {
            if urls.contains(&entry.name.as_ref()) {
                let url =
                    connections::with_rest(&entry.value, rest.0.as_deref(), rest.1.as_deref());
                entry.value = url.map_or_else(|| entry.value.clone(), Cow::Owned);
            }
        }
    }
    if is_own || whole_url {
        // What the connection in use does not read is not opened.
        let unread: Vec<&str> = if is_own {
            SPLIT.iter().chain(&urls).copied().collect()
        } else {
            SPLIT.to_vec()
        };
        for name in unread {
            for loser in [base.remove(name), over.remove(name)].into_iter().flatten() {
                lost.extend(
                    urls.iter()
                        .map(|url| ((*url).to_owned(), loser.source.clone())),
                );
            }
        }
    } else {
        for (name, value) in defaults(
            snapshot,
            version,
            &connection,
            config.as_ref(),
            text.as_deref(),
        ) {
            if base.get(name).is_none() && over.get(name).is_none() {
                over.insert(default_entry(name, value));
            }
        }
    }
    for file in nearby
        .candidates
        .iter()
        .filter(|file| Some(&file.path) != loaded.as_ref().map(|l| &l.path))
    {
        for line in &file.document.lines {
            let source = Source::line(SourceKind::Dotenv, &file.file, Some(line.number))
                .with_variable(&line.name);
            lost.push((line.name.clone(), source));
        }
    }
    Ok(Some(Plan {
        base,
        alternatives,
        overs: vec![over],
        read: nearby.candidates,
        elsewhere: nearby.elsewhere,
        lost,
        settings,
        ..Plan::default()
    }))
}

/// What `env()` makes of the words that are no texts, and of quotes that a container's file left.
fn take_words(layer: &mut Layer<'_>) {
    for entry in &mut layer.entries {
        if SPLIT.contains(&entry.name.as_ref())
            || matches!(entry.name.as_ref(), "DB_URL" | "DATABASE_URL" | "DB_SOCKET")
        {
            let value = connections::env(&entry.value).unwrap_or_default();
            if value != entry.value {
                entry.value = Cow::Owned(value);
            }
        }
    }
}

/// `.env.<APP_ENV>` where it is there, else `.env`: one file, and no word where the first is missing.
fn dotenv(snapshot: &Snapshot<'_>, base: &Layer<'_>) -> Result<Option<Dotenv>, Error> {
    let root = &snapshot.question.root;
    // `--env=testing` comes first, and is left where its file is missing.
    if let Some(name) = snapshot.question.option("--env", None)
        && !name.contains('/')
        && let Some(file) = loading::file(snapshot, &root.join(format!(".env.{name}")))?
    {
        return Ok(Some(file));
    }
    if let Some(name) = base
        .get("APP_ENV")
        .map(|entry| entry.value.trim())
        .filter(|name| !name.is_empty() && !name.contains('/'))
        && let Some(file) = loading::file(snapshot, &root.join(format!(".env.{name}")))?
    {
        return Ok(Some(file));
    }
    loading::file(snapshot, &root.join(".env"))
}

fn default_entry<'a>(name: &'static str, value: String) -> Entry<'a> {
    let source = Source::named(SourceKind::Default, name);
    Entry {
        name: Cow::Borrowed(name),
        value: Cow::Owned(value),
        raw: None,
        source,
        disputed: None,
        unresolved: false,
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::trial::Trial;
    use crate::snapshot::Runner;
    use crate::verdict::Verdict;

    fn project(env: &str, settings: &str) -> Trial {
        Trial::new(&[])
            .runner(Runner::Phpunit)
            .file("artisan", "")
            .file("composer.json", r#"{"require":{"laravel/framework":"^11.0"}}"#)
            .file(".env", env)
            .file(
                "phpunit.xml",
                &format!("<phpunit><php><env name=\"APP_ENV\" value=\"testing\"/>{settings}</php></phpunit>"),
            )
    }

    const SHOP: &str = "DB_CONNECTION=mysql\nDB_HOST=127.0.0.1\nDB_DATABASE=shop_test\n";

    #[test]
    fn a_url_that_is_no_url_takes_nobodys_place() {
        let remote = "DB_CONNECTION=mysql\nDB_HOST=prod.example.com\nDB_DATABASE=shop\n";
        for url in [
            "null",
            "(null)",
            "\"\"",
            "mysql:///shop_test",
            "foo",
            "empty",
        ] {
            let report = project(&format!("{remote}DB_URL={url}\n"), "").judge();
            assert_eq!(report.verdict, Verdict::Refuse, "{url}");
        }
        let report = project(
            &format!("{remote}DB_URL=mysql://u@localhost/shop_test\n"),
            "",
        )
        .judge();
        assert_eq!(report.verdict, Verdict::Allow);
        let socket =
            format!("{SHOP}DB_URL=mysql://u@localhost/shop_test\nDB_SOCKET=/cloudsql/p:r:i\n");
        assert_eq!(project(&socket, "").judge().verdict, Verdict::Refuse);
    }

    #[test]
    fn the_first_of_two_values_that_are_not_forced_holds() {
        let twice = |force: &str| {
            format!(
                "<env name=\"DB_DATABASE\" value=\"shop\"/><env name=\"DB_DATABASE\" value=\"shop_test\"{force}/>"
            )
        };
        assert_eq!(project(SHOP, &twice("")).judge().verdict, Verdict::Unproven);
        assert_eq!(
            project(SHOP, &twice(" force=\"1\"")).judge().verdict,
            Verdict::Unproven
        );
        assert_eq!(
            project(SHOP, &twice(" force=\"TRUE\"")).judge().verdict,
            Verdict::Allow
        );
    }

    #[test]
    fn a_connection_of_the_projects_own_is_read_where_it_stands() {
        let config = |connections: &str| {
            format!(
                "<?php\nuse Illuminate\\Support\\Str;\nreturn [\n 'default' => env('DB_CONNECTION', 'mysql'),\n 'connections' => [\n  'mysql' => ['driver' => 'mysql', 'host' => env('DB_HOST', '127.0.0.1'), 'database' => env('DB_DATABASE', 'laravel'), 'options' => extension_loaded('pdo_mysql') ? array_filter([PDO::MYSQL_ATTR_SSL_CA => env('CA')]) : []],\n  {connections}\n ],\n];\n"
            )
        };
        let remote = "DB_CONNECTION=mysql\nDB_HOST=prod.example.com\nDB_DATABASE=shop\n";
        let testing = "<env name=\"DB_CONNECTION\" value=\"testing\"/>";
        let memory = config("'testing' => ['driver' => 'sqlite', 'database' => ':memory:'],");
        let report = project(remote, testing)
            .file("config/database.php", &memory)
            .judge();
        assert_eq!(report.verdict, Verdict::Allow, "{:?}", report.findings);
        let elsewhere = config(
            "'testing' => ['driver' => 'mysql', 'host' => env('TEST_HOST', 'prod.example.com'), 'database' => 'shop_test'],",
        );
        let report = project(SHOP, testing)
            .file("config/database.php", &elsewhere)
            .judge();
        assert_eq!(report.verdict, Verdict::Refuse);
        let beside =
            config("'legacy' => ['driver' => 'mysql', 'host' => '10.1.2.3', 'database' => 'old'],");
        let report = project(SHOP, "")
            .file("config/database.php", &beside)
            .judge();
        assert_ne!(report.verdict, Verdict::Allow);
        let split = config(
            "'pair' => ['driver' => 'mysql', 'read' => ['host' => ['prod.example.com']], 'write' => ['host' => 'localhost'], 'database' => 'shop_test'],",
        );
        let report = project(&SHOP.replace("=mysql", "=pair"), "")
            .file("config/database.php", &split)
            .judge();
        assert_eq!(report.verdict, Verdict::Refuse);
    }

    #[test]
    fn an_argument_chooses_the_file() {
        let with = |arguments: &[&str]| {
            project(
                "DB_CONNECTION=mysql\nDB_HOST=prod.example.com\nDB_DATABASE=shop\n",
                "",
            )
            .file(".env.ci", SHOP)
            .arguments(arguments)
            .judge()
            .verdict
        };
        assert_eq!(with(&[]), Verdict::Refuse);
        assert_eq!(with(&["artisan", "test", "--env=ci"]), Verdict::Allow);
        assert_eq!(with(&["artisan", "test", "--env", "ci"]), Verdict::Allow);
        assert_eq!(with(&["artisan", "test", "--env=none"]), Verdict::Refuse);
    }

    #[test]
    fn another_configuration_may_be_asked_for() {
        let remote = "DB_CONNECTION=mysql\nDB_HOST=prod.example.com\nDB_DATABASE=shop\n";
        let sqlite = "<phpunit><php><env name=\"DB_CONNECTION\" value=\"sqlite\"/><env name=\"DB_DATABASE\" value=\":memory:\"/></php></phpunit>";
        for arguments in [
            &["-c", "ci.xml"][..],
            &["--configuration=ci.xml"],
            &["-cci.xml"],
            &["-c", "ci"],
        ] {
            let report = project(remote, "")
                .file("ci.xml", sqlite)
                .file("ci/phpunit.xml", sqlite)
                .arguments(arguments)
                .judge();
            assert_eq!(report.verdict, Verdict::Allow, "{arguments:?}");
        }
    }
}
