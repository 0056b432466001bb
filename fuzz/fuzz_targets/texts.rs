//! Scenarios, sessions and lessons as texts.

#![no_main]

use dynamo_playground_fuzz::holds;

libfuzzer_sys::fuzz_target!(|text: &str| {
    holds::text_is_read_or_refused(text);
});
