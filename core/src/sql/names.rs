//! Names as the server sees them, without quotes and escapes.

use super::dialect::Dialect;
use super::lexer::Lexer;
use super::token::Token;

impl Lexer<'_> {
    /// A name without its quotes, written into the buffer; what does not fit is cut.
    pub(super) fn plain_name<'b>(&self, token: Token, buffer: &'b mut [u8]) -> &'b [u8] {
        let written = self.slice(token);
        let unicode =
            self.dialect == Dialect::Postgres && matches!(written, [b'u' | b'U', b'&', ..]);
        let quoted = if unicode {
            written.get(2..).unwrap_or_default()
        } else {
            written
        };
        let mut length = 0;
        let mut push = |b: u8| {
            if let Some(slot) = buffer.get_mut(length) {
                *slot = b;
                length += 1;
            }
        };
        let (quote, inner) = match quoted {
            [open @ (b'"' | b'`' | b'\'' | b'['), inner @ .., _] => {
                (Some(if *open == b'[' { b']' } else { *open }), inner)
            }
            _ => (None, quoted),
        };
        let mut at = 0;
        while let Some(&b) = inner.get(at) {
            if unicode && b == b'\\' {
                let (letter, step) = escape(inner, at);
                let mut bytes = [0u8; 4];
                letter.encode_utf8(&mut bytes).bytes().for_each(&mut push);
                at += step;
                continue;
            }
            push(b);
            // A doubled quote stands for one.
            at += if Some(b) == quote && inner.get(at + 1) == Some(&b) {
                2
            } else {
                1
            };
        }
        buffer.get(..length).unwrap_or_default()
    }
}

/// The letter of an escape such as `\006f` or `\+00006f`, and the length of the escape. A lone
/// surrogate is no letter.
fn escape(text: &[u8], at: usize) -> (char, usize) {
    let (from, digits) = match text.get(at + 1) {
        Some(b'\\') => return ('\\', 2),
        Some(b'+') => (at + 2, 6),
        _ => (at + 1, 4),
    };
    let code = text
        .get(from..from + digits)
        .and_then(|hex| std::str::from_utf8(hex).ok())
        .and_then(|hex| u32::from_str_radix(hex, 16).ok());
    match code {
        Some(code) => (
            char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER),
            from + digits - at,
        ),
        None => ('\\', 1),
    }
}
