//! PostgreSQL addresses: URLs, keyword strings, and the variables and service files that fill what
//! they leave out.
//!
//! libpq lets the query beat the parts and `PGHOSTADDR` beat every host; asyncpg, node-postgres and
//! postgres.js do not, or only in part. Each way is a reading.

mod keywords;
mod service;
mod settings;

use super::Engine;
use super::address::{Address, Outcome, Surroundings, unreadable};
use super::choices::Choices;
use super::cloud;
use super::url::{self, Parts};
use settings::Settings;

/// The variables that libpq reads for what an address leaves out.
pub const VARIABLES: &[&str] = &[
    "PGHOST",
    "PGHOSTADDR",
    "PGPORT",
    "PGDATABASE",
    "PGUSER",
    "PGSERVICE",
    "PGSERVICEFILE",
    "PGOPTIONS",
    "PGSYSCONFDIR",
];

/// Schemes of drivers that take nothing from the variables.
const READS_NO_VARIABLES: &[&str] = &["postgresql+pg8000", "jdbc"];

/// What the form of an address says beside its parts.
#[derive(Debug, Clone, Copy, Default)]
struct Form {
    reads_no_variables: bool,
    ends_in_slash: bool,
    /// Whether who reads it at all knows services, or stops at one.
    knows_services: bool,
}

/// A PostgreSQL URL whose bounds are plain.
pub(super) fn url(scheme: &str, parts: &Parts<'_>, around: &dyn Surroundings) -> Outcome {
    let parameters = url::parameters(parts.query);
    if let Some(reason) = cloud::own_dialer(&parameters) {
        return unreadable(Engine::Postgres, reason);
    }
    let form = Form {
        reads_no_variables: READS_NO_VARIABLES.contains(&scheme),
        ends_in_slash: parts.path == Some(""),
        knows_services: false,
    };
    match Choices::of_url(Engine::Postgres, parts, &parameters)
        .and_then(|choices| address(&choices, &parameters, around, form))
    {
        Ok(address) => Outcome::Address(address),
        Err(reason) => unreadable(Engine::Postgres, reason),
    }
}

/// The pairs of a keyword string; nothing where the text is no such string.
pub(super) fn keywords(text: &str) -> Option<Vec<(String, String)>> {
    keywords::read(text)
}

/// `host=localhost dbname=app_test`; nothing where the text is no such string.
pub(super) fn read(text: &str, around: &dyn Surroundings) -> Option<Outcome> {
    Some(pairs(&keywords::read(text)?, around))
}

/// What keywords and their values open.
pub(super) fn pairs(pairs: &[(String, String)], around: &dyn Surroundings) -> Outcome {
    let form = Form {
        knows_services: pairs.iter().any(|(key, _)| key == "service"),
        ..Form::default()
    };
    match Choices::of_pairs(Engine::Postgres, pairs)
        .and_then(|choices| address(&choices, pairs, around, form))
    {
        Ok(address) => Outcome::Address(address),
        Err(reason) => unreadable(Engine::Postgres, reason),
    }
}

fn address(
    choices: &Choices,
    parameters: &[(String, String)],
    around: &dyn Surroundings,
    form: Form,
) -> Result<Address, &'static str> {
    let mut address = Address::of(Engine::Postgres);
    let has_options = parameters.iter().any(|(key, _)| key == "options");
    let mut named: Vec<&str> = parameters
        .iter()
        .filter(|(key, value)| key == "service" && !value.is_empty())
        .map(|(_, value)| value.as_str())
        .collect();
    let from_variable = around.variable("PGSERVICE").filter(|name| !name.is_empty());
    if let (true, Some(name)) = (named.is_empty(), from_variable) {
        address.borrowed.push("PGSERVICE");
        named.push(name);
    }
    // A service that no file knows is an error for libpq: it opens nothing.
    let services: Vec<Settings> = named
        .iter()
        .flat_map(|name| service::settings(name, around))
        .collect();
    for choice in choices.each()? {
        let mut settings = Settings::of(&choice);
        if has_options {
            settings = settings.with_options(&choices.schemas);
        }
        if form.reads_no_variables {
            url::push_all(
                &mut address.readings,
                settings.clone().readings(&choices.schemas)?,
            );
        }
        // A path that is there and empty keeps asyncpg from looking further.
        if choice.database.is_none()
            && form.ends_in_slash
            && around.variable("PGDATABASE").is_some()
        {
            let mut plain = settings.clone().with_empty_name();
            plain.borrow(around, &mut address.borrowed, false);
            url::push_all(&mut address.readings, plain.readings(&choices.schemas)?);
        }
        if choice.database.is_none() && form.ends_in_slash {
            for service in &services {
                let asyncpg = settings.clone().with_empty_name();
                let asyncpg = asyncpg_filled(asyncpg, service, around, &mut address.borrowed);
                url::push_all(&mut address.readings, asyncpg.readings(&choices.schemas)?);
            }
        }
        let ways = filled(
            &settings,
            &services,
            !named.is_empty(),
            form,
            around,
            &mut address,
        );
        for settings in ways {
            url::push_all(&mut address.readings, settings.readings(&choices.schemas)?);
        }
    }
    Ok(address)
}

/// The ways in which clients fill what an address leaves out.
fn filled(
    settings: &Settings,
    services: &[Settings],
    names_service: bool,
    form: Form,
    around: &dyn Surroundings,
    address: &mut Address,
) -> Vec<Settings> {
    let borrowed = &mut address.borrowed;
    let mut all = Vec::new();
    // Who knows neither services nor `PGHOSTADDR`.
    if services.is_empty() || !form.knows_services {
        let mut plain = settings.clone();
        plain.borrow(around, borrowed, false);
        all.push(plain);
    }
    // Where the surroundings lend nothing, all ways are one.
    let mut add = |settings: Settings| {
        if !all.contains(&settings) {
            all.push(settings);
        }
    };
    for settings in settings.as_lists() {
        for service in services {
            // libpq: the service, then the variables.
            let mut libpq = settings.clone();
            libpq.fill(service);
            libpq.borrow(around, borrowed, true);
            add(libpq);
            // psycopg 3 asks the variables for the place first, and libpq for the rest.
            let mut psycopg = settings.clone();
            psycopg.borrow_place(around, borrowed, true);
            psycopg.fill_behind_host(service);
            psycopg.borrow(around, borrowed, true);
            add(psycopg);
            add(asyncpg_filled(settings.clone(), service, around, borrowed));
        }
        if !names_service {
            let mut libpq = settings;
            libpq.borrow(around, borrowed, true);
            add(libpq);
        }
    }
    all
}

/// asyncpg asks the variables for the place, and the service for the names.
fn asyncpg_filled(
    mut settings: Settings,
    service: &Settings,
    around: &dyn Surroundings,
    borrowed: &mut Vec<&'static str>,
) -> Settings {
    settings.borrow_place(around, borrowed, false);
    settings.fill_names(service);
    settings.borrow(around, borrowed, false);
    settings
}

/// What a client opens that is given nothing at all: the variables alone. None where no variable
/// gives a host, a database or a service.
pub fn from_variables(around: &dyn Surroundings) -> Option<Outcome> {
    let given = ["PGHOST", "PGHOSTADDR", "PGDATABASE", "PGSERVICE"];
    given
        .iter()
        .any(|name| around.variable(name).is_some_and(|value| !value.is_empty()))
        .then(|| pairs(&[], around))
}
