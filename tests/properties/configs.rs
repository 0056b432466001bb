//! Which knobs are refused.

use dynamo_playground::dynamo::config::{Config, WriteBuffer};
use dynamo_playground::dynamo::config_check::{
    ConfigError, ConfigReason, INTERVAL_MIN, Interval, Knob, MERKLE_DEPTH_MAX, REPLICAS_MAX,
};
use dynamo_playground::dynamo::failure_detector::DetectorKind;
use dynamo_playground::dynamo::identity::NodeId;
use dynamo_playground::dynamo::key_space::{KeySpace, Policy};
use dynamo_playground::dynamo::placement::{PARTITIONS_MAX, Placement, Strategy as Placing};
use dynamo_playground::dynamo::time::Duration;
use dynamo_playground::sim::fault::{DELAY_MAX_MS, Disturbance};
use dynamo_playground::sim::latency::DELAY_MAX;
use dynamo_playground::sim::setup::{CAPACITY_MAX, NODES_MAX, Setup, SetupError, ZONES_MAX};
use proptest::collection::vec;
use proptest::prelude::*;

fn knobs(config: &Config, nodes: u16) -> Vec<Knob> {
    let errors = config.check(nodes).err().unwrap_or_default();
    errors.iter().map(|error| error.knob).collect()
}

/// Small numbers, and some around the largest that are allowed.
fn number() -> impl Strategy<Value = u8> {
    prop_oneof![4 => 0_u8..20, 1 => Just(u8::MAX)]
}

fn length() -> impl Strategy<Value = Duration> {
    prop_oneof![Just(0_u64), Just(999), Just(1_000), Just(50_000)].prop_map(Duration::from_micros)
}

/// What is wrong with an N, R and W.
fn expected(policy: Policy, nodes: u16) -> Vec<Knob> {
    let Policy { replicas, read_quorum, write_quorum, .. } = policy;
    let replicas_fit = (1..=REPLICAS_MAX).contains(&replicas) && u16::from(replicas) <= nodes;
    // Quorums are held against a right N only.
    let quorum_fits = |quorum: u8| quorum >= 1 && (quorum <= replicas || !replicas_fit);
    let fits = [
        (Knob::Replicas, replicas_fit),
        (Knob::ReadQuorum, quorum_fits(read_quorum)),
        (Knob::WriteQuorum, quorum_fits(write_quorum)),
    ];
    fits.into_iter().filter(|(_, fits)| !fits).map(|(knob, _)| knob).collect()
}

fn policy() -> impl Strategy<Value = Policy> {
    (number(), number(), number()).prop_map(|(replicas, read_quorum, write_quorum)| Policy {
        replicas,
        read_quorum,
        write_quorum,
        ..Config::default().default_policy()
    })
}

