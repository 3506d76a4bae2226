//! `docs/addresses.md` is made here: from the forms that the oracles are asked about, from where clients
//! were seen to go, and from the tables of the core. `INSTA_UPDATE=always cargo test -p notprod-tests
//! --test address_page` writes it anew.

use notprod::target::address::{self, Expectation, Outcome, Surroundings};
use notprod::target::{Engine, Location, Reading, managed, scheme};
use notprod_tests::{World, checkout};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::{Path, PathBuf};

#[derive(Deserialize)]
struct Form {
    form: String,
    text: String,
    #[serde(default)]
    variables: BTreeMap<String, String>,
    #[serde(default)]
    files: BTreeMap<String, String>,
    means: String,
    /// Who says so, where no client was run.
    source: Option<String>,
}

#[derive(Deserialize)]
struct Seen {
    text: String,
    #[serde(default)]
    variables: BTreeMap<String, String>,
    services: Option<String>,
    went: Vec<Place>,
}

#[derive(Deserialize)]
struct Place {
    host: Option<String>,
    port: Option<u16>,
    socket: Option<String>,
    file: Option<String>,
    #[serde(default)]
    database: Option<String>,
    clients: Vec<String>,
}

/// The family whose forms are all refused.
const REFUSED: &str = "Refused outright";
const SERVICES: &str = "pg_service.conf";

impl Surroundings for Form {
    fn variable(&self, name: &str) -> Option<&str> {
        if name == "PGSERVICEFILE" && self.files.contains_key(SERVICES) {
            return Some(SERVICES);
        }
        self.variables.get(name).map(String::as_str)
    }

    fn root(&self) -> &Path {
        Path::new("/project")
    }

    fn text(&self, path: &Path) -> Option<String> {
        self.files
            .get(path.strip_prefix("/project").ok()?.to_str()?)
            .cloned()
    }

    fn home(&self) -> Option<&Path> {
        Some(Path::new("/home/you"))
    }

    fn sqlite_folders(&self) -> Vec<PathBuf> {
        Vec::new()
    }
}

impl Form {
    fn verdict(&self) -> &'static str {
        let mut world = World::of_address(&self.text);
        for (name, value) in &self.variables {
            world = world.with(name, value);
        }
        if self.files.contains_key(SERVICES) {
            world = world.with("PGSERVICEFILE", SERVICES);
        }
        for (name, text) in &self.files {
            world = world.with_file(name, text);
        }
        world.verdict().name()
    }

    /// The address, with what stands around it.
    fn shown(&self) -> String {
        let mut shown = code(&self.text);
        for (name, value) in &self.variables {
            let _ = write!(shown, "<br>{}", code(&format!("{name}={value}")));
        }
        for (name, text) in &self.files {
            let text = text.trim_end().replace('\n', "; ");
            let _ = write!(shown, "<br>{}: {}", code(name), code(&text));
        }
        shown
    }
}

/// Code in a cell of a table.
fn code(text: &str) -> String {
    format!("`{}`", text.replace('|', "\\|"))
}

fn opened(reading: &Reading) -> String {
    let mut shown = match &reading.location {
        Location::Servers(servers) => {
            let all = servers.iter().map(|server| {
                let host = if server.host.contains(':') {
                    format!("[{}]", server.host)
                } else {
                    server.host.clone()
                };
                server
                    .port
                    .map_or(host.clone(), |port| format!("{host}:{port}"))
            });
            all.collect::<Vec<_>>().join(",")
        }
        Location::Socket { path, .. } => path.clone(),
        Location::File(paths) => {
            let paths: Vec<String> = paths
                .iter()
                .map(|path| path.display().to_string())
                .collect();
            return code(&paths.join(" or "));
        }
        Location::Memory => return "in memory".to_owned(),
        Location::Disposable => return "made for the test".to_owned(),
    };
    if let Some(name) = &reading.database {
        let _ = write!(shown, "/{name}");
    }
    let mut shown = code(&shown);
    if let Some(schema) = &reading.schema {
        let _ = write!(shown, " schema {}", code(schema));
    }
    shown
}

