//! The service worker, by which a finished build is kept on devices and opened without a network:
//! it is written with the list of all files, and the page is told of it.

use std::fs;
use std::path::Path;

use crate::console::Problem;
use crate::finish::{PAGE, cannot, read, write};

const WORKER: &str = "service-worker.js";
const TEMPLATE: &str = include_str!("service-worker.js");

/// Writes the worker of the build in a folder whose page is this one. Gives the page with word of it.
pub fn announce(folder: &Path, page: &str) -> Result<String, Problem> {
    let page = announced(page)
        .ok_or_else(|| Problem::new(format!("{PAGE} has no end of its head, </head>.")))?;
    let mut files = Vec::new();
    collect(folder, "", &mut files)?;
    files.sort();
    let mut build = Digest::new();
    build.add(page.as_bytes());
    for name in &files {
        build.add(name.as_bytes());
        build.add(&read(&folder.join(name))?);
    }
    write(&folder.join(WORKER), &worker(&files, build))?;
    Ok(page)
}

/// The page with word of the service worker in it.
fn announced(page: &str) -> Option<String> {
    let (head, body) = page.split_once("</head>")?;
    Some(format!("{head}<meta name=\"service-worker\" content=\"{WORKER}\" />\n</head>{body}"))
}

fn worker(files: &[String], build: Digest) -> String {
    let list = |hashed: bool| {
        let names = files.iter().filter(|name| is_hashed(name) == hashed);
        let lines: String = names.map(|name| format!("  {},\n", quoted(name))).collect();
        format!("[\n{lines}]")
    };
    TEMPLATE
        .replace("@HASHED@", &list(true))
        .replace("@PLAIN@", &list(false))
        .replace("@BUILD@", &format!("{:016x}", build.0))
}

/// Whether a file's name holds the hash of its contents, as in `page-3e32896c2cffd315.css`.
fn is_hashed(name: &str) -> bool {
    let file = name.rsplit('/').next().unwrap_or(name);
    file.split(['-', '_', '.']).any(|part| {
        // Trunk leaves the zeros in front away.
        (12..=16).contains(&part.len())
            && part.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
    })
}

/// A file's name as a string of JavaScript, each part as it stands in an address.
fn quoted(name: &str) -> String {
    let mut text = String::from("\"");
    for byte in name.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' | b'/' => {
                text.push(char::from(byte));
            }
            _ => text.push_str(&format!("%{byte:02X}")),
        }
    }
    text + "\""
}

/// All files below a folder, but for the page and the worker, by their paths from there.
fn collect(folder: &Path, prefix: &str, files: &mut Vec<String>) -> Result<(), Problem> {
    let problem = |error| cannot("read", folder, error);
    for entry in fs::read_dir(folder).map_err(problem)? {
        let entry = entry.map_err(problem)?;
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.file_type().map_err(problem)?.is_dir() {
            collect(&entry.path(), &format!("{name}/"), files)?;
        } else if name != PAGE && name != WORKER {
            files.push(name);
        }
    }
    Ok(())
}

/// A hash of 64 bits (Fowler, Noll and Vo's 1a): it tells builds apart and need keep off nobody.
#[derive(Clone, Copy)]
struct Digest(u64);

impl Digest {
    fn new() -> Digest {
        Digest(0xcbf2_9ce4_8422_2325)
    }

    fn add(&mut self, bytes: &[u8]) {
        // The length first: where one part ends and the next begins counts as well.
        for byte in (bytes.len() as u64).to_le_bytes().iter().chain(bytes) {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finish::tests::{Folder, PAGE_AS_BUILT};

    /// The name of the cache that the worker keeps.
    fn build(folder: &Folder) -> String {
        let worker = folder.read(WORKER).expect("a worker");
        let (_, rest) = worker.split_once("${PREFIX}").expect("a cache");
        rest.split('`').next().expect("its name").to_owned()
    }

    #[test]
    fn the_worker_knows_every_file_and_the_page_knows_the_worker() {
        let folder = Folder::new("all");
        let page = announce(folder.path(), PAGE_AS_BUILT).expect("it can be announced");
        let worker = folder.read(WORKER).expect("a worker");
        let (_, lists) = worker.split_once("const HASHED = ").expect("a list");
        let (hashed, rest) = lists.split_once("const PLAIN = ").expect("another list");
        let (plain, _) = rest.split_once(';').expect("its end");
        assert!(hashed.contains("\"page-3e32896c2cffd315.css\",") && !hashed.contains("scenarios"));
        assert!(plain.contains("\"scenarios/hinted%20handoff.json\",") && !plain.contains(".css"));
        assert!(!plain.contains("index.html") && !worker.contains('@'), "{worker}");
        assert!(page.contains("<meta name=\"service-worker\" content=\"service-worker.js\" />"));
        let (before, _) = PAGE_AS_BUILT.split_once("</head>").expect("a head");
        assert!(page.starts_with(before), "{page}");
    }

    #[test]
    fn every_change_makes_another_build_and_none_makes_the_same() {
        let folder = Folder::new("changes");
        let mut builds = Vec::new();
        let again = |builds: &mut Vec<String>| {
            announce(folder.path(), PAGE_AS_BUILT).expect("it can be announced");
            builds.push(build(&folder));
        };
        again(&mut builds);
        again(&mut builds);
        assert_eq!(builds[0], builds[1]);
        folder.write("scenarios/hinted handoff.json", "{} ");
        again(&mut builds);
        folder.write("scenarios/another.json", "");
        again(&mut builds);
        assert_eq!(builds.iter().collect::<std::collections::BTreeSet<_>>().len(), 3, "{builds:?}");
    }

    #[test]
    fn a_page_without_a_head_is_a_problem() {
        let folder = Folder::new("headless");
        assert!(announce(folder.path(), "<p>x</p>").is_err());
    }

    #[test]
    fn names_with_hashes_are_told_from_others() {
        for name in [
            "page-3e32896c2cffd315.css",
            "dynamo-playground-6004c3ba9b9c0953_bg.wasm",
            "dock-3f53f01e4221e20.css",
            "snippets/x-6004c3ba9b9c0953/inline0.js",
        ] {
            let expected = !name.starts_with("snippets");
            assert_eq!(is_hashed(name), expected, "{name}");
        }
        for name in ["index.html", "icons/icon-192.png", "scenarios/last-write-loses.json"] {
            assert!(!is_hashed(name), "{name}");
        }
    }
}
