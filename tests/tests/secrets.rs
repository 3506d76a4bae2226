//! A password or token that is planted in any vector reaches no output: not the text, not the JSON,
//! not an error, not a debug form, on no surface.

use notprod::reader::{self, Hints};
use notprod::render::{json, text};
use notprod::{Error, Question, Report, Secret, Snapshot};
use notprod_tests::{Case, CommandLine, FileContent, Folder, Given, guard, real, say};

/// The secret. Its two halves stand around a character that moves the bounds of an address for some
/// reader, so each is looked for by itself.
const FIRST: &str = "Zq7Vx3Kw9Pl";
const SECOND: &str = "Jt5Hn8Rb2Yc";

/// What stands between the halves: nothing, and all that clients read differently.
const BETWEEN: &[&str] = &[
    "", "@", "#", "/", "?", ":", "%", "%40", "\\", " ", "$", "${X}", "\"", "'", "&", ";", "=",
];

fn secret(between: &str) -> String {
    format!("{FIRST}{between}{SECOND}")
}

/// Plants the secret wherever a password may stand, and counts the addresses that took it.
fn plant(given: &Given, secret: &str) -> (Given, usize) {
    let mut planted = given.clone();
    let mut addresses = 0;
    for (name, value) in &mut planted.env {
        let (text, count) = with_password(value, secret);
        addresses += count;
        *value = if names_a_secret(name) {
            secret.to_owned()
        } else {
            text
        };
    }
    for name in [
        "DB_PASSWORD",
        "PGPASSWORD",
        "MYSQL_PWD",
        "REDIS_PASSWORD",
        "POSTGRES_PASSWORD",
        "API_TOKEN",
    ] {
        planted.env.insert(name.to_owned(), secret.to_owned());
    }
    planted.env.insert(
        "SENTRY_DSN".to_owned(),
        format!("https://{secret}@sentry.example.com/1"),
    );
    for (name, content) in &mut planted.files {
        let FileContent::Text(text) = content else {
            continue;
        };
        let is_dotenv = name
            .rsplit('/')
            .next()
            .is_some_and(|own| own.starts_with(".env"));
        let mut lines: Vec<String> = Vec::new();
        for line in text.lines() {
            let (line, count) = with_password(line, secret);
            addresses += count;
            lines.push(match line.split_once('=') {
                Some((key, _)) if is_dotenv && names_a_secret(key) => format!("{key}={secret}"),
                _ => line,
            });
        }
        if is_dotenv {
            lines.push(format!("DB_PASSWORD={secret}"));
            lines.push(format!("APP_KEY=base64:{secret}"));
            lines.push(format!("export API_TOKEN=\"{secret}\""));
            lines.push(secret.to_string());
        }
        *text = lines.join("\n") + "\n";
    }
    (planted, addresses)
}

fn names_a_secret(name: &str) -> bool {
    let name = name.to_uppercase();
    ["PASS", "PWD", "SECRET", "TOKEN", "_KEY"]
        .iter()
        .any(|part| name.contains(part))
        && !name.contains("PASSFILE")
}

/// A line with the secret as the password of each address in it, and in the forms that have keys.
fn with_password(line: &str, secret: &str) -> (String, usize) {
    let mut out = String::new();
    let (mut rest, mut count) = (line, 0);
    while let Some(at) = rest.find("://") {
        let (before, after) = rest.split_at(at + 3);
        out.push_str(before);
        let end = after
            .find(|c: char| "/?#\"'<> \t,;".contains(c))
            .unwrap_or(after.len());
        let (authority, tail) = after.split_at(end);
        let (user, host) = match authority.rsplit_once('@') {
            Some((user, host)) => (user.split(':').next().unwrap_or_default(), host),
            None => ("app", authority),
        };
        // A file has nobody to log in.
        if host.is_empty() || before.ends_with("sqlite://") || before.ends_with("file://") {
            out.push_str(authority);
        } else {
            out.push_str(&format!("{user}:{secret}@{host}"));
            count += 1;
        }
        rest = tail;
    }
    out.push_str(rest);
    for key in ["password=", "Password=", "Pwd=", "authToken="] {
        if let Some(at) = out.find(key) {
            let value = at + key.len();
            let end = out[value..]
                .find([';', '&', ' ', '"'])
                .map_or(out.len(), |end| value + end);
            out.replace_range(value..end, secret);
            count += 1;
        }
    }
    (out, count)
}

