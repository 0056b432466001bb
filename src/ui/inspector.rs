//! The panel on the right: the selected request, key and node.

use yew::{Callback, Html, classes, html};

use super::act::Act;
use super::faults::power;
use super::letter::letter;
use super::pictures::{Pictures, Selection};
use crate::dynamo::identity::NodeId;
use crate::dynamo::message::{Operation, Outcome};
use crate::dynamo::preference_list::Role;
use crate::dynamo::quorum::Answer;
use crate::view::key::{KeyView, ReplicaView, VersionView};
use crate::view::node::NodeDetail;
use crate::view::request::{Coordinator, RequestView, SlotView, Stage, StageName, StageState};
use crate::view::stage::NodeView;
use crate::view::words::moment;

/// The panel.
pub fn inspector(act: &Callback<Act>, pictures: &Pictures, selection: &Selection) -> Html {
    let nodes = pictures.layout.nodes;
    let selected_node = selection
        .node
        .and_then(|selected| pictures.stage.nodes.iter().find(|view| view.node == selected));
    html! {
        <section id="inspector" class="panel inspector" aria-label="Inspector">
            <section class="group" aria-labelledby="request-title">
                <h2 id="request-title">{"Request"}</h2>
                {requests(act, pictures, selection)}
                if let Some(view) = &pictures.request {
                    {request(view, nodes)}
                } else {
                    <p class="hint">{"No request yet. Press Step or Play, or send one from the left."}</p>
                }
            </section>
            if let Some(view) = &pictures.key {
                {key(view, nodes)}
            }
            if let (Some(view), Some(detail)) = (selected_node, &pictures.node) {
                {node(act, view, detail, nodes)}
            }
        </section>
    }
}

fn requests(act: &Callback<Act>, pictures: &Pictures, selection: &Selection) -> Html {
    if pictures.requests.is_empty() {
        return Html::default();
    }
    let shown = pictures.request.as_ref().map(|request| request.id);
    html! {
        <div class="choice" role="group" aria-label="Requests, newest first">
            for id in pictures.requests.iter().copied() {
                <button key={id.to_string()} aria-pressed={(shown == Some(id)).to_string()}
                    onclick={act.reform(move |_| Act::SelectRequest(Some(id)))}
                    aria-label={format!("Request {id}")}>
                    {id.to_string()}
                </button>
            }
            if selection.request.is_some() {
                <button onclick={act.reform(|_| Act::SelectRequest(None))}>{"newest"}</button>
            }
        </div>
    }
}

fn request(view: &RequestView, nodes: u16) -> Html {
    let what = match &view.operation {
        Operation::Get => format!("get “{}”", view.key),
        Operation::Put { value, context } => format!(
            "put “{value}” under “{}”, {}",
            view.key,
            if context.is_some() { "with a context" } else { "without a context" }
        ),
        Operation::Delete { .. } => format!("delete “{}”", view.key),
    };
    html! {
        <>
            <p id="request" class="what">
                <b>{view.id.to_string()}</b>{" "}{what}
            </p>
            <ol class="stages" id="stages">
                for stage in &view.stages { {stage_row(stage, view)} }
            </ol>
            if let Some(coordinator) = &view.coordinator {
                {quorum(coordinator, view, nodes)}
            }
            if let Some(outcome) = &view.outcome {
                {answer(outcome)}
            } else if view.gave_up {
                <p class="outcome failed">{"The client gave up: no answer came. If it was a put, it may have taken effect."}</p>
            }
        </>
    }
}

fn stage_row(stage: &Stage, view: &RequestView) -> Html {
    let (class, sign, word) = match stage.state {
        StageState::Passed => ("passed", "✓", "done"),
        StageState::Current if stage.name == StageName::Failed => ("current failed", "✕", "now"),
        StageState::Current => ("current", "▶", "now"),
        StageState::Ahead => ("ahead", "○", "to come"),
    };
    html! {
        <li class={classes!(class)} aria-current={(stage.state == StageState::Current).then_some("step")}>
            <span class="sign" aria-hidden="true">{sign}</span>
            <span class="unseen">{word}{": "}</span>
            <span>{stage.name.label(view.is_put())}</span>
            if let Some((_, at)) = stage.entered {
                <span class="when">{moment(at)}</span>
            }
        </li>
    }
}

fn quorum(coordinator: &Coordinator, view: &RequestView, nodes: u16) -> Html {
    let waiting = view.stage() == StageName::AwaitingQuorum;
    html! {
        <>
            <p class="quorum-line">
                {letter(coordinator.node, nodes)}
                {" coordinates: "}
                <b id="quorum-count">
                    {format!("{} answered", coordinator.answered)}
                </b>
                {format!("{} = {} needed", view.quorum_letter(), coordinator.needed)}
                if waiting {
                    <span class="when">{format!("fails at {}", moment(coordinator.deadline))}</span>
                }
            </p>
            if let Some(clock) = &view.version {
                <p class="hint">{"new version "}<code>{clock.to_string()}</code></p>
            }
            <ul class="slots">
                for slot in &coordinator.slots { {slot_row(slot, nodes)} }
            </ul>
        </>
    }
}

fn slot_row(view: &SlotView, nodes: u16) -> Html {
    let slot = &view.slot;
    let (class, sign, text) = match slot.answer {
        Answer::Given { at, late: false } => ("given", "■", format!("at {}", moment(at))),
        Answer::Given { at, late: true } => ("given late", "■", format!("late, {}", moment(at))),
        Answer::Awaited { until } => ("awaited", "□", format!("awaited until {}", moment(until))),
        Answer::Refused { at } => ("silent", "⊘", format!("refused, {}", moment(at))),
        Answer::Silent { since } => ("silent", "✕", format!("silent, {}", moment(since))),
    };
    let role = match (slot.stands_in_for, view.role) {
        (Some(owner), _) => format!("stands in for {owner}"),
        (None, Some(Role::Primary(rank))) => format!("number {rank}"),
        (None, _) => "fallback".to_owned(),
    };
    html! {
        <li key={slot.node.0} class={classes!(class)}>
            <span class="sign" aria-hidden="true">{sign}</span>
            {letter(slot.node, nodes)}
            <span class="role">{role}</span>
            <span class="when">{text}</span>
        </li>
    }
}

