//! The selected key in the inspector: what every replica holds of it, and which ones lag.

use std::rc::Rc;

use yew::{Html, classes, html};

use crate::dynamo::identity::NodeId;
use crate::dynamo::preference_list::Role;
use crate::ui::letter::letter;
use crate::ui::still::Part;
use crate::view::key::{KeyView, ReplicaView, VersionView};

/// Of those that can stand in, so many are named: in a large ring the others hardly ever do.
const FALLBACKS_SHOWN: usize = 7;

/// The selected key.
#[derive(PartialEq)]
pub struct KeyPart {
    /// What there is to tell of it.
    pub view: Rc<KeyView>,
    /// How many nodes there are.
    pub nodes: u16,
}

impl Part for KeyPart {
    fn draw(&self) -> Html {
        key(&self.view, self.nodes)
    }
}

fn key(view: &KeyView, nodes: u16) -> Html {
    html! {
        <section class="group" aria-labelledby="key-title">
            <h2 id="key-title">{format!("Key “{}”", view.key)}</h2>
            <p class="unseen">{view.description()}</p>
            <p class="hint">
                {"MD5 "}<code id="position">{format!("{:032x}", view.position.0)}</code>
            </p>
            <p class="hint preference">
                {"Preference list "}
                for node in view.list.primaries() { {letter(*node, nodes)} }
                if !view.list.fallbacks().is_empty() {
                    {" then "}
                    for node in view.list.fallbacks().iter().take(FALLBACKS_SHOWN) { {letter(*node, nodes)} }
                }
                if view.list.fallbacks().len() > FALLBACKS_SHOWN {
                    {format!(" and {} more, clockwise", view.list.fallbacks().len() - FALLBACKS_SHOWN)}
                }
            </p>
            <p id="agreement">{view.agreement()}</p>
            <ul class="replicas" id="replicas">
                for replica in &view.replicas { {replica_row(replica, nodes)} }
            </ul>
            if let Some(conflict) = &view.conflict {
                <p class="conflict" id="conflict">{conflict}</p>
            }
        </section>
    }
}

fn replica_row(view: &ReplicaView, nodes: u16) -> Html {
    let role = match view.role {
        Some(Role::Primary(rank)) => format!("number {rank}"),
        _ => "fallback".to_owned(),
    };
    html! {
        <li key={view.node.0} id={format!("replica-{}", view.node)}>
            <p>{letter(view.node, nodes)}<span class="role">{role}</span></p>
            <ul class="versions">
                if !view.lacks.is_empty() && matches!(view.role, Some(Role::Primary(_))) {
                    <li class="lacks"><span aria-hidden="true">{"◐ "}</span>
                        {format!("lags: lacks {}", view.lacks.join(", "))}</li>
                }
                if view.buffered {
                    <li class="nothing">{"in memory only:"}</li>
                }
                if view.versions.is_empty() && view.hints.is_empty() {
                    <li class="nothing">{"nothing"}</li>
                }
                for version in &view.versions { {version_row(version, None)} }
                for hint in &view.hints {
                    for version in &hint.versions { {version_row(version, Some(hint.owner))} }
                }
            </ul>
        </li>
    }
}

/// A value as it is shown.
pub fn value_or_deletion(value: Option<&str>) -> String {
    value.map_or_else(|| "deleted".to_owned(), ToOwned::to_owned)
}

fn version_row(view: &VersionView, owner: Option<NodeId>) -> Html {
    html! {
        <li class={classes!(view.stale.then_some("stale"), owner.is_some().then_some("hinted"))}>
            <span class="value">
                if let Some(owner) = owner { {format!("hint for {owner}: ")} }
                {value_or_deletion(view.value.as_deref())}
                if view.stale { <em>{" out of date"}</em> }
            </span>
            <code>{view.clock.to_string()}</code>
        </li>
    }
}
