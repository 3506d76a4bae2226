//! `notprod identify TARGET`: what the server says of itself.

use super::{Format, Scope, Target, exit, print, unanswered};
use crate::bridge::fence;
use crate::error::Error;
use crate::facts::{Emptiness, Heard, Said, Whereabouts};
use crate::guard::target::{Known, know};
use crate::judge::Ask;
use serde_json::{Map, Value, json};
use std::fmt::Write;

#[derive(clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    target: Target,
    #[command(flatten)]
    scope: Scope,
}

pub(super) fn main(arguments: &Arguments) -> i32 {
    let scope = &arguments.scope;
    match fence(|| answer(arguments)) {
        Ok(text) => {
            print(&text);
            exit::ALLOW
        }
        Err(error) => unanswered(&error, scope),
    }
}

fn answer(arguments: &Arguments) -> Result<String, Error> {
    let known = know(&arguments.scope.question(), arguments.target.text()?)?;
    known.any()?;
    Ok(match arguments.scope.format {
        Format::Text | Format::Github | Format::Sarif => text(&known),
        Format::Json => format!("{}\n", json(&known)),
    })
}

impl Known {
    /// That some server answered.
    fn any(&self) -> Result<(), Error> {
        let said = |(_, heard): &(Ask, Heard)| matches!(heard, Heard::Said(_));
        if self.answers.iter().any(said) {
            return Ok(());
        }
        self.only().map(|_| ())
    }
}

/// The name under which an engine's own manual knows an identity, and its value.
fn native(identity: &str) -> Option<(&'static str, &str)> {
    let (kind, value) = identity.split_once(':')?;
    let name = match kind {
        "pg" => "system_identifier",
        "mysql" => "server_uuid",
        "mariadb" => "server_uid",
        _ => "file",
    };
    Some((name, value))
}

fn json(known: &Known) -> Value {
    let places: Vec<Value> = known
        .answers
        .iter()
        .map(|(ask, heard)| place(ask, heard))
        .collect();
    let mut object = Map::new();
    object.insert("schema".into(), "notprod.identity/1".into());
    // The first that answered stands at the top: mostly it is the only one.
    let first = places.iter().find(|place| place.get("identity").is_some());
    if let Some(Value::Object(first)) = first {
        object.extend(first.clone());
    }
    object.insert("places".into(), places.into());
    Value::Object(object)
}

fn place(ask: &Ask, heard: &Heard) -> Value {
    let mut object = Map::new();
    object.insert("engine".into(), ask.engine.name().into());
    object.insert(
        "asked".into(),
        json!({
            "host": ask.place.host, "port": ask.place.port,
            "database": ask.place.database, "user": ask.place.user,
        }),
    );
    match heard {
        Heard::Said(said) => {
            object.insert("identity".into(), said.identity.clone().into());
            if let Some((name, value)) = said.identity.as_deref().and_then(native) {
                object.insert(name.into(), value.into());
            }
            if let Ok(Value::Object(facts)) = serde_json::to_value(said) {
                let known = ["identity"];
                object.extend(
                    facts
                        .into_iter()
                        .filter(|(key, _)| !known.contains(&key.as_str())),
                );
            }
            object.insert("policy".into(), policy(said).into());
        }
        Heard::Silent(silence) => {
            object.insert("answer".into(), silence.words().into());
        }
        Heard::Broken(fault) => {
            object.insert("answer".into(), fault.words().into());
        }
    }
    Value::Object(object)
}

/// The lines to paste.
fn policy(said: &Said) -> Option<String> {
    let identity = said.identity.as_deref()?;
    Some(format!(
        "[live]\ntest_servers = [{}]\n",
        Value::from(identity)
    ))
}

fn text(known: &Known) -> String {
    let mut out = String::new();
    for (ask, heard) in &known.answers {
        let port = ask
            .place
            .port
            .map(|port| format!(":{port}"))
            .unwrap_or_default();
        let database = ask.place.database.as_deref().unwrap_or_default();
        let _ = writeln!(
            out,
            "{} {}{port}/{database}",
            ask.engine.name(),
            ask.place.host
        );
        match heard {
            Heard::Said(said) => describe(&mut out, said),
            Heard::Silent(silence) => {
                let _ = writeln!(out, "  was asked, and {}", silence.words());
            }
            Heard::Broken(fault) => {
                let _ = writeln!(out, "  was asked, and {}", fault.words());
            }
        }
    }
    let said = known.answers.iter().find_map(|(_, heard)| match heard {
        Heard::Said(said) => Some(said),
        Heard::Silent(_) | Heard::Broken(_) => None,
    });
    if let Some(lines) = said.and_then(|said| policy(said)) {
        let _ = write!(
            out,
            "\nfor notprod.toml, where everything on this server may be lost:\n\n{lines}\nwhere it is production's: notprod pin TARGET\n"
        );
    }
    out
}

fn describe(out: &mut String, said: &Said) {
    let or = |text: &Option<String>, other: &str| text.clone().unwrap_or_else(|| other.to_owned());
    let mut line = |name: &str, value: String| {
        let _ = writeln!(out, "  {name:<12}{value}");
    };
    line("server", said.version.clone());
    line("identity", or(&said.identity, "not shown to this user"));
    line("database", or(&said.database, "none"));
    let rank = if said.superuser {
        ", who may do everything"
    } else {
        ""
    };
    line("user", format!("{}{rank}", or(&said.user, "none")));
    let place = match said.whereabouts {
        Whereabouts::Here => "on this machine",
        Whereabouts::Near => "in a private network",
        Whereabouts::Elsewhere => "on another machine",
        Whereabouts::Unknown => "which does not tell where it is",
    };
    let port = said
        .port
        .map(|port| format!(" port {port}"))
        .unwrap_or_default();
    line(
        "address",
        format!("{}{port}, {place}", or(&said.address, "a socket")),
    );
    if let Some(initialised) = said.initialised {
        let hours = (said.clock - initialised).max(0) / 3600;
        line("age", format!("initialised {hours} hours ago"));
    }
    if said.replica {
        line(
            "replica",
            if said.read_only {
                "yes, and takes no writes"
            } else {
                "yes, and takes writes"
            }
            .into(),
        );
    }
    let holds = match said.emptiness {
        Emptiness::Empty => "empty",
        Emptiness::Holds => "not empty",
        Emptiness::Unknown => "not all of it can be seen",
    };
    let tables = said
        .tables
        .map_or_else(|| "none seen".into(), |tables| tables.to_string());
    let rows = said
        .rows
        .map(|rows| format!(", about {rows} rows"))
        .unwrap_or_default();
    line("tables", format!("{tables}{rows}, {holds}"));
    if !said.writable.is_empty() {
        line("writes to", said.writable.join(", "));
    }
    for marker in &said.markers {
        let own = if said.is_own(marker) {
            ""
        } else {
            ", written elsewhere"
        };
        let over = if said.is_over(marker) {
            ", expired"
        } else {
            ""
        };
        line("marker", format!("{}{own}{over}", marker.kind));
    }
    for name in &said.rails {
        line("rails", name.clone());
    }
}
