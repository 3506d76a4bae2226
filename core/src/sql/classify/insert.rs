//! INSERT, REPLACE and LOAD DATA.

use crate::sql::class::{Bound, Class, Finding, Tier};
use crate::sql::dialect::Dialect;
use crate::sql::keyword::Keyword;
use crate::sql::parser::Parser;
use crate::sql::scope::{bare, same_name};
use crate::sql::token::Kind;

impl Parser<'_, '_> {
    /// `INSERT` and `REPLACE`.
    pub(super) fn insert(&mut self) -> Finding {
        let mut replaces = self.at(Keyword::Replace);
        let operation = if replaces { "REPLACE" } else { "INSERT" };
        if replaces && self.dialect() == Dialect::Postgres {
            return self.unknown("REPLACE", "is no statement of PostgreSQL");
        }
        self.advance();
        self.skip_any(&[
            Keyword::LowPriority,
            Keyword::Delayed,
            Keyword::HighPriority,
            Keyword::Ignore,
        ]);
        if self.eat(Keyword::Or) {
            replaces |= self.at(Keyword::Replace);
            self.advance();
        }
        let into = self.eat(Keyword::Into);
        if !into && self.dialect() != Dialect::MySql {
            return self.unknown(operation, "inserts into nothing that can be read");
        }
        let Some(target) = self.object() else {
            return self.unknown(operation, "inserts into nothing that can be read");
        };
        if self.is_catalog(target) {
            return Finding::new(
                Class::Destructive,
                operation,
                "writes to a catalog of the server",
            )
            .at_least(Tier::Banned);
        }
        if self.eat(Keyword::Partition) {
            self.skip_parentheses();
        }
        if self.eat(Keyword::As) {
            self.name();
        } else if self.token.kind == Kind::Word && !self.begins_rows() {
            self.advance();
        }
        // A full text index of SQLite takes commands in a column of its own name.
        let mut index_command = None;
        if self.token.kind == Kind::Open && !self.opens_query() {
            self.advance();
            let mut place = 0usize;
            while !matches!(self.token.kind, Kind::Close) && !self.at_end() {
                if self.dialect() == Dialect::Sqlite
                    && matches!(self.token.kind, Kind::Word | Kind::Quoted | Kind::Text)
                    && same_name(self.lexer.text, self.token, target.last)
                {
                    index_command = Some(place);
                }
                self.scan(|_| false, true);
                place += usize::from(self.eat_kind(Kind::Comma));
            }
            self.eat_kind(Kind::Close);
        }
        if self.eat(Keyword::Overriding) {
            self.advance();
            self.eat(Keyword::Value);
        }
        if let Some(place) = index_command {
            return self.index_command(place);
        }
        self.rows(operation, replaces)
    }

    fn begins_rows(&self) -> bool {
        matches!(
            self.keyword(),
            Keyword::Values
                | Keyword::Value
                | Keyword::Select
                | Keyword::Set
                | Keyword::With
                | Keyword::Table
                | Keyword::Default
                | Keyword::Overriding
                | Keyword::Execute
        )
    }

    fn opens_query(&self) -> bool {
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

    /// What is inserted: values, assignments, or the rows of a query.
    fn rows(&mut self, operation: &'static str, replaces: bool) -> Finding {
        match self.keyword() {
            Keyword::Select | Keyword::With | Keyword::Table => {}
            _ if self.token.kind == Kind::Open => {}
            Keyword::Values | Keyword::Value | Keyword::Set | Keyword::Default => {
                self.scan(|_| false, false);
                return Finding::new(Class::Write, operation, "writes the rows that it lists")
                    .bounded(Bound::Values);
            }
            _ => return self.unknown(operation, "inserts nothing that can be read"),
        }
        self.scope.clear_sources();
        let bounded = self.query().bounds();
        self.scan(|_| false, false);
        if bounded {
            return Finding::new(Class::Write, operation, "writes rows of a bounded query")
                .bounded(Bound::Filter);
        }
        let reason = if replaces {
            "replaces rows by those of a query that nothing bounds"
        } else {
            "adds the rows of a query that nothing bounds"
        };
        Finding::new(Class::MassWrite, operation, reason).bounded(Bound::Nothing)
    }

    /// `INSERT INTO docs(docs) VALUES ('delete-all')`: a command to a full text index of SQLite.
    /// `place` is that of the column among the others.
    fn index_command(&mut self, place: usize) -> Finding {
        self.eat(Keyword::Values);
        let mut commands = self.eat_kind(Kind::Open);
        let mut class = Class::Write;
        while commands {
            let first = self.token;
            let written = place == 0
                && first.kind == Kind::Text
                && matches!(self.peek().kind, Kind::Comma | Kind::Close);
            class = match (written, bare(self.lexer.text, first)) {
                (true, b"delete-all") => Class::Destructive,
                (true, _) => class,
                // What is worked out, filled in, or stands further behind.
                (false, _) if class != Class::Destructive => Class::Unknown,
                (false, _) => class,
            };
            self.scan(|_| false, false);
            self.eat_kind(Kind::Close);
            commands = self.eat_kind(Kind::Comma) && self.eat_kind(Kind::Open);
        }
        if !self.at_end() && !self.at(Keyword::Returning) && !self.at(Keyword::On) {
            class = Class::Unknown;
        }
        self.scan(|_| false, false);
        match class {
            Class::Destructive => Finding::new(
                class,
                "INSERT",
                "tells a full text index to forget everything",
            ),
            Class::Unknown => Finding::new(
                class,
                "INSERT",
                "gives a full text index a command that cannot be seen",
            ),
            _ => Finding::new(class, "INSERT", "gives a full text index a command")
                .bounded(Bound::Values),
        }
    }

    /// `LOAD`: rows of a file, an index into its cache, or a library into the server.
    pub(super) fn load(&mut self) -> Finding {
        self.advance();
        if self.dialect() == Dialect::Postgres {
            return self.escape("LOAD", "loads a library into the server");
        }
        if self.dialect() == Dialect::Sqlite {
            return self.unknown("LOAD", "is no statement of SQLite");
        }
        match self.keyword() {
            Keyword::Index => return Finding::new(Class::Session, "LOAD INDEX", "fills a cache"),
            Keyword::Data => {}
            _ if self.at_word("xml") => {}
            _ => return self.unknown("LOAD", "loads what is not known"),
        }
        let mut replaces = false;
        while !self.at_end() && !self.at(Keyword::Into) {
            replaces |= self.at(Keyword::Replace);
            self.advance();
        }
        let mut catalog = false;
        if self.eat(Keyword::Into) {
            self.eat(Keyword::Table);
            if let Some(target) = self.object() {
                catalog = self.is_catalog(target);
            }
        }
        self.scan(|_| false, false);
        if catalog {
            return Finding::new(
                Class::Destructive,
                "LOAD DATA",
                "writes to a catalog of the server",
            )
            .at_least(Tier::Banned);
        }
        if replaces {
            Finding::new(
                Class::MassWrite,
                "LOAD DATA",
                "replaces rows by those of a file",
            )
            .bounded(Bound::Nothing)
        } else {
            Finding::new(Class::Write, "LOAD DATA", "adds the rows of a file")
                .bounded(Bound::Values)
        }
    }
}
