//! CREATE: what replaces something, what runs a query, and what only defines.

use crate::sql::class::{Class, Finding, Tier};
use crate::sql::dialect::Dialect;
use crate::sql::keyword::Keyword;
use crate::sql::parser::Parser;
use crate::sql::token::Kind;

const DEFINES: &str = "defines an object";

impl Parser<'_, '_> {
    /// `CREATE`.
    pub(super) fn create(&mut self) -> Finding {
        self.advance();
        let mut replaces = false;
        let mut temporary = false;
        let mut aggregate = false;
        loop {
            match self.keyword() {
                Keyword::Or => {
                    self.advance();
                    replaces |= self.eat(Keyword::Replace);
                }
                Keyword::Temporary
                | Keyword::Temp
                | Keyword::Unlogged
                | Keyword::Global
                | Keyword::Local
                | Keyword::Unique
                | Keyword::Fulltext
                | Keyword::Recursive
                | Keyword::Trusted
                | Keyword::Procedural
                | Keyword::Constraint
                | Keyword::Default
                | Keyword::Virtual => {
                    temporary |= matches!(self.keyword(), Keyword::Temporary | Keyword::Temp);
                    self.advance();
                }
                Keyword::Spatial => {
                    self.advance();
                    if self.at_word("reference") {
                        return self.define("CREATE SPATIAL REFERENCE SYSTEM");
                    }
                }
                Keyword::Aggregate if self.dialect() == Dialect::MySql => {
                    aggregate = true;
                    self.advance();
                }
                // `DEFINER = user@host`, `SQL SECURITY INVOKER`, `ALGORITHM = MERGE`: up to the kind.
                Keyword::Definer | Keyword::Sql => self.skip_to_kind(),
                _ if self.at_word("algorithm") => self.skip_to_kind(),
                _ => break,
            }
        }
        let _ = aggregate;
        let kind = self.keyword();
        match kind {
            // What is temporary is replaced by itself alone.
            Keyword::Table => self.create_table(replaces && !temporary),
            Keyword::View => {
                self.advance();
                self.skip_if_exists();
                self.object();
                self.define_rest("CREATE VIEW")
            }
            Keyword::Index => self.create_index(),
            Keyword::Trigger => self.stored("CREATE TRIGGER"),
            _ => match self.dialect() {
                Dialect::Sqlite => self.unknown("CREATE", "creates what SQLite does not have"),
                Dialect::MySql => self.create_in_mysql(kind, replaces),
                Dialect::Postgres => self.create_in_postgres(kind),
            },
        }
    }

    fn skip_to_kind(&mut self) {
        self.advance();
        self.scan(
            |keyword| {
                matches!(
                    keyword,
                    Keyword::View
                        | Keyword::Procedure
                        | Keyword::Function
                        | Keyword::Trigger
                        | Keyword::Event
                        | Keyword::Package
                        | Keyword::Aggregate
                        | Keyword::Sql
                )
            },
            false,
        );
    }

    fn define(&mut self, operation: &'static str) -> Finding {
        self.advance();
        self.skip_if_exists();
        self.object();
        self.define_rest(operation)
    }

    /// The rest of a definition: nothing in it runs now, so that no call in it counts.
    fn define_rest(&mut self, operation: &'static str) -> Finding {
        let calls = self.calls;
        self.scan(|_| false, false);
        self.calls = calls;
        Finding::new(Class::SchemaChange, operation, DEFINES)
    }

    /// `CREATE RULE`, whose actions may stand in parentheses with semicolons between them.
    fn rule(&mut self) -> Finding {
        let calls = self.calls;
        self.scan(|keyword| keyword == Keyword::Do, false);
        let mut depth = 0u32;
        loop {
            match self.token.kind {
                Kind::End | Kind::Backslash => break,
                Kind::Semicolon if depth == 0 => break,
                Kind::Open => depth += 1,
                Kind::Close => depth = depth.saturating_sub(1),
                _ => {}
            }
            self.advance();
        }
        if depth > 0 {
            self.give_up("leaves a parenthesis open");
        }
        self.calls = calls;
        Finding::new(Class::SchemaChange, "CREATE RULE", DEFINES)
    }

    fn create_table(&mut self, replaces: bool) -> Finding {
        self.advance();
        self.skip_if_exists();
        self.object();
        let calls = self.calls;
        // Columns, options, partitions: nothing of it runs.
        self.scan(
            |keyword| {
                matches!(
                    keyword,
                    Keyword::As
                        | Keyword::Select
                        | Keyword::With
                        | Keyword::Values
                        | Keyword::Table
                )
            },
            false,
        );
        self.calls = calls;
        let mut query = false;
        loop {
            match self.keyword() {
                Keyword::As => {
                    self.advance();
                    if self.at(Keyword::Execute) {
                        return self.unknown(
                            "CREATE TABLE AS",
                            "runs a prepared statement that cannot be seen",
                        );
                    }
                    query = true;
                    if self.token.kind == Kind::Open || self.begins_query() {
                        self.read_rest();
                    }
                }
                Keyword::Select | Keyword::Values => {
                    query = true;
                    self.read_rest();
                }
                Keyword::With | Keyword::Table
                    if self.begins_query()
                        && self.peek().kind == Kind::Word
                        && !self.options_follow() =>
                {
                    query = true;
                    self.read_rest();
                }
                _ if self.at_end() || self.token.kind == Kind::Close => break,
                _ => {
                    self.advance();
                    let calls = self.calls;
                    self.scan(
                        |keyword| matches!(keyword, Keyword::As | Keyword::Select | Keyword::With),
                        false,
                    );
                    self.calls = calls;
                }
            }
        }
        if replaces {
            return match self.dialect() {
                Dialect::MySql => Finding::new(
                    Class::Destructive,
                    "CREATE OR REPLACE TABLE",
                    "drops the table that was there",
                ),
                _ => self.unknown("CREATE OR REPLACE TABLE", "is no statement of this dialect"),
            };
        }
        if query {
            Finding::new(
                Class::SchemaChange,
                "CREATE TABLE AS",
                "makes a table of the rows that it reads",
            )
        } else {
            Finding::new(Class::SchemaChange, "CREATE TABLE", DEFINES)
        }
    }

