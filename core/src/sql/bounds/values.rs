//! Constants, and what the names of columns tell of their values.

use super::condition::Condition;
use super::operand::{Constant, Operand, Shape};
use crate::sql::dialect::Dialect;
use crate::sql::keyword::Keyword;
use crate::sql::parser::Parser;
use crate::sql::scope::bare;
use crate::sql::token::{Op, Token};
use crate::sql::wordhash::WordTable;

/// Columns that name a row, in every table that has them.
const KEYS: &[&str] = &[
    "id", "pk", "uuid", "guid", "rowid", "_rowid_", "oid", "ctid", "xmin", "xmax", "cmin", "cmax",
    "tableoid", "_id", "*",
];
/// Columns that hold text, going by their names.
const TEXTS: &[&str] = &[
    "msg",
    "message",
    "name",
    "title",
    "text",
    "body",
    "email",
    "mail",
    "description",
    "comment",
    "content",
    "slug",
    "url",
    "path",
    "address",
    "label",
    "note",
    "notes",
    "subject",
    "username",
    "login",
    "password",
    "token",
    "firstname",
    "lastname",
    "first_name",
    "last_name",
    "full_name",
    "city",
    "country",
    "street",
    "summary",
    "reason",
    "tag",
    "uuid",
    "guid",
    "hash",
    "filename",
    "key",
    "role",
    "category",
    "language",
    "locale",
    "currency",
    "details",
    "payload",
];
/// Functions whose results are never below zero.
const COUNTS: &[&str] = &[
    "length",
    "char_length",
    "character_length",
    "octet_length",
    "bit_length",
    "len",
    "abs",
    "count",
    "ascii",
    "unicode",
    "ord",
    "crc32",
    "position",
    "locate",
    "instr",
    "strpos",
    "json_length",
    "cardinality",
    "random",
    "rand",
];

/// Functions that give one of their arguments.
const KEEPERS: &[&str] = &["coalesce", "ifnull", "nvl", "greatest", "max"];
/// Functions that tell of a column what is true of every row.
const OF_COLUMNS: &[&str] = &["pg_typeof", "typeof"];

/// Words that are a value without parentheses.
const NILADIC: &[&str] = &[
    "current_date",
    "current_time",
    "current_timestamp",
    "localtime",
    "localtimestamp",
    "current_user",
    "session_user",
    "system_user",
    "user",
    "current_role",
    "current_catalog",
    "current_schema",
    "utc_date",
    "utc_time",
    "utc_timestamp",
    "sysdate",
    "default",
    "unknown",
];

/// Whether a bare word gives the same for every row of a table, so that nothing compared with it bounds
/// anything.
pub(in crate::sql) fn is_same_for_all(word: &[u8]) -> bool {
    is_niladic_word(word) || lists(&["tableoid", "true", "false", "null"], word)
}

fn is_niladic_word(word: &[u8]) -> bool {
    static TABLE: WordTable<64> = WordTable::new(NILADIC);
    TABLE.find(NILADIC, word).is_some()
}

fn lists(list: &[&str], word: &[u8]) -> bool {
    list.iter()
        .any(|known| known.as_bytes().eq_ignore_ascii_case(word))
}

impl Parser<'_, '_> {
    /// The number that a token is.
    pub(super) fn number_of(&self, token: Token) -> Constant {
        let text = self.lexer.slice(token);
        if text == b"\\N" {
            return Constant::Null;
        }
        let parsed = match text {
            [b'0', b'x' | b'X', digits @ ..] => std::str::from_utf8(digits)
                .ok()
                .and_then(|digits| u64::from_str_radix(digits, 16).ok())
                .map(|n| n as f64),
            _ => std::str::from_utf8(text)
                .ok()
                .and_then(|text| text.parse().ok()),
        };
        parsed.map_or(Constant::Open, Constant::Number)
    }

    /// What a string is after a cast: the truth values of PostgreSQL, else nothing that is known.
    pub(super) fn cast_of_text(&self, value: &Operand) -> Constant {
        let Constant::Text(text) = value.constant else {
            return value.constant;
        };
        match bare(self.lexer.text, text) {
            b"t" | b"true" | b"yes" | b"on" | b"1" => Constant::Number(1.0),
            b"f" | b"false" | b"no" | b"off" | b"0" => Constant::Number(0.0),
            _ => Constant::Open,
        }
    }

    /// What a value says where a condition is wanted.
    pub(super) fn bare(&self, value: &Operand) -> Condition {
        match value.constant {
            Constant::Null => return Condition::NEVER,
            Constant::Number(0.0) => return Condition::FALSE,
            Constant::Number(_) => return Condition::TRUE,
            Constant::Text(text) => {
                return match bare(self.lexer.text, text) {
                    b"f" | b"false" | b"0" | b"" | b"no" | b"off" | b"n" => Condition::FALSE,
                    _ => Condition::LOOSE,
                };
            }
            Constant::Open => {}
        }
        if !value.has_column || value.degenerate {
            return Condition::LOOSE;
        }
        if value.column.is_some() {
            // Most texts are 0 where a truth is wanted.
            if self.dialect() != Dialect::Postgres && self.holds_text(value) {
                return Condition::NARROW;
            }
            // A key is never zero and never empty.
            return if self.is_key(value) || self.is_string_or_column(value) {
                Condition::WIDE
            } else {
                Condition::FILTER
            };
        }
        let function = value.call.map(|call| self.lexer.slice(call));
        match (value.shape, function) {
            (Shape::Computed, Some(name))
                if ![
                    "coalesce",
                    "ifnull",
                    "nullif",
                    "nvl",
                    "if",
                    "iif",
                    "greatest",
                    "least",
                    "concat",
                    "concat_ws",
                    "elt",
                    "convert",
                    "cast",
                ]
                .iter()
                .any(|loose| loose.as_bytes().eq_ignore_ascii_case(name))
                    && !lists(COUNTS, name) =>
            {
                Condition::FILTER
            }
            // Only a truth stands there in PostgreSQL; elsewhere any number but zero is true.
            (Shape::Computed, None) if self.dialect() == Dialect::Postgres => Condition::FILTER,
            _ => Condition::LOOSE,
        }
    }

