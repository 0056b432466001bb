//! One request as a state machine: its stages, its way to the coordinator, its quorum slots, its
//! deadline and its answer, all read from the trace (Dynamo §4.5).

mod story;

pub use self::story::{RequestStory, Told};
use crate::dynamo::identity::{NodeId, RequestId};
use crate::dynamo::key::Key;
use crate::dynamo::message::{Message, Operation, Outcome};
use crate::dynamo::note::Note;
use crate::dynamo::preference_list::Role;
use crate::dynamo::quorum::{Answer, Slot};
use crate::dynamo::time::{Duration, Time};
use crate::dynamo::vector_clock::VectorClock;
use crate::session::annals::requests::Requests;
use crate::sim::command::Command;
use crate::sim::trace::{Choice, ClientNote, EventId, EventKind, TraceEvent};

/// What is known of a request at the cursor.
#[derive(Clone, Debug, PartialEq)]
pub struct RequestView {
    /// The request.
    pub id: RequestId,
    /// Its key.
    pub key: Key,
    /// Whether it makes a new version.
    writes: bool,
    /// What the client wants, once it has turned to a node with it.
    pub operation: Option<Operation>,
    /// When the client asked.
    pub since: Time,
    /// How the client came to a node; none while it does not know whom to turn to.
    pub by: Option<Choice>,
    /// The nodes that have been sent the request, in order: the one that the client turned to, and
    /// those that it was handed on to.
    pub way: Vec<NodeId>,
    /// The stages in order, those to come included.
    pub stages: Vec<Stage>,
    /// Who coordinates it.
    pub coordinator: Option<Coordinator>,
    /// The clock of a put's new version.
    pub version: Option<VectorClock>,
    /// What the coordinator told the client.
    pub outcome: Option<Outcome>,
    /// Whether the client stopped waiting.
    pub gave_up: bool,
    /// The events beside the usual course: retries, fallbacks, late answers, repairs, losses.
    pub beside: Vec<EventId>,
}

/// The node that coordinates a request, and its wait.
#[derive(Clone, Debug, PartialEq)]
pub struct Coordinator {
    /// The node.
    pub node: NodeId,
    /// R or W.
    pub needed: u8,
    /// Which of the two.
    letter: char,
    /// When the request fails unless the quorum is reached.
    pub deadline: Time,
    /// The nodes asked, in order, with what was heard of them.
    pub slots: Vec<SlotView>,
    /// How many have answered.
    pub answered: u8,
}

/// A node of the quorum.
#[derive(Clone, Debug, PartialEq)]
pub struct SlotView {
    /// The slot.
    pub slot: Slot,
    /// What the node is to the key.
    pub role: Option<Role>,
    /// When it was asked.
    pub asked: Time,
}

/// A stage of the state machine.
#[derive(Clone, Debug, PartialEq)]
pub struct Stage {
    /// Which.
    pub name: StageName,
    /// Whether it lies behind, is the present one, or may come.
    pub state: StageState,
    /// The event that led into it.
    pub entered: Option<(EventId, Time)>,
    /// When it was left for the next one.
    pub left: Option<Time>,
    /// How long the request had been in it before, if it came to it anew.
    pub before: Duration,
}

/// The stages of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum StageName {
    /// The client does not know the ring yet and asks who the members are.
    LearningRing,
    /// On its way from the client.
    Asked,
    /// On its way to a node that keeps the key.
    HandedOn,
    /// A put that reads before it writes is taken up; waiting for R answers.
    Reading,
    /// Taken up; waiting for R or W answers.
    AwaitingQuorum,
    /// R answers are there; waiting until W copies hold what they had.
    Repairing,
    /// The client has its answer; waiting for the other nodes.
    Answered,
    /// Every node has answered or been given up.
    Finished,
    /// The client was told that the request failed.
    Failed,
}

/// Where a stage stands in the course of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StageState {
    /// Behind.
    Passed,
    /// Present.
    Current,
    /// It may come.
    Ahead,
    /// It was not needed.
    Skipped,
}

impl RequestView {
    /// Reads a request from the trace up to the cursor; none if it has not been made. Nothing
    /// before `from` is looked at: the request's first event, or any before it.
    #[inline(never)]
    pub fn new(trace: &[TraceEvent], requests: &Requests, id: RequestId) -> Option<RequestView> {
        let own = requests.events(id, trace.len());
        let mut events = own.iter().filter_map(|event| trace.get(event.0 as usize));
        let start = events.next()?;
        let given = trace.get(start.cause?.0 as usize)?;
        // A workload's clients ask by themselves.
        let (EventKind::Commanded { command, .. } | EventKind::Issued { command }) = &given.kind
        else {
            return None;
        };
        let (key, writes) = match &**command {
            Command::Get { key, .. } => (key.clone(), false),
            Command::Put { key, .. } => (key.clone(), true),
            _ => return None,
        };
        let mut view = RequestView {
            id,
            key,
            writes,
            operation: None,
            since: start.at,
            by: None,
            way: Vec::new(),
            stages: Vec::new(),
            coordinator: None,
            version: None,
            outcome: None,
            gave_up: false,
            beside: Vec::new(),
        };
        view.read(start);
        for event in events {
            view.read(event);
        }
        view.complete();
        Some(view)
    }

