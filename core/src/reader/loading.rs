//! Dotenv files: found, read, and asked to be loaded.

use super::files::{self, Purpose};
use super::layer::Layer;
use super::plan::refuse_bytes;
use super::readings;
use super::variables::ENVIRONMENT;
use crate::dotenv::{self, Dialect, Line};
use crate::error::{Error, ErrorKind};
use crate::snapshot::{Content, Snapshot};
use crate::source::{Source, SourceKind};
use std::cell::OnceCell;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;

/// A dotenv file that was read.
pub(super) struct Dotenv {
    pub(super) path: PathBuf,
    pub(super) file: Arc<str>,
    pub(super) text: Rc<str>,
    /// As a person would read it.
    pub(super) document: dotenv::Document,
    /// As each reader has it, in the order of [`Dialect::ALL`]; made when asked for.
    read: [OnceCell<Option<Vec<Line>>>; Dialect::ALL.len()],
    reads_alike: OnceCell<bool>,
}

/// The dotenv files of a project.
#[derive(Default)]
pub(super) struct Nearby {
    /// Those that some reader would load in a test run, weakest first.
    pub(super) candidates: Vec<Dotenv>,
    /// Those of other environments.
    pub(super) elsewhere: Vec<Dotenv>,
}

impl Dotenv {
    /// The file's lines exactly as one reader has them; none where it would stop at the file.
    pub(super) fn read_by(&self, dialect: Dialect) -> Option<&[Line]> {
        let place = Dialect::ALL.iter().position(|(own, _)| *own == dialect)?;
        let read = self.read.get(place)?;
        read.get_or_init(|| dotenv::read(&self.text, dialect).ok())
            .as_deref()
    }

    /// Whether every reader reads it alike.
    pub(super) fn reads_alike(&self) -> bool {
        *self
            .reads_alike
            .get_or_init(|| readings::reads_alike(&self.text))
    }

    /// The file as a person would read it, with what readers may not agree on told.
    pub(super) fn plain<'a>(&self, below: &Layer<'_>) -> Layer<'a> {
        readings::plain(self, below, &Layer::default())
    }
}

/// What the process holds when the application starts: its variables, and over them the file that
/// the caller asked to load.
pub(super) fn process<'a>(snapshot: &Snapshot<'a>) -> Result<Layer<'a>, Error> {
    let question = snapshot.question;
    let mut process = Layer::of_process(
        question
            .environment
            .iter()
            .map(|(k, v)| (k.as_str(), v.expose())),
    );
    if let Some(path) = &question.load {
        let loaded = load(snapshot, path)?;
        process.overlay(&loaded.plain(&Layer::default()));
        process.file = Some(loaded.file);
    }
    Ok(process)
}

/// The environments that variables name, such as `testing`.
pub(super) fn named(process: &Layer<'_>) -> Vec<String> {
    let values = ENVIRONMENT
        .iter()
        .filter_map(|variable| Some(process.get(variable.name)?.value.trim().to_owned()));
    values.filter(|value| !value.is_empty()).collect()
}

/// One file by its path, if it is there.
pub(super) fn file(snapshot: &Snapshot<'_>, path: &Path) -> Result<Option<Dotenv>, Error> {
    Ok(read(snapshot, path)?.map(|text| Dotenv {
        path: path.to_owned(),
        file: snapshot.show(path).into(),
        document: dotenv::parse(&text),
        text,
        read: Default::default(),
        reads_alike: OnceCell::new(),
    }))
}

/// The file that the caller asked to load.
fn load(snapshot: &Snapshot<'_>, path: &Path) -> Result<Dotenv, Error> {
    let full = snapshot.question.root.join(path);
    let shown = snapshot.show(&full);
    match file(snapshot, &full)? {
        Some(loaded) => {
            refuse_bytes(&loaded.plain(&Layer::default()))?;
            Ok(loaded)
        }
        None => Err(Error::new(
            ErrorKind::Missing,
            format!(
                "the file `{shown}` is not there, so that another one would be used in its place"
            ),
        )
        .help(format!("create `{shown}`, or mend the path that is loaded"))),
    }
}

