//! Django: which settings module a test run would boot. What is in it, only Python can tell.

use super::project;
use super::pytest_settings::Settings;
use crate::snapshot::{Ecosystem, Runner, Snapshot};
use crate::source::{Source, SourceKind};

/// The variable that names the module.
pub(super) const VARIABLE: &str = "DJANGO_SETTINGS_MODULE";

/// The settings module that this runner would boot, with its place; none where nothing speaks of one.
pub fn settings_module_of(
    snapshot: &Snapshot<'_>,
    runner: Option<Runner>,
) -> Option<(String, Source)> {
    match runner.map(Runner::ecosystem) {
        None | Some(Ecosystem::Python) => {
            let settings = Settings::read(snapshot);
            by_option(snapshot, &settings)
                .or_else(|| of_process(snapshot))
                .or_else(|| by_setting(&settings))
                .or_else(|| of_manage(snapshot))
        }
        Some(_) => None,
    }
}

/// The settings module that is named over the process, or where the process names none.
pub(super) fn settings_module(
    snapshot: &Snapshot<'_>,
    settings: &Settings,
) -> Option<(String, Source)> {
    let below = || match managed(snapshot) {
        Some(_) => of_manage(snapshot),
        None => by_setting(settings),
    };
    by_option(snapshot, settings).or_else(|| of_process(snapshot).is_none().then(below).flatten())
}

/// What stands behind `manage.py` or `django-admin` in the command.
fn managed<'a>(snapshot: &Snapshot<'a>) -> Option<&'a [String]> {
    let words = &snapshot.question.arguments;
    let is_manage = |word: &String| {
        let name = word.rsplit(['/', '\\']).next().unwrap_or(word);
        matches!(name, "manage.py" | "django-admin")
    };
    let at = words.iter().position(is_manage)?;
    words.get(at + 1..)
}

/// Whether the command is one of Django's that sets no test database up: it opens the real one.
pub(super) fn opens_the_real_database(snapshot: &Snapshot<'_>) -> bool {
    managed(snapshot).is_some_and(|words| words.first().is_none_or(|word| word != "test"))
}

fn by_option(snapshot: &Snapshot<'_>, settings: &Settings) -> Option<(String, Source)> {
    let (option, module) = match managed(snapshot) {
        Some(words) => (
            "--settings",
            super::pytest_settings::option(words, "--settings", None),
        ),
        None => ("--ds", settings.option("--ds", None)),
    };
    Some((module?, Source::named(SourceKind::Configuration, option)))
}

fn by_setting(settings: &Settings) -> Option<(String, Source)> {
    let (module, place) = settings.list(VARIABLE).into_iter().next()?;
    Some((module, place.with_variable(VARIABLE)))
}

fn of_process(snapshot: &Snapshot<'_>) -> Option<(String, Source)> {
    let value = snapshot.question.environment.get(VARIABLE)?.expose().trim();
    (!value.is_empty()).then(|| (value.to_owned(), Source::process(VARIABLE)))
}

/// `os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")`, or an assignment to it.
fn of_manage(snapshot: &Snapshot<'_>) -> Option<(String, Source)> {
    let text = project::text(snapshot, "manage.py")?;
    let file = "manage.py".into();
    let code = |line: &str| !line.trim_start().starts_with('#');
    text.lines()
        .enumerate()
        .filter(|(_, line)| code(line))
        .find_map(|(at, line)| {
            let module = quoted(line.split_once(VARIABLE)?.1.get(1..)?)?;
            let line = u32::try_from(at + 1).ok();
            let source = Source::line(SourceKind::Configuration, &file, line);
            Some((module.to_owned(), source.with_variable(VARIABLE)))
        })
}

/// The first text between quotes.
fn quoted(text: &str) -> Option<&str> {
    let open = text.find(['"', '\''])?;
    let rest = text.get(open + 1..)?;
    let close = rest.find(text.get(open..=open)?)?;
    rest.get(..close).filter(|module| !module.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::trial::Trial;

    fn module(trial: &Trial) -> Option<String> {
        trial.look(|snapshot| {
            settings_module_of(snapshot, Some(Runner::Pytest)).map(|found| found.0)
        })
    }

    #[test]
    fn the_option_beats_the_process_and_the_process_beats_files() {
        let manage = "import os\n# DJANGO_SETTINGS_MODULE = 'old'\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', \"shop.settings\")\n";
        let ini = "[pytest]\nDJANGO_SETTINGS_MODULE = shop.testing\n";
        let files = || {
            Trial::new(&[])
                .file("manage.py", manage)
                .file("pytest.ini", ini)
        };
        assert_eq!(
            module(&Trial::new(&[]).file("manage.py", manage)).as_deref(),
            Some("shop.settings")
        );
        assert_eq!(module(&files()).as_deref(), Some("shop.testing"));
        let held = Trial::new(&[(VARIABLE, "shop.ci")]).file("pytest.ini", ini);
        assert_eq!(module(&held).as_deref(), Some("shop.ci"));
        let held = held.arguments(&["pytest", "--ds=shop.other"]);
        assert_eq!(module(&held).as_deref(), Some("shop.other"));
        let managed = held.arguments(&["python", "manage.py", "test", "--settings", "shop.own"]);
        assert_eq!(module(&managed).as_deref(), Some("shop.own"));
        assert_eq!(module(&Trial::new(&[])), None);
    }
}
