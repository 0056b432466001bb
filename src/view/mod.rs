//! Plain data for every picture: geometry and words, without a browser. State shows what is,
//! the trace how it came to be; nothing here decides anything.

pub mod branches;
pub mod cluster;
pub mod comparison;
pub mod filter;
pub mod hints;
pub mod history;
pub mod key;
pub mod knobs;
pub mod lamps;
pub mod layout;
pub mod lens;
pub mod lesson;
pub mod log;
pub mod meaning;
pub mod members;
pub mod merkle;
pub mod message;
pub mod metrics;
pub mod narration;
pub mod network;
pub mod node;
pub mod outline;
pub mod palette;
pub mod parameters;
pub mod request;
pub mod ring;
pub mod roster;
pub mod space_time;
pub mod stage;
pub mod stops;
pub mod tour;
pub mod words;
pub mod workload;