/// The lines that `load` sets, in the order of the file, variables put in.
///
/// # Errors
/// As [`super::collect`].
pub fn loaded(
    snapshot: &Snapshot<'_>,
    path: &Path,
) -> Result<Vec<(String, crate::secret::Secret)>, Error> {
    let file = load(snapshot, path)?;
    let process = Layer::of_process(
        snapshot
            .question
            .environment
            .iter()
            .map(|(k, v)| (k.as_str(), v.expose())),
    );
    let mut all = Layer::default();
    all.overlay(&process);
    all.overlay(&file.plain(&Layer::default()));
    let names = file.document.lines.iter().map(|line| line.name.as_str());
    Ok(names
        .filter_map(|name| {
            Some((
                name.to_owned(),
                all.get(name)?.value.clone().into_owned().into(),
            ))
        })
        .collect())
}

fn read(snapshot: &Snapshot<'_>, path: &Path) -> Result<Option<Rc<str>>, Error> {
    match snapshot.read(path) {
        Content::Text(text) | Content::Lossy(text) => Ok(Some(text)),
        Content::Absent | Content::Folder => Ok(None),
        Content::Unreadable(reason) => {
            let file: Arc<str> = snapshot.show(path).into();
            Err(Error::new(
                ErrorKind::Unreadable,
                format!("this dotenv file cannot be read: {reason}"),
            )
            .at(Source::line(SourceKind::Dotenv, &file, None))
            .help("make it readable, or move it out of the project: what it sets is not known"))
        }
    }
}

/// Every dotenv file of the folders that are looked at.
pub(super) fn nearby(snapshot: &Snapshot<'_>, named: &[String]) -> Result<Nearby, Error> {
    let mut nearby = Nearby::default();
    // The root's own files are the strongest: the farthest folder comes first.
    for folder in snapshot.folders().iter().rev() {
        let mut here: Vec<(u8, PathBuf)> = Vec::new();
        let names = snapshot
            .list(folder)
            .map_err(|reason| unlisted(snapshot, folder, &reason))?;
        for name in names.iter().filter(|name| name.starts_with(".env")) {
            match files::purpose(name, named) {
                Purpose::Candidate(rank) => here.push((rank, folder.join(name))),
                Purpose::OtherEnvironment => {
                    nearby.elsewhere.extend(file(snapshot, &folder.join(name))?)
                }
                Purpose::Ignored => {}
            }
        }
        here.sort();
        for (_, path) in here {
            nearby.candidates.extend(file(snapshot, &path)?);
        }
    }
    Ok(nearby)
}

/// A reader would open `.env` by its name; nobody can say which files there are.
fn unlisted(snapshot: &Snapshot<'_>, folder: &Path, reason: &str) -> Error {
    let shown = snapshot.show(folder);
    Error::new(
        ErrorKind::Unreadable,
        format!("the folder `{shown}` cannot be listed, so that its dotenv files are not known: {reason}"),
    )
    .help("make it readable for whoever runs the tests")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::snapshot::{Files, Found, Question};

    /// A folder that may be entered, and not listed.
    struct Unlisted;

    impl Files for Unlisted {
        fn read(&self, _path: &Path) -> Content {
            Content::Absent
        }
        fn resolve(&self, _path: &Path) -> Found {
            Found::Absent
        }
        fn list(&self, _folder: &Path) -> Result<Vec<String>, String> {
            Err("permission denied".to_owned())
        }
    }

    #[test]
    fn a_folder_that_cannot_be_listed_is_an_error() {
        let question = Question {
            root: "/project".into(),
            ..Question::default()
        };
        let found = nearby(&Snapshot::new(&question, &Unlisted), &[]);
        let error = found.err().expect("an error");
        assert_eq!(error.kind, ErrorKind::Unreadable);
        assert!(error.message.contains("permission denied"));
    }
}
