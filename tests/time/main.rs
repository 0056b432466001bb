//! Going about in time: long histories, branches, to the next of a kind, breakpoints, and two
//! runs side by side.

#![cfg(not(target_arch = "wasm32"))]

mod branches;
mod compare;
#[path = "../histories/mod.rs"]
mod histories;
mod long;
#[path = "../long_history/mod.rs"]
mod long_history;
mod next;
mod occasions;
