//! Prisma: an address that stands in the schema itself.

use super::Candidate;
use super::gather::View;
use super::layer::Layer;
use super::project;
use crate::snapshot::Snapshot;
use crate::source::{Source, SourceKind};
use crate::target::address::{self, Expectation, Outcome};
use crate::target::slot::Role;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The addresses that schemas hold as text. Those that name a variable are found by its value.
pub(super) fn candidates(snapshot: &Snapshot<'_>, manifest: &Value) -> Vec<Candidate> {
    let named = manifest
        .get("prisma")
        .and_then(|prisma| prisma.get("schema"))
        .and_then(Value::as_str);
    let name = named.unwrap_or("prisma/schema.prisma");
    let Some(text) = project::text(snapshot, name) else {
        return Vec::new();
    };
    let file: Arc<str> = name.into();
    let base = Layer::default();
    let view = View {
        base: &base,
        over: None,
        snapshot,
    };
    let mut found = Vec::new();
    let mut inside = false;
    for (number, line) in (1_u32..).zip(text.lines()) {
        let line = line.trim_start();
        if line.starts_with("datasource ") {
            inside = true;
        } else if line.starts_with('}') {
            inside = false;
        }
        let Some((key, value)) = line.split_once('=').filter(|_| inside) else {
            continue;
        };
        let key = key.trim();
        if !matches!(key, "url" | "directUrl" | "shadowDatabaseUrl") {
            continue;
        }
        let value = value.trim_start();
        let Some(value) = value.strip_prefix('"').and_then(|v| v.split('"').next()) else {
            continue;
        };
        let outcome = address::read(value, Expectation::Address, &view);
        if outcome != Outcome::None {
            found.push(Candidate {
                slot: format!("datasource.{key}"),
                role: Role::App,
                outcome,
                sources: BTreeMap::from([(
                    "address",
                    Source::line(SourceKind::Configuration, &file, Some(number)).with_variable(key),
                )]),
                overridden: Vec::new(),
                disputed: None,
                unresolved: None,
                recreated: false,
            });
        }
    }
    found
}
