//! Words in a name.
//!
//! A guard that looks for `test` anywhere in a name lets `latest` pass, and one that looks for
//! `prod` blocks `reproduction`. Names are split into words, and words are compared whole.

use once_cell::sync::Lazy;
use std::collections::HashSet;

/// Words that mark production.
pub const PRODUCTION: &[&str] = &["prod", "production", "prd", "live"];
/// Words that mark an environment whose data others rely on.
pub const SHARED: &[&str] = &["staging", "stage", "stg", "uat", "preprod", "preproduction"];
/// Words that mark a copy of other data.
pub const COPY: &[&str] = &["copy", "dump", "backup", "restore", "snapshot", "clone"];
/// Words that mark a test database wherever it is.
pub const TEST: &[&str] = &[
    "test",
    "tests",
    "testing",
    "tst",
    "unittest",
    "unittests",
    "e2e",
    "phpunit",
    "pytest",
    "jest",
    "vitest",
];
/// Words that mark a test database on this machine only.
pub const TEST_HERE: &[&str] = &["spec", "ci"];

const NEGATIONS: &[&str] = &["non", "not", "no"];
const GLUED_TEST: &[&str] = &["testing", "tests", "test"];
const AFTER_TEST: &[&str] = &["database", "data", "db"];

/// English words that begin or end with `test`, `tests` or `testing` and mean something else.
/// Taken from the SCOWL word lists (see `docs/words.md`).
static ENGLISH: Lazy<HashSet<&'static str>> =
    Lazy::new(|| include_str!("english.txt").split_whitespace().collect());

/// Longest and shortest word of the list, in bytes.
const ENGLISH_LENGTHS: std::ops::RangeInclusive<usize> = 5..=14;

/// What the words of a name say.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Meaning {
    /// A word says production, and no negation stands before it.
    pub production: bool,
    /// A word says staging or its like.
    pub shared: bool,
    /// A word says test, wherever the database is.
    pub test: bool,
    /// A word says test on this machine (`ci`, `spec`).
    pub test_here: bool,
    /// A word says that this is a copy of other data.
    pub copy: bool,
}

impl Meaning {
    /// Both meanings at once.
    pub fn with(self, other: Meaning) -> Meaning {
        Meaning {
            production: self.production || other.production,
            shared: self.shared || other.shared,
            test: self.test || other.test,
            test_here: self.test_here || other.test_here,
            copy: self.copy || other.copy,
        }
    }
}

/// The words of a name, lower-cased, in order.
///
/// A word ends at anything that is not a letter or digit, at camel case (`NodeTest`), and between
/// letters and digits (`test2`); `e2e` stays one. An upper-case run before a capitalised word is
/// cut before its last letter (`HTTPTest`).
pub fn split(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for segment in name.split(|c: char| !c.is_alphanumeric()) {
        let first = words.len();
        push_segment(segment, &mut words);
        join_end_to_end(&mut words, first);
    }
    words
}

fn push_segment(segment: &str, words: &mut Vec<String>) {
    let mut word = String::new();
    let mut chars = segment.chars().peekable();
    let mut last: Option<char> = None;
    while let Some(c) = chars.next() {
        let boundary = last.is_some_and(|l| {
            l.is_numeric() != c.is_numeric()
                || (c.is_uppercase() && !l.is_uppercase())
                || (c.is_uppercase() && chars.peek().is_some_and(|n| n.is_lowercase()))
        });
        if boundary && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        word.extend(c.to_lowercase());
        last = Some(c);
    }
    if !word.is_empty() {
        words.push(word);
    }
}

/// `e`, `2`, `e` of one segment are the word `e2e`.
fn join_end_to_end(words: &mut Vec<String>, from: usize) {
    let mut at = from;
    while let Some([e, two, o]) = words.get(at..at + 3) {
        if e == "e" && two == "2" && o == "e" {
            words.splice(at..at + 3, ["e2e".to_owned()]);
        }
        at += 1;
    }
}

/// Reads a name with the words of this module and the policy's own production words (globs).
pub fn meaning(name: &str, production: &[super::glob::Glob]) -> Meaning {
    let mut found = meaning_of(&split(name), production);
    // `TESTdb` and `PRODdb`: an upper-case run with a small tail is read as one word, too.
    if name.chars().any(char::is_uppercase) && name.chars().any(char::is_lowercase) {
        found = found.with(meaning_of(&split(&name.to_lowercase()), production));
    }
    found
}

