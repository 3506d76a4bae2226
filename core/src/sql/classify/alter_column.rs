//! Changes of a column's type: what keeps the values, what rounds them.

use crate::sql::class::{Class, Finding, Tier};
use crate::sql::keyword::Keyword;
use crate::sql::parser::Parser;
use crate::sql::token::Kind;

/// Types of PostgreSQL to which a value may be rounded or cut without an error.
const ROUNDING: &[&str] = &["date", "time", "timetz", "real", "float4", "name", "float"];
/// Types of PostgreSQL that refuse what does not fit, but round fractions.
const NARROW: &[&str] = &[
    "int",
    "int2",
    "int4",
    "integer",
    "smallint",
    "numeric",
    "decimal",
    "money",
    "char",
    "character",
    "bpchar",
    "bit",
];

impl Parser<'_, '_> {
    /// `TYPE` of PostgreSQL: a cast on assignment refuses what it cannot keep, or rounds it; `USING` may
    /// do anything.
    pub(super) fn type_change(&mut self) -> Finding {
        self.advance();
        let start = self.token;
        let name = self.lexer.slice(start);
        let lists = |list: &[&str]| {
            list.iter()
                .any(|known| known.as_bytes().eq_ignore_ascii_case(name))
        };
        let (rounding, narrow) = (lists(ROUNDING), lists(NARROW));
        let stamp = self
            .lexer
            .slice(start)
            .get(..9)
            .is_some_and(|head| head.eq_ignore_ascii_case(b"timestamp"));
        self.advance();
        let double = self.at_word("precision");
        let precision = self.token.kind == Kind::Open;
        self.skip_parentheses();
        self.scan(|keyword| keyword == Keyword::Using, true);
        let change =
            |class| Finding::new(class, "ALTER COLUMN TYPE", "changes the type of a column");
        let varying = name
            .get(..7)
            .is_some_and(|head| head.eq_ignore_ascii_case(b"varchar"))
            || name.eq_ignore_ascii_case(b"character");
        if self.eat(Keyword::Using) {
            if self.casts_column() && !rounding && !(precision && (varying || narrow || stamp)) {
                return if narrow {
                    change(Class::SchemaChange).at_least(Tier::Approval)
                } else {
                    change(Class::SchemaChange)
                };
            }
            return Finding::new(
                Class::Destructive,
                "ALTER COLUMN TYPE",
                "makes new values of the old ones, by an expression",
            );
        }
        if (rounding && !double) || (stamp && precision) {
            return Finding::new(
                Class::Destructive,
                "ALTER COLUMN TYPE",
                "rounds the values of the column",
            );
        }
        if narrow {
            change(Class::SchemaChange).at_least(Tier::Approval)
        } else {
            change(Class::SchemaChange)
        }
    }

    /// Whether the expression is a column and a cast, and nothing else.
    pub(super) fn casts_column(&mut self) -> bool {
        if matches!(
            self.keyword(),
            Keyword::Null | Keyword::True | Keyword::False | Keyword::Default
        ) || self.name().is_none()
            || self.token.kind == Kind::Open
        {
            return false;
        }
        if self.eat_kind(Kind::Cast) {
            self.name();
            while matches!(
                self.keyword(),
                Keyword::Varying | Keyword::With | Keyword::Without | Keyword::Zone
            ) || self.at_word("precision")
                || self.at_word("time")
            {
                self.advance();
            }
            if self.token.kind == Kind::Open {
                return false;
            }
            while self.token.kind == Kind::Bracket {
                self.advance();
            }
        }
        self.at_end() || self.token.kind == Kind::Comma
    }

    /// `MODIFY` and `CHANGE` of MySQL: strict mode refuses what does not fit, but a time loses its
    /// fractions and a date its hours with a note only.
    pub(super) fn column_change(&mut self) -> Finding {
        let changes = self.at(Keyword::Change);
        self.advance();
        self.eat(Keyword::Column);
        self.skip_if_exists();
        self.name();
        if changes {
            self.name();
        }
        let loses = ["date", "time", "year"]
            .iter()
            .any(|known| self.at_word(known));
        let finding = Finding::new(Class::SchemaChange, "ALTER TABLE", "changes a definition");
        if loses {
            finding.at_least(Tier::Approval)
        } else {
            finding
        }
    }

    /// `ALTER TYPE ... DROP ATTRIBUTE` takes the values out of every column of that type.
    pub(super) fn alter_type(&mut self) -> Finding {
        self.advance();
        self.object();
        let mut worst = Finding::new(Class::SchemaChange, "ALTER TYPE", "changes a definition");
        loop {
            match self.keyword() {
                Keyword::Drop => {
                    worst = Finding::new(
                        Class::Destructive,
                        "ALTER TYPE",
                        "drops an attribute with its values",
                    );
                }
                Keyword::Alter => worst = worst.at_least(Tier::Approval),
                _ => {}
            }
            self.scan(|_| false, true);
            if !self.eat_kind(Kind::Comma) {
                return worst;
            }
        }
    }
}
