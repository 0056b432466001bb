//! Laws that hold for every value, tried on many drawn ones.

#![cfg(not(target_arch = "wasm32"))]

mod admissions;
mod configs;
mod contexts;
mod data_types;
mod departures;
mod draw;
mod exchanges;
mod failure_detectors;
mod last_writes;
mod latencies;
mod linearizability;
mod memberships;
mod merkle_trees;
mod networks;
mod objects;
mod placements;
mod preference_lists;
mod quorums;
mod rings;
mod sorted;
mod storages;
mod vector_clocks;
mod workloads;
mod writers;
