//! The values that a condition compares.

use super::condition::Condition;
use crate::sql::dialect::Dialect;
use crate::sql::keyword::Keyword;
use crate::sql::parser::Parser;
use crate::sql::token::{Kind, Op, Token};

/// What kind of value it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// A column, a constant, a call, a parameter.
    Value,
    /// Several of them, with operators between.
    Computed,
    /// A truth: the result of a comparison.
    Truth,
    /// The rows of a query.
    Query,
    /// Several values in parentheses.
    Row,
}

/// A value that is written out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Constant {
    /// None: it cannot be known from the text.
    Open,
    Null,
    Number(f64),
    /// A string, quotes included.
    Text(Token),
}

/// A value in a condition.
#[derive(Debug, Clone, Copy)]
pub(super) struct Operand {
    pub(super) shape: Shape,
    pub(super) constant: Constant,
    /// The column, where it is nothing but one.
    pub(super) column: Option<Token>,
    /// What stands before the dot of that column.
    pub(super) qualifier: Option<Token>,
    /// A column stands somewhere in it.
    pub(super) has_column: bool,
    /// The first of its columns.
    pub(super) some_column: Option<Token>,
    /// It can be made to give the same for every row: `x * 0`, `x - x`.
    pub(super) degenerate: bool,
    /// It is a call of this function.
    pub(super) call: Option<Token>,
    /// The rows of a query that something bounds.
    pub(super) bounded_query: bool,
    /// A value that a driver fills in.
    pub(super) param: bool,
    /// What it says where a condition is wanted.
    pub(super) condition: Condition,
    pub(super) start: usize,
    pub(super) end: usize,
}

impl Operand {
    /// A value of which nothing is known.
    pub(super) fn opaque(start: usize) -> Operand {
        Operand {
            shape: Shape::Value,
            constant: Constant::Open,
            column: None,
            qualifier: None,
            has_column: false,
            some_column: None,
            degenerate: false,
            call: None,
            bounded_query: false,
            param: false,
            condition: Condition::LOOSE,
            start,
            end: start,
        }
    }

    /// The truth that a predicate makes of this value.
    pub(super) fn truth(self, condition: Condition) -> Operand {
        Operand {
            shape: Shape::Truth,
            constant: Constant::Open,
            column: None,
            call: None,
            condition,
            ..self
        }
    }

    /// The truth that a predicate makes of two values.
    pub(super) fn joined(self, other: Operand, condition: Condition) -> Operand {
        Operand {
            has_column: self.has_column || other.has_column,
            some_column: self.some_column.or(other.some_column),
            end: other.end,
            ..self.truth(condition)
        }
    }

    /// The value that an operator makes of two values.
    fn computed(self, other: Operand) -> Operand {
        Operand {
            shape: Shape::Computed,
            constant: Constant::Open,
            column: None,
            call: self.call,
            has_column: self.has_column || other.has_column,
            some_column: self.some_column.or(other.some_column),
            degenerate: self.degenerate || other.degenerate,
            param: self.param || other.param,
            end: other.end,
            condition: Condition::LOOSE,
            ..self
        }
    }
}

impl Parser<'_, '_> {
    /// Values with operators between them, up to a comparison or the end of the expression.
    pub(super) fn operand(&mut self) -> Operand {
        let mut value = self.term();
        loop {
            let op = self.token.op;
            let arithmetic = match self.token.kind {
                Kind::Star => true,
                Kind::Operator => !op.compares() && !matches!(op, Op::Or | Op::And | Op::Nil),
                Kind::Word => matches!(self.keyword(), Keyword::Div | Keyword::Mod),
                // What a driver has not filled may stand for an operator of JSON.
                Kind::Param => self.dialect() == Dialect::Postgres && value.end <= self.token.start,
                _ => false,
            };
            if !arithmetic {
                return value;
            }
            let json_question = self.token.kind == Kind::Param;
            self.advance();
            let other = self.term();
            if json_question {
                let condition = if value.has_column {
                    Condition::FILTER
                } else {
                    Condition::LOOSE
                };
                value = value.joined(other, condition);
                continue;
            }
            let degenerate = self.is_degenerate(op, &value, &other);
            value = value.computed(other);
            value.degenerate |= degenerate;
            value.condition = self.bare(&value);
        }
    }

    /// Whether an operator between the two can wipe out what the column says.
    fn is_degenerate(&self, op: Op, left: &Operand, right: &Operand) -> bool {
        let neutral =
            |value: &Operand| matches!(value.constant, Constant::Number(n) if n == 0.0 || n == 1.0);
        let same = match (left.some_column, right.some_column) {
            (Some(a), Some(b)) => crate::sql::scope::same_name(self.lexer.text, a, b),
            _ => false,
        };
        let wipes = !matches!(op, Op::Plus | Op::Minus);
        same || (wipes && neutral(left) && right.has_column)
            || (wipes && neutral(right) && left.has_column)
    }

