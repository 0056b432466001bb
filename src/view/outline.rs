//! Outlines as pieces of a longer path: of a crowd of messages, those of one colour are one path.

use core::fmt::Write;

/// An outline as relative commands, so that it can be drawn anywhere: scaled, and turned by so
/// many degrees. It must consist of the commands M, L, H, V, C, A (of circles) and Z, with whole
/// numbers.
pub fn relative(outline: &str, scale: f64, degrees: f64) -> String {
    let (sin, cos) = libm::sincos(degrees.to_radians());
    let turned = |x: f64, y: f64| (scale * (x * cos - y * sin), scale * (x * sin + y * cos));
    let mut text = String::new();
    // The present point and the last drawn one, in the outline's own measures.
    let (mut x, mut y) = (0.0, 0.0);
    let (mut drawn, mut begin) = ((0.0, 0.0), (0.0, 0.0));
    for (command, numbers) in commands(outline) {
        let points: Vec<(f64, f64)> = match (command, numbers.as_slice()) {
            ('H', [to]) => vec![(*to, y)],
            ('V', [to]) => vec![(x, *to)],
            ('A', [radius, _, _, large, sweep, to_x, to_y]) => {
                // Writing to memory has no way to fail.
                let _ = write!(text, "a{0:.1},{0:.1} 0 {large} {sweep} ", radius * scale);
                vec![(*to_x, *to_y)]
            }
            ('Z', _) => {
                text.push('z');
                drawn = begin;
                continue;
            }
            (_, numbers) => numbers.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect(),
        };
        match command {
            'M' => text.push('m'),
            'C' => text.push('c'),
            'A' => {}
            _ => text.push('l'),
        }
        let from = drawn;
        for point in points {
            (x, y) = point;
            let (to_x, to_y) = turned(x, y);
            let _ = write!(text, "{:.1},{:.1} ", to_x - from.0, to_y - from.1);
            drawn = (to_x, to_y);
        }
        if command == 'M' {
            begin = drawn;
        }
    }
    text
}

/// The commands of a path, each with its numbers.
fn commands(path: &str) -> Vec<(char, Vec<f64>)> {
    let mut commands: Vec<(char, Vec<f64>)> = Vec::new();
    let mut number = String::new();
    for letter in path.chars().chain(['Z']) {
        let starts =
            letter == '-' || letter == ',' || letter == ' ' || letter.is_ascii_alphabetic();
        if starts {
            if let Some((_, numbers)) = commands.last_mut() {
                // Whole numbers: reading others would bring ten kilobytes of tables.
                numbers.extend(number.parse::<i32>().map(f64::from));
            }
            number.clear();
        }
        match letter {
            ',' | ' ' => {}
            letter if letter.is_ascii_alphabetic() => commands.push((letter, Vec::new())),
            letter => number.push(letter),
        }
    }
    commands.pop();
    commands
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dynamo::message_kind::MessageKind;
    use crate::view::message::shape;

    #[test]
    fn outlines_are_scaled_and_turned() {
        assert_eq!(
            relative("M-8,-8H8V8H-8Z", 0.5, 0.0),
            "m-4.0,-4.0 l8.0,0.0 l0.0,8.0 l-8.0,0.0 z"
        );
        assert_eq!(relative("M0,0H10", 1.0, 90.0), "m0.0,0.0 l0.0,10.0 ");
        assert_eq!(relative("M-6,0A6,6 0 1 1 6,0", 1.0, 0.0), "m-6.0,0.0 a6.0,6.0 0 1 1 12.0,0.0 ");
    }

    #[test]
    fn every_kind_of_message_has_one() {
        for kind in MessageKind::ALL {
            let text = relative(shape(kind).path, 0.6, 30.0);
            assert!(text.starts_with('m') && text.ends_with('z'), "{kind:?}: {text}");
            assert!(!text.contains("NaN") && text.matches(',').count() >= 3, "{kind:?}: {text}");
        }
    }
}
