//! Statements that change the session: SET, PRAGMA, transactions.

use crate::sql::class::{Class, Finding, Tier};
use crate::sql::dialect::{Dialect, Modes};
use crate::sql::keyword::Keyword;
use crate::sql::parser::Parser;
use crate::sql::token::{Kind, Op};

/// Settings that keep rows safe while they are on.
const GUARDS: &[&str] = &[
    "foreign_key_checks",
    "unique_checks",
    "check_constraint_checks",
    "sql_safe_updates",
    "sql_log_bin",
    "log_bin",
    "read_only",
    "super_read_only",
    "transaction_read_only",
    "tx_read_only",
    "default_transaction_read_only",
    "row_security",
    "fsync",
    "full_page_writes",
    "synchronous_commit",
    "event_triggers",
];
/// Settings that endanger rows while they are on.
const DANGERS: &[&str] = &[
    "zero_damaged_pages",
    "ignore_checksum_failure",
    "ignore_system_indexes",
    "allow_system_table_mods",
];
/// How PostgreSQL writes false.
const OFF: &[&str] = &["off", "false", "0", "no", "f"];
/// Character sets whose letters may end in a backslash.
const HIDING: &[&str] = &["big5", "cp932", "gb18030", "gbk", "sjis"];

fn lists(list: &[&str], word: &[u8]) -> bool {
    list.iter()
        .any(|known| known.as_bytes().eq_ignore_ascii_case(word))
}

/// Whether a text holds a word, in any case of letters.
fn holds(text: &[u8], word: &[u8]) -> bool {
    text.windows(word.len())
        .any(|window| window.eq_ignore_ascii_case(word))
}

/// Whether a setting of PostgreSQL switches a protection off.
pub(in crate::sql) fn unguards(name: &[u8], value: &[u8]) -> bool {
    let off = lists(OFF, value);
    (lists(GUARDS, name) && off)
        || (lists(DANGERS, name) && !off)
        || (name.eq_ignore_ascii_case(b"session_replication_role")
            && !lists(&["origin", "local", "default"], value))
}

impl Parser<'_, '_> {
    /// `SET`.
    pub(super) fn set(&mut self) -> Finding {
        self.advance();
        match self.dialect() {
            Dialect::Sqlite => self.unknown("SET", "is no statement of SQLite"),
            Dialect::Postgres => self.set_in_postgres(),
            Dialect::MySql => self.set_in_mysql(),
        }
    }

    fn set_in_postgres(&mut self) -> Finding {
        let plain = Finding::new(Class::Session, "SET", "changes a setting of the session");
        self.skip_any(&[Keyword::Session, Keyword::Local]);
        let setting = self.token;
        let transaction = matches!(self.keyword(), Keyword::Transaction);
        let mut buffer = [0u8; 48];
        let name = self.lexer.plain_name(setting, &mut buffer);
        let strings = name.eq_ignore_ascii_case(b"standard_conforming_strings");
        if !self.at_name() {
            return self.unknown("SET", "sets nothing that can be read");
        }
        self.name();
        if transaction || self.at_word("characteristics") {
            let mut last_read = false;
            let mut writable = false;
            while !self.at_end() {
                writable |= last_read && self.at(Keyword::Write);
                last_read = self.at(Keyword::Read);
                self.advance();
            }
            return if writable {
                plain.at_least(Tier::Approval)
            } else {
                plain
            };
        }
        if self.token.op == Op::Equal || self.at(Keyword::To) {
            self.advance();
        }
        let mut room = [0u8; 16];
        let value = self.lexer.plain_name(self.token, &mut room);
        self.modes_in_doubt |= strings && lists(OFF, value);
        let unguards = unguards(name, value);
        self.scan(|_| false, false);
        if unguards {
            Finding::new(Class::Session, "SET", "switches a protection off")
                .at_least(Tier::Approval)
        } else {
            plain
        }
    }

