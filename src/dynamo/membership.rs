//! Membership: who is a member of the ring and which tokens are whose (Dynamo §4.8.1).
//!
//! Every node has its own view, kept on disk. Views are reconciled pairwise by gossip: each
//! member and each token carries a version, and the higher one stands. The result hangs
//! neither on the order of reconciliations nor on how often they are made, and a node that has
//! been removed does not come back with a view from before.

use std::cell::OnceCell;
use std::rc::Rc;

use serde::{Deserialize, Serialize};

use super::chance::Chance;
use super::identity::NodeId;
use super::key::Position;
use super::placement::{Placement, Strategy};
use super::planted::planted;
use super::ring::{Ring, Token};
use super::sorted::{SortedMap, SortedSet, sort_by_key};

/// A view of the ring's members.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Membership {
    members: SortedMap<NodeId, Member>,
    tokens: SortedMap<Position, Claim>,
    /// Every standing that every member has had, by its version.
    history: SortedMap<(NodeId, u32), Status>,
    #[serde(skip)]
    rings: KnownRings,
}

/// The rings that follow from a view, once somebody has asked for them. Nodes that know the same
/// share one view, and so need not work out its rings each by itself.
#[derive(Debug, Default)]
struct KnownRings(OnceCell<Rings>);

#[derive(Debug)]
struct Rings {
    placement: Placement,
    serving: Rc<Ring>,
    future: Rc<Ring>,
}

impl Clone for KnownRings {
    /// A view is cloned to be changed: its rings are going to be others.
    fn clone(&self) -> KnownRings {
        KnownRings::default()
    }
}

impl PartialEq for KnownRings {
    /// Rings follow from the rest of the view.
    fn eq(&self, _other: &KnownRings) -> bool {
        true
    }
}

impl Eq for KnownRings {}

/// What is known of one member.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// How many changes there have been.
    pub version: u32,
    /// What it is now.
    pub status: Status,
    /// The zone (data centre) it stands in.
    pub zone: u8,
    /// How much it can bear compared with a node of capacity 1.
    pub capacity: u8,
}

/// A member's standing. Of two with the same version the later one in this list stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Status {
    /// Its ranges are being transferred to it; it serves no reads yet.
    Joining,
    /// A full member.
    Up,
    /// Its ranges are being transferred to others; it still serves.
    Leaving,
    /// No member any more.
    Left,
}

/// Whose a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Claim {
    /// How many changes there have been.
    pub version: u32,
    /// Whose it is.
    pub owner: NodeId,
    /// Whose it is going to be when that node has joined, or the owner has left.
    pub heir: Option<NodeId>,
}

/// A change of a member's standing that a node has learnt of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberChange {
    /// Who.
    pub node: NodeId,
    /// What it was; none if it was unknown.
    pub from: Option<Status>,
    /// What it is.
    pub to: Status,
}

impl Membership {
    /// The view of nodes that start together, each with its zone and capacity.
    pub fn founding(
        placement: &Placement,
        chance: Chance,
        nodes: &[(NodeId, u8, u8)],
    ) -> Membership {
        let member = |zone, capacity| Member { version: 1, status: Status::Up, zone, capacity };
        let members =
            nodes.iter().map(|(node, zone, capacity)| (*node, member(*zone, *capacity))).collect();
        let weights: Vec<(NodeId, u8)> =
            nodes.iter().map(|(node, _, capacity)| (*node, *capacity)).collect();
        let mut tokens = placement.initial_tokens(chance, &weights);
        // In order, each finds its place at the end of the list.
        sort_by_key(&mut tokens, |(position, _)| *position);
        let tokens = tokens
            .into_iter()
            .map(|(position, owner)| (position, Claim { version: 1, owner, heir: None }))
            .collect();
        let history = nodes.iter().map(|(node, _, _)| ((*node, 1), Status::Up)).collect();
        Membership { members, tokens, history, rings: KnownRings::default() }
    }

    /// Every standing that every member has had, by its version.
    pub fn history(&self) -> &SortedMap<(NodeId, u32), Status> {
        &self.history
    }

    /// All that have ever been members.
    pub fn members(&self) -> &SortedMap<NodeId, Member> {
        &self.members
    }

