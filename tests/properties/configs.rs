//! Which knobs are refused.

use dynamo_playground::dynamo::config::{Config, ConfigReason, Knob, REPLICAS_MAX};
use proptest::prelude::*;

proptest! {
    #[test]
    fn a_config_is_taken_exactly_if_its_numbers_make_sense(
        replicas in 0_u8..20, read_quorum in 0_u8..20, write_quorum in 0_u8..20, nodes in 0_u16..20
    ) {
        let config = Config { replicas, read_quorum, write_quorum, ..Config::default() };
        let replicas_fit =
            (1..=REPLICAS_MAX).contains(&replicas) && u16::from(replicas) <= nodes;
        let quorum_fits = |quorum: u8| quorum >= 1 && (quorum <= replicas || !replicas_fit);
        let mut expected = Vec::new();
        for (knob, fits) in [
            (Knob::Replicas, replicas_fit),
            (Knob::ReadQuorum, quorum_fits(read_quorum)),
            (Knob::WriteQuorum, quorum_fits(write_quorum)),
        ] {
            if !fits {
                expected.push(knob);
            }
        }
        let errors = config.check(nodes).err().unwrap_or_default();
        let knobs: Vec<Knob> = errors.iter().map(|error| error.knob).collect();
        prop_assert_eq!(knobs, expected);
        for error in errors {
            let sentence = error.to_string();
            prop_assert!(sentence.starts_with(error.knob.letter()) && sentence.ends_with('.'));
            if error.reason == ConfigReason::MoreThanReplicas(replicas) {
                prop_assert!(replicas_fit, "quorums are held against a right N only");
            }
        }
    }
}
