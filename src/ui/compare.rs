//! Two runs side by side: the history that is looked at, and the same with one change, or another
//! history.

use std::rc::Rc;

use web_sys::HtmlSelectElement;
use yew::{Callback, Html, Properties, TargetCast, UseStateHandle, component, html, use_state};

use super::act::Act;
use super::dialog::Dialog;
use super::time_act::TimeAct;
use crate::session::compare::Pair;
use crate::view::comparison::{
    ChoiceGroup, ComparedEvent, ComparisonView, FirstDifference, OutcomeTable,
};

/// What the dialog shows.
#[derive(Clone, PartialEq, Properties)]
pub struct CompareProps {
    /// Takes acts.
    pub act: Callback<Act>,
    /// Whether it is shown.
    pub open: bool,
    /// What can be compared with.
    pub choices: Rc<Vec<ChoiceGroup>>,
    /// The runs, or why they cannot be compared.
    pub comparison: Option<Result<Rc<ComparisonView>, String>>,
}

/// The dialog.
#[component]
pub fn Compare(props: &CompareProps) -> Html {
    let CompareProps { act, open, .. } = props;
    let chosen = use_state(|| (0, 0));
    html! {
        <Dialog id="compare-dialog" title="Compare" open={*open}
            on_close={act.reform(|()| Act::Time(TimeAct::Hide))}>
            if *open { {contents(props, &chosen)} }
        </Dialog>
    }
}

#[inline(never)]
fn contents(props: &CompareProps, chosen: &UseStateHandle<(usize, usize)>) -> Html {
    let CompareProps { act, choices, comparison, .. } = props;
    let on_choice = {
        let chosen = chosen.clone();
        Callback::from(move |event: yew::Event| {
            let select: HtmlSelectElement = event.target_unchecked_into();
            let value = select.value();
            let (group, place) = value.split_once('.').unwrap_or_default();
            chosen.set((group.parse().unwrap_or_default(), place.parse().unwrap_or_default()));
        })
    };
    let (group, place) = **chosen;
    let compare = act.reform(move |_| Act::Time(TimeAct::Compare(group, place)));
    let keep = act.reform(move |_| Act::Time(TimeAct::Keep(group, place)));
    html! {
        <>
            <p class="hint">
                {"The history you look at is run once more beside another: same seed, one change. \
                  Chance falls alike in both, so what differs follows from the change."}
            </p>
            <div class="compare-choice">
                <label for="compare-with">{"This history, and the same"}</label>
                <select id="compare-with" onchange={on_choice}>
                    for (number, one) in choices.iter().enumerate() {
                        <optgroup label={one.title}>
                            for (index, choice) in one.choices.iter().enumerate() {
                                <option value={format!("{number}.{index}")}
                                    selected={(number, index) == **chosen}>
                                    {&choice.label}
                                </option>
                            }
                        </optgroup>
                    }
                </select>
                <button id="compare-now" class="primary" onclick={compare}>{"Compare"}</button>
            </div>
            if let Some(Err(complaint)) = comparison {
                <p class="complaint" role="alert">{complaint}</p>
            }
            if let Some(Ok(view)) = comparison {
                {compared(act, view)}
                if view.is_branch_to_be {
                    <button id="keep-branch" onclick={keep}
                        title="Look at the changed run from here on, beside this history">
                        {"Keep as a branch"}
                    </button>
                }
            }
        </>
    }
}

fn compared(act: &Callback<Act>, view: &ComparisonView) -> Html {
    html! {
        <>
            <p id="compare-summary" class="summary" role="status">{&view.summary}</p>
            {given(&view.names, &view.commands)}
            if let Some(first) = &view.first {
                {first_difference(act, &view.names, first)}
            }
            for table in view.tables.iter() {
                {outcomes(&view.names, table)}
            }
        </>
    }
}

/// The commands that only one of the runs was given.
fn given(names: &Pair<String>, commands: &Pair<Vec<String>>) -> Html {
    let list = |name: &str, commands: &[String]| {
        html! {
            if !commands.is_empty() {
                <p class="hint">{format!("Only in “{name}”: {}", commands.join(" "))}</p>
            }
        }
    };
    html! {
        <>
            {list(&names.left, &commands.left)}
            {list(&names.right, &commands.right)}
        </>
    }
}

fn first_difference(act: &Callback<Act>, names: &Pair<String>, first: &FirstDifference) -> Html {
    let side = |name: &str, event: &Option<ComparedEvent>| {
        html! {
            <div>
                <dt>{name}</dt>
                <dd>
                    if let Some(event) = event {
                        <span class="time">{&event.at}</span>{" "}{&event.text}
                    } else {
                        {"It does not happen."}
                    }
                </dd>
            </div>
        }
    };
    let there = first.events.left.as_ref().map(|event| event.event);
    html! {
        <section aria-labelledby="first-difference-title">
            <h3 id="first-difference-title">{"The first difference"}</h3>
            <p>{first.what}</p>
            <dl id="first-difference">
                {side(&names.left, &first.events.left)}
                {side(&names.right, &first.events.right)}
            </dl>
            if let Some(event) = there {
                <button id="go-to-difference"
                    onclick={act.reform(move |_| Act::Time(TimeAct::GoToEvent(event)))}>
                    {"Go there"}
                </button>
            }
        </section>
    }
}

fn outcomes(names: &Pair<String>, table: &OutcomeTable) -> Html {
    let differing = table.rows.iter().filter(|row| row.differs()).count();
    html! {
        if !table.rows.is_empty() {
            <section>
                <div class="scroll" role="region" tabindex="0" aria-label={table.title}>
                    <table id={table.id}>
                        <caption>{format!("{}: {differing} differ", table.title)}</caption>
                        <thead>
                            <tr>
                                <th scope="col">{"Of"}</th>
                                <th scope="col">{&names.left}</th>
                                <th scope="col">{&names.right}</th>
                            </tr>
                        </thead>
                        <tbody>
                            for row in table.rows.iter() {
                                <tr class={if row.differs() { "differs" } else { "" }}>
                                    <th scope="row">
                                        if row.differs() {
                                            <span class="sign" aria-label="differs">{"≠ "}</span>
                                        }
                                        {&row.subject}
                                    </th>
                                    <td>{&row.outcomes.left}</td>
                                    <td>{&row.outcomes.right}</td>
                                </tr>
                            }
                        </tbody>
                    </table>
                </div>
                if table.more > 0 {
                    <p class="hint">{format!("And {} more.", table.more)}</p>
                }
            </section>
        }
    }
}
