//! Arrays as PHP's `var_export` writes them: cached configurations, dumped environments.

/// A value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    /// A string or a number, as text.
    Text(String),
    /// `null`, `true`, `false`, an object, a constant.
    Other,
    /// An array; keys as text.
    Array(Vec<(String, Value)>),
    /// `env('NAME', default)` in code.
    Env(String, Option<Box<Value>>),
}

impl Value {
    /// What stands under a key of an array.
    pub(super) fn get(&self, key: &str) -> Option<&Value> {
        match self {
            Value::Array(items) => items
                .iter()
                .rev()
                .find(|(name, _)| name == key)
                .map(|(_, value)| value),
            _ => None,
        }
    }

    /// The text, if it is one.
    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The items of an array.
    pub(super) fn items(&self) -> &[(String, Value)] {
        match self {
            Value::Array(items) => items,
            _ => &[],
        }
    }
}

/// Deeper arrays are no configuration.
const DEEPEST: usize = 64;

/// Reads a file that returns one array; none where it is anything else.
pub(super) fn parse(text: &str) -> Option<Value> {
    parse_with(text, false)
}

fn parse_with(text: &str, is_code: bool) -> Option<Value> {
    let (_, code) = text.split_once("<?php")?;
    let mut parser = Parser {
        rest: code,
        is_code,
    };
    parser.blanks();
    while parser.rest.starts_with("declare")
        || parser.rest.starts_with("namespace")
        || parser.rest.starts_with("use ")
    {
        parser.rest = parser.rest.split_once(';')?.1;
        parser.blanks();
    }
    parser.rest = parser.rest.strip_prefix("return")?;
    let value = parser.value(0)?;
    parser.blanks();
    (parser.rest.starts_with(';') && matches!(value, Value::Array(_))).then_some(value)
}

/// Reads code that returns one array, such as `config/database.php`: what is no constant and no
/// `env()` is [`Value::Other`]. None where it is anything else.
pub(super) fn parse_code(text: &str) -> Option<Value> {
    parse_with(text, true)
}

struct Parser<'a> {
    rest: &'a str,
    /// Whether expressions may stand there, which are passed over.
    is_code: bool,
}