proptest! {
    #[test]
    fn quorums_are_taken_exactly_if_they_make_sense(
        policy in policy(), own in policy(), prefix in "[a-b]{0,2}", nodes in 0_u16..20
    ) {
        let Policy { replicas, read_quorum, write_quorum, .. } = policy;
        let key_spaces = vec![KeySpace { prefix: prefix.clone(), policy: own }];
        let config =
            Config { replicas, read_quorum, write_quorum, key_spaces, ..Config::default() };
        let mut all = expected(policy, nodes);
        if prefix.is_empty() {
            all.push(Knob::Prefix);
        }
        all.extend(expected(own, nodes));
        prop_assert_eq!(knobs(&config, nodes), all);
        for error in config.check(nodes).err().unwrap_or_default() {
            let sentence = error.to_string();
            prop_assert!(sentence.contains(&error.knob.to_string()) && sentence.ends_with('.'));
        }
    }

    #[test]
    fn the_other_numbers_are_taken_exactly_if_they_make_sense(
        clock_entries_max in 0_u8..3,
        merkle_depth in prop_oneof![3 => number(), 1 => Just(MERKLE_DEPTH_MAX)],
        durable_copies in 0_u8..6,
        tokens_per_node in prop_oneof![Just(0_u16), Just(8), Just(256), Just(257)],
        partitions in prop_oneof![
            0_u32..20, Just(PARTITIONS_MAX), Just(PARTITIONS_MAX + 1), Just(PARTITIONS_MAX * 2)
        ],
        deals_out in any::<bool>(),
    ) {
        let strategy = if deals_out { Placing::EqualPartitions } else { Placing::RandomTokens };
        let flush_interval = Duration::from_millis(100);
        let config = Config {
            clock_entries_max,
            merkle_depth,
            write_buffer: Some(WriteBuffer { flush_interval, durable_copies }),
            placement: Placement { strategy, tokens_per_node, partitions },
            ..Config::default()
        };
        let partitions_fit = partitions.is_power_of_two()
            && partitions <= PARTITIONS_MAX
            && (partitions >= 5 || !deals_out);
        let fits = [
            (Knob::ClockEntries, clock_entries_max >= 1),
            (Knob::Tokens, (1..=256).contains(&tokens_per_node)),
            (Knob::Partitions, partitions_fit),
            (Knob::MerkleDepth, (1..=MERKLE_DEPTH_MAX).contains(&merkle_depth)),
            (Knob::DurableCopies, durable_copies <= 3),
        ];
        let wrong: Vec<Knob> =
            fits.into_iter().filter(|(_, fits)| !fits).map(|(knob, _)| knob).collect();
        prop_assert_eq!(knobs(&config, 5), wrong);
        let zero = [
            (Knob::ClockEntries, clock_entries_max == 0),
            (Knob::Tokens, tokens_per_node == 0),
            (Knob::Partitions, partitions == 0),
            (Knob::MerkleDepth, merkle_depth == 0),
        ];
        for ConfigError { knob, reason, .. } in config.check(5).err().unwrap_or_default() {
            let is_zero = zero.contains(&(knob, true));
            prop_assert_eq!(reason == ConfigReason::Zero, is_zero, "the plainest reason is told");
        }
    }

    #[test]
    fn intervals_are_taken_exactly_if_they_are_long_enough(lengths in vec(length(), 7)) {
        let [a, b, c, d, e, f, g] = lengths[..] else { unreachable!() };
        let config = Config {
            replica_timeout: a,
            request_deadline: b,
            probe_interval: c,
            gossip_interval: Some(d),
            anti_entropy_interval: Some(e),
            write_buffer: Some(WriteBuffer { flush_interval: f, durable_copies: 1 }),
            tombstone_grace: Some(g),
            ..Config::default()
        };
        let names = [
            Interval::ReplicaTimeout,
            Interval::RequestDeadline,
            Interval::Probe,
            Interval::Gossip,
            Interval::AntiEntropy,
            Interval::Flush,
            Interval::TombstoneGrace,
        ];
        let short: Vec<Knob> = names
            .into_iter()
            .zip(lengths)
            .filter(|(_, length)| *length < INTERVAL_MIN)
            .map(|(name, _)| Knob::Interval(name))
            .collect();
        let found = knobs(&config, 5);
        prop_assert_eq!(found, short);
    }

    #[test]
    fn a_setup_is_taken_exactly_if_its_numbers_make_sense(
        nodes in prop_oneof![0_u16..8, Just(NODES_MAX), Just(NODES_MAX + 1)],
        zones in 0_u8..12,
        capacities in vec(0_u8..10, 0..4),
        seeds in vec((0_u16..10).prop_map(NodeId), 0..3),
        gossips in any::<bool>(),
        witnesses in any::<bool>(),
    ) {
        let detector = if witnesses { DetectorKind::TwoWitnesses } else { DetectorKind::Local };
        let store = Config {
            replicas: 1,
            read_quorum: 1,
            write_quorum: 1,
            seeds: seeds.clone(),
            detector,
            gossip_interval: gossips.then(|| Duration::from_millis(100)),
            ..Config::default()
        };
        let setup = Setup { nodes, zones, capacities: capacities.clone(), store, ..Setup::default() };
        let errors = setup.check().err().unwrap_or_default();
        let has = |error: SetupError| errors.contains(&error);
        prop_assert_eq!(has(SetupError::Nodes), !(1..=NODES_MAX).contains(&nodes));
        prop_assert_eq!(has(SetupError::Zones), !(1..=ZONES_MAX).contains(&zones));
        let bears = |capacity: &u8| (1..=CAPACITY_MAX).contains(capacity);
        prop_assert_eq!(has(SetupError::Capacity), !capacities.iter().all(bears));
        prop_assert_eq!(has(SetupError::DetectorNeedsGossip), witnesses && !gossips);
        for seed in seeds {
            prop_assert_eq!(has(SetupError::Seed(seed)), seed.0 >= nodes);
        }
        if errors.is_empty() {
            prop_assert_eq!(setup.ring(dynamo_playground::dynamo::chance::Chance::new(1))
                .node_count(), nodes);
        }
        prop_assert!(errors.iter().all(|error| error.to_string().ends_with('.')));
    }

    /// What has to do with the network and the clients alone.
    #[test]
    fn the_surroundings_of_a_store_are_taken_exactly_if_they_make_sense(
        client_refresh in length(), zone_delay in 3_599_000_u64..3_602_000,
        loss_permille in 990_u16..1_010, delay_ms in 3_599_000_u32..3_602_000,
    ) {
        let zone_delay = Duration::from_millis(zone_delay);
        let disturbance = Disturbance { loss_permille, delay_ms, ..Disturbance::default() };
        let setup = Setup { client_refresh, zone_delay, disturbance, ..Setup::default() };
        let errors = setup.check().err().unwrap_or_default();
        let knob = Knob::Interval(Interval::ClientRefresh);
        let too_short = ConfigError { knob, key_space: None, reason: ConfigReason::TooShort };
        let disturbs_too_much = loss_permille > 1_000 || delay_ms > DELAY_MAX_MS;
        let expected: Vec<SetupError> = [
            (SetupError::Store(too_short), client_refresh < INTERVAL_MIN),
            (SetupError::ZoneDelay, zone_delay > DELAY_MAX),
            (SetupError::Disturbance, disturbs_too_much),
        ]
        .into_iter()
        .filter_map(|(error, is_told)| is_told.then_some(error))
        .collect();
        prop_assert_eq!(&errors, &expected);
        let mut sentences: Vec<String> = errors.iter().map(SetupError::to_string).collect();
        prop_assert!(sentences.iter().all(|sentence| sentence.ends_with('.')));
        sentences.dedup();
        prop_assert_eq!(sentences.len(), errors.len(), "each has words of its own");
    }

    /// Of several key spaces that hold a key the longest prefix counts.
    #[test]
    fn the_longest_prefix_counts(prefixes in vec("[ab]{1,3}", 0..5), name in "[ab]{1,5}") {
        let space = |(index, prefix): (usize, &String)| KeySpace {
            prefix: prefix.clone(),
            policy: Policy { replicas: index as u8 + 10, ..Config::default().default_policy() },
        };
        let key_spaces: Vec<KeySpace> = prefixes.iter().enumerate().map(space).collect();
        let config = Config { key_spaces, ..Config::default() };
        let key = dynamo_playground::dynamo::key::Key::new(&name).expect("a key");
        let longest = prefixes.iter().filter(|prefix| name.starts_with(*prefix)).max_by_key(|p| p.len());
        let replicas = config.policy(&key).replicas;
        match longest {
            None => prop_assert_eq!(replicas, config.replicas),
            Some(longest) => {
                let counts = usize::from(replicas - 10);
                prop_assert_eq!(prefixes[counts].len(), longest.len());
                prop_assert!(name.starts_with(&prefixes[counts]));
            }
        }
    }
}
