//! Statements that keep a server in order, and those that stop it.

use crate::sql::class::{Class, Finding, Tier};
use crate::sql::dialect::Dialect;
use crate::sql::keyword::Keyword;
use crate::sql::parser::Parser;

impl Parser<'_, '_> {
    /// A statement of upkeep: the rest of it names things, or sets options.
    pub(super) fn upkeep(&mut self, operation: &'static str, reason: &'static str) -> Finding {
        let calls = self.calls;
        self.scan(|_| false, false);
        self.calls = calls;
        Finding::new(Class::Session, operation, reason)
    }

    /// A statement that changes definitions, whatever the rest of it says.
    pub(super) fn definition(&mut self, operation: &'static str, reason: &'static str) -> Finding {
        let calls = self.calls;
        self.scan(|_| false, false);
        self.calls = calls;
        Finding::new(Class::SchemaChange, operation, reason)
    }

    /// `VACUUM`, with SQLite's `INTO` a file.
    pub(super) fn vacuum(&mut self) -> Finding {
        self.advance();
        if self.dialect() == Dialect::Sqlite {
            self.scan(|keyword| keyword == Keyword::Into, false);
            if self.at(Keyword::Into) {
                self.scan(|_| false, false);
                return Finding::new(
                    Class::Write,
                    "VACUUM INTO",
                    "writes a copy of the database to a file",
                );
            }
        }
        self.upkeep("VACUUM", "frees what dead rows take")
    }

    /// `RESET`: settings in PostgreSQL, logs and replication in MySQL.
    pub(super) fn reset(&mut self) -> Finding {
        self.advance();
        if self.dialect() == Dialect::Postgres {
            return self.upkeep("RESET", "puts a setting back");
        }
        let mut worst = Finding::new(
            Class::Session,
            "RESET",
            "puts the server's caches or settings back",
        );
        while !self.at_end() {
            let binary_logs = self.at(Keyword::Master) || self.at(Keyword::Binary);
            let replica = self.at(Keyword::Slave) || self.at(Keyword::Replica);
            if binary_logs {
                worst = Finding::new(
                    Class::Destructive,
                    "RESET MASTER",
                    "deletes the binary logs: no point in time can be restored",
                )
                .at_least(Tier::Banned);
            } else if replica {
                worst =
                    worst.worse(self.unknown("RESET REPLICA", "forgets the place of a replica"));
            }
            self.advance();
        }
        worst
    }

    /// `CLONE`: a copy to a folder, or another server's data in the place of one's own.
    pub(super) fn clone_data(&mut self) -> Finding {
        self.advance();
        let mut to_folder = false;
        while !self.at_end() {
            to_folder |= self.at(Keyword::Directory);
            self.advance();
        }
        if to_folder {
            Finding::new(Class::Session, "CLONE", "copies the data to a folder")
                .at_least(Tier::Approval)
        } else {
            Finding::new(
                Class::Destructive,
                "CLONE",
                "replaces the data by those of another server",
            )
            .at_least(Tier::Banned)
        }
    }

