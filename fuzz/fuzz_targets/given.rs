//! The commands of what can be read, given by hand, in the past as well.

#![no_main]

use dynamo_playground_fuzz::holds;

libfuzzer_sys::fuzz_target!(|text: &str| {
    holds::commands_can_be_given_by_hand(text);
});
