//! Who reaches whom, what befalls messages by rate, and messages that are meddled with.

use std::collections::{BTreeMap, BTreeSet};

use dynamo_playground::dynamo::identity::{Address, ClientId, MessageId, NodeId};
use dynamo_playground::dynamo::key::Key;
use dynamo_playground::dynamo::time::{Duration, Time};
use dynamo_playground::sim::command::{Command, CommandError, Entry};
use dynamo_playground::sim::fault::{Disturbance, MessageAct, PartitionKind};
use dynamo_playground::sim::latency::Latency;
use dynamo_playground::sim::network::Network;
use dynamo_playground::sim::setup::Setup;
use dynamo_playground::sim::simulation::Simulation;
use dynamo_playground::sim::trace::{EventKind, LossReason, TraceEvent};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

const NODES: u16 = 4;

fn node() -> impl Strategy<Value = NodeId> {
    prop_oneof![12 => 0..NODES, 1 => Just(NODES), 1 => Just(u16::MAX)].prop_map(NodeId)
}

fn end() -> impl Strategy<Value = Address> {
    prop_oneof![
        3 => node().prop_map(Address::Node),
        1 => (0_u16..3).prop_map(|client| ClientId(client).into()),
    ]
}

fn disturbance() -> impl Strategy<Value = Disturbance> {
    let rate = || prop_oneof![Just(0_u16), 0_u16..1_000, Just(1_001)];
    let delay = prop_oneof![Just(0_u32), 0_u32..50, Just(u32::MAX)];
    (rate(), rate(), rate(), delay).prop_map(|(loss, duplicate, reorder, delay_ms)| Disturbance {
        loss_permille: loss,
        duplicate_permille: duplicate,
        reorder_permille: reorder,
        delay_ms,
    })
}

fn partition() -> impl Strategy<Value = Command> {
    let groups = vec(vec(node(), 0..3), 0..4);
    let clients = vec(vec((0_u16..3).prop_map(ClientId), 0..2), 0..5);
    let kind = prop_oneof![
        Just(PartitionKind::ClientsReachAll),
        Just(PartitionKind::OneWay),
        clients.prop_map(PartitionKind::WithClients),
    ];
    (groups, kind).prop_map(|(groups, kind)| Command::Partition { groups, kind })
}

fn act() -> impl Strategy<Value = MessageAct> {
    prop_oneof![
        Just(MessageAct::Drop),
        Just(MessageAct::Duplicate),
        Just(MessageAct::Hold),
        Just(MessageAct::Release),
        prop_oneof![0_u32..50, Just(u32::MAX)].prop_map(|by_ms| MessageAct::Delay { by_ms }),
    ]
}

fn message() -> impl Strategy<Value = MessageId> {
    (end(), 0_u32..2, 1_u32..5).prop_map(|(sender, epoch, sequence)| MessageId {
        sender,
        epoch,
        sequence,
    })
}

fn command() -> impl Strategy<Value = Command> {
    let slow = prop_oneof![0_u32..50, Just(u32::MAX)];
    let get = (0_u16..3, node()).prop_map(|(client, node)| Command::Get {
        client: ClientId(client),
        key: Key::new("key").expect("a key"),
        entry: Entry::Node(node),
        quorum: None,
    });
    prop_oneof![
        4 => get,
        1 => node().prop_map(Command::Crash),
        1 => node().prop_map(Command::Restart),
        2 => node().prop_map(Command::Pause),
        1 => node().prop_map(Command::Resume),
        1 => (node(), slow).prop_map(|(node, by_ms)| Command::Slow { node, by_ms }),
        2 => partition(),
        1 => Just(Command::Heal),
        2 => (end(), end(), any::<bool>()).prop_map(|(from, to, both)| Command::Cut { from, to, both }),
        2 => (end(), end(), any::<bool>()).prop_map(|(from, to, both)| Command::Mend { from, to, both }),
        2 => (option::of(end()), option::of(end()), disturbance())
            .prop_map(|(from, to, disturbance)| Command::Disturb { from, to, disturbance }),
        4 => (message(), prop_oneof![4 => Just(0_u8), 1 => Just(1), 1 => any::<u8>()], act())
            .prop_map(|(message, copy, act)| Command::Meddle { message, copy, act }),
    ]
}

fn simulation() -> Simulation {
    let latency = Latency::Constant(Duration::from_millis(10));
    let mut setup = Setup { nodes: NODES, latency, ..Setup::default() };
    setup.store.replicas = 3;
    Simulation::new(3, setup)
}