fn answer(outcome: &Outcome) -> Html {
    match outcome {
        Outcome::Found { object, context } => html! {
            <div class="outcome" id="outcome">
                <p>{match object.versions().len() {
                    0 => "Answer: nothing was ever put.".to_owned(),
                    _ if object.is_deleted() => "Answer: deleted.".to_owned(),
                    1 => "Answer: one version.".to_owned(),
                    many => format!("Answer: {many} siblings. The application must merge them."),
                }}</p>
                <ul class="versions">
                    for version in object.versions() {
                        <li><span class="value">{value_or_deletion(version.value().map(ToString::to_string).as_deref())}</span><code>{version.history().to_string()}</code></li>
                    }
                </ul>
                <p class="hint">{format!("and an opaque context of {} bytes", context.as_bytes().len())}</p>
            </div>
        },
        Outcome::Written => html! { <p class="outcome" id="outcome">{"Answer: written."}</p> },
        Outcome::TooFewAnswers { answered, needed } => html! {
            <p class="outcome failed" id="outcome">
                {format!("Answer: failed, {answered} of {needed} nodes answered in time. A put that ends so may have taken effect all the same.")}
            </p>
        },
        Outcome::CoordinatorSilent { coordinator } => html! {
            <p class="outcome failed" id="outcome">
                {format!("Answer: failed, {coordinator} stays silent. A put that ends so may have taken effect all the same.")}
            </p>
        },
        Outcome::Refused(reason) => html! {
            <p class="outcome failed" id="outcome">{format!("Answer: refused, {reason}.")}</p>
        },
    }
}

fn key(view: &KeyView, nodes: u16) -> Html {
    html! {
        <section class="group" aria-labelledby="key-title">
            <h2 id="key-title">{format!("Key “{}”", view.key)}</h2>
            <p class="unseen">{view.description()}</p>
            <p class="hint">
                {"MD5 "}<code id="position">{format!("{:032x}", view.position.0)}</code>
            </p>
            <p class="hint preference">
                {"Preference list "}
                for node in view.list.primaries() { {letter(*node, nodes)} }
                if !view.list.fallbacks().is_empty() {
                    {" then "}
                    for node in view.list.fallbacks() { {letter(*node, nodes)} }
                }
            </p>
            <ul class="replicas" id="replicas">
                for replica in &view.replicas { {replica_row(replica, nodes)} }
            </ul>
            if let Some(conflict) = &view.conflict {
                <p class="conflict" id="conflict">{conflict}</p>
            }
        </section>
    }
}

fn replica_row(view: &ReplicaView, nodes: u16) -> Html {
    let role = match view.role {
        Some(Role::Primary(rank)) => format!("number {rank}"),
        _ => "fallback".to_owned(),
    };
    html! {
        <li key={view.node.0} id={format!("replica-{}", view.node)}>
            <p>{letter(view.node, nodes)}<span class="role">{role}</span></p>
            <ul class="versions">
                if view.buffered {
                    <li class="nothing">{"in memory only:"}</li>
                }
                if view.versions.is_empty() && view.hints.is_empty() {
                    <li class="nothing">{"nothing"}</li>
                }
                for version in &view.versions { {version_row(version, None)} }
                for hint in &view.hints {
                    for version in &hint.versions { {version_row(version, Some(hint.owner))} }
                }
            </ul>
        </li>
    }
}

fn value_or_deletion(value: Option<&str>) -> String {
    value.map_or_else(|| "deleted".to_owned(), ToOwned::to_owned)
}

fn version_row(view: &VersionView, owner: Option<NodeId>) -> Html {
    html! {
        <li class={classes!(view.stale.then_some("stale"), owner.is_some().then_some("hinted"))}>
            <span class="value">
                if let Some(owner) = owner { {format!("hint for {owner}: ")} }
                {value_or_deletion(view.value.as_deref())}
                if view.stale { <em>{" out of date"}</em> }
            </span>
            <code>{view.clock.to_string()}</code>
        </li>
    }
}

fn node(act: &Callback<Act>, view: &NodeView, detail: &NodeDetail, nodes: u16) -> Html {
    html! {
        <section class="group" aria-labelledby="node-title">
            <h2 id="node-title">{"Node "}{letter(view.node, nodes)}</h2>
            <p id="node-words">{&view.description}</p>
            <ul class="facts" id="node-facts">
                for fact in &detail.facts { <li>{fact}</li> }
            </ul>
            <p class="hint">{"What it believes of the members:"}</p>
            <ul class="beliefs" id="beliefs">
                for belief in &detail.beliefs {
                    <li key={belief.node.0}>
                        {letter(belief.node, nodes)}
                        <span>{belief.status}{if belief.seems_down { ", down" } else { ", up" }}</span>
                        <span class="when">{if belief.is_true { "true" } else { "not so" }}</span>
                    </li>
                }
            </ul>
            <div class="pair">
                <button onclick={power(act, view.node, view.up)}>
                    {if view.up { format!("Kill {}", view.node) } else { format!("Revive {}", view.node) }}
                </button>
                <button onclick={act.reform(|_| Act::SelectNode(None))}>{"Close"}</button>
            </div>
        </section>
    }
}
