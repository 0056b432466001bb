//! The dialog about the session as a whole: its link, its file, its exports.

use std::rc::Rc;

use web_sys::HtmlDialogElement;
use yew::{Callback, Html, NodeRef, Properties, component, html, use_effect_with, use_node_ref};

use super::act::Act;
use super::notice::Notices;
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

/// What the dialog shows.
#[derive(Clone, PartialEq, Properties)]
pub struct SessionDialogProps {
    /// Takes acts.
    pub act: Callback<Act>,
    /// The session; none while the dialog is away.
    pub standing: Option<Rc<Standing>>,
    /// What the page tells meanwhile.
    pub notice: Option<Notice>,
}

/// The dialog.
#[component]
pub fn SessionDialog(props: &SessionDialogProps) -> Html {
    let SessionDialogProps { act, standing, notice } = props;
    let dialog = use_node_ref();
    {
        let dialog = dialog.clone();
        use_effect_with(standing.is_some(), move |shown| show(&dialog, *shown));
    }
    let hide = act.reform(|_: yew::Event| Act::Session(SessionAct::HideDialog));
    let close = act.reform(|_: yew::MouseEvent| Act::Session(SessionAct::HideDialog));
    html! {
        <dialog id="session-dialog" ref={dialog} aria-labelledby="session-heading" onclose={hide}>
            if let Some(standing) = standing {
                <div class="heading">
                    <h2 id="session-heading">{"This session"}</h2>
                    <button class="close" onclick={close} aria-label="Close">
                        <svg viewBox="0 0 24 24" aria-hidden="true"><path d="M6 6l12 12M18 6L6 18"/></svg>
                    </button>
                </div>
                <p class="hint">
                    {&standing.place}{"; the trace up to here has the digest "}
                    <code id="state-hash">{&standing.hash}</code>
                </p>
                <Notices act={act.clone()} notice={notice.clone()} />
                <Share act={act.clone()} link={standing.link.clone()} />
                <SessionFile act={act.clone()} />
                <Exports act={act.clone()} />
                <section class="group">
                    <h2>{"Start over"}</h2>
                    <p class="hint">
                        {"The page remembers this session for your next visit. This forgets it and \
                          begins with the opening story."}
                    </p>
                    <button id="start-over" onclick={act.reform(|_| Act::Session(SessionAct::StartOver))}>
                        {"Start over"}
                    </button>
                </section>
            }
        </dialog>
    }
}

/// Shows the dialog in front of everything, or puts it away.
fn show(dialog: &NodeRef, shown: bool) {
    let Some(dialog) = dialog.cast::<HtmlDialogElement>() else { return };
    if shown && !dialog.open() {
        // A browser that knows no dialogs shows it in its place.
        let _ = dialog.show_modal();
    } else if !shown && dialog.open() {
        dialog.close();
    }
}

#[derive(Clone, PartialEq, Properties)]
struct ExportsProps {
    act: Callback<Act>,
}

/// A button for every format.
#[component]
fn Exports(props: &ExportsProps) -> Html {
    let act = &props.act;
    let picture = |format| act.reform(move |_| Act::Session(SessionAct::Picture(format)));
    html! {
        <section class="group">
            <h2>{"Export"}</h2>
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
