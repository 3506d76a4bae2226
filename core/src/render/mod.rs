//! Reports for people and for programs.

pub mod json;
mod provenance;
pub mod statement;
pub mod text;
