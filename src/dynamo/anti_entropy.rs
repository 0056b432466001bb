//! Anti-entropy: two replicas find out what differs between them by comparing Merkle trees,
//! level by level, and ship just that (Dynamo §4.7).
//!
//! The exchange lives in its messages: whoever gets hashes holds them against its own and
//! answers with the next level of what differs, until leaves are reached; then keys are held
//! against each other, and at last objects travel, both ways. No side keeps any state, so a
//! lost message or a crash ends an exchange and harms nothing.

use postcard::ser_flavors::Size;

use super::chance::Purpose;
use super::environment::{Environment, Timer};
use super::exchange::{Compared, Exchange, LeafKeys};
use super::forest::{Held, TreeId};
use super::gossip::phase;
use super::identity::NodeId;
use super::key::Key;
use super::local::{Local, StorePlace};
use super::merkle::{Hash, MerkleTree, Place, digest};
use super::message::Message;
use super::note::{BackgroundWork, Note};
use super::object::Object;
use super::planted::planted;
use super::sorted::{SortedMap, SortedSet};

/// How many bytes a hash, or the place of one, takes on the wire.
const HASH_BYTES: u32 = 16;

/// A leaf of one of the trees.
type Leaf = (TreeId, Place);

/// The anti-entropy of one node.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AntiEntropy {
    exchanges: u32,
}

impl AntiEntropy {
    /// Begins, at a random moment of the first interval.
    pub fn start(&self, environment: &mut Environment<'_>, local: &mut Local) {
        if let Some(interval) = environment.config.anti_entropy_interval {
            let phase = phase(environment, local, interval);
            environment.set_timer(Timer::AntiEntropy, phase);
        }
    }

    /// The interval is over: sends the roots of all trees that are shared with another node,
    /// drawn among those that share any and seem up.
    pub fn round(&mut self, environment: &mut Environment<'_>, local: &mut Local) {
        let Some(interval) = environment.config.anti_entropy_interval else { return };
        environment.set_timer(Timer::AntiEntropy, interval);
        let mut peers: Vec<NodeId> = local.storage.forest.sharers().collect();
        peers.retain(|node| !local.detector.seems_down(*node));
        if peers.is_empty() {
            return;
        }
        let work = BackgroundWork::AntiEntropy;
        if !local.admission.admit(environment.config.admission, environment.now, work) {
            environment.note_upkeep(Note::Deferred { work });
            return;
        }
        let drawn = local.draw_index(environment, Purpose::AntiEntropyPeer, peers.len());
        let Some(peer) = peers.get(drawn).copied() else { return };
        self.exchanges += 1;
        let exchange = Exchange {
            initiator: local.id,
            number: self.exchanges,
            hashes: 0,
            bytes: 0,
            disk_reads: 0,
            keys_shipped: 0,
        };
        let shared = local.storage.forest.shared_with(peer);
        let root = |tree: &MerkleTree| tree.hash(Place::ROOT);
        let roots = shared
            .map(|(id, tree)| Compared { tree: id, place: Place::ROOT, hash: root(tree) })
            .collect();
        send_hashes(environment, local, peer, exchange, roots);
    }

