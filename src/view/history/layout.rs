//! Where the versions of a graph stand: a column for each generation, a lane for each line.

use super::{Edge, VersionNode};

/// Gives every version its place. Says how many columns and lanes there are.
///
/// A version stands one column behind the last of those that its writer had seen, in the lane of
/// the first of them if that is free: siblings come to stand below each other.
pub fn place(versions: &mut [VersionNode], edges: &[Edge]) -> (usize, usize) {
    let mut taken: Vec<Vec<bool>> = Vec::new();
    let mut columns = 0;
    for index in 0..versions.len() {
        let parents = edges.iter().filter(|edge| edge.to == index).map(|edge| edge.from);
        let places: Vec<(usize, usize)> = parents.map(|from| versions[from].place).collect();
        let column = places.iter().map(|(column, _)| column + 1).max().unwrap_or(0);
        let begin = places.first().map_or(column, |(column, _)| column + 1);
        let free = |lane: &Vec<bool>| {
            (begin..=column).all(|cell| !lane.get(cell).copied().unwrap_or_default())
        };
        let own = places.first().map(|(_, lane)| *lane);
        let own = own.filter(|lane| taken.get(*lane).is_none_or(free));
        let lane = own.or_else(|| taken.iter().position(free)).unwrap_or(taken.len());
        if lane == taken.len() {
            taken.push(Vec::new());
        }
        let cells = &mut taken[lane];
        cells.resize(cells.len().max(column + 1), false);
        cells[begin..=column].fill(true);
        versions[index].place = (column, lane);
        columns = columns.max(column + 1);
    }
    (columns, taken.len())
}
