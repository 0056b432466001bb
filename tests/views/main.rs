//! The pictures' data and words, without a browser: what they show is what happened, and what is
//! said of a picture changes as the picture does.

#![cfg(not(target_arch = "wasm32"))]

mod hints;
#[path = "../histories/mod.rs"]
mod histories;
mod history;
mod log;
mod moments;
mod request;
mod roster;
mod space_time;
mod stage;
mod tour;
mod upkeep;
mod workload;
