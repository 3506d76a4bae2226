//! What a name says: words, globs, characters that mislead.

pub mod characters;
pub mod glob;
pub mod words;
