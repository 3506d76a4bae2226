//! Conditions: AND, OR, NOT, and the predicates between them.

use super::Reach;
use super::operand::{Constant, Operand, Shape};
use crate::sql::dialect::Dialect;
use crate::sql::keyword::Keyword;
use crate::sql::parser::Parser;
use crate::sql::token::{Kind, Op};

/// What a condition lets through, and what its negation would.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::sql) struct Condition {
    /// The rows for which it holds.
    pub(in crate::sql) holds: Reach,
    /// The rows for which its negation holds.
    pub(in crate::sql) fails: Reach,
}

impl Condition {
    pub(super) const TRUE: Condition = Condition::of(Reach::All, Reach::None);
    pub(super) const FALSE: Condition = Condition::of(Reach::None, Reach::All);
    /// Neither it nor its negation bounds anything.
    pub(super) const LOOSE: Condition = Condition::of(Reach::All, Reach::All);
    pub(super) const FILTER: Condition = Condition::of(Reach::Some, Reach::Some);
    /// Holds for nearly every row; its negation is a filter.
    pub(super) const WIDE: Condition = Condition::of(Reach::All, Reach::Some);
    /// A filter whose negation holds for nearly every row.
    pub(super) const NARROW: Condition = Condition::of(Reach::Some, Reach::All);
    /// Never true and never false: a comparison with NULL.
    pub(super) const NEVER: Condition = Condition::of(Reach::None, Reach::None);

    pub(super) const fn of(holds: Reach, fails: Reach) -> Condition {
        Condition { holds, fails }
    }

    pub(super) fn not(self) -> Condition {
        Condition::of(self.fails, self.holds)
    }

    fn and(self, other: Condition) -> Condition {
        Condition::of(self.holds.and(other.holds), self.fails.or(other.fails))
    }

    fn or(self, other: Condition) -> Condition {
        Condition::of(self.holds.or(other.holds), self.fails.and(other.fails))
    }
}

impl Parser<'_, '_> {
    /// The condition that begins here, as far as it goes. What follows a clause that no grammar has
    /// there makes it bound nothing.
    pub(in crate::sql) fn condition(&mut self) -> Condition {
        let value = self.expression();
        if self.ends_condition() {
            value.condition
        } else {
            Condition::LOOSE
        }
    }

    fn ends_condition(&self) -> bool {
        match self.token.kind {
            Kind::End | Kind::Semicolon | Kind::Close | Kind::Backslash | Kind::Comma => true,
            Kind::Word => matches!(
                self.keyword(),
                Keyword::Order
                    | Keyword::Limit
                    | Keyword::Returning
                    | Keyword::Group
                    | Keyword::Having
                    | Keyword::Window
                    | Keyword::Union
                    | Keyword::Except
                    | Keyword::Intersect
                    | Keyword::Minus
                    | Keyword::For
                    | Keyword::Fetch
                    | Keyword::Offset
                    | Keyword::On
                    | Keyword::When
                    | Keyword::Then
                    | Keyword::Do
                    | Keyword::Loop
                    | Keyword::Else
                    | Keyword::End
                    | Keyword::Lock
                    | Keyword::Into
                    | Keyword::Join
                    | Keyword::Inner
                    | Keyword::Left
                    | Keyword::Right
                    | Keyword::Full
                    | Keyword::Cross
                    | Keyword::Natural
                    | Keyword::StraightJoin
                    | Keyword::Set
                    | Keyword::Where
                    | Keyword::Procedure
            ),
            _ => false,
        }
    }

    /// A whole expression: conditions with OR between them.
    pub(super) fn expression(&mut self) -> Operand {
        self.deeper(Operand::opaque(self.token.start), |parser| {
            let mut value = parser.conjunction();
            loop {
                let xor = parser.at(Keyword::Xor);
                if !xor && !parser.at(Keyword::Or) && parser.token.op != Op::Or {
                    return value;
                }
                let first = value;
                parser.advance();
                let other = parser.conjunction();
                let both = if xor {
                    Condition::LOOSE
                } else if parser.covers_all(&first, &other) {
                    Condition::TRUE
                } else {
                    first.condition.or(other.condition)
                };
                value = first.joined(other, both);
            }
        })
    }

