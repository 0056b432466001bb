//! Merkle trees: equal content and nothing else gives equal roots (Dynamo §4.7).

use std::collections::BTreeMap;

use dynamo_playground::dynamo::key::Key;
use dynamo_playground::dynamo::merkle::{Hash, MerkleTree, Place, digest};
use dynamo_playground::dynamo::object::Object;
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;

use crate::draw::{any_object, key};

/// A tree, and what it should sum up.
struct Modelled {
    tree: MerkleTree,
    model: BTreeMap<Key, Object>,
}

impl Modelled {
    fn new(depth: u8) -> Modelled {
        Modelled { tree: MerkleTree::new(depth), model: BTreeMap::new() }
    }

    fn set(&mut self, key: &Key, object: Option<&Object>) {
        let hash = |object: Option<&Object>| object.map_or(0, |object| digest(key, object));
        let old = hash(self.model.get(key));
        self.tree.replace(key.position(), old, hash(object));
        match object {
            Some(object) => self.model.insert(key.clone(), object.clone()),
            None => self.model.remove(key),
        };
    }
}

fn places(tree: &MerkleTree, depth: u8) -> BTreeMap<Place, Hash> {
    let levels = 0..=depth;
    let places =
        levels.flat_map(|level| (0..1_u32 << level).map(move |index| Place { level, index }));
    places.map(|place| (place, tree.hash(place))).filter(|(_, hash)| *hash != 0).collect()
}

proptest! {
    /// However one came there: insertions, replacements and deletions in any order.
    #[test]
    fn the_tree_hangs_on_its_content_alone(
        changes in vec((key(), proptest::option::of(any_object())), 0..40), depth in 1_u8..6
    ) {
        let mut wound = Modelled::new(depth);
        for (key, object) in &changes {
            wound.set(key, object.as_ref());
        }
        let mut straight = Modelled::new(depth);
        for (key, object) in wound.model.clone().iter().rev() {
            straight.set(key, Some(object));
        }
        prop_assert_eq!(&wound.tree, &straight.tree);
        prop_assert_eq!(wound.model.is_empty(), wound.tree.hash(Place::ROOT) == 0);
    }

    #[test]
    fn different_content_gives_different_roots_on_the_path_and_nowhere_else(
        content in btree_map(key(), any_object(), 0..20), key in key(), object in any_object(),
        depth in 1_u8..6,
    ) {
        let mut modelled = Modelled::new(depth);
        for (key, object) in &content {
            modelled.set(key, Some(object));
        }
        let before = places(&modelled.tree, depth);
        let same = content.get(&key) == Some(&object);
        modelled.set(&key, Some(&object));
        let after = places(&modelled.tree, depth);
        let mut path = vec![modelled.tree.leaf(key.position())];
        while let Some(Place { level: 1.., index }) = path.last().copied() {
            path.push(Place { level: path[path.len() - 1].level - 1, index: index / 2 });
        }
        prop_assert_eq!(path.len(), usize::from(depth) + 1);
        prop_assert!(modelled.tree.is_leaf(path[0]) && path.contains(&Place::ROOT));
        let all = before.keys().chain(after.keys());
        for place in all {
            let changed = before.get(place) != after.get(place);
            prop_assert_eq!(changed, path.contains(place) && !same, "{:?}", place);
        }
    }

    /// An inner place sums up its two children and differs with either.
    #[test]
    fn places_have_two_children_one_level_down(level in 0_u8..20, index in any::<u16>()) {
        let index = u32::from(index) % (1 << level.min(16));
        let [left, right] = Place { level, index }.children();
        prop_assert_eq!((left.level, right.level), (level + 1, level + 1));
        prop_assert_eq!((left.index / 2, right.index / 2), (index, index));
        prop_assert_ne!(left, right);
    }
}
