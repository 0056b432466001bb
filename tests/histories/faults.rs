//! Random faults of links, and messages that are meddled with while they are on their way.

use dynamo_playground::dynamo::identity::{Address, ClientId, MessageId, NodeId};
use dynamo_playground::dynamo::time::Time;
use dynamo_playground::session::scenario::{Scenario, Scripted};
use dynamo_playground::session::session::Session;
use dynamo_playground::sim::command::Command;
use dynamo_playground::sim::fault::{Disturbance, MessageAct, PartitionKind};
use dynamo_playground::sim::setup::Setup;

use super::FAULTS_END;
use super::commands::node;
use dynamo_playground::sim::draws::Draws;

/// A fault of the network, or of how fast a node is.
pub fn fault(draws: &mut Draws, setup: &Setup, clients: u64) -> Command {
    match draws.below(16) {
        0..=2 => Command::Pause(node(draws, setup)),
        3..=4 => Command::Resume(node(draws, setup)),
        5..=6 => {
            let by_ms = if draws.one_in(8) { u32::MAX } else { draws.below(80) as u32 };
            Command::Slow { node: node(draws, setup), by_ms }
        }
        7..=8 => {
            let (from, to) = (end(draws, setup, clients), end(draws, setup, clients));
            Command::Cut { from, to, both: draws.one_in(3) }
        }
        // The same link again and again.
        9 => Command::Cut { from: NodeId(0).into(), to: NodeId(1).into(), both: false },
        10..=11 => {
            let (from, to) = (end(draws, setup, clients), end(draws, setup, clients));
            Command::Mend { from, to, both: draws.one_in(2) }
        }
        12 => Command::Heal,
        _ => {
            let from = draws.one_in(2).then(|| end(draws, setup, clients));
            let to = draws.one_in(2).then(|| end(draws, setup, clients));
            Command::Disturb { from, to, disturbance: disturbance(draws) }
        }
    }
}

/// What befalls messages by rate; now and then something that there cannot be.
fn disturbance(draws: &mut Draws) -> Disturbance {
    let mut rate = |most: u64| if draws.one_in(2) { 0 } else { draws.below(most) as u16 };
    let (loss_permille, duplicate_permille) = (rate(300), rate(600));
    let reorder_permille = rate(600);
    let delay_ms = match draws.below(12) {
        0 => u32::MAX,
        1..=6 => 0,
        _ => draws.below(30) as u32,
    };
    let loss_permille = if draws.one_in(12) { 1_001 } else { loss_permille };
    Disturbance { loss_permille, duplicate_permille, reorder_permille, delay_ms }
}

fn end(draws: &mut Draws, setup: &Setup, clients: u64) -> Address {
    match draws.below(5) {
        0 => ClientId(draws.below(clients) as u16).into(),
        _ => node(draws, setup).into(),
    }
}

/// A partition: of any kind, with nodes in no group, and now and then one that makes no sense.
pub fn partition(draws: &mut Draws, setup: &Setup, clients: u64) -> Command {
    let count = draws.between(2, 4);
    let mut groups = vec![Vec::new(); count as usize];
    for node in setup.node_ids() {
        // Those that draw the last are named nowhere and form a group of their own.
        if let Some(group) = groups.get_mut(draws.below(count + 1) as usize) {
            group.push(node);
        }
    }
    if draws.one_in(10) {
        groups.push(vec![NodeId(0)]);
    }
    if draws.one_in(24) {
        groups.resize(1_001, Vec::new());
    }
    let kind = match draws.below(5) {
        0..=1 => PartitionKind::ClientsReachAll,
        2 => PartitionKind::OneWay,
        _ => {
            let mut sides = vec![Vec::new(); groups.len()];
            for client in 0..clients {
                let side = draws.below(count) as usize;
                sides[side].push(ClientId(client as u16));
            }
            match draws.below(8) {
                0 => sides[0].push(ClientId(0)),
                1 => sides.resize(groups.len() + 2, Vec::new()),
                _ => {}
            }
            PartitionKind::WithClients(sides)
        }
    };
    Command::Partition { groups, kind }
}

/// The scenario with messages meddled with. Which are on their way is only known once it runs:
/// it is run, and the commands are given to what is there.
pub fn meddle(draws: &mut Draws, scenario: Scenario) -> Scenario {
    let mut times: Vec<u64> =
        (0..draws.between(4, 20)).map(|_| draws.below(FAULTS_END.as_micros() - 1)).collect();
    times.sort_unstable();
    let mut session = Session::new(scenario.clone()).expect("a setup that makes sense");
    let mut given = scenario.script;
    let mut give = |session: &mut Session, at: Time, command: Command| {
        // One that is refused is part of a history as well.
        let _ = session.give(command.clone());
        let place = given.partition_point(|scripted| scripted.at <= at);
        given.insert(place, Scripted { at, command });
    };
    for at in times.into_iter().map(Time::from_micros) {
        session.timeline_mut().run_until(at);
        let on_their_way: Vec<(MessageId, u8)> = session
            .timeline()
            .simulation()
            .in_flight()
            .map(|envelope| (envelope.id, envelope.copy))
            .collect();
        if on_their_way.is_empty() {
            continue;
        }
        let (message, copy) = on_their_way[draws.below(on_their_way.len() as u64) as usize];
        let copy = if draws.one_in(12) { 200 } else { copy };
        let act = match draws.below(12) {
            0..=1 => MessageAct::Drop,
            2 => MessageAct::Delay { by_ms: u32::MAX },
            3..=4 => MessageAct::Delay { by_ms: draws.below(100) as u32 },
            5..=6 => MessageAct::Duplicate,
            7..=9 => MessageAct::Hold,
            _ => MessageAct::Release,
        };
        give(&mut session, at, Command::Meddle { message, copy, act });
        if act == MessageAct::Hold && draws.one_in(3) {
            give(&mut session, at, Command::Meddle { message, copy, act });
        }
    }
    // Nothing is to stand still for ever.
    session.timeline_mut().run_until(FAULTS_END);
    let held: Vec<(MessageId, u8)> = session
        .timeline()
        .simulation()
        .in_flight()
        .filter(|envelope| envelope.held)
        .map(|envelope| (envelope.id, envelope.copy))
        .collect();
    for (message, copy) in held {
        let act = MessageAct::Release;
        give(&mut session, FAULTS_END, Command::Meddle { message, copy, act });
    }
    Scenario { script: given, ..scenario }
}

/// Everything that ends all faults of the network and of how fast nodes are, whatever a script
/// did.
pub fn mending(script: &[Scripted], nodes: u16) -> Vec<Command> {
    let mut commands = vec![Command::Heal];
    let nodes = (0..nodes).map(NodeId);
    commands.extend(nodes.clone().map(Command::Resume));
    commands.extend(nodes.map(|node| Command::Slow { node, by_ms: 0 }));
    let nothing = |from, to| Command::Disturb { from, to, disturbance: Disturbance::default() };
    commands.push(nothing(None, None));
    commands.extend(script.iter().filter_map(|scripted| match scripted.command {
        Command::Disturb { from, to, .. } => Some(nothing(from, to)),
        _ => None,
    }));
    commands
}
