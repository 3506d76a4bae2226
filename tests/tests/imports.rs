//! The house stands as CONTRIBUTING.md draws it: imports go down only, the pure core asks no
//! machine, bindings call the bridge alone, and files stay small.

use notprod_tests::{checkout, say};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The rooms of the core from the lowest to the highest. Rooms on one floor may use each other.
const FLOORS: &[&[&str]] = &[
    &["source", "text", "secret"],
    &["error", "facts", "verdict"],
    &["snapshot", "dotenv", "target", "sql", "report"],
    &["reader", "policy"],
    &["rules"],
    &["judge", "render"],
    &["host", "probe"],
    &["guard"],
    &["session"],
    &["bridge", "cli"],
];

/// What only the rooms that touch the machine may name.
const OF_THE_MACHINE: &[&str] = &[
    "std::env::",
    "std::fs::",
    "std::fs;",
    "std::env;",
    "TcpStream",
    "UdpSocket",
    "UnixStream",
    "std::process::",
    "println!",
    "eprintln!",
    "print!",
    "eprint!",
    "dbg!",
    "SystemTime::now",
    "Instant::now",
    "File::open",
];
const TOUCHES_THE_MACHINE: &[&str] = &["host", "probe", "cli", "main"];

/// The most lines of a file, and the number from which it is listed.
const LONGEST: usize = 500;
const LONG: usize = 400;

/// Files that are longer and wait to be split. The list only shrinks: one that is short enough must
/// be taken off.
const TO_BE_SPLIT: &[&str] = &[];

/// A file of the core without its comments, texts and tests.
struct Source {
    path: PathBuf,
    room: String,
    /// How many `super::` lead from the file to the root of the crate.
    depth: usize,
    code: String,
    lines: usize,
}

fn core() -> Vec<Source> {
    let folder = checkout().join("core/src");
    let mut paths = Vec::new();
    rust_files(&folder, &mut paths);
    let mut tests = BTreeSet::new();
    let mut sources = Vec::new();
    for path in paths {
        let text = fs::read_to_string(&path).expect("a source");
        let below = path.strip_prefix(&folder).expect("below the folder");
        let parts: Vec<String> = below
            .with_extension("")
            .components()
            .map(|part| part.as_os_str().to_string_lossy().into_owned())
            .collect();
        let depth = if parts.last().is_some_and(|last| last == "mod") {
            parts.len() - 1
        } else {
            parts.len()
        };
        let (code, test_modules) = without_tests(&bare(&text));
        let module_folder = match path.file_stem().and_then(|stem| stem.to_str()) {
            Some("mod" | "lib" | "main") | None => path.parent().expect("a folder").to_owned(),
            Some(stem) => path.with_file_name(stem),
        };
        tests.extend(test_modules.iter().map(|name| module_folder.join(name)));
        sources.push(Source {
            room: parts.first().cloned().unwrap_or_default(),
            depth,
            code,
            lines: text.lines().count(),
            path,
        });
    }
    sources.retain(|source| {
        !source.path.ancestors().any(|part| tests.contains(part))
            && !tests.contains(&source.path.with_extension(""))
    });
    assert!(
        sources.len() > 50,
        "the core was found: {} files",
        sources.len()
    );
    sources
}

fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found.sort();
}

/// The code without comments, and without what stands in texts and characters.
fn bare(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let chars: Vec<char> = text.chars().collect();
    let at = |i: usize| chars.get(i).copied().unwrap_or('\0');
    let mut i = 0;
    while i < chars.len() {
        match at(i) {
            '/' if at(i + 1) == '/' => {
                while i < chars.len() && at(i) != '\n' {
                    i += 1;
                }
            }
            '/' if at(i + 1) == '*' => {
                let mut open = 0;
                while i < chars.len() {
                    match (at(i), at(i + 1)) {
                        ('/', '*') => (open, i) = (open + 1, i + 2),
                        ('*', '/') => (open, i) = (open - 1, i + 2),
                        _ => i += 1,
                    }
                    if open == 0 {
                        break;
                    }
                }
            }
            'r' if matches!(at(i + 1), '"' | '#') && !at(i.wrapping_sub(1)).is_alphanumeric() => {
                let hashes = (i + 1..).take_while(|j| at(*j) == '#').count();
                if at(i + 1 + hashes) != '"' {
                    out.push('r');
                    i += 1;
                    continue;
                }
                i += hashes + 2;
                while i < chars.len() && !(at(i) == '"' && (1..=hashes).all(|k| at(i + k) == '#')) {
                    i += 1;
                }
                i += hashes + 1;
                out.push_str("\"\"");
            }
            '"' => {
                i += 1;
                while i < chars.len() && at(i) != '"' {
                    i += if at(i) == '\\' { 2 } else { 1 };
                }
                i += 1;
                out.push_str("\"\"");
            }
            // A character, not a lifetime.
            '\'' if at(i + 1) == '\\' || at(i + 2) == '\'' => {
                i += if at(i + 1) == '\\' { 3 } else { 2 };
                while i < chars.len() && at(i) != '\'' {
                    i += 1;
                }
                i += 1;
                out.push_str("' '");
            }
            other => {
                out.push(other);
                i += 1;
            }
        }
    }
    out
}

