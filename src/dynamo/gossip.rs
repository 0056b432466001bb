//! Gossip: views of the members are reconciled with a random peer at every interval
//! (Dynamo §4.8.1), and seeds keep the ring from falling apart (Dynamo §4.8.2). Heartbeats and
//! reports of silence travel along (Dynamo §4.8.3).

use std::borrow::Cow;
use std::rc::Rc;

use super::chance::Purpose;
use super::environment::{Environment, Timer};
use super::failure_detector::{Belief, Heartbeat};
use super::identity::{Address, NodeId};
use super::local::{Local, tell_beliefs};
use super::membership::{MemberChange, Membership, Status};
use super::message::{Gossip, Message};
use super::note::Note;
use super::planted::planted;
use super::sorted::sort;
use super::time::Duration;

/// The gossip of one node.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Gossiper {
    rounds: u32,
}

impl Gossiper {
    /// Begins, at a random moment of the first interval: nodes that start together do not
    /// gossip in step.
    pub fn start(&self, environment: &mut Environment<'_>, local: &mut Local) {
        if let Some(interval) = environment.config.gossip_interval {
            let phase = phase(environment, local, interval);
            environment.set_timer(Timer::Gossip, phase);
        }
    }

    /// The interval is over: counts the heart on, looks at the others', and gossips.
    pub fn round(&mut self, environment: &mut Environment<'_>, local: &mut Local) {
        let Some(interval) = environment.config.gossip_interval else { return };
        self.rounds += 1;
        let own = Heartbeat { epoch: environment.epoch, count: self.rounds };
        let now = environment.now;
        let mut beliefs = local.detector.beats(&[(local.id, own)], now);
        beliefs.extend(local.detector.look_around(now));
        // A node's own heart is beyond doubt to itself.
        beliefs.retain(|belief| *belief != Belief::Down(local.id));
        tell_beliefs(environment, beliefs);
        if let Some(peer) = self.peer(environment, local)
            && (!planted!(GossipRarely) || self.rounds.is_multiple_of(20))
        {
            environment.send(peer, Message::Gossip(Gossiper::table(local)));
        }
        if !planted!(GossipStops) || local.detector.suspects().is_empty() {
            environment.set_timer(Timer::Gossip, interval);
        }
    }

    /// Takes in what another node knows. Gives what changed in the standing of members.
    pub fn heard(
        &self,
        environment: &mut Environment<'_>,
        local: &mut Local,
        from: NodeId,
        gossip: &Gossip,
    ) -> Vec<MemberChange> {
        let now = environment.now;
        let changes = learn(&mut local.storage.disk.membership, &gossip.membership);
        // Of those who have left nothing is expected any more, and what others say of this
        // node's own silence is no news to it.
        let mut unanswered = gossip.unanswered.clone();
        unanswered.retain(|node| *node != local.id && !local.has_left(*node));
        let mut beliefs = local.detector.told(from, &unanswered, now);
        let mut heartbeats = Cow::from(&gossip.heartbeats);
        // Mostly nobody has, and nothing need be copied.
        if local.membership().members().values().any(|member| member.status == Status::Left) {
            heartbeats.to_mut().retain(|(node, _)| !local.has_left(*node));
        }
        beliefs.extend(local.detector.beats(&heartbeats, now));
        tell_beliefs(environment, beliefs);
        for change in &changes {
            environment.note_upkeep(Note::MemberLearnt(*change));
        }
        changes
    }

    /// Answers a peer with what this node knows by now.
    pub fn reply(environment: &mut Environment<'_>, local: &Local, to: Address) {
        environment.send(to, Message::GossipReply(Gossiper::table(local)));
    }

    /// Tells one other member at once: an administrator's change need not wait for the next round.
    /// A node that dies before anybody has heard takes the change with it onto its disk, and if
    /// that is lost, the change is lost.
    pub fn spread(environment: &mut Environment<'_>, local: &mut Local) {
        let peers: Vec<NodeId> =
            local.membership().present().filter(|node| *node != local.id).collect();
        if peers.is_empty() {
            return;
        }
        let drawn = local.draw_index(environment, Purpose::GossipPeer, peers.len());
        environment.send(peers[drawn], Message::Gossip(Gossiper::table(local)));
    }

    /// What this node has to tell.
    pub fn table(local: &Local) -> Gossip {
        Gossip {
            membership: Rc::clone(&local.storage.disk.membership),
            heartbeats: local.detector.heartbeats(),
            unanswered: local.detector.report(),
        }
    }

    /// Any other member or seed, drawn evenly.
    fn peer(&self, environment: &mut Environment<'_>, local: &mut Local) -> Option<NodeId> {
        let mut peers: Vec<NodeId> = local.membership().present().collect();
        peers.extend(environment.seeds.iter().copied());
        sort(&mut peers);
        peers.dedup();
        peers.retain(|node| *node != local.id);
        if peers.is_empty() {
            return None;
        }
        let drawn = local.draw_index(environment, Purpose::GossipPeer, peers.len());
        Some(peers[drawn])
    }
}

/// A random part of an interval, at least a microsecond.
pub fn phase(environment: &Environment<'_>, local: &mut Local, interval: Duration) -> Duration {
    let drawn = local.draw_below(environment, Purpose::Phase, interval.as_micros());
    Duration::from_micros(drawn + 1)
}

/// Takes over what `theirs` knows better. Where one side knows all that the other does, both
/// share one view from then on: most gossip brings no news, and need cost nothing.
fn learn(ours: &mut Rc<Membership>, theirs: &Rc<Membership>) -> Vec<MemberChange> {
    if Rc::ptr_eq(ours, theirs) {
        return Vec::new();
    }
    let mut merged = (**ours).clone();
    let changes = merged.merge(theirs);
    if merged == **theirs {
        *ours = Rc::clone(theirs);
    } else if merged != **ours {
        *ours = Rc::new(merged);
    }
    changes
}
