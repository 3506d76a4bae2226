//! Where rows come from: tables, queries, functions, and what joins them.

use crate::sql::bounds::Reach;
use crate::sql::dialect::Dialect;
use crate::sql::keyword::Keyword;
use crate::sql::parser::Parser;
use crate::sql::scope::Source;
use crate::sql::token::Kind;

impl Parser<'_, '_> {
    /// The list behind `FROM` or `USING`. What it gives is what the conditions of its joins let
    /// through.
    pub(in crate::sql) fn sources(&mut self) -> Reach {
        let mut reach = Reach::All;
        self.source();
        loop {
            if self.eat_kind(Kind::Comma) {
                self.source();
                continue;
            }
            let natural = self.eat(Keyword::Natural);
            let outer = match self.keyword() {
                Keyword::Left | Keyword::Right | Keyword::Full => true,
                Keyword::Inner | Keyword::Cross | Keyword::Join | Keyword::StraightJoin => false,
                _ => return reach,
            };
            self.skip_any(&[
                Keyword::Left,
                Keyword::Right,
                Keyword::Full,
                Keyword::Outer,
                Keyword::Inner,
                Keyword::Cross,
                Keyword::StraightJoin,
                Keyword::Join,
            ]);
            self.source();
            let on = self.join_condition(natural);
            if !outer {
                reach = reach.and(on);
            }
        }
    }

    fn join_condition(&mut self, natural: bool) -> Reach {
        if self.eat(Keyword::On) {
            return self.condition().holds;
        }
        let by_columns = if self.at(Keyword::Using) && self.peek().kind == Kind::Open {
            self.advance();
            self.advance();
            self.scan(|_| false, false);
            self.eat_kind(Kind::Close);
            if self.eat(Keyword::As) {
                self.name();
            }
            true
        } else {
            natural
        };
        if by_columns {
            self.scope.target_used = true;
            if self.scope.joined_to_bounded() {
                return Reach::Some;
            }
        }
        Reach::All
    }

    fn source(&mut self) {
        self.skip_any(&[Keyword::Lateral, Keyword::Only]);
        let mut source = Source {
            name: None,
            bounded: false,
        };
        if self.token.kind == Kind::Open {
            self.advance();
            if self.begins_query() || self.parentheses_hold_query() {
                source.bounded = self.inner_query().reach.bounds();
            } else {
                self.deeper(Reach::All, Parser::sources);
                self.close_source();
                return;
            }
            self.close_source();
        } else if self.at(Keyword::Rows) && self.keyword_of(self.peek()) == Keyword::From {
            self.advance();
            self.advance();
            self.skip_parentheses();
        } else if let Some(name) = self.name() {
            source.name = Some(name.last);
            if self.token.kind == Kind::Open {
                self.judge_call();
                source.bounded = self.bounded_arguments();
            } else {
                self.note(name);
                let dual = self.dialect() == Dialect::MySql
                    && self.lexer.slice(name.last).eq_ignore_ascii_case(b"dual");
                source.bounded = name.qualifier.is_none()
                    && (dual
                        || self
                            .scope
                            .named(self.lexer.text, name.last)
                            .is_some_and(|query| query.bounded));
                self.eat_kind(Kind::Star);
            }
        } else {
            self.advance();
        }
        self.alias(&mut source);
        self.scope.add(source);
    }

    fn parentheses_hold_query(&self) -> bool {
        if self.token.kind != Kind::Open {
            return false;
        }
        let mut lexer = self.lexer;
        loop {
            let token = lexer.next();
            if token.kind != Kind::Open {
                return matches!(
                    self.keyword_of(token),
                    Keyword::Select | Keyword::With | Keyword::Values | Keyword::Table
                );
            }
        }
    }

    fn close_source(&mut self) {
        if self.token.kind != Kind::Close {
            self.scan(|_| false, false);
        }
        self.eat_kind(Kind::Close);
    }

    /// The arguments of a function that gives rows: few rows, where no column decides how many.
    fn bounded_arguments(&mut self) -> bool {
        let start = self.token.start;
        self.advance();
        self.scan(|_| false, false);
        let end = self.token.start;
        self.eat_kind(Kind::Close);
        let mut lexer = self.lexer;
        lexer.at = start + 1;
        let mut cast = false;
        loop {
            let token = lexer.next();
            if token.start >= end || token.kind == Kind::End {
                return true;
            }
            match token.kind {
                Kind::Word
                    if !cast
                        && !matches!(
                            self.keyword_of(token),
                            Keyword::Array | Keyword::Cast | Keyword::As | Keyword::Null
                        ) =>
                {
                    return false;
                }
                Kind::Quoted => return false,
                _ => {}
            }
            cast = token.kind == Kind::Cast;
        }
    }

    /// The alias of a source, and the hints that may stand around it.
    pub(in crate::sql) fn alias(&mut self, source: &mut Source) {
        loop {
            match self.keyword() {
                Keyword::As => {
                    self.advance();
                    if self.token.kind != Kind::Open {
                        source.name = Some(self.token);
                        self.advance();
                    }
                    self.column_list();
                }
                Keyword::Partition | Keyword::Tablesample => {
                    self.advance();
                    if self.token.kind == Kind::Word {
                        self.advance();
                    }
                    self.column_list();
                    if self.at_word("repeatable") {
                        self.advance();
                        self.column_list();
                    }
                }
                Keyword::Use | Keyword::Force | Keyword::Ignore
                    if self.dialect() == Dialect::MySql =>
                {
                    self.advance();
                    self.skip_any(&[
                        Keyword::Index,
                        Keyword::Key,
                        Keyword::For,
                        Keyword::Join,
                        Keyword::Order,
                        Keyword::Group,
                        Keyword::By,
                    ]);
                    self.column_list();
                }
                Keyword::Indexed => {
                    self.advance();
                    self.eat(Keyword::By);
                    self.name();
                }
                Keyword::Not if self.keyword_of(self.peek()) == Keyword::Indexed => {
                    self.advance();
                    self.advance();
                }
                Keyword::With if self.at_ordinality() => {
                    self.advance();
                    self.advance();
                }
                _ if self.token.kind == Kind::Quoted
                    || (self.token.kind == Kind::Text && self.dialect() != Dialect::Postgres) =>
                {
                    source.name = Some(self.token);
                    self.advance();
                    self.column_list();
                }
                keyword if self.token.kind == Kind::Word && !ends_source(keyword) => {
                    source.name = Some(self.token);
                    self.advance();
                    self.column_list();
                }
                _ => return,
            }
        }
    }

    fn at_ordinality(&self) -> bool {
        self.lexer
            .slice(self.peek())
            .eq_ignore_ascii_case(b"ordinality")
    }

    fn column_list(&mut self) {
        if self.token.kind == Kind::Open {
            self.advance();
            self.scan(|_| false, false);
            self.eat_kind(Kind::Close);
        }
    }
}

/// Whether a keyword behind a source is no alias.
fn ends_source(keyword: Keyword) -> bool {
    matches!(
        keyword,
        Keyword::Where
            | Keyword::On
            | Keyword::Using
            | Keyword::Join
            | Keyword::Inner
            | Keyword::Left
            | Keyword::Right
            | Keyword::Full
            | Keyword::Cross
            | Keyword::Natural
            | Keyword::StraightJoin
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
            | Keyword::Set
            | Keyword::When
            | Keyword::From
            | Keyword::Not
            | Keyword::With
            | Keyword::Outer
            | Keyword::Select
            | Keyword::Values
            | Keyword::Do
            | Keyword::Default
            | Keyword::And
            | Keyword::Or
            | Keyword::Procedure
    )
}
