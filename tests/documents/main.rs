//! Documents and links: what is saved comes back as it was, and what is wrong is told.

#![cfg(not(target_arch = "wasm32"))]

#[path = "../histories/mod.rs"]
mod histories;
mod round_trip;
