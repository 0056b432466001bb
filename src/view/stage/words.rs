//! A node of the stage in words.

use super::{Coordination, NodeView};
use crate::dynamo::membership::Status;
use crate::dynamo::preference_list::Role;
use crate::view::narration::listed;

impl NodeView {
    /// Everything that the picture shows of it.
    pub(super) fn in_words(&self) -> String {
        let mut words = format!("Node {}, {}", self.node, if self.up { "up" } else { "down" });
        match self.status {
            Some(Status::Up) => {}
            Some(Status::Joining) => words += ", joining",
            Some(Status::Leaving) => words += ", leaving",
            Some(Status::Left) => words += ", no member any more",
            None => words += ", not a member",
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
            words += &match holds.versions.len() {
                0 => ", holds no version".to_owned(),
                1 => match &holds.versions[0].value {
                    Some(value) => format!(", holds {value}"),
                    None => ", holds a deletion".to_owned(),
                },
                many => format!(", holds {many} siblings"),
            };
            for hint in &holds.hints {
                words += &format!(", keeps a hint for {}", hint.owner);
            }
        }
        if let Some(coordination) = &self.coordination {
            let Coordination { request, wait, .. } = coordination;
            words += &format!(
                ", {} request {request}: {} answered, {} needed",
                coordination.verb(),
                wait.answered,
                wait.needed
            );
        }
        if !self.suspects.is_empty() {
            words += &format!(", takes {} as down", listed(&self.suspects));
        }
        words + "."
    }
}