fn went(place: &Place) -> String {
    let place_name = match (&place.file, &place.socket, &place.host) {
        (Some(file), ..) => file.clone(),
        (_, Some(socket), _) => socket.clone(),
        (_, _, Some(host)) => {
            let host = if host.contains(':') {
                format!("[{host}]")
            } else {
                host.clone()
            };
            format!(
                "{host}:{}",
                place.port.map_or(String::new(), |port| port.to_string())
            )
        }
        _ => String::new(),
    };
    match &place.database {
        Some(name) => code(&format!("{place_name}/{name}")),
        None => code(&place_name),
    }
}

/// Where clients were seen to go, or the manual that says so.
fn oracle(form: &Form, seen: &[Seen]) -> String {
    let services = form.files.get(SERVICES);
    let found = seen.iter().find(|seen| {
        let variables = seen
            .services
            .as_ref()
            .is_none_or(|text| services == Some(text));
        seen.text == form.text && seen.variables == form.variables && variables
    });
    let Some(found) = found else {
        return form
            .source
            .clone()
            .unwrap_or_else(|| panic!("`{}` has no oracle", form.text));
    };
    let mut places: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for place in &found.went {
        let clients = place.clients.iter().map(String::as_str);
        places.entry(went(place)).or_default().extend(clients);
    }
    let mut shown: Vec<String> = places
        .iter()
        .map(|(place, clients)| {
            format!(
                "{place}: {}",
                clients.iter().copied().collect::<Vec<_>>().join(", ")
            )
        })
        .collect();
    shown.extend(form.source.clone());
    shown.join("<br>")
}

/// Pairs of addresses: whether to stay away from the second is to stay away from the first.
const SAME: &[(&str, &str, &str)] = &[
    (
        "postgres://a@localhost:5433/shop_test",
        "postgres://b@127.0.0.1:5433/shop_test",
        "every spelling of this machine",
    ),
    (
        "postgres://a@[::1]/shop_test",
        "postgres://b@2130706433:5432/shop_test",
        "numbers, and the engine's own port",
    ),
    (
        "postgresql:///shop_test?host=/run/postgresql",
        "postgres://localhost/shop_test",
        "a socket of this machine",
    ),
    (
        "mysql://a@host.docker.internal/shop_test",
        "mysql://localhost/shop_test",
        "the machine that runs the container",
    ),
    (
        "mysql://a@DB/Shop_Test",
        "jdbc:mysql://db:3306/shop_test",
        "letters of host and name, the form, the driver",
    ),
    (
        "Server=db,1433;Database=shop_test;User Id=sa",
        "sqlserver://db;database=SHOP_TEST",
        "the same engine in two forms",
    ),
    (
        "postgres://a@db:5432/shop_test",
        "postgres://a@db:5432/shop_live",
        "another database of the same server",
    ),
    (
        "postgres://a@db:5432/shop_test",
        "postgres://a@db:5433/shop_test",
        "another port is another server",
    ),
    (
        "postgres://postgres.one@aws-0-eu.pooler.supabase.com/postgres",
        "postgres://postgres.two@aws-0-eu.pooler.supabase.com/postgres",
        "on a shared pooler the user is part of the server",
    ),
];

fn sameness(one: &str, other: &str) -> &'static str {
    let world = World::of_address(one).with("PROD_DATABASE_URL", other);
    let report = world.ask().expect("a report");
    let says = |rule: &str| report.findings.iter().any(|finding| finding.rule == rule);
    match (says("protected-target"), says("protected-server")) {
        (true, _) => "the same database",
        (false, true) => "the same server",
        (false, false) => "another server",
    }
}

const HEAD: &str = "# Addresses

<!-- Made by `tests/tests/address_page.rs` from the code, from `tests/oracles/forms.json` and from where clients were
seen to go. Do not edit: `INSTA_UPDATE=always cargo test -p notprod-tests --test address_page`. -->

An address is read as each kind of software that could open it would read it. Every reading that reaches a server is
judged, and the worst counts; a reading that fails counts for nothing. Each row says what notprod reads in an address, the
verdict on it where a project sets nothing else, and who says that it is so: the places to which clients went that opened
it for real (`make oracles` runs them; a fake server noted where each wanted to log in), or the manual of the software.

`make_url` is SQLAlchemy's parser, before any driver; `sqlalchemy-X` is SQLAlchemy with the driver X; `pg` is
node-postgres; `pdo-X` is PHP's PDO with the driver X.
";

