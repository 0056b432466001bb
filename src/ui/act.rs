//! What a person asks of the page, and what the page says to it.

use super::dock::Tab;
use super::help::HelpAct;
use super::keyboard::Shortcut;
use super::session_act::SessionAct;
use super::time_act::TimeAct;
use crate::dynamo::identity::{ClientId, MessageId, NodeId, RequestId};
use crate::dynamo::key::Key;
use crate::session::scenario::Scenario;
use crate::sim::command::Command;

/// Why the last command could not be done.
#[derive(Clone, Debug, PartialEq)]
pub struct Refusal {
    /// Where its control stands.
    pub place: Place,
    /// One sentence.
    pub reason: String,
}

/// The parts of the panel from which commands are given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// A client's requests.
    Client,
    /// The background workload.
    Workload,
    /// The usual faults.
    Faults,
    /// What goes wrong with links.
    Links,
    /// What is done to single messages.
    Messages,
    /// Rarer faults, and the administrator.
    Administration,
}

impl Place {
    /// Where the control of a command stands.
    pub fn of(command: &Command) -> Place {
        match command {
            Command::Get { .. } | Command::Put { .. } => Place::Client,
            Command::Crash(_) | Command::Restart(_) | Command::Partition { .. } | Command::Heal => {
                Place::Faults
            }
            Command::Cut { .. } | Command::Mend { .. } | Command::Disturb { .. } => Place::Links,
            Command::Meddle { .. } => Place::Messages,
            Command::StartWorkload(_) | Command::StopWorkload => Place::Workload,
            Command::Pause(_)
            | Command::Resume(_)
            | Command::Slow { .. }
            | Command::WipeDisk(_)
            | Command::Skew { .. }
            | Command::Join { .. }
            | Command::Leave(_)
            | Command::Remove { .. }
            | Command::NameSeeds(_) => Place::Administration,
        }
    }
}

/// What a person asks of the page.
pub enum Act {
    /// Play, or pause.
    PlayOrPause,
    /// Take one step.
    Step,
    /// Go back one step.
    StepBack,
    /// Go to the moment after so many steps.
    Seek(u32),
    /// Play at this many milliseconds a second.
    SetSpeed(u32),
    /// Do something to the simulated world.
    Give(Command),
    /// Go about in time.
    Time(TimeAct),
    /// Look at another branch.
    SwitchBranch(usize),
    /// Look at a request; none to follow the newest.
    SelectRequest(Option<RequestId>),
    /// Look at a node; none to look at none.
    SelectNode(Option<NodeId>),
    /// Choose a message on its way: its name, and which copy of it.
    SelectMessage(Option<(MessageId, u8)>),
    /// Look at a key.
    SelectKey(Key),
    /// Open a picture in the dock, or fold the dock if that one is open.
    PressTab(Tab),
    /// Give the dock the room of the stage as well, or no longer.
    ToggleTallDock,
    /// Act as this client.
    SelectClient(ClientId),
    /// Start a new session.
    Begin(Box<Scenario>),
    /// What a key asks for.
    Press(Shortcut),
    /// Show the sheet of shortcuts, or go on with the tour.
    Help(HelpAct),
    /// Do something with the session as a whole.
    Session(SessionAct),
    /// Change the colours.
    NextTheme,
    /// The window has another size.
    Resized,
    /// The time of the next frame has come, in milliseconds.
    Frame(f64),
}
