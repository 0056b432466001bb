//! One request as a state machine: its stages, its way to the coordinator, its quorum slots, its
//! deadline and its answer, all read from the trace (Dynamo §4.5).

mod coordinator;
mod story;

pub use self::coordinator::{Coordinator, SlotView};
pub use self::story::{RequestStory, Told};
use crate::dynamo::identity::{NodeId, RequestId};
use crate::dynamo::key::Key;
use crate::dynamo::message::{Message, Operation, Outcome};
use crate::dynamo::note::Note;
use crate::dynamo::preference_list::Role;
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
    /// Those that took it up, in order: more than one if it was handed on again and the first one
    /// was not dead but slow.
    pub coordinators: Vec<Coordinator>,
    /// The clock of a put's new version.
    pub version: Option<VectorClock>,
    /// What the coordinator told the client.
    pub outcome: Option<Outcome>,
    /// Whether the client stopped waiting.
    pub gave_up: bool,
    /// The events beside the usual course: retries, fallbacks, late answers, repairs, losses.
    pub beside: Vec<EventId>,
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
            coordinators: Vec::new(),
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

    /// Who coordinates it now: the last one that took it up.
    pub fn coordinator(&self) -> Option<&Coordinator> {
        self.coordinators.last()
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
                Message::Answer { outcome, .. } => self.read_answer(event, outcome),
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

    fn read_answer(&mut self, event: &TraceEvent, outcome: &Outcome) {
        if let Outcome::Found { .. } | Outcome::Written = outcome {
            self.outcome = Some(outcome.clone());
            self.enter(StageName::Answered, event);
            return;
        }
        // That another coordinator failed makes no difference while the last one is at it, nor
        // once there is a good answer.
        let from = event.process.and_then(|process| process.node());
        let left_behind = self.coordinators.iter().any(|own| Some(own.node) == from)
            && self.coordinator().is_some_and(|last| Some(last.node) != from);
        if !left_behind && !self.succeeded() {
            self.outcome = Some(outcome.clone());
            self.enter(StageName::Failed, event);
        }
    }

    /// Whether the client was sent what it wanted.
    fn succeeded(&self) -> bool {
        matches!(self.outcome, Some(Outcome::Found { .. } | Outcome::Written))
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
            // One that could not say that it took the request up may have answered the client.
            Note::HandOnGivenUp { .. } if self.succeeded() => {}
            Note::HandOnGivenUp { .. } => self.enter(StageName::Failed, event),
            Note::Coordinating { needed, deadline, .. } => {
                let letter = if self.writes { 'W' } else { 'R' };
                self.coordinators.push(Coordinator::new(node, event, *needed, letter, *deadline));
                self.enter(StageName::AwaitingQuorum, event);
            }
            Note::VersionMade { clock, .. } => self.version = Some(clock.clone()),
            _ => self.read_wait(event, node, note),
        }
    }

    /// What a coordinator tells of its wait. The stages of the request are those of the last one.
    fn read_wait(&mut self, event: &TraceEvent, of: NodeId, note: &Note) {
        let Some(place) = self.coordinators.iter().rposition(|own| own.node == of) else {
            // A node may refuse what it has not taken up.
            if let Note::Refused(_) = note {
                self.enter(StageName::Failed, event);
            }
            return;
        };
        let is_last = place + 1 == self.coordinators.len();
        let Some(stage) = self.coordinators[place].read(event, note) else { return };
        // Nor does it change anything if it fails once the client has had the other's answer.
        if !is_last || stage == StageName::Failed && self.succeeded() {
            return;
        }
        // It has just been taken up, and does not wait for W yet.
        let last = self.stages.last_mut().filter(|last| last.name == StageName::AwaitingQuorum);
        match (stage, last) {
            (StageName::Reading, Some(last)) => {
                last.name = StageName::Reading;
                last.entered = Some((event.id, event.at));
            }
            (StageName::Reading, None) => {}
            _ => self.enter(stage, event),
        }
    }

    fn enter(&mut self, name: StageName, event: &TraceEvent) {
        // What comes after a request has failed changes nothing for the client.
        if self.stages.iter().any(|stage| stage.name == StageName::Failed) {
            return;
        }
        // Nor does a second coordinator after the client has been answered by the first.
        let known = |of: StageName| self.stages.iter().any(|stage| stage.name == of);
        if name < StageName::Answered && self.succeeded()
            || name == StageName::Answered && known(StageName::Finished)
        {
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
        let taken_up = !self.coordinators.is_empty();
        if let (Some(place), true) = (place, taken_up && !handed_on && !aware) {
            let skipped = Stage { state: StageState::Skipped, ..ahead(StageName::HandedOn) };
            self.stages.insert(place + 1, skipped);
        }
    }

    /// Says of every node asked what it is to the key.
    pub fn with_roles(mut self, role: impl Fn(NodeId) -> Option<Role>) -> RequestView {
        for slot in self.coordinators.iter_mut().flat_map(|own| &mut own.slots) {
            slot.role = role(slot.slot.node);
        }
        self
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
