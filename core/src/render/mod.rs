//! Reports for people and for programs.

pub mod json;
pub mod statement;
pub mod text;
