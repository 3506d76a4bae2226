//! Whether a condition keeps a write from reaching every row.

mod compare;
mod condition;
mod identity;
mod operand;
mod primary;
mod values;

pub(super) use values::is_same_for_all;

/// How many rows a condition lets through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// Maybe all of them: nothing bounds it.
    All,
    /// Those that a filter picks.
    Some,
    /// None of them.
    None,
}

impl Reach {
    /// The reach of two conditions that must both hold.
    pub(super) fn and(self, other: Reach) -> Reach {
        match (self, other) {
            (Reach::None, _) | (_, Reach::None) => Reach::None,
            (Reach::Some, _) | (_, Reach::Some) => Reach::Some,
            (Reach::All, Reach::All) => Reach::All,
        }
    }

    /// The reach of two conditions of which one is enough.
    pub(super) fn or(self, other: Reach) -> Reach {
        match (self, other) {
            (Reach::All, _) | (_, Reach::All) => Reach::All,
            (Reach::Some, _) | (_, Reach::Some) => Reach::Some,
            (Reach::None, Reach::None) => Reach::None,
        }
    }

    /// Whether rows are left out.
    pub(super) fn bounds(self) -> bool {
        self != Reach::All
    }
}
