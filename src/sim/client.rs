//! Client applications: they send requests, remember what they read, and give up in time.

use std::collections::BTreeMap;

use super::cart::Cart;
use super::command::{CommandError, Write};
use crate::dynamo::causal_context::CausalContext;
use crate::dynamo::identity::{ClientId, RequestId};
use crate::dynamo::key::{Key, Value};
use crate::dynamo::message::{Operation, Outcome, Request};
use crate::dynamo::object::Object;
use crate::dynamo::time::Time;

/// One client application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Client {
    id: ClientId,
    requests: u32,
    known: BTreeMap<Key, Reading>,
    open: BTreeMap<RequestId, OpenRequest>,
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
}

impl Client {
    /// A client that has done nothing.
    pub fn new(id: ClientId) -> Client {
        Client { id, requests: 0, known: BTreeMap::new(), open: BTreeMap::new() }
    }

    /// What the client last read under a key.
    pub fn reading(&self, key: &Key) -> Option<&Reading> {
        self.known.get(key)
    }

    /// The requests whose answers have not come.
    pub fn open_requests(&self) -> &BTreeMap<RequestId, OpenRequest> {
        &self.open
    }

    /// What a write comes to, given what the client has read.
    ///
    /// # Errors
    /// Nothing to merge, or a cart that has grown too long.
    pub fn compose(&self, key: &Key, write: &Write) -> Result<Operation, CommandError> {
        let reading = self.known.get(key);
        let context = reading.map(|reading| reading.context.clone());
        let cart = reading.map(|reading| Cart::merge(&reading.object)).unwrap_or_default();
        let changed = |cart: Cart| cart.to_value().map_err(|_| CommandError::CartTooLong);
        let put = |value: Value, context| Ok(Operation::Put { value, context });
        match write {
            Write::Update(value) => put(value.clone(), context),
            Write::Blind(value) => put(value.clone(), None),
            Write::AddToCart(item) => {
                let mut cart = cart;
                cart.add(item);
                put(changed(cart)?, context)
            }
            Write::RemoveFromCart(item) => {
                let mut cart = cart;
                cart.remove(item);
                put(changed(cart)?, context)
            }
            Write::MergeCarts if reading.is_none_or(|reading| reading.object.is_empty()) => {
                Err(CommandError::NothingRead)
            }
            Write::MergeCarts => put(changed(cart)?, context),
        }
    }

    /// Opens the next request.
    pub fn open(&mut self, key: Key, operation: Operation, now: Time) -> Request {
        self.requests += 1;
        let id = RequestId { client: self.id, sequence: self.requests };
        self.open.insert(id, OpenRequest { key: key.clone(), since: now });
        Request { id, key, operation }
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
        self.open.remove(&request)
    }
}