    /// SQLite may read a quoted name as a string, MySQL reads most texts as false.
    fn is_string_or_column(&self, value: &Operand) -> bool {
        value
            .column
            .is_some_and(|column| column.kind == crate::sql::token::Kind::Quoted)
            && self.dialect() == Dialect::Sqlite
            && value.qualifier.is_none()
    }

    /// Whether the value is a column that names a row of the table written to.
    pub(super) fn is_key(&self, value: &Operand) -> bool {
        let Some(column) = value.column else {
            return false;
        };
        let name = bare(self.lexer.text, column);
        if lists(KEYS, name) {
            return true;
        }
        // `log_id` in `logs`, and the whole row by the name of its table.
        let Some(table) = self.scope.first().and_then(|source| source.name) else {
            return false;
        };
        let table = bare(self.lexer.text, table);
        if value.qualifier.is_none() && table.eq_ignore_ascii_case(name) {
            return true;
        }
        let Some(stem) = name.len().checked_sub(3).and_then(|cut| {
            let (stem, tail) = name.split_at_checked(cut)?;
            tail.eq_ignore_ascii_case(b"_id").then_some(stem)
        }) else {
            return false;
        };
        let singular = match table {
            [head @ .., b's' | b'S'] => head,
            _ => table,
        };
        stem.eq_ignore_ascii_case(table) || stem.eq_ignore_ascii_case(singular)
    }

    /// Whether the value is never below zero: a key, or what counts something.
    pub(super) fn counts_up(&self, value: &Operand) -> bool {
        self.is_key(value)
            || value.call.is_some_and(|call| {
                let function = self.lexer.slice(call);
                lists(COUNTS, function) || (lists(KEEPERS, function) && self.is_of_key(value))
            })
    }

    /// Whether the first column of a value is a key.
    fn is_of_key(&self, value: &Operand) -> bool {
        let column = value.some_column;
        self.is_key(&Operand { column, ..*value })
    }

    /// Whether the column says the same for every row of a table.
    pub(super) fn is_constant_for_all(&self, value: &Operand) -> bool {
        value
            .column
            .is_some_and(|column| bare(self.lexer.text, column).eq_ignore_ascii_case(b"tableoid"))
            || value
                .call
                .is_some_and(|call| lists(OF_COLUMNS, self.lexer.slice(call)))
    }

    /// Whether the column holds text, going by its name.
    pub(super) fn holds_text(&self, value: &Operand) -> bool {
        value
            .column
            .or(value.some_column)
            .is_some_and(|column| lists(TEXTS, bare(self.lexer.text, column)))
    }

    /// What `left LIKE right` lets through, and its relatives with regular expressions.
    pub(super) fn match_of(&self, left: &Operand, right: &Operand, op: Op) -> Condition {
        if !left.has_column && !right.has_column || left.degenerate || right.degenerate {
            return Condition::LOOSE;
        }
        let Constant::Text(pattern) = right.constant else {
            let same = match (left.some_column, right.some_column) {
                (Some(a), Some(b)) => crate::sql::scope::same_name(self.lexer.text, a, b),
                _ => false,
            };
            // A pattern that is worked out of nothing but constants may be `%`.
            let worked_out = right.shape == Shape::Computed && !right.has_column && !right.param;
            return if same || worked_out {
                Condition::WIDE
            } else {
                Condition::FILTER
            };
        };
        let text = bare(self.lexer.text, pattern);
        let matches_all = match op {
            Op::Match => text
                .iter()
                .all(|b| matches!(b, b'.' | b'*' | b'^' | b'$' | b'+' | b'?' | b'%')),
            _ => !text.is_empty() && text.iter().all(|b| matches!(b, b'%' | b'_' | b'*' | b'?')),
        };
        match (matches_all, text.is_empty()) {
            (true, _) => Condition::WIDE,
            (false, true) => Condition::NARROW,
            (false, false) => Condition::FILTER,
        }
    }

    /// Whether a bare word is a value that is the same for every row.
    pub(super) fn is_niladic(&self, token: Token) -> bool {
        token.kind == crate::sql::token::Kind::Word && is_niladic_word(self.lexer.slice(token))
    }

    /// Whether a word is a keyword that no value begins with.
    pub(super) fn is_reserved(&self, keyword: Keyword) -> bool {
        matches!(
            keyword,
            Keyword::And
                | Keyword::Or
                | Keyword::Xor
                | Keyword::Where
                | Keyword::From
                | Keyword::Order
                | Keyword::Group
                | Keyword::Having
                | Keyword::Limit
                | Keyword::Offset
                | Keyword::Fetch
                | Keyword::Union
                | Keyword::Except
                | Keyword::Intersect
                | Keyword::Returning
                | Keyword::On
                | Keyword::Using
                | Keyword::When
                | Keyword::Then
                | Keyword::Else
                | Keyword::End
                | Keyword::Set
                | Keyword::As
                | Keyword::In
                | Keyword::Is
                | Keyword::Like
                | Keyword::Ilike
                | Keyword::Between
                | Keyword::Join
                | Keyword::Select
                | Keyword::Into
                | Keyword::Asc
                | Keyword::Desc
                | Keyword::By
                | Keyword::For
                | Keyword::Do
                | Keyword::Window
                | Keyword::Escape
        )
    }
}
