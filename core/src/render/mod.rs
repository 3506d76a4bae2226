//! Reports for people and for programs.

pub mod github;
pub mod json;
mod provenance;
pub mod sarif;
pub mod statement;
pub mod text;
