//! Sessions: a seed, a configuration and a list of commands, and going back and forth in what
//! follows from them.

pub mod annals;
pub mod branches;
pub mod breakpoint;
pub mod checkpoints;
pub mod compare;
pub mod document;
pub mod expectations;
pub mod export;
pub mod ledger;
pub mod lesson;
pub mod linearizability;
pub mod link;
pub mod next;
pub mod note_kind;
pub mod occasions;
pub mod outcome;
pub mod questions;
pub mod replicas;
pub mod run;
pub mod scenario;
#[allow(clippy::module_inception)] // The folder is the room, the file its main subject.
pub mod session;
pub mod stories;
pub mod timeline;
mod trace_room;
pub mod transcript;