    /// Hashes have come: answers with the next level of what differs, or with keys.
    pub fn compare(
        environment: &mut Environment<'_>,
        local: &mut Local,
        peer: NodeId,
        exchange: Exchange,
        ring: u64,
        hashes: &[Compared],
    ) {
        if ring != local.serving.digest() {
            environment.send(peer, Message::CompareRefused { exchange });
            return;
        }
        let trees = local.storage.forest.trees();
        let differing: Vec<&Compared> = hashes
            .iter()
            .filter(|compared| {
                trees.get(&compared.tree).map(|tree| tree.hash(compared.place))
                    != Some(compared.hash)
            })
            .collect();
        environment.note_upkeep(Note::TreesCompared {
            peer,
            level: hashes.first().map_or(0, |compared| compared.place.level),
            compared: hashes.len() as u32,
            differing: differing.len() as u32,
        });
        let mut next = Vec::new();
        let mut leaves: Vec<Leaf> = Vec::new();
        for compared in differing {
            let Some(tree) = trees.get(&compared.tree) else { continue };
            match tree.is_leaf(compared.place) {
                true => leaves.push((compared.tree, compared.place)),
                false => {
                    let compared_too = if planted!(SkipSubtree) { 1 } else { 2 };
                    let children = compared.place.children().into_iter().take(compared_too);
                    next.extend(children.map(|place| Compared {
                        tree: compared.tree,
                        place,
                        hash: tree.hash(place),
                    }));
                }
            }
        }
        if !next.is_empty() {
            send_hashes(environment, local, peer, exchange, next);
        } else if !leaves.is_empty() {
            send_keys(environment, local, peer, exchange, leaves);
        } else {
            environment.send(peer, Message::InSync { exchange });
            ended(environment, local, peer, exchange);
        }
    }

    /// The keys of differing leaves have come: sends what the other lacks and asks for what
    /// this node lacks.
    pub fn compare_keys(
        environment: &mut Environment<'_>,
        local: &mut Local,
        peer: NodeId,
        mut exchange: Exchange,
        leaves: &[LeafKeys],
    ) {
        let mut objects: Vec<(Key, Object)> = Vec::new();
        let mut wanted: Vec<Key> = Vec::new();
        let mut compared = 0;
        let meant = leaves.iter().map(|LeafKeys { tree, leaf, .. }| (*tree, *leaf));
        let mut ours = objects_of_leaves(environment, local, meant);
        for LeafKeys { tree, leaf, keys } in leaves {
            let own = ours.remove(&(*tree, *leaf)).unwrap_or_default();
            exchange.disk_reads += own.len() as u32;
            let absent = keys.iter().filter(|(key, _)| !own.iter().any(|(ours, _)| ours == key));
            compared += own.len() + absent.count();
            for (key, theirs) in keys {
                let ours = own.iter().find(|(ours, _)| ours == key);
                if ours.is_none_or(|(key, object)| digest(key, object) != *theirs) {
                    wanted.push(key.clone());
                }
            }
            objects.extend(own.into_iter().filter(|(key, object)| {
                !keys.iter().any(|(theirs, hash)| theirs == key && *hash == digest(key, object))
            }));
        }
        let differs = |key: &Key| objects.iter().any(|(ours, _)| ours == key);
        let differing = objects.len() + wanted.iter().filter(|key| !differs(key)).count();
        environment.note_upkeep(Note::KeysCompared {
            peer,
            compared: compared as u32,
            differing: differing as u32,
        });
        ship(environment, local, peer, exchange, objects, wanted);
    }

    /// Objects have come, or keys are wanted, or both.
    pub fn synchronise(
        environment: &mut Environment<'_>,
        local: &mut Local,
        peer: NodeId,
        mut exchange: Exchange,
        objects: &[(Key, Object)],
        wanted: &[Key],
    ) {
        // What is wanted is read before anything is stored: it is what the other lacks.
        let answer: Vec<(Key, Object)> = wanted
            .iter()
            .filter_map(|key| Some((key.clone(), local.storage.own(key)?.clone())))
            .collect();
        exchange.disk_reads += answer.len() as u32;
        // A node that has left would have to hand it over.
        let keeps_on = !local.has_left(local.id);
        for (key, object) in objects.iter().filter(|_| keeps_on) {
            let place = StorePlace::Own { durable: false };
            local.store(environment, None, key, object, place);
        }
        ship(environment, local, peer, exchange, answer, Vec::new());
    }

    /// The other node has found no more to compare.
    pub fn in_sync(
        environment: &mut Environment<'_>,
        local: &Local,
        peer: NodeId,
        exchange: Exchange,
    ) {
        ended(environment, local, peer, exchange);
    }
}

