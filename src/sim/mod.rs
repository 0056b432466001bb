//! The simulator: it owns time, chance, the network and the disks, and feeds the protocol one
//! input at a time in a total order.

pub mod cart;
pub mod client;
pub mod command;
pub mod data_type;
pub mod draws;
pub mod envelope;
pub mod fault;
pub mod latency;
pub mod network;
pub mod process;
pub mod queue;
pub mod setup;
pub mod simulation;
pub mod trace;
pub mod workload;

/// The version of all that the simulation does. The same seed, setup and commands come to the
/// same trace under the same version; whoever changes a golden trace raises it.
pub const BEHAVIOUR: u32 = 1;
