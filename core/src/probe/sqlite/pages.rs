//! The file format of SQLite, as far as it takes to list tables and count their rows.
//!
//! Every number in the file is taken for what somebody may have written to harm: offsets are
//! bounded by their page, pages by their number, and the pages of one look by [`MOST_PAGES`].

use crate::host;
use std::cell::Cell;
use std::fs::File;
use std::path::Path;

/// The most pages that one look reads.
const MOST_PAGES: u32 = 20_000;
/// The deepest tree: SQLite's own is about twenty.
const DEEPEST: usize = 40;

const MAGIC: &[u8] = b"SQLite format 3\0";
/// The header of the file, in front of the first page's own.
const HEADER: usize = 100;

/// A file that is open for a look.
pub(super) struct Database {
    file: &'static File,
    page_size: usize,
    usable: usize,
    is_utf8: bool,
    counter: Vec<u8>,
    read: Cell<u32>,
}

/// A table, and the page of its tree; none for a virtual one.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Table {
    pub(super) name: String,
    pub(super) root: u32,
}

/// A value of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    Nothing,
    Number(i64),
    Text(String),
    /// Bytes, or a number with a fraction: nothing that is looked for.
    Other,
}

impl Value {
    pub(super) fn text(&self) -> Option<String> {
        match self {
            Value::Text(text) => Some(text.clone()),
            Value::Number(_) | Value::Nothing | Value::Other => None,
        }
    }

    pub(super) fn number(&self) -> Option<i64> {
        match self {
            Value::Number(number) => Some(*number),
            Value::Text(_) | Value::Nothing | Value::Other => None,
        }
    }
}

/// What a page of a tree is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    TableInner,
    TableLeaf,
    IndexInner,
    IndexLeaf,
}

struct Page {
    bytes: Vec<u8>,
    kind: Kind,
    cells: Vec<usize>,
    right: u32,
}

impl Database {
    pub(super) fn open(path: &Path) -> Result<Database, String> {
        let file = host::keep(path)?;
        let header = host::read_at(file, 0, HEADER)?;
        if header.get(..MAGIC.len()) != Some(MAGIC) {
            return Err("it is no file of SQLite".into());
        }
        let page_size = match number(&header, 16, 2)? {
            1 => 65_536,
            size if size >= 512 && size.is_power_of_two() => size as usize,
            _ => return Err("its pages have no size".into()),
        };
        let reserved = number(&header, 20, 1)? as usize;
        Ok(Database {
            file,
            page_size,
            usable: page_size.saturating_sub(reserved),
            is_utf8: matches!(number(&header, 56, 4)?, 0 | 1),
            counter: header.get(24..28).unwrap_or_default().to_vec(),
            read: Cell::new(0),
        })
    }

    /// Whether somebody may have written to the file since it was opened.
    pub(super) fn has_changed(&self) -> bool {
        host::read_at(self.file, 24, 4).map_or(true, |counter| counter != self.counter)
    }

    /// Every table of the schema.
    pub(super) fn tables(&self) -> Result<Vec<Table>, String> {
        let mut tables = Vec::new();
        for row in self.rows(1)? {
            let text = |at: usize| row.get(at).and_then(Value::text);
            if text(0).as_deref() != Some("table") {
                continue;
            }
            let root = row.get(3).and_then(Value::number).unwrap_or_default();
            tables.push(Table {
                name: text(1).ok_or("a table has no name")?,
                root: u32::try_from(root).map_err(|_| "a table has no page")?,
            });
        }
        Ok(tables)
    }

    /// The rows of a table with row numbers: as many columns of each as stand on its own page.
    pub(super) fn rows(&self, root: u32) -> Result<Vec<Vec<Value>>, String> {
        let mut rows = Vec::new();
        self.walk(root, 0, &mut |page| {
            if page.kind == Kind::TableLeaf {
                for cell in &page.cells {
                    rows.push(self.row(page, *cell)?);
                }
            }
            Ok(())
        })?;
        Ok(rows)
    }

    /// How many rows a table holds.
    pub(super) fn count(&self, root: u32) -> Result<u64, String> {
        let mut rows = 0;
        self.walk(root, 0, &mut |page| {
            // A tree without row numbers keeps rows on its inner pages, too.
            if page.kind != Kind::TableInner {
                rows += page.cells.len() as u64;
            }
            Ok(())
        })?;
        Ok(rows)
    }

    fn walk(
        &self,
        number: u32,
        depth: usize,
        visit: &mut dyn FnMut(&Page) -> Result<(), String>,
    ) -> Result<(), String> {
        if depth > DEEPEST {
            return Err("its tree has no end".into());
        }
        let page = self.page(number)?;
        visit(&page)?;
        if matches!(page.kind, Kind::TableInner | Kind::IndexInner) {
            for cell in &page.cells {
                let child = self::number(&page.bytes, *cell, 4)?;
                self.walk(child, depth + 1, visit)?;
            }
            self.walk(page.right, depth + 1, visit)?;
        }
        Ok(())
    }

