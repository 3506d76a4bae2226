//! What a statement does: one file a family, and the first keyword to choose among them.

mod alter;
mod alter_column;
mod body;
pub(super) mod copy;
mod create;
mod delete;
mod drop;
mod dynamic;
mod insert;
mod prepared;
mod query;
pub(super) mod settings;
mod source;
mod update;
mod upkeep;
mod with;

use super::class::{Class, Finding};
use super::dialect::Dialect;
use super::keyword::Keyword;
use super::parser::Parser;
use super::token::Kind;

/// The operation of a statement that no keyword begins.
pub(super) const NO_STATEMENT: &str = "?";

impl Parser<'_, '_> {
    /// The whole finding on the statement at this place: what it does, and what its calls and its
    /// faults make of it.
    pub(super) fn judge(&mut self) -> Finding {
        let finding = self.statement();
        self.conclude(finding)
    }

    /// The same for an update whose assignments were looked at already, and whose condition begins at
    /// this byte.
    pub(super) fn judge_update_from(&mut self, condition: usize) -> Finding {
        let finding = self.update_from(condition);
        self.conclude(finding)
    }

    fn conclude(&mut self, mut finding: Finding) -> Finding {
        self.finish();
        if let Some(effect) = self.calls {
            let operation = finding.operation;
            finding = finding.worse(effect).named(operation);
        }
        if let Some(fault) = self.fault
            && finding.class.rank() < Class::Unknown.rank()
        {
            finding = finding.worse(Finding::new(Class::Unknown, finding.operation, fault));
        }
        finding
    }

    /// The statement at this place, by its first keyword.
    pub(super) fn statement(&mut self) -> Finding {
        let keyword = self.keyword();
        match keyword {
            Keyword::Select => self.read_statement("SELECT"),
            Keyword::Insert | Keyword::Replace => self.insert(),
            Keyword::Update => self.update(),
            Keyword::Delete => self.delete(),
            Keyword::With => {
                self.with_clause();
                match self.keyword() {
                    Keyword::Select
                    | Keyword::Values
                    | Keyword::Table
                    | Keyword::Insert
                    | Keyword::Replace
                    | Keyword::Update
                    | Keyword::Delete
                    | Keyword::Merge => self.statement_under_with(),
                    _ if self.token.kind == Kind::Open => self.read_statement("SELECT"),
                    _ => self.unknown("WITH", "names queries for no statement"),
                }
            }
            Keyword::Values => self.read_statement("VALUES"),
            Keyword::Table if self.dialect() != Dialect::Sqlite => self.read_statement("TABLE"),
            Keyword::Merge if self.dialect() == Dialect::Postgres => self.merge(),
            Keyword::Truncate => self.truncate(),
            Keyword::Drop => self.drop(),
            Keyword::Create => self.create(),
            Keyword::Alter => self.alter(),
            Keyword::Set => self.set(),
            Keyword::Begin => self.transaction("BEGIN"),
            Keyword::Commit => self.transaction("COMMIT"),
            Keyword::Rollback => self.transaction("ROLLBACK"),
            Keyword::Savepoint => self.transaction("SAVEPOINT"),
            Keyword::Release => self.transaction("RELEASE"),
            Keyword::End if self.dialect() != Dialect::MySql => self.transaction("COMMIT"),
            Keyword::Start => self.start(),
            Keyword::Explain => self.explain(),
            Keyword::Describe | Keyword::Desc if self.dialect() == Dialect::MySql => self.explain(),
            Keyword::Analyze => self.analyze(),
            Keyword::Analyse if self.dialect() == Dialect::Postgres => self.analyze(),
            Keyword::Show if self.dialect() != Dialect::Sqlite => self.show(),
            Keyword::Pragma => self.pragma(),
            Keyword::Vacuum if self.dialect() != Dialect::MySql => self.vacuum(),
            Keyword::Reindex if self.dialect() != Dialect::MySql => {
                self.upkeep("REINDEX", "builds indexes again")
            }
            Keyword::Attach if self.dialect() == Dialect::Sqlite => self.attach(),
            Keyword::Detach if self.dialect() == Dialect::Sqlite => {
                self.upkeep("DETACH", "lets go of a file")
            }
            _ if self.dialect() == Dialect::Sqlite => self.no_statement(),
            Keyword::Copy => self.copy(),
            Keyword::Do => self.run_block(),
            Keyword::Prepare => self.prepare(),
            Keyword::Execute => self.execute(),
            Keyword::Deallocate => self.upkeep("DEALLOCATE", "forgets a prepared statement"),
            Keyword::Call => {
                self.advance();
                self.object();
                self.scan(|_| false, false);
                self.unknown("CALL", "runs a procedure that cannot be seen")
            }
            Keyword::Grant => self.definition("GRANT", "changes privileges"),
            Keyword::Revoke => self.definition("REVOKE", "changes privileges"),
            Keyword::Lock => self.upkeep("LOCK", "locks tables"),
            Keyword::Unlock => self.upkeep("UNLOCK", "lets go of locks"),
            Keyword::Load => self.load(),
            Keyword::Reset => self.reset(),
            Keyword::Clone if self.dialect() == Dialect::MySql => self.clone_data(),
            _ => {
                let own = match self.dialect() {
                    Dialect::MySql => self.statement_of_mysql(keyword),
                    _ => self.statement_of_postgres(keyword),
                };
                own.unwrap_or_else(|| self.no_statement())
            }
        }
    }

    /// The statement behind a `WITH`, whose names stay known.
    fn statement_under_with(&mut self) -> Finding {
        match self.keyword() {
            Keyword::Select | Keyword::Values | Keyword::Table => self.read_statement("SELECT"),
            Keyword::Insert | Keyword::Replace => self.insert(),
            Keyword::Update => self.update(),
            Keyword::Delete => self.delete(),
            _ if self.dialect() == Dialect::Postgres => self.merge(),
            _ => self.no_statement(),
        }
    }

    /// What no keyword begins: a query in parentheses, or nothing that is known.
    fn no_statement(&mut self) -> Finding {
        if self.token.kind == Kind::Open {
            let mut lexer = self.lexer;
            loop {
                let token = lexer.next();
                if token.kind == Kind::Open {
                    continue;
                }
                if matches!(
                    self.keyword_of(token),
                    Keyword::Select | Keyword::Values | Keyword::Table | Keyword::With
                ) {
                    return self.read_statement("SELECT");
                }
                break;
            }
        }
        self.unknown(NO_STATEMENT, "begins with nothing that the dialect knows")
    }

    /// `START TRANSACTION`, `START SLAVE`.
    fn start(&mut self) -> Finding {
        match self.keyword_of(self.peek()) {
            Keyword::Transaction => self.transaction("BEGIN"),
            _ if self.dialect() == Dialect::MySql => {
                self.upkeep("START", "starts a replica's thread")
            }
            _ => self.unknown("START", "starts what is not known"),
        }
    }

    fn show(&mut self) -> Finding {
        self.scan(|keyword| keyword == Keyword::Where, false);
        // Only a condition runs what it calls.
        self.calls = None;
        self.scan(|_| false, false);
        Finding::new(Class::Read, "SHOW", "shows a setting or a definition")
    }

    fn attach(&mut self) -> Finding {
        self.scan(|_| false, false);
        Finding::new(Class::Session, "ATTACH", "brings another file into reach")
    }
}
