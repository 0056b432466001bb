//! Views of the members: reconciled in any order, however often, they come to the same
//! (Dynamo §4.8.1).

use dynamo_playground::dynamo::chance::Chance;
use dynamo_playground::dynamo::identity::NodeId;
use dynamo_playground::dynamo::membership::{Membership, Status};
use dynamo_playground::dynamo::placement::Placement;
use proptest::collection::vec;
use proptest::prelude::*;

use crate::draw::placement;

const VIEWS: usize = 3;
const FOUNDERS: u16 = 3;

/// What happens to one of the views, or between two.
#[derive(Clone, Copy, Debug)]
enum Happening {
    Join { view: usize, node: u16 },
    Up { view: usize, node: u16 },
    Leave { view: usize, node: u16 },
    Left { view: usize, node: u16 },
    Merge { into: usize, from: usize },
}

fn happening() -> impl Strategy<Value = Happening> {
    let view = || 0..VIEWS;
    let node = || 0_u16..6;
    prop_oneof![
        (view(), FOUNDERS..6).prop_map(|(view, node)| Happening::Join { view, node }),
        (view(), node()).prop_map(|(view, node)| Happening::Up { view, node }),
        (view(), node()).prop_map(|(view, node)| Happening::Leave { view, node }),
        (view(), node()).prop_map(|(view, node)| Happening::Left { view, node }),
        (view(), view()).prop_map(|(into, from)| Happening::Merge { into, from }),
    ]
}

/// Views that have gone ways of their own. Each node joins once, as in the store: a node that
/// has left never comes back under its name.
fn views(placement: &Placement, happenings: &[Happening]) -> Vec<Membership> {
    let chance = Chance::new(1);
    let founders: Vec<_> = (0..FOUNDERS).map(|node| (NodeId(node), 0, 1)).collect();
    let mut views = vec![Membership::founding(placement, chance, &founders); VIEWS];
    for happening in happenings {
        match *happening {
            Happening::Join { view, node } => {
                if views[view].status(NodeId(node)).is_none() {
                    views[view].join(placement, chance, NodeId(node), 1, 2);
                }
            }
            Happening::Up { view, node } => {
                if views[view].status(NodeId(node)) == Some(Status::Joining) {
                    views[view].set_status(NodeId(node), Status::Up);
                }
            }
            Happening::Leave { view, node } => {
                if views[view].status(NodeId(node)) == Some(Status::Up) {
                    views[view].leave(placement, NodeId(node));
                }
            }
            Happening::Left { view, node } => {
                if views[view].status(NodeId(node)) == Some(Status::Leaving) {
                    views[view].set_status(NodeId(node), Status::Left);
                }
            }
            Happening::Merge { into, from } => {
                let other = views[from].clone();
                views[into].merge(&other);
            }
        }
    }
    views
}

fn merged(left: &Membership, right: &Membership) -> Membership {
    let mut merged = left.clone();
    merged.merge(right);
    merged
}