    pub(super) fn term(&mut self) -> Operand {
        let start = self.token.start;
        let mut sign = 1.0;
        let mut signed = false;
        let mut flipped = false;
        while self.token.kind == Kind::Operator {
            match self.token.op {
                Op::Minus => sign = -sign,
                Op::Plus => {}
                Op::Bang => {
                    self.advance();
                    let inner = self.term();
                    return Operand {
                        start,
                        ..inner.truth(if inner.shape == Shape::Truth {
                            inner.condition.not()
                        } else {
                            Condition::LOOSE
                        })
                    };
                }
                Op::Value | Op::Match | Op::Relate => flipped = true,
                _ => break,
            }
            signed = true;
            self.advance();
        }
        let mut value = self.primary();
        if signed {
            value.constant = match value.constant {
                // `~0`: another number.
                Constant::Number(_) if flipped => Constant::Open,
                Constant::Number(n) => Constant::Number(n * sign),
                other => other,
            };
            if flipped && !value.has_column {
                value.condition = Condition::LOOSE;
            }
            if value.has_column {
                value.shape = Shape::Computed;
                value.column = None;
                value.condition = self.bare(&value);
            }
        }
        value.start = start;
        self.suffixes(&mut value);
        if self.last.end > value.end {
            value.end = self.last.end;
        }
        value
    }

    /// Casts, subscripts, collations and time zones behind a value.
    pub(super) fn suffixes(&mut self, value: &mut Operand) {
        loop {
            match self.token.kind {
                Kind::Cast => {
                    self.advance();
                    self.type_name();
                    if let Constant::Text(_) = value.constant {
                        value.constant = self.cast_of_text(value);
                    }
                    if value.shape == Shape::Value && value.constant != Constant::Open {
                        value.condition = self.bare(value);
                    }
                }
                Kind::Bracket if self.lexer.slice(self.token) == b"[" => {
                    while !self.at_end() && self.lexer.slice(self.token) != b"]" {
                        self.advance();
                    }
                    self.advance();
                    value.column = None;
                    value.shape = Shape::Computed;
                }
                Kind::Dot if value.shape != Shape::Truth => {
                    self.advance();
                    self.advance();
                }
                Kind::Word => match self.keyword() {
                    Keyword::Collate => {
                        self.advance();
                        self.name();
                    }
                    Keyword::At => {
                        self.advance();
                        while matches!(self.keyword(), Keyword::Zone)
                            || self.at_word("time")
                            || self.at(Keyword::Local)
                        {
                            self.advance();
                        }
                        self.term();
                        value.column = None;
                    }
                    Keyword::Over => {
                        self.advance();
                        if self.token.kind == Kind::Open {
                            self.skip_parentheses()
                        } else {
                            self.advance()
                        }
                    }
                    Keyword::Filter | Keyword::Within => {
                        self.advance();
                        self.eat(Keyword::Group);
                        self.skip_parentheses();
                    }
                    _ => return,
                },
                _ => return,
            }
        }
    }

    /// The name of a type behind `::` or in `CAST`.
    pub(super) fn type_name(&mut self) {
        self.name();
        while matches!(self.keyword(), Keyword::Varying | Keyword::Character)
            || self.at_word("precision")
        {
            self.advance();
        }
        if self.token.kind == Kind::Open {
            self.advance();
            self.scan(|_| false, false);
            self.eat_kind(Kind::Close);
        }
        if self.at(Keyword::With) || self.at(Keyword::Without) {
            self.advance();
            self.advance();
            self.eat(Keyword::Zone);
        }
    }

    pub(super) fn primary(&mut self) -> Operand {
        let start = self.token;
        let mut value = Operand::opaque(start.start);
        match start.kind {
            Kind::Number => {
                self.advance();
                value.constant = self.number_of(start);
                value.condition = self.bare(&value);
            }
            Kind::Text => {
                self.advance();
                while self.token.kind == Kind::Text {
                    // Strings side by side are one, which is not worth joining.
                    self.advance();
                }
                value.constant = if self.last == start {
                    Constant::Text(start)
                } else {
                    Constant::Open
                };
                value.condition = self.bare(&value);
            }
            Kind::Param | Kind::Variable => {
                self.advance();
                value.param = true;
            }
            Kind::Open => return self.parenthesis(),
            Kind::Quoted => return self.column_or_call(),
            Kind::Star => {
                self.advance();
                value.has_column = true;
                value.shape = Shape::Computed;
            }
            Kind::Word => return self.word(),
            // Nothing that a value begins with: the caller finds it, and the condition ends badly.
            _ => {}
        }
        value.end = self.last.end.max(start.start);
        value
    }

    pub(super) fn parenthesis(&mut self) -> Operand {
        let start = self.token.start;
        self.advance();
        let mut value = if self.begins_query() {
            let query = self.inner_query();
            let mut value = Operand::opaque(start);
            value.shape = Shape::Query;
            value.bounded_query = query.reach.bounds();
            value.has_column = query.correlated;
            value
        } else {
            let first = self.expression();
            if self.token.kind == Kind::Comma {
                let mut row = first;
                row.shape = Shape::Row;
                row.constant = Constant::Open;
                row.column = None;
                row.condition = Condition::LOOSE;
                while self.eat_kind(Kind::Comma) {
                    let next = self.expression();
                    row.has_column |= next.has_column;
                    row.some_column = row.some_column.or(next.some_column);
                }
                row
            } else {
                first
            }
        };
        self.close();
        value.start = start;
        value.end = self.last.end;
        value
    }
}
