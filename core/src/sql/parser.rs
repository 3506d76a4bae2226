//! A place among the tokens of one statement, and what was seen on the way there.

use super::class::{Class, Finding, Tier};
use super::dialect::{Dialect, Modes};
use super::keyword::{Keyword, keyword};
use super::lexer::Lexer;
use super::scope::Scope;
use super::token::{Kind, Token};

/// How deep statements and conditions may be nested before they count as unknown.
pub(super) const DEPTH: u32 = 48;

/// A name with its qualifiers, such as `public.users`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Name {
    /// The part before the last one.
    pub(super) qualifier: Option<Token>,
    /// The last part.
    pub(super) last: Token,
    /// The first byte of the whole name.
    pub(super) start: usize,
    /// One past its last byte.
    pub(super) end: usize,
}

/// The tokens of a statement, one ahead.
pub(super) struct Parser<'a, 'o> {
    pub(super) lexer: Lexer<'a>,
    /// The token that is looked at.
    pub(super) token: Token,
    /// The keyword that it is, looked up once.
    current: Keyword,
    /// The one before it.
    pub(super) last: Token,
    /// The one before that.
    pub(super) before: Token,
    /// The worst that the calls of functions do.
    pub(super) calls: Option<Finding>,
    /// What the statement makes unreadable: an open quote, a stray byte, too deep a nesting.
    pub(super) fault: Option<&'static str>,
    /// Where the names of objects go, if somebody asked for them.
    pub(super) objects: Option<&'o mut Vec<(usize, usize)>>,
    /// Only the objects of a query are asked for, and not what bounds it.
    pub(super) names_only: bool,
    /// How deep the current place is nested.
    pub(super) depth: u32,
    /// Inside of a body of stored code: `INTO` fills variables there.
    pub(super) in_body: bool,
    /// What the names of the current query stand for.
    pub(super) scope: Scope,
    /// A statement of the text switched the modes of the session.
    pub(super) modes_after: Option<Modes>,
    /// The statement changes what a backslash means, and may do so after the text was read.
    pub(super) modes_in_doubt: bool,
}

impl<'a, 'o> Parser<'a, 'o> {
    /// A parser at the first token from the lexer's place on.
    pub(super) fn new(
        lexer: Lexer<'a>,
        objects: Option<&'o mut Vec<(usize, usize)>>,
    ) -> Parser<'a, 'o> {
        let nowhere = Token {
            kind: Kind::Semicolon,
            op: super::token::Op::Nil,
            start: lexer.at,
            end: lexer.at,
        };
        let mut parser = Parser {
            lexer,
            token: nowhere,
            current: Keyword::Other,
            last: nowhere,
            before: nowhere,
            calls: None,
            fault: None,
            objects,
            names_only: false,
            depth: 0,
            in_body: false,
            scope: Scope::default(),
            modes_after: None,
            modes_in_doubt: false,
        };
        parser.advance();
        parser
    }

    /// The dialect of the text.
    pub(super) fn dialect(&self) -> Dialect {
        self.lexer.dialect
    }

    /// Goes to the next token.
    pub(super) fn advance(&mut self) {
        self.before = self.last;
        self.last = self.token;
        self.token = self.lexer.next();
        match self.token.kind {
            Kind::Torn => {
                self.fault = Some("ends inside a quote or a comment");
                self.token.kind = Kind::End;
            }
            Kind::Stray => {
                self.fault = self
                    .fault
                    .or(Some("holds a character that the dialect does not know"))
            }
            _ => {}
        }
        self.current = self.keyword_of(self.token);
    }

    /// Goes back to a place where the parser stood before.
    pub(super) fn go_back(&mut self, lexer: Lexer<'a>, token: Token, last: Token) {
        self.lexer = lexer;
        self.token = token;
        self.last = last;
        self.current = self.keyword_of(token);
    }

    /// The token after the current one.
    pub(super) fn peek(&self) -> Token {
        self.lexer.clone().next()
    }

    /// The keyword of a token.
    pub(super) fn keyword_of(&self, token: Token) -> Keyword {
        if token.kind == Kind::Word {
            keyword(self.lexer.slice(token))
        } else {
            Keyword::Other
        }
    }

    /// The keyword at the current place.
    pub(super) fn keyword(&self) -> Keyword {
        self.current
    }

    /// Whether a keyword stands here.
    pub(super) fn at(&self, wanted: Keyword) -> bool {
        self.keyword() == wanted
    }

    /// Steps over a keyword if it stands here.
    pub(super) fn eat(&mut self, wanted: Keyword) -> bool {
        let found = self.at(wanted);
        if found {
            self.advance();
        }
        found
    }

    /// Steps over several keywords if they stand here in this order.
    pub(super) fn eat_all(&mut self, wanted: &[Keyword]) -> bool {
        let (lexer, token, last) = (self.lexer, self.token, self.last);
        for keyword in wanted {
            if !self.eat(*keyword) {
                self.go_back(lexer, token, last);
                return false;
            }
        }
        true
    }

    /// Steps over any of several keywords, as often as they come.
    pub(super) fn skip_any(&mut self, keywords: &[Keyword]) {
        while self.token.kind == Kind::Word && keywords.contains(&self.keyword()) {
            self.advance();
        }
    }

    /// Steps over `IF EXISTS` or `IF NOT EXISTS`.
    pub(super) fn skip_if_exists(&mut self) {
        if self.at(Keyword::If) && self.peek().kind == Kind::Word {
            self.advance();
            self.eat(Keyword::Not);
            self.eat(Keyword::Exists);
        }
    }

