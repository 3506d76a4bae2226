//! What Laravel's skeleton has where a project sets nothing: by its version, and by what its own
//! configuration names.

use super::laravel_config::Config;
use super::project;
use crate::snapshot::Snapshot;
use crate::target::{Engine, scheme};

/// The version that is installed.
pub(super) fn locked(lock: &serde_json::Value) -> Option<u32> {
    let packages = ["packages", "packages-dev"]
        .iter()
        .filter_map(|table| lock.get(table)?.as_array())
        .flatten();
    let framework = packages
        .into_iter()
        .find(|p| p.get("name").and_then(|n| n.as_str()) == Some("laravel/framework"))?;
    project::major(framework.get("version")?.as_str()?)
}

/// The variable of the URL: `DB_URL` from 11 on, `DATABASE_URL` before; the project's own
/// configuration knows better, and where nothing is known both count.
pub(super) fn url_variables(version: Option<u32>, config: Option<&str>) -> Vec<&'static str> {
    const BOTH: [&str; 2] = ["DB_URL", "DATABASE_URL"];
    if let Some(config) = config {
        let named: Vec<&str> = BOTH
            .into_iter()
            .filter(|name| mentions(config, name))
            .collect();
        if !named.is_empty() || mentions(config, "DB_HOST") {
            return named;
        }
    }
    match version {
        Some(11..) => vec!["DB_URL"],
        Some(_) => vec!["DATABASE_URL"],
        None => BOTH.to_vec(),
    }
}

fn mentions(config: &str, variable: &str) -> bool {
    config.contains(&format!("'{variable}'")) || config.contains(&format!("\"{variable}\""))
}

/// The second argument of `env('NAME', '...')` in a configuration.
pub(super) fn fallback(config: &str, variable: &str) -> Option<String> {
    let (_, after) = config.split_once(&format!("'{variable}'"))?;
    let after = after
        .trim_start()
        .strip_prefix(',')?
        .trim_start()
        .strip_prefix('\'')?;
    after.split_once('\'').map(|(value, _)| value.to_owned())
}

/// What the connection takes where nothing is set.
pub(super) fn defaults(
    snapshot: &Snapshot<'_>,
    version: Option<u32>,
    connection: &str,
    config: Option<&Config>,
    text: Option<&str>,
) -> Vec<(&'static str, String)> {
    let mut defaults = vec![("DB_CONNECTION", connection.to_owned())];
    match scheme::driver(connection) {
        Some(Engine::Sqlite) => {
            let file = snapshot.question.root.join("database/database.sqlite");
            defaults.push(("DB_DATABASE", file.to_string_lossy().into_owned()));
        }
        Some(_) => {
            let name = if version.is_some_and(|v| v >= 11) {
                "laravel"
            } else {
                "forge"
            };
            let own = |key: &str| config.and_then(|config| config.fallback(connection, key));
            let name = own("database")
                .or_else(|| fallback(text?, "DB_DATABASE"))
                .unwrap_or_else(|| name.to_owned());
            let host = own("host").unwrap_or_else(|| "127.0.0.1".to_owned());
            defaults.extend([("DB_HOST", host), ("DB_DATABASE", name)]);
        }
        // A connection of the project's own: what it opens stands in `config/database.php`.
        None => {}
    }
    defaults
}