    fn set_in_mysql(&mut self) -> Finding {
        let plain = Finding::new(Class::Session, "SET", "changes a setting of the session");
        match self.keyword() {
            Keyword::Statement => {
                self.scan(|keyword| keyword == Keyword::For, false);
                if !self.eat(Keyword::For) {
                    return self.unknown("SET STATEMENT", "runs nothing that can be read");
                }
                return self
                    .deeper(
                        Finding::new(Class::Unknown, "SET STATEMENT", "is nested too deep"),
                        Parser::statement,
                    )
                    .named("SET STATEMENT");
            }
            Keyword::Password => return self.altered_accounts("SET PASSWORD"),
            Keyword::Default if self.keyword_of(self.peek()) == Keyword::Role => {
                return self.altered_accounts("SET DEFAULT ROLE");
            }
            Keyword::Names | Keyword::Charset | Keyword::Character => {
                while !self.at_end() {
                    let mut buffer = [0u8; 16];
                    if lists(HIDING, self.lexer.plain_name(self.token, &mut buffer)) {
                        self.modes_after = Some(Modes {
                            hidden_backslash: true,
                            ..self.lexer.modes
                        });
                    }
                    self.advance();
                }
                return plain;
            }
            _ => {}
        }
        let mut worst = plain;
        loop {
            worst = worst.worse(self.assignment());
            if !self.eat_kind(Kind::Comma) {
                return worst;
            }
        }
    }

    fn altered_accounts(&mut self, operation: &'static str) -> Finding {
        self.scan(|_| false, false);
        Finding::new(Class::SchemaChange, operation, "changes an account")
    }

    /// `GLOBAL x = 1`, `@@session.x = 1`, `@x := (SELECT ...)`.
    fn assignment(&mut self) -> Finding {
        let mut global = false;
        while matches!(
            self.keyword(),
            Keyword::Global
                | Keyword::Session
                | Keyword::Local
                | Keyword::Persist
                | Keyword::PersistOnly
        ) {
            global |= !matches!(self.keyword(), Keyword::Session | Keyword::Local);
            self.advance();
        }
        let name = match self.name() {
            Some(name) => {
                let text = self.lexer.slice(name.last);
                global |= holds(text, b"@@global.") || holds(text, b"@@persist");
                text.rsplit(|b| matches!(b, b'@' | b'.'))
                    .next()
                    .unwrap_or_default()
            }
            None => b"",
        };
        let start = self.token.start;
        self.scan(|_| false, true);
        let value = self
            .lexer
            .text
            .get(start..self.token.start)
            .unwrap_or_default();
        let switched_off = holds(value, b"0") && !value.iter().any(|b| matches!(b, b'1'..=b'9'))
            || holds(value, b"off")
            || holds(value, b"false");
        if name.eq_ignore_ascii_case(b"sql_mode") && !global {
            self.modes_after = Some(self.modes_of(value));
        }
        if lists(GUARDS, name) && switched_off {
            return Finding::new(Class::Session, "SET", "switches a protection off")
                .at_least(Tier::Approval);
        }
        Finding::new(Class::Session, "SET", "changes a setting of the session")
    }

    /// The modes that a value of `sql_mode` switches on.
    fn modes_of(&self, value: &[u8]) -> Modes {
        let current = self.lexer.modes;
        let quoted = memchr::memchr2(b'\'', b'"', value).is_some();
        let added = holds(value, b"@@");
        if !quoted {
            // A variable, or a name of one mode: what the session began with, as far as can be told.
            return Modes {
                ansi_quotes: holds(value, b"ansi"),
                no_backslash_escapes: holds(value, b"no_backslash_escapes"),
                ..current
            };
        }
        let ansi = [
            b"ansi".as_slice(),
            b"oracle",
            b"db2",
            b"mssql",
            b"maxdb",
            b"postgresql",
        ]
        .iter()
        .any(|mode| holds(value, mode));
        Modes {
            ansi_quotes: ansi || (added && current.ansi_quotes),
            no_backslash_escapes: holds(value, b"no_backslash_escapes")
                || (added && current.no_backslash_escapes),
            pipes_as_concat: ansi || holds(value, b"pipes_as_concat"),
            strict: holds(value, b"strict")
                || holds(value, b"traditional")
                || (added && current.strict && !holds(value, b"replace")),
            ..current
        }
    }

