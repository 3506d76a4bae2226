//! DROP: what holds rows, what only describes them, and what a CASCADE may take along.

use crate::sql::class::{Class, Finding, Tier};
use crate::sql::dialect::Dialect;
use crate::sql::keyword::Keyword;
use crate::sql::parser::Parser;

const LOSES_TABLE: &str = "drops a table with its rows";
const LOSES_SCHEMA: &str = "drops what the schema holds";
const NO_ROWS: &str = "drops a definition, no row is lost";
const TAKES_COLUMNS: &str = "CASCADE drops the columns and tables that depend on it";
const TAKES_VIEWS: &str = "CASCADE drops the definitions that depend on it";

impl Parser<'_, '_> {
    /// `DROP`.
    pub(super) fn drop(&mut self) -> Finding {
        self.advance();
        let temporary = self.eat(Keyword::Temporary);
        // `f(int)` names a function here and calls none.
        let calls = self.calls;
        let kind = self.keyword();
        self.advance();
        let finding = match (self.dialect(), kind) {
            (_, Keyword::Table) => {
                self.dropped_objects();
                if temporary {
                    Finding::new(
                        Class::Session,
                        "DROP TEMPORARY TABLE",
                        "drops a table of this session",
                    )
                } else {
                    Finding::new(Class::Destructive, "DROP TABLE", LOSES_TABLE)
                }
            }
            // MariaDB's `DROP TABLES` is the same statement.
            (Dialect::MySql, Keyword::Tables) => {
                self.dropped_objects();
                Finding::new(Class::Destructive, "DROP TABLE", LOSES_TABLE)
            }
            (_, Keyword::View) => {
                self.dropped_objects();
                let finding = Finding::new(Class::SchemaChange, "DROP VIEW", NO_ROWS);
                if self.cascades() && self.dialect() == Dialect::Postgres {
                    Finding::new(Class::SchemaChange, "DROP VIEW", TAKES_VIEWS)
                        .at_least(Tier::Approval)
                } else {
                    finding
                }
            }
            (_, Keyword::Index) => {
                self.eat(Keyword::Concurrently);
                self.dropped_objects();
                Finding::new(Class::SchemaChange, "DROP INDEX", NO_ROWS)
            }
            (_, Keyword::Trigger) => self.plain_drop("DROP TRIGGER"),
            (Dialect::Sqlite, _) => self.unknown("DROP", "drops what SQLite does not have"),
            (_, Keyword::Database) => {
                self.dropped_objects();
                Finding::new(
                    Class::Destructive,
                    "DROP DATABASE",
                    "drops a whole database",
                )
                .at_least(Tier::Banned)
            }
            (Dialect::MySql, Keyword::Schema) => {
                self.dropped_objects();
                Finding::new(Class::Destructive, "DROP SCHEMA", "drops a whole database")
                    .at_least(Tier::Banned)
            }
            (Dialect::MySql, Keyword::Prepare) => Finding::new(
                Class::Session,
                "DEALLOCATE PREPARE",
                "forgets a prepared statement",
            ),
            (Dialect::MySql, _) => self.drop_in_mysql(kind),
            (Dialect::Postgres, _) => self.drop_in_postgres(kind),
        };
        self.scan(|_| false, false);
        self.calls = calls;
        finding
    }

    fn dropped_objects(&mut self) {
        self.skip_if_exists();
        self.object_list();
    }

    /// Whether `CASCADE` stands in what is left of the statement.
    fn cascades(&mut self) -> bool {
        self.scan(|keyword| keyword == Keyword::Cascade, false);
        self.at(Keyword::Cascade)
    }

    fn plain_drop(&mut self, operation: &'static str) -> Finding {
        self.dropped_objects();
        Finding::new(Class::SchemaChange, operation, NO_ROWS)
    }

    /// A drop that takes columns or tables along where it cascades.
    fn deep_drop(&mut self, operation: &'static str) -> Finding {
        self.dropped_objects();
        if self.cascades() {
            Finding::new(Class::Destructive, operation, TAKES_COLUMNS)
        } else {
            Finding::new(Class::SchemaChange, operation, NO_ROWS)
        }
    }

