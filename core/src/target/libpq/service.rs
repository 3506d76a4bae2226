//! Service files: named sets of settings.

use super::settings::Settings;
use crate::target::address::Surroundings;
use std::path::PathBuf;

/// Folders of `pg_service.conf` in the packages of systems and drivers; only one of them is there.
const SYSTEM_FOLDERS: &[&str] = &[
    "/etc/postgresql-common",
    "/etc/sysconfig/pgsql",
    "/etc/postgresql",
    "/etc",
    "/usr/local/etc/postgresql",
    "/usr/local/pgsql/etc",
    "/opt/homebrew/etc/postgresql",
];

/// The settings of a service, from the first file that knows it. libpq takes the first of two lines
/// for one setting, readers of other languages the last: both count.
pub(super) fn settings(name: &str, around: &dyn Surroundings) -> Vec<Settings> {
    let set = |variable: &str| around.variable(variable).filter(|path| !path.is_empty());
    let mut files: Vec<PathBuf> = Vec::new();
    match set("PGSERVICEFILE") {
        Some(path) => files.push(around.root().join(path)),
        None => files.extend(around.home().map(|home| home.join(".pg_service.conf"))),
    }
    match set("PGSYSCONFDIR") {
        Some(folder) => files.push(around.root().join(folder).join("pg_service.conf")),
        None => files.extend(
            SYSTEM_FOLDERS
                .iter()
                .map(|folder| PathBuf::from(folder).join("pg_service.conf")),
        ),
    }
    files
        .iter()
        .find_map(|file| section(&around.text(file)?, name))
        .unwrap_or_default()
}

fn section(text: &str, name: &str) -> Option<Vec<Settings>> {
    let mut pairs: Option<Vec<(&str, &str)>> = None;
    for line in text.lines().map(str::trim) {
        if let Some(header) = line.strip_prefix('[') {
            if pairs.is_some() {
                break;
            }
            if header.split(']').next() == Some(name) {
                pairs = Some(Vec::new());
            }
        } else if let (Some(pairs), Some((key, value))) = (&mut pairs, line.split_once('='))
            && !line.starts_with('#')
        {
            pairs.push((key.trim(), value.trim()));
        }
    }
    let pairs = pairs?;
    let mut last = Settings::default();
    let mut first = Settings::default();
    for (key, value) in &pairs {
        last.set(key, value);
    }
    for (key, value) in pairs.iter().rev() {
        first.set(key, value);
    }
    Some(if first == last {
        vec![first]
    } else {
        vec![first, last]
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_two_lines_each_counts() {
        let text = "[a]\nhost=x\n[prod]\n# host=c\nhost=one\nhost=two\n[prod]\nhost=three\n";
        let found = section(text, "prod").expect("a section");
        assert_eq!(found.len(), 2);
        assert!(section(text, "b").is_none());
    }
}
