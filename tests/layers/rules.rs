//! What a source file may contain, by the room in which it lies.

use crate::source::{Token, tokens, without_tests};

/// The rooms, from the ground up: each may use those before it, but for [`HOST_ROOM`].
pub const ROOMS: [&str; 6] = ["dynamo", "sim", "session", HOST_ROOM, "view", "ui"];

/// The room that is only there on the host: no other room may use it.
const HOST_ROOM: &str = "swarm";

/// Where the browser is.
const BROWSER_ROOM: usize = ROOMS.len() - 1;

/// How the crate may be named in a path.
const OWN_NAMES: [&str; 2] = ["crate", "dynamo_playground"];

/// All that the two lowest rooms may use from outside.
const GROUND_CRATES: [&str; 7] = ["core", "std", "alloc", "serde", "md5", "libm", "postcard"];

/// The beginnings of the names of crates that only make sense in a browser.
const BROWSER_CRATES: [&str; 6] =
    ["yew", "web_sys", "js_sys", "gloo", "wasm_bindgen", "console_error_panic_hook"];

/// What would make a run depend on more than the seed, the setup and the commands.
const UNREPEATABLE: [&str; 4] = ["HashMap", "HashSet", "SystemTime", "Instant"];

/// The rules, with what they have to know of the project.
pub struct Rules {
    /// The names of all crates that the manifest mentions, as they are written in paths.
    dependencies: Vec<String>,
}

/// Where a file lies.
#[derive(Clone, Copy)]
enum Place {
    /// In this room.
    Room(usize),
    /// Directly under `src`: it opens the doors and may name all rooms.
    Root {
        /// Whether it is the program, which starts the user interface.
        is_program: bool,
    },
}

impl Rules {
    /// Rules for a project with this manifest.
    pub fn new(manifest: &str) -> Rules {
        let mut dependencies = Vec::new();
        let mut in_dependencies = false;
        for line in manifest.lines() {
            if let Some(section) = line.trim().strip_prefix('[') {
                in_dependencies = section.contains("dependencies");
            } else if in_dependencies && let Some((name, _)) = line.split_once('=') {
                dependencies.push(name.trim().replace('-', "_"));
            }
        }
        Rules { dependencies }
    }

    /// What is wrong with a file; `path` is relative to `src`.
    pub fn check(&self, path: &str, text: &str) -> Vec<String> {
        let place = match path.split_once('/') {
            None => Place::Root { is_program: path == "main.rs" },
            Some(("bin", _)) => Place::Root { is_program: true },
            Some((folder, _)) => match ROOMS.iter().position(|room| *room == folder) {
                Some(room) => Place::Room(room),
                None => return vec![format!("{path}: {folder} is no room")],
            },
        };
        let all = tokens(text);
        let mut found = paths_between_rooms(place, depth(path), &all);
        found.extend(self.foreign_crates(place, &all));
        if let Place::Room(0 | 1) = place {
            found.extend(unrepeatable(&all));
        }
        found.extend(unfinished(&without_tests(&all)));
        found.sort();
        found.dedup();
        found.into_iter().map(|(line, what)| format!("{path}:{line}: {what}")).collect()
    }