    fn conjunction(&mut self) -> Operand {
        let mut value = self.negation();
        while self.at(Keyword::And) || self.token.op == Op::And {
            self.advance();
            let other = self.negation();
            let both = value.condition.and(other.condition);
            value = value.joined(other, both);
        }
        value
    }

    fn negation(&mut self) -> Operand {
        let mut negated = false;
        let start = self.token.start;
        while self.at(Keyword::Not) {
            negated = !negated;
            self.advance();
        }
        let mut value = self.predicate();
        if negated {
            value.condition = value.condition.not();
            value.shape = Shape::Truth;
            value.column = None;
            value.start = start;
        }
        value
    }

    fn predicate(&mut self) -> Operand {
        let mut left = self.operand();
        loop {
            let op = self.token.op;
            if self.token.kind == Kind::Operator && op.compares() {
                self.advance();
                left = self.comparison(left, op);
                continue;
            }
            if self.token.kind != Kind::Word {
                return left;
            }
            let negated = self.at(Keyword::Not);
            let keyword = if negated {
                self.keyword_of(self.peek())
            } else {
                self.keyword()
            };
            match keyword {
                Keyword::Is if !negated => {
                    self.advance();
                    left = self.is_predicate(left);
                }
                Keyword::Isnull if !negated => {
                    self.advance();
                    left = left.truth(self.null_test(&left));
                }
                Keyword::Notnull if !negated => {
                    self.advance();
                    left = left.truth(self.null_test(&left).not());
                }
                Keyword::Null if negated => {
                    self.advance();
                    self.advance();
                    left = left.truth(self.null_test(&left).not());
                }
                Keyword::In => left = self.list_predicate(left, negated),
                Keyword::Between => left = self.between(left, negated),
                Keyword::Like
                | Keyword::Ilike
                | Keyword::Similar
                | Keyword::Glob
                | Keyword::Regexp
                | Keyword::Rlike
                | Keyword::Match
                | Keyword::Sounds
                | Keyword::Member => left = self.pattern(left, negated, keyword),
                _ => return left,
            }
        }
    }

    fn step_over_not(&mut self, negated: bool) {
        if negated {
            self.advance();
        }
        self.advance();
    }

    fn is_predicate(&mut self, left: Operand) -> Operand {
        let negated = self.eat(Keyword::Not);
        let condition = match self.keyword() {
            Keyword::Null => {
                self.advance();
                self.null_test(&left)
            }
            Keyword::Unknown => {
                self.advance();
                if left.shape == Shape::Truth {
                    Condition::NARROW
                } else {
                    self.null_test(&left)
                }
            }
            Keyword::True => {
                self.advance();
                left.condition
            }
            Keyword::False => {
                self.advance();
                left.condition.not()
            }
            Keyword::Distinct => {
                self.advance();
                self.eat(Keyword::From);
                let right = self.operand();
                let op = Op::NullSafe;
                let result = self.compare(&left, op, &right).not();
                return left.joined(right, if negated { result.not() } else { result });
            }
            // `IS JSON`, `IS NORMALIZED`, `IS OF`, `IS DOCUMENT` of PostgreSQL.
            _ if self.dialect() == Dialect::Postgres => {
                while self.token.kind == Kind::Word
                    && !matches!(self.keyword(), Keyword::And | Keyword::Or)
                    && !self.ends_condition()
                {
                    self.advance();
                }
                self.skip_parentheses();
                if left.has_column {
                    Condition::WIDE
                } else {
                    Condition::LOOSE
                }
            }
            _ => {
                let right = self.operand();
                let result = self.compare(&left, Op::NullSafe, &right);
                return left.joined(right, if negated { result.not() } else { result });
            }
        };
        left.truth(if negated { condition.not() } else { condition })
    }

