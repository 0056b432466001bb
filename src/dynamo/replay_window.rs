//! Which requests a node has been given already, so that each is coordinated once (Dynamo §4.5).
//!
//! A network may deliver a message twice, and a put that is carried out twice makes two
//! versions of one write, siblings for ever. So a node takes each request up once. What it
//! remembers for that is bounded: of every client the newest request and which of the 63
//! before it have come. Whatever is older counts as a repeat; its client has long given up.
//! The memory ends with the process: a repeat that comes after a restart is taken up.

use super::identity::{ClientId, RequestId};
use super::sorted::SortedMap;

/// The requests that have come, by client.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReplayWindow {
    clients: SortedMap<ClientId, Window>,
}

/// What has come of one client.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Window {
    newest: u32,
    /// Bit `n` stands for the request that is `n` older than the newest.
    come: u64,
}

impl ReplayWindow {
    /// Notes that a request has come. Says whether it is the first time.
    pub fn admit(&mut self, request: RequestId) -> bool {
        let window = self.clients.entry(request.client).or_default();
        if request.sequence > window.newest {
            let newer = request.sequence - window.newest;
            window.come = window.come.checked_shl(newer).unwrap_or(0) | 1;
            window.newest = request.sequence;
            return true;
        }
        let bit = 1_u64.checked_shl(window.newest - request.sequence).unwrap_or(0);
        let first = bit != 0 && window.come & bit == 0;
        window.come |= bit;
        first
    }
}
