//! States of counters and sets, which anyone can put.

#![no_main]

use dynamo_playground_fuzz::holds;

libfuzzer_sys::fuzz_target!(|text: &str| {
    holds::states_are_taken_as_far_as_they_make_sense(text);
});
