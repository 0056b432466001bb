//! A link to a session, to be copied.

use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlInputElement;
use yew::{Callback, Html, Properties, TargetCast, component, html, use_node_ref, use_state_eq};

use super::browser;

/// What the part about the link shows.
#[derive(Clone, PartialEq, Properties)]
pub struct ShareProps {
    /// The link, or why there is none.
    pub link: Result<String, String>,
    /// What is said once it has been copied.
    pub copied: &'static str,
}

/// The link, and a button that copies it.
#[component]
pub fn Share(props: &ShareProps) -> Html {
    let field = use_node_ref();
    let told = use_state_eq(|| "");
    let link = match &props.link {
        Ok(link) => link.clone(),
        Err(reason) => {
            return html! {
                <section class="group">
                    <h3>{"Link"}</h3>
                    <p id="no-link" class="complaint">{reason}</p>
                </section>
            };
        }
    };
    let copy = {
        let (link, field, told) = (link.clone(), field.clone(), told.clone());
        let copied = props.copied;
        Callback::from(move |_: yew::MouseEvent| {
            let (link, field, told) = (link.clone(), field.clone(), told.clone());
            spawn_local(async move {
                if browser::copy(&link).await {
                    told.set(copied);
                } else if let Some(field) = field.cast::<HtmlInputElement>() {
                    field.select();
                    told.set("The browser does not let the page copy: press Ctrl+C to copy it.");
                }
            });
        })
    };
    let select = Callback::from(|event: yew::FocusEvent| {
        let field: HtmlInputElement = event.target_unchecked_into();
        field.select();
    });
    html! {
        <section class="group">
            <h3>{"Link"}</h3>
            <div class="link">
                <input id="link" type="text" readonly=true ref={field} value={link} onfocus={select}
                    aria-label="Link to this session" />
                <button id="copy-link" class="primary" onclick={copy}>{"Copy"}</button>
            </div>
            <p class="hint" role="status">{*told}</p>
        </section>
    }
}
