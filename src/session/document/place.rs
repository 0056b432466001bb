//! Where in a JSON text something stands.
//!
//! The parser tells the line and the column of what it stumbles over, but not the way there;
//! what is found out later is known by its way, but not by its line. Both are looked up here.

use super::complaint::Spot;
use super::suggestion::shortened;

/// A walk through the tokens of a JSON text, as far as they are well formed.
struct Walk<'a> {
    bytes: &'a [u8],
    at: usize,
    frames: Vec<Frame<'a>>,
}

/// An array or an object that is open, with where in it the walk is.
enum Frame<'a> {
    Array(Option<u32>),
    Object(Option<&'a [u8]>),
}

impl<'a> Walk<'a> {
    fn new(text: &'a str) -> Walk<'a> {
        Walk { bytes: text.as_bytes(), at: 0, frames: Vec::new() }
    }

    fn byte(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    /// Goes behind the next key, value, bracket or brace. Gives where it begins; none if there
    /// is none. The way of a bracket or a brace is that of its array or object.
    fn next(&mut self) -> Option<usize> {
        while self.byte()?.is_ascii_whitespace() || matches!(self.byte(), Some(b',' | b':')) {
            if self.byte() == Some(b',')
                && let Some(Frame::Object(key)) = self.frames.last_mut()
            {
                *key = None;
            }
            self.at += 1;
        }
        let start = self.at;
        match self.byte()? {
            b'}' | b']' => {
                self.frames.pop();
                self.at += 1;
                return Some(start);
            }
            b'"' => {
                let text = self.string();
                if let Some(Frame::Object(key @ None)) = self.frames.last_mut() {
                    *key = Some(text);
                    return Some(start);
                }
                self.count();
            }
            bracket @ (b'{' | b'[') => {
                self.count();
                self.at += 1;
                // What is inside has no place of its own before it begins.
                self.frames.push(match bracket {
                    b'{' => Frame::Object(None),
                    _ => Frame::Array(None),
                });
            }
            _ => {
                self.count();
                let ends = |byte: u8| byte.is_ascii_whitespace() || b",:]}[{\"".contains(&byte);
                while self.byte().is_some_and(|byte| !ends(byte)) {
                    self.at += 1;
                }
            }
        }
        Some(start)
    }

    /// The text of a string without its quotes, its escapes as they are.
    fn string(&mut self) -> &'a [u8] {
        self.at += 1;
        let start = self.at;
        while let Some(byte) = self.byte().filter(|byte| *byte != b'"') {
            self.at += if byte == b'\\' { 2 } else { 1 };
        }
        let text = self.bytes.get(start..self.at).unwrap_or_default();
        self.at += 1;
        text
    }

    /// Counts one more element if an array is open.
    fn count(&mut self) {
        if let Some(Frame::Array(index)) = self.frames.last_mut() {
            *index = Some(index.map_or(0, |index| index + 1));
        }
    }

    /// The way to what the walk has just gone behind.
    fn path(&self) -> String {
        let mut path = String::new();
        for frame in &self.frames {
            match frame {
                Frame::Array(Some(index)) => path.push_str(&format!("[{index}]")),
                Frame::Object(Some(key)) => push_key(&mut path, &String::from_utf8_lossy(key)),
                Frame::Array(None) | Frame::Object(None) => {}
            }
        }
        path
    }
}

fn push_key(path: &mut String, key: &str) {
    if !path.is_empty() {
        path.push('.');
    }
    path.push_str(&shortened(key));
}

/// The place at which a parser stopped, by the line and the column that it tells, both from 1
/// and the column in bytes.
pub(super) fn stopped_at(text: &str, line: usize, column: usize) -> Spot {
    let before: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let offset = (before + column).min(text.len());
    let mut walk = Walk::new(text);
    let mut tokens = 0_usize;
    while walk.next().is_some_and(|start| start < offset) {
        tokens += 1;
    }
    // Once more, to stand behind the last of them.
    let mut walk = Walk::new(text);
    let mut start = None;
    for _ in 0..tokens {
        start = walk.next();
    }
    spot(text, start.unwrap_or(offset), walk.path())
}

/// The place of the value with this path, or of the innermost around it that is written out.
pub(super) fn of_path(text: &str, path: &str) -> Spot {
    let mut walk = Walk::new(text);
    let mut closest = (0, String::new());
    let depth = path.matches(['.', '[']).count() + 1;
    while let Some(start) = walk.next() {
        // What lies deeper is not on the way, and may be much.
        if walk.frames.len() > depth + 1 {
            continue;
        }
        let here = walk.path();
        let is_around = path
            .strip_prefix(here.as_str())
            .is_some_and(|rest| here.is_empty() || rest.is_empty() || rest.starts_with(['.', '[']));
        if is_around && here.len() > closest.1.len() {
            closest = (start, here);
        }
        if closest.1 == path {
            break;
        }
    }
    let (start, _) = closest;
    spot(text, start, path.to_owned())
}

fn spot(text: &str, offset: usize, path: String) -> Spot {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    let before = &text[..offset];
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    Spot {
        path,
        line: before.matches('\n').count() as u32 + 1,
        column: before[line_start..].chars().count() as u32 + 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "{\n  \"a\": [1, {\"ü\": \"x\\\"]\", \"c\": [true]}],\n  \"d\": 2 }";

    #[test]
    fn every_value_is_found_by_its_path() {
        let spots = [
            ("a", 2, 8),
            ("a[0]", 2, 9),
            ("a[1]", 2, 12),
            ("a[1].ü", 2, 18),
            ("a[1].c[0]", 2, 31),
            ("a[1].c[7].e", 2, 30),
            ("d", 3, 8),
            ("e.f", 1, 1),
        ];
        for (path, line, column) in spots {
            let found = of_path(TEXT, path);
            // A key stands at its name, so that what is missing in it is looked for there.
            let key = path.ends_with(|last: char| last.is_alphabetic());
            assert_eq!((found.line, found.path.as_str()), (line, path));
            assert!(!key || found.column <= column, "{path}: {found:?}");
        }
    }

    #[test]
    fn the_way_to_where_a_parser_stopped_is_told() {
        let path = |line, column| stopped_at(TEXT, line, column).path;
        assert_eq!(path(2, 9), "a[0]");
        assert_eq!(path(2, 12), "a[1]");
        assert_eq!(path(2, 21), "a[1].ü");
        assert_eq!(path(2, 33), "a[1].c[0]");
        assert_eq!(path(2, 37), "a[1].c");
        assert_eq!(path(3, 8), "d");
        assert_eq!(path(3, 10), "");
        assert_eq!(stopped_at("", 1, 0), Spot { path: String::new(), line: 1, column: 1 });
    }

    #[test]
    fn nothing_that_is_no_json_is_a_danger() {
        for text in ["", "\"", "\"\\", "{", "]]]", "{{{:::,,,", "[1,", "tru", "\u{feff}{}", "{\"ü"]
        {
            for column in 0..8 {
                stopped_at(text, 1, column);
            }
            of_path(text, "a[1].b");
        }
    }
}
