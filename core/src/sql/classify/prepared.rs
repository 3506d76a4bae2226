//! Statements about statements: EXPLAIN, PREPARE, EXECUTE.

use crate::sql::class::{Class, Finding};
use crate::sql::dialect::Dialect;
use crate::sql::keyword::Keyword;
use crate::sql::parser::Parser;
use crate::sql::token::Kind;

impl Parser<'_, '_> {
    /// `EXPLAIN`, and `DESCRIBE` where it means the same.
    pub(super) fn explain(&mut self) -> Finding {
        self.advance();
        let mut runs = false;
        match self.dialect() {
            Dialect::Sqlite => {
                if self.eat(Keyword::Query) {
                    self.eat(Keyword::Plan);
                }
                // Some pragmas take effect while they are compiled.
                if self.at(Keyword::Pragma) {
                    return self.pragma();
                }
            }
            Dialect::Postgres => {
                if self.token.kind == Kind::Open && !self.option_list_is_query() {
                    runs = self.explain_options();
                }
                loop {
                    match self.keyword() {
                        Keyword::Analyze | Keyword::Analyse => runs = true,
                        Keyword::Verbose => {}
                        _ => break,
                    }
                    self.advance();
                }
            }
            Dialect::MySql => loop {
                match self.keyword() {
                    Keyword::Analyze => {
                        runs = true;
                        self.advance();
                    }
                    Keyword::Extended | Keyword::Partitions => self.advance(),
                    Keyword::Format => {
                        self.advance();
                        self.advance();
                        self.advance();
                    }
                    Keyword::For => {
                        self.scan(|_| false, false);
                        return Finding::new(Class::Read, "EXPLAIN", "shows a plan");
                    }
                    _ => break,
                }
            },
        }
        let explained = matches!(
            self.keyword(),
            Keyword::Select
                | Keyword::With
                | Keyword::Values
                | Keyword::Table
                | Keyword::Insert
                | Keyword::Update
                | Keyword::Delete
                | Keyword::Merge
                | Keyword::Replace
                | Keyword::Execute
                | Keyword::Declare
                | Keyword::Create
                | Keyword::Refresh
        ) || self.token.kind == Kind::Open;
        if !explained {
            return match self.dialect() {
                // `DESCRIBE users`, `DESC users name`.
                Dialect::MySql if self.name().is_some() => {
                    if !self.at_end() {
                        self.advance();
                    }
                    if self.at_end() {
                        Finding::new(Class::Read, "DESCRIBE", "describes a table")
                    } else {
                        self.unknown("EXPLAIN", "explains what cannot be explained")
                    }
                }
                // A listing of the program, for every statement there is.
                Dialect::Sqlite if !self.at_end() => {
                    let inner = self.deeper(
                        Finding::new(Class::Unknown, "EXPLAIN", "is nested too deep"),
                        Parser::statement,
                    );
                    self.calls = None;
                    if inner.operation == "?" {
                        inner
                    } else {
                        Finding::new(Class::Read, "EXPLAIN", "lists the program, does not run it")
                    }
                }
                _ => self.unknown("EXPLAIN", "explains what cannot be explained"),
            };
        }
        let inner = self.deeper(
            Finding::new(Class::Unknown, "EXPLAIN", "is nested too deep"),
            Parser::statement,
        );
        if runs {
            return inner.named("EXPLAIN ANALYZE");
        }
        self.calls = None;
        Finding::new(
            Class::Read,
            "EXPLAIN",
            "plans the statement, does not run it",
        )
    }

    fn option_list_is_query(&self) -> bool {
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

    /// `(ANALYZE, BUFFERS off)`: whether one of the options makes it run.
    fn explain_options(&mut self) -> bool {
        let mut runs = false;
        self.advance();
        while !self.at_end() && self.token.kind != Kind::Close {
            let mut buffer = [0u8; 16];
            let option = self.lexer.plain_name(self.token, &mut buffer);
            let analyzes =
                option.eq_ignore_ascii_case(b"analyze") || option.eq_ignore_ascii_case(b"analyse");
            self.advance();
            if analyzes {
                let mut buffer = [0u8; 16];
                let value = self.lexer.plain_name(self.token, &mut buffer);
                runs |= ![b"false".as_slice(), b"off", b"0"]
                    .iter()
                    .any(|off| off.eq_ignore_ascii_case(value));
            }
            self.scan(|_| false, true);
            self.eat_kind(Kind::Comma);
        }
        self.eat_kind(Kind::Close);
        runs
    }

    /// `ANALYZE`: statistics, or MariaDB's way to run and explain a statement.
    pub(super) fn analyze(&mut self) -> Finding {
        self.advance();
        if self.dialect() == Dialect::MySql {
            if self.eat(Keyword::Format) {
                self.advance();
                self.advance();
            }
            if matches!(
                self.keyword(),
                Keyword::Select
                    | Keyword::With
                    | Keyword::Values
                    | Keyword::Insert
                    | Keyword::Update
                    | Keyword::Delete
                    | Keyword::Replace
            ) || self.token.kind == Kind::Open
            {
                return self
                    .deeper(
                        Finding::new(Class::Unknown, "ANALYZE", "is nested too deep"),
                        Parser::statement,
                    )
                    .named("ANALYZE");
            }
            self.skip_any(&[Keyword::Local]);
            if self.at_word("no_write_to_binlog") {
                self.advance();
            }
            if !self.eat(Keyword::Table) && !self.eat(Keyword::Tables) {
                return self.unknown("ANALYZE", "analyzes what is not known");
            }
        }
        self.upkeep("ANALYZE", "gathers statistics")
    }

    /// `PREPARE`: what it makes ready runs without a text later on.
    pub(super) fn prepare(&mut self) -> Finding {
        self.advance();
        let plain = Finding::new(
            Class::Session,
            "PREPARE",
            "makes a statement ready, does not run it",
        );
        if self.eat(Keyword::Transaction) {
            return plain.named("PREPARE TRANSACTION");
        }
        self.name();
        let inner = if self.dialect() == Dialect::MySql {
            self.eat(Keyword::From);
            self.dynamic("PREPARE")
        } else {
            if self.token.kind == Kind::Open {
                self.advance();
                self.scan(|_| false, false);
                self.eat_kind(Kind::Close);
            }
            self.eat(Keyword::As);
            self.deeper(
                Finding::new(Class::Unknown, "PREPARE", "is nested too deep"),
                Parser::statement,
            )
        };
        let inner = self
            .calls
            .take()
            .map_or(inner, |effect| inner.worse(effect));
        match inner.class {
            Class::Destructive | Class::Unknown | Class::MassWrite => inner.named("PREPARE"),
            _ => plain,
        }
    }

    /// `EXECUTE`.
    pub(super) fn execute(&mut self) -> Finding {
        self.advance();
        if self.dialect() == Dialect::MySql && self.eat(Keyword::Immediate) {
            return self.dynamic("EXECUTE IMMEDIATE");
        }
        self.unknown("EXECUTE", "runs a prepared statement that cannot be seen")
    }
}
