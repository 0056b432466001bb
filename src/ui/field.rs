//! A labelled field with its complaint.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlInputElement};
use yew::{Callback, Html, NodeRef, Properties, TargetCast, component, html};

/// What a field shows.
#[derive(Clone, PartialEq, Properties)]
pub struct FieldProps {
    /// The field's name within the page.
    pub id: &'static str,
    /// What it is for.
    pub label: &'static str,
    /// What stands in it.
    pub value: String,
    /// Takes what is typed.
    pub on_input: Callback<String>,
    /// What is wrong with it: one sentence.
    #[prop_or_default]
    pub complaint: Option<String>,
    /// Whether it is for a number.
    #[prop_or_default]
    pub number: bool,
}

/// Whether what a person has folded or unfolded is unfolded now.
pub fn is_unfolded(event: &yew::Event) -> bool {
    event.target_dyn_into::<Element>().is_some_and(|folded| folded.has_attribute("open"))
}

/// Brings the first field that complains into view, ready to be mended.
pub fn go_to_complaint(within: &NodeRef) {
    let wrong = within
        .cast::<Element>()
        .and_then(|parent| parent.query_selector("[aria-invalid='true']").ok().flatten());
    if let Some(field) = wrong.and_then(|field| field.dyn_into::<HtmlElement>().ok()) {
        // A field that cannot be focused is no harm.
        let _ = field.focus();
    }
}

/// A labelled field; what is wrong stands right below it.
#[component]
pub fn Field(props: &FieldProps) -> Html {
    let FieldProps { id, label, value, on_input, complaint, number } = props;
    let on_input = on_input.reform(|event: yew::InputEvent| {
        let field: HtmlInputElement = event.target_unchecked_into();
        field.value()
    });
    let complaint_id = format!("{id}-complaint");
    let class = if *number { "field number" } else { "field" };
    html! {
        <div {class}>
            <label for={*id}>{label}</label>
            <input id={*id} type="text" autocomplete="off" spellcheck="false"
                inputmode={if *number { "numeric" } else { "text" }}
                value={value.clone()} oninput={on_input}
                aria-invalid={complaint.is_some().to_string()}
                aria-describedby={complaint.is_some().then(|| complaint_id.clone())} />
            if let Some(complaint) = complaint {
                <p class="complaint" role="alert" id={complaint_id}>{complaint}</p>
            }
        </div>
    }
}
