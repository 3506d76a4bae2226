//! ALTER: action by action.

use crate::sql::class::{Class, Finding, Tier};
use crate::sql::dialect::Dialect;
use crate::sql::functions;
use crate::sql::keyword::Keyword;
use crate::sql::parser::Parser;
use crate::sql::token::Kind;

/// Engines of MySQL that keep no row, or not past a restart.
const FORGETFUL: &[&str] = &[
    "blackhole",
    "memory",
    "heap",
    "example",
    "federated",
    "federatedx",
    "null",
];
impl Parser<'_, '_> {
    /// `ALTER`.
    pub(super) fn alter(&mut self) -> Finding {
        self.advance();
        let mut ignores = false;
        loop {
            match self.keyword() {
                Keyword::Online | Keyword::Offline => self.advance(),
                Keyword::Ignore => {
                    ignores = true;
                    self.advance();
                }
                Keyword::Foreign if self.keyword_of(self.peek()) == Keyword::Table => {
                    self.advance()
                }
                Keyword::Definer | Keyword::Sql => {
                    self.advance();
                    self.scan(
                        |keyword| {
                            matches!(
                                keyword,
                                Keyword::View
                                    | Keyword::Event
                                    | Keyword::Procedure
                                    | Keyword::Function
                            )
                        },
                        false,
                    );
                }
                _ if self.at_word("algorithm") => {
                    self.scan(|keyword| keyword == Keyword::View, false);
                }
                _ => break,
            }
        }
        match self.keyword() {
            Keyword::Table | Keyword::Tables => self.alter_table(ignores),
            _ if self.dialect() == Dialect::Sqlite => {
                self.unknown("ALTER", "alters what SQLite does not have")
            }
            Keyword::Event => self.event("ALTER EVENT"),
            Keyword::Type => self.alter_type(),
            Keyword::System => Finding::new(
                Class::SchemaChange,
                "ALTER SYSTEM",
                "changes the configuration of the server",
            )
            .at_least(Tier::Approval),
            Keyword::Instance => Finding::new(
                Class::Session,
                "ALTER INSTANCE",
                "changes the running server",
            )
            .at_least(Tier::Approval),
            Keyword::Database => self.altered("ALTER DATABASE"),
            Keyword::Schema => self.altered("ALTER SCHEMA"),
            Keyword::View => self.altered("ALTER VIEW"),
            Keyword::Index => self.altered("ALTER INDEX"),
            Keyword::Sequence => self.altered("ALTER SEQUENCE"),
            Keyword::Function => self.altered("ALTER FUNCTION"),
            Keyword::Procedure => self.altered("ALTER PROCEDURE"),
            Keyword::Routine => self.altered("ALTER ROUTINE"),
            Keyword::Role | Keyword::User | Keyword::Group => self.altered("ALTER ROLE"),
            Keyword::Server => self.altered("ALTER SERVER"),
            Keyword::Materialized => self.altered("ALTER MATERIALIZED VIEW"),
            Keyword::Default => self.altered("ALTER DEFAULT PRIVILEGES"),
            Keyword::Domain => self.altered("ALTER DOMAIN"),
            Keyword::Extension => self.altered("ALTER EXTENSION"),
            Keyword::Tablespace if self.dialect() == Dialect::Postgres => {
                self.altered("ALTER TABLESPACE")
            }
            Keyword::Tablespace | Keyword::Undo | Keyword::Logfile => {
                let mut drops = false;
                while !self.at_end() {
                    drops |= self.at(Keyword::Drop);
                    self.advance();
                }
                if drops {
                    Finding::new(
                        Class::Destructive,
                        "ALTER TABLESPACE",
                        "drops a file of the tablespace",
                    )
                } else {
                    Finding::new(
                        Class::SchemaChange,
                        "ALTER TABLESPACE",
                        "changes a tablespace",
                    )
                }
            }
            Keyword::Aggregate
            | Keyword::Collation
            | Keyword::Conversion
            | Keyword::Foreign
            | Keyword::Language
            | Keyword::Procedural
            | Keyword::Large
            | Keyword::Operator
            | Keyword::Policy
            | Keyword::Publication
            | Keyword::Rule
            | Keyword::Statistics
            | Keyword::Subscription
            | Keyword::Text
            | Keyword::Trigger
            | Keyword::Resource
            | Keyword::Package
            | Keyword::Access => self.altered("ALTER"),
            _ => self.unknown("ALTER", "alters what is not known"),
        }
    }

    fn altered(&mut self, operation: &'static str) -> Finding {
        self.advance();
        self.skip_any(&[
            Keyword::View,
            Keyword::Data,
            Keyword::Wrapper,
            Keyword::Object,
        ]);
        self.skip_if_exists();
        self.object();
        let calls = self.calls;
        self.scan(|_| false, false);
        self.calls = calls;
        Finding::new(Class::SchemaChange, operation, "changes a definition")
    }

