//! Asks servers what they are: live facts, one file an engine.
//!
//! A runtime lives for the call alone, and is made only where a server is asked. Every place is
//! asked at once, each under one deadline that begins before its name is resolved. Nothing of an
//! error is printed: drivers put values into theirs, so each becomes a kind of our own.

pub mod change;
mod failure;
mod handover;
mod mysql;
mod passfile;
mod postgres;
mod reach;
pub mod sqlite;
mod whereabouts;

pub use handover::{hand_over, take_over};

use crate::facts::{Facts, Fault, Heard, Place, Silence};
use crate::host;
use crate::judge::Ask;
use crate::target::Engine;
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::time::Duration;

/// The most places that one call asks. What is beyond stays as it was judged.
const MOST_PLACES: usize = 64;

/// How long is waited, and who asks.
#[derive(Debug, Clone)]
pub struct Manner {
    /// How long one place may take, its name included.
    pub timeout: Duration,
    /// How long its name alone may take. Where nobody asked for facts, a name that a silent
    /// resolver keeps open must not hold a run up.
    pub name_timeout: Duration,
    /// The user of this machine, for addresses that leave theirs out.
    pub user: Option<String>,
    /// libpq's file of passwords.
    pub password_file: Option<PathBuf>,
}

/// Asks every place at once. Whatever goes wrong is a fact of its own: nothing is lost.
pub fn gather(asks: Vec<Ask>, manner: &Manner) -> Facts {
    let mut facts = Facts::none();
    for ask in &asks {
        facts.add(ask.place.clone(), Heard::Broken(Fault::Failed));
    }
    let gathered = catch_unwind(AssertUnwindSafe(|| {
        host::inject_into_probe();
        let (files, servers): (Vec<Ask>, Vec<Ask>) = asks
            .into_iter()
            .partition(|ask| ask.engine == Engine::Sqlite);
        let mut heard: Vec<(Place, Heard)> = files
            .into_iter()
            .map(|ask| {
                let answer = sqlite::look(ask.place.host.as_ref());
                (ask.place, answer)
            })
            .collect();
        if !servers.is_empty() {
            heard.extend(ask_servers(servers, manner));
        }
        heard
    }));
    facts.extend(gathered.unwrap_or_default());
    facts
}

fn ask_servers(asks: Vec<Ask>, manner: &Manner) -> Vec<(Place, Heard)> {
    let mut heard: Vec<(Place, Heard)> = asks
        .iter()
        .skip(MOST_PLACES)
        .map(|ask| (ask.place.clone(), Heard::Silent(Silence::TimedOut)))
        .collect();
    let answered = on_runtime(async move {
        let mut tasks = tokio::task::JoinSet::new();
        for ask in asks.into_iter().take(MOST_PLACES) {
            let manner = manner.clone();
            tasks.spawn(async move {
                let answer = ask_server(&ask, &manner).await;
                (ask.place, answer)
            });
        }
        let mut answered = Vec::new();
        while let Some(joined) = tasks.join_next().await {
            // A task that panicked is not among them, and so its place stays a failure.
            answered.extend(joined.ok());
        }
        answered
    });
    heard.extend(answered.unwrap_or_default());
    heard
}

async fn ask_server(ask: &Ask, manner: &Manner) -> Heard {
    let asked = async {
        match ask.engine {
            Engine::Postgres => postgres::ask(ask, manner).await,
            Engine::Mysql => mysql::ask(ask, manner).await,
            _ => Heard::Silent(Silence::Incomplete),
        }
    };
    tokio::time::timeout(manner.timeout, asked)
        .await
        .unwrap_or(Heard::Silent(Silence::TimedOut))
}

/// Runs to its end on a runtime of its own, which is gone afterwards. None where none can be made.
fn on_runtime<T>(call: impl Future<Output = T>) -> Option<T> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_io()
        .enable_time()
        .build()
        .ok()?;
    let result = runtime.block_on(call);
    // A resolver that is stuck must not keep the call: its thread ends by itself.
    runtime.shutdown_background();
    Some(result)
}
