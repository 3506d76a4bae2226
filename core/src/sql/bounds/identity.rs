//! Whether two pieces of text say the same.

use super::operand::Operand;
use crate::sql::keyword::Keyword;
use crate::sql::lexer::Lexer;
use crate::sql::parser::Parser;
use crate::sql::token::{Kind, Op, Token};

impl<'a> Parser<'a, '_> {
    /// The tokens of a piece of the text.
    fn piece(&self, start: usize, end: usize) -> Lexer<'a> {
        let mut lexer = self.lexer;
        lexer.text = self.lexer.text.get(..end).unwrap_or_default();
        lexer.at = start;
        lexer.executing = false;
        lexer
    }

    /// Whether two values are the same one, whatever blanks, comments, parentheses, casts, `+ 0` and
    /// `* 1` stand around it.
    pub(super) fn same_value(&self, a: &Operand, b: &Operand) -> bool {
        let (mut left, mut right) = (self.piece(a.start, a.end), self.piece(b.start, b.end));
        loop {
            let (x, y) = (essential(&mut left), essential(&mut right));
            if x.kind != y.kind && !(is_name(x) && is_name(y)) {
                return false;
            }
            if x.kind == Kind::End {
                return true;
            }
            if !crate::sql::scope::same_name(self.lexer.text, x, y) {
                return false;
            }
        }
    }

    /// Whether two conditions on one column are each other's opposite, or overlap to cover all.
    pub(super) fn complements(&self, a: &Operand, b: &Operand) -> bool {
        let (mut left, mut right) = (self.piece(a.start, a.end), self.piece(b.start, b.end));
        let (mut left_flips, mut right_flips) = (0u32, 0u32);
        let (mut left_bound, mut right_bound) = (None, None);
        let (mut left_side, mut right_side) = (0i8, 0i8);
        let mut same = true;
        loop {
            let x = skip_flips(&mut left, &mut left_flips, &mut left_side, &mut left_bound);
            let y = skip_flips(
                &mut right,
                &mut right_flips,
                &mut right_side,
                &mut right_bound,
            );
            if x.kind == Kind::End && y.kind == Kind::End {
                break;
            }
            if x.kind == Kind::End || y.kind == Kind::End {
                return false;
            }
            same &= x.kind == y.kind && crate::sql::scope::same_name(self.lexer.text, x, y);
        }
        // `x < 5 OR x > 3`: the one reaches to where the other begins.
        if left_side * right_side < 0 {
            return match (left_bound, right_bound) {
                (Some(l), Some(r)) => {
                    if left_side < 0 {
                        l >= r
                    } else {
                        r >= l
                    }
                }
                _ => same,
            };
        }
        same && (left_flips + right_flips) % 2 == 1
    }
}

fn is_name(token: Token) -> bool {
    matches!(token.kind, Kind::Word | Kind::Quoted)
}

/// The next token that is neither a parenthesis, nor a cast, nor a neutral `+ 0`.
fn essential(lexer: &mut Lexer<'_>) -> Token {
    loop {
        let token = lexer.next();
        match token.kind {
            Kind::Open | Kind::Close => {}
            Kind::Cast => {
                lexer.next();
            }
            Kind::Star | Kind::Operator => {
                let mut ahead = *lexer;
                let next = ahead.next();
                let neutral: &[u8] = match token.op {
                    Op::Plus | Op::Minus => b"0",
                    _ if token.kind == Kind::Star => b"1",
                    Op::Divide => b"1",
                    Op::Value => b"''",
                    _ => return token,
                };
                if lexer.slice(next) == neutral {
                    *lexer = ahead;
                } else if token.op != Op::Plus {
                    return token;
                }
            }
            _ => return token,
        }
    }
}

/// The next token of a condition, where what negates it is counted and not returned, and the side
/// and the number of an inequality are noted.
fn skip_flips(
    lexer: &mut Lexer<'_>,
    flips: &mut u32,
    side: &mut i8,
    bound: &mut Option<f64>,
) -> Token {
    loop {
        let mut token = essential(lexer);
        match token.op {
            Op::NotEqual => {
                *flips += 1;
                token.op = Op::Equal;
                token.end = token.start;
                return token;
            }
            Op::Less | Op::LessOrEqual => {
                *side = -1;
                token.end = token.start;
                return token;
            }
            Op::Greater | Op::GreaterOrEqual => {
                *side = 1;
                token.end = token.start;
                return token;
            }
            Op::Equal => {
                token.end = token.start;
                return token;
            }
            _ => {}
        }
        if token.kind == Kind::Number {
            *bound = std::str::from_utf8(lexer.slice(token))
                .ok()
                .and_then(|text| text.parse().ok());
        }
        if token.kind == Kind::Word
            && crate::sql::keyword::keyword(lexer.slice(token)) == Keyword::Not
        {
            *flips += 1;
            continue;
        }
        return token;
    }
}
