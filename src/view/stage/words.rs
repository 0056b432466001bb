//! The stage and its nodes in words.

use super::{Coordination, NodeView, StageView};
use crate::dynamo::identity::NodeId;
use crate::dynamo::membership::Status;
use crate::dynamo::preference_list::Role;
use crate::view::narration::listed;
use crate::view::network::partition_in_words;
use crate::view::node::status_name;

/// Of more nodes in one standing only the number is told.
const LISTED_MAX: usize = 12;

impl StageView {
    /// The stage in words.
    pub fn description(&self) -> String {
        let named = |wanted: &dyn Fn(&NodeView) -> bool| -> Vec<NodeId> {
            self.nodes.iter().filter(|node| wanted(node)).map(|node| node.node).collect()
        };
        let mut sentences = vec![format!("A ring of {} nodes.", self.nodes.len())];
        if !self.zones.is_empty() {
            let last = self.zones.iter().map(|zone| zone.zone).max().unwrap_or_default();
            let zones: Vec<String> = (0..=last)
                .map(|zone| (zone, named(&|node| node.zone == Some(zone))))
                .filter(|(_, nodes)| !nodes.is_empty())
                .map(|(zone, nodes)| format!("zone {}: {}", zone + 1, in_short(&nodes)))
                .collect();
            sentences.push(format!("It spans {}.", zones.join("; ")));
        }
        let mut state = |nodes: Vec<NodeId>, one: &str, many: &str| {
            if !nodes.is_empty() {
                let verb = if nodes.len() == 1 { one } else { many };
                sentences.push(format!("{} {verb}.", in_short(&nodes)));
            }
        };
        state(named(&|node| !node.up), "is down", "are down");
        state(
            named(&|node| node.alone),
            "knows no other member and is a ring of its own",
            "know no other member and are rings of their own",
        );
        state(named(&|node| node.paused), "stands still", "stand still");
        state(named(&|node| node.slow_ms > 0), "is slow", "are slow");
        let sides = self.nodes.iter().filter_map(|node| node.side).max().unwrap_or_default();
        if sides > 0 {
            let groups: Vec<Vec<NodeId>> =
                (1..=sides).map(|side| named(&|node| node.side == Some(side))).collect();
            sentences.push(partition_in_words(&groups, self.one_way));
        }
        sentences.extend(self.network.description());
        sentences.push(match self.flights.len() {
            0 => "No message is on its way.".to_owned(),
            1 => "One message is on its way.".to_owned(),
            many => format!("{many} messages are on their way."),
        });
        match self.lost.as_slice() {
            [] => {}
            [lost] => sentences.push(format!("Just now: {}.", lost.description)),
            [newest, ..] => {
                let count = self.lost.len();
                sentences
                    .push(format!("Just now {count} were lost; last: {}.", newest.description));
            }
        }
        sentences.extend(self.condensed.clone());
        sentences.join(" ")
    }
}

/// A list in words, if it is no long one.
pub(in crate::view) fn in_short(nodes: &[NodeId]) -> String {
    match nodes.len() > LISTED_MAX {
        true => format!("{} nodes", nodes.len()),
        false => listed(nodes),
    }
}

impl NodeView {
    /// What stands beside its disc: all of it, and where there is no room for that, less.
    pub(super) fn captions(&self) -> [String; 3] {
        let doing = match self.coordinations.as_slice() {
            [] => None,
            [one] => Some(format!("{} {}", one.verb(), one.request)),
            [one, rest @ ..] => {
                Some(format!("{} {} and {} more", one.verb(), one.request, rest.len()))
            }
        };
        let status = match self.status {
            Some(Status::Up) => None,
            Some(status) => Some(status_name(status).to_owned()),
            None => Some("no member".to_owned()),
        };
        let state = [
            status,
            self.alone.then(|| "a ring of its own".to_owned()),
            (!self.up).then(|| "down".to_owned()),
            self.paused.then(|| "stands still".to_owned()),
            (self.slow_ms > 0).then(|| "slow".to_owned()),
            (self.waiting > 0).then(|| format!("{} waiting", self.waiting)),
        ];
        let state: Vec<String> = state.into_iter().flatten().collect();
        let all = doing.iter().chain(&state).chain(&self.rough);
        let all: Vec<&str> = all.map(String::as_str).collect();
        let brief = self.coordinations.first().map(|one| one.request.to_string());
        let brief = brief.filter(|_| state.is_empty()).or(state.first().cloned());
        [all.join(", "), state.join(", "), brief.unwrap_or_default()]
    }

    /// Everything that the picture shows of it.
    pub fn description(&self) -> String {
        let mut words = format!("Node {}, {}", self.node, if self.up { "up" } else { "down" });
        match self.status {
            Some(Status::Up) => {}
            Some(Status::Joining) => words += ", joining",
            Some(Status::Leaving) => words += ", leaving",
            Some(Status::Left) => words += ", no member any more",
            None => words += ", not a member",
        }
        if self.alone {
            words += ", knows no other member: a ring of its own";
        }
        if self.paused {
            words += ", stands still";
        }
        if self.slow_ms > 0 {
            words += &format!(", {} ms slow", self.slow_ms);
        }
        match self.waiting {
            0 => {}
            1 => words += ", one message waits",
            many => words += &format!(", {many} messages wait"),
        }
        if let Some(zone) = self.zone {
            words += &format!(", in zone {}", zone + 1);
        }
        if let Some(side) = self.side {
            words += &format!(", on side {side} of the partition");
        }
        match self.role {
            Some(Role::Primary(rank)) => {
                words += &format!(", number {rank} of the key’s preference list")
            }
            Some(Role::Fallback) => words += ", a fallback for the key",
            None => {}
        }
        if let Some(holds) = &self.holds {
            words += &match holds.versions.as_slice() {
                [] => ", holds no version".to_owned(),
                [one] => match &one.value {
                    Some(value) => format!(", holds {value}"),
                    None => ", holds a deletion".to_owned(),
                },
                many => format!(", holds {} siblings", many.len()),
            };
            for hint in &holds.hints {
                words += &format!(", keeps a hint for {}", hint.owner);
            }
        }
        for coordination in &self.coordinations {
            let Coordination { request, wait, .. } = coordination;
            words += &format!(
                ", {} request {request}: {} answered, {} needed",
                coordination.verb(),
                wait.answered,
                wait.needed
            );
        }
        if !self.suspects.is_empty() {
            words += &format!(", takes {} as down", in_short(&self.suspects));
        }
        for rule in &self.rough {
            words += &format!(", messages {rule}");
        }
        words + &format!(", owns {} of the ring.", self.percent())
    }

    /// The share of the ring that it owns.
    pub fn percent(&self) -> String {
        let tenths = (self.share * 1_000.0).round() as u64;
        match tenths {
            0 if self.share > 0.0 => "under 0.1 %".to_owned(),
            1..100 => format!("{}.{} %", tenths / 10, tenths % 10),
            _ => format!("{} %", (tenths + 5) / 10),
        }
    }
}