proptest! {
    #[test]
    fn merging_is_commutative_associative_and_idempotent(
        placement in placement(), happenings in vec(happening(), 0..30)
    ) {
        let views = views(&placement, &happenings);
        let [a, b, c] = &views[..] else { unreachable!() };
        prop_assert_eq!(merged(a, b), merged(b, a));
        prop_assert_eq!(merged(&merged(a, b), c), merged(a, &merged(b, c)));
        prop_assert_eq!(&merged(a, a), a);
    }

    /// The changes that a merge tells are those that there are.
    #[test]
    fn a_merge_tells_every_change_of_standing(
        placement in placement(), happenings in vec(happening(), 0..30)
    ) {
        let views = views(&placement, &happenings);
        let mut after = views[0].clone();
        let told = after.merge(&views[1]);
        for node in (0..6).map(NodeId) {
            let (before, after) = (views[0].status(node), after.status(node));
            let change = told.iter().find(|change| change.node == node);
            prop_assert_eq!(change.is_some(), before != after);
            if let Some(change) = change {
                prop_assert_eq!((change.from, Some(change.to)), (before, after));
            }
        }
    }

    /// Whoever was removed does not come back, in whatever order stale views come in.
    #[test]
    fn who_was_removed_stays_removed(
        placement in placement(), happenings in vec(happening(), 0..30), node in 0_u16..6,
        order in Just(vec![0_usize, 1, 2, 0, 1, 2]).prop_shuffle(),
    ) {
        let views = views(&placement, &happenings);
        // The remover knows as much as any: a removal by one who has missed two changes of the
        // node's standing would be older than they are.
        let mut remover = merged(&merged(&views[0], &views[1]), &views[2]);
        let node = NodeId(node);
        prop_assume!(remover.status(node).is_some());
        if remover.status(node) != Some(Status::Left) {
            remover.leave(&placement, node);
            remover.set_status(node, Status::Left);
        }
        let mut view = remover.clone();
        for stale in order {
            view.merge(&views[stale]);
            prop_assert_eq!(view.status(node), Some(Status::Left));
            let mut other = views[stale].clone();
            other.merge(&view);
            prop_assert_eq!(other.status(node), Some(Status::Left));
            let rings = [other.serving_ring(&placement), other.future_ring(&placement)];
            prop_assert!(rings.iter().all(|ring| !ring.zones().contains_key(&node)));
        }
    }

    /// Nothing is changing: the ring is what it is going to be.
    #[test]
    fn rings_agree_once_nothing_is_changing(
        placement in placement(), happenings in vec(happening(), 0..30)
    ) {
        let views = views(&placement, &happenings);
        let mut view = merged(&merged(&views[0], &views[1]), &views[2]);
        for node in (0..6).map(NodeId) {
            match view.status(node) {
                Some(Status::Joining) => view.set_status(node, Status::Up),
                Some(Status::Leaving) => view.set_status(node, Status::Left),
                _ => {}
            }
        }
        prop_assert_eq!(view.serving_ring(&placement), view.future_ring(&placement));
    }

    /// Whoever changes something knows better than all who know what it has changed, and whoever
    /// leaves inherits nothing, while what others are to inherit stays theirs.
    #[test]
    fn a_change_is_newer_than_what_it_changes(
        placement in placement(), happenings in vec(happening(), 0..30),
        node in (0_u16..6).prop_map(NodeId), capacity in 1_u8..4,
    ) {
        let views = views(&placement, &happenings);
        let before = merged(&views[0], &views[1]);
        let mut joined = before.clone();
        joined.join(&placement, Chance::new(1), node, 2, capacity);
        let mut left = before.clone();
        left.leave(&placement, node);
        let mut changed = vec![joined, left];
        changed.extend([Status::Up, Status::Leaving, Status::Left].map(|status| {
            let mut view = before.clone();
            view.set_status(node, status);
            view
        }));
        for after in changed {
            prop_assert_eq!(&merged(&before, &after), &after);
            prop_assert_eq!(&merged(&after, &before), &after);
        }
        let [mut up, mut gone, mut left] = [(); 3].map(|()| before.clone());
        up.set_status(node, Status::Up);
        gone.set_status(node, Status::Left);
        left.leave(&placement, node);
        prop_assert!(!before.tokens().is_empty());
        for (position, old) in before.tokens() {
            let status = before.status(old.owner);
            let is_heir = old.heir == Some(node);
            let claim = up.tokens().get(position).expect("no token is lost");
            let passes = is_heir && status != Some(Status::Leaving);
            let expected = if passes { (node, None) } else { (old.owner, old.heir) };
            prop_assert_eq!((claim.owner, claim.heir), expected);
            let claim = gone.tokens().get(position).expect("no token is lost");
            let heir = old.heir.filter(|_| old.owner == node);
            let expected = heir.map_or((old.owner, old.heir), |heir| (heir, None));
            prop_assert_eq!((claim.owner, claim.heir), expected);
            let claim = left.tokens().get(position).expect("no token is lost");
            if old.owner != node && is_heir && status == Some(Status::Up) {
                prop_assert_eq!((claim.owner, claim.heir), (old.owner, None));
            } else if old.owner != node && !is_heir {
                prop_assert_eq!(claim, old);
            }
        }
        if let Some(member) = up.members().get(&node) {
            prop_assert_eq!(up.history().get(&(node, member.version)), Some(&Status::Up));
        }
    }

    /// Those who join serve nothing yet, those who leave still do.
    #[test]
    fn the_serving_ring_holds_members_only(
        placement in placement(), happenings in vec(happening(), 0..30)
    ) {
        for view in views(&placement, &happenings) {
            for node in view.serving_ring(&placement).zones().keys() {
                let status = view.status(*node);
                prop_assert!(matches!(status, Some(Status::Up | Status::Leaving)), "{:?}", status);
            }
            for node in view.future_ring(&placement).zones().keys() {
                let status = view.status(*node);
                prop_assert!(matches!(status, Some(Status::Up | Status::Joining)), "{:?}", status);
            }
        }
    }
}
