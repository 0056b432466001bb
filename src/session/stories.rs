//! The scenarios that come with the playground.

use super::scenario::{Scenario, Scripted};
use crate::dynamo::identity::{ClientId, NodeId};
use crate::dynamo::key::Key;
use crate::dynamo::time::Time;
use crate::sim::command::{Command, Entry, Write};
use crate::sim::fault::PartitionKind;
use crate::sim::setup::Setup;

/// The scenarios that are fetched when they are asked for: their files' names, and their titles.
pub const FILES: [(&str, &str); 4] = [
    ("shopping-cart", "The shopping cart"),
    ("hinted-handoff", "Hinted handoff"),
    ("anti-entropy", "Anti-entropy"),
    ("last-write-loses", "The last write loses"),
];

/// The key of the shopping-cart story.
pub const CART: &str = "cart";

const ANNE: ClientId = ClientId(0);
const BOB: ClientId = ClientId(1);

/// The seed that the playground opens with: its ring gives every node about the same share,
/// and the two sides of the story's partition stand apart.
const SEED: u64 = 51;

/// Two people fill one shopping cart; the network splits; each side takes a write; a get finds
/// both versions; a merge makes them one (Dynamo §4.4).
pub fn shopping_cart() -> Scenario {
    shopping_cart_with(SEED, Setup::default())
}

/// The same story in another cluster.
pub fn shopping_cart_with(seed: u64, setup: Setup) -> Scenario {
    // An empty key would not be a key; this one is not empty.
    let key = Key::new(CART).ok();
    let script = key.map(|key| cart_script(&key, &setup, seed)).unwrap_or_default();
    Scenario { title: "The shopping cart".to_owned(), seed, setup, script }
}

/// A cluster in which nothing happens by itself.
pub fn by_hand(seed: u64, setup: Setup) -> Scenario {
    Scenario { title: "By hand".to_owned(), seed, setup, script: Vec::new() }
}

fn cart_script(key: &Key, setup: &Setup, seed: u64) -> Vec<Scripted> {
    let ring = setup.ring(crate::dynamo::chance::Chance::new(seed));
    let list = ring.preference_list(key.position(), setup.store.replicas);
    // Two of the key's primaries on one side, the third and the fallbacks on the other, so
    // that both sides can take a write.
    let (here, there): (Vec<NodeId>, Vec<NodeId>) = {
        let (here, there) = list.nodes().split_at(2.min(list.nodes().len()));
        (here.to_vec(), there.to_vec())
    };
    let side = |nodes: &[NodeId]| nodes.first().map_or(Entry::LoadBalancer, |n| Entry::Node(*n));
    let get = |client, entry| Command::Get { client, key: key.clone(), entry, quorum: None };
    let add = |client, item: &str, entry| Command::Put {
        client,
        key: key.clone(),
        write: Write::AddToCart(item.to_owned()),
        entry,
        quorum: None,
    };
    let merge = Command::Put {
        client: ANNE,
        key: key.clone(),
        write: Write::MergeCarts,
        entry: Entry::LoadBalancer,
        quorum: None,
    };
    let split = Command::Partition {
        groups: vec![here.clone(), there.clone()],
        kind: PartitionKind::ClientsReachAll,
    };
    let any = Entry::LoadBalancer;
    [
        (0, add(ANNE, "book", any)),
        (100, get(ANNE, any)),
        (200, add(ANNE, "pen", any)),
        (300, get(BOB, any)),
        (310, get(ANNE, any)),
        (400, split),
        (420, add(ANNE, "lamp", side(&here))),
        (430, add(BOB, "mug", side(&there))),
        (700, Command::Heal),
        (1_500, get(ANNE, any)),
        (1_600, merge),
        (1_700, get(BOB, any)),
    ]
    .into_iter()
    .map(|(at, command)| Scripted { at: Time::from_millis(at), command })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_story_can_be_set_up_and_told_in_order() {
        for scenario in [shopping_cart(), by_hand(1, Setup::default())] {
            assert_eq!(scenario.setup.check(), Ok(()));
            assert!(scenario.script.is_sorted_by_key(|scripted| scripted.at));
        }
    }
}
