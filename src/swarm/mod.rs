//! The swarm: random clusters under random requests and random faults of every kind, watched by
//! checkers that stand apart from the code they check.
//!
//! All of a run grows from one seed: see [`run::run`]. In the first phase, of faults, safety must
//! hold; then every fault is mended, and the nodes must come to agree in bounded time by the
//! protocol's own timers. What a mechanism cannot promise is not demanded of it, but counted by
//! name: see [`tally`]. A run that fails is made small ([`shrink`]) and told ([`report`]).
//!
//! Only there on the host: the browser does not download it.

pub mod checkers;
pub mod cluster;
pub mod commands;
pub mod faults;
pub mod history;
pub mod holdings;
pub mod mending;
pub mod report;
pub mod run;
pub mod search;
pub mod shrink;
pub mod tally;
pub mod truth;
pub mod version_set;

pub use run::{Outcome, run};
