//! Numbers, lists, moments and latencies that are typed, and titles.

#![no_main]

use dynamo_playground_fuzz::holds;

libfuzzer_sys::fuzz_target!(|text: &str| {
    holds::words_are_read_or_refused(text);
});
