//! What a folder holds: runners, frameworks, dotenv files, settings of a continuous integration.

use crate::reader::files::{Purpose, purpose};
use crate::reader::runners;
use crate::snapshot::{Content, Found, Runner, Snapshot};
use serde_json::Value;

/// What was found in one folder.
pub(super) struct Survey {
    pub(super) runners: Vec<Runner>,
    pub(super) frameworks: Vec<&'static str>,
    /// `ES modules` or `CommonJS`; none without a `package.json`.
    pub(super) modules: Option<&'static str>,
    pub(super) dotenv: Vec<String>,
    pub(super) integration: Vec<String>,
    /// Whether a file speaks of pytest; a Python project without it has another runner.
    pub(super) speaks_of_pytest: bool,
}

/// A framework, the manifest that names it, and the word by which it does.
const FRAMEWORKS: &[(&str, &str, &str)] = &[
    ("Laravel", "composer.json", "\"laravel/framework\""),
    ("Laravel Sail", "composer.json", "\"laravel/sail\""),
    ("Symfony", "composer.json", "\"symfony/framework-bundle\""),
    ("Doctrine", "composer.json", "\"doctrine/orm\""),
    ("Next", "package.json", "\"next\""),
    ("Nuxt", "package.json", "\"nuxt\""),
    ("Nest", "package.json", "\"@nestjs/core\""),
    ("Prisma", "package.json", "\"prisma\""),
    ("Drizzle", "package.json", "\"drizzle-orm\""),
    ("TypeORM", "package.json", "\"typeorm\""),
    ("Sequelize", "package.json", "\"sequelize\""),
];

/// The same in Python, where a name may stand in any of several manifests.
const PYTHON_FRAMEWORKS: &[(&str, &str)] = &[
    ("Django", "django"),
    ("FastAPI", "fastapi"),
    ("Flask", "flask"),
    ("SQLAlchemy", "sqlalchemy"),
    ("pydantic-settings", "pydantic-settings"),
];

const PYTHON_MANIFESTS: &[&str] = &[
    "pyproject.toml",
    "requirements.txt",
    "requirements-dev.txt",
    "requirements/test.txt",
    "requirements/dev.txt",
    "dev-requirements.txt",
    "test-requirements.txt",
    "setup.cfg",
    "setup.py",
    "tox.ini",
    "Pipfile",
];

const INTEGRATION: &[&str] = &[
    ".gitlab-ci.yml",
    ".circleci/config.yml",
    ".travis.yml",
    "Jenkinsfile",
    "azure-pipelines.yml",
    "bitbucket-pipelines.yml",
];

/// Looks at the root of the question.
pub(super) fn look(snapshot: &Snapshot<'_>) -> Survey {
    let runners = match snapshot.question.runner {
        Some(runner) => vec![runner],
        None => runners::configured(snapshot),
    };
    let python: Vec<String> = PYTHON_MANIFESTS
        .iter()
        .filter_map(|name| text(snapshot, name))
        .map(|text| text.to_lowercase())
        .collect();
    let in_python = |name: &str| python.iter().any(|text| names(text, name));
    let mut frameworks: Vec<&'static str> = FRAMEWORKS
        .iter()
        .filter(|(_, manifest, word)| {
            text(snapshot, manifest).is_some_and(|text| text.contains(word))
        })
        .map(|(framework, ..)| *framework)
        .collect();
    frameworks.extend(
        PYTHON_FRAMEWORKS
            .iter()
            .filter(|(framework, name)| {
                in_python(name) || (*framework == "Django" && is_file(snapshot, "manage.py"))
            })
            .map(|(framework, _)| *framework),
    );
    Survey {
        speaks_of_pytest: [
            "pytest.ini",
            ".pytest.ini",
            "pytest.toml",
            "conftest.py",
            "tests/conftest.py",
        ]
        .iter()
        .any(|name| is_file(snapshot, name))
            || python.iter().any(|text| text.contains("pytest")),
        runners,
        frameworks,
        modules: modules(snapshot),
        dotenv: dotenv(snapshot),
        integration: integration(snapshot),
    }
}

/// Whether a manifest names a package: as a word of its own, not as a part of another's name.
fn names(text: &str, package: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    text.match_indices(package).any(|(at, _)| {
        let before = text.get(..at).and_then(|front| front.chars().next_back());
        let after = text
            .get(at + package.len()..)
            .and_then(|rest| rest.chars().next());
        !before.is_some_and(is_part) && !after.is_some_and(is_part)
    })
}

fn modules(snapshot: &Snapshot<'_>) -> Option<&'static str> {
    let manifest: Value = serde_json::from_str(&text(snapshot, "package.json")?).ok()?;
    Some(match manifest.get("type").and_then(Value::as_str) {
        Some("module") => "ES modules",
        _ => "CommonJS",
    })
}

fn dotenv(snapshot: &Snapshot<'_>) -> Vec<String> {
    let root = &snapshot.question.root;
    let names = snapshot.list(root).unwrap_or_default();
    names
        .into_iter()
        .filter(|name| name.starts_with(".env") && is_file(snapshot, name))
        .map(|name| match purpose(&name, &[]) {
            Purpose::Candidate(_) => name,
            Purpose::OtherEnvironment => format!("{name} (not for tests)"),
            Purpose::Ignored => format!("{name} (not read)"),
        })
        .collect()
}

fn integration(snapshot: &Snapshot<'_>) -> Vec<String> {
    let folder = ".github/workflows";
    let workflows = snapshot
        .list(&snapshot.question.root.join(folder))
        .unwrap_or_default();
    workflows
        .into_iter()
        .filter(|name| name.ends_with(".yml") || name.ends_with(".yaml"))
        .map(|name| format!("{folder}/{name}"))
        .chain(INTEGRATION.iter().map(|name| (*name).to_owned()))
        .filter(|name| is_file(snapshot, name))
        .collect()
}

/// Whether a file stands below the root.
pub(super) fn is_file(snapshot: &Snapshot<'_>, name: &str) -> bool {
    let path = snapshot.question.root.join(name);
    matches!(snapshot.resolve(&path), Found::File { .. })
}

/// The text of a file below the root.
pub(super) fn text(snapshot: &Snapshot<'_>, name: &str) -> Option<String> {
    match snapshot.read(&snapshot.question.root.join(name)) {
        Content::Text(text) | Content::Lossy(text) => Some(text.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::names;

    #[test]
    fn a_package_is_a_word_of_its_own() {
        assert!(names("django>=5\n", "django"));
        assert!(names("dependencies = [\"fastapi[all]\"]", "fastapi"));
        assert!(!names("pytest-django\n", "django"));
        assert!(!names("django-environ\n", "django"));
    }
}
