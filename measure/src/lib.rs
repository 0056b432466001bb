//! The loads of the simulator for the browser; `tests/browser/simulator-speeds.mjs` runs them.

#![cfg(target_arch = "wasm32")]

mod full;
#[path = "../../benches/load/mod.rs"]
mod load;

use full::Full;
use load::{Counter, Kept, Load, Mixed, Pings};
use wasm_bindgen::prelude::wasm_bindgen;

/// Plays a session until its history is full. Gives the number of events.
#[wasm_bindgen]
pub fn full_history() -> usize {
    Full::new().events()
}

/// Something that goes on for as long as one likes.
#[wasm_bindgen]
pub struct Measured {
    load: Either,
    /// What the last run has kept: dropping it is not measured.
    kept: Kept,
}

enum Either {
    Pings(Box<Pings>),
    Mixed(Box<Mixed>),
}

#[wasm_bindgen]
impl Measured {
    /// Bare pings, or gets and puts.
    #[wasm_bindgen(constructor)]
    pub fn new(pings: bool, nodes: u16) -> Measured {
        let load = match pings {
            true => Either::Pings(Box::new(Pings::new(nodes))),
            false => Either::Mixed(Box::new(Mixed::new(nodes))),
        };
        Measured { load, kept: Kept::default() }
    }

    /// Goes on until so many messages have been delivered.
    pub fn run(&mut self, traced: bool, deliveries: u32) {
        let deliveries = u64::from(deliveries);
        match (&mut self.load, traced) {
            (Either::Pings(pings), true) => pings.run(&mut self.kept, deliveries),
            (Either::Pings(pings), false) => pings.run(&mut Counter::default(), deliveries),
            (Either::Mixed(mixed), true) => mixed.run(&mut self.kept, deliveries),
            (Either::Mixed(mixed), false) => mixed.run(&mut Counter::default(), deliveries),
        }
    }

    /// Drops what the last run has kept.
    pub fn forget(&mut self) {
        self.kept = Kept::default();
    }
}
