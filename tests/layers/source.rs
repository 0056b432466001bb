//! Source text as tokens: comments and what stands in quotes left out.

/// A word, `::` or any other sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token<'a> {
    /// How it is written.
    pub text: &'a str,
    /// In which line, from 1.
    pub line: usize,
}

/// The tokens of a source file.
pub fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut at = 0;
    let mut line = 1;
    while let Some(first) = text[at..].chars().next() {
        let rest = &text[at..];
        let is_word = |character: char| character.is_alphanumeric() || character == '_';
        let quoted = quoted(rest);
        let (length, is_token) = if first.is_whitespace() {
            (first.len_utf8(), false)
        } else if rest.starts_with("//") {
            (rest.find('\n').unwrap_or(rest.len()), false)
        } else if rest.starts_with("/*") {
            (block_comment(rest), false)
        } else if quoted > 0 {
            (quoted, false)
        } else if is_word(first) {
            (rest.find(|character| !is_word(character)).unwrap_or(rest.len()), true)
        } else if rest.starts_with("::") {
            (2, true)
        } else {
            (first.len_utf8(), true)
        };
        if is_token {
            tokens.push(Token { text: &rest[..length], line });
        }
        line += rest[..length].matches('\n').count();
        at += length;
    }
    tokens
}

/// How long the comment is with which `text` begins; comments lie within each other.
fn block_comment(text: &str) -> usize {
    let mut depth = 0;
    let mut at = 0;
    while at < text.len() {
        if text[at..].starts_with("/*") {
            (depth, at) = (depth + 1, at + 2);
        } else if text[at..].starts_with("*/") {
            (depth, at) = (depth - 1, at + 2);
        } else {
            at += text[at..].chars().next().map_or(1, char::len_utf8);
        }
        if depth == 0 {
            break;
        }
    }
    at
}

/// How long the string or character is with which `text` begins; 0 if it does not.
fn quoted(text: &str) -> usize {
    let prefix = ["br", "b", "r", "c", "cr"]
        .iter()
        .find(|prefix| {
            let after = text.strip_prefix(**prefix).unwrap_or_default();
            after.starts_with('"')
                || (prefix.contains('r') && after.starts_with("#\""))
                || (prefix.contains('r') && after.starts_with("##"))
        })
        .map_or(0, |prefix| prefix.len());
    let after = &text[prefix..];
    if text[..prefix].contains('r') {
        let hashes = after.len() - after.trim_start_matches('#').len();
        let end = format!("\"{}", "#".repeat(hashes));
        let body = hashes + 1;
        let found = after.get(body..).and_then(|rest| rest.find(&end));
        return found.map_or(text.len(), |found| prefix + body + found + end.len());
    }
    if after.starts_with('"') {
        return prefix + closed(after, '"');
    }
    // A lifetime has no closing quote behind its first character.
    let mut characters = text.chars();
    if characters.next() != Some('\'') {
        return 0;
    }
    match (characters.next(), characters.next()) {
        (Some('\\'), _) => closed(text, '\''),
        (Some(one), Some('\'')) => 2 + one.len_utf8(),
        _ => 0,
    }
}

/// How long the text is from its first sign to the `quote` that closes it.
fn closed(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (index, character) in text.char_indices().skip(1) {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            other if other == quote => return index + 1,
            _ => {}
        }
    }
    text.len()
}

/// The tokens without the items that are only compiled for tests.
pub fn without_tests<'a>(tokens: &[Token<'a>]) -> Vec<Token<'a>> {
    const MARK: [&str; 7] = ["#", "[", "cfg", "(", "test", ")", "]"];
    let mut kept = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let marked = tokens[at..].iter().map(|token| token.text).take(MARK.len()).eq(MARK);
        if !marked {
            kept.push(tokens[at]);
            at += 1;
            continue;
        }
        // The item ends with its own semicolon or the brace that closes it.
        let mut depth = 0;
        for token in &tokens[at..] {
            at += 1;
            match token.text {
                "{" => depth += 1,
                "}" => depth -= 1,
                _ => {}
            }
            if depth == 0 && (token.text == ";" || token.text == "}") {
                break;
            }
        }
    }
    kept
}

#[test]
fn comments_and_quotes_are_no_tokens() {
    let text = "a /* b /* c */ */ \"d \\\" e\" 'f' '\\'' r#\"g \" h\"# &'i j // k\n::l";
    let words: Vec<&str> = tokens(text).iter().map(|token| token.text).collect();
    assert_eq!(words, ["a", "&", "'", "i", "j", "::", "l"]);
    assert_eq!(tokens(text).last().map(|token| token.line), Some(2));
}

#[test]
fn items_for_tests_are_left_out() {
    let text = "a; #[cfg(test)] mod tests { fn f() { b } } c; #[cfg(test)] use d; e";
    let kept = without_tests(&tokens(text));
    let words: Vec<&str> = kept.iter().map(|token| token.text).collect();
    assert_eq!(words, ["a", ";", "c", ";", "e"]);
}
