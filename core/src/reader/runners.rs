//! Which runners a root configures.

use crate::snapshot::{Content, Found, Runner, Snapshot};

/// The runners that files of the root speak of, each once; none where nothing does.
pub fn configured(snapshot: &Snapshot<'_>) -> Vec<Runner> {
    let root = &snapshot.question.root;
    let there = |name: &str| matches!(snapshot.resolve(&root.join(name)), Found::File { .. });
    let mut runners = Vec::new();
    let python = [
        "pytest.ini",
        "conftest.py",
        "pyproject.toml",
        "setup.cfg",
        "setup.py",
        "tox.ini",
        "manage.py",
        "requirements.txt",
    ];
    if python.iter().any(|name| there(name)) {
        runners.push(Runner::Pytest);
    }
    if [
        "phpunit.xml",
        "phpunit.xml.dist",
        "phpunit.dist.xml",
        "composer.json",
        "artisan",
    ]
    .iter()
    .any(|name| there(name))
    {
        runners.push(Runner::Phpunit);
    }
    if let Content::Text(text) = snapshot.read(&root.join("package.json")) {
        let known = [
            (Runner::Vitest, "\"vitest\""),
            (Runner::Jest, "\"jest\""),
            (Runner::Mocha, "\"mocha\""),
        ];
        let named: Vec<Runner> = known
            .iter()
            .filter(|(_, word)| text.contains(word))
            .map(|(runner, _)| *runner)
            .collect();
        // A PHP or Python project carries a manifest for its assets alone.
        if named.is_empty() && (runners.is_empty() || text.contains("\"test\"")) {
            runners.push(Runner::Node);
        }
        runners.extend(named);
    }
    runners
}