/// The code without modules that are compiled for tests alone, and the names of those that stand
/// in files of their own.
fn without_tests(code: &str) -> (String, Vec<String>) {
    let mut out = String::new();
    let mut modules = Vec::new();
    let mut rest = code;
    while let Some(at) = rest.find("#[cfg(test)]") {
        let (before, after) = rest.split_at(at);
        out.push_str(before);
        let item = after.trim_start_matches("#[cfg(test)]");
        let end = item.find(['{', ';']).unwrap_or(item.len());
        let head = item.get(..end).unwrap_or_default();
        if item.get(end..).is_some_and(|body| body.starts_with(';')) {
            modules.extend(head.split_whitespace().last().map(str::to_owned));
            rest = item.get(end + 1..).unwrap_or_default();
        } else {
            let mut open = 0_i32;
            let close = item.char_indices().find_map(|(i, c)| {
                open += i32::from(c == '{') - i32::from(c == '}');
                (c == '}' && open == 0).then_some(i + 1)
            });
            rest = item.get(close.unwrap_or(item.len())..).unwrap_or_default();
        }
    }
    out.push_str(rest);
    (out, modules)
}

/// The rooms that a file names: `crate::room`, `super::` as far as the crate, `crate::{a, b::c}`.
fn named(source: &Source) -> BTreeSet<String> {
    let up = "super::".repeat(source.depth);
    let mut rooms = BTreeSet::new();
    for prefix in ["crate::", up.as_str()] {
        for (at, _) in source.code.match_indices(prefix) {
            // `super::super::` also holds `super::`; `$crate::` and `notprod_crate::` are others.
            let before = source.code.get(..at).unwrap_or_default();
            if prefix.is_empty()
                || before.ends_with("::")
                || before.ends_with(|c: char| c.is_alphanumeric() || c == '_')
            {
                continue;
            }
            let after = source.code.get(at + prefix.len()..).unwrap_or_default();
            if prefix != "crate::" && after.starts_with("super::") {
                continue;
            }
            match after.strip_prefix('{') {
                None => rooms.extend(identifier(after)),
                Some(group) => rooms.extend(group_heads(group)),
            }
        }
    }
    rooms
}

fn identifier(text: &str) -> Option<String> {
    let name: String = text
        .trim_start()
        .chars()
        .take_while(|c| c.is_alphanumeric() || *c == '_')
        .collect();
    (!name.is_empty()).then_some(name)
}

/// The first names in `a::b, c, d::{e, f}}`.
fn group_heads(group: &str) -> Vec<String> {
    let mut heads = Vec::new();
    let (mut depth, mut item) = (1, String::new());
    for c in group.chars() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 || (depth == 1 && c == ',') {
            heads.extend(identifier(&item));
            item.clear();
            if depth == 0 {
                break;
            }
        } else {
            item.push(c);
        }
    }
    heads
}

fn floor(room: &str) -> Option<usize> {
    FLOORS.iter().position(|floor| floor.contains(&room))
}

fn violations(source: &Source) -> Vec<String> {
    let Some(own) = floor(&source.room) else {
        return vec![format!(
            "{}: the room `{}` stands on no floor",
            source.path.display(),
            source.room
        )];
    };
    named(source)
        .iter()
        // What the facade re-exports has a capital letter; within the crate it is named by its room.
        .filter_map(|room| match floor(room) {
            Some(other) if other > own => Some(format!(
                "{} uses `{room}`, which stands above it",
                source.path.display()
            )),
            Some(_) => None,
            None => Some(format!(
                "{} uses `crate::{room}`, which is no room",
                source.path.display()
            )),
        })
        .collect()
}

