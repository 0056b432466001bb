//! Links as they come, and texts in links.

#![no_main]

use dynamo_playground_fuzz::holds;

libfuzzer_sys::fuzz_target!(|text: &str| {
    holds::link_is_read_or_refused(text);
    holds::packed_text_is_read_alike(text);
});
