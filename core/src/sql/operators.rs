//! Operators: how far they reach, and what they do.

use super::dialect::Dialect;
use super::lexer::Lexer;
use super::token::{Kind, Op, Token};

impl Lexer<'_> {
    /// The operator that begins here.
    pub(super) fn operator(&mut self, start: usize) -> Token {
        let length = match self.dialect {
            Dialect::Postgres => self.length_of_operator(start),
            Dialect::MySql | Dialect::Sqlite => self.length_of_known(start),
        };
        let word = self.text.get(start..start + length).unwrap_or_default();
        let op = match self.dialect {
            Dialect::Postgres => meaning_in_postgres(word),
            Dialect::MySql => match word {
                b"||" if !self.modes.pipes_as_concat => Op::Or,
                b"&&" => Op::And,
                _ => meaning(word),
            },
            Dialect::Sqlite => meaning(word),
        };
        let kind = if matches!(word, b"[" | b"]") {
            Kind::Bracket
        } else {
            Kind::Operator
        };
        let mut token = self.token(kind, start, start + length);
        token.op = op;
        token
    }

    fn length_of_known(&self, start: usize) -> usize {
        match (self.byte(start), self.byte(start + 1), self.byte(start + 2)) {
            (b'<', b'=', b'>') if self.dialect == Dialect::MySql => 3,
            (b'-', b'>', b'>') => 3,
            (b'<', b'=' | b'>' | b'<', _)
            | (b'>', b'=' | b'>', _)
            | (b'!' | b'=', b'=', _)
            | (b'|', b'|', _)
            | (b'&', b'&', _)
            | (b'-', b'>', _) => 2,
            _ => 1,
        }
    }

    /// PostgreSQL takes as many operator characters as it can, but not into a comment, and gives back
    /// a trailing sign where nothing but arithmetic stands before it.
    fn length_of_operator(&self, start: usize) -> usize {
        let mut length = 0;
        let mut special = false;
        loop {
            let at = start + length;
            let next = self.byte(at + 1);
            match self.byte(at) {
                b'-' if next == b'-' => break,
                b'/' if next == b'*' => break,
                // Places for values that a driver has not yet filled.
                b'%' if length > 0 && matches!(next, b's' | b'(') => break,
                b'@' if length > 0 && self.is_inside(at + 1) => break,
                b'?' => break,
                b'~' | b'!' | b'@' | b'#' | b'%' | b'^' | b'&' | b'|' | b'`' => special = true,
                b'+' | b'-' | b'*' | b'/' | b'<' | b'>' | b'=' => {}
                _ => break,
            }
            length += 1;
        }
        while length > 1 && !special && matches!(self.byte(start + length - 1), b'+' | b'-') {
            length -= 1;
        }
        // A star behind a comparison is the next operand's in no grammar, yet never part of one.
        length.max(1)
    }
}

fn meaning(word: &[u8]) -> Op {
    match word {
        b"=" | b"==" => Op::Equal,
        b"<>" | b"!=" => Op::NotEqual,
        b"<" => Op::Less,
        b">" => Op::Greater,
        b"<=" => Op::LessOrEqual,
        b">=" => Op::GreaterOrEqual,
        b"<=>" => Op::NullSafe,
        b"!" => Op::Bang,
        b"+" => Op::Plus,
        b"-" => Op::Minus,
        b"/" => Op::Divide,
        b"%" => Op::Modulo,
        _ => Op::Value,
    }
}

fn meaning_in_postgres(word: &[u8]) -> Op {
    match word {
        b"~" | b"~*" | b"~~" | b"~~*" | b"^@" => Op::Match,
        b"!~" | b"!~*" | b"!~~" | b"!~~*" => Op::NotMatch,
        b"<<" | b">>" | b"||" | b"|" | b"&" | b"#" | b"^" | b"|/" | b"||/" | b"@" | b"!!"
        | b"->" | b"->>" | b"#>" | b"#>>" | b"#-" | b"<->" | b"[" | b"]" => Op::Value,
        _ => match meaning(word) {
            Op::Value => Op::Relate,
            op => op,
        },
    }
}
