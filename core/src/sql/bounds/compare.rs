//! What a comparison of two values lets through.

use super::Reach;
use super::condition::Condition;
use super::operand::{Constant, Operand, Shape};
use crate::sql::dialect::Dialect;
use crate::sql::parser::Parser;
use crate::sql::scope::{bare, same_name};
use crate::sql::token::{Kind, Op};

/// Numbers from here on are above what a key counts to.
const BEYOND_KEYS: f64 = 2_147_483_647.0;

impl Parser<'_, '_> {
    /// The predicate whose operator was just stepped over.
    pub(super) fn comparison(&mut self, left: Operand, op: Op) -> Operand {
        let right = self.operand();
        let condition = self.compare(&left, op, &right);
        left.joined(right, condition)
    }

    /// What `left op right` lets through.
    pub(super) fn compare(&self, left: &Operand, op: Op, right: &Operand) -> Condition {
        if left.shape == Shape::Truth || right.shape == Shape::Truth {
            return compare_truth(left, op, right);
        }
        if matches!(op, Op::Match | Op::NotMatch) {
            let condition = self.match_of(left, right, Op::Match);
            return if op == Op::NotMatch {
                condition.not()
            } else {
                condition
            };
        }
        if left.constant == Constant::Null || right.constant == Constant::Null {
            return match op {
                Op::NullSafe => {
                    let other = if left.constant == Constant::Null {
                        right
                    } else {
                        left
                    };
                    self.null_test(other)
                }
                _ => Condition::NEVER,
            };
        }
        match (left.has_column, right.has_column) {
            (false, false) => self.compare_constants(left, op, right),
            (true, true) => self.compare_columns(left, op, right),
            (true, false) => self.compare_with_value(left, op, right),
            (false, true) => self.compare_with_value(right, mirrored(op), left),
        }
    }

    /// No column on either side: true for every row or for none.
    fn compare_constants(&self, left: &Operand, op: Op, right: &Operand) -> Condition {
        if left.shape == Shape::Query || right.shape == Shape::Query {
            return Condition::LOOSE;
        }
        let ordering = match (left.constant, right.constant) {
            (Constant::Number(a), Constant::Number(b)) => a.partial_cmp(&b),
            (Constant::Text(a), Constant::Text(b)) => {
                let (a, b) = (self.lexer.slice(a), self.lexer.slice(b));
                // Escapes, case and collation make equal what looks different.
                if a == b {
                    Some(std::cmp::Ordering::Equal)
                } else {
                    None
                }
            }
            _ => None,
        };
        let Some(ordering) = ordering else {
            return Condition::LOOSE;
        };
        let holds = match op {
            Op::Equal | Op::NullSafe => ordering.is_eq(),
            Op::NotEqual => ordering.is_ne(),
            Op::Less => ordering.is_lt(),
            Op::Greater => ordering.is_gt(),
            Op::LessOrEqual => ordering.is_le(),
            Op::GreaterOrEqual => ordering.is_ge(),
            _ => return Condition::LOOSE,
        };
        if holds {
            Condition::TRUE
        } else {
            Condition::FALSE
        }
    }

