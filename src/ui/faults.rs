//! What can go wrong: nodes that crash, a network that splits, links and single messages.

mod links;
mod messages;
mod partition;
mod power;

use std::rc::Rc;

use yew::{Callback, Html, html};

use self::links::LinkFaults;
use self::messages::MessageFaults;
use self::partition::PartitionFaults;
use self::power::PowerButtons;
pub use self::power::power;
use super::act::Act;
use crate::dynamo::identity::MessageId;
use crate::view::network::Messages;
use crate::view::roster::Roster;

/// The controls of faults.
#[inline(never)]
pub fn faults(
    act: &Callback<Act>,
    roster: &Rc<Roster>,
    messages: &Rc<Messages>,
    chosen: Option<(MessageId, u8)>,
) -> Html {
    html! {
        <>
            <section class="group" aria-labelledby="faults-title">
                <h2 id="faults-title">{"Faults"}</h2>
                <p class="hint">{"Kill a node, or start it again on its disk."}</p>
                <PowerButtons act={act.clone()} roster={roster.clone()} />
                <PartitionFaults act={act.clone()} roster={roster.clone()} />
            </section>
            <LinkFaults act={act.clone()} roster={roster.clone()} />
            <MessageFaults act={act.clone()} messages={messages.clone()} {chosen} />
        </>
    }
}
