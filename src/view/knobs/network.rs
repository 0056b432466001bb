//! The fields of the network, in order.

use super::texts::{delay_ms, duration, millis, percent_text, permille};
use super::{Field, FieldInput, Group};
use crate::sim::latency::{NotALatency, Preset};

/// Where it says which published fit the latency is; [`followers`] fills in the rest.
const MODEL: &str = "latency-model";

/// A latency that is no published fit.
const OWN: &str = "own";

/// Every field of the network, in order.
pub(super) const NETWORK: &[Field] = &[
    Field {
        id: MODEL,
        label: "Latency of messages",
        group: Group::Network,
        input: FieldInput::Choice(&[
            (OWN, "as written below"),
            ("LNKD-SSD", "LNKD-SSD: fast disks"),
            ("LNKD-DISK", "LNKD-DISK: spinning disks"),
            ("YMMR", "YMMR: long tails"),
            ("WAN", "WAN: 75 ms between zones"),
        ]),
        read: |setup| {
            let is_set = |preset: &Preset| {
                setup.latency == preset.latency() && setup.zone_delay == preset.zone_delay()
            };
            // A distance between zones of one's own is no part of a fit.
            Preset::ALL.into_iter().find(is_set).map_or(OWN, Preset::name).to_owned()
        },
        write: |setup, text| {
            if let Some(preset) = preset(text) {
                setup.latency = preset.latency();
                setup.zone_delay = preset.zone_delay();
            }
            Ok(())
        },
    },
    Field {
        id: "latency",
        label: "Latency: ms, or from–to",
        group: Group::Network,
        input: FieldInput::Text,
        read: |setup| setup.latency.to_string(),
        write: |setup, text| {
            setup.latency = text.parse().map_err(|error: NotALatency| error.to_string())?;
            Ok(())
        },
    },
    Field {
        id: "zone-delay",
        label: "Longer between zones by … ms",
        group: Group::Network,
        input: FieldInput::Number,
        read: |setup| millis(setup.zone_delay),
        write: |setup, text| duration(text, &mut setup.zone_delay),
    },
    Field {
        id: "loss",
        label: "Messages lost, %",
        group: Group::Network,
        input: FieldInput::Number,
        read: |setup| percent_text(setup.disturbance.loss_permille),
        write: |setup, text| {
            setup.disturbance.loss_permille = permille(text)?;
            Ok(())
        },
    },
    Field {
        id: "duplication",
        label: "Messages doubled, %",
        group: Group::Network,
        input: FieldInput::Number,
        read: |setup| percent_text(setup.disturbance.duplicate_permille),
        write: |setup, text| {
            setup.disturbance.duplicate_permille = permille(text)?;
            Ok(())
        },
    },
    Field {
        id: "reordering",
        label: "Messages held back, %",
        group: Group::Network,
        input: FieldInput::Number,
        read: |setup| percent_text(setup.disturbance.reorder_permille),
        write: |setup, text| {
            setup.disturbance.reorder_permille = permille(text)?;
            Ok(())
        },
    },
    Field {
        id: "delay",
        label: "All messages later by … ms",
        group: Group::Network,
        input: FieldInput::Number,
        read: |setup| setup.disturbance.delay_ms.to_string(),
        write: |setup, text| {
            setup.disturbance.delay_ms = delay_ms(text)?;
            Ok(())
        },
    },
    Field {
        id: "replica-timeout",
        label: "A replica is silent after … ms",
        group: Group::Network,
        input: FieldInput::Number,
        read: |setup| millis(setup.store.replica_timeout),
        write: |setup, text| duration(text, &mut setup.store.replica_timeout),
    },
    Field {
        id: "request-deadline",
        label: "A request fails after … ms",
        group: Group::Network,
        input: FieldInput::Number,
        read: |setup| millis(setup.store.request_deadline),
        write: |setup, text| duration(text, &mut setup.store.request_deadline),
    },
    Field {
        id: "probe-interval",
        label: "Ask silent nodes every … ms",
        group: Group::Network,
        input: FieldInput::Number,
        read: |setup| millis(setup.store.probe_interval),
        write: |setup, text| duration(text, &mut setup.store.probe_interval),
    },
];

fn preset(name: &str) -> Option<Preset> {
    Preset::ALL.into_iter().find(|preset| preset.name() == name)
}

/// What stands in other fields once this one has been filled in: a published fit fills in what it
/// consists of, and whoever changes a part of it has one of their own.
pub fn followers(id: &str, text: &str) -> Vec<(&'static str, String)> {
    match id {
        MODEL => preset(text)
            .map(|preset| {
                let latency = preset.latency().to_string();
                vec![("latency", latency), ("zone-delay", millis(preset.zone_delay()))]
            })
            .unwrap_or_default(),
        "latency" | "zone-delay" => vec![(MODEL, OWN.to_owned())],
        _ => Vec::new(),
    }
}
