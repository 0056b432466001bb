//! What the page asks of the browser: files, the clipboard, the address, a memory between
//! visits. All of it can be refused, and nothing here panics if it is.

use js_sys::{Array, JsString};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, File, HtmlAnchorElement, HtmlTextAreaElement, Storage, Url};

use super::document;

/// After so many milliseconds the page has been drawn anew.
const DRAWN_AFTER_MS: u32 = 40;

/// Hands a text to the reader as a file.
pub fn download_text(name: &str, media_type: &str, text: &str) -> bool {
    let kind = BlobPropertyBag::new();
    kind.set_type(media_type);
    let parts = Array::of1(&JsValue::from_str(text));
    match Blob::new_with_str_sequence_and_options(&parts, &kind) {
        Ok(blob) => download(name, &blob),
        Err(_) => false,
    }
}

/// Hands a file to the reader. Says whether the browser took it.
pub fn download(name: &str, blob: &Blob) -> bool {
    let Ok(address) = Url::create_object_url_with_blob(blob) else { return false };
    let link = document()
        .and_then(|page| page.create_element("a").ok())
        .and_then(|element| element.dyn_into::<HtmlAnchorElement>().ok());
    if let Some(link) = &link {
        link.set_href(&address);
        link.set_download(name);
        link.click();
    }
    // The download has begun; the browser keeps what it still needs.
    let _ = Url::revoke_object_url(&address);
    link.is_some()
}

/// Puts a text on the clipboard. Says whether that was allowed.
pub async fn copy(text: &str) -> bool {
    let Some(window) = web_sys::window() else { return false };
    // There is none where the page is not served safely.
    let clipboard = js_sys::Reflect::get(&window.navigator(), &"clipboard".into());
    if !clipboard.is_ok_and(|clipboard| clipboard.is_object()) {
        return false;
    }
    JsFuture::from(window.navigator().clipboard().write_text(text)).await.is_ok()
}

/// The text of a file of at most so many bytes.
///
/// # Errors
/// Why it cannot be read: one sentence.
pub async fn read_file(file: &File, bytes_max: usize) -> Result<String, String> {
    if file.size() > bytes_max as f64 {
        return Err(format!(
            "It has {:.1} MB; a scenario has at most {:.1} MB.",
            file.size() / 1e6,
            bytes_max as f64 / 1e6
        ));
    }
    match JsFuture::from(file.text()).await.map(JsCast::dyn_into::<JsString>) {
        Ok(Ok(text)) => Ok(text.into()),
        _ => Err("The browser could not read it: is it still there?".to_owned()),
    }
}

/// The text of a file that comes with the page; none if there is no such file.
pub async fn fetch(address: &str) -> Option<String> {
    let response = JsFuture::from(web_sys::window()?.fetch_with_str(address)).await.ok()?;
    let response: web_sys::Response = response.dyn_into().ok()?;
    if !response.ok() {
        return None;
    }
    let text = JsFuture::from(response.text().ok()?).await.ok()?;
    text.as_string()
}

/// The parts of the page's address behind the `?` and behind the `#`, as they stand there.
pub fn query_and_fragment() -> (String, String) {
    let location = web_sys::window().map(|window| window.location());
    let part =
        |part: Option<Result<String, JsValue>>| part.and_then(Result::ok).unwrap_or_default();
    (
        part(location.as_ref().map(web_sys::Location::search)),
        part(location.as_ref().map(web_sys::Location::hash)),
    )
}

/// The page's address without what stands behind `?` and `#`.
pub fn plain_address() -> String {
    let location = web_sys::window().map(|window| window.location());
    let part =
        |part: Option<Result<String, JsValue>>| part.and_then(Result::ok).unwrap_or_default();
    part(location.as_ref().map(web_sys::Location::origin))
        + &part(location.as_ref().map(web_sys::Location::pathname))
}

/// Takes what stands behind the `#` out of the address; the page stays.
pub fn drop_fragment() {
    let (query, _) = query_and_fragment();
    let address = plain_address() + &query;
    if let Some(history) = web_sys::window().and_then(|window| window.history().ok()) {
        // Without it the page works as well; only a reload goes back to the link.
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&address));
    }
}

