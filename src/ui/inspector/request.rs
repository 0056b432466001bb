//! The selected request in the inspector: its state machine, its way, its quorum and its answer.

use yew::{Callback, Html, classes, html};

use super::key::value_or_deletion;
use crate::dynamo::message::{Operation, Outcome};
use crate::dynamo::preference_list::Role;
use crate::dynamo::quorum::Answer;
use crate::dynamo::time::Time;
use crate::ui::act::Act;
use crate::ui::dock::merge::merge;
use crate::ui::footer::section;
use crate::ui::letter::letter;
use crate::ui::pictures::{Pictures, Selection};
use crate::ui::time_act::TimeAct;
use crate::view::request::{
    Coordinator, RequestStory, RequestView, SlotView, StageName, StageState, Told,
};
use crate::view::words::{moment, rounded};

/// The newest requests, to choose from.
#[inline(never)]
pub fn choice(act: &Callback<Act>, pictures: &Pictures, selection: &Selection) -> Html {
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

/// One request.
#[inline(never)]
pub fn request(act: &Callback<Act>, view: &RequestView, pictures: &Pictures) -> Html {
    let (nodes, now, story) = (pictures.layout.nodes, pictures.now, &pictures.story);
    let what = match &view.operation {
        Some(Operation::Get) => format!("get “{}”", view.key),
        Some(Operation::Put { value, context }) => format!(
            "put “{value}” under “{}”, {}",
            view.key,
            if context.is_some() { "with a context" } else { "without a context" }
        ),
        Some(Operation::Delete { .. }) => format!("delete “{}”", view.key),
        None if view.is_put() => format!("put under “{}”", view.key),
        None => format!("get “{}”", view.key),
    };
    html! {
        <>
            <p id="request" class="what">
                <b>{view.id.to_string()}</b>{" "}{what}
            </p>
            <p class="unseen" id="request-words">{view.description(now)}</p>
            <p class="way" id="way">
                <span class="client">{view.id.client.to_string()}</span>
                for node in view.way.iter().copied() {
                    <span class="hop">{"→"}</span>{letter(node, nodes)}
                }
                if view.way.is_empty() {
                    <span class="hop">{"→ ?"}</span>
                }
                <span class="role">{&story.way}</span>
            </p>
            <ol class="stages" id="stages">
                for index in 0..view.stages.len() { {stage(act, view, story, index, now)} }
            </ol>
            if let Some(why) = view.taken_up_again() {
                <p class="hint" id="taken-up-again">{why}</p>
            }
            for coordinator in &view.coordinators {
                {quorum(act, coordinator, view, nodes, now)}
            }
            if let Some(outcome) = &view.outcome {
                {answer(outcome)}
                if let (Some(view), Outcome::Found { .. }) = (&pictures.merge, outcome) {
                    {merge(act, view)}
                }
            } else if view.gave_up {
                <p class="outcome failed">{"The client gave up: no answer came. If it was a put, it may have taken effect."}</p>
            }
            if !story.beside.is_empty() {
                <h3>{"Beside the usual course"}</h3>
                if story.left_out > 0 {
                    <p class="hint">{format!("and {} events before", story.left_out)}</p>
                }
                <ol class="beside" id="beside">
                    for event in &story.beside { <li key={event.event.0}>{told(act, event)}</li> }
                </ol>
            }
        </>
    }
}

/// A stage, and what led into it.
fn stage(
    act: &Callback<Act>,
    view: &RequestView,
    story: &RequestStory,
    index: usize,
    now: Time,
) -> Html {
    let stage = &view.stages[index];
    let (class, sign, word) = match stage.state {
        StageState::Passed => ("passed", "✓", "done"),
        StageState::Current if stage.name == StageName::Failed => ("current failed", "✕", "now"),
        StageState::Current => ("current", "▶", "now"),
        StageState::Ahead => ("ahead", "○", "to come"),
        StageState::Skipped => ("skipped", "–", "not needed"),
    };
    let told_of = story.transitions.get(index).and_then(Option::as_ref);
    let perhaps = stage.state == StageState::Ahead && stage.name == StageName::HandedOn;
    html! {
        <li class={classes!(class, told_of.is_none().then_some("unled"))}>
            if let Some(event) = told_of {
                <p class="transition">{told(act, event)}</p>
            }
            <p class="stage-name" aria-current={(stage.state == StageState::Current).then_some("step")}>
                <span class="sign" aria-hidden="true">{sign}</span>
                <span class="unseen">{word}{": "}</span>
                <span>
                    {stage.name.label(view.is_put())}
                    if stage.state == StageState::Skipped { {": not needed"} }
                    if perhaps { {", perhaps"} }
                </span>
                if let Some(spent) = view.spent(index, now) {
                    <span class="when" title="The time spent in this stage">{rounded(spent)}</span>
                }
            </p>
        </li>
    }
}

/// An event in a sentence; pressing it goes there.
fn told(act: &Callback<Act>, told: &Told) -> Html {
    let event = told.event;
    html! {
        <button class="told-event" title={format!("{} Press to go there.", told.text)}
            onclick={act.reform(move |_| Act::Time(TimeAct::GoToEvent(event)))}>
            <span class="after">{format!("+{}", rounded(told.after))}</span>
            {" "}{&told.text}{section(told.section)}
        </button>
    }
}

fn quorum(
    act: &Callback<Act>,
    coordinator: &Coordinator,
    view: &RequestView,
    nodes: u16,
    now: Time,
) -> Html {
    let (event, at) = coordinator.taken_up;
    let of_several = view.coordinators.len() > 1;
    let is_last = view.coordinator() == Some(coordinator);
    let waiting = coordinator.can_time_out() && (of_several || view.can_time_out());
    html! {
        <>
            <p class="quorum-line">
                {letter(coordinator.node, nodes)}
                {" coordinates: "}
                <b id={is_last.then_some("quorum-count")}>
                    {format!("{} answered", coordinator.answered)}
                </b>
                {format!("{} = {} needed", coordinator.letter, coordinator.needed)}
                if waiting {
                    <span class="when">{format!("fails at {}", moment(coordinator.deadline))}</span>
                } else if of_several {
                    <span class="when">{coordinator.state()}</span>
                }
                if of_several {
                    <button class="told-event taken-up"
                        onclick={act.reform(move |_| Act::Time(TimeAct::GoToEvent(event)))}>
                        <span class="after">{format!("+{}", rounded(at.since(view.since)))}</span>
                        {" took it up"}
                    </button>
                }
            </p>
            {filled(coordinator)}
            if is_last && let Some(clock) = &view.version {
                <p class="hint">{"new version "}<code>{clock.to_string()}</code></p>
            }
            <ul class="slots">
                for slot in &coordinator.slots { {slot_row(slot, view, nodes, now)} }
            </ul>
        </>
    }
}

/// The slots in a row with the mark behind the last one needed, as in the coordinator's disc:
/// answers fill them from the left, whoever gave them.
fn filled(coordinator: &Coordinator) -> Html {
    let answered = usize::from(coordinator.answered);
    let of = |found: fn(&Answer) -> bool| {
        coordinator.slots.iter().filter(|slot| found(&slot.slot.answer)).count()
    };
    let awaited = of(|answer| matches!(answer, Answer::Awaited { .. }));
    let places = coordinator.slots.len().max(usize::from(coordinator.needed));
    html! {
        <p class="filled" aria-hidden="true">
            for place in 0..places {
                <span class={match place {
                    _ if place < answered => "given",
                    _ if place < answered + awaited => "awaited",
                    _ => "silent",
                }} />
                if place + 1 == usize::from(coordinator.needed) {
                    <i>{coordinator.letter}</i>
                }
            }
        </p>
    }
}

fn slot_row(slot_view: &SlotView, view: &RequestView, nodes: u16, now: Time) -> Html {
    let slot = &slot_view.slot;
    let after = |at: Time| format!("+{}", rounded(at.since(view.since)));
    let (class, sign, text) = match slot.answer {
        Answer::Given { at, late: false } => ("given", "■", after(at)),
        Answer::Given { at, late: true } => ("given late", "■", format!("late, {}", after(at))),
        Answer::Awaited { until } => {
            let left = rounded(until.max(now).since(now));
            ("awaited", "□", format!("awaited, {left} left"))
        }
        Answer::Refused { at } => ("silent", "⊘", format!("refused, {}", after(at))),
        Answer::Silent { since } => ("silent", "✕", format!("silent, {}", after(since))),
    };
    let role = match (slot.stands_in_for, slot_view.role) {
        (Some(owner), _) => format!("stands in for {owner}"),
        (None, Some(Role::Primary(rank))) => format!("number {rank}"),
        (None, _) => "fallback".to_owned(),
    };
    // How much of the time to answer is left.
    let left = match slot.answer {
        Answer::Awaited { until } => {
            let whole = until.since(slot_view.asked.min(until)).as_micros().max(1);
            Some(until.max(now).since(now).as_micros() * 100 / whole)
        }
        _ => None,
    };
    html! {
        <li key={slot.node.0} class={classes!(class)}>
            <span class="sign" aria-hidden="true">{sign}</span>
            {letter(slot.node, nodes)}
            <span class="role">{role}</span>
            <span class="when">{text}</span>
            if let Some(left) = left {
                <span class="left" aria-hidden="true" ~style={format!("--left:{left}%")} />
            }
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
