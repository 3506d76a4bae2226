//! What the calls in a statement do.

use super::class::{Class, Finding, Tier};
use super::classify::settings::unguards;
use super::dialect::Dialect;
use super::functions;
use super::keyword::Keyword;
use super::parser::Parser;
use super::scope::bare;
use super::token::Kind;

impl Parser<'_, '_> {
    /// Adds what a call does to what is known of the calls.
    pub(super) fn add_call(&mut self, effect: Finding) {
        self.calls = Some(match self.calls {
            Some(known) => known.worse(effect),
            None => effect,
        });
    }

    /// Judges the call whose opening parenthesis is the current token.
    pub(super) fn judge_call(&mut self) {
        let function = self.last;
        match function.kind {
            Kind::Word => {
                if self
                    .lexer
                    .slice(function)
                    .eq_ignore_ascii_case(b"set_config")
                {
                    self.judge_setting();
                }
                if self.before.kind == Kind::Dot {
                    self.judge_qualified(self.lexer.slice(function));
                } else if !functions::is_harmless(self.lexer.slice(function), self.dialect())
                    && !self.names_columns()
                {
                    self.add_call(functions::effect(
                        self.lexer.slice(function),
                        self.dialect(),
                    ));
                }
            }
            Kind::Quoted => {
                let quoted = self.lexer.slice(function);
                let bare = quoted
                    .get(1..quoted.len().saturating_sub(1))
                    .unwrap_or_default();
                let folded =
                    self.dialect() != Dialect::Postgres || !bare.iter().any(u8::is_ascii_uppercase);
                if self.before.kind == Kind::Dot {
                    self.judge_qualified(bare);
                } else if !self.names_columns()
                    && (!folded || !functions::is_harmless(bare, self.dialect()))
                {
                    self.add_call(functions::effect(bare, self.dialect()));
                }
            }
            _ => {}
        }
    }

    /// `set_config('name', 'value', false)`: as `SET`.
    fn judge_setting(&mut self) {
        let mut lexer = self.lexer;
        let (name, _, value) = (lexer.next(), lexer.next(), lexer.next());
        let text = lexer.text;
        let setting = bare(text, name);
        let off = match (name.kind, value.kind) {
            (Kind::Text, Kind::Text) => unguards(setting, bare(text, value)),
            (Kind::Text, _) => unguards(setting, b"off") || unguards(setting, b"on"),
            _ => true,
        };
        if off {
            let finding = Finding::new(Class::Session, "CALL", "may switch a protection off");
            self.add_call(finding.at_least(Tier::Approval));
        }
        self.modes_in_doubt |=
            name.kind != Kind::Text || setting.eq_ignore_ascii_case(b"standard_conforming_strings");
    }

    /// Whether the parenthesis behind the name lists columns: `AS t(a, b)`, `) t(a, b)`.
    pub(super) fn names_columns(&self) -> bool {
        match self.before.kind {
            Kind::Word => self.keyword_of(self.before) == Keyword::As,
            Kind::Close => self.dialect() != Dialect::MySql,
            _ => false,
        }
    }

    /// A function with a schema in front: only the server's own schema holds what the lists name.
    pub(super) fn judge_qualified(&mut self, function: &[u8]) {
        let head = self.lexer.text.get(..self.before.start).unwrap_or_default();
        let own = head.ends_with(b"pg_catalog")
            || head.ends_with(b"PG_CATALOG")
            || head.ends_with(b"\"pg_catalog\"");
        if own
            && self.dialect() == Dialect::Postgres
            && functions::is_harmless(function, self.dialect())
        {
            return;
        }
        if own {
            self.add_call(functions::effect(function, self.dialect()));
            return;
        }
        self.add_call(Finding::new(
            Class::Unknown,
            "CALL",
            "calls a function of a schema of its own",
        ));
    }
}