/// The network as a list of what was said of it.
#[derive(Default)]
struct Model {
    partition: Option<(Vec<Vec<NodeId>>, PartitionKind)>,
    cuts: BTreeSet<(Address, Address)>,
    rules: BTreeMap<(Option<Address>, Option<Address>), Disturbance>,
}

impl Model {
    fn done(&mut self, command: &Command) {
        match command.clone() {
            Command::Partition { groups, kind } => self.partition = Some((groups, kind)),
            Command::Heal => {
                self.partition = None;
                self.cuts.clear();
            }
            Command::Cut { from, to, both } => {
                self.cuts.insert((from, to));
                self.cuts.extend(both.then_some((to, from)));
            }
            Command::Mend { from, to, both } => {
                self.cuts.retain(|cut| *cut != (from, to) && !(both && *cut == (to, from)));
            }
            Command::Disturb { from, to, disturbance } => {
                self.rules.insert((from, to), disturbance);
            }
            _ => {}
        }
    }

    /// The group that somebody stands with, counted from 0; the rest behind all of them.
    fn side(&self, of: Address) -> Option<usize> {
        let (groups, kind) = self.partition.as_ref()?;
        match (of, kind) {
            (Address::Node(node), _) => {
                let group = groups.iter().position(|group| group.contains(&node));
                Some(group.unwrap_or(groups.len()))
            }
            (Address::Client(client), PartitionKind::WithClients(clients)) => {
                Some(clients.iter().position(|group| group.contains(&client)).unwrap_or(0))
            }
            (Address::Client(_), _) => None,
        }
    }

    fn passes(&self, from: Address, to: Address) -> bool {
        let one_way = matches!(self.partition, Some((_, PartitionKind::OneWay)));
        let parted = match (self.side(from), self.side(to)) {
            (Some(from), Some(to)) => {
                if one_way {
                    from > to
                } else {
                    from != to
                }
            }
            _ => false,
        };
        !parted && !self.cuts.contains(&(from, to))
    }

    fn disturbance(&self, from: Address, to: Address) -> Disturbance {
        let set = |from, to| {
            self.rules.get(&(from, to)).copied().filter(|rule| *rule != Disturbance::default())
        };
        set(Some(from), Some(to))
            .or(set(Some(from), None))
            .or(set(None, Some(to)))
            .or(set(None, None))
            .unwrap_or_default()
    }
}

fn refused(events: &[TraceEvent]) -> Option<CommandError> {
    let EventKind::Commanded { refused, .. } = &events[0].kind else { panic!("no command") };
    *refused
}

proptest! {
    /// Whatever is commanded, in whatever state: it is done or refused with a reason, the check
    /// knows before, and the network is as was said.
    #[test]
    fn the_network_is_what_was_said_of_it(commands in vec((command(), 0_u64..25), 1..40)) {
        let mut simulation = simulation();
        let mut model = Model::default();
        for (command, wait) in commands {
            let mut events = Vec::new();
            let expected = simulation.check(&command).err();
            let before = simulation.network().clone();
            simulation.apply(&mut events, &command);
            prop_assert_eq!(refused(&events), expected);
            match expected {
                None => model.done(&command),
                Some(error) => {
                    prop_assert_eq!(simulation.network(), &before);
                    prop_assert_eq!(events.len(), 1);
                    prop_assert!(error.to_string().ends_with('.'));
                }
            }
            let ends: Vec<Address> = (0..NODES)
                .map(|node| NodeId(node).into())
                .chain((0..3).map(|client| ClientId(client).into()))
                .collect();
            let network: &Network = simulation.network();
            for from in &ends {
                for to in ends.iter().filter(|to| *to != from) {
                    let passes = network.blocks(*from, *to).is_none();
                    prop_assert_eq!(passes, model.passes(*from, *to), "{} to {}", from, to);
                    prop_assert_eq!(network.disturbance(*from, *to), model.disturbance(*from, *to));
                }
            }
            let until = simulation.now() + Duration::from_millis(wait);
            while simulation.next_time().is_some_and(|next| next <= until) {
                simulation.step(&mut events);
            }
            simulation.wait_until(until);
        }
    }

    /// A message that is held and delayed on its way arrives later by just that.
    #[test]
    fn a_message_arrives_later_by_what_it_was_held_and_delayed(
        mut moments in vec(0_u64..9_999, 3),
        held in 0_u64..200_000,
        by_ms in 0_u32..300,
        delay_first in any::<bool>(),
    ) {
        moments.sort_unstable();
        let mut simulation = simulation();
        let mut events = Vec::new();
        let get = Command::Get {
            client: ClientId(0),
            key: Key::new("key").expect("a key"),
            entry: Entry::Node(NodeId(0)),
            quorum: None,
        };
        simulation.apply(&mut events, &get);
        let id = simulation.in_flight().next().expect("it is on its way").id;
        let meddle = |simulation: &mut Simulation, events: &mut Vec<TraceEvent>, act| {
            simulation.apply(events, &Command::Meddle { message: id, copy: 0, act });
        };
        let (delay_at, hold_at) =
            if delay_first { (moments[0], moments[1]) } else { (moments[1], moments[0]) };
        let act = MessageAct::Delay { by_ms };
        if delay_first {
            simulation.wait_until(Time::from_micros(delay_at));
            meddle(&mut simulation, &mut events, act);
        }
        simulation.wait_until(Time::from_micros(hold_at));
        meddle(&mut simulation, &mut events, MessageAct::Hold);
        if !delay_first {
            // While it stands still.
            meddle(&mut simulation, &mut events, act);
        }
        // Nothing else is under way but the client's patience.
        simulation.wait_until(Time::from_micros(hold_at + held));
        meddle(&mut simulation, &mut events, MessageAct::Release);
        events.clear();
        while events.iter().all(|event| !matches!(event.kind, EventKind::Delivered { .. })) {
            prop_assert!(simulation.step(&mut events));
        }
        let arrived = events.iter().find(|event| matches!(event.kind, EventKind::Delivered { .. }));
        let expected = 10_000 + held + u64::from(by_ms) * 1_000;
        prop_assert_eq!(arrived.map(|event| event.at), Some(Time::from_micros(expected)));
    }
}

