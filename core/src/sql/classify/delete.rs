//! DELETE and TRUNCATE.

use crate::sql::bounds::Reach;
use crate::sql::class::{Bound, Class, Finding, Tier};
use crate::sql::dialect::Dialect;
use crate::sql::keyword::Keyword;
use crate::sql::parser::{Name, Parser};
use crate::sql::scope::Source;
use crate::sql::token::Kind;

impl Parser<'_, '_> {
    /// `DELETE`, in all the forms that the three dialects have.
    pub(super) fn delete(&mut self) -> Finding {
        self.advance();
        if self.dialect() == Dialect::MySql {
            self.skip_any(&[Keyword::LowPriority, Keyword::Quick, Keyword::Ignore]);
            if self.eat(Keyword::History) {
                self.eat(Keyword::From);
                self.object();
                return Finding::new(
                    Class::Destructive,
                    "DELETE HISTORY",
                    "loses the history of a table",
                )
                .bounded(Bound::Nothing);
            }
        }
        self.scope.clear_sources();
        let mut catalog = false;
        let mut reach = Reach::All;
        let mut several = false;
        let from_first = self.eat(Keyword::From);
        self.eat(Keyword::Only);
        let only_parenthesis = self.eat_kind(Kind::Open);
        let Some(target) = self.object() else {
            return self.unknown("DELETE", "deletes from nothing that can be read");
        };
        if only_parenthesis {
            self.eat_kind(Kind::Close);
        }
        catalog |= self.is_catalog(target);
        let mut source = Source {
            // `t.*` names the table in front of the star.
            name: if target.last.kind == Kind::Star {
                target.qualifier
            } else {
                Some(target.last)
            },
            bounded: false,
        };
        self.eat_kind(Kind::Star);
        if from_first {
            self.alias(&mut source);
        }
        self.scope.add(source);
        while self.dialect() == Dialect::MySql && self.eat_kind(Kind::Comma) {
            if let Some(other) = self.object() {
                catalog |= self.is_catalog(other);
            }
        }
        if self.at(Keyword::For) {
            // `FOR PORTION OF period FROM a TO b` cuts a piece out of each row.
            self.scan(
                |keyword| {
                    matches!(
                        keyword,
                        Keyword::Where | Keyword::Order | Keyword::Limit | Keyword::Returning
                    )
                },
                false,
            );
        }
        if self.eat(Keyword::Using) || (!from_first && self.eat(Keyword::From)) {
            several = true;
            reach = self.sources();
            // In MySQL's form the target stands among the sources again.
            let again = if self.dialect() == Dialect::MySql {
                2
            } else {
                1
            };
            self.scope.joins = self.scope.count() > again;
            several &= self.scope.joins;
        }
        let (reach, limited) = self.filter_and_limit(reach, several);
        self.write_finding("DELETE", Class::Destructive, catalog, reach, limited)
    }

    /// `WHERE ... ORDER BY ... LIMIT ... RETURNING ...`, in the order in which they come.
    pub(super) fn filter_and_limit(&mut self, joined: Reach, several: bool) -> (Reach, bool) {
        let mut reach = joined;
        let mut limited = false;
        if self.eat(Keyword::Where) {
            let condition = self.condition().holds;
            reach = reach.and(condition);
        }
        // A filter on one table that says nothing of the other leaves all rows of that one.
        if several && !self.scope.target_used && reach == Reach::Some {
            reach = Reach::All;
        }
        loop {
            match self.keyword() {
                Keyword::Order => {
                    self.advance();
                    self.scan(
                        |keyword| matches!(keyword, Keyword::Limit | Keyword::Returning),
                        false,
                    );
                }
                // PostgreSQL has no LIMIT here, and refuses the statement.
                Keyword::Limit => limited |= self.limit() && self.dialect() != Dialect::Postgres,
                _ => break,
            }
        }
        if !self.at_end() && self.token.kind != Kind::Close && !self.at(Keyword::Returning) {
            // What stands here has no place in the grammar: whatever was read before it is in doubt.
            reach = Reach::All;
            limited = false;
        }
        self.scan(|_| false, false);
        (reach, limited)
    }

    /// What a write of this reach is.
    pub(super) fn write_finding(
        &self,
        operation: &'static str,
        unbounded: Class,
        catalog: bool,
        reach: Reach,
        limited: bool,
    ) -> Finding {
        if catalog {
            return Finding::new(
                Class::Destructive,
                operation,
                "writes to a catalog of the server",
            )
            .at_least(Tier::Banned);
        }
        if limited {
            return Finding::new(
                Class::Write,
                operation,
                "a limit bounds the rows that it writes",
            )
            .bounded(Bound::Limit);
        }
        match (reach, unbounded) {
            (Reach::Some | Reach::None, _) => Finding::new(
                Class::Write,
                operation,
                "a filter bounds the rows that it writes",
            )
            .bounded(Bound::Filter),
            (Reach::All, Class::Destructive) => Finding::new(
                Class::Destructive,
                operation,
                "nothing bounds the rows that it deletes",
            )
            .bounded(Bound::Nothing),
            (Reach::All, class) => {
                Finding::new(class, operation, "nothing bounds the rows that it writes")
                    .bounded(Bound::Nothing)
            }
        }
    }

    /// Whether a table is part of the server's own catalog.
    pub(super) fn is_catalog(&self, name: Name) -> bool {
        let mut buffer = [0u8; 64];
        let table = self.lexer.plain_name(name.last, &mut buffer);
        let starts = |prefix: &[u8]| {
            table
                .get(..prefix.len())
                .is_some_and(|start| start.eq_ignore_ascii_case(prefix))
        };
        let known_table = match self.dialect() {
            Dialect::Postgres => starts(b"pg_"),
            Dialect::MySql => false,
            Dialect::Sqlite => {
                starts(b"sqlite_master")
                    || starts(b"sqlite_schema")
                    || starts(b"sqlite_temp_master")
                    || starts(b"sqlite_temp_schema")
            }
        };
        let Some(qualifier) = name.qualifier else {
            return known_table;
        };
        let mut buffer = [0u8; 64];
        let schema = self.lexer.plain_name(qualifier, &mut buffer);
        let is = |word: &[u8]| schema.eq_ignore_ascii_case(word);
        match self.dialect() {
            Dialect::Postgres => is(b"pg_catalog") || is(b"information_schema") || is(b"pg_toast"),
            Dialect::MySql => is(b"mysql") || is(b"information_schema"),
            Dialect::Sqlite => known_table,
        }
    }

    /// `TRUNCATE`.
    pub(super) fn truncate(&mut self) -> Finding {
        self.advance();
        if self.dialect() == Dialect::Sqlite {
            return self.unknown("TRUNCATE", "is no statement of SQLite");
        }
        self.eat(Keyword::Table);
        self.eat(Keyword::Only);
        self.object_list();
        Finding::new(Class::Destructive, "TRUNCATE", "empties the table").bounded(Bound::Nothing)
    }
}
