//! The ring: who owns which part of the circle (Dynamo §4.2), and in which ranges keys are
//! kept together (§6.2).

use std::cell::RefCell;
use std::rc::Rc;

use serde::{Deserialize, Serialize};

use super::identity::NodeId;
use super::key::Position;
use super::placement::partition_end;
use super::planted::planted;
use super::preference_list::PreferenceList;
use super::sorted::{SortedMap, sort};

/// The tokens of all nodes in order. A node owns the positions between the token before its
/// own and its own: a key belongs to the first token at or after the key's position. Where the
/// ring is cut into equal partitions, all keys of a partition belong where its end does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ring {
    tokens: Vec<Token>,
    /// Q, where the ring is cut into equal partitions.
    partitions: Option<u32>,
    /// The zone of every node that owns a token.
    zones: SortedMap<NodeId, u8>,
    has_several_zones: bool,
    digest: u64,
    #[serde(skip)]
    landmarks: Landmarks,
    #[serde(skip)]
    known_lists: KnownLists,
}

/// The first token at or after the beginning of each of so many equal parts of the circle: from
/// there it is but a few tokens to any position of the part.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Landmarks(Vec<u32>);

/// Into two to this power parts the circle is divided: as many as a large ring has tokens.
const LANDMARK_BITS: u32 = 10;

impl Landmarks {
    fn new(tokens: &[Token]) -> Landmarks {
        let part = |index: u32| Position(u128::from(index) << (128 - LANDMARK_BITS));
        let first = |from| tokens.partition_point(|token| token.position < from) as u32;
        Landmarks((0..1 << LANDMARK_BITS).map(|index| first(part(index))).collect())
    }

    /// The first token at or after a position; one past the last if there is none.
    fn start(&self, tokens: &[Token], position: Position) -> usize {
        let part = (position.0 >> (128 - LANDMARK_BITS)) as usize;
        let at = |part: usize| self.0.get(part).map_or(tokens.len(), |first| *first as usize);
        let (from, to) = (at(part), at(part + 1));
        from + tokens[from..to].partition_point(|token| token.position < position)
    }
}

/// The most preference lists that a ring keeps: of a thousand nodes they take two megabytes.
const KNOWN_LISTS_MAX: usize = 1_024;

/// Preference lists that somebody has asked for. To walk the ring until every node has been met
/// takes as long as the ring is large, and the same keys are asked for again and again.
#[derive(Debug, Default)]
struct KnownLists(RefCell<Vec<Option<KnownList>>>);

#[derive(Debug)]
struct KnownList {
    /// The first token of the walk.
    start: usize,
    replicas: u8,
    nodes: Rc<[NodeId]>,
}

impl KnownLists {
    /// The list of the walk from a token, made if it is not known. One that is made may take the
    /// place of another.
    fn get(
        &self,
        (start, replicas): (usize, u8),
        tokens: usize,
        make: impl FnOnce() -> Vec<NodeId>,
    ) -> Rc<[NodeId]> {
        let mut known = self.0.borrow_mut();
        if known.is_empty() {
            known.resize_with(tokens.clamp(1, KNOWN_LISTS_MAX), || None);
        }
        let place = start % known.len();
        let fits = |list: &&KnownList| (list.start, list.replicas) == (start, replicas);
        if let Some(list) = known[place].as_ref().filter(fits) {
            return Rc::clone(&list.nodes);
        }
        let nodes: Rc<[NodeId]> = make().into();
        known[place] = Some(KnownList { start, replicas, nodes: Rc::clone(&nodes) });
        nodes
    }
}

impl Clone for KnownLists {
    fn clone(&self) -> KnownLists {
        KnownLists::default()
    }
}

impl PartialEq for KnownLists {
    /// Lists follow from the rest of the ring.
    fn eq(&self, _other: &KnownLists) -> bool {
        true
    }
}

impl Eq for KnownLists {}

/// One virtual node: a node's claim to the arc that ends here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Token {
    /// Where the arc ends, inclusive.
    pub position: Position,
    /// The physical node behind the virtual one.
    pub node: NodeId,
}

/// The positions from `first` to `last`, both inclusive, across the top where `first` is the
/// larger. All keys of a range have the same preference list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct KeyRange {
    /// The first position.
    pub first: Position,
    /// The last position.
    pub last: Position,
}

