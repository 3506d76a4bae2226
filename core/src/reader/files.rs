//! Which dotenv files a test run may load, where no reader is known.

use crate::text::words;

/// What a file is for, by the words behind `.env`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Some reader would load it in a test run. Higher numbers are loaded over lower ones.
    Candidate(u8),
    /// It belongs to production or staging: it tells what to stay away from.
    OtherEnvironment,
    /// Nobody loads it in a test run.
    Ignored,
}

const SAMPLES: &[&str] = &[
    "example",
    "examples",
    "sample",
    "samples",
    "template",
    "tmpl",
    "tpl",
    "bak",
    "backup",
    "dist",
    "default",
    "defaults",
    "old",
    "orig",
    "save",
    "swp",
    "vault",
    "enc",
    "encrypted",
    "gpg",
    "age",
    "schema",
];

/// The purpose of a file name. `named` are the environments that variables name, such as `testing`:
/// Laravel and dotenv-flow read `.env.<name>`.
pub fn purpose(name: &str, named: &[String]) -> Purpose {
    let Some(tail) = name.strip_prefix(".env") else {
        return Purpose::Ignored;
    };
    if tail.is_empty() {
        return Purpose::Candidate(0);
    }
    if !tail.starts_with(['.', '-', '_']) || tail.ends_with('~') {
        return Purpose::Ignored;
    }
    let words = words::split(tail);
    let said = |set: &[&str]| words.iter().any(|word| set.contains(&word.as_str()));
    if said(SAMPLES) {
        return Purpose::Ignored;
    }
    let meaning = words::meaning(tail, &[]);
    let local = u8::from(said(&["local"]));
    if meaning.test || meaning.test_here {
        return Purpose::Candidate(2 + local);
    }
    if meaning.production || meaning.shared {
        return Purpose::OtherEnvironment;
    }
    if words.len() == 1 && local == 1 {
        return Purpose::Candidate(1);
    }
    let bare = tail.trim_start_matches(['.', '-', '_']);
    let bare = bare.strip_suffix(".local").unwrap_or(bare);
    if named.iter().any(|name| name.eq_ignore_ascii_case(bare)) {
        return Purpose::Candidate(2 + local);
    }
    Purpose::Ignored
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_by_name() {
        for (name, expected) in [
            (".env", Purpose::Candidate(0)),
            (".env.local", Purpose::Candidate(1)),
            (".env.test", Purpose::Candidate(2)),
            (".env.testing", Purpose::Candidate(2)),
            (".env.test.local", Purpose::Candidate(3)),
            (".env.ci", Purpose::Candidate(2)),
            (".env.production", Purpose::OtherEnvironment),
            (".env.prod.local", Purpose::OtherEnvironment),
            (".env.staging", Purpose::OtherEnvironment),
            (".env.example", Purpose::Ignored),
            (".env.test.example", Purpose::Ignored),
            (".env.production.sample", Purpose::Ignored),
            (".env.dist", Purpose::Ignored),
            (".env.development", Purpose::Ignored),
            (".envrc", Purpose::Ignored),
            (".env.qa", Purpose::Candidate(2)),
            (".environment", Purpose::Ignored),
        ] {
            assert_eq!(purpose(name, &["qa".to_owned()]), expected, "{name}");
        }
    }
}
