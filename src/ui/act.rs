//! What a person asks of the page.

use super::author::AuthorAct;
use super::controls::Group;
use super::dock::Tab;
use super::dock::watch::WatchAct;
use super::help::HelpAct;
use super::keyboard::Shortcut;
use super::lesson::LessonAct;
use super::part::Part;
use super::session_act::SessionAct;
use super::theme::Theme;
use super::time_act::TimeAct;
use crate::dynamo::identity::{ClientId, MessageId, NodeId, RequestId};
use crate::dynamo::key::Key;
use crate::dynamo::object::Dot;
use crate::session::scenario::Scenario;
use crate::sim::command::Command;

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
    /// Look at a comparison of trees, by its first event.
    SelectExchange(MessageId),
    /// Look at a key.
    SelectKey(Key),
    /// Hold a version of the key against another, or no longer.
    FaceVersion(Dot),
    /// Show a part of the page, on a narrow screen.
    ShowPart(Part),
    /// Open a picture in the dock, or fold the dock if that one is open.
    PressTab(Tab),
    /// Give the dock the room of the stage as well, or no longer.
    ToggleTallDock,
    /// Show the figures of the nodes from this one on.
    ShowFigures(usize),
    /// Act as this client.
    SelectClient(ClientId),
    /// Start a new session.
    Begin(Box<Scenario>),
    /// What a key asks for.
    Press(Shortcut),
    /// Show the sheet of shortcuts, or go on with the tour.
    Help(HelpAct),
    /// Go through a lesson.
    Lesson(LessonAct),
    /// Write a lesson.
    Author(AuthorAct),
    /// Show a group of the controls.
    ShowGroup(Group),
    /// Do something with the session as a whole.
    Session(SessionAct),
    /// Look at time, or through the log.
    Watch(WatchAct),
    /// Change the colours.
    SetTheme(Theme),
    /// The window has another size.
    Resized,
    /// The second part of the program is there.
    Whole,
    /// The time of the next frame has come, in milliseconds.
    Frame(f64),
}
