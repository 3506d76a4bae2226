//! What a value begins with: a column, a call, `CASE`, `EXISTS`.

use super::Reach;
use super::condition::Condition;
use super::operand::{Constant, Operand, Shape};
use crate::sql::keyword::Keyword;
use crate::sql::parser::Parser;
use crate::sql::token::{Kind, Token};

impl Parser<'_, '_> {
    pub(super) fn word(&mut self) -> Operand {
        let token = self.token;
        let mut value = Operand::opaque(token.start);
        let next = self.peek();
        let keyword = self.keyword();
        match keyword {
            Keyword::Null => {
                self.advance();
                value.constant = Constant::Null;
                value.condition = Condition::NEVER;
            }
            Keyword::True | Keyword::False => {
                self.advance();
                value.constant = Constant::Number(if keyword == Keyword::True { 1.0 } else { 0.0 });
                value.condition = if keyword == Keyword::True {
                    Condition::TRUE
                } else {
                    Condition::FALSE
                };
            }
            Keyword::Exists => return self.exists(),
            Keyword::Case => return self.case(),
            Keyword::Current if self.keyword_of(next) == Keyword::Of => {
                self.advance();
                self.advance();
                self.name();
                value.has_column = true;
                value.shape = Shape::Truth;
                value.condition = Condition::FILTER;
            }
            Keyword::Array if next.kind == Kind::Bracket => {
                self.advance();
                self.brackets(&mut value);
            }
            Keyword::Row | Keyword::Any | Keyword::All | Keyword::Some | Keyword::Array
                if next.kind == Kind::Open =>
            {
                self.advance();
                let mut inner = self.parenthesis();
                if keyword == Keyword::Row {
                    inner.shape = Shape::Row;
                }
                if keyword != Keyword::Row {
                    // `x <> ALL (...)`: what it compares with may be empty.
                    inner.call = Some(token);
                }
                return inner;
            }
            Keyword::Cast | Keyword::Convert if next.kind == Kind::Open => {
                self.advance();
                self.advance();
                value = self.expression();
                let inner = value.column;
                self.scan(|_| false, false);
                self.close();
                value.column = inner;
                value.start = token.start;
            }
            Keyword::Binary | Keyword::Distinct | Keyword::Variadic => {
                self.advance();
                return self.term();
            }
            Keyword::Interval if next.kind != Kind::Open => {
                self.advance();
                let inner = self.term();
                value.param = inner.param;
                value.has_column = inner.has_column;
                if self.token.kind == Kind::Word && !self.is_reserved(self.keyword()) {
                    self.advance();
                }
            }
            // A type before a string: `DATE '2020-01-01'`; a character set: `_utf8'x'`.
            _ if next.kind == Kind::Text && !self.is_reserved(keyword) => {
                self.advance();
                return self.primary();
            }
            _ if self.is_reserved(keyword) && next.kind != Kind::Open => {}
            _ => return self.column_or_call(),
        }
        value.end = self.last.end;
        value
    }

    pub(super) fn brackets(&mut self, value: &mut Operand) {
        let mut depth = 0u32;
        while !self.at_end() {
            if self.token.kind == Kind::Bracket {
                if self.lexer.slice(self.token) == b"[" {
                    depth += 1;
                } else {
                    depth = depth.saturating_sub(1);
                }
                self.advance();
                if depth == 0 {
                    break;
                }
                continue;
            }
            let place = self.token.start;
            let item = self.expression();
            value.has_column |= item.has_column;
            value.some_column = value.some_column.or(item.some_column);
            if self.token.start == place {
                self.advance();
            }
        }
        value.shape = Shape::Computed;
    }

    pub(super) fn exists(&mut self) -> Operand {
        let mut value = Operand::opaque(self.token.start);
        self.advance();
        if self.eat_kind(Kind::Open) {
            let query = self.inner_query();
            self.close();
            // A query that does not look at the row is true for all rows or for none.
            value.condition = match (query.correlated, query.reach) {
                (_, Reach::None) => Condition::FALSE,
                (true, Reach::Some) => Condition::FILTER,
                (true, Reach::All) => Condition::WIDE,
                (false, _) => Condition::LOOSE,
            };
            value.has_column = query.correlated;
        }
        value.shape = Shape::Truth;
        value.end = self.last.end;
        value
    }

    pub(super) fn case(&mut self) -> Operand {
        let mut value = Operand::opaque(self.token.start);
        self.advance();
        while !self.at_end() && !matches!(self.token.kind, Kind::Close) && !self.at(Keyword::End) {
            let place = self.token.start;
            self.skip_any(&[Keyword::When, Keyword::Then, Keyword::Else]);
            let part = self.expression();
            value.has_column |= part.has_column;
            value.some_column = value.some_column.or(part.some_column);
            if self.token.start == place {
                self.advance();
            }
        }
        self.eat(Keyword::End);
        value.shape = Shape::Computed;
        // What each branch gives cannot be told: the whole of it bounds nothing.
        value.degenerate = true;
        value.end = self.last.end;
        value
    }

    pub(super) fn column_or_call(&mut self) -> Operand {
        let start = self.token.start;
        let mut value = Operand::opaque(start);
        let Some(name) = self.name() else {
            return value;
        };
        if self.token.kind == Kind::Open {
            self.judge_call();
            self.arguments(&mut value, name.last);
        } else if name.qualifier.is_none() && self.is_niladic(name.last) {
            value.shape = Shape::Computed;
        } else {
            value.column = Some(name.last);
            value.some_column = Some(name.last);
            value.qualifier = name.qualifier;
            value.has_column = true;
            self.note_use(name.qualifier);
        }
        value.end = self.last.end;
        value.condition = self.bare(&value);
        value
    }

    /// Notes whose column was used: the first source's, another one's, or that of a query around.
    pub(super) fn note_use(&mut self, qualifier: Option<Token>) {
        let Some(qualifier) = qualifier else {
            self.scope.target_used = true;
            return;
        };
        let text = self.lexer.text;
        if self.scope.source(text, qualifier).is_none() {
            self.scope.correlated = true;
        }
        let first = self.scope.first().and_then(|source| source.name);
        if first.is_some_and(|first| crate::sql::scope::same_name(text, first, qualifier)) {
            self.scope.target_used = true;
        }
    }

    /// The arguments of a call, up to and over its closing parenthesis.
    pub(super) fn arguments(&mut self, value: &mut Operand, function: Token) {
        value.call = Some(function);
        value.shape = Shape::Computed;
        self.advance();
        if self.begins_query() {
            let query = self.inner_query();
            value.has_column = query.correlated;
        }
        while self.token.kind != Kind::Close && !self.at_end() {
            let place = self.token.start;
            let argument = self.expression();
            value.has_column |= argument.has_column;
            value.degenerate |= argument.degenerate;
            value.param |= argument.param;
            value.some_column = value.some_column.or(argument.some_column);
            if self.token.start == place {
                // A keyword of the function's own grammar, or a comma.
                self.advance();
            }
        }
        self.eat_kind(Kind::Close);
        // `MATCH (a, b) AGAINST ('x' IN BOOLEAN MODE)`.
        if self.at(Keyword::Against) {
            self.advance();
            self.skip_parentheses();
            value.call = None;
        }
    }
}