/// Copies are numbered in a byte.
#[test]
fn a_message_has_at_most_255_copies() {
    let mut simulation = simulation();
    let mut events = Vec::new();
    let get = Command::Get {
        client: ClientId(0),
        key: Key::new("key").expect("a key"),
        entry: Entry::Node(NodeId(0)),
        quorum: None,
    };
    simulation.apply(&mut events, &get);
    let message = simulation.in_flight().next().expect("it is on its way").id;
    let duplicate = Command::Meddle { message, copy: 0, act: MessageAct::Duplicate };
    for _ in 0..255 {
        assert_eq!(simulation.check(&duplicate), Ok(()));
        simulation.apply(&mut events, &duplicate);
    }
    assert_eq!(simulation.check(&duplicate), Err(CommandError::TooManyCopies));
    assert_eq!(simulation.in_flight().count(), 256);
    let copies: BTreeSet<u8> = simulation.in_flight().map(|envelope| envelope.copy).collect();
    assert_eq!(copies.len(), 256);
}

/// The reasons of losses, each from its own cause.
#[test]
fn every_loss_has_its_reason() {
    let loss = Disturbance { loss_permille: 1_000, ..Disturbance::default() };
    let (client, node): (Address, Address) = (ClientId(0).into(), NodeId(0).into());
    let one_way = Command::Partition { groups: vec![vec![NodeId(1)]], kind: PartitionKind::OneWay };
    for (command, from, to, reason) in [
        (Command::Cut { from: client, to: node, both: false }, client, node, LossReason::Cut),
        (
            Command::Disturb { from: None, to: None, disturbance: loss },
            client,
            node,
            LossReason::ByRate,
        ),
        (one_way, node, NodeId(1).into(), LossReason::OneWay),
        (Command::Crash(NodeId(0)), client, node, LossReason::ReceiverDown),
    ] {
        let mut simulation = simulation();
        let mut events = Vec::new();
        simulation.apply(&mut events, &command);
        let get = Command::Get {
            client: ClientId(0),
            key: Key::new("key").expect("a key"),
            entry: Entry::Node(NodeId(0)),
            quorum: None,
        };
        simulation.apply(&mut events, &get);
        // Long enough for every first message; a node asks for ever whether another is back.
        while simulation.now() < Time::from_millis(60) && simulation.step(&mut events) {}
        let lost = events.iter().find_map(|event| match event.kind {
            EventKind::Lost { message, reason, .. }
                if message.sender == from && event.process == Some(to) =>
            {
                Some(reason)
            }
            _ => None,
        });
        assert_eq!(lost, Some(reason), "{command:?}");
    }
}
