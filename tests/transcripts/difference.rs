//! The difference between two texts, line by line.

/// Unchanged lines shown before and after a changed one.
const CONTEXT: usize = 3;

/// The lines that differ, marked `-` where they are expected and `+` where they came instead.
pub fn between(expected: &str, actual: &str) -> String {
    let expected: Vec<&str> = expected.lines().collect();
    let actual: Vec<&str> = actual.lines().collect();
    let marked = marked(&expected, &actual);
    let near = |index: usize| {
        let from = index.saturating_sub(CONTEXT);
        let to = (index + CONTEXT + 1).min(marked.len());
        marked[from..to].iter().any(|(mark, _)| *mark != ' ')
    };
    let mut text = String::new();
    let mut skipped = false;
    for (index, (mark, line)) in marked.iter().enumerate() {
        if near(index) {
            if skipped {
                text += "  …\n";
            }
            text += &format!("{mark} {line}\n");
        }
        skipped = !near(index);
    }
    text
}

/// All lines of both texts, the common ones once, by their longest common subsequence.
fn marked<'a>(expected: &[&'a str], actual: &[&'a str]) -> Vec<(char, &'a str)> {
    let mut common = vec![vec![0_usize; actual.len() + 1]; expected.len() + 1];
    for left in (0..expected.len()).rev() {
        for right in (0..actual.len()).rev() {
            common[left][right] = match expected[left] == actual[right] {
                true => common[left + 1][right + 1] + 1,
                false => common[left + 1][right].max(common[left][right + 1]),
            };
        }
    }
    let (mut left, mut right) = (0, 0);
    let mut lines = Vec::new();
    while left < expected.len() || right < actual.len() {
        if left < expected.len() && right < actual.len() && expected[left] == actual[right] {
            lines.push((' ', expected[left]));
            (left, right) = (left + 1, right + 1);
        } else if right == actual.len()
            || (left < expected.len() && common[left + 1][right] >= common[left][right + 1])
        {
            lines.push(('-', expected[left]));
            left += 1;
        } else {
            lines.push(('+', actual[right]));
            right += 1;
        }
    }
    lines
}

#[test]
fn shows_what_changed_and_a_little_around_it() {
    let old = "1\n2\n3\n4\n5\n6\n7\n";
    let new = "1\n2\n3\n4\nfive\n6\n7\n8\n";
    assert_eq!(between(old, new), "  …\n  2\n  3\n  4\n- 5\n+ five\n  6\n  7\n+ 8\n");
    assert_eq!(between(old, old), "");
}
