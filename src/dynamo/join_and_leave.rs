//! Joining and leaving at an administrator's command (Dynamo §4.8.1, §4.9): from the first
//! word to the last range.

use std::rc::Rc;

use super::environment::Environment;
use super::gossip::Gossiper;
use super::identity::NodeId;
use super::local::{Local, StorePlace};
use super::membership::{MemberChange, Status};
use super::message::Message;
use super::note::Note;
use super::transfer::Transfer;

/// Where a node stands between stranger and member.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct JoinAndLeave {
    /// Whether its ranges are on their way to it or from it.
    under_way: bool,
    /// How often it has looked, as it leaves, for what it has not handed over yet.
    looks: u8,
}

/// A leaving node that is written to faster than it can hand over leaves after so many looks, and
/// hands over the rest when it has left.
const LOOKS_MAX: u8 = 16;

impl JoinAndLeave {
    /// The administrator tells this node to join. It has to learn first who the members are:
    /// from a seed. Where there is none, it knows nobody and is a ring of its own, a logical
    /// partition (Dynamo §4.8.2).
    pub fn join(
        &self,
        environment: &mut Environment<'_>,
        local: &mut Local,
        zone: u8,
        capacity: u8,
    ) {
        local.storage.disk.to_join = Some((zone, capacity));
        if !knows_others(local) {
            ask_seed(environment, local);
        }
    }

    /// The administrator tells this node to leave.
    pub fn leave(&mut self, environment: &mut Environment<'_>, local: &mut Local) {
        change(environment, local, local.id, Status::Leaving);
        Gossiper::spread(environment, local);
    }

    /// The administrator tells this node that another one is gone for good.
    pub fn remove(environment: &mut Environment<'_>, local: &mut Local, node: NodeId) {
        change(environment, local, node, Status::Leaving);
        change(environment, local, node, Status::Left);
        Gossiper::spread(environment, local);
    }

    /// The ring has changed: whatever is under way is planned anew.
    pub fn begin_anew(&mut self) {
        self.under_way = false;
    }

    /// After a start: a join or a departure that a crash interrupted is taken up again.
    pub fn resume(
        &mut self,
        environment: &mut Environment<'_>,
        local: &mut Local,
        transfer: &mut Transfer,
    ) {
        self.go_on(environment, local, transfer);
    }

    /// Takes the next step, if its time has come.
    pub fn go_on(
        &mut self,
        environment: &mut Environment<'_>,
        local: &mut Local,
        transfer: &mut Transfer,
    ) {
        if let Some((zone, capacity)) = local.storage.disk.to_join {
            if !knows_others(local) && has_other_seed(environment, local) {
                return;
            }
            enter(environment, local, zone, capacity);
        }
        match local.membership().status(local.id) {
            Some(Status::Joining) => self.go_on_joining(environment, local, transfer),
            Some(Status::Leaving) => self.go_on_leaving(environment, local, transfer),
            _ => self.under_way = false,
        }
    }

    #[cfg_attr(target_arch = "wasm32", inline(never))]
    fn go_on_joining(
        &mut self,
        environment: &mut Environment<'_>,
        local: &mut Local,
        transfer: &mut Transfer,
    ) {
        if !self.under_way {
            self.under_way = true;
            transfer.begin_join(environment, local);
        }
        if !transfer.is_pulling() {
            self.under_way = false;
            if local.serving.node_count() == 0 {
                environment.note_upkeep(Note::AloneInRing);
            }
            change(environment, local, local.id, Status::Up);
            Gossiper::spread(environment, local);
        }
    }

    #[cfg_attr(target_arch = "wasm32", inline(never))]
    fn go_on_leaving(
        &mut self,
        environment: &mut Environment<'_>,
        local: &mut Local,
        transfer: &mut Transfer,
    ) {
        if !self.under_way {
            self.under_way = true;
            self.looks = 0;
        }
        // While its ranges were on their way more may have come in. All of it is to be with others
        // before this node has left: nobody asks it any more then whether a tombstone may go.
        if self.looks == 0 || !transfer.is_pushing() && self.looks < LOOKS_MAX {
            self.looks += 1;
            adopt_hints(environment, local);
            transfer.hand_over_ranges(environment, local);
            transfer.hand_over_strays(environment, local);
        }
        if !transfer.is_pushing() {
            self.under_way = false;
            change(environment, local, local.id, Status::Left);
            transfer.forget_handed(environment, local);
            Gossiper::spread(environment, local);
            transfer.hand_over_strays(environment, local);
        }
    }
}

/// Chooses its tokens and tells of itself.
#[cfg_attr(target_arch = "wasm32", inline(never))]
fn enter(environment: &mut Environment<'_>, local: &mut Local, zone: u8, capacity: u8) {
    local.storage.disk.to_join = None;
    let placement = environment.config.placement;
    let from = local.membership().status(local.id);
    let chance = environment.chance;
    let membership = Rc::make_mut(&mut local.storage.disk.membership);
    membership.join(&placement, chance, local.id, zone, capacity);
    let change = MemberChange { node: local.id, from, to: Status::Joining };
    environment.note_upkeep(Note::MemberChanged(change));
    local.refresh_rings(environment);
    Gossiper::spread(environment, local);
}

/// Hints that a leaving node keeps become its own data, and go with it to the nodes that keep
/// the keys: whoever should have had them gets them there.
fn adopt_hints(environment: &mut Environment<'_>, local: &mut Local) {
    let mut owners: Vec<NodeId> =
        local.storage.disk.hints().keys().map(|(owner, _)| *owner).collect();
    owners.dedup();
    for from in owners {
        for (key, hint) in local.storage.disk.take_hints(from) {
            environment.note_upkeep(Note::HintRehomed { key: key.clone(), from, to: None });
            let place = StorePlace::Own { durable: true };
            local.store(environment, None, &key, &hint.object, place);
        }
    }
}

fn change(environment: &mut Environment<'_>, local: &mut Local, node: NodeId, to: Status) {
    let Some(from) = local.membership().status(node) else { return };
    if from == to || from == Status::Left {
        return;
    }
    let membership = Rc::make_mut(&mut local.storage.disk.membership);
    match to {
        Status::Leaving => membership.leave(&environment.config.placement, node),
        _ => membership.set_status(node, to),
    }
    environment.note_upkeep(Note::MemberChanged(MemberChange { node, from: Some(from), to }));
    local.refresh_rings(environment);
}

fn knows_others(local: &Local) -> bool {
    local.membership().present().any(|node| node != local.id)
}

fn has_other_seed(environment: &Environment<'_>, local: &Local) -> bool {
    environment.seeds.iter().any(|seed| *seed != local.id)
}

fn ask_seed(environment: &mut Environment<'_>, local: &mut Local) {
    let seeds = environment.seeds.iter().filter(|seed| **seed != local.id);
    if let Some(seed) = seeds.min().copied() {
        environment.note_upkeep(Note::SeedAsked { seed });
        environment.send(seed, Message::Gossip(Gossiper::table(local)));
    }
}
