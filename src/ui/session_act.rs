//! What a person asks about the session as a whole: keep it, hand it on, take another.

use crate::session::export::Format;

/// An act upon the session as a whole.
pub enum SessionAct {
    /// Show the dialog for saving and sharing.
    ShowDialog,
    /// Put it away.
    HideDialog,
    /// Save the session as a file.
    Save,
    /// Hand over an export.
    Export(Format),
    /// Hand over a picture of the stage.
    Picture(PictureFormat),
    /// Open a text: a document, or a link to a session.
    Open {
        /// The text, or why there is none.
        text: Result<String, String>,
        /// Where it comes from.
        from: Origin,
    },
    /// The part of the address behind the `#` has changed.
    FragmentChanged,
    /// Fetch a scenario that comes with the page, by its name.
    Fetch(&'static str),
    /// A scenario that comes with the page has arrived, or not.
    Arrived {
        /// Its name.
        name: String,
        /// Its text.
        text: Option<String>,
    },
    /// Tell the reader something.
    Tell(Notice),
    /// The reader has read it.
    Dismiss,
    /// A newer version of the page is on the device.
    NewerVersionReady,
    /// Go over to it.
    TakeNewerVersion,
    /// Forget this session and begin with the opening story.
    StartOver,
    /// Keep the session for the next visit.
    Remember,
}

/// The formats of pictures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PictureFormat {
    /// Lines and text, at any size.
    Svg,
    /// Dots.
    Png,
}

/// Where a text comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A file of this name.
    File(String),
    /// Pasted or typed.
    Text,
}

impl Origin {
    /// How a sentence about it begins.
    pub fn subject(&self) -> String {
        match self {
            Origin::File(name) => format!("The file “{name}”"),
            Origin::Text => "The text".to_owned(),
        }
    }
}

/// Something the page tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// What: a sentence or two.
    pub text: String,
    /// Whether something did not work.
    pub is_complaint: bool,
    /// Whether the page can be loaded anew with a newer version.
    pub offers_newer: bool,
}

impl Notice {
    /// Something did not work.
    pub fn complaint(text: impl Into<String>) -> Notice {
        Notice { text: text.into(), is_complaint: true, offers_newer: false }
    }

    /// There is a newer version of the page.
    pub fn newer_version() -> Notice {
        let text = "A newer version of the playground is ready. Your session stays as it is.";
        Notice { offers_newer: true, ..Notice::news(text) }
    }

    /// Whether a reader who goes on has no more use for it.
    pub fn is_read_by_now(&self) -> bool {
        !self.is_complaint && !self.offers_newer
    }

    /// Something worked.
    pub fn news(text: impl Into<String>) -> Notice {
        Notice { text: text.into(), is_complaint: false, offers_newer: false }
    }
}
