//! Every knob of a cluster as a field: what stands in it, what may stand in it, and what it
//! sets. The sentences are the ones that the page shows at the field.

mod fields;
mod network;
mod texts;

pub use self::network::followers;
pub use self::texts::{delay_ms, nodes, permille, whole_number};
use crate::dynamo::config_check::{Interval, Knob};
use crate::sim::setup::{Setup, SetupError};

/// A field of the configuration.
#[derive(Clone, Copy)]
pub struct Field {
    /// Its name within the page.
    pub id: &'static str,
    /// What it is for.
    pub label: &'static str,
    /// Under which heading it stands.
    pub group: Group,
    /// How it is filled in.
    pub input: FieldInput,
    /// What stands in it for a cluster.
    pub read: fn(&Setup) -> String,
    /// Sets the knob; or says what is wrong with the text.
    pub write: fn(&mut Setup, &str) -> Result<(), String>,
}

/// How a field is filled in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldInput {
    /// A whole number.
    Number,
    /// Some words.
    Text,
    /// One of these: what is written, and what it is called.
    Choice(&'static [(&'static str, &'static str)]),
}

/// A heading of the configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// N, R, W and how many nodes: always in sight.
    Quorums,
    /// Partitioning and placement.
    Placement,
    /// Versions and reconciliation.
    Versions,
    /// Failures, gossip and anti-entropy.
    Failures,
    /// Disks, deletions and background work.
    Durability,
    /// The network and the clients.
    Network,
}

impl Group {
    /// Every heading behind the first, with its name.
    pub const FOLDED: [(Group, &'static str); 5] = [
        (Group::Placement, "Placement"),
        (Group::Versions, "Versions"),
        (Group::Failures, "Failures and gossip"),
        (Group::Durability, "Durability"),
        (Group::Network, "Network"),
    ];
}

/// Every field, in order.
pub fn fields() -> impl Iterator<Item = &'static Field> {
    fields::STORE.iter().chain(network::NETWORK)
}

/// The field at which an error is shown.
pub fn field_of(error: &SetupError) -> &'static str {
    match error {
        SetupError::Nodes => "nodes",
        SetupError::Zones => "zones",
        SetupError::Capacity => "capacities",
        SetupError::Seed(_) => "seeds",
        SetupError::DetectorNeedsGossip => "detector",
        SetupError::Latency(_) => "latency",
        SetupError::ZoneDelay => "zone-delay",
        SetupError::Disturbance => "loss",
        SetupError::Store(error) if error.key_space.is_some() => "key-spaces",
        SetupError::Store(error) => match error.knob {
            Knob::Replicas => "copies",
            Knob::ReadQuorum => "read-quorum",
            Knob::WriteQuorum => "write-quorum",
            Knob::Prefix => "key-spaces",
            Knob::ClockEntries => "clock-entries",
            Knob::Tokens => "tokens",
            Knob::Partitions => "partitions",
            Knob::MerkleDepth => "merkle-depth",
            Knob::DurableCopies => "durable-copies",
            Knob::Interval(interval) => match interval {
                Interval::ReplicaTimeout => "replica-timeout",
                Interval::RequestDeadline => "request-deadline",
                Interval::Probe | Interval::ClientRefresh => "probe-interval",
                Interval::Gossip => "gossip-interval",
                Interval::AntiEntropy => "anti-entropy",
                Interval::Flush => "flush-interval",
                Interval::TombstoneGrace => "tombstone-grace",
            },
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dynamo::config::WriteBuffer;
    use crate::dynamo::identity::NodeId;
    use crate::dynamo::time::Duration;
    use crate::sim::fault::Disturbance;
    use crate::sim::latency::Preset;

    #[test]
    fn every_field_takes_what_it_shows() {
        let mut setup = Setup::default();
        setup.store.gossip_interval = Some(Duration::from_millis(1_000));
        setup.store.write_buffer =
            Some(WriteBuffer { flush_interval: Duration::from_millis(100), durable_copies: 2 });
        setup.store.seeds = vec![NodeId(0), NodeId(27)];
        setup.capacities = vec![1, 2];
        setup.zone_delay = Duration::from_millis(3);
        setup.latency = Preset::Ymmr.latency();
        setup.disturbance = Disturbance {
            loss_permille: 125,
            duplicate_permille: 10,
            reorder_permille: 999,
            delay_ms: 7,
        };
        let mut read_back = Setup::default();
        for field in fields() {
            assert_eq!(
                (field.write)(&mut read_back, &(field.read)(&setup)),
                Ok(()),
                "{}",
                field.id
            );
        }
        assert_eq!(read_back, setup);
    }

    #[test]
    fn every_field_has_a_name_of_its_own_and_choices_that_it_takes() {
        let mut ids: Vec<&str> = fields().map(|field| field.id).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), fields().count());
        for field in fields() {
            if let FieldInput::Choice(choices) = field.input {
                for (value, _) in choices {
                    let mut setup = Setup::default();
                    assert_eq!((field.write)(&mut setup, value), Ok(()));
                    assert_eq!((field.read)(&setup), *value, "{}", field.id);
                }
            }
        }
    }

    #[test]
    fn nonsense_gets_a_sentence_and_changes_nothing() {
        for field in fields() {
            let text = match field.input {
                FieldInput::Choice(_) => continue,
                FieldInput::Number => "99999999999999999999",
                FieldInput::Text => "nonsense !",
            };
            let mut setup = Setup::default();
            let complaint = (field.write)(&mut setup, text).expect_err(field.id);
            assert!(complaint.ends_with('.'), "{complaint}");
            assert_eq!(setup, Setup::default());
        }
    }

    #[test]
    fn a_published_fit_fills_in_what_it_consists_of() {
        for preset in Preset::ALL {
            let mut setup = Setup::default();
            let filled = followers("latency-model", preset.name());
            assert_eq!(filled.len(), 2);
            for (id, text) in filled {
                let field = fields().find(|field| field.id == id).expect("a field");
                assert_eq!((field.write)(&mut setup, &text), Ok(()));
            }
            assert_eq!(setup.latency, preset.latency());
            assert_eq!(setup.zone_delay, preset.zone_delay());
        }
        assert_eq!(followers("latency", "5"), [("latency-model", "own".to_owned())]);
        assert_eq!(followers("nodes", "5"), []);
    }
}
