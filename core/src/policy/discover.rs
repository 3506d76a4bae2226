//! Finds the files that hold a policy: `notprod.toml`, and tables in files of others.

use super::document::{self, Node, SyntaxError};
use super::layer::{self, Layer};
use crate::error::{Error, ErrorKind};
use crate::snapshot::{Content, Snapshot};
use crate::source::{Source, SourceKind};
use crate::target::sqlite::normal;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;

/// A layer with the name of its file.
pub(super) struct Found {
    path: PathBuf,
    pub(super) file: Arc<str>,
    pub(super) layer: Layer,
}

/// A file in which a policy may stand, and the keys that lead to it.
struct Home {
    name: &'static str,
    keys: &'static [&'static str],
}

/// A file of others that does not hold this word holds no policy.
const NAME: &str = "notprod";

const HOMES: &[Home] = &[
    Home {
        name: "notprod.toml",
        keys: &[],
    },
    Home {
        name: "pyproject.toml",
        keys: &["tool", "notprod"],
    },
    Home {
        name: "package.json",
        keys: &["notprod"],
    },
    Home {
        name: "composer.json",
        keys: &["extra", "notprod"],
    },
];

/// Every layer, the nearest first: the one that the question names, then folder by folder.
pub(super) fn layers(snapshot: &Snapshot<'_>) -> Result<Vec<Found>, Error> {
    let mut layers = Vec::new();
    let named = snapshot
        .question
        .policy
        .as_ref()
        .map(|path| normal(&snapshot.question.root.join(path)));
    if let Some(path) = &named {
        layers.push(named_layer(snapshot, path)?);
    }
    for folder in snapshot.folders() {
        let mut here: Option<Found> = None;
        for home in HOMES {
            let path = folder.join(home.name);
            let Some(found) = layer_of(snapshot, &path, home.keys)? else {
                continue;
            };
            if let Some(other) = &here {
                let message = format!("`{}` and `{}` both hold a policy", other.file, found.file);
                let place = Source::line(SourceKind::Policy, &found.file, None);
                return Err(Error::new(ErrorKind::Contradiction, message)
                    .help("keep one policy in a folder")
                    .at(place));
            }
            here = Some(found);
        }
        // The file that the question names is the nearest already.
        layers.extend(here.filter(|found| named.as_ref() != Some(&found.path)));
    }
    Ok(layers)
}

/// The files in which a policy stands, right or wrong, for whoever would write one.
pub fn standing(snapshot: &Snapshot<'_>) -> Vec<String> {
    match layers(snapshot) {
        Ok(layers) => layers.iter().map(|found| found.file.to_string()).collect(),
        // What cannot be read may be a policy.
        Err(error) => vec![
            error
                .source_place
                .map_or_else(|| "a policy".to_owned(), |place| place.to_string()),
        ],
    }
}

/// The policy that the question names. Its file's name decides how it is read.
fn named_layer(snapshot: &Snapshot<'_>, path: &Path) -> Result<Found, Error> {
    let file: Arc<str> = snapshot.show(path).into();
    let place = Source::line(SourceKind::Policy, &file, None);
    if snapshot.read(path) == Content::Absent {
        return Err(Error::new(
            ErrorKind::Missing,
            "the policy that was asked for is not there",
        )
        .at(place));
    }
    let name = path.file_name().unwrap_or_default();
    let keys = HOMES
        .iter()
        .find(|home| name == home.name)
        .map_or(&[][..], |home| home.keys);
    layer_of(snapshot, path, keys)?.ok_or_else(|| {
        Error::new(
            ErrorKind::Policy,
            format!("`{}` is not there", keys.join(".")),
        )
        .at(place)
    })
}

fn layer_of(snapshot: &Snapshot<'_>, path: &Path, keys: &[&str]) -> Result<Option<Found>, Error> {
    let file: Arc<str> = snapshot.show(path).into();
    let Some(text) = text_of(snapshot, path, &file, !keys.is_empty())? else {
        return Ok(None);
    };
    // A file of others is none of ours, right or wrong, unless it names us.
    if !keys.is_empty() && !text.contains(NAME) {
        return Ok(None);
    }
    let json = path
        .extension()
        .is_some_and(|extension| extension.eq_ignore_ascii_case("json"));
    let parsed = if json {
        document::from_json(&text)
    } else {
        document::from_toml(&text)
    };
    let document = parsed.map_err(|error| syntax_error(&file, error))?;
    let Some(node) = descend(&document, keys, &file)? else {
        return Ok(None);
    };
    let folder = path.parent().unwrap_or(path);
    let layer = layer::resolve(node, &file, folder)?;
    let path = normal(path);
    Ok(Some(Found { path, file, layer }))
}

/// The text; none where there is nothing to read. What cannot be read may hold a denial: an
/// error, but for a file of others in which nothing names us.
fn text_of(
    snapshot: &Snapshot<'_>,
    path: &Path,
    file: &Arc<str>,
    others: bool,
) -> Result<Option<Rc<str>>, Error> {
    let why = match snapshot.read(path) {
        Content::Absent | Content::Folder => return Ok(None),
        Content::Text(text) => return Ok(Some(text)),
        Content::Lossy(text) if others && !text.contains(NAME) => return Ok(None),
        Content::Lossy(_) => "it is not UTF-8".to_owned(),
        Content::Unreadable(why) => why,
    };
    let message = format!("a policy may stand here, and the file cannot be read: {why}");
    Err(Error::new(ErrorKind::Policy, message).at(Source::line(SourceKind::Policy, file, None)))
}

fn syntax_error(file: &Arc<str>, error: SyntaxError) -> Error {
    Error::new(
        ErrorKind::Policy,
        format!("cannot be parsed: {}", error.message),
    )
    .at(Source::line(SourceKind::Policy, file, error.line))
}

/// Follows the keys. Tables on the way belong to others; only the last key must be there once.
fn descend<'n>(
    document: &'n Node,
    keys: &[&str],
    file: &Arc<str>,
) -> Result<Option<&'n Node>, Error> {
    let mut nodes = vec![document];
    let mut line = None;
    for key in keys {
        let members: Vec<_> = nodes.iter().flat_map(|node| node.find(key)).collect();
        line = members.last().and_then(|member| member.line);
        nodes = members.into_iter().map(|member| &member.node).collect();
    }
    match nodes.as_slice() {
        [] => Ok(None),
        [node] => Ok(Some(node)),
        _ => Err(Error::new(
            ErrorKind::Policy,
            format!("`{}` stands twice", keys.join(".")),
        )
        .at(Source::line(SourceKind::Policy, file, line))),
    }
}