impl KeyRange {
    /// Whether a position lies in the range.
    pub fn contains(&self, position: Position) -> bool {
        match self.first <= self.last {
            true => (self.first..=self.last).contains(&position),
            false => position >= self.first || position <= self.last,
        }
    }
}

impl Ring {
    /// A ring of these tokens without equal partitions, all nodes in one zone.
    pub fn new(tokens: impl IntoIterator<Item = Token>) -> Ring {
        Ring::with_partitions(tokens, None, &SortedMap::new())
    }

    /// A ring of these tokens. Of two tokens at one position the lower node's wins, so that
    /// every node that knows the same tokens knows the same ring. Nodes without a zone are in
    /// zone 0.
    pub fn with_partitions(
        tokens: impl IntoIterator<Item = Token>,
        partitions: Option<u32>,
        zones: &SortedMap<NodeId, u8>,
    ) -> Ring {
        let mut tokens: Vec<Token> = tokens.into_iter().collect();
        sort(&mut tokens);
        tokens.dedup_by_key(|token| token.position);
        let zone = |node: NodeId| zones.get(&node).copied().unwrap_or_default();
        let zones: SortedMap<NodeId, u8> =
            tokens.iter().map(|token| (token.node, zone(token.node))).collect();
        let first = zones.values().next();
        let has_several_zones = zones.values().any(|zone| Some(zone) != first);
        let landmarks = Landmarks::new(&tokens);
        let known_lists = KnownLists::default();
        let mut ring = Ring {
            tokens,
            partitions,
            zones,
            has_several_zones,
            digest: 0,
            landmarks,
            known_lists,
        };
        // Writing to memory has no way to fail.
        let hash = md5::compute(postcard::to_allocvec(&ring).unwrap_or_default()).0;
        ring.digest = u64::from_be_bytes(hash[..8].try_into().unwrap_or_default());
        ring
    }

    /// The tokens, by position.
    pub fn tokens(&self) -> &[Token] {
        &self.tokens
    }

    /// A number that two rings share only if they are the same: nodes whose rings differ must
    /// not compare their trees.
    pub fn digest(&self) -> u64 {
        self.digest
    }

    /// How many physical nodes own at least one token.
    pub fn node_count(&self) -> u16 {
        self.zones.len() as u16
    }

    /// The physical nodes that own at least one token, each with its zone.
    pub fn zones(&self) -> &SortedMap<NodeId, u8> {
        &self.zones
    }

    /// The token whose arc holds `position`; none on an empty ring.
    pub fn owner(&self, position: Position) -> Option<Token> {
        self.clockwise_from(self.start(self.anchor(position))).next()
    }

    /// Who keeps a key at `position`: distinct physical nodes, clockwise, the first `replicas`
    /// of them as primaries. The primaries span as many zones as they can. A ring of fewer
    /// nodes gives what there is.
    pub fn preference_list(&self, position: Position, replicas: u8) -> PreferenceList {
        let start = self.start(self.anchor(position)) % self.tokens.len().max(1);
        let nodes = self.known_lists.get((start, replicas), self.tokens.len(), || {
            self.spread_over_zones(self.walk(start), replicas)
        });
        PreferenceList::new(nodes, replicas)
    }

    /// All nodes in the order in which they are met from a token on.
    fn walk(&self, start: usize) -> Vec<NodeId> {
        let last = self.zones.last_key_value().map_or(0, |(node, _)| node.index());
        let mut met = vec![false; last + 1];
        let mut walk: Vec<NodeId> = Vec::with_capacity(self.zones.len());
        for Token { node, .. } in self.clockwise_from(start) {
            let is_new = !std::mem::replace(&mut met[node.index()], true);
            if is_new || planted!(TwoVirtualNodesOfOneHost) {
                walk.push(node);
                if walk.len() == self.zones.len() {
                    break;
                }
            }
        }
        walk
    }

    /// The first `replicas` of the preference list, without looking any farther than needed.
    pub fn primaries(&self, position: Position, replicas: u8) -> Vec<NodeId> {
        if self.has_several_zones {
            return self.preference_list(position, replicas).primaries().to_vec();
        }
        let wanted = usize::from(replicas).min(self.zones.len());
        let mut found: Vec<NodeId> = Vec::with_capacity(wanted);
        let mut tokens = self.clockwise_from(self.start(self.anchor(position)));
        while found.len() < wanted
            && let Some(token) = tokens.next()
        {
            if !found.contains(&token.node) {
                found.push(token.node);
            }
        }
        found
    }

