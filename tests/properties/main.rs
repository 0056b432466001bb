//! Laws that hold for every value, tried on many drawn ones.

#![cfg(not(target_arch = "wasm32"))]

mod configs;
mod contexts;
mod draw;
mod objects;
mod preference_lists;
mod quorums;
mod rings;
mod vector_clocks;
