//! A visual playground for Amazon Dynamo: the real protocol, simulated in the browser.
//!
//! The rooms, from the ground up; each uses only those before it:
//!
//! - [`dynamo`]: the protocol, pure state machines in the paper's own nouns.
//! - [`sim`]: virtual time, addressed chance, the network and its faults, clients, the trace.
//! - [`session`]: scenarios, time travel, branches.
//! - [`view`]: plain data for every picture, testable without a browser.
//! - `swarm`: random runs and what must hold in them; only there on the host.
//! - `ui`: what the browser shows; only there when compiled for it.

pub mod dynamo;
pub mod session;
pub mod sim;
#[cfg(not(target_arch = "wasm32"))]
pub mod swarm;
#[cfg(target_arch = "wasm32")]
pub mod ui;
pub mod view;
