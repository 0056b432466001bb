//! [nexosim](https://crates.io/crates/nexosim), with one thread: a model for every node. A delay is
//! an event of the sender's own, at whose time the message goes out.

use std::time::{Duration, Instant};

use nexosim::model::{Context, Model, schedulable};
use nexosim::ports::{EventSource, Output};
use nexosim::simulation::{Mailbox, SimInit};
use nexosim::time::MonotonicTime;
use serde::{Deserialize, Serialize};

use crate::{DELIVERIES, HOPS, MESSAGES, NODES, delay_us, rate};

/// A node and its way to every other one.
#[derive(Serialize, Deserialize)]
pub struct Node {
    others: Vec<Output<u32>>,
    sent: u64,
}

#[Model]
impl Node {
    /// A message has come.
    pub async fn receive(&mut self, hops: u32, context: &Context<Self>) {
        self.sent += 1;
        if hops > 0 {
            let delay = Duration::from_micros(delay_us(self.sent));
            let leave = schedulable!(Self::leave);
            context.schedule_event(delay, leave, hops).expect("a time to come");
        }
    }

    #[nexosim(schedulable)]
    async fn leave(&mut self, hops: u32) {
        let other = self.sent as usize % self.others.len();
        self.others[other].send(hops - 1).await;
    }
}

/// Deliveries in a second.
pub fn run() -> f64 {
    let mailboxes: Vec<Mailbox<Node>> = (0..NODES).map(|_| Mailbox::new()).collect();
    let mut init = SimInit::with_num_threads(1);
    let mut sources = Vec::new();
    let mut nodes = Vec::new();
    for number in 0..usize::from(NODES) {
        let others = (1..usize::from(NODES)).map(|farther| {
            let mut output = Output::default();
            output.connect(Node::receive, &mailboxes[(number + farther) % usize::from(NODES)]);
            output
        });
        nodes.push(Node { others: others.collect(), sent: number as u64 });
        let source = EventSource::new().connect(Node::receive, &mailboxes[number]);
        sources.push(source.register(&mut init));
    }
    for (number, (node, mailbox)) in nodes.into_iter().zip(mailboxes).enumerate() {
        init = init.add_model(node, mailbox, &number.to_string());
    }
    let mut simulation = init.init(MonotonicTime::EPOCH).expect("a simulation");
    for message in 0..MESSAGES as usize {
        let source = &sources[message % usize::from(NODES)];
        simulation.process_event(source, HOPS).expect("a delivery");
    }
    let since = Instant::now();
    simulation.run().expect("an end");
    rate(DELIVERIES, since)
}
