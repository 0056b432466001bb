//! How a document looks: what fits on a line stands on one, the rest is broken into lines.

/// The longest line that holds more than a single value.
const WIDTH: usize = 100;

/// A JSON text without blanks, laid out for people.
pub(super) fn laid_out(compact: &str) -> String {
    let mut out = String::with_capacity(compact.len() * 5 / 4);
    value(compact, 0, true, &mut out);
    out.push('\n');
    out
}

/// Writes a value whose line begins `indent` characters from the left.
fn value(text: &str, indent: usize, broken: bool, out: &mut String) {
    let (open, close) = match text.as_bytes().first() {
        Some(b'{') => ('{', '}'),
        Some(b'[') => ('[', ']'),
        _ => return out.push_str(text),
    };
    let inside = &text[1..text.len() - 1];
    if inside.is_empty() {
        return out.push_str(text);
    }
    if !broken {
        let pad = if open == '{' { " " } else { "" };
        out.extend([&open.to_string(), pad]);
        for (index, part) in parts(inside, b',').into_iter().enumerate() {
            out.push_str(if index > 0 { ", " } else { "" });
            member(part, 0, false, out);
        }
        return out.extend([pad, &close.to_string()]);
    }
    out.push(open);
    let inner = indent + 2;
    for (index, part) in parts(inside, b',').into_iter().enumerate() {
        out.push_str(if index > 0 { ",\n" } else { "\n" });
        out.extend(std::iter::repeat_n(' ', inner));
        let start = out.len();
        member(part, inner, false, out);
        // The comma behind it has to fit as well.
        if inner + out[start..].chars().count() >= WIDTH {
            out.truncate(start);
            member(part, inner, true, out);
        }
    }
    out.push('\n');
    out.extend(std::iter::repeat_n(' ', indent));
    out.push(close);
}

/// Writes an element of a list, or a name and its value.
fn member(part: &str, indent: usize, broken: bool, out: &mut String) {
    match parts(part, b':').as_slice() {
        [name, rest] => {
            out.extend([name, ": "]);
            value(rest, indent, broken, out);
        }
        _ => value(part, indent, broken, out),
    }
}

/// The text between separators that stand in no string and no bracket.
fn parts(text: &str, separator: u8) -> Vec<&str> {
    let (mut parts, mut start, mut depth) = (Vec::new(), 0, 0_u32);
    let (mut in_string, mut escaped) = (false, false);
    for (index, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            _ if in_string => {}
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            byte if byte == separator && depth == 0 => {
                parts.push(&text[start..index]);
                start = index + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fits_stands_on_one_line() {
        let compact = r#"{"a":[1,2],"b":{"c":"x, {\"y\": [","d":[]},"e":"ü"}"#;
        let expected = "{\n  \"a\": [1, 2],\n  \"b\": { \"c\": \"x, {\\\"y\\\": [\", \"d\": [] },\n  \"e\": \"ü\"\n}\n";
        assert_eq!(laid_out(compact), expected);
        let long = format!("{{\"a\":[\"{}\",\"{}\"]}}", "x".repeat(60), "y".repeat(60));
        assert_eq!(laid_out(&long).lines().count(), 6);
        assert!(laid_out(&long).lines().all(|line| line.len() < WIDTH));
    }
}
