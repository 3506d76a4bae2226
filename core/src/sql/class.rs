//! What a statement does, how bad that is, and what bounds it.

use serde::Serialize;

/// What a statement does. The worst of several is the one that `rank` puts highest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Class {
    /// Returns rows and changes nothing.
    Read = 0,
    /// Changes the session or the server's upkeep, no rows and no definitions.
    Session = 1,
    /// Changes rows that a filter, a limit or its own list of values bounds.
    Write = 2,
    /// Changes definitions; no row is lost.
    SchemaChange = 3,
    /// Changes rows that nothing bounds.
    MassWrite = 4,
    /// What it does cannot be seen.
    Unknown = 5,
    /// Loses rows, or objects that hold them.
    Destructive = 6,
}

impl Class {
    /// Every class, from the best to the worst.
    pub const ALL: [Class; 7] = [
        Class::Read,
        Class::Session,
        Class::Write,
        Class::SchemaChange,
        Class::MassWrite,
        Class::Unknown,
        Class::Destructive,
    ];

    /// The word in reports.
    pub fn name(self) -> &'static str {
        match self {
            Class::Read => "read",
            Class::Session => "session",
            Class::Write => "write",
            Class::SchemaChange => "schema_change",
            Class::MassWrite => "mass_write",
            Class::Unknown => "unknown",
            Class::Destructive => "destructive",
        }
    }

    /// The place in the order of badness: 0 for `read`, 6 for `destructive`.
    pub fn rank(self) -> u8 {
        self as u8
    }
}

/// What a guard does about a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Tier {
    /// It may run.
    Allow = 0,
    /// Somebody must agree first.
    Approval = 1,
    /// It never runs: the loss is larger than a table, or leaves the database.
    Banned = 2,
}

impl Tier {
    /// The word in reports.
    pub fn name(self) -> &'static str {
        match self {
            Tier::Allow => "allow",
            Tier::Approval => "approval",
            Tier::Banned => "banned",
        }
    }
}

/// What keeps a write from reaching every row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Bound {
    /// The question does not arise: nothing is written to rows that stand there.
    NotAsked = 0,
    /// Nothing: every row may be reached.
    Nothing = 1,
    /// A condition on the table's columns.
    Filter = 2,
    /// A `LIMIT`.
    Limit = 3,
    /// The rows that the statement itself lists.
    Values = 4,
}

impl Bound {
    /// The word in reports; none where the question does not arise.
    pub fn name(self) -> Option<&'static str> {
        match self {
            Bound::NotAsked => None,
            Bound::Nothing => Some("nothing"),
            Bound::Filter => Some("filter"),
            Bound::Limit => Some("limit"),
            Bound::Values => Some("values"),
        }
    }
}

/// The finding on one statement, without anything that would have to be allocated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Finding {
    pub(super) class: Class,
    pub(super) tier: Tier,
    pub(super) bound: Bound,
    pub(super) operation: &'static str,
    pub(super) reason: &'static str,
}

impl Finding {
    /// A finding whose tier follows from its class.
    pub(super) const fn new(
        class: Class,
        operation: &'static str,
        reason: &'static str,
    ) -> Finding {
        let tier = match class {
            Class::Read | Class::Session | Class::Write | Class::SchemaChange => Tier::Allow,
            Class::MassWrite | Class::Unknown | Class::Destructive => Tier::Approval,
        };
        Finding {
            class,
            tier,
            bound: Bound::NotAsked,
            operation,
            reason,
        }
    }

    /// The same finding with what bounds it.
    pub(super) const fn bounded(mut self, bound: Bound) -> Finding {
        self.bound = bound;
        self
    }

    /// The same finding, in no better a tier than this one.
    pub(super) fn at_least(mut self, tier: Tier) -> Finding {
        self.tier = self.tier.max(tier);
        self
    }

    /// The same finding with another name for the operation.
    pub(super) const fn named(mut self, operation: &'static str) -> Finding {
        self.operation = operation;
        self
    }

    /// The worse of two: the class of the worse one, the tier of the stricter one.
    pub(super) fn worse(self, other: Finding) -> Finding {
        let tier = self.tier.max(other.tier);
        let worst = if (other.class.rank(), other.tier) > (self.class.rank(), self.tier) {
            other
        } else {
            self
        };
        Finding { tier, ..worst }
    }

    /// The tier under the strict rule book: what wants approval is banned, schema changes and mass
    /// updates want approval.
    pub(super) fn strict_tier(self) -> Tier {
        match (self.class, self.tier) {
            (_, Tier::Banned) => Tier::Banned,
            (Class::MassWrite, _) => Tier::Approval,
            (_, Tier::Approval) => Tier::Banned,
            (Class::SchemaChange, Tier::Allow) => Tier::Approval,
            (_, Tier::Allow) => Tier::Allow,
        }
    }
}

/// The whole verdict in 16 bits, for bindings: class in bits 0 to 2, tier in 3 and 4, strict tier
/// in 5 and 6, bound in 7 to 9.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Verdict(u16);

impl Verdict {
    /// The worst there is: for a text that could not be judged.
    pub const WORST: Verdict = Verdict(
        Class::Destructive as u16
            | (Tier::Banned as u16) << 3
            | (Tier::Banned as u16) << 5
            | (Bound::Nothing as u16) << 7,
    );

    pub(super) fn of(finding: Finding) -> Verdict {
        Verdict(
            u16::from(finding.class as u8)
                | u16::from(finding.tier as u8) << 3
                | u16::from(finding.strict_tier() as u8) << 5
                | u16::from(finding.bound as u8) << 7,
        )
    }

    /// The packed integer.
    pub fn bits(self) -> u16 {
        self.0
    }

    /// The verdict of a packed integer; none where no verdict packs to it.
    pub fn from_bits(bits: u16) -> Option<Verdict> {
        let tier = (bits >> 3) & 3;
        let strict = (bits >> 5) & 3;
        (bits & 7 < 7 && tier < 3 && strict < 3 && bits >> 7 < 5).then_some(Verdict(bits))
    }

    /// What the statement does.
    pub fn class(self) -> Class {
        match self.0 & 7 {
            0 => Class::Read,
            1 => Class::Session,
            2 => Class::Write,
            3 => Class::SchemaChange,
            4 => Class::MassWrite,
            6 => Class::Destructive,
            _ => Class::Unknown,
        }
    }

    /// What a guard does about it.
    pub fn tier(self) -> Tier {
        Self::tier_of(self.0 >> 3)
    }

    /// What a guard under the strict rule book does about it.
    pub fn strict_tier(self) -> Tier {
        Self::tier_of(self.0 >> 5)
    }

    /// What bounds it.
    pub fn bound(self) -> Bound {
        match self.0 >> 7 {
            0 => Bound::NotAsked,
            2 => Bound::Filter,
            3 => Bound::Limit,
            4 => Bound::Values,
            _ => Bound::Nothing,
        }
    }

    fn tier_of(bits: u16) -> Tier {
        match bits & 3 {
            0 => Tier::Allow,
            1 => Tier::Approval,
            _ => Tier::Banned,
        }
    }
}
