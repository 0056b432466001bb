//! The list of branches: look at one, name it, delete it.

use std::rc::Rc;

use web_sys::HtmlInputElement;
use yew::{Callback, Html, TargetCast, html};

use super::act::Act;
use super::dialog::Dialog;
use super::time_act::TimeAct;
use crate::session::branches::NAME_CHARS_MAX;
use crate::view::branches::BranchRow;

/// What the dialog shows.
pub struct BranchesProps {
    /// Takes acts.
    pub act: Callback<Act>,
    /// Whether it is shown.
    pub open: bool,
    /// All branches.
    pub branches: Rc<Vec<BranchRow>>,
    /// What could not be done.
    pub complaint: Option<String>,
}

/// The dialog.
pub fn branches_dialog(props: &BranchesProps) -> Html {
    let BranchesProps { act, open, .. } = props;
    html! {
        <Dialog id="branches-dialog" title="Branches" open={*open}
            on_close={act.reform(|()| Act::Time(TimeAct::Hide))}>
            if *open { {list(props)} }
        </Dialog>
    }
}

#[inline(never)]
fn list(props: &BranchesProps) -> Html {
    let BranchesProps { act, branches, complaint, .. } = props;
    let only = branches.len() < 2;
    html! {
        <>
            <p class="hint">
                {"A command given in the past begins a branch. Both histories stay, and share what lies before."}
            </p>
            <ul class="branch-list">
                for row in branches.iter() {
                    <li key={row.branch} class={if row.current { "current" } else { "" }}>
                        <label for={format!("branch-name-{}", row.branch)} class="unseen">
                            {format!("Name of branch {}", row.branch + 1)}
                        </label>
                        <input id={format!("branch-name-{}", row.branch)} type="text"
                            value={row.name.clone()} maxlength={NAME_CHARS_MAX.to_string()}
                            onchange={renamed(act, row.branch)} />
                        <span class="origin">{format!("{}; known up to {}", row.origin, row.end)}</span>
                        <button aria-pressed={row.current.to_string()}
                            aria-label={format!("Look at {}", row.name)}
                            onclick={let branch = row.branch; act.reform(move |_| Act::SwitchBranch(branch))}>
                            {"Look at"}
                        </button>
                        <button disabled={only} aria-label={format!("Delete {}", row.name)}
                            onclick={let branch = row.branch; act.reform(move |_| Act::Time(TimeAct::Delete(branch)))}>
                            {"Delete"}
                        </button>
                    </li>
                }
            </ul>
            if let Some(complaint) = complaint {
                <p class="complaint" role="alert">{complaint}</p>
            }
        </>
    }
}

fn renamed(act: &Callback<Act>, branch: usize) -> Callback<yew::Event> {
    act.reform(move |event: yew::Event| {
        let field: HtmlInputElement = event.target_unchecked_into();
        Act::Time(TimeAct::Rename(branch, field.value()))
    })
}
