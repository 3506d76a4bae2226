//! Entries that deny and grant the same thing: nobody can have meant both.

use super::{Entry, NamedEntry, Policy};
use crate::error::{Error, ErrorKind};
use crate::source::Source;
use crate::text::glob::Glob;
use crate::text::words;

/// Looks for contradictions between all layers.
///
/// # Errors
///
/// `ErrorKind::Contradiction`, at the entry that grants, with the place of the one that denies.
pub(super) fn refuse(policy: &Policy) -> Result<(), Error> {
    // Expired entries count as well: whether a policy is sound should not depend on the day.
    let allowed = policy
        .allow
        .iter()
        .map(|allow| (&allow.entry, "databases.allow"));
    let tests = policy.test.iter().map(|entry| (entry, "databases.test"));
    for (granted, key) in allowed.chain(tests) {
        if let Some(denied) = policy
            .production
            .iter()
            .find(|p| p.pattern.contradicts(&granted.pattern))
        {
            return Err(between(key, &granted.text, &granted.source, denied));
        }
    }
    for server in &policy.live.test_servers {
        if let Some(denied) = policy
            .live
            .production_servers
            .iter()
            .find(|p| p.text == server.text)
        {
            let message = format!(
                "`{}` is in `live.test_servers`, and in `live.production_servers` at {}",
                server.text, denied.source
            );
            return Err(error(message, &server.source));
        }
    }
    policy
        .environment_allow
        .iter()
        .try_for_each(|allowed| environment(policy, allowed))
}

fn between(key: &str, text: &str, source: &Source, denied: &Entry) -> Error {
    let message = format!(
        "`{text}` is in `{key}`, and `{}` in `databases.production` at {} means it, too",
        denied.text, denied.source
    );
    error(message, source)
}

fn environment(policy: &Policy, allowed: &NamedEntry) -> Result<(), Error> {
    if words::meaning(&allowed.text, &[]).production {
        let message = format!(
            "`{}` in `environment.allow` is production, which nothing lifts",
            allowed.text
        );
        return Err(error(message, &allowed.source).help("take it out"));
    }
    let denies = |word: &&NamedEntry| {
        let glob = Glob::new(&word.text);
        glob.matches(&allowed.text) || words::meaning(&allowed.text, &[glob]).production
    };
    if let Some(denied) = policy.environment_production.iter().find(denies) {
        let message = format!(
            "`{}` is in `environment.allow`, and `{}` in `environment.production` at {} means it, too",
            allowed.text, denied.text, denied.source
        );
        return Err(error(message, &allowed.source));
    }
    Ok(())
}

fn error(message: String, place: &Source) -> Error {
    Error::new(ErrorKind::Contradiction, message)
        .help("take one of the two out")
        .at(place.clone())
}
