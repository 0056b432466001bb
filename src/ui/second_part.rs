//! The program comes in two parts (`cargo xtask finish` makes them): the first has all that the first
//! picture takes. The second is fetched when that stands, or at once when something of it is called.
//!
//! What is not in sight at first, and what wants its room alone, is drawn when the second part is there.
//! So its functions are in that part. Where a function has branches that the first picture does
//! not take, they are functions of their own that are never inlined.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::JsFuture;

// `static/second-part.js`, which stands in the page.
#[wasm_bindgen]
extern "C" {
    /// Takes what the second part asks of the first.
    #[wasm_bindgen(js_namespace = secondPart)]
    fn hold(exports: &JsValue);

    /// Brings the second part: now, while everything waits for it, or in the background. The first
    /// part calls it by itself where something of the second is called.
    #[wasm_bindgen(js_namespace = secondPart)]
    fn bring(now: bool);

    /// Brings the second part in the background and tells when it is there.
    #[wasm_bindgen(js_namespace = secondPart)]
    fn come() -> js_sys::Promise;

    /// Whether the second part is there.
    #[wasm_bindgen(js_namespace = secondPart, js_name = isThere)]
    pub fn is_there() -> bool;

    /// Comes true when the second part is there, whoever brings it.
    #[wasm_bindgen(js_namespace = secondPart)]
    fn there() -> js_sys::Promise;
}

/// Makes it possible to bring the second part.
pub fn prepare() {
    hold(&wasm_bindgen::exports());
}

/// Has the second part brought in the background.
pub fn bring_soon() {
    bring(false);
}

/// Waits until the second part is there, which somebody else brings.
pub async fn arrival() {
    // It never fails: what does not come is waited for.
    let _ = JsFuture::from(there()).await;
}

/// Waits until the second part is there. Without a network only this finds it on the device: what
/// everything waits for does not go by way of the service worker.
pub async fn wait() {
    // If it does not come, whatever needs it tells.
    let _ = JsFuture::from(come()).await;
}