    /// Statements that only MySQL and MariaDB have.
    pub(super) fn statement_of_mysql(&mut self, keyword: Keyword) -> Option<Finding> {
        if self.dialect() != Dialect::MySql {
            return None;
        }
        Some(match keyword {
            Keyword::Use => {
                self.advance();
                let named = self.object().is_some();
                if named && self.at_end() {
                    Finding::new(
                        Class::Session,
                        "USE",
                        "makes another database the current one",
                    )
                } else {
                    self.unknown("USE", "holds more than a name")
                }
            }
            Keyword::Rename => {
                self.advance();
                self.definition("RENAME", "renames, no row is lost")
            }
            Keyword::Flush => self.upkeep("FLUSH", "clears caches"),
            Keyword::Handler => {
                // Its condition may call.
                self.scan(|_| false, false);
                Finding::new(Class::Session, "HANDLER", "reads through a handle")
            }
            Keyword::Help => self.upkeep("HELP", "asks for help"),
            Keyword::Kill => self.upkeep("KILL", "ends a connection or its statement"),
            Keyword::Purge => {
                self.scan(|_| false, false);
                Finding::new(Class::Destructive, "PURGE", "deletes binary logs")
                    .at_least(Tier::Banned)
            }
            Keyword::Shutdown | Keyword::Restart => {
                self.advance();
                Finding::new(Class::Session, "SHUTDOWN", "stops the server").at_least(Tier::Banned)
            }
            Keyword::Binlog => self.escape("BINLOG", "replays events that cannot be seen"),
            Keyword::Change => {
                self.scan(|_| false, false);
                Finding::new(
                    Class::Session,
                    "CHANGE MASTER",
                    "changes where a replica reads from",
                )
                .at_least(Tier::Approval)
            }
            Keyword::Stop => self.upkeep("STOP", "stops a replica's thread"),
            Keyword::Optimize => self.upkeep("OPTIMIZE TABLE", "rebuilds a table"),
            Keyword::Repair => {
                self.scan(|_| false, false);
                Finding::new(
                    Class::Session,
                    "REPAIR TABLE",
                    "mends a table, and leaves out what it cannot read",
                )
                .at_least(Tier::Approval)
            }
            Keyword::Check | Keyword::Checksum => self.upkeep("CHECK TABLE", "checks a table"),
            Keyword::Cache => self.upkeep("CACHE INDEX", "gives an index a cache"),
            Keyword::Backup => self.upkeep("BACKUP", "takes a lock for a backup"),
            Keyword::Xa => self.upkeep("XA", "controls a transaction"),
            Keyword::Signal | Keyword::Resignal | Keyword::Get => {
                self.upkeep("SIGNAL", "raises or reads a condition")
            }
            Keyword::Install => {
                self.scan(|_| false, false);
                self.escape("INSTALL", "loads a library into the server")
            }
            Keyword::Uninstall => self.definition("UNINSTALL", "takes a plugin out"),
            Keyword::Import => self
                .definition("IMPORT TABLE", "brings in the files of a table")
                .at_least(Tier::Approval),
            Keyword::If
            | Keyword::Case
            | Keyword::Loop
            | Keyword::Repeat
            | Keyword::While
            | Keyword::For => self.anonymous_block(),
            _ => return None,
        })
    }

    /// Statements that only PostgreSQL has.
    pub(super) fn statement_of_postgres(&mut self, keyword: Keyword) -> Option<Finding> {
        if self.dialect() != Dialect::Postgres {
            return None;
        }
        Some(match keyword {
            Keyword::Abort => self.transaction("ROLLBACK"),
            Keyword::Comment => self.definition("COMMENT", "describes an object"),
            Keyword::Security => self.definition("SECURITY LABEL", "labels an object"),
            Keyword::Reassign => self.definition("REASSIGN OWNED", "hands objects to another role"),
            Keyword::Import => self.definition("IMPORT FOREIGN SCHEMA", "defines foreign tables"),
            Keyword::Refresh => {
                self.advance();
                self.scan(|keyword| keyword == Keyword::With, false);
                if self.eat(Keyword::With) && self.eat(Keyword::No) {
                    self.scan(|_| false, false);
                    return Some(Finding::new(
                        Class::Destructive,
                        "REFRESH MATERIALIZED VIEW",
                        "empties a view that holds rows",
                    ));
                }
                self.scan(|_| false, false);
                Finding::new(
                    Class::Write,
                    "REFRESH MATERIALIZED VIEW",
                    "works the rows of a view out again",
                )
            }
            Keyword::Cluster => self.upkeep("CLUSTER", "orders a table's rows"),
            Keyword::Checkpoint => {
                self.advance();
                self.upkeep("CHECKPOINT", "writes what is in memory to disk")
            }
            Keyword::Discard => self.upkeep("DISCARD", "forgets what the session holds"),
            Keyword::Listen | Keyword::Unlisten | Keyword::Notify => {
                self.upkeep("NOTIFY", "sends or waits for a message")
            }
            Keyword::Fetch | Keyword::Move | Keyword::Close => {
                self.upkeep("FETCH", "moves a cursor")
            }
            Keyword::Declare => {
                self.scan(|keyword| keyword == Keyword::For, false);
                self.advance();
                if !self.begins_query() && self.token.kind != crate::sql::token::Kind::Open {
                    return Some(self.unknown("DECLARE", "opens a cursor over what is no query"));
                }
                self.query();
                self.scan(|_| false, false);
                Finding::new(Class::Session, "DECLARE", "opens a cursor")
            }
            _ => return None,
        })
    }
}
