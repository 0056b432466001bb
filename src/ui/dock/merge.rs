//! What a client can make of the siblings that it has read: a button for each way, which says
//! beforehand what it writes.

use yew::{Callback, Html, html};

use crate::sim::command::{Command, Entry};
use crate::ui::act::Act;
use crate::view::history::MergeView;

/// The ways to merge.
pub fn merge(act: &Callback<Act>, view: &MergeView) -> Html {
    let client = view.client;
    html! {
        <div class="merge" role="group" aria-label="Merge">
            <p>
                {format!("The {} siblings that {client} has read can be put back as one, with their context:", view.siblings)}
            </p>
            <ul>
                for choice in &view.choices {
                    <li>
                        <button onclick={
                            let (key, write) = (view.key.clone(), choice.write.clone());
                            act.reform(move |_| Act::Give(Command::Put {
                                client,
                                key: key.clone(),
                                write: write.clone(),
                                entry: Entry::LoadBalancer,
                                quorum: None,
                            }))
                        }>{&choice.label}</button>
                        <span class="would">{&choice.would}</span>
                    </li>
                }
            </ul>
        </div>
    }
}
