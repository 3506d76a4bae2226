//! Characters that make a name look like another one.

use unicode_script::{Script, UnicodeScript};

/// Why a text cannot be taken for what it looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Oddity {
    /// A control character, NUL among them.
    Control,
    /// A character that draws nothing or reorders its neighbours.
    Invisible,
    /// Letters of several scripts side by side, or letters in disguise.
    MixedScript,
}

impl Oddity {
    /// The oddity in words.
    pub fn describe(self) -> &'static str {
        match self {
            Oddity::Control => "a control character",
            Oddity::Invisible => "an invisible character",
            Oddity::MixedScript => "letters that only look like others",
        }
    }
}

/// The first oddity of a text. ASCII without controls has none.
pub fn oddity(text: &str) -> Option<Oddity> {
    let mut script: Option<Script> = None;
    for c in text.chars() {
        if c.is_control() {
            return Some(Oddity::Control);
        }
        if c.is_ascii() {
            if c.is_ascii_alphabetic() {
                match script {
                    Some(Script::Latin) | None => script = Some(Script::Latin),
                    Some(_) => return Some(Oddity::MixedScript),
                }
            }
            continue;
        }
        if is_invisible(c) {
            return Some(Oddity::Invisible);
        }
        if is_disguised(c) {
            return Some(Oddity::MixedScript);
        }
        let own = c.script();
        if matches!(own, Script::Common | Script::Inherited | Script::Unknown) {
            continue;
        }
        match script {
            Some(s) if s == own || goes_with(s, own) => {}
            None => script = Some(own),
            Some(_) => return Some(Oddity::MixedScript),
        }
    }
    None
}

/// Scripts that one language mixes.
fn goes_with(a: Script, b: Script) -> bool {
    const JAPANESE: [Script; 3] = [Script::Han, Script::Hiragana, Script::Katakana];
    const KOREAN: [Script; 2] = [Script::Han, Script::Hangul];
    (JAPANESE.contains(&a) && JAPANESE.contains(&b)) || (KOREAN.contains(&a) && KOREAN.contains(&b))
}

/// Default-ignorable and formatting characters, unusual blanks, and the replacement character.
fn is_invisible(c: char) -> bool {
    matches!(c as u32,
        0xA0 | 0xAD | 0x34F | 0x61C | 0x115F | 0x1160 | 0x1680 | 0x17B4 | 0x17B5
        | 0x180B..=0x180F | 0x2000..=0x200F | 0x2028..=0x202F | 0x205F..=0x206F | 0x3000 | 0x3164
        | 0xFE00..=0xFE0F | 0xFEFF | 0xFFA0 | 0xFFF0..=0xFFFD | 0x1BCA0..=0x1BCA3
        | 0x1D173..=0x1D17A | 0xE0000..=0xE0FFF)
}

/// Letters of the compatibility blocks: full width, mathematical, enclosed.
fn is_disguised(c: char) -> bool {
    matches!(c as u32, 0xFF01..=0xFFEF | 0x1D400..=0x1D7FF | 0x2460..=0x24FF | 0x1F100..=0x1F1FF)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn oddities_are_seen_and_plain_names_are_not() {
        for (text, expected) in [
            ("app_test", None),
            ("größe_test", None),
            ("тест", None),
            ("データ漢字", None),
            ("tеst_app", Some(Oddity::MixedScript)),
            ("ｐｒｏｄ", Some(Oddity::MixedScript)),
            ("app\u{200b}_test", Some(Oddity::Invisible)),
            ("app\u{202e}tset", Some(Oddity::Invisible)),
            ("app\0", Some(Oddity::Control)),
            ("app\n", Some(Oddity::Control)),
        ] {
            assert_eq!(oddity(text), expected, "{text:?}");
        }
    }
}
