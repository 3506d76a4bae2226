//! A question that stands in no disk and no process: for tests that ask thousands of them.

use notprod::{
    Content, Error, Files, Found, Policy, Question, Report, Secret, Snapshot, Verdict, judge,
};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

const ROOT: &str = "/project";

#[derive(Debug, Clone, Default)]
struct Map(BTreeMap<PathBuf, String>);

impl Files for Map {
    fn read(&self, path: &Path) -> Content {
        match self.0.get(path) {
            Some(text) => Content::Text(text.as_str().into()),
            None => Content::Absent,
        }
    }

    fn resolve(&self, path: &Path) -> Found {
        match self.0.get(path) {
            Some(text) => Found::File {
                path: path.to_owned(),
                bytes: text.len() as u64,
            },
            None => Found::Absent,
        }
    }

    fn list(&self, folder: &Path) -> Result<Vec<String>, String> {
        let own = |path: &PathBuf| Some(path.strip_prefix(folder).ok()?.to_str()?.to_owned());
        Ok(self.0.keys().filter_map(own).collect())
    }
}

/// Variables by name.
pub type Variables = BTreeMap<String, String>;

/// An environment and the files of a project.
#[derive(Debug, Clone, Default)]
pub struct World {
    /// What the process holds.
    pub env: Variables,
    files: Map,
}

impl World {
    /// A process without files.
    pub fn of(env: Variables) -> World {
        World {
            env,
            files: Map::default(),
        }
    }

    /// A process that holds one address.
    pub fn of_address(address: &str) -> World {
        World::default().with("DATABASE_URL", address)
    }

    /// The same with a variable more.
    #[must_use]
    pub fn with(&self, name: &str, value: &str) -> World {
        let mut world = self.clone();
        world.env.insert(name.to_owned(), value.to_owned());
        world
    }

    /// The same with a file more; the name is relative to the root.
    #[must_use]
    pub fn with_file(mut self, name: &str, text: &str) -> World {
        self.files
            .0
            .insert(Path::new(ROOT).join(name), text.to_owned());
        self
    }

    /// Whether the process or a file speaks of a variable.
    pub fn mentions(&self, name: &str) -> bool {
        self.env.contains_key(name) || self.files.0.values().any(|text| text.contains(name))
    }

    /// The answer, for the runner that the files configure.
    ///
    /// # Errors
    /// Those of the decision.
    pub fn ask(&self) -> Result<Report, Error> {
        let question = Question {
            root: ROOT.into(),
            environment: self
                .env
                .iter()
                .map(|(name, value)| (name.clone(), Secret::new(value.clone())))
                .collect(),
            offline: true,
            today: 20_000,
            ..Question::default()
        };
        let snapshot = Snapshot::new(&question, &self.files);
        let lifting = question.environment.get("NOTPROD_ALLOW");
        let policy = Policy::discover(&snapshot, lifting.map(Secret::expose))?;
        judge(&snapshot, &policy, &notprod::Facts::none())
    }

    /// The verdict; an error counts as a refusal.
    pub fn verdict(&self) -> Verdict {
        self.ask().map_or(Verdict::Refuse, |report| report.verdict)
    }

    /// All that is ever written of the answer: as text, as JSON, in debug form.
    pub fn written(&self) -> String {
        use notprod::render::{json, text};
        let style = text::Style::default();
        match self.ask() {
            Ok(report) => format!(
                "{}{}{report:?}",
                text::report(&report, style),
                json::report(&report)
            ),
            Err(error) => format!(
                "{}{}{error:?}",
                text::error(&error, style),
                json::error(&error, ROOT)
            ),
        }
    }
}