    /// Columns on both sides.
    fn compare_columns(&self, left: &Operand, op: Op, right: &Operand) -> Condition {
        if right.shape == Shape::Query || left.shape == Shape::Query {
            // A query that looks at the row: at its worst it gives the row's own value.
            let bounded = if right.shape == Shape::Query {
                right.bounded_query
            } else {
                left.bounded_query
            };
            return if bounded {
                Condition::FILTER
            } else {
                Condition::WIDE
            };
        }
        let names = match (left.some_column, right.some_column) {
            (Some(a), Some(b)) => same_name(self.lexer.text, a, b),
            _ => false,
        };
        let tables = match (left.qualifier, right.qualifier) {
            (Some(a), Some(b)) => same_name(self.lexer.text, a, b),
            _ => true,
        };
        let plain = left.column.is_some() && right.column.is_some();
        if names && tables && (plain || self.same_value(left, right)) {
            return match op {
                Op::Equal | Op::NullSafe | Op::LessOrEqual | Op::GreaterOrEqual => Condition::WIDE,
                // Of every row that is not NULL the negation holds.
                Op::NotEqual | Op::Less | Op::Greater => Condition::FALSE,
                _ => Condition::LOOSE,
            };
        }
        if left.degenerate || right.degenerate {
            return Condition::LOOSE;
        }
        if self.scope.joins && (left.qualifier.is_some() || right.qualifier.is_some()) && plain {
            return self.join(left, op, right);
        }
        if names && tables {
            // A column beside what is made of it: equal for most rows, and then unequal for few.
            return match op {
                Op::Equal | Op::NullSafe | Op::LessOrEqual | Op::GreaterOrEqual => Condition::WIDE,
                _ => Condition::NARROW,
            };
        }
        if self.scope.joins {
            Condition::WIDE
        } else {
            Condition::FILTER
        }
    }

    /// Columns of two tables side by side: as few rows as the other table has.
    fn join(&self, left: &Operand, op: Op, right: &Operand) -> Condition {
        let bounded = |operand: &Operand| {
            operand
                .qualifier
                .and_then(|qualifier| self.scope.source(self.lexer.text, qualifier))
                .is_some_and(|source| source.bounded)
        };
        match op {
            Op::Equal | Op::NullSafe if bounded(left) || bounded(right) => Condition::FILTER,
            _ => Condition::WIDE,
        }
    }

    /// A column, or what is made of one, beside a value without columns.
    fn compare_with_value(&self, column: &Operand, op: Op, value: &Operand) -> Condition {
        if column.degenerate {
            return Condition::LOOSE;
        }
        let called = |word: &[u8]| {
            value
                .call
                .is_some_and(|call| self.lexer.slice(call).eq_ignore_ascii_case(word))
        };
        // `<> ALL (...)` of nothing is true.
        if called(b"all") {
            return if value.param && op == Op::NotEqual {
                Condition::FILTER
            } else {
                Condition::LOOSE
            };
        }
        if value.shape == Shape::Query {
            let one_row = !(called(b"any") || called(b"some") || called(b"array"));
            return match op {
                Op::Equal | Op::NullSafe if one_row => Condition::FILTER,
                _ if value.bounded_query => Condition::FILTER,
                _ => Condition::LOOSE,
            };
        }
        // Everything holds the empty object.
        let empty = matches!(value.constant, Constant::Text(text)
            if matches!(bare(self.lexer.text, text), b"{}" | b"[]"));
        if self.is_constant_for_all(column) || (op == Op::Relate && empty) {
            return Condition::LOOSE;
        }
        if let Some(condition) = self.coerced(column, op, value) {
            return condition;
        }
        if self.is_string_in_disguise(column, value) {
            return Condition::LOOSE;
        }
        let Constant::Number(n) = value.constant else {
            if self.is_endless(value) && !matches!(op, Op::Equal | Op::NullSafe) {
                return Condition::WIDE;
            }
            let empty =
                matches!(value.constant, Constant::Text(text) if text.end - text.start == 2);
            return match op {
                Op::NotEqual | Op::Greater | Op::GreaterOrEqual if empty && self.is_key(column) => {
                    Condition::WIDE
                }
                Op::GreaterOrEqual if empty => Condition::WIDE,
                _ => Condition::FILTER,
            };
        };
        if !self.counts_up(column) {
            return Condition::FILTER;
        }
        match op {
            Op::Greater if n <= 0.0 => Condition::WIDE,
            Op::GreaterOrEqual if n <= 1.0 => Condition::WIDE,
            Op::NotEqual if n <= 0.0 => Condition::WIDE,
            Op::Less | Op::LessOrEqual if n >= BEYOND_KEYS => Condition::WIDE,
            Op::Less if n <= 1.0 => Condition::NARROW,
            Op::LessOrEqual if n <= 0.0 => Condition::NARROW,
            Op::Equal | Op::NullSafe if n <= 0.0 => Condition::NARROW,
            Op::Greater | Op::GreaterOrEqual if n >= BEYOND_KEYS => Condition::NARROW,
            _ => Condition::FILTER,
        }
    }