/// Every form in which the core can write down what it was asked and what it answers.
fn written(question: &Question) -> Vec<(&'static str, String)> {
    let mut forms = vec![("debug of the question", format!("{question:?}"))];
    match notprod::guard::check(question) {
        Ok(report) => forms.extend(forms_of_report(&report)),
        Err(error) => forms.extend(forms_of_error(&error)),
    }
    match notprod::bridge::ask(question) {
        Ok(answer) => forms.push(("summary", answer.summary)),
        Err(failure) => {
            forms.push(("failure", failure.message));
            forms.push(("failure's text", failure.text));
        }
    }
    let disk = notprod::host::Disk;
    if let Ok(question) = notprod::host::complete(question.clone()) {
        let snapshot = Snapshot::new(&question, &disk);
        let hints = Hints {
            ignores: &|_| false,
            production: &[],
        };
        let collected = reader::collect(&snapshot, &hints, question.runner);
        forms.push(("debug of what was collected", format!("{collected:?}")));
    }
    forms
}

fn forms_of_report(report: &Report) -> Vec<(&'static str, String)> {
    vec![
        ("json", json::report(report)),
        ("text", text::report(report, text::Style::default())),
        (
            "coloured text",
            text::report(report, text::Style { colour: true }),
        ),
        ("debug of the report", format!("{report:?}")),
    ]
}

fn forms_of_error(error: &Error) -> Vec<(&'static str, String)> {
    vec![
        ("error", error.to_string()),
        ("error's help", error.help.clone().unwrap_or_default()),
        ("error as json", json::error(error, ".")),
        ("error as text", text::error(error, text::Style::default())),
        ("debug of the error", format!("{error:?}")),
    ]
}

/// Whether a half of the secret stands there, in any case of letters.
fn leaks(text: &str) -> bool {
    let text = text.to_lowercase();
    [FIRST, SECOND]
        .iter()
        .any(|half| text.contains(&half.to_lowercase()))
}

fn excerpt(text: &str) -> String {
    let lower = text.to_lowercase();
    let at = [FIRST, SECOND]
        .iter()
        .filter_map(|half| lower.find(&half.to_lowercase()))
        .min()
        .unwrap_or(0);
    lower
        .chars()
        .skip(lower[..at].chars().count().saturating_sub(80))
        .take(200)
        .collect()
}

fn cases() -> Vec<Case> {
    let mut all = guard().expect("the vectors can be read");
    all.extend(real().expect("the vectors can be read"));
    all
}

#[test]
fn no_vector_leaks_through_rust() {
    let (mut leaked, mut planted_in, mut written_down) = (Vec::new(), 0, 0);
    let cases = cases();
    for (at, case) in cases.iter().enumerate() {
        // The projects of `real.json` differ little in their addresses: they share the forms.
        let own = if case.kind.is_none() {
            BETWEEN
        } else {
            &BETWEEN[at % BETWEEN.len()..][..1]
        };
        for between in own {
            let (given, addresses) = plant(&case.given, &secret(between));
            planted_in += addresses;
            let folder = Folder::of(&given).expect("the case can be laid out");
            for (form, text) in written(&folder.question()) {
                written_down += 1;
                if leaks(&text) {
                    leaked.push(format!(
                        "{} with {between:?}, {form}: {}",
                        case.id,
                        excerpt(&text)
                    ));
                }
            }
        }
    }
    say(&format!(
        "secrets: {} cases, {} forms of the secret, {planted_in} addresses, {written_down} outputs",
        cases.len(),
        BETWEEN.len()
    ));
    assert!(
        planted_in > cases.len() * BETWEEN.len() / 3,
        "the secret was planted {planted_in} times"
    );
    assert!(
        leaked.is_empty(),
        "{} outputs leak:\n{}",
        leaked.len(),
        leaked.join("\n")
    );
}