    /// `WITH SYSTEM VERSIONING`, `WITH NO DATA`, `WITHOUT ROWID` are no queries.
    fn options_follow(&self) -> bool {
        let next = self.peek();
        self.at(Keyword::With)
            && matches!(
                self.keyword_of(next),
                Keyword::System | Keyword::No | Keyword::Data | Keyword::Without
            )
    }

    fn read_rest(&mut self) {
        if self.at(Keyword::With) {
            self.with_clause();
        }
        loop {
            self.scan(|keyword| keyword == Keyword::Into, false);
            if self.token.kind == Kind::Close || self.at(Keyword::Into) {
                self.advance();
            } else {
                return;
            }
        }
    }

    fn create_index(&mut self) -> Finding {
        self.advance();
        self.eat(Keyword::Concurrently);
        self.skip_if_exists();
        if !self.at(Keyword::On) {
            self.name();
        }
        self.scan(|keyword| keyword == Keyword::On, false);
        if self.eat(Keyword::On) {
            self.eat(Keyword::Only);
            self.object();
        }
        self.define_rest("CREATE INDEX")
    }

    fn create_in_mysql(&mut self, kind: Keyword, replaces: bool) -> Finding {
        match kind {
            Keyword::Database | Keyword::Schema => {
                let finding = self.define("CREATE DATABASE");
                if replaces {
                    Finding::new(
                        Class::Destructive,
                        "CREATE OR REPLACE DATABASE",
                        "drops the database that was there",
                    )
                    .at_least(Tier::Banned)
                } else {
                    finding
                }
            }
            Keyword::Procedure => self.stored("CREATE PROCEDURE"),
            Keyword::Function => {
                let finding = self.stored("CREATE FUNCTION");
                // `CREATE FUNCTION f RETURNS STRING SONAME 'lib.so'` brings code of a library in.
                if finding.operation == "CREATE FUNCTION SONAME" {
                    finding.at_least(Tier::Banned)
                } else {
                    finding
                }
            }
            Keyword::Event => self.event("CREATE EVENT"),
            Keyword::Package => self.stored("CREATE PACKAGE"),
            Keyword::User => self.define("CREATE USER"),
            Keyword::Role => self.define("CREATE ROLE"),
            Keyword::Server => self.define("CREATE SERVER"),
            Keyword::Sequence => self.define("CREATE SEQUENCE"),
            Keyword::Tablespace | Keyword::Undo => self.define("CREATE TABLESPACE"),
            Keyword::Logfile => self.define("CREATE LOGFILE GROUP"),
            Keyword::Resource => self.define("CREATE RESOURCE GROUP"),
            Keyword::Library => self.define("CREATE LIBRARY"),
            _ => self.unknown("CREATE", "creates what is not known"),
        }
    }

    fn create_in_postgres(&mut self, kind: Keyword) -> Finding {
        match kind {
            Keyword::Materialized => {
                self.advance();
                self.advance();
                self.skip_if_exists();
                self.object();
                self.scan(|keyword| keyword == Keyword::As, false);
                self.advance();
                self.read_rest();
                Finding::new(
                    Class::SchemaChange,
                    "CREATE MATERIALIZED VIEW",
                    "makes a view that stores the rows it reads",
                )
            }
            Keyword::Function => self.stored("CREATE FUNCTION"),
            Keyword::Procedure => self.stored("CREATE PROCEDURE"),
            Keyword::Rule => self.rule(),
            Keyword::Database => self.define("CREATE DATABASE"),
            Keyword::Schema => self.define("CREATE SCHEMA"),
            Keyword::Sequence => self.define("CREATE SEQUENCE"),
            Keyword::Type => self.define("CREATE TYPE"),
            Keyword::Domain => self.define("CREATE DOMAIN"),
            Keyword::Extension => self.define("CREATE EXTENSION"),
            Keyword::Role | Keyword::User | Keyword::Group => self.define("CREATE ROLE"),
            Keyword::Policy => self.define("CREATE POLICY"),
            Keyword::Publication => self.define("CREATE PUBLICATION"),
            Keyword::Subscription => self.define("CREATE SUBSCRIPTION"),
            Keyword::Aggregate => self.define("CREATE AGGREGATE"),
            Keyword::Cast => self.define("CREATE CAST"),
            Keyword::Collation => self.define("CREATE COLLATION"),
            Keyword::Conversion => self.define("CREATE CONVERSION"),
            Keyword::Event => self.define("CREATE EVENT TRIGGER"),
            Keyword::Foreign => {
                self.advance();
                self.define("CREATE FOREIGN TABLE")
            }
            Keyword::Server => self.define("CREATE SERVER"),
            Keyword::Language => self.define("CREATE LANGUAGE"),
            Keyword::Operator => self.define("CREATE OPERATOR"),
            Keyword::Statistics => self.define("CREATE STATISTICS"),
            Keyword::Tablespace => self.define("CREATE TABLESPACE"),
            Keyword::Text => self.define("CREATE TEXT SEARCH"),
            Keyword::Transform => self.define("CREATE TRANSFORM"),
            Keyword::Access => self.define("CREATE ACCESS METHOD"),
            _ => self.unknown("CREATE", "creates what is not known"),
        }
    }
}
