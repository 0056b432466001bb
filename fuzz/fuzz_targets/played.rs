//! What can be read, played from its beginning, told and exported.

#![no_main]

use dynamo_playground_fuzz::holds;

libfuzzer_sys::fuzz_target!(|text: &str| {
    holds::played_is_told_and_exported(text);
});