    /// Whether the value is an end of time.
    fn is_endless(&self, value: &Operand) -> bool {
        let Constant::Text(text) = value.constant else {
            return false;
        };
        let word = bare(self.lexer.text, text);
        let word = word.strip_prefix(b"-").unwrap_or(word);
        self.dialect() == Dialect::Postgres && word.eq_ignore_ascii_case(b"infinity")
    }

    /// Whether a range holds every value there is: of a key, or of a text that MySQL reads as 0.
    pub(super) fn widest_range(&self, value: &Operand, low: &Operand, high: &Operand) -> bool {
        let (Constant::Number(low), Constant::Number(high)) = (low.constant, high.constant) else {
            return false;
        };
        if self.dialect() == Dialect::MySql && self.holds_text(value) && low <= 0.0 && high >= 0.0 {
            return true;
        }
        self.counts_up(value) && low <= 1.0 && high >= BEYOND_KEYS / 4.0
    }

    /// MySQL compares a string with a number as numbers, and most texts are 0 then.
    fn coerced(&self, column: &Operand, op: Op, value: &Operand) -> Option<Condition> {
        if self.dialect() != Dialect::MySql || !self.holds_text(column) {
            return None;
        }
        let Constant::Number(n) = value.constant else {
            return None;
        };
        let zero_matches = match op {
            Op::Equal | Op::NullSafe => n == 0.0,
            Op::NotEqual => n != 0.0,
            Op::Less => n > 0.0,
            Op::LessOrEqual => n >= 0.0,
            Op::Greater => n < 0.0,
            Op::GreaterOrEqual => n <= 0.0,
            _ => false,
        };
        Some(if zero_matches {
            Condition::WIDE
        } else {
            Condition::NARROW
        })
    }

    /// SQLite takes `"x"` for the string where no column has that name, so `"x" = 'x'` may hold.
    fn is_string_in_disguise(&self, column: &Operand, value: &Operand) -> bool {
        let (Some(name), Constant::Text(text)) = (column.column, value.constant) else {
            return false;
        };
        self.dialect() == Dialect::Sqlite
            && name.kind == Kind::Quoted
            && bare(self.lexer.text, name).eq_ignore_ascii_case(bare(self.lexer.text, text))
    }

    /// Whether two alternatives leave no row out: `x = 1 OR x <> 1`, `x < 5 OR x >= 5`.
    pub(super) fn covers_all(&self, first: &Operand, second: &Operand) -> bool {
        let same = match (first.some_column, second.some_column) {
            (Some(a), Some(b)) => same_name(self.lexer.text, a, b),
            _ => false,
        };
        if !same || first.condition.holds != Reach::Some || second.condition.holds != Reach::Some {
            return false;
        }
        self.complements(first, second)
    }
}

fn mirrored(op: Op) -> Op {
    match op {
        Op::Less => Op::Greater,
        Op::Greater => Op::Less,
        Op::LessOrEqual => Op::GreaterOrEqual,
        Op::GreaterOrEqual => Op::LessOrEqual,
        other => other,
    }
}

/// A truth beside something: `(x = 1) = true`, or a chain such as `x = 1 = 0`.
fn compare_truth(left: &Operand, op: Op, right: &Operand) -> Condition {
    let (truth, other) = if left.shape == Shape::Truth {
        (left, right)
    } else {
        (right, left)
    };
    let Constant::Number(n) = other.constant else {
        return Condition::LOOSE;
    };
    match op {
        Op::Equal | Op::NullSafe if n == 1.0 => truth.condition,
        // Most rows fail a filter.
        Op::Equal | Op::NullSafe if n == 0.0 && truth.condition.fails == Reach::None => {
            Condition::FALSE
        }
        Op::NotEqual if n == 0.0 => truth.condition,
        _ => Condition::LOOSE,
    }
}