    fn foreign_crates(&self, place: Place, tokens: &[Token<'_>]) -> Vec<(usize, String)> {
        let is_path_start = |index: usize| index == 0 || tokens[index - 1].text != "::";
        // A macro that the file makes has no path until it is used as one.
        let is_own_macro = |name: &str| {
            let mut three = tokens.windows(3);
            three.any(|at| (at[0].text, at[1].text, at[2].text) == ("macro_rules", "!", name))
        };
        let mut found = Vec::new();
        for (index, token) in tokens.iter().enumerate().filter(|(index, _)| is_path_start(*index)) {
            let is_followed = tokens.get(index + 1).is_some_and(|next| next.text == "::");
            // `use<>` lists what a type captures and imports nothing.
            let is_used = index > 0 && tokens[index - 1].text == "use" && token.text != "<";
            let of_browser = BROWSER_CRATES.iter().any(|name| token.text.starts_with(name));
            let is_dependency = self.dependencies.iter().any(|name| name == token.text);
            let is_ground = GROUND_CRATES.contains(&token.text);
            let is_relative = ["crate", "super", "self", "dynamo_playground"].contains(&token.text);
            let complaint = match place {
                Place::Room(BROWSER_ROOM) | Place::Root { is_program: true } => None,
                _ if of_browser && (is_followed || is_used) => Some("is for ui alone"),
                Place::Room(0 | 1) if is_dependency && is_followed && !is_ground => {
                    Some("is not for this room")
                }
                Place::Room(0 | 1)
                    if is_used && !is_ground && !is_relative && !is_own_macro(token.text) =>
                {
                    Some("is not for this room")
                }
                _ => None,
            };
            found.extend(complaint.map(|what| (token.line, format!("{} {what}", token.text))));
        }
        found
    }
}

/// How many modules deep a file's own module lies: 1 for that of a room.
fn depth(path: &str) -> usize {
    let parts = path.split('/').count();
    if path.ends_with("/mod.rs") { parts - 1 } else { parts }
}

fn paths_between_rooms(place: Place, depth: usize, tokens: &[Token<'_>]) -> Vec<(usize, String)> {
    let Place::Room(own) = place else { return Vec::new() };
    let is_above = |room: usize| room > own || (room != own && ROOMS[room] == HOST_ROOM);
    let text = |index: usize| tokens.get(index).map_or("", |token| token.text);
    let mut found = Vec::new();
    for (index, token) in tokens.iter().enumerate() {
        if OWN_NAMES.contains(&token.text) && text(index + 1) == "::" {
            let next = text(index + 2);
            let room = ROOMS.iter().position(|room| *room == next);
            if next == "{" || next == "*" {
                let what = format!("{}::{next}: name one room in one path", token.text);
                found.push((token.line, what));
            } else if room.is_some_and(is_above) {
                let what = format!("{}::{next} lies above {}", token.text, ROOMS[own]);
                found.push((token.line, what));
            }
        }
        // A path that climbs out of its room: `super::super::…::sim`.
        if token.text == "super" && (index < 2 || text(index - 2) != "super") {
            let mut end = index;
            while text(end + 1) == "::" && text(end + 2) == "super" {
                end += 2;
            }
            let climbed = (end - index) / 2 + 1;
            let next = if text(end + 1) == "::" { text(end + 2) } else { "" };
            let room = ROOMS.iter().position(|room| *room == next);
            if climbed >= depth && room.is_some_and(is_above) {
                found.push((token.line, format!("{next} lies above {}", ROOMS[own])));
            }
        }
    }
    found
}

fn unrepeatable(tokens: &[Token<'_>]) -> Vec<(usize, String)> {
    let named = tokens.iter().filter(|token| UNREPEATABLE.contains(&token.text));
    let named = named.map(|token| (token.line, format!("{} makes no run repeatable", token.text)));
    let threads = tokens.windows(3).filter_map(|three| match [0, 1, 2].map(|at| three[at].text) {
        ["std", "::", "thread"] => {
            Some((three[0].line, "std::thread makes no run repeatable".to_owned()))
        }
        _ => None,
    });
    named.chain(threads).collect()
}

fn unfinished(tokens: &[Token<'_>]) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (index, token) in tokens.iter().enumerate() {
        let text = |offset: usize| tokens.get(index + offset).map_or("", |token| token.text);
        let what = match (token.text, text(1), text(2), text(3)) {
            ("unsafe", ..) => "unsafe",
            ("todo", "!", ..) => "todo!",
            ("unimplemented", "!", ..) => "unimplemented!",
            (".", "unwrap", "(", ")") => ".unwrap() can panic",
            (".", "expect", "(", _) => ".expect( can panic",
            _ => continue,
        };
        found.push((token.line, what.to_owned()));
    }
    found
}
