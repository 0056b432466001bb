//! What a node knows of the others never goes back to what is older (Dynamo §4.8.1, §4.8.3):
//! neither a member's standing nor whose a token is, but with the disk that holds them; nor the
//! count of a heart, as long as the node that has heard it runs.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::{Checker, Scene};
use crate::dynamo::failure_detector::Heartbeat;
use crate::dynamo::identity::NodeId;
use crate::dynamo::membership::Membership;
use crate::sim::command::Command;
use crate::sim::process::NodeProcess;
use crate::sim::trace::EventKind;
use crate::swarm::run::Report;

const NAME: &str = "views";

/// See the module.
#[derive(Debug, Default)]
pub struct Views {
    known: BTreeMap<NodeId, View>,
}

/// What a node knew when it was last looked at.
#[derive(Debug)]
struct View {
    /// How often it had been started before.
    life: u32,
    members: Rc<Membership>,
    hearts: BTreeMap<NodeId, Heartbeat>,
}

impl Checker for Views {
    fn step(&mut self, scene: &Scene<'_>, report: &mut Report) {
        let mut touched: BTreeSet<NodeId> = BTreeSet::new();
        for event in scene.events {
            if let EventKind::Commanded { command, refused: None } = &event.kind
                && let Command::WipeDisk(node) = **command
            {
                self.known.remove(&node);
            }
            touched.extend(event.process.and_then(|process| process.node()));
        }
        for node in touched {
            let Some(view) = scene.world.node(node).and_then(view) else { continue };
            if let Some(what) = self.known.get(&node).and_then(|known| gone_back(known, &view)) {
                report.fail(NAME, scene.now(), format!("{node} {what}"));
            }
            self.known.insert(node, view);
        }
    }
}

fn view(process: &NodeProcess) -> Option<View> {
    let node = process.running()?;
    Some(View {
        life: process.epoch(),
        members: Rc::clone(node.local().shared_membership()),
        hearts: node.detector().heartbeats().into_iter().collect(),
    })
}

/// What a view says that is older than what another one said before.
fn gone_back(before: &View, now: &View) -> Option<String> {
    if !Rc::ptr_eq(&before.members, &now.members) {
        for (member, known) in before.members.members() {
            let claim = now.members.members().get(member);
            if claim
                .is_none_or(|claim| (claim.version, claim.status) < (known.version, known.status))
            {
                let claim = claim.map(|claim| (claim.version, claim.status));
                let known = (known.version, known.status);
                return Some(format!("knew {known:?} of {member} and now {claim:?}"));
            }
        }
        for (position, known) in before.members.tokens() {
            let claim = now.members.tokens().get(position);
            if claim.is_none_or(|claim| claim.version < known.version) {
                return Some(format!("knew {known:?} of a token and now {claim:?}"));
            }
        }
    }
    // Who has left is forgotten; and a new life has heard nothing yet.
    now.hearts.iter().filter(|_| before.life == now.life).find_map(|(node, heart)| {
        let known = before.hearts.get(node)?;
        let (known, heart) = ((known.epoch, known.count), (heart.epoch, heart.count));
        (heart < known).then(|| format!("heard {known:?} of {node}'s heart and now {heart:?}"))
    })
}
