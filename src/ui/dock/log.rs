//! The log: a list of which only the rows in view are there.

use std::rc::Rc;

use web_sys::{Element, HtmlInputElement};
use yew::{
    Callback, Html, KeyboardEvent, Properties, TargetCast, classes, component, html,
    use_effect_with, use_node_ref,
};

use super::picking::{self, Picking};
use super::watch::{SPARE_ROWS, WatchAct};
use crate::dynamo::identity::Address;
use crate::ui::act::Act;
use crate::ui::letter::letter;
use crate::ui::theme::is_phone;
use crate::view::log::{LogView, Row};

/// How high a row is.
const ROW: f64 = 30.0;

/// The same on a phone, where a sentence takes up to three lines.
const PHONE_ROW: f64 = 58.0;

/// Browsers cannot scroll much farther than this: a longer list is scrolled through in jumps.
const HEIGHT_MAX: f64 = 12_000_000.0;

/// The log, with its fields.
pub fn log(act: &Callback<Act>, view: &Rc<LogView>, picking: &Picking, nodes: u16) -> Html {
    let search = act.reform(|event: yew::InputEvent| {
        let field: HtmlInputElement = event.target_unchecked_into();
        Act::Watch(WatchAct::SearchFor(field.value()))
    });
    html! {
        <div class="log">
            <div class="watch-bar" role="group" aria-label="What is looked for">
                <input id="search" type="search" value={picking.words.clone()} oninput={search}
                    aria-label="Search the log" placeholder="Search, as in: hint B 4.6" />
                {picking::sort_field(act, picking)}
                {picking::fields(act, picking)}
                <output id="log-count" for="search">{view.counted()}</output>
            </div>
            <LogList act={act.clone()} view={view.clone()} follows={picking.follows}
                {nodes} row={if is_phone() { PHONE_ROW } else { ROW }} />
        </div>
    }
}

#[derive(Clone, PartialEq, Properties)]
struct LogListProps {
    act: Callback<Act>,
    view: Rc<LogView>,
    follows: bool,
    nodes: u16,
    /// How high a row is.
    row: f64,
}

/// The list. It keeps the row that is lit in view.
#[component]
fn LogList(props: &LogListProps) -> Html {
    let LogListProps { act, view, follows, nodes, row } = props;
    let (row, nodes) = (*row, *nodes);
    let list = use_node_ref();
    let pace = pace(view.count, row);
    let lit = view.reached.or(view.present.filter(|_| *follows));
    let first = view.rows.first().map_or(0, |row| row.place);
    // Only when another row is lit: whoever scrolls away from it stays where they are.
    use_effect_with((lit, view.count), {
        let list = list.clone();
        move |(lit, _): &(Option<usize>, usize)| {
            if let Some((list, place)) = list.cast::<Element>().zip(*lit) {
                show(&list, place, pace, row);
            }
        }
    });
    use_effect_with((lit, view.count, first), {
        let (list, act, view) = (list.clone(), act.clone(), view.clone());
        move |_: &(Option<usize>, usize, usize)| {
            if let Some(list) = list.cast::<Element>() {
                report(&act, &list, &view, pace, row);
            }
        }
    });
    let scrolled = {
        let (list, act, view) = (list.clone(), act.clone(), view.clone());
        Callback::from(move |_| {
            if let Some(list) = list.cast::<Element>() {
                report(&act, &list, &view, pace, row);
            }
        })
    };
    let reached = view.reached.and_then(|place| view.rows.iter().find(|row| row.place == place));
    let lit = reached.or_else(|| view.rows.iter().find(|row| Some(row.place) == view.present));
    html! {
        <>
            <p class="unseen" id="log-words">{view.description()}</p>
            <div id="log" ref={list} class="rows" role="listbox" tabindex="0" data-arrows="own"
                aria-label="Log" aria-describedby="log-words"
                aria-activedescendant={lit.map(element_id)}
                onscroll={scrolled} onkeydown={keys(act)}>
                <div role="presentation" class="all" ~style={format!("height:{:.0}px", pace * view.count as f64)}>
                    <div role="presentation" class="shown" ~style={format!("top:{:.1}px", pace * first as f64)}>
                        for shown in &view.rows {
                            {entry(act, view, shown, nodes, row)}
                        }
                    </div>
                </div>
            </div>
        </>
    }
}

