//! The page, in Yew. It reads views and gives commands; it decides nothing about the protocol.

mod act;
mod administration;
mod app;
mod arrivals;
mod author;
mod branches;
mod breakpoints;
mod browser;
mod clock;
mod compare;
mod configuration;
mod controls;
mod desk;
mod dialog;
mod dock;
mod faults;
mod field;
mod footer;
mod handout;
mod help;
mod inspector;
mod keyboard;
mod lamps;
mod legend;
mod lesson;
mod letter;
mod motion;
mod node_field;
mod notice;
mod offline;
mod part;
mod picture_file;
mod pictures;
mod scenarios;
mod second_part;
mod session_act;
mod session_dialog;
mod session_file;
mod share;
mod shortcuts;
mod stage;
mod still;
mod tabs;
mod theme;
mod time_act;
mod time_bar;
mod tour;
mod transport;
mod workload;

/// Starts the page.
pub fn start() {
    console_error_panic_hook::set_once();
    second_part::prepare();
    let root = document().and_then(|document| document.get_element_by_id("app"));
    let Some(root) = root else { return };
    let draw = move || {
        // What stands there while the page loads makes way.
        root.set_text_content(None);
        yew::Renderer::<app::App>::with_root(root).render();
    };
    if desk::begins_with_the_opening() {
        draw();
    } else {
        wasm_bindgen_futures::spawn_local(async move {
            second_part::wait().await;
            draw();
        });
    }
}

fn document() -> Option<web_sys::Document> {
    web_sys::window()?.document()
}