    /// Steps over a token of this kind if it stands here.
    pub(super) fn eat_kind(&mut self, kind: Kind) -> bool {
        let found = self.token.kind == kind;
        if found {
            self.advance();
        }
        found
    }

    /// Whether the bare word at the current place is this one.
    pub(super) fn at_word(&self, word: &str) -> bool {
        self.token.kind == Kind::Word
            && self
                .lexer
                .slice(self.token)
                .eq_ignore_ascii_case(word.as_bytes())
    }

    /// Whether the statement is over.
    pub(super) fn at_end(&self) -> bool {
        matches!(
            self.token.kind,
            Kind::End | Kind::Semicolon | Kind::Backslash
        )
    }

    /// Whether a part of a name stands here. SQLite takes strings for names as well.
    pub(super) fn at_name(&self) -> bool {
        match self.token.kind {
            Kind::Word | Kind::Quoted | Kind::Variable | Kind::Param => true,
            Kind::Text => self.dialect() == Dialect::Sqlite,
            _ => false,
        }
    }

    /// The name that stands here, with its qualifiers.
    pub(super) fn name(&mut self) -> Option<Name> {
        if !self.at_name() {
            return None;
        }
        let start = self.token.start;
        let mut last = self.token;
        let mut qualifier = None;
        self.advance();
        while self.token.kind == Kind::Dot {
            self.advance();
            if self.at_name() || self.token.kind == Kind::Star {
                qualifier = Some(last);
                last = self.token;
                self.advance();
            }
        }
        Some(Name {
            qualifier,
            last,
            start,
            end: last.end,
        })
    }

    /// The name of an object that the statement acts on.
    pub(super) fn object(&mut self) -> Option<Name> {
        let name = self.name()?;
        self.note(name);
        Some(name)
    }

    /// Several names of objects with commas between them.
    pub(super) fn object_list(&mut self) {
        while self.object().is_some() && self.eat_kind(Kind::Comma) {
            self.eat(Keyword::Only);
        }
    }

    /// Notes the name of an object for whoever asked.
    pub(super) fn note(&mut self, name: Name) {
        if let Some(objects) = self.objects.as_deref_mut() {
            objects.push((name.start, name.end));
        }
    }

    /// Notes that the statement cannot be read.
    pub(super) fn give_up(&mut self, why: &'static str) {
        self.fault = self.fault.or(Some(why));
    }

    /// Reads on at this level of parentheses until one of the keywords, a closing parenthesis, a
    /// comma (if wanted) or the end. Calls on the way are judged.
    pub(super) fn scan(&mut self, stop: impl Fn(Keyword) -> bool, at_comma: bool) {
        let mut depth = 0u32;
        loop {
            match self.token.kind {
                Kind::End | Kind::Semicolon | Kind::Backslash => return,
                Kind::Open => {
                    self.judge_call();
                    depth += 1;
                    self.advance();
                    self.refuse_statement_in_parentheses();
                    continue;
                }
                Kind::Close => {
                    if depth == 0 {
                        return;
                    }
                    depth -= 1;
                }
                Kind::Comma if at_comma && depth == 0 => return,
                Kind::Word if depth == 0 && self.last.kind != Kind::Dot && stop(self.keyword()) => {
                    return;
                }
                _ => {}
            }
            self.advance();
        }
    }

    /// No server takes a writing statement in plain parentheses; none may pass as read for it.
    pub(super) fn refuse_statement_in_parentheses(&mut self) {
        let writes = matches!(
            self.keyword(),
            Keyword::Delete
                | Keyword::Update
                | Keyword::Insert
                | Keyword::Merge
                | Keyword::Drop
                | Keyword::Truncate
                | Keyword::With
        );
        if !writes {
            return;
        }
        if self.at(Keyword::With) {
            // A query of its own: what it holds is looked at token by token like all the rest.
            return;
        }
        if matches!(self.peek().kind, Kind::Word | Kind::Quoted) {
            self.give_up("holds a writing statement where only a query may stand");
        }
    }

    /// Reads to the end of the statement, over parentheses that do not match as well.
    pub(super) fn finish(&mut self) {
        while !self.at_end() {
            self.scan(|_| false, false);
            if self.token.kind == Kind::Close {
                self.advance();
            }
        }
    }

    /// Reads what stands in parentheses, up to and over the closing one.
    pub(super) fn skip_parentheses(&mut self) {
        if self.eat_kind(Kind::Open) {
            self.scan(|_| false, false);
            self.eat_kind(Kind::Close);
        }
    }

    /// A statement that the parser cannot see through.
    pub(super) fn unknown(&self, operation: &'static str, reason: &'static str) -> Finding {
        Finding::new(Class::Unknown, operation, reason)
    }

    /// A statement whose harm leaves the database, and that cannot be seen through.
    pub(super) fn escape(&self, operation: &'static str, reason: &'static str) -> Finding {
        Finding::new(Class::Unknown, operation, reason).at_least(Tier::Banned)
    }

    /// Runs a part one level deeper; past the limit it is not run, and the statement is unknown.
    pub(super) fn deeper<T>(&mut self, otherwise: T, part: impl FnOnce(&mut Self) -> T) -> T {
        if self.depth >= DEPTH {
            self.give_up("is nested too deep");
            return otherwise;
        }
        self.depth += 1;
        let result = part(self);
        self.depth -= 1;
        result
    }
}
