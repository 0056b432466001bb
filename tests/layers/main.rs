//! The rooms of the source and what each of them may use:
//! `dynamo <- sim <- session <- view <- ui`, and beside the last two `session <- swarm`.
//!
//! Reads every file under `src`. What it looks for is in [`rules`].

#![cfg(not(target_arch = "wasm32"))]

mod rules;
mod source;

use std::fs;
use std::path::{Path, PathBuf};

use rules::{ROOMS, Rules};

fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn rules() -> Rules {
    let manifest = fs::read_to_string(project().join("Cargo.toml")).expect("the manifest is there");
    Rules::new(&manifest)
}

/// All source files in a folder and below, by path.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).expect("the folder can be read").flatten() {
        let path = entry.path();
        if path.is_dir() {
            files.extend(self::files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}

#[test]
fn every_room_uses_only_what_it_may() {
    let (rules, source) = (rules(), project().join("src"));
    let mut complaints = Vec::new();
    let mut rooms_seen = Vec::new();
    for file in files(&source) {
        let path = file.strip_prefix(&source).unwrap_or(&file).to_string_lossy().replace('\\', "/");
        let text = fs::read_to_string(&file).expect("a source file can be read");
        complaints.extend(rules.check(&path, &text));
        rooms_seen.extend(path.split_once('/').map(|(room, _)| room.to_owned()));
    }
    assert!(ROOMS[..3].iter().all(|room| rooms_seen.iter().any(|seen| seen == room)));
    assert!(complaints.is_empty(), "\n{}", complaints.join("\n"));
}

/// The rules must be able to fail: every kind of fault, planted, is found.
#[test]
fn planted_faults_are_found() {
    let rules = rules();
    let planted = [
        ("dynamo/node.rs", "use crate::sim::trace::EventId;", "crate::sim"),
        ("dynamo/node.rs", "fn f() -> crate::session::session::Session { g() }", "crate::session"),
        ("dynamo/deep/er.rs", "use super::super::super::sim::cart;", "sim"),
        ("sim/mod.rs", "use super::view::ring;", "view"),
        ("sim/cart.rs", "use crate::{dynamo::key::Key, view::ring};", "one room"),
        ("sim/cart.rs", "use crate::*;", "one room"),
        ("session/session.rs", "use dynamo_playground::ui::app;", "dynamo_playground::ui"),
        ("view/ring.rs", "#[cfg(test)]\nmod tests {\n    use crate::ui::app;\n}", "crate::ui"),
        ("session/session.rs", "use crate::swarm::run::run;", "crate::swarm"),
        ("view/ring.rs", "use crate::swarm::run::run;", "crate::swarm"),
        ("ui/app.rs", "use crate::swarm::run::run;", "crate::swarm"),
        ("swarm/run.rs", "use crate::view::ring;", "crate::view"),
        ("view/ring.rs", "fn f() { web_sys::window(); }", "web_sys"),
        ("view/ring.rs", "use yew::prelude::*;", "yew"),
        ("session/link.rs", "use gloo_timers::callback::Timeout;", "gloo_timers"),
        ("lib.rs", "use yew::prelude::*;", "yew"),
        ("dynamo/ring.rs", "use rand::Rng;", "rand"),
        ("sim/network.rs", "use proptest::prelude::*;", "proptest"),
        ("dynamo/ring.rs", "use std::collections::HashMap;", "HashMap"),
        ("sim/network.rs", "fn f(set: std::collections::HashSet<u8>) {}", "HashSet"),
        ("sim/network.rs", "use std::time::{Duration, Instant};", "Instant"),
        ("dynamo/time.rs", "fn f() { std::time::SystemTime::now(); }", "SystemTime"),
        ("dynamo/time.rs", "fn f() { std::thread::yield_now(); }", "std::thread"),
        ("view/ring.rs", "fn f() { unsafe { g() } }", "unsafe"),
        ("ui/app.rs", "fn f() { todo!() }", "todo!"),
        ("ui/app.rs", "fn f() { unimplemented!(\"later\") }", "unimplemented!"),
        ("ui/app.rs", "fn f() { g().unwrap(); }", ".unwrap()"),
        ("main.rs", "fn main() { g()\n    .expect(\"a g\"); }", ".expect("),
        ("utils/mod.rs", "fn f() {}", "no room"),
    ];
    for (path, text, complaint) in planted {
        let found = rules.check(path, text);
        assert_eq!(found.len(), 1, "{path}: {text}\n{found:?}");
        assert!(found[0].starts_with(path) && found[0].contains(complaint), "{found:?}");
    }
}

#[test]
fn what_is_allowed_is_not_complained_about() {
    let rules = rules();
    let allowed = [
        ("dynamo/planted.rs", "macro_rules! planted { () => { false } }\npub(super) use planted;"),
        ("dynamo/node.rs", "use super::disk::Disk;\nuse crate::dynamo::key::Key;\nuse core::fmt;"),
        ("dynamo/node.rs", "// use crate::sim::cart; todo!() x.unwrap()\n/* unsafe /* yew:: */ */"),
        ("dynamo/node.rs", "//! ```\n//! use dynamo_playground::sim::cart;\n//! ```"),
        ("dynamo/node.rs", "const A: &str = \"crate::sim \\\" todo!()\"; fn f<'a>(c: &'a char) {}"),
        ("dynamo/node.rs", "const B: char = '\"'; const C: &str = r#\"a \" unsafe\"#;"),
        (
            "dynamo/node.rs",
            "#[cfg(test)]\nmod tests {\n    use super::*;\n    fn f() { g().unwrap() }\n}",
        ),
        ("sim/cart.rs", "use crate::dynamo::key::Key;\nfn f() { g().unwrap_or_default() }"),
        ("view/ring.rs", "use crate::session::session::Session;\nuse std::collections::HashMap;"),
        ("swarm/run.rs", "use crate::session::timeline::Timeline;\nuse super::truth::Truth;"),
        ("ui/app.rs", "use yew::prelude::*;\nuse crate::view::ring;\nuse crate::ui::theme;"),
        ("main.rs", "fn main() { yew::Renderer::<dynamo_playground::ui::App>::new().render(); }"),
    ];
    for (path, text) in allowed {
        assert_eq!(rules.check(path, text), Vec::<String>::new(), "{path}: {text}");
    }
}
