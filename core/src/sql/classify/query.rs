//! Queries: what they are bounded by, and what hides in them.

use crate::sql::bounds::Reach;
use crate::sql::class::{Class, Finding, Tier};
use crate::sql::dialect::Dialect;
use crate::sql::keyword::Keyword;
use crate::sql::parser::Parser;
use crate::sql::token::Kind;

/// More rows than this are no limit.
const LARGE_LIMIT: f64 = 1_000_000.0;

/// What is known of a query inside of a statement.
#[derive(Debug, Clone, Copy)]
pub(in crate::sql) struct Query {
    /// How many of its rows come through: a filter, a limit, or a list of values makes them few.
    pub(in crate::sql) reach: Reach,
    /// It looks at a row of the query around it.
    pub(in crate::sql) correlated: bool,
}

fn ends_list(keyword: Keyword) -> bool {
    matches!(
        keyword,
        Keyword::From
            | Keyword::Where
            | Keyword::Group
            | Keyword::Having
            | Keyword::Order
            | Keyword::Limit
            | Keyword::Offset
            | Keyword::Fetch
            | Keyword::Union
            | Keyword::Except
            | Keyword::Intersect
            | Keyword::Minus
            | Keyword::For
            | Keyword::Into
            | Keyword::Window
            | Keyword::Lock
            | Keyword::Returning
    )
}

impl Parser<'_, '_> {
    /// Whether a query begins here.
    pub(in crate::sql) fn begins_query(&self) -> bool {
        match self.keyword() {
            Keyword::Select | Keyword::With | Keyword::Values => true,
            Keyword::Table => self.dialect() != Dialect::Sqlite,
            _ => false,
        }
    }

    /// A query in parentheses, with a scope of its own.
    pub(in crate::sql) fn inner_query(&mut self) -> Query {
        let outer = self.scope;
        self.scope = outer.inner();
        let reach = self.deeper(Reach::All, Parser::query);
        let correlated = self.scope.correlated;
        self.scope = outer;
        // What looks at the row from within looks at the table that is written to.
        self.scope.target_used |= correlated;
        Query { reach, correlated }
    }

    /// A query with all its parts, and how many of its rows come through.
    pub(in crate::sql) fn query(&mut self) -> Reach {
        if self.at(Keyword::With) {
            self.with_clause();
        }
        let mut reach = self.query_term();
        loop {
            match self.keyword() {
                combination @ (Keyword::Union
                | Keyword::Except
                | Keyword::Intersect
                | Keyword::Minus) => {
                    self.advance();
                    self.skip_any(&[Keyword::All, Keyword::Distinct]);
                    let other = self.query_term();
                    reach = match combination {
                        Keyword::Union => reach.or(other),
                        Keyword::Intersect => reach.and(other),
                        _ => reach,
                    };
                }
                Keyword::Limit if self.limit() => reach = reach.and(Reach::Some),
                Keyword::Limit => {}
                Keyword::Fetch => {
                    self.advance();
                    self.advance();
                    reach = reach.and(Reach::Some);
                }
                Keyword::Into => self.clause_into(),
                Keyword::Order
                | Keyword::Offset
                | Keyword::For
                | Keyword::Lock
                | Keyword::Window
                | Keyword::Group => {
                    self.advance();
                    self.scan(
                        |keyword| {
                            matches!(
                                keyword,
                                Keyword::Limit
                                    | Keyword::Fetch
                                    | Keyword::Offset
                                    | Keyword::For
                                    | Keyword::Union
                                    | Keyword::Except
                                    | Keyword::Intersect
                                    | Keyword::Into
                                    | Keyword::Returning
                                    | Keyword::Lock
                                    | Keyword::On
                            )
                        },
                        false,
                    );
                    if self.last.kind == Kind::Word && self.at(Keyword::On) {
                        return reach;
                    }
                }
                _ => return reach,
            }
        }
    }

    pub(super) fn query_term(&mut self) -> Reach {
        match self.keyword() {
            Keyword::Select => self.select(),
            Keyword::Values => {
                self.advance();
                self.scan(ends_list, false);
                Reach::Some
            }
            Keyword::Table => {
                self.advance();
                self.eat(Keyword::Only);
                let Some(name) = self.object() else {
                    return Reach::All;
                };
                self.eat_kind(Kind::Star);
                match self.scope.named(self.lexer.text, name.last) {
                    Some(query) if query.bounded => Reach::Some,
                    _ => Reach::All,
                }
            }
            Keyword::With => self.deeper(Reach::All, Parser::query),
            _ if self.token.kind == Kind::Open => {
                self.advance();
                let reach = self.deeper(Reach::All, Parser::query);
                self.close_query();
                reach
            }
            _ => {
                self.scan(|_| false, false);
                Reach::All
            }
        }
    }

    pub(super) fn close_query(&mut self) {
        if self.token.kind != Kind::Close {
            self.scan(|_| false, false);
        }
        self.eat_kind(Kind::Close);
    }