fn meaning_of(words: &[String], production: &[super::glob::Glob]) -> Meaning {
    let mut found = Meaning::default();
    let mut negated = false;
    for word in words {
        let word = word.as_str();
        found = found.with(word_meaning(word, negated, production));
        negated = NEGATIONS.contains(&word);
    }
    // `pre-prod` and `pre_production` are the two-word spellings of `preprod`; production speaks
    // for them already.
    found
}

fn word_meaning(word: &str, negated: bool, production: &[super::glob::Glob]) -> Meaning {
    let mut found = Meaning {
        production: !negated
            && (PRODUCTION.contains(&word) || production.iter().any(|g| g.matches(word))),
        shared: SHARED.contains(&word),
        test: TEST.contains(&word),
        test_here: TEST_HERE.contains(&word),
        copy: COPY.contains(&word),
    };
    if !found.test
        && let Some(rest) = glued_test(word)
    {
        found.test = true;
        // `prodtest` glues both words together.
        found.production |= PRODUCTION.contains(&rest);
        found.copy |= COPY.contains(&rest);
    }
    found
}

/// What is left of a word once a glued `test` is taken off, if one is there.
fn glued_test(word: &str) -> Option<&str> {
    if !word.contains("test") || english_stands_in(word) {
        return None;
    }
    for test in GLUED_TEST {
        if let Some(rest) = word.strip_prefix(test) {
            return Some(rest);
        }
        if let Some(rest) = word.strip_suffix(test) {
            return Some(rest);
        }
        for after in AFTER_TEST {
            if let Some(rest) = word.strip_suffix(after).and_then(|w| w.strip_suffix(test))
                && !english_stands_in(&word[..word.len() - after.len()])
            {
                return Some(rest);
            }
        }
    }
    None
}

/// An English word stands at the beginning or the end of `word` and takes its `test` along.
fn english_stands_in(word: &str) -> bool {
    ENGLISH_LENGTHS.into_iter().any(|length| {
        let from = word.len().checked_sub(length);
        let end = from.and_then(|at| word.get(at..));
        let begin = word.get(..length);
        end.is_some_and(|w| ENGLISH.contains(w)) || begin.is_some_and(|w| ENGLISH.contains(w))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_split_at_every_seam() {
        for (name, words) in [
            ("app_test_3", vec!["app", "test", "3"]),
            ("NodeTest", vec!["node", "test"]),
            ("IAMS_DB_Test", vec!["iams", "db", "test"]),
            ("HTTPTest2", vec!["http", "test", "2"]),
            ("e2e_shop", vec!["e2e", "shop"]),
            ("shop-E2E-1", vec!["shop", "e2e", "1"]),
            ("--", vec![]),
        ] {
            assert_eq!(split(name), words, "{name}");
        }
    }

    #[test]
    fn test_words() {
        for name in [
            "test_app",
            "app_test_3",
            "NodeTest",
            "testdb",
            "mytestdb",
            "unittest",
            "e2e_shop",
            "testing",
            "tests2",
            "pqgotest",
            "mayatest",
            "activerecord_unittest",
            "TESTdb",
            "wordpress_unit_tests",
            "latest_test",
        ] {
            assert!(meaning(name, &[]).test, "{name}");
        }
        for name in [
            "latest",
            "latestdb",
            "contest",
            "mycontest",
            "testimonialsapp",
            "attestation",
            "greatest_hits",
            "intestate",
            "sitestats",
            "privatestore",
            "updatestatus",
            "protestdata",
            "LATEST",
            "fastestDb",
        ] {
            assert!(!meaning(name, &[]).test, "{name}");
        }
    }

    #[test]
    fn production_words() {
        for name in [
            "protocol_prod",
            "shop-prd",
            "LIVE",
            "shopProd",
            "PRODdb_live",
            "prodtest",
            "live2",
        ] {
            assert!(meaning(name, &[]).production, "{name}");
        }
        for name in [
            "livestock_test",
            "olive",
            "reproduction",
            "products",
            "non-prod",
            "not_production",
            "noprod",
        ] {
            assert!(!meaning(name, &[]).production, "{name}");
        }
    }

    #[test]
    fn every_english_word_is_within_the_lengths_that_are_looked_at() {
        assert!(ENGLISH.len() > 100);
        for word in ENGLISH.iter() {
            assert!(ENGLISH_LENGTHS.contains(&word.len()), "{word}");
        }
    }
}