    fn alter_table(&mut self, ignores: bool) -> Finding {
        self.advance();
        self.skip_if_exists();
        if self.at(Keyword::All) {
            return self.altered("ALTER TABLE");
        }
        self.eat(Keyword::Only);
        let target = self.object();
        self.eat_kind(Kind::Star);
        while matches!(self.keyword(), Keyword::Nowait) || self.at_word("wait") {
            self.advance();
            self.eat_kind(Kind::Number);
        }
        let catalog = target.is_some_and(|target| self.is_catalog(target));
        let mut worst = Finding::new(Class::SchemaChange, "ALTER TABLE", "changes a definition");
        loop {
            worst = worst.worse(self.action(ignores));
            self.rest_of_action(&mut worst);
            if !self.eat_kind(Kind::Comma) {
                break;
            }
        }
        if catalog {
            return Finding::new(
                Class::Destructive,
                "ALTER TABLE",
                "changes a catalog of the server",
            )
            .at_least(Tier::Banned);
        }
        worst
    }

    /// One action of `ALTER TABLE`.
    fn action(&mut self, ignores: bool) -> Finding {
        let plain = Finding::new(Class::SchemaChange, "ALTER TABLE", "changes a definition");
        match self.keyword() {
            Keyword::Drop => {
                self.advance();
                self.drop_action()
            }
            Keyword::Truncate => Finding::new(
                Class::Destructive,
                "TRUNCATE PARTITION",
                "empties a partition",
            ),
            Keyword::Discard => Finding::new(
                Class::Destructive,
                "DISCARD TABLESPACE",
                "deletes the file that holds the rows",
            ),
            Keyword::Import => plain.at_least(Tier::Approval),
            Keyword::Add if ignores => Finding::new(
                Class::Destructive,
                "ALTER IGNORE TABLE",
                "deletes the rows that break the new key",
            ),
            Keyword::Alter => {
                self.advance();
                self.eat(Keyword::Column);
                self.skip_if_exists();
                self.name();
                self.eat_all(&[Keyword::Set, Keyword::Data]);
                if self.at(Keyword::Type) {
                    self.type_change()
                } else {
                    plain
                }
            }
            Keyword::Modify | Keyword::Change if !self.lexer.modes.strict => Finding::new(
                Class::Destructive,
                "ALTER TABLE",
                "changes a type while values that do not fit are cut",
            ),
            Keyword::Modify | Keyword::Change => self.column_change(),
            Keyword::Disable => plain.at_least(Tier::Approval),
            Keyword::No => plain.at_least(Tier::Approval),
            Keyword::Set if self.keyword_of(self.peek()) == Keyword::Unlogged => {
                plain.at_least(Tier::Approval)
            }
            Keyword::Exchange => plain.at_least(Tier::Approval),
            _ => plain,
        }
    }

    /// What stands behind `DROP` in `ALTER TABLE`.
    fn drop_action(&mut self) -> Finding {
        let plain = Finding::new(
            Class::SchemaChange,
            "ALTER TABLE",
            "drops a key or a constraint, no row is lost",
        );
        let lite = self.dialect() == Dialect::Sqlite;
        match self.keyword() {
            Keyword::Constraint => plain,
            Keyword::Index
            | Keyword::Key
            | Keyword::Primary
            | Keyword::Foreign
            | Keyword::Check
                if self.dialect() == Dialect::MySql =>
            {
                plain
            }
            Keyword::Partition if !lite => Finding::new(
                Class::Destructive,
                "DROP PARTITION",
                "drops a partition with its rows",
            ),
            Keyword::System if self.keyword_of(self.peek()) == Keyword::Versioning => Finding::new(
                Class::Destructive,
                "DROP SYSTEM VERSIONING",
                "drops the history of the rows",
            ),
            Keyword::Period if self.keyword_of(self.peek()) == Keyword::For => plain,
            _ => Finding::new(
                Class::Destructive,
                "DROP COLUMN",
                "drops a column with its values",
            ),
        }
    }

    /// What is left of an action: an engine that forgets, a default that calls something now.
    fn rest_of_action(&mut self, worst: &mut Finding) {
        let mut depth = 0u32;
        let calls = self.calls;
        let mut called = None;
        loop {
            match self.token.kind {
                Kind::End | Kind::Semicolon | Kind::Backslash => break,
                Kind::Comma if depth == 0 => break,
                Kind::Open => depth += 1,
                Kind::Close if depth == 0 => break,
                Kind::Close => depth -= 1,
                Kind::Word => match self.keyword() {
                    Keyword::Engine if self.dialect() == Dialect::MySql => {
                        self.advance();
                        if self.token.kind == Kind::Operator {
                            self.advance();
                        }
                        let name = self.lexer.slice(self.token);
                        let bare = match name {
                            [b'\'' | b'"' | b'`', inner @ .., _] => inner,
                            _ => name,
                        };
                        if FORGETFUL
                            .iter()
                            .any(|known| known.as_bytes().eq_ignore_ascii_case(bare))
                        {
                            *worst = worst.worse(Finding::new(
                                Class::Destructive,
                                "ALTER TABLE",
                                "moves the rows to an engine that forgets them",
                            ));
                        }
                        continue;
                    }
                    // A default of a new column is worked out for the rows that stand there.
                    Keyword::Default => {
                        self.advance();
                        if self.token.kind == Kind::Word
                            && self.peek().kind == Kind::Open
                            && !functions::is_harmless(self.lexer.slice(self.token), self.dialect())
                        {
                            called = Some(functions::effect(
                                self.lexer.slice(self.token),
                                self.dialect(),
                            ));
                        }
                        continue;
                    }
                    _ => {}
                },
                _ => {}
            }
            self.advance();
        }
        self.calls = calls;
        if let Some(effect) = called {
            self.add_call(effect);
        }
    }
}
