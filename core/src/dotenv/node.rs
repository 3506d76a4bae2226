//! The grammar of `node --env-file`, from `node_dotenv.cc`. A byte order mark stays in the first name.

use super::scan::Scan;
use super::{Line, Piece};

pub(super) fn lines(text: &str) -> Vec<Line> {
    let text = text.replace('\r', "");
    let mut scan = Scan::new(text.trim_end_matches(is_trimmed));
    scan.take_while(is_trimmed);
    let mut lines = Vec::new();
    while !scan.is_done() {
        if matches!(scan.peek(), Some('\n' | '#')) {
            scan.skip_line();
            continue;
        }
        let rest = scan.rest();
        let Some(at) = rest.find(['=', '\n']) else {
            break;
        };
        if rest.get(at..).is_some_and(|rest| rest.starts_with('\n')) {
            scan.take(at + 1);
            scan.take_while(is_trimmed);
            continue;
        }
        let number = scan.line();
        let name = scan.take(at).trim_matches(is_trimmed);
        scan.take(1);
        // Node 20 reads no further, later ones skip the line: what may be read is judged.
        if name.is_empty() {
            scan.skip_line();
            continue;
        }
        let name = name
            .strip_prefix("export ")
            .map_or(name, |name| name.trim_matches(is_trimmed));
        let value = value(&mut scan);
        lines.push(Line::new(name, vec![Piece::new(value, true)], number));
    }
    lines
}

fn value(scan: &mut Scan<'_>) -> String {
    if scan.eat("\n") {
        return String::new();
    }
    scan.take_while(is_trimmed);
    if let Some(quote @ ('"' | '\'' | '`')) = scan.peek() {
        let body = scan.rest().get(1..).unwrap_or("");
        if let Some(end) = body.find(quote) {
            let inside = body.get(..end).unwrap_or("");
            scan.take(end + 2);
            scan.skip_line();
            return if quote == '"' {
                inside.replace("\\n", "\n")
            } else {
                inside.to_owned()
            };
        }
        let line = scan.take_while(|c| c != '\n').to_owned();
        scan.skip_line();
        return line;
    }
    let line = scan.take_while(|c| c != '\n');
    scan.skip_line();
    let value = line.split('#').next().unwrap_or("");
    value.trim_matches(is_trimmed).to_owned()
}

fn is_trimmed(c: char) -> bool {
    c == ' '
}