    /// Whether this makes a new version.
    pub fn is_put(&self) -> bool {
        self.writes
    }

    /// The letter of the quorum that counts: R or W.
    pub fn quorum_letter(&self) -> char {
        let usual = if self.is_put() { 'W' } else { 'R' };
        self.coordinator.as_ref().map_or(usual, |coordinator| coordinator.letter)
    }

    /// Whether it fails unless more is heard before its deadline.
    pub fn can_time_out(&self) -> bool {
        let stage = self.stage();
        stage >= StageName::Reading && stage < StageName::Answered
    }

    /// The present stage.
    pub fn stage(&self) -> StageName {
        let current = self.stages.iter().find(|stage| stage.state == StageState::Current);
        current.map_or(StageName::Asked, |stage| stage.name)
    }

    /// Whether nothing more is to be done for it.
    pub fn is_over(&self) -> bool {
        matches!(self.stage(), StageName::Finished | StageName::Failed)
    }

    /// How many times it was handed from node to node on its way to its coordinator.
    pub fn hops(&self) -> usize {
        self.way.len().saturating_sub(1)
    }

    /// How long ago the client asked.
    pub fn age(&self, now: Time) -> Duration {
        now.since(self.since)
    }

    fn read(&mut self, event: &TraceEvent) {
        match &event.kind {
            EventKind::Note(note) => self.read_note(event, note),
            EventKind::Sent { payload, .. } => match &**payload {
                Message::Ask(request) => self.operation = Some(request.operation.clone()),
                Message::Answer { outcome, .. } => {
                    self.outcome = Some(outcome.clone());
                    let stage = match outcome {
                        Outcome::Found { .. } | Outcome::Written => StageName::Answered,
                        _ => StageName::Failed,
                    };
                    self.enter(stage, event);
                }
                _ => {}
            },
            EventKind::Client(ClientNote::GaveUp { .. }) => {
                self.gave_up = true;
                self.enter(StageName::Failed, event);
            }
            EventKind::Client(ClientNote::AskedForMembers { .. }) => {
                self.enter(StageName::LearningRing, event);
            }
            EventKind::Client(ClientNote::Turned { to, by }) => {
                self.by = Some(*by);
                self.way = vec![*to];
                self.enter(StageName::Asked, event);
            }
            EventKind::Client(ClientNote::AnswerIgnored) | EventKind::Lost { .. } => {
                self.beside.push(event.id)
            }
            _ => {}
        }
    }

    fn read_note(&mut self, event: &TraceEvent, note: &Note) {
        let Some(node) = event.process.and_then(|process| process.node()) else { return };
        if story::is_beside(note) {
            self.beside.push(event.id);
        }
        match note {
            Note::HandedOn { to, .. } | Note::HandedOnAgain { to, .. } => {
                self.way.push(*to);
                self.enter(StageName::HandedOn, event);
            }
            Note::Coordinating { needed, deadline, .. } => {
                self.coordinator = Some(Coordinator {
                    node,
                    needed: *needed,
                    letter: if self.writes { 'W' } else { 'R' },
                    deadline: *deadline,
                    slots: Vec::new(),
                    answered: 0,
                });
                self.enter(StageName::AwaitingQuorum, event);
            }
            Note::VersionsWanted { needed } => {
                self.ask_anew(*needed, 'R');
                // It has just been taken up, and does not wait for W yet.
                let last = self.stages.last_mut();
                if let Some(stage) = last.filter(|stage| stage.name == StageName::AwaitingQuorum) {
                    stage.name = StageName::Reading;
                    stage.entered = Some((event.id, event.at));
                }
            }
            Note::VersionsGathered { needed, .. } => {
                self.ask_anew(*needed, 'W');
                self.enter(StageName::AwaitingQuorum, event);
            }
            Note::RepairAwaited { .. } => self.enter(StageName::Repairing, event),
            Note::QuorumReached { .. } | Note::RepairReached { .. } => {
                self.enter(StageName::Answered, event);
            }
            Note::QuorumImpossible { .. }
            | Note::DeadlinePassed { .. }
            | Note::HandOnGivenUp { .. }
            | Note::Refused(_) => self.enter(StageName::Failed, event),
            Note::VersionMade { clock, .. } => self.version = Some(clock.clone()),
            Note::Finished => self.enter(StageName::Finished, event),
            _ => self.read_wait(event, node, note),
        }
    }

