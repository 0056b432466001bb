//! The page's address.

#![no_main]

use dynamo_playground_fuzz::holds;

libfuzzer_sys::fuzz_target!(|text: &str| {
    holds::address_is_understood_or_told_of(text);
});