#[test]
fn imports_go_down() {
    let wrong: Vec<String> = core()
        .iter()
        .filter(|source| source.room != "lib" && source.room != "main")
        .flat_map(violations)
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_scan_sees_what_it_looks_for() {
    let file = |room: &str, depth, text: &str| Source {
        path: PathBuf::from("x.rs"),
        room: room.to_owned(),
        depth,
        code: without_tests(&bare(text)).0,
        lines: 1,
    };
    let rooms = |source: &Source| named(source).into_iter().collect::<Vec<_>>();
    let up = file(
        "rules",
        2,
        "use crate::{error::{A, B}, judge, host::x};\nuse super::super::guard::Y;\nuse super::trial;",
    );
    assert_eq!(rooms(&up), ["error", "guard", "host", "judge"]);
    assert_eq!(violations(&up).len(), 3);
    let root = file(
        "verdict",
        1,
        "fn f<'a>(x: &'a str) -> char { super::cli::go(); 'c' }",
    );
    assert_eq!(rooms(&root), ["cli"]);
    let quiet = file(
        "text",
        2,
        "// crate::cli\n/* /* crate::cli */ */ const A: &str = \"crate::cli\"; const B: &str = r#\"\"crate::cli\"#; const C: char = '\"';\n#[cfg(test)]\nmod tests { use crate::cli; }\nuse crate::text::words;",
    );
    assert_eq!(rooms(&quiet), ["text"]);
    let stray = file("text", 2, "use crate::util::x;");
    assert_eq!(violations(&stray).len(), 1);
}

#[test]
fn every_room_stands_on_a_floor_once() {
    let all: Vec<&str> = FLOORS
        .iter()
        .flat_map(|floor| floor.iter().copied())
        .collect();
    assert_eq!(all.len(), all.iter().collect::<BTreeSet<_>>().len());
}

#[test]
fn the_pure_core_asks_no_machine() {
    let mut wrong = Vec::new();
    for source in core() {
        if TOUCHES_THE_MACHINE.contains(&source.room.as_str()) {
            continue;
        }
        for word in OF_THE_MACHINE {
            let named = source.code.match_indices(word).any(|(at, _)| {
                let before = source.code.get(..at).unwrap_or_default();
                !before.ends_with(|c: char| c.is_alphanumeric() || c == '_')
            });
            if named {
                wrong.push(format!("{} names `{word}`", source.path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn bindings_call_the_bridge_alone() {
    let mut paths = Vec::new();
    for binding in ["bindings-python", "bindings-php", "bindings-node"] {
        let folder = checkout().join(binding).join("src");
        if folder.is_dir() {
            rust_files(&folder, &mut paths);
        }
    }
    assert!(!paths.is_empty(), "there is a binding");
    let mut wrong = Vec::new();
    for path in paths {
        let code = bare(&fs::read_to_string(&path).expect("a source"));
        for (at, _) in code.match_indices("notprod::") {
            let after = code.get(at + "notprod::".len()..).unwrap_or_default();
            if identifier(after).as_deref() != Some("bridge") {
                wrong.push(format!(
                    "{}: `notprod::{}`",
                    path.display(),
                    after.lines().next().unwrap_or_default()
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn files_stay_small() {
    let sources = core();
    let long: Vec<String> = sources
        .iter()
        .filter(|source| source.lines > LONG)
        .map(|source| format!("  {} lines: {}", source.lines, source.path.display()))
        .collect();
    if !long.is_empty() {
        say(&format!(
            "files of more than {LONG} lines:\n{}",
            long.join("\n")
        ));
    }
    let folder = checkout().join("core/src");
    let too_long: Vec<&Path> = sources
        .iter()
        .filter(|source| source.lines > LONGEST)
        .filter_map(|source| source.path.strip_prefix(&folder).ok())
        .collect();
    let listed: Vec<&Path> = TO_BE_SPLIT.iter().map(Path::new).collect();
    assert_eq!(
        too_long, listed,
        "files of more than {LONGEST} lines, and those that are listed"
    );
}
