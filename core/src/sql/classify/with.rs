//! The queries that `WITH` names.

use crate::sql::class::{Class, Finding};
use crate::sql::keyword::Keyword;
use crate::sql::parser::Parser;
use crate::sql::scope::Source;
use crate::sql::token::Kind;

impl Parser<'_, '_> {
    /// The queries that `WITH` names. A writing one counts as if it stood by itself.
    pub(in crate::sql) fn with_clause(&mut self) {
        self.advance();
        let recursive = self.eat(Keyword::Recursive);
        loop {
            let Some(name) = self.name() else { return };
            if self.token.kind == Kind::Open {
                self.advance();
                self.scan(|_| false, false);
                self.eat_kind(Kind::Close);
            }
            self.eat(Keyword::As);
            self.eat(Keyword::Not);
            self.eat(Keyword::Materialized);
            if !self.eat_kind(Kind::Open) {
                self.give_up("has a WITH that names no query");
                return;
            }
            if recursive {
                self.scope.add_named(Source {
                    name: Some(name.last),
                    bounded: true,
                });
            }
            let bounded = if matches!(
                self.keyword(),
                Keyword::Delete
                    | Keyword::Update
                    | Keyword::Insert
                    | Keyword::Merge
                    | Keyword::Replace
            ) {
                let outer = self.scope;
                self.scope = outer.inner();
                let effect = self.deeper(
                    Finding::new(Class::Unknown, "WITH", "is nested too deep"),
                    Parser::statement,
                );
                self.scope = outer;
                self.add_call(effect);
                effect.class == Class::Write
            } else if !self.begins_query() && self.token.kind != Kind::Open {
                self.give_up("has a WITH that names no query");
                return;
            } else {
                self.inner_query().reach.bounds()
            };
            self.close_query();
            if !recursive {
                self.scope.add_named(Source {
                    name: Some(name.last),
                    bounded,
                });
            } else if !bounded {
                self.scope.unbound(self.lexer.text, name.last);
            }
            // `SEARCH DEPTH FIRST BY ...`, `CYCLE ...`.
            if self.token.kind != Kind::Comma {
                self.scan(
                    |keyword| {
                        matches!(
                            keyword,
                            Keyword::Select
                                | Keyword::Values
                                | Keyword::Table
                                | Keyword::With
                                | Keyword::Insert
                                | Keyword::Update
                                | Keyword::Delete
                                | Keyword::Merge
                                | Keyword::Replace
                        )
                    },
                    true,
                );
            }
            if !self.eat_kind(Kind::Comma) {
                return;
            }
        }
    }
}
