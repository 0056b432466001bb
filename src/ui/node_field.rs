//! The choice of one node: from a list, or by its letters where a list would have no end.

use std::rc::Rc;

use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::{Callback, Html, Properties, TargetCast, component, html, use_state};

use crate::dynamo::identity::NodeId;
use crate::view::roster::Roster;

/// What the choice shows.
#[derive(Clone, PartialEq, Properties)]
pub struct NodeFieldProps {
    /// The field's name within the page.
    pub id: &'static str,
    /// What it is for.
    pub label: &'static str,
    /// Who can be chosen.
    pub roster: Rc<Roster>,
    /// What can be chosen beside nodes: the value and the name of each.
    #[prop_or_default]
    pub beside: Vec<(String, String)>,
    /// What stands before the letters of a node in the list.
    #[prop_or_default]
    pub before: &'static str,
    /// What is chosen: the letters of a node, or a value.
    pub chosen: String,
    /// Takes what is chosen.
    pub on_choose: Callback<String>,
}

/// The choice.
#[component]
pub fn NodeField(props: &NodeFieldProps) -> Html {
    let NodeFieldProps { id, label, roster, beside, before, chosen, on_choose } = props;
    let complaint = use_state(|| None::<String>);
    let named = !beside.iter().any(|(value, _)| value == chosen);
    let on_change = {
        let complaint = complaint.clone();
        on_choose.reform(move |event: yew::Event| {
            complaint.set(None);
            let select: HtmlSelectElement = event.target_unchecked_into();
            select.value()
        })
    };
    let on_type = {
        let (roster, on_choose, complaint) = (roster.clone(), on_choose.clone(), complaint.clone());
        Callback::from(move |event: yew::Event| {
            let field: HtmlInputElement = event.target_unchecked_into();
            match roster.named(&field.value()) {
                Ok(node) => {
                    complaint.set(None);
                    on_choose.emit(node.to_string());
                }
                Err(wrong) => complaint.set(Some(wrong)),
            }
        })
    };
    let large = roster.is_large();
    let typed_id = if beside.is_empty() { (*id).to_owned() } else { format!("{id}-node") };
    let complaint_id = format!("{id}-complaint");
    html! {
        <div class="field">
            <label for={*id}>{label}</label>
            if !large || !beside.is_empty() {
                <select id={*id} onchange={on_change}>
                    for (value, name) in beside {
                        <option value={value.clone()} selected={value == chosen}>{name}</option>
                    }
                    if large {
                        if named {
                            <option value={chosen.clone()} selected=true>{format!("{before}{chosen}")}</option>
                        }
                    } else {
                        for node in roster.nodes.iter().map(|standing| standing.node.to_string()) {
                            <option value={node.clone()} selected={node == *chosen}>
                                {format!("{before}{node}")}
                            </option>
                        }
                    }
                </select>
            }
            if large {
                <input id={typed_id} type="text" autocomplete="off" spellcheck="false"
                    aria-label={(!beside.is_empty()).then(|| format!("{label}: a node by its letters"))}
                    placeholder="a node’s letters"
                    value={if named { chosen.clone() } else { String::new() }} onchange={on_type}
                    aria-invalid={complaint.is_some().to_string()}
                    aria-describedby={complaint.is_some().then(|| complaint_id.clone())} />
                if let Some(complaint) = &*complaint {
                    <p class="complaint" role="alert" id={complaint_id}>{complaint}</p>
                }
            }
        </div>
    }
}

/// A node among others: the one that was chosen, or the first while that is not there.
pub fn node_or_first(roster: &Roster, chosen: NodeId) -> NodeId {
    roster.standing(chosen).map_or(NodeId(0), |standing| standing.node)
}
