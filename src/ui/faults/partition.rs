//! The network splits: who stands on which side, and what that means for clients.

use std::rc::Rc;

use web_sys::HtmlSelectElement;
use yew::{Callback, Html, Properties, TargetCast, component, html, use_state};

use crate::dynamo::identity::{Address, ClientId, NodeId};
use crate::dynamo::sorted::SortedMap;
use crate::sim::command::Command;
use crate::sim::fault::PartitionKind;
use crate::ui::act::Act;
use crate::ui::field::Field;
use crate::view::palette::node_colour;
use crate::view::roster::Roster;

/// What the controls of partitions show.
#[derive(Clone, PartialEq, Properties)]
pub struct PartitionProps {
    /// Takes acts.
    pub act: Callback<Act>,
    /// Who there is.
    pub roster: Rc<Roster>,
}

/// What a partition means, as it is chosen.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Meaning {
    ClientsReachAll,
    WithClients,
    OneWay,
}

impl Meaning {
    const ALL: [(Meaning, &'static str, &'static str); 3] = [
        (Meaning::ClientsReachAll, "clients-reach-all", "clients reach every side"),
        (Meaning::WithClients, "with-clients", "clients stand on one side"),
        (Meaning::OneWay, "one-way", "one way: side 1 reaches 2, 3, …"),
    ];
}

/// The sides that have been chosen, from 0; 0 for whoever is not named.
type Sides = SortedMap<Address, usize>;

/// The controls of partitions.
#[component]
pub fn PartitionFaults(props: &PartitionProps) -> Html {
    let PartitionProps { act, roster } = props;
    let sides = use_state(Sides::new);
    let meaning = use_state(|| Meaning::ClientsReachAll);
    // Of a large ring the second side is typed.
    let second = use_state(String::new);
    let pressed = use_state(|| false);
    let nodes: Vec<NodeId> = roster.nodes.iter().map(|standing| standing.node).collect();
    let clients: &[ClientId] = &roster.clients;
    let far = roster.is_large().then(|| second_side(roster, &second));
    let side = |of: Address| sides.get(&of).copied().unwrap_or_default();
    let ends = nodes.iter().map(|node| Address::Node(*node));
    let last = if far.is_some() { 1 } else { ends.map(side).max().unwrap_or_default() };
    // From side to side, one beyond those in use, and back to the first.
    let move_on = |of: Address| {
        let (sides, next) = (sides.clone(), if side(of) > last { 0 } else { side(of) + 1 });
        let most = nodes.len().saturating_sub(1);
        let next = if next > most { 0 } else { next };
        move |_| {
            let mut moved = (*sides).clone();
            moved.insert(of, next);
            sides.set(moved);
        }
    };
    let choose = {
        let meaning = meaning.clone();
        Callback::from(move |event: yew::Event| {
            let select: HtmlSelectElement = event.target_unchecked_into();
            let chosen = Meaning::ALL.iter().find(|(_, value, _)| *value == select.value());
            meaning.set(chosen.map_or(Meaning::ClientsReachAll, |(meaning, _, _)| *meaning));
        })
    };
    let split = {
        let groups = match &far {
            Some(far) => far.clone().map(|far| {
                let beyond = |node: &NodeId| usize::from(far.binary_search(node).is_ok());
                grouped(&nodes, 1, beyond)
            }),
            None => Ok(grouped(&nodes, last, |node| side((*node).into()))),
        };
        let kind = match *meaning {
            Meaning::ClientsReachAll => PartitionKind::ClientsReachAll,
            Meaning::WithClients => {
                let clients = grouped(clients, last, |client| side((*client).into()));
                PartitionKind::WithClients(clients)
            }
            Meaning::OneWay => PartitionKind::OneWay,
        };
        let (act, pressed) = (act.clone(), pressed.clone());
        Callback::from(move |_: yew::MouseEvent| match &groups {
            Ok(groups) => {
                let (groups, kind) = (groups.clone(), kind.clone());
                act.emit(Act::Give(Command::Partition { groups, kind }));
            }
            Err(_) => pressed.set(true),
        })
    };
    let on_second = {
        let (second, pressed) = (second.clone(), pressed.clone());
        Callback::from(move |text| {
            second.set(text);
            pressed.set(false);
        })
    };
    html! {
        <>
            if let Some(far) = far {
                <Field id="side-two" label="On side 2, as in: B K–R; all others on side 1"
                    value={(*second).clone()} on_input={on_second}
                    complaint={far.err().filter(|_| *pressed)} />
            } else {
                <p class="hint">{"Click nodes from side to side, then split the network."}</p>
                <div class="nodes" role="group" aria-label="Sides of the partition">
                    for (node, colour) in nodes.iter().map(|node| (*node, node_colour(*node, roster.count()))) {
                        <button key={node.0} id={format!("side-{node}")}
                            class={if side(node.into()) > 0 { "node side other" } else { "node side" }}
                            ~style={format!("--node:{};--node-ink:{}", colour.fill, colour.ink)}
                            onclick={move_on(node.into())}>
                            <span>{format!("side {}", side(node.into()) + 1)}</span>
                            {" "}
                            <b>{node.to_string()}</b>
                        </button>
                    }
                </div>
            }
            <div class="field">
                <label for="partition-kind">{"In the partition"}</label>
                <select id="partition-kind" onchange={choose}>
                    for (value, name, chosen) in Meaning::ALL.iter().map(|(kind, value, name)| (*value, *name, *kind == *meaning)) {
                        <option {value} selected={chosen}>{name}</option>
                    }
                </select>
            </div>
            if *meaning == Meaning::WithClients {
                <div class="choice" role="group" aria-label="Sides of the clients">
                    for client in clients.iter().copied() {
                        <button key={client.0} id={format!("side-client-{}", client.0 + 1)}
                            onclick={move_on(client.into())}>
                            {format!("side {} {client}", side(client.into()).min(last) + 1)}
                        </button>
                    }
                </div>
            }
            <div class="pair">
                <button id="partition" onclick={split}>{"Split"}</button>
                <button id="heal" disabled={roster.whole}
                    title="Ends the partition and mends every cut link"
                    onclick={act.reform(|_| Act::Give(Command::Heal))}>{"Heal"}</button>
            </div>
        </>
    }
}

/// The nodes of the second side, by letter; or what is wrong with what was typed.
fn second_side(roster: &Roster, text: &str) -> Result<Vec<NodeId>, String> {
    match roster.several(text)? {
        nodes if nodes.is_empty() => Err("Name the nodes of side 2 first.".to_owned()),
        nodes => Ok(nodes),
    }
}

/// Who stands on each side, from the first to the last. A side that is no node's is the last.
fn grouped<T: Copy>(all: &[T], last: usize, side: impl Fn(&T) -> usize) -> Vec<Vec<T>> {
    let mut groups = vec![Vec::new(); last + 1];
    for member in all {
        if let Some(group) = groups.get_mut(side(member).min(last)) {
            group.push(*member);
        }
    }
    groups
}
