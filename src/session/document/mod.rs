//! A session as a document: what is saved as a file, sent as a link and run without a browser.

mod complaint;
pub mod contents;
mod form;
mod layout;
pub mod limits;
mod opened;
mod place;
mod suggestion;
mod v1;

pub use complaint::{Complaint, Spot};
pub use opened::{Opened, Warning};

use self::form::{Flaw, Kind, Part, Tree, Way};
use self::limits::TEXT_BYTES_MAX;
pub use self::v1::command_words;
use super::breakpoint::Breakpoint;
use super::expectations::Expectation;
use super::lesson::{Lesson, Show};
use super::questions::Question;
use super::scenario::{Origin, Recorded, Scenario, Scripted};
use super::session::Session;
use crate::dynamo::identity::{ClientId, MessageId, NodeId, RequestId};
use crate::dynamo::key::Key;
use crate::dynamo::time::Time;
use crate::sim::setup::Setup;

/// A whole session as data. The seed, the setup and the commands determine the run; nothing else
/// in it can influence that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// The behaviour version under which it was written: [`crate::sim::BEHAVIOUR`] then.
    pub behaviour: u32,
    /// What it is called.
    pub title: String,
    /// What it is about, in a sentence or two; may be empty.
    pub description: String,
    /// Where all chance comes from.
    pub seed: u64,
    /// The cluster.
    pub setup: Setup,
    /// What is done, in the order in which it is given: by the scenario, and by a person.
    pub commands: Vec<Recorded>,
    /// What makes it a lesson, if it is one.
    pub lesson: Option<Lesson>,
    /// When a run without a person ends, if it does not come to rest before.
    pub until: Option<Time>,
    /// What time stops at.
    pub breakpoints: Vec<Breakpoint>,
    /// Texts to be shown on the way.
    pub narration: Vec<Narration>,
    /// Questions to be asked on the way, whose answers the run gives.
    pub questions: Vec<Question>,
    /// What must be true, to be checked.
    pub expectations: Vec<Expectation>,
    /// Where the session stands; at the beginning if none.
    pub cursor: Option<Cursor>,
    /// What is selected.
    pub selection: Option<Selection>,
}

/// A moment of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// After everything that happens up to this time.
    Time(Time),
    /// After this many steps.
    Step(u32),
}

/// A text for a moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Narration {
    /// When it is shown.
    pub at: Moment,
    /// Its heading. A lesson stops at a text that has one.
    pub title: Option<String>,
    /// The text. It may mark terms as `*term*`, and code as in Markdown.
    pub text: String,
    /// Notes for who presents it.
    pub notes: Option<String>,
    /// The picture to open.
    pub show: Option<Show>,
    /// What to select.
    pub select: Option<Selection>,
    /// Something to try by hand.
    pub try_this: Option<String>,
}

impl Document {
    /// What is told at a moment: the last of the narration whose time has come, and before the
    /// first of them what the document is about. Nothing where there is nothing to tell.
    pub fn told_at(&self, steps: u32, now: Time) -> Option<&str> {
        let has_come = |narration: &&Narration| match narration.at {
            Moment::Time(at) => at <= now,
            Moment::Step(step) => step <= steps,
        };
        let told = self.narration.iter().rev().find(has_come).map(|narration| &narration.text);
        told.or(Some(&self.description)).filter(|text| !text.is_empty()).map(String::as_str)
    }
}

/// Where a session stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// After so many steps.
    pub steps: u32,
    /// The time shown there, if time has passed since the last step.
    pub at: Option<Time>,
    /// The digest of the trace up to there, if it is known: [`crate::sim::trace::digest`].
    pub hash: Option<String>,
}

/// What is selected in all pictures.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// A key.
    pub key: Option<Key>,
    /// A request.
    pub request: Option<RequestId>,
    /// A node.
    pub node: Option<NodeId>,
    /// The client whose acts are given by hand.
    pub client: Option<ClientId>,
    /// The comparison of Merkle trees, by the message that began it.
    pub comparison: Option<MessageId>,
}

