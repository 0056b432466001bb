//! A node that leaves in good order: once it says that it has left, those who keep its keys now
//! hold all that it held (Dynamo §4.9).

use dynamo_playground::dynamo::identity::{ClientId, NodeId};
use dynamo_playground::dynamo::key::{Key, Value};
use dynamo_playground::dynamo::membership::Status;
use dynamo_playground::dynamo::object::Object;
use dynamo_playground::dynamo::time::{Duration, Time};
use dynamo_playground::sim::command::{Command, Entry, Write};
use dynamo_playground::sim::setup::Setup;
use dynamo_playground::sim::simulation::Simulation;
use dynamo_playground::sim::trace::TraceEvent;
use proptest::prelude::*;

use crate::draw::placement;

/// Steps until nothing but gossip is left to happen, or something has come about.
fn go_on(world: &mut Simulation, limit: Time, is_enough: impl Fn(&Simulation) -> bool) {
    let mut trace: Vec<TraceEvent> = Vec::new();
    while !is_enough(world) && world.next_time().is_some_and(|next| next < limit) {
        world.step(&mut trace);
    }
}

fn has_left(world: &Simulation, node: NodeId) -> bool {
    world.running(node).and_then(|node| node.local().membership().status(node.id()))
        == Some(Status::Left)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn who_has_left_has_handed_over_what_it_held(
        seed in any::<u64>(), placement in placement(), nodes in 2_u16..6, replicas in 1_u8..4,
        leaver in any::<prop::sample::Index>(), keys in 1_u16..12,
    ) {
        let mut setup = Setup { nodes, ..Setup::default() };
        setup.store.placement = placement;
        setup.store.replicas = replicas.min(nodes as u8);
        (setup.store.read_quorum, setup.store.write_quorum) = (1, setup.store.replicas);
        setup.store.gossip_interval = Some(Duration::from_millis(100));
        prop_assume!(setup.check().is_ok());
        let mut world = Simulation::new(seed, setup);
        let mut trace: Vec<TraceEvent> = Vec::new();
        for number in 0..keys {
            let key = Key::new(format!("key {number}")).expect("a key");
            let write = Write::Blind(Value::new("value").expect("a value"));
            let (client, entry, quorum) = (ClientId(0), Entry::LoadBalancer, None);
            world.apply(&mut trace, &Command::Put { client, key, write, entry, quorum });
        }
        go_on(&mut world, Time::from_millis(3_000), |_| false);

        let leaver = NodeId(leaver.index(usize::from(nodes)) as u16);
        let disk = world.disk(leaver).expect("it is there");
        let held: Vec<(Key, Object)> =
            disk.objects().iter().map(|((_, key), object)| (key.clone(), object.clone())).collect();
        world.apply(&mut trace, &Command::Leave(leaver));
        go_on(&mut world, Time::from_millis(60_000), |world| has_left(world, leaver));
        prop_assert!(has_left(&world, leaver), "nobody is in its way");
        let left = world.disk(leaver).expect("it is there").objects();
        prop_assert!(left.is_empty(), "what was confirmed is forgotten at once");
        let ring = &world.running(leaver).expect("it runs").local().serving;
        let replicas = world.setup().store.replicas;
        for (key, object) in held {
            for keeper in ring.primaries(key.position(), replicas) {
                let copy = world.disk(keeper).and_then(|disk| disk.object(&key));
                prop_assert_eq!(copy, Some(&object), "{} of {}", key, keeper);
            }
        }
    }
}
