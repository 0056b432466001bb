//! [simulacra](https://crates.io/crates/simulacra): its event kernel alone, and its simulation of
//! tasks on a network.

use std::time::Instant;

use simulacra::{Duration, NodeContext, NodeId, Simulation, TaskSimBuilder, TopologyBuilder};

use crate::{DELIVERIES, HOPS, MESSAGES, NODES, delay_us, rate};

/// Events that schedule events: no nodes, no network.
pub fn kernel() -> f64 {
    let mut simulation = Simulation::<(u64, u32)>::new();
    for message in 0..u64::from(MESSAGES) {
        simulation.schedule_in(Duration::from_micros(delay_us(message)), (message, HOPS));
    }
    let since = Instant::now();
    let stats = simulation.run(|simulation, event| {
        let (number, hops) = event;
        if hops > 1 {
            let next = number + u64::from(MESSAGES);
            simulation.schedule_in(Duration::from_micros(delay_us(next)), (next, hops - 1));
        }
    });
    assert_eq!(stats.events_processed, DELIVERIES);
    rate(DELIVERIES, since)
}

/// A task for every node; every link has a delay of its own.
pub fn tasks() -> f64 {
    let nodes = u32::from(NODES);
    let mut builder = TopologyBuilder::new(nodes as usize);
    for from in 0..nodes {
        for to in (0..nodes).filter(|to| *to != from) {
            let delay = Duration::from_micros(delay_us(u64::from(from * nodes + to)));
            builder = builder.directed_link(NodeId(from), NodeId(to), delay);
        }
    }
    let mut topology = builder.build();
    topology.precompute_routes();
    let node = move |context: NodeContext<u32>| async move {
        let mut farther = 0;
        loop {
            let hops = context.recv().await.payload;
            if hops > 1 {
                farther = farther % (nodes - 1) + 1;
                let next = NodeId((context.id().as_u32() + farther) % nodes);
                context.send(next, hops - 1).await;
            }
        }
    };
    let mut simulation = TaskSimBuilder::<u32>::new(topology, 1).build(node);
    for message in 0..MESSAGES {
        let (from, to) = (message % nodes, (message + 1) % nodes);
        simulation.inject(NodeId(from), NodeId(to), HOPS);
    }
    let since = Instant::now();
    let stats = simulation.run();
    assert_eq!(stats.messages_delivered, DELIVERIES);
    rate(DELIVERIES, since)
}
