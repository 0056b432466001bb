//! What is typed into the fields of the configuration.

#![no_main]

use dynamo_playground_fuzz::holds;

libfuzzer_sys::fuzz_target!(|text: &str| {
    holds::fields_take_or_refuse(text);
});
