//! Symfony: `.env.local.php` beats every file; `.env.local` is left out in tests; Doctrine may
//! append a suffix to the database's name.

use super::doctrine::Doctrine;
use super::gather::View;
use super::layer::{Entry, Layer};
use super::loading::{self, Dotenv};
use super::plan::Plan;
use super::project::{self, COMPOSER};
use super::readings::{self, Order};
use super::{php_array, phpunit};
use crate::dotenv::Dialect;
use crate::error::{Error, ErrorKind};
use crate::snapshot::{Content, Snapshot};
use crate::source::{Source, SourceKind};
use std::borrow::Cow;
use std::sync::Arc;

/// The plan; none where the project is no Symfony application.
pub(super) fn plan<'a>(snapshot: &Snapshot<'a>) -> Result<Option<Plan<'a>>, Error> {
    let manifest = project::json(snapshot, "composer.json");
    let requires = |package: &str| {
        manifest
            .as_ref()
            .is_some_and(|m| project::requirement(m, COMPOSER, package).is_some())
    };
    if !project::has_file(snapshot, "symfony.lock")
        && !requires("symfony/framework-bundle")
        && !requires("symfony/runtime")
    {
        return Ok(None);
    }
    let settings = phpunit::settings(snapshot)?;
    let alternatives = phpunit::globals(&settings, phpunit::is_whole);
    let (base, lost) = phpunit::server_first(loading::process(snapshot)?, &settings);
    let nearby = loading::nearby(snapshot, &loading::named(&base))?;
    let (over, environment) = match dumped(snapshot, &base)? {
        Some(layer) => {
            let named = base
                .get("APP_ENV")
                .or_else(|| layer.get("APP_ENV"))
                .map(|entry| entry.value.trim().to_owned());
            (layer, named.unwrap_or_else(|| "dev".into()))
        }
        None => files(snapshot, &base)?,
    };
    let found = Doctrine::read(snapshot, &environment, &|name| {
        base.get(name)
            .or_else(|| over.get(name))
            .map(|entry| entry.value.clone().into_owned())
    });
    let settings = found.candidates(&View {
        base: &base,
        over: Some(&over),
        snapshot,
    });
    let (mut base, mut over, mut lost) = (base, over, lost);
    if found.replaces_the_recipe() {
        // The recipe's variable is not read where the configuration holds the address.
        for loser in [base.remove("DATABASE_URL"), over.remove("DATABASE_URL")] {
            lost.extend(loser.map(|loser| ("url".to_owned(), loser.source)));
        }
    }
    Ok(Some(Plan {
        base,
        alternatives,
        settings,
        overs: vec![over],
        read: nearby.candidates,
        elsewhere: nearby.elsewhere,
        lost,
        suffixes: found.suffixes(),
        ..Plan::default()
    }))
}

/// `.env` (or `.env.dist`), `.env.local` but in tests, `.env.<environment>`, `.env.<environment>.local`.
fn files<'a>(snapshot: &Snapshot<'a>, base: &Layer<'a>) -> Result<(Layer<'a>, String), Error> {
    let root = &snapshot.question.root;
    let open = |name: &str| loading::file(snapshot, &root.join(name));
    let mut stack: Vec<Dotenv> = Vec::new();
    match open(".env")? {
        Some(file) => stack.push(file),
        None => stack.extend(open(".env.dist")?),
    }
    let named = |stack: &[Dotenv]| {
        let layer = stacked(stack, base);
        base.get("APP_ENV")
            .or_else(|| layer.get("APP_ENV"))
            .map(|e| e.value.trim().to_owned())
            .filter(|e| !e.is_empty())
    };
    let mut environment = named(&stack).unwrap_or_else(|| "dev".into());
    if environment != "test" {
        stack.extend(open(".env.local")?);
        environment = named(&stack).unwrap_or(environment);
    }
    if environment != "local" {
        stack.extend(open(&format!(".env.{environment}"))?);
        stack.extend(open(&format!(".env.{environment}.local"))?);
    }
    Ok((stacked(&stack, base), environment))
}

fn stacked<'a>(files: &[Dotenv], base: &Layer<'_>) -> Layer<'a> {
    let files: Vec<&Dotenv> = files.iter().collect();
    readings::stack(&files, Dialect::Symfony, Order::LastWins, base)
}