#[test]
fn no_vector_leaks_through_the_command_line() {
    let mut leaked = Vec::new();
    for (at, case) in cases().iter().enumerate() {
        // One form of the secret a case, each in its turn: Rust saw them all.
        let between = BETWEEN[at % BETWEEN.len()];
        let (given, _) = plant(&case.given, &secret(between));
        let folder = Folder::of(&given).expect("the case can be laid out");
        for arguments in [
            &["check", "--offline"][..],
            &["check", "--offline", "--format", "json"],
            &["run", "--offline", "--", "true"],
        ] {
            let ended = CommandLine::new(env!("CARGO_BIN_EXE_notprod-under-test"), folder.root())
                .env(&folder.environment)
                .args(arguments)
                .run()
                .expect("the command line starts");
            if leaks(&ended.printed()) {
                leaked.push(format!(
                    "{} {arguments:?} {between:?}: {}",
                    case.id,
                    excerpt(&ended.printed())
                ));
            }
        }
    }
    assert!(
        leaked.is_empty(),
        "{} leak:\n{}",
        leaked.len(),
        leaked.join("\n")
    );
}

/// Forms of an address that no vector holds, with the secret where each keeps its password.
#[test]
fn no_form_of_address_leaks() {
    let forms = [
        "sqlite+pysqlcipher://:SECRET@/foo.db?kdf_iter=64000",
        "file:foo.db?key=SECRET",
        "libsql://app.turso.io?authToken=SECRET",
        "postgresql:///shop?user=app&password=SECRET",
        "postgres://app:SECRET@",
        "postgres:app:SECRET@db/shop",
        "//app:SECRET@db/shop",
        "host=db password='SECRET' dbname=shop",
        "host=db password=SECRET dbname=shop",
        "app:SECRET@tcp(127.0.0.1:3306)/shop",
        "app:SECRET@unix(/tmp/mysql.sock)/shop",
        "mysql:host=db;dbname=shop;user=app;password=SECRET",
        "mongodb+srv://app:SECRET@cluster0.example.mongodb.net/shop?retryWrites=true",
        "redis://:SECRET@cache:6379/0",
        "rediss://default:SECRET@cache.example.com:6379",
        "prisma+postgres://accelerate.prisma-data.net/?api_key=SECRET",
        "clickhouse://db:8123/shop?user=app&password=SECRET",
        "jdbc:mysql://app:SECRET@db/shop",
        "jdbc:postgresql://db/shop?user=app&password=SECRET",
        "jdbc:sqlserver://db;databaseName=shop;password={SECRET}",
        "jdbc:oracle:thin:app/SECRET@//db:1521/shop",
        "Server=db;Database=shop;User Id=app;Password=SECRET",
        "Host=db;Username=app;Password=\"SECRET\";Database=shop",
        "Server=tcp:db,1433;Initial Catalog=shop;Uid=app;Pwd='SECRET'",
    ];
    let mut leaked = Vec::new();
    for form in forms {
        for between in BETWEEN {
            let value = form.replace("SECRET", &secret(between));
            for (env, file) in [
                (value.clone(), String::new()),
                (String::new(), format!("DATABASE_URL={value}\n")),
            ] {
                let mut given = Given {
                    env: [].into(),
                    files: [(".env".to_owned(), FileContent::Text(file))].into(),
                    root: None,
                };
                if !env.is_empty() {
                    given.env.insert("DATABASE_URL".to_owned(), env);
                }
                let folder = Folder::of(&given).expect("the case can be laid out");
                for (output, text) in written(&folder.question()) {
                    if leaks(&text) {
                        leaked.push(format!("{value}\n    {output}: {}", excerpt(&text)));
                    }
                }
            }
        }
    }
    assert!(
        leaked.is_empty(),
        "{} outputs leak:\n{}",
        leaked.len(),
        leaked.join("\n")
    );
}

