//! Who takes part in what is looked at: of a condensed ring these nodes stand out.

use crate::dynamo::identity::{Address, MessageId, NodeId, RequestId};
use crate::sim::simulation::Simulation;
use crate::view::key::KeyView;
use crate::view::request::RequestView;

/// The nodes that take part, the most important first; some may be there more than once.
#[inline(never)]
pub fn cast(
    simulation: &Simulation,
    key: Option<&KeyView>,
    requests: &[RequestView],
    selected: Option<RequestId>,
    node: Option<NodeId>,
    message: Option<(MessageId, u8)>,
) -> Vec<NodeId> {
    let mut cast: Vec<NodeId> = node.into_iter().collect();
    let chosen =
        simulation.in_flight().find(|envelope| message == Some((envelope.id, envelope.copy)));
    cast.extend(
        chosen.iter().flat_map(|envelope| [envelope.from, envelope.to]).filter_map(Address::node),
    );
    let waits = requests.iter().flat_map(|request| &request.coordinators);
    cast.extend(waits.clone().map(|wait| wait.node));
    if let Some(key) = key {
        cast.extend(key.list.primaries());
        cast.extend(key.replicas.iter().map(|replica| replica.node));
    }
    cast.extend(waits.flat_map(|wait| wait.slots.iter().map(|slot| slot.slot.node)));
    let of_request = |message: Option<RequestId>| selected.is_some() && message == selected;
    let on_their_way =
        simulation.in_flight().filter(|envelope| of_request(envelope.message.request()));
    cast.extend(
        on_their_way.flat_map(|envelope| [envelope.from, envelope.to]).filter_map(Address::node),
    );
    let troubled = simulation.nodes().filter(|process| !process.is_up() || process.is_paused());
    cast.extend(troubled.map(|process| process.id()));
    // Somewhere the keyboard must come in.
    cast.push(NodeId(0));
    cast
}