    /// All tokens that have ever been claimed.
    pub fn tokens(&self) -> &SortedMap<Position, Claim> {
        &self.tokens
    }

    /// What a node is; none if it was never heard of.
    pub fn status(&self, node: NodeId) -> Option<Status> {
        self.members.get(&node).map(|member| member.status)
    }

    /// All that are members in any way, in order.
    pub fn present(&self) -> impl Iterator<Item = NodeId> + '_ {
        let present = self.members.iter().filter(|(_, member)| member.status != Status::Left);
        present.map(|(node, _)| *node)
    }

    /// Takes over what `other` knows better. Says what changed in the standing of members.
    pub fn merge(&mut self, other: &Membership) -> Vec<MemberChange> {
        self.rings = KnownRings::default();
        let mut changes = Vec::new();
        for (node, theirs) in &other.members {
            let ours = self.members.get(node).copied();
            let order =
                |member: &Member| (member.version, member.status, member.zone, member.capacity);
            let wrongly = |ours: Member| {
                planted!(OlderViewWins) && order(theirs) != order(&ours)
                    || planted!(ResurrectRemoved)
                        && (ours.status, theirs.status) == (Status::Left, Status::Up)
            };
            let is_better =
                |ours: Member| (order(theirs) > order(&ours)) != planted!(OlderStandingWins);
            if ours.is_none_or(|ours| is_better(ours) || wrongly(ours)) {
                self.members.insert(*node, *theirs);
                let from = ours.map(|ours| ours.status);
                if from != Some(theirs.status) {
                    changes.push(MemberChange { node: *node, from, to: theirs.status });
                }
            }
        }
        for (change, theirs) in &other.history {
            let ours = self.history.entry(*change).or_insert(*theirs);
            *ours = (*ours).max(*theirs);
        }
        for (position, theirs) in &other.tokens {
            let ours = self.tokens.entry(*position).or_insert(*theirs);
            *ours = match planted!(OlderTokenWins) {
                true => (*ours).min(*theirs),
                false => (*ours).max(*theirs),
            };
        }
        changes
    }

    /// Makes `node` a joining member: with random tokens of its own, or as the heir of the
    /// partitions that it takes over from others.
    pub fn join(
        &mut self,
        placement: &Placement,
        chance: Chance,
        node: NodeId,
        zone: u8,
        capacity: u8,
    ) {
        self.rings = KnownRings::default();
        let version = self.members.get(&node).map_or(1, |member| member.version + 1);
        let member = Member { version, status: Status::Joining, zone, capacity };
        self.members.insert(node, member);
        self.history.insert((node, version), Status::Joining);
        match placement.strategy {
            Strategy::EqualPartitions => {
                let (owners, capacities) = self.owners_and_capacities();
                for position in placement.stolen_tokens(chance, &owners, &capacities, node) {
                    self.bequeath(position, node);
                }
            }
            _ => {
                for position in placement.drawn_tokens(chance, node, capacity) {
                    let version = self.tokens.get(&position).map_or(1, |claim| claim.version + 1);
                    self.tokens.insert(position, Claim { version, owner: node, heir: None });
                }
            }
        }
    }

    /// Makes a member a leaving one; where partitions are dealt out, others inherit its own and
    /// those that it was to inherit.
    pub fn leave(&mut self, placement: &Placement, node: NodeId) {
        self.set_status(node, Status::Leaving);
        if placement.strategy != Strategy::EqualPartitions {
            return;
        }
        for claim in self.tokens.values_mut() {
            let stays = self.members.get(&claim.owner).map(|owner| owner.status);
            if claim.heir == Some(node) && stays == Some(Status::Up) {
                *claim = Claim { version: claim.version + 1, heir: None, ..*claim };
            }
        }
        let (owners, capacities) = self.owners_and_capacities();
        for (position, heir) in placement.bequeathed_tokens(&owners, &capacities, node) {
            self.bequeath(position, heir);
        }
    }

    /// Changes what a member is. A node that was never heard of stays unknown. Tokens pass to
    /// the heir for good: once it is up, or the owner has left.
    pub fn set_status(&mut self, node: NodeId, status: Status) {
        let Some(member) = self.members.get_mut(&node) else { return };
        self.rings = KnownRings::default();
        member.version += 1;
        member.status = status;
        self.history.insert((node, member.version), status);
        for claim in self.tokens.values_mut() {
            let owner_leaves = || {
                let owner = self.members.get(&claim.owner);
                owner.is_some_and(|owner| owner.status == Status::Leaving)
            };
            let passes = match status {
                Status::Up => claim.heir == Some(node) && !owner_leaves(),
                Status::Left => claim.owner == node,
                Status::Joining | Status::Leaving => false,
            };
            if let Some(heir) = claim.heir.filter(|_| passes) {
                *claim = Claim { version: claim.version + 1, owner: heir, heir: None };
            }
        }
    }

    /// The ring that requests are served by: joining nodes are not on it, leaving ones are.
    pub fn serving_ring(&self, placement: &Placement) -> Rc<Ring> {
        Rc::clone(&self.rings(placement).serving)
    }

    /// The ring as it is going to be once all that join have joined and all that leave left.
    pub fn future_ring(&self, placement: &Placement) -> Rc<Ring> {
        Rc::clone(&self.rings(placement).future)
    }

    /// Both rings. A store has one placement: the rings of the first one asked for are kept.
    fn rings(&self, placement: &Placement) -> &Rings {
        let known = self.rings.0.get_or_init(|| {
            let serving = Rc::new(self.ring(placement, |claim| self.serving_owner(claim)));
            let future = self.ring(placement, |claim| self.future_owner(claim));
            // Mostly nobody is on the way in or out.
            let future = if future == *serving { Rc::clone(&serving) } else { Rc::new(future) };
            Rings { placement: *placement, serving, future }
        });
        assert_eq!(known.placement, *placement, "a store has one placement");
        known
    }

    fn future_owner(&self, claim: &Claim) -> Option<NodeId> {
        let stays =
            |node: &NodeId| matches!(self.status(*node), Some(Status::Joining | Status::Up));
        // An heir that has left meanwhile, unknown to whoever chose it, inherits nothing.
        claim.heir.filter(stays).or(Some(claim.owner).filter(stays))
    }

    fn serving_owner(&self, claim: &Claim) -> Option<NodeId> {
        let owner_serves = matches!(self.status(claim.owner), Some(Status::Up | Status::Leaving));
        match claim.heir {
            None => owner_serves.then_some(claim.owner),
            Some(heir) => {
                let heir_is_up = self.status(heir) == Some(Status::Up);
                let owner_leaves = self.status(claim.owner) == Some(Status::Leaving);
                // A joining heir waits until it is up; an heir of one that leaves waits until
                // that one has left.
                match heir_is_up && !owner_leaves {
                    true => Some(heir),
                    false => owner_serves.then_some(claim.owner),
                }
            }
        }
    }

    fn ring(&self, placement: &Placement, owner: impl Fn(&Claim) -> Option<NodeId>) -> Ring {
        let tokens = self.tokens.iter().filter_map(|(position, claim)| {
            Some(Token { position: *position, node: owner(claim)? })
        });
        let zones = self.members.iter().map(|(node, member)| (*node, member.zone)).collect();
        Ring::with_partitions(tokens, placement.equal_partitions(), &zones)
    }

    /// Whose each token is going to be, and what those who stay can bear.
    fn owners_and_capacities(&self) -> (SortedMap<Position, NodeId>, SortedMap<NodeId, u8>) {
        let owner =
            |(position, claim): (&Position, &Claim)| (*position, claim.heir.unwrap_or(claim.owner));
        let present: SortedSet<NodeId> =
            self.present().filter(|node| self.status(*node) != Some(Status::Leaving)).collect();
        let capacities = self
            .members
            .iter()
            .filter(|(node, _)| present.contains(node))
            .map(|(node, member)| (*node, member.capacity))
            .collect();
        (self.tokens.iter().map(owner).collect(), capacities)
    }

    fn bequeath(&mut self, position: Position, heir: NodeId) {
        let Some(claim) = self.tokens.get(&position).copied() else { return };
        self.rings = KnownRings::default();
        let owner = self.serving_owner(&claim).unwrap_or(claim.owner);
        let claim = Claim { version: claim.version + 1, owner, heir: Some(heir) };
        self.tokens.insert(position, claim);
    }
}
