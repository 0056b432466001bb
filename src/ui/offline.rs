//! The page on the reader's device: the service worker that keeps it there, and word of a newer
//! version.
//!
//! Only a finished build has a worker, and names it in its head. Within another page there is
//! none: what the reader has on the device is for that page to decide.

use gloo_events::EventListener;
use js_sys::Reflect;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    ServiceWorker, ServiceWorkerContainer, ServiceWorkerRegistration, ServiceWorkerState,
};
use yew::Callback;

use super::act::Act;
use super::session_act::SessionAct;

/// What the worker takes as word that it may take over.
const TAKE_OVER: &str = "take over";

/// Has the page kept on the device, if it is a finished build.
pub fn begin(act: &Callback<Act>) {
    let named = super::document()
        .and_then(|document| document.query_selector("meta[name='service-worker']").ok().flatten())
        .and_then(|meta| meta.get_attribute("content"));
    let (Some(worker), Some(container)) = (named, container()) else { return };
    let act = act.clone();
    spawn_local(async move {
        // A browser that keeps nothing, as in private windows, is no harm.
        let Ok(registered) = JsFuture::from(container.register(&worker)).await else { return };
        if let Ok(registration) = registered.dyn_into::<ServiceWorkerRegistration>() {
            watch(registration, act);
        }
    });
}

/// Has the newer version take over, and loads the page anew when it has.
pub fn take_over() {
    let Some(container) = container() else { return };
    EventListener::once(&container.clone(), "controllerchange", |_| super::browser::reload())
        .forget();
    spawn_local(async move {
        let Ok(found) = JsFuture::from(container.get_registration()).await else { return };
        let waiting = found.dyn_into::<ServiceWorkerRegistration>().ok();
        match waiting.and_then(|registration| registration.waiting()) {
            Some(worker) => {
                // A worker that hears nothing goes when its last page does.
                let _ = worker.post_message(&JsValue::from_str(TAKE_OVER));
            }
            // Another page has had it take over meanwhile.
            None => super::browser::reload(),
        }
    });
}

/// Where workers are registered. Not every browser has it everywhere.
fn container() -> Option<ServiceWorkerContainer> {
    let navigator = web_sys::window()?.navigator();
    Reflect::get(&navigator, &JsValue::from_str("serviceWorker")).ok()?.dyn_into().ok()
}

/// Tells the page when a newer version is ready: now, or whenever one has been fetched.
fn watch(registration: ServiceWorkerRegistration, act: Callback<Act>) {
    if registration.waiting().is_some() && is_controlled() {
        return act.emit(Act::Session(SessionAct::NewerVersionReady));
    }
    if let Some(worker) = registration.installing() {
        watch_worker(worker, act.clone());
    }
    let found = registration.clone();
    EventListener::new(&registration, "updatefound", move |_| {
        if let Some(worker) = found.installing() {
            watch_worker(worker, act.clone());
        }
    })
    // For as long as the page is there.
    .forget();
}

fn watch_worker(worker: ServiceWorker, act: Callback<Act>) {
    let watched = worker.clone();
    EventListener::new(&worker, "statechange", move |_| {
        // The first worker of all replaces nothing.
        if watched.state() == ServiceWorkerState::Installed && is_controlled() {
            act.emit(Act::Session(SessionAct::NewerVersionReady));
        }
    })
    .forget();
}

/// Whether an earlier worker serves this page.
fn is_controlled() -> bool {
    container().is_some_and(|container| container.controller().is_some())
}
