//! Bodies of stored code: where they end, and what they would do.

use crate::sql::class::{Class, Finding};
use crate::sql::dialect::Dialect;
use crate::sql::keyword::Keyword;
use crate::sql::parser::Parser;
use crate::sql::token::{Kind, Op, Token};

impl<'a> Parser<'a, '_> {
    /// `CREATE FUNCTION`, `PROCEDURE`, `TRIGGER`, `PACKAGE`: defines now, runs later.
    pub(super) fn stored(&mut self, operation: &'static str) -> Finding {
        let trigger = self.at(Keyword::Trigger);
        self.advance();
        self.eat(Keyword::Body);
        self.skip_if_exists();
        self.object();
        let calls = self.calls;
        let mut operation = operation;
        match self.dialect() {
            Dialect::Postgres => {
                self.scan(|keyword| keyword == Keyword::Begin, false);
                if self.at(Keyword::Begin) && self.keyword_of(self.peek()) == Keyword::Atomic {
                    self.stored_body();
                }
            }
            Dialect::Sqlite => {
                self.scan_to_body();
                self.stored_body();
            }
            Dialect::MySql => {
                if trigger {
                    self.scan(|keyword| keyword == Keyword::Row, false);
                    self.advance();
                    if self.at_word("follows") || self.at_word("precedes") {
                        self.advance();
                        self.name();
                    }
                } else {
                    self.skip_parentheses();
                }
                if self.header() {
                    operation = "CREATE FUNCTION SONAME";
                } else {
                    self.stored_body();
                }
            }
        }
        let fault = self.fault;
        self.scan(|_| false, false);
        self.fault = fault;
        self.calls = calls;
        Finding::new(
            Class::SchemaChange,
            operation,
            "defines code that runs later",
        )
    }

    /// `CREATE EVENT`, `ALTER EVENT`: the server runs the body by itself.
    pub(super) fn event(&mut self, operation: &'static str) -> Finding {
        self.advance();
        self.skip_if_exists();
        self.object();
        self.scan(|keyword| keyword == Keyword::Do, false);
        let defines = Finding::new(Class::SchemaChange, operation, "defines an event");
        if !self.eat(Keyword::Do) {
            return defines;
        }
        let body = self.stored_body();
        if matches!(
            body.class,
            Class::Destructive | Class::Unknown | Class::MassWrite
        ) {
            return self.unknown(
                operation,
                "the server will run by itself what nothing bounds",
            );
        }
        defines
    }

    /// SQLite: over the trigger's own clauses, among them a condition that may hold `CASE ... END`.
    fn scan_to_body(&mut self) {
        self.scan(|keyword| keyword == Keyword::Begin, false);
    }

    /// MySQL: the characteristics between the parameters and the body. True where a library is named
    /// in the body's place.
    fn header(&mut self) -> bool {
        loop {
            match self.keyword() {
                Keyword::Soname => return true,
                Keyword::Returns => {
                    self.advance();
                    self.name();
                    self.skip_parentheses();
                    if self.at(Keyword::Charset) {
                        self.advance();
                        self.advance();
                    }
                    if self.at(Keyword::Character) {
                        self.advance();
                        self.advance();
                        self.advance();
                    }
                }
                Keyword::Comment => {
                    self.advance();
                    self.advance();
                }
                Keyword::Language | Keyword::Collate => {
                    self.advance();
                    self.advance();
                }
                Keyword::Not
                | Keyword::No
                | Keyword::Sql
                | Keyword::Security
                | Keyword::Definer
                | Keyword::Invoker
                | Keyword::Data
                | Keyword::Aggregate => {
                    self.advance();
                }
                Keyword::As | Keyword::Is => self.advance(),
                Keyword::Other
                    if [
                        "deterministic",
                        "contains",
                        "reads",
                        "modifies",
                        "unsigned",
                        "zerofill",
                    ]
                    .iter()
                    .any(|word| self.at_word(word)) =>
                {
                    self.advance();
                }
                _ => return false,
            }
        }
    }

    /// A body that is only defined: what it holds is judged, and left out of the calls.
    fn stored_body(&mut self) -> Finding {
        let calls = self.calls;
        self.calls = None;
        let (in_body, scope) = (self.in_body, self.scope);
        self.in_body = true;
        let open = Finding::new(Class::Unknown, "BLOCK", "is nested too deep");
        let body = self.deeper(open, Parser::block);
        let body = self.calls.map_or(body, |effect| body.worse(effect));
        self.calls = calls;
        self.in_body = in_body;
        self.scope = scope;
        body
    }

    /// Statements and the flow between them, up to the semicolon that ends the whole.
    pub(super) fn block(&mut self) -> Finding {
        let mut depth = 0u32;
        let mut worst = Finding::new(Class::Session, "BLOCK", "runs a block");
        loop {
            match self.token.kind {
                Kind::End | Kind::Backslash => {
                    if depth > 0 {
                        self.give_up("leaves a block open");
                    }
                    return worst;
                }
                Kind::Semicolon => {
                    let by_client = self.lexer.slice(self.token) != b";";
                    if depth == 0 || by_client {
                        if depth > 0 {
                            self.give_up("leaves a block open");
                        }
                        return worst;
                    }
                    self.advance();
                    continue;
                }
                Kind::Word | Kind::Quoted => {}
                _ => {
                    self.advance();
                    continue;
                }
            }
            if self.label() {
                continue;
            }
            match self.keyword() {
                Keyword::Begin => {
                    depth += 1;
                    self.advance();
                    self.skip_any(&[Keyword::Not, Keyword::Atomic]);
                }
                Keyword::End => {
                    depth = depth.saturating_sub(1);
                    self.advance();
                    self.skip_any(&[
                        Keyword::If,
                        Keyword::Case,
                        Keyword::Loop,
                        Keyword::While,
                        Keyword::Repeat,
                        Keyword::For,
                    ]);
                    if depth == 0 && self.dialect() != Dialect::MySql && !self.at_end() {
                        // PostgreSQL's and SQLite's bodies end here; a label may follow.
                        self.name();
                    } else if !self.at_end() {
                        self.name();
                    }
                    if depth == 0 && !self.at_end() {
                        return worst;
                    }
                }
                Keyword::If => {
                    depth += 1;
                    self.flow(Keyword::Then);
                }
                Keyword::Elseif | Keyword::Elsif | Keyword::When => self.flow(Keyword::Then),
                Keyword::Case => {
                    depth += 1;
                    self.advance();
                    self.scan(|keyword| keyword == Keyword::When, false);
                }
                Keyword::Loop | Keyword::Repeat => {
                    depth += 1;
                    self.advance();
                }
                Keyword::While => {
                    depth += 1;
                    self.loop_head();
                }
                Keyword::For | Keyword::Foreach => {
                    depth += 1;
                    worst = worst.worse(self.for_head());
                }
                Keyword::Until => {
                    self.advance();
                    self.scan(|keyword| keyword == Keyword::End, false);
                }
                Keyword::Else | Keyword::Exception | Keyword::Then => self.advance(),
                Keyword::Declare => self.declaration(),
                _ => worst = worst.worse(self.body_statement()),
            }
            if self.token.kind == Kind::Close {
                self.advance();
            }
        }
    }

    /// Steps over `name:` and `<<name>>`.
    fn label(&mut self) -> bool {
        let next = self.peek();
        if next.kind == Kind::Param
            && self.lexer.byte(next.start) == b':'
            && self.token.touches(next)
        {
            // `name:BEGIN` reads like a place for a value.
            self.lexer.at = next.start + 1;
            self.advance();
            return true;
        }
        if next.kind == Kind::Operator && self.lexer.slice(next) == b":" {
            self.advance();
            self.advance();
            return true;
        }
        false
    }

    /// A condition up to the keyword that ends it.
    fn flow(&mut self, end: Keyword) {
        self.advance();
        self.scan(|keyword| keyword == end, false);
        self.eat(end);
    }

    fn loop_head(&mut self) {
        self.advance();
        self.scan(
            |keyword| matches!(keyword, Keyword::Loop | Keyword::Do),
            false,
        );
        self.advance();
    }

    /// `FOR x IN ... LOOP`, whose query may be a writing one or a text.
    fn for_head(&mut self) -> Finding {
        self.advance();
        self.scan(
            |keyword| matches!(keyword, Keyword::In | Keyword::Loop | Keyword::Do),
            false,
        );
        self.eat(Keyword::In);
        let effect = match self.keyword() {
            Keyword::Execute => self.unknown("EXECUTE", "runs a text that cannot be seen"),
            Keyword::Delete | Keyword::Update | Keyword::Insert | Keyword::Merge => {
                self.inner_statement()
            }
            _ => Finding::new(Class::Read, "FOR", "reads"),
        };
        self.scan(
            |keyword| matches!(keyword, Keyword::Loop | Keyword::Do),
            false,
        );
        self.advance();
        effect
    }

    /// A variable, a cursor, or a handler whose statement follows.
    fn declaration(&mut self) {
        self.advance();
        let stop = |keyword| matches!(keyword, Keyword::Handler | Keyword::Begin);
        self.scan(stop, false);
        if self.eat(Keyword::Handler) {
            self.eat(Keyword::For);
            // `SQLSTATE '02000', NOT FOUND, SQLEXCEPTION, 1062`
            loop {
                match self.token.kind {
                    Kind::Text | Kind::Number | Kind::Comma => self.advance(),
                    Kind::Word
                        if self.at(Keyword::Not)
                            || ["sqlstate", "value", "found", "sqlexception", "sqlwarning"]
                                .iter()
                                .any(|word| self.at_word(word)) =>
                    {
                        self.advance();
                    }
                    _ => return,
                }
            }
        }
    }

    pub(super) fn inner_statement(&mut self) -> Finding {
        let open = Finding::new(Class::Unknown, "BLOCK", "is nested too deep");
        self.deeper(open, Parser::statement)
    }

    /// A statement of a body: what only bodies have, or any other.
    fn body_statement(&mut self) -> Finding {
        let next = self.peek();
        let harmless = Finding::new(Class::Session, "BLOCK", "runs a block");
        let finding = match self.keyword() {
            Keyword::Execute => {
                self.advance();
                self.dynamic("EXECUTE")
            }
            Keyword::Return => {
                self.advance();
                self.eat(Keyword::Query);
                if self.at(Keyword::Execute) {
                    self.unknown("EXECUTE", "runs a text that cannot be seen")
                } else {
                    harmless
                }
            }
            Keyword::Open => {
                self.scan(|keyword| keyword == Keyword::Execute, false);
                if self.at(Keyword::Execute) {
                    self.unknown("EXECUTE", "runs a text that cannot be seen")
                } else {
                    harmless
                }
            }
            Keyword::Perform
            | Keyword::Raise
            | Keyword::Assert
            | Keyword::Leave
            | Keyword::Iterate
            | Keyword::Continue
            | Keyword::Null
            | Keyword::Get
            | Keyword::Signal
            | Keyword::Resignal => harmless,
            Keyword::Other if self.at_word("exit") => harmless,
            // A variable: `x := 1`, `x = 1`, `new.x := 1`, `x[1] := 1`; a declaration of one.
            _ if next.kind == Kind::Assign
                || next.op == Op::Equal
                || next.kind == Kind::Dot
                || next.kind == Kind::Bracket =>
            {
                harmless
            }
            _ => {
                let finding = self.inner_statement();
                if finding.class == Class::Unknown
                    && finding.operation == "?"
                    && self.is_declaration(next)
                {
                    harmless
                } else {
                    finding
                }
            }
        };
        self.scan(|_| false, false);
        finding
    }

    /// Whether what stands before `next` may declare a variable: `total numeric(10, 2) := 0;`.
    fn is_declaration(&self, next: Token) -> bool {
        matches!(next.kind, Kind::Word | Kind::Quoted)
    }
}
