//! The pieces that a text falls into.

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Kind {
    /// The text is over.
    End,
    /// A bare word: keyword or name.
    Word,
    /// A name in quotes.
    Quoted,
    /// A string.
    Text,
    /// A number.
    Number,
    /// A place for a value: `?`, `$1`, `:name`, `%s`.
    Param,
    /// A variable of MySQL: `@name`, `@@name`.
    Variable,
    /// `(`
    Open,
    /// `)`
    Close,
    /// `,`
    Comma,
    /// `.`
    Dot,
    /// What ends a statement: `;`, the client's delimiter, a NUL.
    Semicolon,
    /// `*`
    Star,
    /// `::`
    Cast,
    /// `:=`
    Assign,
    /// An operator; `Token::op` says which.
    Operator,
    /// `[` or `]` where they are no quotes.
    Bracket,
    /// A backslash outside of quotes: a client's command begins.
    Backslash,
    /// A quote or a comment that the text leaves open.
    Torn,
    /// A byte that no rule of the dialect knows.
    Stray,
}

/// What an operator does, as far as a condition cares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Op {
    /// None: the token is no operator.
    Nil,
    /// `=`, `==`
    Equal,
    /// `<>`, `!=`
    NotEqual,
    /// `<`
    Less,
    /// `>`
    Greater,
    /// `<=`
    LessOrEqual,
    /// `>=`
    GreaterOrEqual,
    /// `<=>`: equal, and two NULLs are equal as well.
    NullSafe,
    /// `~`, `~*`, `~~`, `~~*`, `^@`
    Match,
    /// `!~`, `!~*`, `!~~`, `!~~*`
    NotMatch,
    /// Another operator of PostgreSQL that gives a truth value: `@>`, `&&`, `@@`.
    Relate,
    /// MySQL: `||`, which is OR there.
    Or,
    /// MySQL: `&&`.
    And,
    /// `!`
    Bang,
    /// `+`
    Plus,
    /// `-`
    Minus,
    /// `/`
    Divide,
    /// `%`
    Modulo,
    /// `|`, `^`, `<<`, `->`: what gives a value, not a truth.
    Value,
}

impl Op {
    /// Whether the operator compares two values.
    pub(super) fn compares(self) -> bool {
        matches!(
            self,
            Op::Equal
                | Op::NotEqual
                | Op::Less
                | Op::Greater
                | Op::LessOrEqual
                | Op::GreaterOrEqual
                | Op::NullSafe
                | Op::Match
                | Op::NotMatch
                | Op::Relate
        )
    }
}

/// A piece of a text: what it is, and where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) op: Op,
    /// The first byte.
    pub(super) start: usize,
    /// One past the last byte.
    pub(super) end: usize,
}

impl Token {
    /// Whether the two stand side by side with nothing between them.
    pub(super) fn touches(self, next: Token) -> bool {
        self.end == next.start
    }
}
