//! A labelled field with its complaint.

use web_sys::HtmlInputElement;
use yew::{Callback, Html, Properties, TargetCast, component, html};

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
