//! The program comes in two parts (`cargo xtask finish` makes them): the first has all that the first
//! picture takes. The second is fetched when that stands, or at once when something of it is called.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

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
}

/// Makes it possible to bring the second part.
pub fn prepare() {
    hold(&wasm_bindgen::exports());
}

/// Has the second part brought in the background.
pub fn bring_soon() {
    bring(false);
}