/// What `composer dump-env` wrote, which takes the place of every file.
fn dumped<'a>(snapshot: &Snapshot<'a>, base: &Layer<'_>) -> Result<Option<Layer<'a>>, Error> {
    let path = snapshot.question.root.join(".env.local.php");
    let file: Arc<str> = snapshot.show(&path).into();
    let unreadable = |reason: &str| {
        Error::new(
            ErrorKind::Unreadable,
            format!(
                "the dumped environment, which beats every dotenv file, cannot be read: {reason}"
            ),
        )
        .at(Source::line(SourceKind::Cached, &file, None))
        .help("remove it: tests must not run on a dumped environment")
    };
    let text = match snapshot.read(&path) {
        Content::Absent | Content::Folder => return Ok(None),
        Content::Unreadable(reason) => return Err(unreadable(&reason)),
        Content::Text(text) | Content::Lossy(text) => text,
    };
    let value = php_array::parse(&text).ok_or_else(|| unreadable("it is no exported array"))?;
    let own = value.get("APP_ENV").and_then(php_array::Value::text);
    let held = base.get("APP_ENV").map(|entry| entry.value.trim());
    // A dump for another environment is passed over.
    if let (Some(own), Some(held)) = (own, held)
        && own != held
    {
        return Ok(None);
    }
    let mut layer = Layer::default();
    for (name, value) in value.items() {
        let Some(value) = value.text().filter(|_| base.get(name).is_none()) else {
            continue;
        };
        layer.insert(Entry {
            name: Cow::Owned(name.clone()),
            value: Cow::Owned(value.to_owned()),
            raw: None,
            source: Source::line(SourceKind::Cached, &file, None).with_variable(name),
            disputed: None,
            unresolved: false,
        });
    }
    Ok(Some(layer))
}

#[cfg(test)]
mod tests {
    use crate::rules::trial::Trial;
    use crate::snapshot::Runner;
    use crate::verdict::Verdict;

    const APP: &str = "DATABASE_URL=postgres://app@localhost/app\n";
    const TEST: &str = "DATABASE_URL=postgres://app@localhost/app_test\n";

    fn verdict(config: &str, env: &str) -> Verdict {
        Trial::new(&[("APP_ENV", "test")])
            .runner(Runner::Phpunit)
            .file("symfony.lock", "{}")
            .file("config/packages/doctrine.yaml", config)
            .file(".env", env)
            .judge()
            .verdict
    }

    #[test]
    fn the_suffix_stands_in_several_places() {
        for config in [
            "doctrine:\n  dbal:\n    dbname_suffix: _test\n",
            "when@test:\n  doctrine:\n    dbal:\n      dbname_suffix: '_test%env(default::TEST_TOKEN)%'\n",
            "doctrine:\n  dbal:\n    connections:\n      default:\n        dbname_suffix: _test\n",
            "doctrine:\n  dbal:\n    default_connection: main\n    connections:\n      main:\n        dbname_suffix: _test\n",
        ] {
            assert_eq!(verdict(config, APP), Verdict::Allow, "{config}");
        }
        for config in [
            "when@dev:\n  doctrine:\n    dbal:\n      dbname_suffix: _test\n",
            "# dbname_suffix: _test\ndoctrine:\n  dbal: ~\n",
            "doctrine:\n  dbal:\n    dbname_suffix: [\n",
        ] {
            assert_eq!(verdict(config, APP), Verdict::Unproven, "{config}");
        }
    }

    #[test]
    fn an_address_in_the_configuration_itself_is_the_one_that_is_opened() {
        let remote = "doctrine:\n  dbal:\n    url: 'postgres://u@prod.example.com/shop'\n";
        assert_eq!(verdict(remote, TEST), Verdict::Refuse);
        let memory = "doctrine:\n  dbal:\n    url: '%env(resolve:DATABASE_URL)%'\nwhen@test:\n  doctrine:\n    dbal:\n      url: 'sqlite:///:memory:'\n";
        assert_eq!(
            verdict(memory, "DATABASE_URL=postgres://u@prod.example.com/shop\n"),
            Verdict::Allow
        );
    }
}
