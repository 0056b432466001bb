//! What is picked out of all events: fields that the diagram of space and time and the log share.

use web_sys::HtmlSelectElement;
use yew::{Callback, Html, TargetCast, html};

use super::watch::WatchAct;
use crate::dynamo::identity::{NodeId, RequestId};
use crate::dynamo::key::Key;
use crate::ui::act::Act;
use crate::view::filter::{Sort, Traffic};
use crate::view::words::shortened;

/// A longer key is cut off.
const KEY_LETTERS: usize = 18;

/// What is picked out.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Picking {
    /// What it is part of.
    pub traffic: Option<Traffic>,
    /// What it is about.
    pub subject: Subject,
    /// The kind of event, in the log alone.
    pub sort: Option<Sort>,
    /// The words that are looked for, in the log alone.
    pub words: String,
    /// The selected request.
    pub request: Option<RequestId>,
    /// The selected key.
    pub key: Option<Key>,
    /// The selected node.
    pub node: Option<NodeId>,
    /// Whether the picture goes along with the cursor.
    pub follows: bool,
}

/// What events can be about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Subject {
    /// Anything.
    #[default]
    Anything,
    /// The selected request.
    Request,
    /// The selected key.
    Key,
    /// The selected node.
    Node,
}

impl Subject {
    const ALL: [Subject; 4] = [Subject::Anything, Subject::Request, Subject::Key, Subject::Node];
}

/// The fields, and whether the picture goes along with the cursor.
pub fn fields(act: &Callback<Act>, picking: &Picking) -> Html {
    let traffics = Traffic::ALL.map(|traffic| (traffic.label().to_owned(), true));
    let traffic = chosen(&Traffic::ALL, picking.traffic);
    let subjects = Subject::ALL.into_iter().skip(1).map(|subject| match subject {
        Subject::Node => named("node", picking.node.map(|node| node.to_string())),
        Subject::Request => named("request", picking.request.map(|request| request.to_string())),
        _ => named("key", picking.key.as_ref().map(|key| shortened(&key.to_string(), KEY_LETTERS))),
    });
    let subject = chosen(&Subject::ALL[1..], Some(picking.subject));
    let pick_traffic =
        act.reform(|place| Act::Watch(WatchAct::PickTraffic(picked(&Traffic::ALL, place))));
    let pick_subject = act.reform(|place| {
        Act::Watch(WatchAct::PickSubject(picked(&Subject::ALL[1..], place).unwrap_or_default()))
    });
    let follow = act.reform(|_| Act::Watch(WatchAct::ToggleFollow));
    html! {
        <>
            {choice("pick-traffic", "Part of", "all traffic", traffics.into_iter(), traffic, pick_traffic)}
            {choice("pick-subject", "About", "about anything", subjects, subject, pick_subject)}
            <button id="follow" aria-pressed={picking.follows.to_string()} onclick={follow}
                title="Keep the present moment in view">
                {"Follow"}
            </button>
        </>
    }
}

/// The kind of event.
pub fn sort_field(act: &Callback<Act>, picking: &Picking) -> Html {
    let sorts = Sort::ALL.map(|sort| (sort.label().to_owned(), true));
    let pick = act.reform(|place| Act::Watch(WatchAct::PickSort(picked(&Sort::ALL, place))));
    choice(
        "pick-sort",
        "Kind",
        "every kind",
        sorts.into_iter(),
        chosen(&Sort::ALL, picking.sort),
        pick,
    )
}

/// A choice of something selected; it cannot be chosen while nothing is.
fn named(noun: &str, selected: Option<String>) -> (String, bool) {
    let is_there = selected.is_some();
    (format!("about {noun} {}", selected.as_deref().unwrap_or("(none selected)")), is_there)
}

/// The place of what is chosen, counted from 1; 0 if nothing is.
fn chosen<T: PartialEq + Copy>(all: &[T], chosen: Option<T>) -> usize {
    all.iter().position(|one| Some(*one) == chosen).map_or(0, |place| place + 1)
}

fn picked<T: Copy>(all: &[T], place: usize) -> Option<T> {
    all.get(place.checked_sub(1)?).copied()
}

fn choice(
    id: &'static str,
    label: &'static str,
    none: &'static str,
    choices: impl Iterator<Item = (String, bool)>,
    chosen: usize,
    pick: Callback<usize>,
) -> Html {
    let on_change = pick.reform(|event: yew::Event| {
        let select: HtmlSelectElement = event.target_unchecked_into();
        usize::try_from(select.selected_index()).unwrap_or(0)
    });
    html! {
        <label class="pick">
            <span>{label}</span>
            <select {id} onchange={on_change}>
                <option selected={chosen == 0}>{none}</option>
                for (place, (text, enabled)) in choices.enumerate() {
                    <option selected={chosen == place + 1} disabled={!enabled}>{text}</option>
                }
            </select>
        </label>
    }
}