fn page() -> String {
    let folder = checkout().join("tests/oracles");
    let text = |name: &str| std::fs::read_to_string(folder.join(name)).expect(name);
    let forms: Vec<Form> = serde_json::from_str(&text("forms.json")).expect("forms");
    let seen: Vec<Seen> = text("seen.jsonl")
        .lines()
        .map(|line| serde_json::from_str(line).expect("a line of the recording"))
        .collect();
    let mut page = HEAD.to_owned();
    let mut family = "";
    let mut opened_by_clients = 0;
    for form in &forms {
        if form.form != family {
            family = &form.form;
            let columns = if family == REFUSED {
                "Clients see the bounds of user, host and path in different places here, or what opens the connection is not the\naddress.\n\n| address | why |\n|---|---|\n"
            } else {
                "| address | means | notprod reads | verdict | who says so |\n|---|---|---|---|---|\n"
            };
            let _ = write!(page, "\n## {family}\n\n{columns}");
        }
        let outcome = address::read(&form.text, Expectation::Address, form);
        if family == REFUSED {
            let Outcome::Unreadable(why) = outcome else {
                panic!("`{}` is not refused: {outcome:?}", form.text);
            };
            assert_eq!(form.verdict(), "refuse", "{}", form.text);
            let _ = writeln!(page, "| {} | {} |", form.shown(), why.reason);
            continue;
        }
        let reads = match outcome {
            Outcome::Address(address) => {
                let mut reads: Vec<String> = Vec::new();
                for reading in &address.readings {
                    let shown = opened(reading);
                    if !reads.contains(&shown) {
                        reads.push(shown);
                    }
                }
                reads.join("<br>")
            }
            Outcome::Unreadable(why) => format!("refused: {}", why.reason),
            Outcome::None => panic!("`{}` is no address", form.text),
        };
        let oracle = oracle(form, &seen);
        opened_by_clients += usize::from(oracle.contains(": "));
        let _ = writeln!(
            page,
            "| {} | {} | {reads} | {} | {oracle} |",
            form.shown(),
            form.means,
            form.verdict()
        );
    }
    assert!(
        opened_by_clients > 30,
        "{opened_by_clients} forms were opened by clients"
    );
    page += "\n## The same under other letters\n\nWhat a variable such as `PROD_DATABASE_URL` leads to is kept away from, however it is spelled.\n\n| address | production | | |\n|---|---|---|---|\n";
    for (one, other, why) in SAME {
        let _ = writeln!(
            page,
            "| {} | {} | {} | {why} |",
            code(one),
            code(other),
            sameness(one, other)
        );
    }
    page +=
        "\n## Schemes\n\nA driver may follow behind a `+`.\n\n| engine | schemes |\n|---|---|\n";
    let mut schemes: BTreeMap<Engine, Vec<String>> = BTreeMap::new();
    for (name, engine) in scheme::SCHEMES {
        schemes.entry(*engine).or_default().push(code(name));
    }
    for (engine, names) in schemes {
        let _ = writeln!(page, "| {} | {} |", engine.name(), names.join(" "));
    }
    page += "\n## Managed providers\n\nA host of these is refused whatever its names say. `*` stands for one or more characters. Where many tenants share\na host, the user is part of the server.\n\n| host | provider | user names the tenant | source |\n|---|---|---|---|\n";
    for row in managed::PROVIDERS {
        let shared = if row.shared { "yes" } else { "" };
        let _ = writeln!(
            page,
            "| {} | {} | {shared} | {} |",
            code(row.pattern),
            row.name,
            row.source
        );
    }
    for (folder, name) in managed::SOCKET_FOLDERS {
        let _ = writeln!(
            page,
            "| sockets below {} | {name} | | Google Cloud SQL Docs, Connect with Unix sockets |",
            code(folder)
        );
    }
    page
}

#[test]
fn the_page_is_what_the_code_says() {
    let path = checkout().join("docs/addresses.md");
    let page = page();
    if std::env::var("INSTA_UPDATE").as_deref() == Ok("always") {
        std::fs::write(&path, &page).expect("the page can be written");
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    let differs = written.lines().zip(page.lines()).find(|(a, b)| a != b);
    assert!(
        written == page,
        "docs/addresses.md is not what the code says (INSTA_UPDATE=always writes it): {differs:?}"
    );
}