/// What the page remembered under a name.
pub fn remembered(name: &str) -> Option<String> {
    storage()?.get_item(name).ok().flatten()
}

/// Whether the browser remembers anything.
pub fn has_memory() -> bool {
    storage().is_some()
}

/// Remembers a text under a name, if the browser lets it.
pub fn remember(name: &str, text: &str) {
    if let Some(storage) = storage() {
        // A full or forbidden memory is no harm: the session goes on.
        let _ = storage.set_item(name, text);
    }
}

/// Forgets what was remembered under a name.
pub fn forget(name: &str) {
    if let Some(storage) = storage() {
        // What cannot be forgotten was never remembered.
        let _ = storage.remove_item(name);
    }
}

fn storage() -> Option<Storage> {
    web_sys::window()?.local_storage().ok().flatten()
}

/// Loads the page anew.
pub fn reload() {
    if let Some(window) = web_sys::window() {
        // A page that cannot be loaded anew stays as it is.
        let _ = window.location().reload();
    }
}

/// Prints the page.
pub fn print() {
    if let Some(window) = web_sys::window() {
        // Where there is no printer there is nothing to be done.
        let _ = window.print();
    }
}

/// A number that nobody knows before, for what no run depends on but by being told it.
pub fn random() -> u32 {
    (js_sys::Math::random() * f64::from(u32::MAX)) as u32
}

/// Shows the beginning of the page.
pub fn go_to_top() {
    if let Some(window) = web_sys::window() {
        window.scroll_to_with_x_and_y(0.0, 0.0);
    }
}

/// So much of a panel stays in sight above a part that it is scrolled to, in pixels.
const PART_MARGIN: i32 = 10;

/// Shows the beginning of an element that scrolls.
pub fn scroll_to_top(id: &str) {
    if let Some(element) = document().and_then(|page| page.get_element_by_id(id)) {
        element.set_scroll_top(0);
    }
}

/// Selects a part of the text in a field, from a byte to another, and brings it into sight.
pub fn select_text(id: &str, text: &str, start: usize, end: usize) {
    let found = document().and_then(|page| page.get_element_by_id(id));
    let Some(field) = found.and_then(|found| found.dyn_into::<HtmlTextAreaElement>().ok()) else {
        return;
    };
    // Browsers count in units of UTF-16.
    let units = |until: usize| text.get(..until).map_or(0, |text| text.encode_utf16().count());
    let (start, end, all) = (units(start), units(end), units(text.len()).max(1));
    // A field that takes no selection is no harm.
    let _ = field.focus();
    let _ = field.set_selection_range(start as u32, end as u32);
    let place = f64::from(field.scroll_height()) * start as f64 / all as f64;
    field.set_scroll_top((place - f64::from(field.client_height()) / 2.0).max(0.0) as i32);
}

/// The same as soon as that text is drawn.
pub fn select_text_soon(id: &'static str, text: String, start: usize, end: usize) {
    let select = move || select_text(id, &text, start, end);
    gloo_timers::callback::Timeout::new(DRAWN_AFTER_MS, select).forget();
}

/// Scrolls a panel to one of its parts as soon as that is drawn; what comes last comes as far up
/// as there is room.
pub fn scroll_soon(panel: &'static str, part: &'static str) {
    let scroll = move || {
        let find = |id| document().and_then(|page| page.get_element_by_id(id));
        if let (Some(panel), Some(part)) = (find(panel), find(part)) {
            let down =
                part.get_bounding_client_rect().top() - panel.get_bounding_client_rect().top();
            panel.set_scroll_top(panel.scroll_top() + down as i32 - PART_MARGIN);
        }
    };
    gloo_timers::callback::Timeout::new(DRAWN_AFTER_MS, scroll).forget();
}

/// Moves the focus to an element of the page as soon as that is drawn.
pub fn focus_soon(id: &'static str) {
    gloo_timers::callback::Timeout::new(DRAWN_AFTER_MS, move || focus(id)).forget();
}

/// Moves the focus to an element of the page by its name, if it is there.
pub fn focus(id: &str) {
    let found = document().and_then(|page| page.get_element_by_id(id));
    if let Some(element) = found.and_then(|found| found.dyn_into::<web_sys::HtmlElement>().ok()) {
        // An element that takes no focus is no harm.
        let _ = element.focus();
    }
}