/// Places where an address does not belong, and where a message might be tempted to quote it.
#[test]
fn no_misplaced_address_leaks() {
    let address = format!("postgres://app:{}@db.example.com/shop", secret(""));
    let toml = |text: &str| Given {
        env: [(
            "DATABASE_URL".to_owned(),
            "postgres://app@localhost/shop".to_owned(),
        )]
        .into(),
        files: [(
            "notprod.toml".to_owned(),
            FileContent::Text(text.replace("ADDRESS", &address)),
        )]
        .into(),
        root: None,
    };
    let env = |name: &str| Given {
        env: [(name.to_owned(), address.clone())].into(),
        files: [].into(),
        root: None,
    };
    let dotenv = |name: &str, text: &str| Given {
        env: [].into(),
        files: [(
            name.to_owned(),
            FileContent::Text(text.replace("ADDRESS", &address)),
        )]
        .into(),
        root: None,
    };
    let given = [
        toml("[databases]\nproduction = [\"ADDRESS\"]\n"),
        toml("[databases]\ntest = [\"ADDRESS\"]\n"),
        toml("[databases]\nhosts = [\"ADDRESS\"]\n"),
        toml("[[databases.allow]]\ntarget = \"ADDRESS\"\nreason = \"ours\"\n"),
        toml(
            "[[databases.allow]]\ntarget = \"app@localhost/shop\"\nreason = \"ADDRESS\"\nexpires = 2001-01-01\n",
        ),
        toml("[databases]\n\"ADDRESS\" = 1\n"),
        toml("[sources]\nignore = [\"ADDRESS\"]\n"),
        toml("[environment]\nproduction = [\"ADDRESS\"]\n"),
        toml("[environment]\nallow = [\"ADDRESS\"]\n"),
        toml("[live]\nmode = \"ADDRESS\"\n"),
        toml("[live]\ntimeout = \"ADDRESS\"\n"),
        toml("[rules]\n\"ADDRESS\" = \"note\"\n"),
        toml("[rules]\nunproven = \"ADDRESS\"\n"),
        toml("ADDRESS\n"),
        env("NOTPROD_ALLOW"),
        env("NOTPROD_OFFLINE"),
        env("APP_ENV"),
        env("DJANGO_SETTINGS_MODULE"),
        env("VERCEL_ENV"),
        env("DB_HOST"),
        env("DB_DATABASE"),
        env("DB_PORT"),
        env("DB_CONNECTION"),
        env("PGHOST"),
        env("PGSERVICE"),
        env("PGSERVICEFILE"),
        env("PGDATABASE"),
        env("PGOPTIONS"),
        env("DATABASE_PATH"),
        env("HOME"),
        dotenv(".env", "DATABASE_URL=\"ADDRESS\nDB_HOST=prod.example.com\n"),
        dotenv(".env", "ADDRESS=1\nADDRESS\n"),
        dotenv(".env", "DATABASE_URL=${ADDRESS}\n"),
        dotenv(
            "package.json",
            "{\"notprod\": {\"databases\": {\"production\": [\"ADDRESS\"]}}}",
        ),
        dotenv("package.json", "{\"notprod\": \"ADDRESS\", \"ADDRESS\""),
        dotenv("pyproject.toml", "[tool.notprod]\nx = \"ADDRESS\"\n"),
        dotenv("pyproject.toml", "[tool.notprod]\nx = ADDRESS\n"),
        dotenv(
            "phpunit.xml",
            "<phpunit><php><env name=\"DB_URL\" value=\"ADDRESS\"/><env name=\"ADDRESS\"",
        ),
    ];
    let mut leaked = Vec::new();
    for given in &given {
        let folder = Folder::of(given).expect("the case can be laid out");
        for (form, text) in written(&folder.question()) {
            if leaks(&text) {
                leaked.push(format!("{given:?}\n    {form}: {}", excerpt(&text)));
            }
        }
    }
    assert!(
        leaked.is_empty(),
        "{} leak:\n{}",
        leaked.len(),
        leaked.join("\n")
    );
}

/// The search itself must be able to find.
#[test]
fn a_leak_is_seen() {
    assert!(leaks(&format!("host={}", FIRST.to_lowercase())) && leaks(SECOND) && !leaks("nothing"));
    let (line, count) = with_password(
        "A=postgres://u:old@h/db B=mysql://h:1/x C=sqlite:///x.db",
        "S",
    );
    assert_eq!(
        line,
        "A=postgres://u:S@h/db B=mysql://app:S@h:1/x C=sqlite:///x.db"
    );
    assert_eq!(count, 2);
    assert_eq!(
        with_password("Server=h;Password=old;X=1", "S").0,
        "Server=h;Password=S;X=1"
    );
    let question = Question {
        environment: [("DB_HOST".to_owned(), Secret::new(secret("")))].into(),
        ..Question::default()
    };
    let report = notprod::guard::check(&question);
    assert!(
        leaks(&format!("{report:?}")),
        "a host is printed, so that this search would find it"
    );
}
