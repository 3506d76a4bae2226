//! INI as pytest reads it.

use super::{Edited, Left, insert, newline};

const KEY: &str = "required_plugins";
const NAME: &str = "notprod";

/// Names the plugin under `required_plugins` of a section; a section that is not there is added.
pub(in crate::cli::init) fn edit(text: &str, section: &str) -> Edited {
    let nl = newline(text);
    let mut at = 0;
    let mut inside = false;
    // Whether a line that is indented goes on with our value.
    let mut open = false;
    let mut header_end = None;
    let mut value: Option<(usize, String)> = None;
    for (index, line) in text.split_inclusive('\n').enumerate() {
        let end = at + line.len();
        let bare = line.trim_end();
        if let Some(name) = header(bare) {
            inside = name == section;
            open = false;
            if inside && header_end.replace(end).is_some() {
                return Err(Left::new(Some(index + 1), "the section stands twice")
                    .cure("keep one of them, then run `notprod init` again"));
            }
        } else if inside {
            match (own_value(bare), &mut value) {
                (Some(_), Some(_)) => {
                    return Err(
                        Left::new(Some(index + 1), "`required_plugins` stands twice")
                            .cure("keep one of them, then run `notprod init` again"),
                    );
                }
                (Some((offset, words)), none) => {
                    *none = Some((at + offset, words.to_owned()));
                    open = true;
                }
                (None, Some((_, words))) if open && continues(bare) && !is_comment(bare) => {
                    words.push(' ');
                    words.push_str(bare.trim());
                }
                _ if is_key(bare) => open = false,
                _ => {}
            }
        }
        at = end;
    }
    let broken = || Left::new(None, "it cannot be edited safely");
    if let Some((at, words)) = value {
        if words.split_whitespace().any(names_us) {
            return Ok(None);
        }
        let rest = text.get(at..).unwrap_or_default();
        let gap = if rest.is_empty() || rest.starts_with(char::is_whitespace) {
            ""
        } else {
            " "
        };
        return insert(text, at, &format!(" {NAME}{gap}"))
            .map(Some)
            .ok_or_else(broken);
    }
    let entry = format!("{KEY} = {NAME}{nl}");
    let (at, more) = match header_end {
        Some(at) if text.get(..at).is_some_and(|front| front.ends_with('\n')) => (at, entry),
        Some(at) => (at, format!("{nl}{entry}")),
        None => {
            let gap = match text {
                "" => "",
                text if text.ends_with('\n') => nl,
                _ => return Err(Left::new(None, "its last line does not end")),
            };
            (text.len(), format!("{gap}[{section}]{nl}{entry}"))
        }
    };
    insert(text, at, &more).map(Some).ok_or_else(broken)
}

fn header(line: &str) -> Option<&str> {
    let (name, rest) = line.strip_prefix('[')?.split_once(']')?;
    let rest = rest.trim_start();
    (rest.is_empty() || rest.starts_with(['#', ';'])).then_some(name)
}

/// Where the value of our key begins in its line, and what stands there.
fn own_value(line: &str) -> Option<(usize, &str)> {
    let rest = line.strip_prefix(KEY)?.trim_start();
    let words = rest.strip_prefix(['=', ':'])?;
    Some((line.len() - words.len(), words))
}

fn is_comment(line: &str) -> bool {
    line.trim_start().starts_with(['#', ';'])
}

fn continues(line: &str) -> bool {
    line.starts_with([' ', '\t'])
}

fn is_key(line: &str) -> bool {
    !line.is_empty() && !continues(line) && !is_comment(line)
}

/// `notprod`, also with a version: `notprod>=0.1`.
pub(super) fn names_us(word: &str) -> bool {
    let name = word.split(['=', '<', '>', '!', '~', ';']).next();
    name.is_some_and(|name| name.eq_ignore_ascii_case(NAME))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_entry_is_added_and_the_rest_stays() {
        for (before, after) in [
            (
                "[pytest]\naddopts = -q\n",
                "[pytest]\nrequired_plugins = notprod\naddopts = -q\n",
            ),
            ("[pytest]", "[pytest]\nrequired_plugins = notprod\n"),
            ("", "[pytest]\nrequired_plugins = notprod\n"),
            (
                "[tox]\nx = 1\n",
                "[tox]\nx = 1\n\n[pytest]\nrequired_plugins = notprod\n",
            ),
            (
                "# own\r\n[pytest]  ; x\r\naddopts = -q\r\n",
                "# own\r\n[pytest]  ; x\r\nrequired_plugins = notprod\r\naddopts = -q\r\n",
            ),
            (
                "[pytest]\nrequired_plugins=pytest-django\n",
                "[pytest]\nrequired_plugins= notprod pytest-django\n",
            ),
            (
                "[pytest]\nrequired_plugins =\n    a\n    b\nx = 1\n",
                "[pytest]\nrequired_plugins = notprod\n    a\n    b\nx = 1\n",
            ),
        ] {
            assert_eq!(
                edit(before, "pytest"),
                Ok(Some(after.to_owned())),
                "{before}"
            );
            assert_eq!(edit(after, "pytest"), Ok(None), "{after}");
        }
    }

    #[test]
    fn the_entry_is_seen_in_each_of_its_spellings() {
        for text in [
            "[pytest]\nrequired_plugins = notprod\n",
            "[pytest]\nrequired_plugins: a notprod>=0.1\n",
            "[pytest]\nrequired_plugins =\n  a\n  # own\n  notprod\n",
        ] {
            assert_eq!(edit(text, "pytest"), Ok(None), "{text}");
        }
        let elsewhere = "[pytest]\nrequired_plugins = a\naddopts =\n  notprod\n";
        assert!(matches!(edit(elsewhere, "pytest"), Ok(Some(_))));
    }

    #[test]
    fn what_stands_twice_is_left() {
        let twice = "[pytest]\n[other]\n[pytest]\n";
        assert_eq!(edit(twice, "pytest").unwrap_err().line, Some(3));
        let twice = "[pytest]\nrequired_plugins = a\naddopts = -q\nrequired_plugins = b\n";
        assert_eq!(edit(twice, "pytest").unwrap_err().line, Some(4));
    }
}
