//! Client applications: they send requests, remember what they read, and give up in time.

use std::rc::Rc;

use super::cart::Cart;
use super::command::{CommandError, Write};
use super::data_type::{Counter, ObservedRemoveSet};
use super::trace::EventId;
use crate::dynamo::causal_context::CausalContext;
use crate::dynamo::identity::{ClientId, NodeId, RequestId};
use crate::dynamo::key::{Key, Value};
use crate::dynamo::message::{Operation, Outcome, Request};
use crate::dynamo::object::Object;
use crate::dynamo::ring::Ring;
use crate::dynamo::sorted::SortedMap;
use crate::dynamo::time::Time;

/// One client application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Client {
    id: ClientId,
    requests: u32,
    known: SortedMap<Key, Reading>,
    /// The replicated data types as this client last wrote them: what it has counted itself it
    /// never counts twice, however old the state that it reads.
    written: SortedMap<Key, String>,
    open: SortedMap<RequestId, OpenRequest>,
    /// The ring, once it has been downloaded.
    ring: Option<Rc<Ring>>,
    /// Requests that wait for the ring, each with what brought it about.
    waiting: Vec<(Request, EventId)>,
}

/// What a client last read under a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The versions.
    pub object: Object,
    /// The context that came with them, to go along with the next put.
    pub context: CausalContext,
}

/// A request whose answer has not come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenRequest {
    /// The key.
    pub key: Key,
    /// When it was sent.
    pub since: Time,
    /// What the client writes in place of what it reads, once it has read it.
    pub then: Option<Value>,
}

impl Client {
    /// A client that has done nothing.
    pub fn new(id: ClientId) -> Client {
        Client {
            id,
            requests: 0,
            known: SortedMap::new(),
            written: SortedMap::new(),
            open: SortedMap::new(),
            ring: None,
            waiting: Vec::new(),
        }
    }

    /// What the client last read under a key.
    pub fn reading(&self, key: &Key) -> Option<&Reading> {
        self.known.get(key)
    }

    /// The requests whose answers have not come.
    pub fn open_requests(&self) -> &SortedMap<RequestId, OpenRequest> {
        &self.open
    }

    /// The ring as the client knows it; none before it has downloaded one.
    pub fn ring(&self) -> Option<&Ring> {
        self.ring.as_deref()
    }

    /// What a write comes to, given what the client has read.
    ///
    /// # Errors
    /// Nothing to merge, or a value that has grown too long.
    pub fn compose(&self, key: &Key, write: &Write) -> Result<Operation, CommandError> {
        let reading = self.known.get(key);
        let context = reading.map(|reading| reading.context.clone());
        let nothing = Object::new();
        let read = reading.map_or(&nothing, |reading| &reading.object);
        let value = |text: String| Value::new(text).map_err(|_| CommandError::CartTooLong);
        let value = match write {
            Write::Update(value) => value.clone(),
            Write::Blind(value) => {
                return Ok(Operation::Put { value: value.clone(), context: None });
            }
            Write::Delete => return Ok(Operation::Delete { context }),
            Write::AddToCart(item) => {
                let mut cart = Cart::merge(read);
                cart.add(item);
                value(cart.to_text())?
            }
            Write::RemoveFromCart(item) => {
                let mut cart = Cart::merge(read);
                cart.remove(item);
                value(cart.to_text())?
            }
            write if write.needs_reading() && read.is_empty() => {
                return Err(CommandError::NothingRead);
            }
            Write::MergeCarts => value(Cart::merge(read).to_text())?,
            Write::Count(amount) => {
                let mut counter = Counter::merged(read);
                counter.merge(&Counter::parse(self.last_written(key)));
                counter.add(self.id, i64::from(*amount));
                value(counter.to_text())?
            }
            Write::AddToSet(item) => {
                let mut set = self.set(key, read);
                set.add(self.id, item);
                value(set.to_text())?
            }
            Write::RemoveFromSet(item) => {
                let mut set = self.set(key, read);
                set.remove(item);
                value(set.to_text())?
            }
            Write::KeepLast => {
                let mut last = read.clone();
                last.keep_last_write();
                match last.versions().iter().find_map(|version| version.value()) {
                    Some(value) => value.clone(),
                    None => return Ok(Operation::Delete { context }),
                }
            }
            Write::MergeCounters => value(Counter::merged(read).to_text())?,
            Write::MergeSets => value(ObservedRemoveSet::merged(read).to_text())?,
        };
        Ok(Operation::Put { value, context })
    }

    /// Opens the next request.
    pub fn open(
        &mut self,
        key: Key,
        operation: Operation,
        quorum: Option<u8>,
        now: Time,
    ) -> Request {
        if let Operation::Put { value, .. } = &operation {
            self.written
                .insert(key.clone(), String::from_utf8_lossy(value.as_bytes()).into_owned());
        }
        self.requests += 1;
        let id = RequestId { client: self.id, sequence: self.requests };
        self.open.insert(id, OpenRequest { key: key.clone(), since: now, then: None });
        Request { id, key, operation, quorum, ring: None }
    }

    /// Has a value written as soon as a request has read what it is to replace.
    pub fn intend(&mut self, request: RequestId, value: Value) {
        if let Some(open) = self.open.get_mut(&request) {
            open.then = Some(value);
        }
    }

    /// Takes an answer in. Gives the request that it closes; none if that was closed before.
    pub fn answered(&mut self, request: RequestId, outcome: &Outcome) -> Option<OpenRequest> {
        let open = self.open.remove(&request)?;
        if let Outcome::Found { object, context } = outcome {
            let reading = Reading { object: object.clone(), context: context.clone() };
            self.known.insert(open.key.clone(), reading);
        }
        Some(open)
    }

    /// Stops waiting for an answer. Gives the request; none if it was closed before.
    pub fn give_up(&mut self, request: RequestId) -> Option<OpenRequest> {
        self.waiting.retain(|(waiting, _)| waiting.id != request);
        self.open.remove(&request)
    }

    /// Keeps a request until the ring is known.
    pub fn await_ring(&mut self, request: Request, cause: EventId) {
        self.waiting.push((request, cause));
    }

    /// Whether any request waits for the ring.
    pub fn waits_for_ring(&self) -> bool {
        !self.waiting.is_empty()
    }

    /// Learns the ring. Gives the requests that have waited for it.
    pub fn learn(&mut self, ring: Rc<Ring>) -> Vec<(Request, EventId)> {
        self.ring = Some(ring);
        std::mem::take(&mut self.waiting)
    }

    /// The nodes that a partition-aware client would turn to with a request, by the ring that
    /// it knows: for a write the node that answered its last get fastest (Dynamo §5),
    /// otherwise any of those that keep the key.
    pub fn coordinators(&self, request: &Request, replicas: u8) -> Vec<NodeId> {
        let Some(ring) = &self.ring else { return Vec::new() };
        let list = ring.preference_list(request.key.position(), replicas);
        let opened =
            request.operation.context().and_then(|context| context.open(&request.key).ok());
        match opened.and_then(|opened| opened.fastest) {
            Some(fastest) if list.primaries().contains(&fastest) => vec![fastest],
            _ => list.primaries().to_vec(),
        }
    }

    fn last_written(&self, key: &Key) -> &str {
        self.written.get(key).map_or("", String::as_str)
    }

    /// The set that was read, with the count of this client's own additions kept up: an
    /// addition is never given a number that was used before.
    fn set(&self, key: &Key, read: &Object) -> ObservedRemoveSet {
        let mut set = ObservedRemoveSet::merged(read);
        set.keep_count(self.id, &ObservedRemoveSet::parse(self.last_written(key)));
        set
    }
}