    /// `PRAGMA` of SQLite.
    pub(super) fn pragma(&mut self) -> Finding {
        self.advance();
        if self.dialect() != Dialect::Sqlite {
            return self.unknown("PRAGMA", "is no statement of this dialect");
        }
        let Some(name) = self.name() else {
            return self.unknown("PRAGMA", "sets nothing that can be read");
        };
        let mut buffer = [0u8; 32];
        let name = self.lexer.plain_name(name.last, &mut buffer);
        let asks = lists(
            &[
                "table_info",
                "table_xinfo",
                "table_list",
                "index_list",
                "index_info",
                "index_xinfo",
                "foreign_key_list",
                "foreign_key_check",
                "database_list",
                "collation_list",
                "function_list",
                "module_list",
                "pragma_list",
                "compile_options",
                "integrity_check",
                "quick_check",
                "data_version",
                "page_count",
                "freelist_count",
                "stats",
            ],
            name,
        );
        let upkeep = lists(
            &[
                "wal_checkpoint",
                "optimize",
                "incremental_vacuum",
                "shrink_memory",
            ],
            name,
        );
        // What these switch off: the schema's own guard, checks, the journal, the disk's.
        let guard = lists(
            &[
                "foreign_keys",
                "synchronous",
                "cell_size_check",
                "defensive",
                "secure_delete",
                "query_only",
            ],
            name,
        );
        let danger = lists(
            &[
                "writable_schema",
                "ignore_check_constraints",
                "schema_version",
                "trusted_schema",
                "reset_database",
            ],
            name,
        );
        let journal = name.eq_ignore_ascii_case(b"journal_mode");
        let sets = self.token.op == Op::Equal || self.token.kind == Kind::Open;
        if sets {
            self.advance();
        }
        let mut buffer = [0u8; 16];
        let value = self.lexer.plain_name(self.token, &mut buffer);
        let off = lists(&["off", "false", "no", "0"], value);
        let unguards =
            (guard && off) || (danger && !off) || (journal && lists(&["off", "memory"], value));
        self.scan(|_| false, false);
        self.eat_kind(Kind::Close);
        self.calls = None;
        if !self.at_end() {
            return self.unknown("PRAGMA", "sets nothing that can be read");
        }
        match (asks || !sets, upkeep) {
            (_, true) => Finding::new(Class::Session, "PRAGMA", "keeps the file in order"),
            (true, _) => Finding::new(Class::Read, "PRAGMA", "asks for a setting or a definition"),
            (false, _) if unguards => {
                Finding::new(Class::Session, "PRAGMA", "switches a protection off")
                    .at_least(Tier::Approval)
            }
            (false, _) => Finding::new(Class::Session, "PRAGMA", "changes a setting"),
        }
    }

    /// `BEGIN`, `START`, `COMMIT`, `END`, `ROLLBACK`, `ABORT`, `SAVEPOINT`, `RELEASE`.
    pub(super) fn transaction(&mut self, operation: &'static str) -> Finding {
        let plain = Finding::new(Class::Session, operation, "controls a transaction");
        let begins = self.at(Keyword::Begin);
        let names = matches!(self.keyword(), Keyword::Savepoint | Keyword::Release);
        if begins
            && self.dialect() == Dialect::MySql
            && self.keyword_of(self.peek()) == Keyword::Not
        {
            return self.anonymous_block();
        }
        self.advance();
        let mut expects_name = names;
        while !self.at_end() {
            let known = matches!(
                self.keyword(),
                Keyword::Work
                    | Keyword::Transaction
                    | Keyword::Read
                    | Keyword::Write
                    | Keyword::Only
                    | Keyword::And
                    | Keyword::No
                    | Keyword::Not
                    | Keyword::Chain
                    | Keyword::Release
                    | Keyword::With
                    | Keyword::Deferred
                    | Keyword::Deferrable
                    | Keyword::Immediate
            ) || [
                "isolation",
                "level",
                "serializable",
                "repeatable",
                "committed",
                "uncommitted",
                "exclusive",
                "concurrent",
                "consistent",
                "snapshot",
            ]
            .iter()
            .any(|word| self.at_word(word))
                || self.token.kind == Kind::Comma;
            if matches!(
                self.keyword(),
                Keyword::To | Keyword::Savepoint | Keyword::Prepared
            ) || (self.at(Keyword::Transaction) && self.dialect() == Dialect::Sqlite)
            {
                expects_name = true;
                self.advance();
            } else if known {
                self.advance();
            } else if expects_name && (self.at_name() || self.token.kind == Kind::Text) {
                expects_name = false;
                self.advance();
            } else {
                return self.unknown(operation, "holds more than a transaction needs");
            }
        }
        plain
    }

    /// `BEGIN NOT ATOMIC ... END` of MariaDB, and its flow statements outside of stored code.
    pub(super) fn anonymous_block(&mut self) -> Finding {
        self.in_body = true;
        let open = Finding::new(Class::Unknown, "BLOCK", "is nested too deep");
        self.deeper(open, Parser::block)
    }
}
