//! What the page tells about the session as a whole: what was opened, saved or refused.

use yew::{Callback, Html, html};

use super::act::Act;
use super::session_act::{Notice, SessionAct};

/// The newest notice. The place for news is always there: a screen reader hears what comes into
/// it.
pub fn notices(act: &Callback<Act>, notice: Option<&Notice>) -> Html {
    let (complaint, news): (Option<&Notice>, Option<&Notice>) = match notice {
        Some(notice) if notice.is_complaint => (Some(notice), None),
        other => (None, other),
    };
    let dismiss = act.reform(|_| Act::Session(SessionAct::Dismiss));
    let shown = |notice: &Notice| {
        html! {
            <div class={if notice.is_complaint { "notice bad" } else { "notice" }}>
                <p>{&notice.text}</p>
                if notice.offers_newer {
                    <button id="reload" onclick={act.reform(|_| Act::Session(SessionAct::TakeNewerVersion))}>
                        {"Reload"}
                    </button>
                }
                <button class="close" onclick={dismiss.clone()} aria-label="Put this message away">
                    <svg viewBox="0 0 24 24" aria-hidden="true"><path d="M6 6l12 12M18 6L6 18"/></svg>
                </button>
            </div>
        }
    };
    html! {
        <div class="notices">
            if let Some(complaint) = complaint {
                <div role="alert">{shown(complaint)}</div>
            }
            <div role="status">
                if let Some(news) = news {
                    {shown(news)}
                }
            </div>
        </div>
    }
}
