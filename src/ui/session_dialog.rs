//! The dialog about the session as a whole: its link, its file, its exports.

use yew::{Callback, Html, html};

use super::act::Act;
use super::dialog::Dialog;
use super::notice::notices;
use super::session_act::{Notice, PictureFormat, SessionAct};
use super::session_file::SessionFile;
use super::share::Share;
use crate::session::export::Format;

/// The session as it stands when the dialog is opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Where it stands, in words.
    pub place: String,
    /// The digest of its trace up to there.
    pub hash: String,
    /// The link that opens it, or why there is none.
    pub link: Result<String, String>,
}

/// The dialog.
/// It shows nothing while there is no session to be shown.
pub fn session_dialog(
    act: &Callback<Act>,
    standing: Option<&Standing>,
    notice: Option<&Notice>,
) -> Html {
    let hide = act.reform(|()| Act::Session(SessionAct::HideDialog));
    html! {
        <Dialog id="session-dialog" title="This session" open={standing.is_some()} on_close={hide}>
            if let Some(standing) = standing {
                {contents(act, standing, notice)}
            }
        </Dialog>
    }
}

#[inline(never)]
fn contents(act: &Callback<Act>, standing: &Standing, notice: Option<&Notice>) -> Html {
    html! {
        <>
            <p class="hint">
                {&standing.place}{"; the trace up to here has the digest "}
                <code id="state-hash">{&standing.hash}</code>
            </p>
            {notices(act, notice)}
            <Share link={standing.link.clone()}
                copied="Copied: whoever opens it stands where you stand now." />
            <SessionFile act={act.clone()} />
            {exports(act)}
            <section class="group">
                <h3>{"Start over"}</h3>
                <p class="hint">
                    {"The page remembers this session for your next visit. This forgets it and \
                      begins with the opening story."}
                </p>
                <button id="start-over" onclick={act.reform(|_| Act::Session(SessionAct::StartOver))}>
                    {"Start over"}
                </button>
            </section>
        </>
    }
}

/// A button for every format.
fn exports(act: &Callback<Act>) -> Html {
    let picture = |format| act.reform(move |_| Act::Session(SessionAct::Picture(format)));
    html! {
        <section class="group">
            <h3>{"Export"}</h3>
            <p class="hint">{"All that has happened up to the present moment, for other tools."}</p>
            <div class="choice">
                for format in Format::ALL {
                    <button id={format!("export-{}", format.name())}
                        onclick={act.reform(move |_| Act::Session(SessionAct::Export(format)))}>
                        {format.title()}
                    </button>
                }
                <button id="export-svg" onclick={picture(PictureFormat::Svg)}>
                    {"Picture of the stage (SVG)"}
                </button>
                <button id="export-png" onclick={picture(PictureFormat::Png)}>
                    {"Picture of the stage (PNG)"}
                </button>
            </div>
        </section>
    }
}
