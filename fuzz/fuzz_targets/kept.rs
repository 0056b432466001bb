//! What the device keeps, and what is fetched beside the page.

#![no_main]

use dynamo_playground_fuzz::holds;

libfuzzer_sys::fuzz_target!(|text: &str| {
    holds::kept_texts_are_read_or_left_out(text);
});