impl Parser<'_> {
    /// Blanks and comments.
    fn blanks(&mut self) {
        loop {
            self.rest = self.rest.trim_start();
            let after = if self.rest.starts_with("//")
                || (self.rest.starts_with('#') && !self.rest.starts_with("#["))
            {
                self.rest.split_once('\n').map_or("", |(_, after)| after)
            } else if self.rest.starts_with("/*") {
                self.rest.split_once("*/").map_or("", |(_, after)| after)
            } else {
                return;
            };
            self.rest = after;
        }
    }

    fn eat(&mut self, token: &str) -> bool {
        self.blanks();
        match self.rest.strip_prefix(token) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn value(&mut self, depth: usize) -> Option<Value> {
        if depth > DEEPEST {
            return None;
        }
        self.blanks();
        if self.is_code {
            return self.expression(depth);
        }
        let mut value = self.single(depth)?;
        // `var_export` joins strings around NUL bytes.
        while self.eat(".") {
            let next = self.single(depth)?;
            value = match (value, next) {
                (Value::Text(a), Value::Text(b)) => Value::Text(a + &b),
                _ => Value::Other,
            };
        }
        Some(value)
    }

    /// A value, or an expression that is passed over up to the `,`, `=>` or bracket behind it.
    fn expression(&mut self, depth: usize) -> Option<Value> {
        let start = self.rest;
        if let Some(value) = self.single(depth) {
            self.blanks();
            let ends = [",", "=>", "]", ")", ";"];
            if ends.iter().any(|end| self.rest.starts_with(end)) {
                return Some(value);
            }
        }
        self.rest = start;
        let mut open = 0_usize;
        while let Some(c) = self.rest.chars().next() {
            self.blanks();
            match c {
                '\'' => drop(self.single_quoted()?),
                '"' => {
                    let inside = self.rest.get(1..)?;
                    let end = crate::dotenv::closing_quote(inside, '"')?;
                    self.rest = inside.get(end + 1..)?;
                }
                ',' | ';' if open == 0 => return Some(Value::Other),
                ')' | ']' | '}' if open == 0 => return Some(Value::Other),
                '=' if open == 0 && self.rest.starts_with("=>") => return Some(Value::Other),
                _ => {
                    match c {
                        '(' | '[' | '{' => open += 1,
                        ')' | ']' | '}' => open = open.saturating_sub(1),
                        _ => {}
                    }
                    if self.rest.starts_with(c) {
                        self.rest = self.rest.get(c.len_utf8()..)?;
                    }
                }
            }
        }
        None
    }

    fn single(&mut self, depth: usize) -> Option<Value> {
        self.blanks();
        if self.eat("(object)") || self.eat("(array)") {
            return self.single(depth);
        }
        if self.eat("[") {
            return self.items("]", depth);
        }
        match self.rest.chars().next()? {
            '\'' => self.single_quoted().map(Value::Text),
            '"' => self.double_quoted().map(Value::Text),
            c if c.is_ascii_digit() || c == '-' || c == '.' => {
                let end = self.rest.find(|c: char| {
                    !(c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '+' | '_'))
                });
                let (number, rest) = self.rest.split_at_checked(end.unwrap_or(self.rest.len()))?;
                self.rest = rest;
                Some(Value::Text(number.to_owned()))
            }
            c if c.is_ascii_alphabetic() || c == '_' || c == '\\' => self.named(depth),
            _ => None,
        }
    }

    /// `array (`, `NULL`, `Foo::__set_state(array(`, `Foo::BAR`.
    fn named(&mut self, depth: usize) -> Option<Value> {
        let end = self
            .rest
            .find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '\\' | ':')));
        let (name, rest) = self.rest.split_at_checked(end.unwrap_or(self.rest.len()))?;
        let is_array = name.eq_ignore_ascii_case("array");
        self.rest = rest;
        if self.eat("(") {
            let inside = self.items(")", depth)?;
            if is_array {
                return Some(inside);
            }
            let arguments = inside.items();
            if self.is_code
                && name.trim_start_matches('\\') == "env"
                && let Some((_, Value::Text(variable))) = arguments.first()
            {
                let fallback = arguments.get(1).map(|(_, value)| Box::new(value.clone()));
                return Some(Value::Env(variable.clone(), fallback));
            }
            return Some(Value::Other);
        }
        (!is_array).then_some(Value::Other)
    }

    fn items(&mut self, close: &str, depth: usize) -> Option<Value> {
        let mut items = Vec::new();
        loop {
            if self.eat(close) {
                return Some(Value::Array(items));
            }
            let first = self.value(depth + 1)?;
            if self.eat("=>") {
                let key = first.text().map(str::to_owned);
                let value = self.value(depth + 1)?;
                match key {
                    Some(key) => items.push((key, value)),
                    // A constant: `PDO::ATTR_...`.
                    None if self.is_code => {}
                    None => return None,
                }
            } else {
                items.push((items.len().to_string(), first));
            }
            if !self.eat(",")
                && !{
                    self.blanks();
                    self.rest.starts_with(close)
                }
            {
                return None;
            }
        }
    }

    fn single_quoted(&mut self) -> Option<String> {
        let mut out = String::new();
        let mut chars = self.rest.char_indices().skip(1);
        while let Some((at, c)) = chars.next() {
            match c {
                '\'' => {
                    self.rest = self.rest.get(at + 1..)?;
                    return Some(out);
                }
                '\\' => match chars.next()?.1 {
                    c @ ('\\' | '\'') => out.push(c),
                    c => out.extend(['\\', c]),
                },
                c => out.push(c),
            }
        }
        None
    }

    fn double_quoted(&mut self) -> Option<String> {
        let mut out = String::new();
        let mut chars = self.rest.char_indices().skip(1);
        while let Some((at, c)) = chars.next() {
            match c {
                '"' => {
                    self.rest = self.rest.get(at + 1..)?;
                    return Some(out);
                }
                // A variable is no constant text.
                '$' => return None,
                '\\' => match chars.next()?.1 {
                    'n' => out.push('\n'),
                    't' => out.push('\t'),
                    'r' => out.push('\r'),
                    '0' => out.push('\0'),
                    c => out.push(c),
                },
                c => out.push(c),
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exported_arrays() {
        let value = parse("<?php return array (\n 'a' => array ( 'b' => 'it\\'s', 0 => 1, 'n' => NULL, ),\n 'c' => [true, \"x\"],\n 'd' => \\Foo\\Bar::__set_state(array('x' => 1)),\n 'e' => '' . \"\\0\" . 'z',\n);").expect("an array");
        assert_eq!(
            value
                .get("a")
                .and_then(|a| a.get("b"))
                .and_then(Value::text),
            Some("it's")
        );
        assert_eq!(
            value
                .get("c")
                .and_then(|c| c.get("1"))
                .and_then(Value::text),
            Some("x")
        );
        assert_eq!(value.get("d"), Some(&Value::Other));
        assert_eq!(value.get("e").and_then(Value::text), Some("\0z"));
    }

    #[test]
    fn anything_else_is_none() {
        for text in [
            "",
            "<?php",
            "<?php return 1;",
            "<?php return array(",
            "<?php return array($x);",
            "<?php return env('A');",
            "no",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
        assert_eq!(
            parse(&format!(
                "<?php return {}{};",
                "[".repeat(500),
                "]".repeat(500)
            )),
            None
        );
    }

    #[test]
    fn code_is_read_without_being_run() {
        let value = parse_code("<?php\n\nuse X;\n\nreturn [\n 'a' => env('A', 'x'), // , ]\n 'b' => $c ? [1, ')'] : foo(\"]\"),\n X::Y => 1,\n 'd' => [env('D')],\n];").expect("an array");
        assert_eq!(
            value.get("a"),
            Some(&Value::Env(
                "A".into(),
                Some(Box::new(Value::Text("x".into())))
            ))
        );
        assert_eq!(value.get("b"), Some(&Value::Other));
        assert_eq!(
            value.get("d").and_then(|d| d.get("0")),
            Some(&Value::Env("D".into(), None))
        );
        assert_eq!(
            parse("<?php return ['a' => env('A')];").and_then(|v| v.get("a").cloned()),
            Some(Value::Other)
        );
    }

    proptest::proptest! {
        #[test]
        fn no_mix_of_code_makes_it_panic(
            parts in proptest::collection::vec(
                proptest::sample::select(vec![
                    "'", "\"", "\\", "[", "]", "(", ")", ",", "=>", "env(", "array(", ";", "//", "/*", "\n", "$", "é", "1", ".", "A::B",
                ]),
                0..40,
            )
        ) {
            let text = format!("<?php return [{}];", parts.concat());
            let _ = parse(&text);
            let _ = parse_code(&text);
        }
    }
}
