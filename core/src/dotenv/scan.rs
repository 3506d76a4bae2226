//! A place in a text, which the grammars share.

/// A text and how far it was read.
#[derive(Clone, Copy)]
pub(super) struct Scan<'a> {
    text: &'a str,
    at: usize,
    line: u32,
}

impl<'a> Scan<'a> {
    pub(super) fn new(text: &'a str) -> Scan<'a> {
        Scan {
            text,
            at: 0,
            line: 1,
        }
    }

    /// What is left.
    pub(super) fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or("")
    }

    /// The line, from 1.
    pub(super) fn line(&self) -> u32 {
        self.line
    }

    pub(super) fn is_done(&self) -> bool {
        self.at >= self.text.len()
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// What stands before the place.
    pub(super) fn previous(&self) -> Option<char> {
        self.text.get(..self.at)?.chars().next_back()
    }

    /// Passes that many bytes and gives them.
    pub(super) fn take(&mut self, bytes: usize) -> &'a str {
        let taken = self.rest().get(..bytes).unwrap_or(self.rest());
        self.at += taken.len();
        self.line = self.line.saturating_add(ends(taken));
        taken
    }

    /// Passes characters as long as they are wanted.
    pub(super) fn take_while(&mut self, wanted: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        self.take(rest.find(|c| !wanted(c)).unwrap_or(rest.len()))
    }

    /// Passes a text that stands here.
    pub(super) fn eat(&mut self, token: &str) -> bool {
        let here = self.rest().starts_with(token);
        if here {
            self.take(token.len());
        }
        here
    }

    /// Passes what is left of the line, its end too.
    pub(super) fn skip_line(&mut self) {
        self.take_while(|c| !matches!(c, '\n' | '\r'));
        if !self.eat("\r\n") {
            let end = usize::from(!self.is_done());
            self.take(end);
        }
    }
}

/// How many lines end in a text: a CR and LF together end one.
fn ends(text: &str) -> u32 {
    let mut count = 0;
    let mut last = ' ';
    for c in text.chars() {
        count += u32::from(c == '\r' || (c == '\n' && last != '\r'));
        last = c;
    }
    count
}

/// The places at which a regular expression `(?:\\Q|[^Q])*Q` may end, the one it prefers first: at
/// the first quote without a backslash before it, else at one with.
pub(super) fn closings(body: &str, quote: char) -> impl Iterator<Item = usize> {
    let mut escaped = Vec::new();
    let mut plain = None;
    let mut last = None;
    for (at, c) in body.char_indices() {
        if c == quote {
            if last != Some('\\') {
                plain = Some(at);
                break;
            }
            escaped.push(at);
        }
        last = Some(c);
    }
    plain.into_iter().chain(escaped.into_iter().rev())
}
