//! `cargo xtask offline`: lets a finished build be kept on devices and opened without a network.
//!
//! Trunk calls it at the end of every build, while the files still lie in its staging folder. It
//! writes the service worker, with the list of all files, and tells the page of it. While Trunk
//! serves, files change all the time, and a worker would show old ones: nothing is done then. The
//! page itself tells, as it holds the script by which Trunk reloads it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::console::Problem;

const WORKER: &str = "service-worker.js";
const PAGE: &str = "index.html";
const TEMPLATE: &str = include_str!("service-worker.js");

/// What only a page has in it that Trunk serves.
const SERVED: &str = "/.well-known/trunk/ws";

/// Where Trunk says that the files lie.
const STAGING_VARIABLE: &str = "TRUNK_STAGING_DIR";

/// Makes the service worker of the build that Trunk has just finished.
pub fn run() -> Result<ExitCode, Problem> {
    let staging = std::env::var_os(STAGING_VARIABLE).map(PathBuf::from).ok_or_else(|| {
        Problem::new(format!(
            "Trunk runs this at the end of a build; {STAGING_VARIABLE} is not set."
        ))
    })?;
    complete(&staging)?;
    Ok(ExitCode::SUCCESS)
}

/// Completes the build in a folder.
fn complete(staging: &Path) -> Result<(), Problem> {
    let page = read(&staging.join(PAGE))?;
    let page = String::from_utf8_lossy(&page).into_owned();
    if page.contains(SERVED) {
        return Ok(());
    }
    let page = announced(&page)
        .ok_or_else(|| Problem::new(format!("{PAGE} has no end of its head, </head>.")))?;
    let mut files = Vec::new();
    collect(staging, "", &mut files)?;
    files.sort();
    let mut build = Digest::new();
    build.add(page.as_bytes());
    for name in &files {
        build.add(name.as_bytes());
        build.add(&read(&staging.join(name))?);
    }
    write(&staging.join(WORKER), &worker(&files, build))?;
    write(&staging.join(PAGE), &page)
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

fn read(path: &Path) -> Result<Vec<u8>, Problem> {
    fs::read(path).map_err(|error| cannot("read", path, error))
}

fn write(path: &Path, text: &str) -> Result<(), Problem> {
    fs::write(path, text).map_err(|error| cannot("written", path, error))
}

fn cannot(what: &str, path: &Path, error: std::io::Error) -> Problem {
    Problem::new(format!("{} cannot be {what}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const BARE: &str = "<!doctype html><html><head><title>x</title></head><body></body></html>";

    /// A folder of its own for each test, taken away in the end.
    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str) -> Folder {
            let path = std::env::temp_dir().join(format!("xtask-{}-{name}", std::process::id()));
            fs::create_dir_all(path.join("scenarios")).expect("a folder for the test");
            let folder = Folder(path);
            folder.write("index.html", BARE);
            folder.write("page-3e32896c2cffd315.css", "body {}");
            folder.write("scenarios/hinted handoff.json", "{}");
            folder
        }

        fn write(&self, name: &str, text: &str) {
            fs::write(self.0.join(name), text).expect("a file for the test");
        }

        fn read(&self, name: &str) -> Option<String> {
            fs::read_to_string(self.0.join(name)).ok()
        }

        /// The name of the cache that the worker keeps.
        fn build(&self) -> String {
            let worker = self.read(WORKER).expect("a worker");
            let (_, rest) = worker.split_once("${PREFIX}").expect("a cache");
            rest.split('`').next().expect("its name").to_owned()
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn the_worker_knows_every_file_and_the_page_knows_the_worker() {
        let folder = Folder::new("all");
        complete(&folder.0).expect("it can be completed");
        let worker = folder.read(WORKER).expect("a worker");
        let (_, lists) = worker.split_once("const HASHED = ").expect("a list");
        let (hashed, rest) = lists.split_once("const PLAIN = ").expect("another list");
        let (plain, _) = rest.split_once(';').expect("its end");
        assert!(hashed.contains("\"page-3e32896c2cffd315.css\",") && !hashed.contains("scenarios"));
        assert!(plain.contains("\"scenarios/hinted%20handoff.json\",") && !plain.contains(".css"));
        assert!(!plain.contains("index.html") && !worker.contains('@'), "{worker}");
        let page = folder.read(PAGE).expect("a page");
        assert!(page.contains("<meta name=\"service-worker\" content=\"service-worker.js\" />"));
        assert!(page.starts_with("<!doctype html><html><head><title>x</title>"), "{page}");
    }

    #[test]
    fn every_change_makes_another_build_and_none_makes_the_same() {
        let folder = Folder::new("changes");
        let mut builds = Vec::new();
        let again = |builds: &mut Vec<String>| {
            folder.write("index.html", BARE);
            complete(&folder.0).expect("it can be completed");
            builds.push(folder.build());
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
    fn a_served_build_is_left_alone() {
        let folder = Folder::new("served");
        let served = BARE.replace("</body>", "<script>'/.well-known/trunk/ws'</script></body>");
        folder.write("index.html", &served);
        complete(&folder.0).expect("there is nothing to do");
        assert_eq!(folder.read(WORKER), None);
        assert_eq!(folder.read(PAGE).as_deref(), Some(served.as_str()));
    }

    #[test]
    fn a_page_without_a_head_is_a_problem() {
        let folder = Folder::new("headless");
        folder.write("index.html", "<p>x</p>");
        assert!(complete(&folder.0).is_err());
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