    /// `x IS NULL`.
    pub(super) fn null_test(&self, value: &Operand) -> Condition {
        match (value.shape, value.constant) {
            (Shape::Truth, _) => Condition::NARROW,
            (_, Constant::Null) => Condition::TRUE,
            (_, Constant::Number(_) | Constant::Text(_)) => Condition::FALSE,
            _ if !value.has_column => Condition::LOOSE,
            // What names a row is never NULL, and neither is what a function makes of it.
            _ if self.is_key(value) || value.column.is_none() => Condition::NARROW,
            _ => Condition::FILTER,
        }
    }

    fn list_predicate(&mut self, left: Operand, negated: bool) -> Operand {
        self.step_over_not(negated);
        let condition = if self.token.kind != Kind::Open {
            // SQLite: `IN table`. PostgreSQL and drivers: `IN :names`.
            if self.token.kind == Kind::Param {
                self.advance();
                if left.has_column {
                    Condition::FILTER
                } else {
                    Condition::LOOSE
                }
            } else {
                let name = self.name();
                let named = name.and_then(|name| self.scope.named(self.lexer.text, name.last));
                self.skip_parentheses();
                if left.has_column && named.is_some_and(|query| query.bounded) {
                    Condition::FILTER
                } else {
                    Condition::WIDE
                }
            }
        } else {
            self.advance();
            let condition = if self.begins_query() {
                let query = self.inner_query();
                match query.reach {
                    Reach::None => Condition::FALSE,
                    _ if !left.has_column => Condition::LOOSE,
                    Reach::Some => Condition::FILTER,
                    Reach::All => Condition::WIDE,
                }
            } else {
                self.list(&left)
            };
            self.close();
            condition
        };
        left.truth(if negated { condition.not() } else { condition })
    }

    /// The values of `IN (...)`.
    fn list(&mut self, left: &Operand) -> Condition {
        if self.token.kind == Kind::Close {
            return Condition::FALSE;
        }
        let mut condition = Condition::FALSE;
        loop {
            let item = self.expression();
            condition = condition.or(self.compare(left, Op::Equal, &item));
            if !self.eat_kind(Kind::Comma) {
                return condition;
            }
        }
    }

    fn between(&mut self, left: Operand, negated: bool) -> Operand {
        self.step_over_not(negated);
        self.eat(Keyword::Symmetric);
        self.eat(Keyword::Asymmetric);
        let low = self.operand();
        if !self.eat(Keyword::And) {
            return left.truth(Condition::LOOSE);
        }
        let high = self.operand();
        let above = self.compare(&left, Op::GreaterOrEqual, &low);
        let below = self.compare(&left, Op::LessOrEqual, &high);
        let condition = match (above.and(below), self.widest_range(&left, &low, &high)) {
            (_, true) => Condition::WIDE,
            // Each end alone may leave nothing out; both together do, where both are plain values.
            (both, false)
                if both.holds == Reach::All
                    && left.has_column
                    && !low.has_column
                    && !high.has_column =>
            {
                if self.is_key(&left) {
                    Condition::NARROW
                } else {
                    Condition::FILTER
                }
            }
            (both, false) => both,
        };
        left.joined(low, condition)
            .joined(high, if negated { condition.not() } else { condition })
    }

    fn pattern(&mut self, left: Operand, negated: bool, keyword: Keyword) -> Operand {
        self.step_over_not(negated);
        self.eat(Keyword::To);
        self.eat(Keyword::Of);
        self.eat(Keyword::Like);
        let op = if matches!(keyword, Keyword::Regexp | Keyword::Rlike) {
            Op::Match
        } else {
            Op::Nil
        };
        if matches!(self.keyword(), Keyword::Any | Keyword::All | Keyword::Some) {
            self.advance();
        }
        let right = self.operand();
        if self.eat(Keyword::Escape) {
            self.operand();
        }
        let condition = self.match_of(&left, &right, op);
        left.joined(right, if negated { condition.not() } else { condition })
    }

    /// Steps over the parenthesis that should stand here; whatever else does is skipped to reach it.
    pub(super) fn close(&mut self) {
        if self.token.kind != Kind::Close {
            self.scan(|_| false, false);
            self.give_up("has parentheses that hold more than their grammar takes");
        }
        self.eat_kind(Kind::Close);
    }
}
