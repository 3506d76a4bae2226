//! COPY of PostgreSQL.

use crate::sql::class::{Bound, Class, Finding, Tier};
use crate::sql::dialect::Dialect;
use crate::sql::keyword::Keyword;
use crate::sql::parser::Parser;
use crate::sql::token::Kind;

/// The name of the operation after which a script's next lines are data.
pub(in crate::sql) const FROM_STDIN: &str = "COPY FROM STDIN";

impl Parser<'_, '_> {
    /// `COPY`.
    pub(super) fn copy(&mut self) -> Finding {
        self.advance();
        if self.dialect() != Dialect::Postgres {
            return self.unknown("COPY", "is no statement of this dialect");
        }
        self.eat(Keyword::Binary);
        let mut catalog = false;
        let mut inner = Finding::new(Class::Read, "COPY", "reads");
        if self.eat_kind(Kind::Open) {
            inner = self.deeper(
                Finding::new(Class::Unknown, "COPY", "is nested too deep"),
                Parser::statement,
            );
            self.scan(|_| false, false);
            self.eat_kind(Kind::Close);
        } else {
            let Some(table) = self.object() else {
                return self.unknown("COPY", "copies nothing that can be read");
            };
            catalog = self.is_catalog(table);
            if self.token.kind == Kind::Open {
                self.advance();
                self.scan(|_| false, false);
                self.eat_kind(Kind::Close);
            }
        }
        let from = self.at(Keyword::From);
        if !from && !self.at(Keyword::To) {
            return self.unknown("COPY", "copies neither from nor to anything");
        }
        self.advance();
        if self.at(Keyword::Program) {
            return self.escape("COPY PROGRAM", "runs a program of the server");
        }
        let standard = matches!(self.keyword(), Keyword::Stdin | Keyword::Stdout);
        self.advance();
        // Options in parentheses are no calls.
        let calls = self.calls;
        self.scan(|keyword| keyword == Keyword::Where, false);
        self.calls = calls;
        self.scan(|_| false, false);
        if catalog && from {
            return Finding::new(
                Class::Destructive,
                "COPY",
                "writes to a catalog of the server",
            )
            .at_least(Tier::Banned);
        }
        match (from, standard) {
            (true, true) => Finding::new(
                Class::Write,
                FROM_STDIN,
                "adds the rows that the client sends",
            )
            .bounded(Bound::Values),
            (true, false) => Finding::new(Class::Write, "COPY FROM", "adds the rows of a file")
                .bounded(Bound::Values),
            (false, true) => inner.named("COPY TO"),
            (false, false) => inner.worse(
                Finding::new(Class::Write, "COPY TO", "writes a file on the server")
                    .at_least(Tier::Approval),
            ),
        }
    }
}
