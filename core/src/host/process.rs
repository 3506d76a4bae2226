//! This process and those above it.

use serde::{Deserialize, Serialize};
use std::path::Path;

/// A process, told from every other that had or will have its number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Process {
    /// The number.
    pub id: u32,
    /// When it began, in the kernel's ticks since the machine started.
    pub began: u64,
    /// The start of the machine, by the kernel's own name for it.
    pub boot: String,
}

/// The most generations that are followed.
const MOST: usize = 64;

/// This process, its parent, and so on up; empty where the machine does not say.
pub fn lineage() -> Vec<Process> {
    let mut generations = Vec::new();
    let Ok(boot) = super::bytes(Path::new("/proc/sys/kernel/random/boot_id")) else {
        return generations;
    };
    let boot = String::from_utf8_lossy(&boot).trim().to_owned();
    let mut id = std::process::id();
    while id > 0 && generations.len() < MOST {
        let Some((parent, began)) = parent_and_start(id) else {
            break;
        };
        generations.push(Process {
            id,
            began,
            boot: boot.clone(),
        });
        id = parent;
    }
    generations
}

fn parent_and_start(id: u32) -> Option<(u32, u64)> {
    let stat = super::bytes(Path::new(&format!("/proc/{id}/stat"))).ok()?;
    let stat = String::from_utf8_lossy(&stat);
    // The name of the program may hold blanks and brackets; what follows holds neither.
    let (_, rest) = stat.rsplit_once(')')?;
    let mut fields = rest.split_whitespace();
    let parent = fields.nth(1)?.parse().ok()?;
    let began = fields.nth(17)?.parse().ok()?;
    Some((parent, began))
}
