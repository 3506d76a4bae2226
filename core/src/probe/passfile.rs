//! libpq's file of passwords, for addresses that give none: what every client of libpq would send.

use crate::facts::Place;
use crate::host;
use crate::secret::Secret;
use std::path::Path;

/// The password of the first line that means the place.
pub(super) fn password(file: &Path, place: &Place, user: &str) -> Option<Secret> {
    let bytes = host::bytes(file).ok()?;
    find(&String::from_utf8(bytes).ok()?, place, user)
}

fn find(text: &str, place: &Place, user: &str) -> Option<Secret> {
    let port = place.port.map(|port| port.to_string()).unwrap_or_default();
    let database = place.database.as_deref().unwrap_or(user);
    let host = if place.host.starts_with('/') {
        "localhost"
    } else {
        &place.host
    };
    let wanted = [host, &port, database, user];
    text.lines()
        .filter(|line| !line.starts_with('#'))
        .find_map(|line| {
            let mut parts = parts(line).into_iter();
            let means = wanted.iter().all(|wanted| {
                parts
                    .next()
                    .is_some_and(|part| part == "*" || part == *wanted)
            });
            parts.next().filter(|_| means).map(Secret::new)
        })
}

/// Five parts between `:`, the last up to the end; a `\` keeps what follows it.
fn parts(line: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        let last = parts.len() == 5;
        let kept = match c {
            '\\' => chars.next(),
            ':' if !last => {
                parts.push(String::new());
                continue;
            }
            c => Some(c),
        };
        if let Some(part) = parts.last_mut() {
            part.extend(kept);
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_that_means_the_place_counts() {
        let place = Place {
            engine: "postgres".into(),
            host: "127.0.0.1".into(),
            port: Some(5432),
            database: Some("shop".into()),
            user: None,
        };
        let text =
            "# a comment\n127.0.0.1:5433:*:*:wrong\n127.0.0.1:*:sh\\op:app:a\\:b:c\n*:*:*:*:last\n";
        let found = |user: &str| find(text, &place, user).map(|found| found.expose().to_owned());
        assert_eq!(found("app").as_deref(), Some("a:b:c"));
        assert_eq!(found("root").as_deref(), Some("last"));
        assert!(find("127.0.0.1:5432:shop:app", &place, "app").is_none());
    }
}