/// The last rows up to the present, without what they are searched with.
pub fn excerpt(act: &Callback<Act>, view: &LogView, nodes: u16, rows: usize) -> Html {
    let past: Vec<&Row> = view.rows.iter().filter(|row| !row.later).collect();
    html! {
        <div class="rows">
            for row in &past[past.len().saturating_sub(rows)..] { {entry(act, view, row, nodes, 24.0)} }
        </div>
    }
}

/// How far down each row takes the list. All of them together are at most as high as browsers
/// can scroll.
fn pace(count: usize, row: f64) -> f64 {
    row.min(HEIGHT_MAX / (count.max(1) as f64))
}

fn element_id(row: &Row) -> String {
    format!("log-{}", row.event.0)
}

fn entry(act: &Callback<Act>, view: &LogView, row: &Row, nodes: u16, height: f64) -> Html {
    let event = row.event;
    let is_present = view.present == Some(row.place);
    let is_reached = view.reached == Some(row.place);
    let class = classes!(
        "row",
        row.later.then_some("later"),
        is_present.then_some("present"),
        is_reached.then_some("reached"),
    );
    html! {
        <div key={event.0} id={element_id(row)} {class} role="option"
            aria-selected={is_present.to_string()}
            aria-posinset={(row.place + 1).to_string()} aria-setsize={view.count.to_string()}
            ~style={format!("height:{height}px")}
            onclick={act.reform(move |_| Act::Watch(WatchAct::GoTo(event)))}>
            <span class="time">{&row.at}</span>
            <span class="who">
                {match row.process {
                    Some(Address::Node(node)) => letter(node, nodes),
                    Some(client) => html! { <>{client.to_string()}</> },
                    None => html! { <span aria-hidden="true">{"·"}</span> },
                }}
            </span>
            <span class="text">{&row.text}</span>
            if !row.section.is_empty() {
                <span class="section">{row.section}</span>
            }
        </div>
    }
}

/// Scrolls as far as it takes to have a row in view.
fn show(list: &Element, place: usize, pace: f64, row: f64) {
    let (top, height) = (place as f64 * pace, f64::from(list.client_height()));
    let now = f64::from(list.scroll_top());
    if top < now || top + row > now + height {
        // Not at the edge: what comes next is to be seen as well.
        list.set_scroll_top((top - height * 0.6).max(0.0) as i32);
    }
}

/// Asks for other rows if those that are there do not cover what is in view.
fn report(act: &Callback<Act>, list: &Element, view: &LogView, pace: f64, row: f64) {
    let in_view = (f64::from(list.client_height()) / row).ceil().max(1.0) as usize;
    let first = (f64::from(list.scroll_top()) / pace.max(f64::MIN_POSITIVE)) as usize;
    let last = (first + in_view).min(view.count.saturating_sub(1));
    let covered = |place: usize| view.rows.iter().any(|row| row.place == place);
    let first_needed = first.min(view.count.saturating_sub(1));
    if view.count > 0 && !(covered(first_needed) && covered(last)) {
        let rows = in_view + 2 * SPARE_ROWS;
        act.emit(Act::Watch(WatchAct::Scroll { first: first.saturating_sub(SPARE_ROWS), rows }));
    }
}

/// One tab stop: the arrow keys go from row to row, Enter goes there in time.
fn keys(act: &Callback<Act>) -> Callback<KeyboardEvent> {
    let act = act.clone();
    Callback::from(move |event: KeyboardEvent| {
        if event.ctrl_key() || event.alt_key() || event.meta_key() {
            return;
        }
        let reach = |forward| WatchAct::Reach { forward, same_lane: false };
        let asked = match event.key().as_str() {
            "ArrowDown" => reach(true),
            "ArrowUp" => reach(false),
            "Home" => WatchAct::ReachEnd(false),
            "End" => WatchAct::ReachEnd(true),
            "Enter" => WatchAct::GoToReached,
            _ => return,
        };
        event.prevent_default();
        event.stop_propagation();
        act.emit(Act::Watch(asked));
    })
}