    fn select(&mut self) -> Reach {
        self.advance();
        self.scope.clear_sources();
        let list = self.token.start;
        self.scan(ends_list, false);
        let list_end = self.token.start;
        if self.at(Keyword::Into) {
            self.clause_into();
            self.scan(ends_list, false);
        }
        let mut reach = Reach::Some;
        let from = self.eat(Keyword::From);
        if from {
            reach = self.sources();
            if self.scope.count() == 1 && self.scope.any_bounded() {
                reach = Reach::Some;
            }
        }
        let returns_outer = !self.names_only && self.uses_outer(list, list_end, from);
        self.scope.joins = true;
        if self.at(Keyword::Into) {
            self.clause_into();
        }
        if self.eat(Keyword::Where) {
            reach = reach.and(self.condition().holds);
        }
        if self.eat(Keyword::Group) {
            self.scan(ends_list, false);
        }
        if self.eat(Keyword::Having) {
            reach = reach.and(self.condition().holds);
        }
        if returns_outer {
            // It gives back what the row around it holds: no filter of its own bounds that.
            self.scope.correlated = true;
            return Reach::All;
        }
        reach
    }

    /// Whether the list of a query names what none of its own sources holds.
    fn uses_outer(&self, start: usize, end: usize, from: bool) -> bool {
        let mut lexer = self.lexer;
        lexer.at = start;
        lexer.executing = false;
        let mut last = Keyword::Other;
        let mut cast = false;
        loop {
            let token = lexer.next();
            if token.start >= end || token.kind == Kind::End {
                return false;
            }
            let mut ahead = lexer;
            let next = ahead.next();
            let name = match token.kind {
                Kind::Word => !matches!(
                    self.keyword_of(token),
                    Keyword::Null
                        | Keyword::True
                        | Keyword::False
                        | Keyword::Distinct
                        | Keyword::All
                        | Keyword::As
                        | Keyword::Array
                        | Keyword::Select
                        | Keyword::From
                        | Keyword::Where
                ),
                Kind::Quoted => true,
                _ => false,
            };
            let alias = last == Keyword::As || cast;
            if name && !alias {
                if next.kind == Kind::Dot && self.scope.source(self.lexer.text, token).is_none() {
                    return true;
                }
                if !from && next.kind != Kind::Open {
                    return true;
                }
            }
            if next.kind == Kind::Dot {
                lexer = ahead;
                lexer.next();
            }
            last = self.keyword_of(token);
            cast = token.kind == Kind::Cast;
        }
    }

    /// `INTO`: a new table in PostgreSQL, a file or variables in MySQL, variables in stored code.
    pub(in crate::sql) fn clause_into(&mut self) {
        self.advance();
        let effect = match self.dialect() {
            Dialect::MySql if matches!(self.keyword(), Keyword::Outfile | Keyword::Dumpfile) => {
                Finding::new(
                    Class::Write,
                    "SELECT INTO OUTFILE",
                    "writes a file on the server",
                )
                .at_least(Tier::Approval)
            }
            Dialect::Postgres if !self.in_body => {
                self.skip_any(&[
                    Keyword::Temporary,
                    Keyword::Temp,
                    Keyword::Unlogged,
                    Keyword::Table,
                ]);
                Finding::new(
                    Class::SchemaChange,
                    "SELECT INTO",
                    "makes a table of the rows that it reads",
                )
            }
            _ => return,
        };
        self.add_call(effect);
        if self.token.kind != Kind::Word || self.dialect() == Dialect::Postgres {
            self.object();
        }
    }

    /// `LIMIT n`. True where the number bounds something.
    pub(in crate::sql) fn limit(&mut self) -> bool {
        self.advance();
        let mut bounds = self.limit_number();
        if self.eat_kind(Kind::Comma) {
            bounds = self.limit_number();
        }
        if self.eat(Keyword::Offset) {
            self.limit_number();
        }
        bounds
    }

    fn limit_number(&mut self) -> bool {
        let number = self.token;
        let bounds = match number.kind {
            Kind::Param => true,
            Kind::Number => std::str::from_utf8(self.lexer.slice(number))
                .ok()
                .and_then(|text| text.parse::<f64>().ok())
                .is_some_and(|n| n <= LARGE_LIMIT),
            _ => false,
        };
        self.scan(
            |keyword| {
                matches!(
                    keyword,
                    Keyword::Offset
                        | Keyword::For
                        | Keyword::Fetch
                        | Keyword::Returning
                        | Keyword::Union
                        | Keyword::Into
                        | Keyword::Lock
                )
            },
            true,
        );
        // An expression is not worked out.
        bounds && self.last == number
    }

    /// A reading statement, token by token: nothing in it bounds or writes but calls and `INTO`.
    pub(super) fn read_statement(&mut self, operation: &'static str) -> Finding {
        if self.objects.is_some() {
            self.note_sources();
        }
        loop {
            self.scan(|keyword| keyword == Keyword::Into, false);
            if self.at(Keyword::Into) {
                self.clause_into();
            } else if self.token.kind == Kind::Close && self.depth == 0 {
                self.give_up("has a parenthesis too many");
                self.advance();
            } else {
                break;
            }
        }
        Finding::new(Class::Read, operation, "reads")
    }

    /// Notes the tables that a query reads, on a copy of the parser.
    pub(in crate::sql) fn note_sources(&mut self) {
        let mut objects = self.objects.take();
        let mut reader = Parser::new(self.lexer, objects.as_deref_mut());
        reader.go_back(self.lexer, self.token, self.last);
        reader.names_only = true;
        reader.query();
        self.objects = objects;
    }
}
