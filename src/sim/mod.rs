//! The simulator: it owns time, chance, the network and the disks, and feeds the protocol one
//! input at a time in a total order.

pub mod cart;
pub mod client;
pub mod command;
pub mod data_type;
pub mod envelope;
pub mod fault;
pub mod latency;
pub mod network;
pub mod process;
pub mod queue;
pub mod setup;
pub mod simulation;
pub mod trace;
