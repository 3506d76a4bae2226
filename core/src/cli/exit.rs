//! Exit codes.

/// The run may start.
pub const ALLOW: i32 = 0;
/// Refused or unproven.
pub const STOP: i32 = 1;
/// The question could not be answered.
pub const UNANSWERED: i32 = 2;