    /// What a coordinator tells of its wait. A get that was handed on again may have two: the
    /// last one is shown.
    fn read_wait(&mut self, event: &TraceEvent, of: NodeId, note: &Note) {
        let Some(coordinator) = self.coordinator.as_mut().filter(|own| own.node == of) else {
            return;
        };
        match note {
            Note::Asked { node, stands_in_for, until } => {
                let answer = Answer::Awaited { until: *until };
                let slot = Slot { node: *node, stands_in_for: *stands_in_for, answer };
                coordinator.slots.push(SlotView { slot, role: None, asked: event.at });
            }
            Note::Counted { node, answered, late, .. } => {
                coordinator.answered = *answered;
                coordinator.hear(*node, Answer::Given { at: event.at, late: *late });
            }
            Note::ReplicaRefused { node } => {
                coordinator.hear(*node, Answer::Refused { at: event.at });
            }
            Note::Silent { node } => coordinator.hear(*node, Answer::Silent { since: event.at }),
            _ => {}
        }
    }

    /// The coordinator asks for the next of its two quorums.
    fn ask_anew(&mut self, needed: u8, letter: char) {
        if let Some(coordinator) = &mut self.coordinator {
            coordinator.slots.clear();
            (coordinator.needed, coordinator.letter, coordinator.answered) = (needed, letter, 0);
        }
    }

    fn enter(&mut self, name: StageName, event: &TraceEvent) {
        // What comes after a request has failed changes nothing for the client.
        if self.stages.iter().any(|stage| stage.name == StageName::Failed) {
            return;
        }
        // A get that is handed on again is in the same stage anew; its time there goes on.
        if self.stages.last().is_some_and(|stage| stage.name == name) {
            return;
        }
        for stage in &mut self.stages {
            stage.state = StageState::Passed;
            stage.left.get_or_insert(event.at);
        }
        let known = self.stages.iter().position(|stage| stage.name == name);
        let before = known.map(|known| self.stages.remove(known)).map_or(Duration::ZERO, |known| {
            let (left, entered) = (known.left, known.entered);
            let spent = left.zip(entered).map(|(left, (_, entered))| left.since(entered));
            known.before + spent.unwrap_or(Duration::ZERO)
        });
        let entered = Some((event.id, event.at));
        self.stages.push(Stage { name, state: StageState::Current, entered, left: None, before });
    }

    /// Adds the stages that are still to come if all goes well, and the hop that was not needed.
    fn complete(&mut self) {
        let furthest = self.stages.iter().map(|stage| stage.name).max();
        let (state, before) = (StageState::Ahead, Duration::ZERO);
        let ahead = |name| Stage { name, state, entered: None, left: None, before };
        let course = [StageName::Asked, StageName::HandedOn, StageName::AwaitingQuorum];
        let course = course.into_iter().chain([StageName::Answered, StageName::Finished]);
        // A partition-aware client goes straight to a node that keeps the key.
        let aware = matches!(self.by, Some(Choice::PartitionAware) | None);
        for name in course.filter(|name| *name != StageName::HandedOn || !aware) {
            if furthest.is_some_and(|furthest| furthest < name) {
                self.stages.push(ahead(name));
            }
        }
        let place = self.stages.iter().position(|stage| stage.name == StageName::Asked);
        let handed_on = self.stages.iter().any(|stage| stage.name == StageName::HandedOn);
        if let (Some(place), true) = (place, self.coordinator.is_some() && !handed_on && !aware) {
            let skipped = Stage { state: StageState::Skipped, ..ahead(StageName::HandedOn) };
            self.stages.insert(place + 1, skipped);
        }
    }

    /// Says of every node asked what it is to the key.
    pub fn with_roles(mut self, role: impl Fn(NodeId) -> Option<Role>) -> RequestView {
        if let Some(coordinator) = &mut self.coordinator {
            for slot in &mut coordinator.slots {
                slot.role = role(slot.slot.node);
            }
        }
        self
    }
}

impl Coordinator {
    fn hear(&mut self, node: NodeId, answer: Answer) {
        if let Some(slot) = self.slots.iter_mut().find(|slot| slot.slot.node == node) {
            slot.slot.answer = answer;
        }
    }
}

impl StageName {
    /// What the stage is called.
    pub fn label(self, put: bool) -> &'static str {
        match (self, put) {
            (StageName::LearningRing, _) => "asking who the members are",
            (StageName::Asked, _) => "sent by the client",
            (StageName::HandedOn, _) => "handed on",
            (StageName::Reading, _) => "reading first, waiting for R",
            (StageName::Repairing, _) => "waiting until W copies hold it",
            (StageName::AwaitingQuorum, true) => "waiting for W",
            (StageName::AwaitingQuorum, false) => "waiting for R",
            (StageName::Answered, _) => "answered, collecting the rest",
            (StageName::Finished, _) => "finished",
            (StageName::Failed, true) => "failed: outcome unknown",
            (StageName::Failed, false) => "failed",
        }
    }
}
