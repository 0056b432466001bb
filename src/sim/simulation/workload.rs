//! The background workload at work: whose turn it is, what comes of it, and the write that
//! follows a read.

use std::rc::Rc;

use super::Simulation;
use crate::dynamo::chance::Purpose;
use crate::dynamo::identity::ClientId;
use crate::dynamo::key::{Key, Value};
use crate::dynamo::message::Operation;
use crate::sim::client::Client;
use crate::sim::command::{Command, Write};
use crate::sim::queue::{Place, Upcoming};
use crate::sim::trace::{ClientNote, EventId, EventKind, Recorder};
use crate::sim::workload::{OPEN_MAX, Popularity, Workload};

/// A workload that goes on.
#[derive(Clone, Debug)]
pub(super) struct Running {
    workload: Workload,
    popularity: Popularity,
    /// The keys by their ranks: made once, and shared with all that is said of them.
    keys: Rc<[Key]>,
    /// The command that started it.
    started: EventId,
    /// When the next operation begins.
    next: Place,
}

impl Simulation {
    /// What clients do by themselves; none if nothing.
    pub fn workload(&self) -> Option<&Workload> {
        self.workload.as_ref().map(|running| &running.workload)
    }

    pub(super) fn start_workload(&mut self, workload: Workload, started: EventId) {
        self.stop_workload();
        let popularity = Popularity::new(&workload);
        let keys = (0..usize::from(workload.keys)).filter_map(Workload::key).collect();
        let next = self.schedule_operation(&workload);
        self.workload = Some(Running { workload, popularity, keys, started, next });
    }

    /// No operation begins any more. Requests under way come to their ends.
    pub(super) fn stop_workload(&mut self) {
        if let Some(running) = self.workload.take() {
            self.queue.cancel(running.next);
        }
    }

    /// Operations are numbered through all workloads of a run: all draws go by this number.
    fn schedule_operation(&mut self, workload: &Workload) -> Place {
        let gap = workload.gap(self.chance.draw(Purpose::WorkloadGap, 0, self.operations));
        self.queue.schedule(self.now + gap, Upcoming::Operation)
    }

    /// The next operation begins, and the one after it is due.
    pub(super) fn begin_operation(&mut self, trace: &mut impl Recorder) {
        let Some(running) = self.workload.take() else { return };
        let Running { workload, popularity, keys, started, .. } = running;
        let number = self.operations;
        let clients = u64::from(workload.clients);
        let drawn = self.chance.below(Purpose::WorkloadClient, 0, number, clients);
        let rank = popularity.rank(self.chance.draw(Purpose::WorkloadKey, 0, number));
        let read = self.chance.below(Purpose::WorkloadRead, 0, number, 1_000);
        self.operations += 1;
        let next = self.schedule_operation(&workload);
        let key = keys.get(rank).cloned();
        self.workload = Some(Running { workload, popularity, keys, started, next });

        let client = Workload::client(drawn);
        let is_busy = |client: &Client| client.open_requests().len() >= OPEN_MAX;
        if self.client(client).is_some_and(is_busy) {
            let passed = EventKind::Client(ClientNote::TurnPassed);
            self.record(trace, Some(client.into()), None, Some(started), passed);
            return;
        }
        let Some(key) = key else { return };
        let is_read = read < u64::from(workload.read_permille);
        // Every write of a run has a value of its own.
        let then = (!is_read).then(|| Value::new(format!("w{}", number + 1)).ok()).flatten();
        let Workload { entry, .. } = workload;
        let get = Command::Get { client, key: key.clone(), entry, quorum: None };
        let event = self.record_issued(trace, client, get, started);
        let request = self.request(trace, client, &key, Operation::Get, entry, None, event);
        if let (Some(value), Some(known)) = (then, self.clients.get_mut(&client)) {
            Rc::make_mut(known).intend(request, value);
        }
    }

    /// The write that a read was for, if the workload still goes on.
    pub(super) fn write_back(
        &mut self,
        trace: &mut impl Recorder,
        client: ClientId,
        key: &Key,
        value: Value,
        cause: EventId,
    ) {
        let Some(Workload { entry, .. }) = self.workload().copied() else { return };
        let write = Write::Update(value);
        let Some(known) = self.client(client) else { return };
        let Ok(operation) = known.compose(key, &write) else { return };
        let put = Command::Put { client, key: key.clone(), write, entry, quorum: None };
        let event = self.record_issued(trace, client, put, cause);
        self.request(trace, client, key, operation, entry, None, event);
    }

    fn record_issued(
        &mut self,
        trace: &mut impl Recorder,
        client: ClientId,
        command: Command,
        cause: EventId,
    ) -> EventId {
        let issued = EventKind::Issued { command: Rc::new(command) };
        self.record(trace, Some(client.into()), None, Some(cause), issued)
    }
}
