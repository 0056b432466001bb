//! Addressed chance: a draw is a hash of what it is for, not the next number of a stream.
//!
//! Two runs that differ in one message therefore still agree in every other draw: nothing is
//! shifted. Comparing runs, asking "what if" and shrinking a failure all rest on this.

use serde::{Deserialize, Serialize};

/// What a draw decides. The number is part of the hash and never reused for anything else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u64)]
pub enum Purpose {
    /// Where a node's token lies on the ring.
    Token = 1,
    /// How long a message takes on its link.
    Latency = 2,
    /// Which node the load balancer hands a request to.
    LoadBalancer = 3,
    /// Which partition a joining node takes over.
    Partition = 4,
    /// With whom a node gossips.
    GossipPeer = 5,
    /// With whom a node compares its trees.
    AntiEntropyPeer = 6,
    /// Who coordinates a request that nobody is named for.
    Coordinator = 7,
    /// When in its interval a node does its upkeep for the first time.
    Phase = 8,
    /// Which node a client asks who the members are.
    MembershipSource = 9,
    /// Whether a message is lost.
    Loss = 10,
    /// Whether a message arrives twice.
    Duplication = 11,
    /// Whether a message is held back.
    Reordering = 12,
    /// How long a copy of a message takes.
    CopyLatency = 13,
    /// How long it is until the next operation of the workload begins.
    WorkloadGap = 14,
    /// Which client an operation of the workload is.
    WorkloadClient = 15,
    /// Which key an operation of the workload is about.
    WorkloadKey = 16,
    /// Whether an operation of the workload only reads.
    WorkloadRead = 17,
}

/// The source of every draw of one run: a seed and nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chance {
    seed: u64,
}

impl Chance {
    /// Chance that grows from `seed`.
    pub const fn new(seed: u64) -> Chance {
        Chance { seed }
    }

    /// The draw number `sequence` that `subject` makes for `purpose`: 64 even bits.
    pub const fn draw(self, purpose: Purpose, subject: u64, sequence: u64) -> u64 {
        let hash = mix(self.seed ^ 0x6479_6e61_6d6f_2d31);
        let hash = mix(hash ^ (purpose as u64));
        let hash = mix(hash ^ subject);
        mix(hash ^ sequence)
    }

    /// A draw below `bound` (0 for a bound of 0), as even as 64 bits allow.
    pub const fn below(self, purpose: Purpose, subject: u64, sequence: u64, bound: u64) -> u64 {
        let wide = self.draw(purpose, subject, sequence) as u128 * bound as u128;
        (wide >> 64) as u64
    }
}

/// A bijection of 64-bit words in which every input bit moves about half of the output bits:
/// the finalizer of SplitMix64 (Steele, Lea and Flood, 2014) behind its odd increment.
const fn mix(word: u64) -> u64 {
    let word = word.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    word ^ (word >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draw_depends_on_its_address_alone() {
        let chance = Chance::new(7);
        let first = chance.draw(Purpose::Latency, 1, 1);
        let _other = chance.draw(Purpose::Latency, 2, 1);
        assert_eq!(first, Chance::new(7).draw(Purpose::Latency, 1, 1));
        assert_ne!(first, chance.draw(Purpose::Latency, 1, 2));
        assert_ne!(first, chance.draw(Purpose::Token, 1, 1));
        assert_ne!(first, Chance::new(8).draw(Purpose::Latency, 1, 1));
    }

    #[test]
    fn words_are_mixed_as_split_mix_64_mixes_them() {
        // The first numbers of the generator's reference implementation from the seed 0, whose
        // state grows by its odd increment.
        let state = |step: u64| 0x9e37_79b9_7f4a_7c15_u64.wrapping_mul(step);
        let expected = [0xe220_a839_7b1d_cdaf, 0x6e78_9e6a_a1b9_65f4, 0x06c4_5d18_8009_454f_u64];
        assert_eq!([0, 1, 2].map(|step| mix(state(step))), expected);
    }

    #[test]
    fn every_bit_of_an_address_matters() {
        let draws = |seed: u64, purpose: Purpose, subject: u64, sequence: u64| {
            Chance::new(seed).draw(purpose, subject, sequence)
        };
        let bits = (0..64).map(|bit| 1_u64 << bit);
        let mut seen: Vec<u64> = vec![draws(0, Purpose::Token, 0, 0)];
        seen.extend(bits.clone().map(|bit| draws(bit, Purpose::Token, 0, 0)));
        seen.extend(bits.clone().map(|bit| draws(0, Purpose::Token, bit, 0)));
        seen.extend(bits.map(|bit| draws(0, Purpose::Token, 0, bit)));
        for purpose in [Purpose::Latency, Purpose::Partition, Purpose::Phase, Purpose::Loss] {
            seen.push(draws(0, purpose, 0, 0));
        }
        let count = seen.len();
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), count, "no two are the same");
    }

    #[test]
    fn bounded_draws_are_even() {
        let chance = Chance::new(1);
        let mut counts = [0_u32; 10];
        for sequence in 0..10_000 {
            counts[chance.below(Purpose::LoadBalancer, 0, sequence, 10) as usize] += 1;
        }
        // Ten standard deviations (30 each) around the mean of 1,000.
        assert!(counts.iter().all(|count| (700..1300).contains(count)), "{counts:?}");
        assert_eq!(chance.below(Purpose::LoadBalancer, 0, 0, 0), 0);
    }
}