/// Reads a document.
///
/// # Errors
/// What is wrong with it first, where, and how to mend it.
pub fn read(text: &str) -> Result<Document, Complaint> {
    if text.len() > TEXT_BYTES_MAX {
        return Err(Complaint::of_the_whole(format!(
            "A scenario holds at most {TEXT_BYTES_MAX} bytes; this one has {}.",
            text.len()
        )));
    }
    let parsed = serde_json::from_str(text);
    let tree: Tree = parsed.map_err(|error| Complaint::of_parser(text, &error))?;
    let part = Part { tree: &tree, way: &Way::Top };
    let document = match other_version(&tree) {
        Some(flaw) => Err(flaw),
        None => v1::DOCUMENT.read(part),
    };
    document.map_err(|flaw| Complaint::of_flaw(text, flaw))
}

/// Why a document cannot be read that is of another version of the format. What else stands in
/// it is nothing that could be told.
fn other_version(tree: &Tree) -> Option<Flaw> {
    let Tree::Object(members) = tree else { return None };
    let version = members.iter().find(|(name, _)| name == "version").map(|(_, version)| version)?;
    let Tree::Whole(version) = version else { return None };
    let known = v1::VERSION;
    (*version > i64::from(known)).then(|| {
        let what = format!(
            "This scenario is written in version {version} of the format; version {known} is known \
             here. Open it with a newer playground: reload the page, or build the program anew."
        );
        Flaw::new("version", what)
    })
}

/// Writes a document, so that people like to read it.
pub fn write(document: &Document) -> String {
    layout::laid_out(&write_compact(document))
}

/// Writes a document without a blank.
pub(super) fn write_compact(document: &Document) -> String {
    let mut text = String::new();
    v1::write(&mut text, document);
    text
}

/// The JSON Schema of documents.
#[cfg(not(target_arch = "wasm32"))]
pub fn schema() -> String {
    form::schema::schema(
        &v1::DOCUMENT,
        "A scenario of the Dynamo playground",
        "A whole session: a seed, a cluster and what is done to it, and texts, questions and \
         expectations about the run that follows from them.",
    )
}

impl Document {
    /// A scenario that has not begun.
    pub fn of_scenario(scenario: &Scenario) -> Document {
        let commands = scenario.script.iter().map(Recorded::scripted).collect();
        Document {
            behaviour: crate::sim::BEHAVIOUR,
            title: scenario.title.clone(),
            description: String::new(),
            seed: scenario.seed,
            setup: scenario.setup.clone(),
            commands,
            lesson: None,
            until: None,
            breakpoints: Vec::new(),
            narration: Vec::new(),
            questions: Vec::new(),
            expectations: Vec::new(),
            cursor: None,
            selection: None,
        }
    }

    /// The session as it stands, with the history that is looked at.
    pub fn of_session(session: &Session, selection: Option<Selection>) -> Document {
        let mut document = Document::without_hash(session, selection);
        if let Some(cursor) = &mut document.cursor {
            cursor.hash = Some(crate::sim::trace::digest(session.timeline().trace()));
        }
        document
    }

    /// The same without the digest of the trace, which takes the longer the more has happened:
    /// for a memory that is written again and again, and read by the same page.
    pub fn without_hash(session: &Session, selection: Option<Selection>) -> Document {
        let timeline = session.timeline();
        let now = timeline.simulation().now();
        let last = timeline.last_step().last().map_or(Time::ZERO, |event| event.at);
        let cursor =
            Cursor { steps: timeline.steps(), at: (now > last).then_some(now), hash: None };
        Document {
            commands: timeline.commands().to_vec(),
            cursor: Some(cursor),
            selection,
            ..Document::of_scenario(session.scenario())
        }
    }

    /// The start of the session: what the scenario gives by itself, without what a person gave.
    pub fn scenario(&self) -> Scenario {
        let scripted = self.commands.iter().filter(|given| given.origin == Origin::Script);
        let script = scripted
            .map(|given| Scripted { at: given.at, command: given.command.clone() })
            .collect();
        Scenario { title: self.title.clone(), seed: self.seed, setup: self.setup.clone(), script }
    }

    /// Opens the session where it stood.
    ///
    /// # Errors
    /// A setup that makes no sense. One that has been [`read`] does.
    pub fn into_session(self) -> Result<Opened, Complaint> {
        Opened::new(self)
    }
}
