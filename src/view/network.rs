//! What is wrong with links and messages: on the stage and in lists.

use super::layout::{Layout, Way};
use super::message::label;
use super::narration::rates;
use super::stage::in_short;
use super::words::moment;
use crate::dynamo::identity::{Address, MessageId, NodeId};
use crate::session::transcript::rates as in_few_words;
use crate::sim::envelope::Envelope;
use crate::sim::fault::Disturbance;
use crate::sim::network::Links;
use crate::sim::simulation::Simulation;

/// At most so many messages are listed: no more could be read at one moment.
const MESSAGES_MAX: usize = 60;

/// The links and messages of one moment.
#[derive(Clone, Debug, PartialEq)]
pub struct NetworkView {
    /// Whether there is neither a partition nor a cut link.
    pub whole: bool,
    /// The cut links.
    pub cuts: Vec<CutView>,
    /// What befalls messages by rate.
    pub rules: Vec<RuleView>,
}

/// The messages on their way, in a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Messages {
    /// In the order in which they end; those that stand still last.
    pub listed: Vec<MessageView>,
    /// How many more there are.
    pub more: usize,
}

/// A cut link on the stage.
#[derive(Clone, Debug, PartialEq)]
pub struct CutView {
    /// The end at which messages leave.
    pub from: Address,
    /// The end that they do not reach.
    pub to: Address,
    /// Whether the opposite direction is cut as well.
    pub both: bool,
    /// The line.
    pub way: Way,
    /// All of this in words.
    pub description: String,
}

/// What befalls the messages of some links.
#[derive(Clone, Debug, PartialEq)]
pub struct RuleView {
    /// Of which.
    pub links: Links,
    /// What, in few words.
    pub sign: String,
    /// In words.
    pub description: String,
}

/// A message on its way, in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageView {
    /// Its name.
    pub id: MessageId,
    /// Which copy of it.
    pub copy: u8,
    /// Whether it stands still.
    pub held: bool,
    /// Its kind, its ends and when it arrives.
    pub description: String,
}

impl NetworkView {
    /// The network at the present moment of a simulation.
    pub fn new(simulation: &Simulation, layout: &Layout) -> NetworkView {
        let network = simulation.network();
        NetworkView {
            whole: network.is_whole(),
            cuts: cuts(simulation, layout),
            rules: network
                .rules()
                .iter()
                .map(|(links, disturbance)| rule(*links, *disturbance))
                .collect(),
        }
    }

    /// What is wrong with single links, in words; nothing if nothing is.
    pub fn description(&self) -> Option<String> {
        let cuts = self.cuts.iter().map(|cut| cut.description.as_str());
        let rules = self.rules.iter().map(|rule| rule.description.as_str());
        let all: Vec<&str> = cuts.chain(rules).collect();
        (!all.is_empty()).then(|| all.join(". ") + ".")
    }
}

impl Messages {
    /// The messages on their way at the present moment of a simulation.
    pub fn new(simulation: &Simulation) -> Messages {
        let mut messages = simulation.in_flight();
        let listed = messages.by_ref().take(MESSAGES_MAX).map(message).collect();
        Messages { listed, more: messages.count() }
    }
}

#[inline(never)]
fn rule(links: (Option<Address>, Option<Address>), disturbance: Disturbance) -> RuleView {
    let (from, to) = links;
    RuleView {
        links,
        sign: in_few_words(disturbance),
        description: format!("{}: {}", way(from, to), rates(disturbance)),
    }
}

/// A link in words.
fn way(from: Option<Address>, to: Option<Address>) -> String {
    let end = |end: Option<Address>| end.map_or("any".to_owned(), |end| end.to_string());
    format!("{} → {}", end(from), end(to))
}

#[inline(never)]
fn message(envelope: &Envelope) -> MessageView {
    let Envelope { id, copy, from, to, held, .. } = *envelope;
    let name = label(&envelope.message);
    let copy_name = if copy == 0 { String::new() } else { format!(" (copy {copy})") };
    let end = if held { "held".to_owned() } else { moment(envelope.ends_at) };
    MessageView {
        id, copy, held, description: format!("{name}{copy_name}, {from} → {to}, {end}")
    }
}

/// The cut links; the two directions of one link together.
fn cuts(simulation: &Simulation, layout: &Layout) -> Vec<CutView> {
    let cuts = simulation.network().cuts();
    let back = |link: &(Address, Address)| cuts.contains(&(link.1, link.0));
    cuts.iter()
        // Of two directions the first one stands for both.
        .filter(|link| !(back(link) && link.1 < link.0))
        .map(|link| {
            let (from, to) = *link;
            let both = back(link);
            let description = match both {
                true => format!("The link between {from} and {to} is cut"),
                false => format!("The link from {from} to {to} is cut in this direction"),
            };
            CutView { from, to, both, way: layout.way(from, to), description }
        })
        .collect()
}

/// The sides of a partition in words.
pub(super) fn partition_in_words(sides: &[Vec<NodeId>], one_way: bool) -> String {
    let sides: Vec<String> = sides.iter().map(|side| in_short(side)).collect();
    match one_way {
        true => format!(
            "The network is split one way: messages get through from {}, not back.",
            sides.join(" to ")
        ),
        false => format!("The network is split: {}.", sides.join(" from ")),
    }
}