    fn page(&self, number: u32) -> Result<Page, String> {
        if number == 0 || self.read.get() >= MOST_PAGES {
            return Err("it has more pages than are looked at".into());
        }
        self.read.set(self.read.get() + 1);
        let offset = u64::from(number - 1) * self.page_size as u64;
        let bytes = host::read_at(self.file, offset, self.page_size)?;
        let start = if number == 1 { HEADER } else { 0 };
        let (kind, length) = match bytes.get(start) {
            Some(2) => (Kind::IndexInner, 12),
            Some(5) => (Kind::TableInner, 12),
            Some(10) => (Kind::IndexLeaf, 8),
            Some(13) => (Kind::TableLeaf, 8),
            _ => return Err("a page is of no known kind".into()),
        };
        let count = self::number(&bytes, start + 3, 2)? as usize;
        let right = if length == 12 {
            self::number(&bytes, start + 8, 4)?
        } else {
            0
        };
        let cells = (0..count)
            .map(|at| Ok(self::number(&bytes, start + length + 2 * at, 2)? as usize))
            .collect::<Result<Vec<usize>, String>>()?;
        Ok(Page {
            bytes,
            kind,
            cells,
            right,
        })
    }

    fn row(&self, page: &Page, cell: usize) -> Result<Vec<Value>, String> {
        let mut at = cell;
        let payload = varint(&page.bytes, &mut at)?;
        varint(&page.bytes, &mut at)?;
        let payload = usize::try_from(payload).map_err(|_| "a row has no end")?;
        // What does not fit is continued on other pages, and is not looked at.
        let most = self.usable.saturating_sub(35);
        let own = if payload <= most {
            payload
        } else {
            let least = (self.usable.saturating_sub(12)) * 32 / 255 - 23;
            let rest = least + (payload - least) % (self.usable.saturating_sub(4));
            if rest <= most { rest } else { least }
        };
        let record = page
            .bytes
            .get(at..at + own)
            .ok_or("a row leaves its page")?;
        let mut at = 0;
        let header = usize::try_from(varint(record, &mut at)?).map_err(|_| "a row has no end")?;
        let mut body = header;
        let mut values = Vec::new();
        while at < header {
            let kind = varint(record, &mut at)?;
            let Some((value, length)) = self.value(record, body, kind) else {
                break;
            };
            values.push(value);
            body += length;
        }
        Ok(values)
    }

    /// A value and its length; none where it is not whole.
    fn value(&self, record: &[u8], at: usize, kind: u64) -> Option<(Value, usize)> {
        let whole = |length: usize| {
            let bytes = record.get(at..at.checked_add(length)?)?;
            let first = bytes.first()?;
            let sign: i64 = if first & 0x80 == 0 { 0 } else { -1 };
            let number = bytes
                .iter()
                .fold(sign, |n, byte| (n << 8) | i64::from(*byte));
            Some((Value::Number(number), length))
        };
        match kind {
            0 => Some((Value::Nothing, 0)),
            1..=4 => whole(usize::try_from(kind).ok()?),
            5 => whole(6),
            6 => whole(8),
            7 => record
                .get(at..at.checked_add(8)?)
                .map(|_| (Value::Other, 8)),
            8 => Some((Value::Number(0), 0)),
            9 => Some((Value::Number(1), 0)),
            10 | 11 => None,
            kind => {
                let length = usize::try_from((kind - 12) / 2).ok()?;
                let bytes = record.get(at..at.checked_add(length)?)?;
                let value = if kind % 2 == 1 {
                    self.text(bytes)
                } else {
                    Value::Other
                };
                Some((value, length))
            }
        }
    }

    fn text(&self, bytes: &[u8]) -> Value {
        if self.is_utf8 {
            return Value::Text(String::from_utf8_lossy(bytes).into_owned());
        }
        // Names are ASCII mostly: the byte that is not zero, whichever end comes first.
        let plain: String = bytes
            .iter()
            .filter(|b| **b != 0)
            .map(|b| char::from(*b))
            .collect();
        Value::Text(plain)
    }
}

/// A number of up to four bytes, the highest first.
fn number(bytes: &[u8], at: usize, length: usize) -> Result<u32, String> {
    let end = at.checked_add(length).ok_or("an offset has no end")?;
    let bytes = bytes.get(at..end).ok_or("an offset leaves its page")?;
    Ok(bytes.iter().fold(0, |n, byte| (n << 8) | u32::from(*byte)))
}

/// A number of one to nine bytes; moves behind it.
fn varint(bytes: &[u8], at: &mut usize) -> Result<u64, String> {
    let mut number = 0_u64;
    for count in 0..9 {
        let byte = bytes.get(*at).ok_or("a number leaves its page")?;
        *at += 1;
        if count == 8 {
            return Ok((number << 8) | u64::from(*byte));
        }
        number = (number << 7) | u64::from(byte & 0x7f);
        if byte & 0x80 == 0 {
            break;
        }
    }
    Ok(number)
}
