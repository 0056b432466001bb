//! Marks on a circle that would cover each other step aside, each as little as can be.

/// Moves turns apart that are given in order, so that neighbours are at least `apart` from each
/// other. There must be room for all.
pub(in crate::view) fn spread<T: Copy>(marks: &[(T, f64)], apart: f64) -> Vec<(T, f64)> {
    let count = marks.len();
    // The circle is opened where its gap is widest.
    let gap = |index: usize| {
        let before = marks[(index + count - 1) % count].1;
        (marks[index].1 - before).rem_euclid(1.0)
    };
    let mut first = 0;
    for index in 0..count {
        if gap(index) > gap(first) {
            first = index;
        }
    }
    let Some((_, begin)) = marks.get(first).copied() else { return Vec::new() };
    // Neighbours that need each other's room become one block, with its middle where the
    // middle of its marks is: its sum of wishes, and how many there are.
    let mut blocks: Vec<(f64, usize)> = Vec::with_capacity(count);
    for step in 0..count {
        let turn = (marks[(first + step) % count].1 - begin).rem_euclid(1.0);
        blocks.push((turn, 1));
        while let [.., (one, several), (other, more)] = blocks.as_slice() {
            let end = start(*one, *several, apart) + *several as f64 * apart;
            if start(*other, *more, apart) >= end {
                break;
            }
            let joined = (one + other, several + more);
            blocks.truncate(blocks.len() - 2);
            blocks.push(joined);
        }
    }
    let turns = blocks.iter().flat_map(|(sum, size)| {
        let from = start(*sum, *size, apart);
        (0..*size).map(move |place| (begin + from + place as f64 * apart).rem_euclid(1.0))
    });
    turns.enumerate().map(|(step, turn)| (marks[(first + step) % count].0, turn)).collect()
}

/// Where the first mark of a block stands.
fn start(sum: f64, size: usize, apart: f64) -> f64 {
    sum / size as f64 - (size - 1) as f64 * apart / 2.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_step_aside_and_stay_in_order() {
        let marks = [('a', 0.01), ('b', 0.02), ('c', 0.03), ('d', 0.5), ('e', 0.99)];
        let placed = spread(&marks, 0.05);
        let order: String = placed.iter().map(|(name, _)| *name).collect();
        assert!("abcdeabcde".contains(&order), "{order}");
        for (index, (name, turn)) in placed.iter().enumerate() {
            let (_, next) = placed[(index + 1) % placed.len()];
            assert!((next - turn).rem_euclid(1.0) > 0.0499, "{name}");
        }
        assert_eq!(placed.iter().find(|(name, _)| *name == 'd').map(|(_, turn)| *turn), Some(0.5));
        assert!(spread::<char>(&[], 0.1).is_empty());
    }
}
