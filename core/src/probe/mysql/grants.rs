//! What a user of MySQL may do, as `SHOW GRANTS` writes it: the one list that every version shows to
//! everybody about himself.

/// Privileges that change data.
const WRITES: &[&str] = &[
    "ALL PRIVILEGES",
    "INSERT",
    "UPDATE",
    "DELETE",
    "DROP",
    "ALTER",
    "CREATE",
    "SUPER",
];

#[derive(Debug, Default)]
pub(super) struct Grants {
    grants: Vec<Grant>,
}

#[derive(Debug)]
struct Grant {
    privileges: Vec<String>,
    /// A pattern; `*` is every database.
    database: String,
    /// Whether it is for every table of the database.
    is_whole: bool,
}

impl Grants {
    /// Takes one line. What is no grant on tables says nothing here: proxies, roles, routines.
    pub(super) fn add(&mut self, line: &str) {
        let Some(rest) = line.strip_prefix("GRANT ") else {
            return;
        };
        let Some((privileges, rest)) = rest.split_once(" ON ") else {
            return;
        };
        if ["FUNCTION ", "PROCEDURE ", "PACKAGE "]
            .iter()
            .any(|kind| rest.starts_with(kind))
        {
            return;
        }
        let Some((database, rest)) = name(rest) else {
            return;
        };
        let Some((table, _)) = rest.strip_prefix('.').and_then(name) else {
            return;
        };
        self.grants.push(Grant {
            privileges: split(privileges),
            database,
            is_whole: table == "*",
        });
    }

    /// Whether the user may do everything everywhere.
    pub(super) fn is_all(&self) -> bool {
        let all = |grant: &&Grant| grant.database == "*" && grant.is_whole;
        self.grants.iter().filter(all).any(|grant| {
            let names = &grant.privileges;
            names
                .iter()
                .any(|name| name == "ALL PRIVILEGES" || name == "SUPER")
        })
    }

    /// Whether the user may change some table of a database.
    pub(super) fn writes(&self, database: &str) -> bool {
        self.of(database).any(|grant| {
            grant
                .privileges
                .iter()
                .any(|name| WRITES.contains(&name.as_str()))
        })
    }

    /// Whether the user may read every table of a database, and so sees each.
    pub(super) fn reads(&self, database: &str) -> bool {
        self.of(database).any(|grant| {
            let names = &grant.privileges;
            grant.is_whole
                && names
                    .iter()
                    .any(|name| name == "ALL PRIVILEGES" || name == "SELECT")
        })
    }

    fn of<'a>(&'a self, database: &'a str) -> impl Iterator<Item = &'a Grant> {
        self.grants.iter().filter(move |grant| {
            if grant.is_whole {
                is_like(&grant.database, database)
            } else {
                grant.database == database
            }
        })
    }
}

/// Privileges, without the columns that they are for: a grant on columns reads no whole table.
fn split(privileges: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut depth = 0_usize;
    let mut name = String::new();
    for c in privileges.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => names.push(std::mem::take(&mut name)),
            c if depth == 0 => name.push(c),
            _ => {}
        }
    }
    names.push(name);
    names
        .iter()
        .map(|name| name.trim().to_ascii_uppercase())
        .collect()
}

/// A name in front of a text, without its quotes, and the rest.
fn name(text: &str) -> Option<(String, &str)> {
    if let Some(rest) = text.strip_prefix('*') {
        return Some(("*".to_owned(), rest));
    }
    let quote = text.chars().next().filter(|c| matches!(c, '`' | '"'))?;
    let mut name = String::new();
    let mut chars = text.char_indices().skip(1).peekable();
    while let Some((at, c)) = chars.next() {
        if c != quote {
            name.push(c);
        } else if chars.peek().is_some_and(|(_, next)| *next == quote) {
            name.push(c);
            chars.next();
        } else {
            return Some((name, text.get(at + 1..)?));
        }
    }
    None
}

/// Whether a name is like a pattern: `%`, `_`, and `\` in front of either. Letters of either case.
fn is_like(pattern: &str, name: &str) -> bool {
    if pattern == "*" {
        return true;
    }
    let pattern: Vec<char> = pattern.to_lowercase().chars().collect();
    let name: Vec<char> = name.to_lowercase().chars().collect();
    // One row of the table of prefixes: linear in memory, and bounded by the lengths of names.
    let mut reach = vec![false; name.len() + 1];
    if let Some(first) = reach.first_mut() {
        *first = true;
    }
    let mut chars = pattern.into_iter();
    while let Some(c) = chars.next() {
        let (any, one, literal) = match c {
            '%' => (true, false, None),
            '_' => (false, true, None),
            '\\' => (false, false, chars.next()),
            c => (false, false, Some(c)),
        };
        let mut next = vec![false; name.len() + 1];
        let mut seen = false;
        for at in 0..=name.len() {
            let here = reach.get(at).copied().unwrap_or_default();
            seen |= here;
            if any
                && seen
                && let Some(slot) = next.get_mut(at)
            {
                *slot = true;
            }
            let fits = name.get(at).is_some_and(|c| one || Some(*c) == literal);
            if here
                && fits
                && let Some(slot) = next.get_mut(at + 1)
            {
                *slot = true;
            }
        }
        reach = next;
    }
    reach.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grants_are_read_as_the_server_means_them() {
        let mut grants = Grants::default();
        for line in [
            "GRANT USAGE ON *.* TO `u`@`%` IDENTIFIED BY PASSWORD '*0'",
            "GRANT SELECT, INSERT ON `shop\\_test`.* TO `u`@`%`",
            "GRANT SELECT ON `blog%`.* TO `u`@`%`",
            "GRANT UPDATE (`a`, `b`) ON `wiki`.`pages` TO `u`@`%`",
            "GRANT `role` TO `u`@`%`",
            "GRANT EXECUTE ON PROCEDURE `shop`.`p` TO `u`@`%`",
        ] {
            grants.add(line);
        }
        assert!(grants.writes("shop_test") && grants.reads("shop_test"));
        assert!(!grants.writes("shopxtest") && !grants.writes("shop"));
        assert!(grants.reads("blog_2024") && !grants.writes("blog_2024"));
        assert!(grants.writes("wiki") && !grants.reads("wiki"));
        assert!(!grants.is_all());
        grants.add("GRANT ALL PRIVILEGES ON *.* TO `root`@`localhost` WITH GRANT OPTION");
        assert!(grants.is_all() && grants.writes("anything") && grants.reads("x"));
    }
}
