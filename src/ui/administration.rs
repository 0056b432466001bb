//! Rarer faults, and an administrator's commands: for the node that is chosen.

use std::rc::Rc;

use yew::{Callback, Html, Properties, component, html, use_state};

use super::act::Act;
use super::field::Field;
use super::node_field::{NodeField, node_or_first};
use crate::dynamo::identity::NodeId;
use crate::sim::command::Command;
use crate::sim::setup::{CAPACITY_MAX, ZONES_MAX};
use crate::view::knobs::{self, delay_ms};
use crate::view::roster::Roster;

/// What the controls show.
#[derive(Clone, PartialEq, Properties)]
pub struct AdministrationProps {
    /// Takes acts.
    pub act: Callback<Act>,
    /// Who there is.
    pub roster: Rc<Roster>,
}

/// A button that needs what stands in fields.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Pressed {
    Slow,
    Skew,
    Join,
    Seeds,
}

/// The controls of rarer faults and of membership.
#[component]
pub fn Administration(props: &AdministrationProps) -> Html {
    let AdministrationProps { act, roster } = props;
    let chosen = use_state(|| NodeId(0));
    let slow = use_state(|| "50".to_owned());
    let skew = use_state(|| "500".to_owned());
    let zone = use_state(|| "0".to_owned());
    let capacity = use_state(|| "1".to_owned());
    let seeds = use_state(String::new);
    // Fields complain when their button has been pressed, until they are changed.
    let pressed = use_state(|| None::<Pressed>);
    let node = node_or_first(roster, *chosen);
    let choose = {
        let chosen = chosen.clone();
        Callback::from(move |name: String| chosen.set(name.parse().unwrap_or(NodeId(0))))
    };
    let typed = |state: &yew::UseStateHandle<String>| {
        let (state, pressed) = (state.clone(), pressed.clone());
        Callback::from(move |text| {
            state.set(text);
            pressed.set(None);
        })
    };
    let press = |button: Pressed, command: Option<Command>| {
        let (act, pressed) = (act.clone(), pressed.clone());
        Callback::from(move |_: yew::MouseEvent| match &command {
            Some(command) => act.emit(Act::Give(command.clone())),
            None => pressed.set(Some(button)),
        })
    };
    let slow_by = delay_ms(&slow);
    let slow_complaint =
        slow_by.as_ref().err().filter(|_| *pressed == Some(Pressed::Slow)).cloned();
    let paused = roster.standing(node).is_some_and(|standing| standing.paused);
    let ahead = skew.trim().parse::<i32>().ok();
    let skew_complaint = (*pressed == Some(Pressed::Skew) && ahead.is_none())
        .then(|| "Type a whole number; below 0 is behind.".to_owned());
    let (zone_typed, capacity_typed) =
        (ranged(&zone, 0, ZONES_MAX - 1), ranged(&capacity, 1, CAPACITY_MAX));
    let joining = *pressed == Some(Pressed::Join);
    let zone_complaint = zone_typed.clone().err().filter(|_| joining);
    let capacity_complaint = capacity_typed.clone().err().filter(|_| joining);
    let join = zone_typed.ok().zip(capacity_typed.ok());
    let seeds_typed = knobs::nodes(&seeds);
    let seeds_complaint = seeds_typed.clone().err().filter(|_| *pressed == Some(Pressed::Seeds));
    // Whoever runs and is not the one that is gone can be told that it is gone.
    let told = roster.nodes.iter().find(|other| other.up && other.node != node);
    let give = |command: Command| act.reform(move |_| Act::Give(command.clone()));
    html! {
        <section class="group" aria-labelledby="administration-title">
            <h2 id="administration-title">{"One node"}</h2>
            <NodeField id="chosen-node" label="Node" roster={roster.clone()}
                chosen={node.to_string()} on_choose={choose} />
            <div class="pair">
                <button id="wipe" onclick={give(Command::WipeDisk(node))}
                    title="The node loses its disk and ends; revive it to see it filled again">
                    {format!("Wipe {node}’s disk")}
                </button>
                <button id="leave" onclick={give(Command::Leave(node))}
                    title="The node hands its ranges over and leaves the ring for good">
                    {format!("{node} leaves")}
                </button>
            </div>
            <button id="remove-member" class="wide" disabled={told.is_none()}
                onclick={give(Command::Remove { node, told: told.map_or(node, |other| other.node) })}
                title="Another node is told that this one is gone for good">
                {format!("{node} is gone for good")}
            </button>
            <button id="pause" class="wide"
                onclick={give(if paused { Command::Resume(node) } else { Command::Pause(node) })}
                title="As in a long collection of garbage: what comes waits until the node goes on">
                {if paused { format!("{node} goes on") } else { format!("{node} stands still") }}
            </button>
            <Field id="slow" label="Slow by … ms (0: not slow)" number={true}
                value={(*slow).clone()} on_input={typed(&slow)} complaint={slow_complaint} />
            <button id="set-slow" class="wide"
                title="The node takes everything up so much later"
                onclick={press(
                    Pressed::Slow,
                    slow_by.ok().map(|by_ms| Command::Slow { node, by_ms }),
                )}>
                {format!("Set {node}’s pace")}
            </button>
            <Field id="skew" label="Clock ahead by … ms" number={true} value={(*skew).clone()}
                on_input={typed(&skew)} complaint={skew_complaint} />
            <button id="set-skew" class="wide"
                onclick={press(
                    Pressed::Skew,
                    ahead.map(|ahead_ms| Command::Skew { node, ahead_ms }),
                )}>
                {format!("Set {node}’s clock")}
            </button>
            <div class="numbers">
                <Field id="join-zone" label="Zone" number={true} value={(*zone).clone()}
                    on_input={typed(&zone)} complaint={zone_complaint} />
                <Field id="join-capacity" label="Capacity" number={true} value={(*capacity).clone()}
                    on_input={typed(&capacity)} complaint={capacity_complaint} />
            </div>
            <button id="join" class="wide"
                onclick={press(
                    Pressed::Join,
                    join.map(|(zone, capacity)| Command::Join { zone, capacity }),
                )}
                title="A new node is started and joins the ring; gossip must be on">
                {"A new node joins"}
            </button>
            <Field id="named-seeds" label="Seeds from now on, as in: A B" value={(*seeds).clone()}
                on_input={typed(&seeds)} complaint={seeds_complaint} />
            <button id="name-seeds" class="wide"
                onclick={press(Pressed::Seeds, seeds_typed.ok().map(Command::NameSeeds))}
                title="The configuration service tells every node who the seeds are">
                {"Name these seeds"}
            </button>
        </section>
    }
}

/// A number within bounds; or what is wrong with the text.
fn ranged(text: &str, least: u8, most: u8) -> Result<u8, String> {
    match text.trim().parse::<u8>() {
        Ok(number) if (least..=most).contains(&number) => Ok(number),
        _ => Err(format!("Type a whole number from {least} to {most}.")),
    }
}