    /// Moves nodes to the front so that the first `replicas` are spread over the zones evenly;
    /// apart from that the order of the walk stays.
    fn spread_over_zones(&self, walk: Vec<NodeId>, replicas: u8) -> Vec<NodeId> {
        let zone = |node: &NodeId| self.zones.get(node).copied().unwrap_or_default();
        if !self.has_several_zones || planted!(ZonesIgnored) {
            return walk;
        }
        let mut copies: SortedMap<u8, usize> = SortedMap::new();
        let mut first = Vec::new();
        let mut rest = walk;
        while first.len() < usize::from(replicas) && !rest.is_empty() {
            // The next of the walk whose zone has fewest copies yet.
            let fewest =
                rest.iter().map(|node| copies.get(&zone(node)).copied().unwrap_or(0)).min();
            let next = rest
                .iter()
                .position(|node| Some(copies.get(&zone(node)).copied().unwrap_or(0)) == fewest);
            let node = rest.remove(next.unwrap_or(0));
            *copies.entry(zone(&node)).or_default() += 1;
            first.push(node);
        }
        first.extend(rest);
        first
    }

    /// The range that holds `position`.
    pub fn range_of(&self, position: Position) -> Option<KeyRange> {
        match self.partitions {
            Some(count) => Some(partition_range(partition_of(position, count), count)),
            None => {
                let after = self.start(position);
                let last = self.tokens.get(after).or(self.tokens.first())?;
                let before = match after {
                    0 => self.tokens.last()?,
                    after => &self.tokens[after - 1],
                };
                let next = 1 + u128::from(planted!(OwnershipGap));
                let first = Position(before.position.0.wrapping_add(next));
                Some(KeyRange { first, last: last.position })
            }
        }
    }

    /// All ranges, by their last positions: together they cover the circle.
    pub fn ranges(&self) -> Vec<KeyRange> {
        match self.partitions {
            _ if self.tokens.is_empty() => Vec::new(),
            Some(count) => (0..count).map(|index| partition_range(index, count)).collect(),
            None => {
                let tokens = self.tokens.iter();
                tokens.filter_map(|token| self.range_of(token.position)).collect()
            }
        }
    }

    /// The ranges that a node is a primary for when `replicas` copies are kept.
    pub fn ranges_of(&self, node: NodeId, replicas: u8) -> Vec<KeyRange> {
        let mut ranges = self.ranges();
        ranges.retain(|range| self.primaries(range.last, replicas).contains(&node));
        ranges
    }

    /// How many bytes every node keeps of the ring (Dynamo §6.2): with random tokens a
    /// position and a node for each token; where tokens are partitions the node alone.
    pub fn metadata_bytes(&self) -> u32 {
        let tokens = self.tokens.len() as u32;
        let tokens_are_partitions = self.partitions.is_some_and(|count| {
            count == tokens
                && self.tokens.iter().all(|token| {
                    partition_end(partition_of(token.position, count), count) == token.position
                })
        });
        tokens * if tokens_are_partitions { 2 } else { 18 }
    }

    /// The place from which the walk for a position begins: the position itself, or the end of
    /// its partition.
    pub fn anchor(&self, position: Position) -> Position {
        match self.partitions {
            Some(count) => partition_end(partition_of(position, count), count),
            None => position,
        }
    }

    /// The first token at or after a position; one past the last if there is none.
    fn start(&self, position: Position) -> usize {
        self.landmarks.start(&self.tokens, position)
    }

    fn clockwise_from(&self, start: usize) -> impl Iterator<Item = Token> + '_ {
        self.tokens[start..].iter().chain(&self.tokens[..start]).copied()
    }
}

/// Which of `count` equal partitions holds a position; `count` is a power of two.
fn partition_of(position: Position, count: u32) -> u32 {
    match count.trailing_zeros() {
        0 => 0,
        bits => (position.0 >> (128 - bits)) as u32,
    }
}

fn partition_range(index: u32, count: u32) -> KeyRange {
    let before = partition_end((index + count - 1) % count, count);
    KeyRange { first: Position(before.0.wrapping_add(1)), last: partition_end(index, count) }
}