fn send_hashes(
    environment: &mut Environment<'_>,
    local: &Local,
    peer: NodeId,
    mut exchange: Exchange,
    hashes: Vec<Compared>,
) {
    exchange.hashes += hashes.len() as u32;
    exchange.bytes += hashes.len() as u32 * HASH_BYTES * 2;
    let ring = local.serving.digest();
    environment.send(peer, Message::Compare { exchange, ring, hashes });
}

fn send_keys(
    environment: &mut Environment<'_>,
    local: &Local,
    peer: NodeId,
    mut exchange: Exchange,
    leaves: Vec<Leaf>,
) {
    let mut ours = objects_of_leaves(environment, local, leaves.iter().copied());
    let leaves: Vec<LeafKeys> = leaves
        .into_iter()
        .map(|(tree, leaf)| {
            let own = ours.remove(&(tree, leaf)).unwrap_or_default();
            let keys: Vec<(Key, Hash)> = own
                .into_iter()
                .map(|(key, object)| {
                    let hash = digest(&key, &object);
                    (key, hash)
                })
                .collect();
            exchange.disk_reads += keys.len() as u32;
            exchange.hashes += keys.len() as u32;
            let bytes = keys.iter().map(|(key, _)| key.as_bytes().len() as u32 + HASH_BYTES);
            exchange.bytes += bytes.sum::<u32>();
            LeafKeys { tree, leaf, keys }
        })
        .collect();
    environment.send(peer, Message::LeafKeys { exchange, leaves });
}

fn ship(
    environment: &mut Environment<'_>,
    local: &Local,
    peer: NodeId,
    mut exchange: Exchange,
    objects: Vec<(Key, Object)>,
    wanted: Vec<Key>,
) {
    if objects.is_empty() && wanted.is_empty() {
        environment.send(peer, Message::InSync { exchange });
        ended(environment, local, peer, exchange);
        return;
    }
    exchange.keys_shipped += objects.len() as u32;
    exchange.bytes += objects.iter().map(|(key, object)| size(key, object)).sum::<u32>();
    exchange.bytes += wanted.iter().map(|key| key.as_bytes().len() as u32).sum::<u32>();
    environment.send(peer, Message::Synchronise { exchange, objects, wanted });
}

fn ended(environment: &mut Environment<'_>, local: &Local, peer: NodeId, exchange: Exchange) {
    let Held { keys: keys_held, bytes: bytes_held } = local.storage.forest.held_with(peer);
    environment.note_upkeep(Note::ExchangeEnded { peer, exchange, keys_held, bytes_held });
}

/// The objects that leaves sum up, leaf by leaf. A range is gone through once for all leaves of its
/// tree.
fn objects_of_leaves(
    environment: &Environment<'_>,
    local: &Local,
    leaves: impl Iterator<Item = Leaf>,
) -> SortedMap<Leaf, Vec<(Key, Object)>> {
    let mut by_tree: SortedMap<TreeId, SortedSet<Place>> = SortedMap::new();
    for (id, leaf) in leaves {
        by_tree.entry(id).or_default().insert(leaf);
    }
    let mut objects: SortedMap<Leaf, Vec<(Key, Object)>> = SortedMap::new();
    for (id, leaves) in &by_tree {
        let Some(tree) = local.storage.forest.trees().get(id) else { continue };
        let leaf = |key: &Key| tree.leaf(key.position());
        let found = local.storage.objects_in_if(id.range, |key| {
            leaves.contains(&leaf(key)) && environment.config.policy(key).replicas == id.replicas
        });
        for (key, object) in found {
            objects.entry((*id, leaf(&key))).or_default().push((key, object));
        }
    }
    objects
}

fn size(key: &Key, object: &Object) -> u32 {
    // Counting has no way to fail.
    let bytes = postcard::serialize_with_flavor(&(key, object), Size::default());
    bytes.unwrap_or_default() as u32
}
