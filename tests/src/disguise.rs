//! The same address in other letters: what must not turn a refusal into anything else.

/// The address with every second letter of its scheme in capitals; none where it has no scheme.
pub fn scheme_in_capitals(address: &str) -> Option<String> {
    let (scheme, rest) = address.split_once(':')?;
    let is_scheme = scheme.bytes().next()?.is_ascii_alphabetic()
        && scheme
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'));
    let mixed: String = scheme
        .chars()
        .enumerate()
        .map(|(at, c)| {
            if at % 2 == 0 {
                c.to_ascii_uppercase()
            } else {
                c.to_ascii_lowercase()
            }
        })
        .collect();
    (is_scheme && mixed != scheme).then(|| format!("{mixed}:{rest}"))
}

/// The URL with one letter behind its `//` as an escape: the one at this place, counted over the
/// letters that stand in no escape already. None where there is no such letter.
pub fn letter_encoded(address: &str, place: usize) -> Option<String> {
    let start = address.find("://")? + 3;
    let bytes = address.as_bytes();
    let is_in_escape = |at: usize| {
        let percent = |back: usize| at >= start + back && bytes.get(at - back) == Some(&b'%');
        percent(1) || percent(2)
    };
    let letters: Vec<usize> = (start..bytes.len())
        .filter(|&at| bytes.get(at).is_some_and(u8::is_ascii_alphanumeric) && !is_in_escape(at))
        .collect();
    let at = *letters.get(place % letters.len().max(1))?;
    let byte = bytes.get(at)?;
    Some(format!(
        "{}%{byte:02X}{}",
        address.get(..at)?,
        address.get(at + 1..)?
    ))
}

/// The URL with its parameters turned around; none where there are not two. A `#` ends a query for
/// some, so that turning moves the end; a `;` separates for others, who begin at another `?`; and PDO knows no queries, so that a
/// `/` in one makes another folder of a file.
pub fn parameters_turned(address: &str) -> Option<String> {
    let (front, query) = address.split_once('?')?;
    let is_file = ["sqlite", "file", "duckdb"]
        .iter()
        .any(|scheme| front.contains(scheme));
    if !front.contains(':') || query.contains(['#', ';', '?']) || (is_file && query.contains('/')) {
        return None;
    }
    let mut parameters: Vec<&str> = query.split('&').collect();
    parameters.reverse();
    let turned = parameters.join("&");
    (turned != query).then(|| format!("{front}?{turned}"))
}

/// Whether a pair is several to a reader that separates by blanks, as libpq does.
fn holds_words(pair: &str) -> bool {
    const KEYWORDS: &[&str] = &[
        "host", "hostaddr", "port", "user", "password", "dbname", "service",
    ];
    let is_word = |word: &str| {
        let key = word
            .split_once('=')
            .map(|(key, _)| key.to_ascii_lowercase());
        key.is_some_and(|key| KEYWORDS.contains(&key.as_str()))
    };
    pair.contains(char::is_whitespace) && pair.matches('=').count() > 1
        || pair.split_whitespace().skip(1).any(is_word)
}

/// `key=value` pairs, separated by this character, turned around; none where a quote could hold a
/// separator, where a line ends, where a value is empty (libpq takes the next word for it), where one
/// makes a URL of the whole in front, where one is several to libpq, or where there are not two.
pub fn pairs_turned(text: &str, separator: char) -> Option<String> {
    if text.contains(['\'', '"', '\\', '{', '}']) || text.contains(char::is_control) {
        return None;
    }
    let mut pairs: Vec<&str> = text
        .split(separator)
        .filter(|pair| pair.contains('='))
        .collect();
    if pairs.len() < 2
        || pairs.iter().any(|pair| pair.ends_with('='))
        || pairs.iter().any(|pair| pair.starts_with("//"))
        || (separator != ' ' && pairs.iter().any(|pair| holds_words(pair)))
        || pairs.len() != text.split(separator).count()
    {
        return None;
    }
    pairs.reverse();
    Some(pairs.join(&separator.to_string()))
}
