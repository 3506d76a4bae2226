//! Globs over names: `*` is any run of characters, `?` is one. Letter case does not count.

/// A pattern such as `askpro_*`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Glob {
    pattern: Vec<char>,
}

impl Glob {
    /// Compiles a pattern; every text is one.
    pub fn new(pattern: &str) -> Glob {
        Glob {
            pattern: pattern.chars().flat_map(char::to_lowercase).collect(),
        }
    }

    /// Whether the text holds a character with a meaning of its own in a glob.
    pub fn is_glob(text: &str) -> bool {
        text.contains(['*', '?'])
    }

    /// Whether the whole text matches. Takes time in the product of both lengths at worst.
    pub fn matches(&self, text: &str) -> bool {
        let text: Vec<char> = text.chars().flat_map(char::to_lowercase).collect();
        let (mut p, mut t) = (0, 0);
        let mut star: Option<(usize, usize)> = None;
        while t < text.len() {
            match self.pattern.get(p) {
                Some('*') => {
                    star = Some((p, t));
                    p += 1;
                }
                Some(c) if *c == '?' || text.get(t) == Some(c) => {
                    p += 1;
                    t += 1;
                }
                _ => match star {
                    Some((at, from)) => {
                        p = at + 1;
                        t = from + 1;
                        star = Some((at, t));
                    }
                    None => return false,
                },
            }
        }
        self.pattern
            .get(p..)
            .is_some_and(|rest| rest.iter().all(|c| *c == '*'))
    }
}

#[cfg(test)]
mod tests {
    use super::Glob;

    #[test]
    fn globs_match_whole_texts_in_any_case() {
        for (pattern, text, expected) in [
            ("askpro_*", "AskPro_eu", true),
            ("askpro_*", "my_askpro_eu", false),
            ("*.neon.tech", "ep-1.neon.tech", true),
            ("ep-main-*.neon.tech", "ep-dev-1.neon.tech", false),
            ("a?c", "abc", true),
            ("a?c", "ac", false),
            ("*", "", true),
            ("", "", true),
            ("a*b*c", "aXbYbZc", true),
        ] {
            assert_eq!(
                Glob::new(pattern).matches(text),
                expected,
                "{pattern} {text}"
            );
        }
    }
}
