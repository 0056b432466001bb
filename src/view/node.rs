//! One node from within: what it holds, keeps for others, and believes, beside the truth
//! (Dynamo §4.6, §4.7, §4.8).

use super::members::witnesses;
use super::roster::LISTED_MAX;
use crate::dynamo::failure_detector::DetectorKind;
use crate::dynamo::identity::NodeId;
use crate::dynamo::membership::Status;
use crate::sim::simulation::Simulation;

/// One node from within.
#[derive(Clone, Debug, PartialEq)]
pub struct NodeDetail {
    /// The node.
    pub node: NodeId,
    /// One sentence for each thing worth knowing.
    pub facts: Vec<String>,
    /// What it believes of every member it knows, and whether that is so. Of many, those of whom
    /// there is more to tell than that they are up and members.
    pub beliefs: Vec<BeliefView>,
    /// Of how many more what it believes is true.
    pub rightly: usize,
    /// Of how many more it is not.
    pub wrongly: usize,
}

/// What a node believes of another.
#[derive(Clone, Debug, PartialEq)]
pub struct BeliefView {
    /// The other.
    pub node: NodeId,
    /// What the other is to the ring, by this node's view.
    pub status: &'static str,
    /// Whether this node takes it as down.
    pub seems_down: bool,
    /// Whether both are true.
    pub is_true: bool,
}

impl NodeDetail {
    /// Looks into a node; none if there is no such node.
    #[inline(never)]
    pub fn new(simulation: &Simulation, node: NodeId) -> Option<NodeDetail> {
        let process = simulation.node(node)?;
        let disk = process.disk();
        let now = simulation.now();
        let mut facts = Vec::new();
        let own =
            process.running().map_or(disk.objects().len(), |node| node.storage().objects().count());
        facts.push(match own {
            0 => "Holds no object of its own.".to_owned(),
            1 => "Holds one object of its own.".to_owned(),
            _ => format!("Holds {own} objects of its own."),
        });
        if let Some(running) = process.running() {
            let storage = running.storage();
            if !storage.buffer().is_empty() {
                facts.push(format!(
                    "In the write buffer, where a crash would lose them: {} (Dynamo §6.1).",
                    storage.buffer().len()
                ));
            }
            if storage.forest.is_grown() {
                facts.push(format!(
                    "Keeps {} Merkle trees, one for each of its key ranges (Dynamo §4.7).",
                    storage.forest.trees().len()
                ));
            }
            if simulation.setup().store.admission.is_some() {
                facts.push(format!(
                    "Admits {} slices of background work a second; 99 of 100 replicas answer it within {} (Dynamo §6.5).",
                    running.local().admission.slices(),
                    running.local().admission.percentile_99()
                ));
            }
        }
        if let (Some(running), DetectorKind::TwoWitnesses) =
            (process.running(), simulation.setup().store.detector)
        {
            let detector = running.detector();
            for other in simulation.membership().present() {
                if detector.is_unanswered(other) || detector.witnesses(other).next().is_some() {
                    let silence = witnesses(detector, process.id(), other);
                    facts.push(format!("Of {other} it knows: {silence} (Dynamo §4.8.3)."));
                }
            }
        }
        for ((owner, key), hint) in disk.hints() {
            facts.push(format!(
                "Keeps a hint of “{key}” for {owner}, {} old (Dynamo §4.6).",
                now.since(hint.since)
            ));
        }
        match process.clock_ahead_ms() {
            0 => {}
            ahead @ 1.. => facts.push(format!("Its clock is {ahead} ms ahead.")),
            behind => facts.push(format!("Its clock is {} ms behind.", behind.unsigned_abs())),
        }
        if process.epoch() > 0 {
            facts.push(format!("It has been started {} times.", process.epoch() + 1));
        }
        facts.push(format!(
            "Knows {} changes of membership (Dynamo §4.8.1).",
            disk.membership().history().len()
        ));
        let truth = simulation.membership();
        let beliefs = disk.membership().members().iter().map(|(other, member)| {
            let seems_down =
                process.running().is_some_and(|running| running.detector().seems_down(*other));
            let is_down = simulation.running(*other).is_none();
            BeliefView {
                node: *other,
                status: status_name(member.status),
                seems_down,
                is_true: seems_down == is_down && truth.status(*other) == Some(member.status),
            }
        });
        let mut beliefs: Vec<BeliefView> = beliefs.collect();
        let (mut rightly, mut wrongly) = (0, 0);
        if beliefs.len() > LISTED_MAX {
            let plain = |belief: &BeliefView| {
                belief.is_true && !belief.seems_down && belief.status == status_name(Status::Up)
            };
            beliefs.retain(|belief| {
                rightly += usize::from(plain(belief));
                !plain(belief)
            });
            for belief in beliefs.drain(LISTED_MAX.min(beliefs.len())..) {
                *(if belief.is_true { &mut rightly } else { &mut wrongly }) += 1;
            }
        }
        Some(NodeDetail { node, facts, beliefs, rightly, wrongly })
    }

    /// What it believes beyond what is listed, in words; nothing if everything is.
    pub fn beyond(&self) -> Option<String> {
        let of_more = if self.beliefs.is_empty() { "" } else { " more" };
        match (self.rightly, self.wrongly) {
            (0, 0) => None,
            (rightly, 0) => Some(format!("What it believes of {rightly}{of_more} is true.")),
            (rightly, wrongly) => Some(format!(
                "What it believes of {rightly}{of_more} is true; of {wrongly} more it is not."
            )),
        }
    }
}

/// What a standing is called.
pub fn status_name(status: Status) -> &'static str {
    match status {
        Status::Joining => "joining",
        Status::Up => "member",
        Status::Leaving => "leaving",
        Status::Left => "has left",
    }
}
