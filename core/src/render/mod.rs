//! Reports for people and for programs.

pub mod json;
mod provenance;
pub mod text;