    fn drop_in_mysql(&mut self, kind: Keyword) -> Finding {
        match kind {
            Keyword::Procedure => self.plain_drop("DROP PROCEDURE"),
            Keyword::Function => self.plain_drop("DROP FUNCTION"),
            Keyword::Event => self.plain_drop("DROP EVENT"),
            Keyword::User => self.plain_drop("DROP USER"),
            Keyword::Role => self.plain_drop("DROP ROLE"),
            Keyword::Server => self.plain_drop("DROP SERVER"),
            Keyword::Sequence => self.plain_drop("DROP SEQUENCE"),
            Keyword::Package => {
                self.eat(Keyword::Body);
                self.plain_drop("DROP PACKAGE")
            }
            Keyword::Resource => self.plain_drop("DROP RESOURCE GROUP"),
            Keyword::Spatial => self.plain_drop("DROP SPATIAL REFERENCE SYSTEM"),
            Keyword::Library => self.plain_drop("DROP LIBRARY"),
            Keyword::Tablespace | Keyword::Undo | Keyword::Logfile => Finding::new(
                Class::SchemaChange,
                "DROP TABLESPACE",
                "drops the place of tables, which must be empty",
            )
            .at_least(Tier::Approval),
            _ => self.unknown("DROP", "drops what is not known"),
        }
    }

    fn drop_in_postgres(&mut self, kind: Keyword) -> Finding {
        match kind {
            Keyword::Schema => {
                self.dropped_objects();
                Finding::new(Class::Destructive, "DROP SCHEMA", LOSES_SCHEMA)
            }
            Keyword::Owned => {
                self.eat(Keyword::By);
                self.object_list();
                Finding::new(
                    Class::Destructive,
                    "DROP OWNED",
                    "drops everything that a role owns",
                )
                .at_least(Tier::Banned)
            }
            Keyword::Materialized => {
                self.eat(Keyword::View);
                self.dropped_objects();
                Finding::new(
                    Class::Destructive,
                    "DROP MATERIALIZED VIEW",
                    "drops the rows that the view stored",
                )
            }
            Keyword::Foreign if self.eat(Keyword::Table) => self.plain_drop("DROP FOREIGN TABLE"),
            Keyword::Foreign => {
                self.advance();
                self.advance();
                self.plain_drop("DROP FOREIGN DATA WRAPPER")
            }
            Keyword::Type => self.deep_drop("DROP TYPE"),
            Keyword::Domain => self.deep_drop("DROP DOMAIN"),
            Keyword::Extension => self.deep_drop("DROP EXTENSION"),
            Keyword::Collation => self.deep_drop("DROP COLLATION"),
            Keyword::Access => {
                self.advance();
                self.deep_drop("DROP ACCESS METHOD")
            }
            Keyword::Operator => self.deep_drop("DROP OPERATOR"),
            Keyword::Function => self.deep_drop("DROP FUNCTION"),
            Keyword::Procedure => self.deep_drop("DROP PROCEDURE"),
            Keyword::Routine => self.deep_drop("DROP ROUTINE"),
            Keyword::Aggregate => self.deep_drop("DROP AGGREGATE"),
            Keyword::Language | Keyword::Procedural => self.deep_drop("DROP LANGUAGE"),
            Keyword::Cast => self.deep_drop("DROP CAST"),
            Keyword::Sequence => self.plain_drop("DROP SEQUENCE"),
            Keyword::Policy => self.plain_drop("DROP POLICY"),
            Keyword::Rule => self.plain_drop("DROP RULE"),
            Keyword::Role | Keyword::User | Keyword::Group => {
                // `DROP USER MAPPING`.
                self.eat(Keyword::Mapping);
                self.plain_drop("DROP ROLE")
            }
            Keyword::Event => self.plain_drop("DROP EVENT TRIGGER"),
            Keyword::Server => self.plain_drop("DROP SERVER"),
            Keyword::Publication => self.plain_drop("DROP PUBLICATION"),
            Keyword::Subscription => self.plain_drop("DROP SUBSCRIPTION"),
            Keyword::Statistics => self.plain_drop("DROP STATISTICS"),
            Keyword::Conversion => self.plain_drop("DROP CONVERSION"),
            Keyword::Transform => self.plain_drop("DROP TRANSFORM"),
            Keyword::Text => self.plain_drop("DROP TEXT SEARCH"),
            Keyword::Tablespace => Finding::new(
                Class::SchemaChange,
                "DROP TABLESPACE",
                "drops the place of tables, which must be empty",
            )
            .at_least(Tier::Approval),
            _ => self.unknown("DROP", "drops what is not known"),
        }
    }
}
