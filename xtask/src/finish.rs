//! `cargo xtask finish`: makes a build one that can be published.
//!
//! Trunk calls it at the end of every build, while the files still lie in its staging folder. The
//! page gets its content security policy, and the service worker that keeps it on devices. While
//! Trunk serves, files change all the time and a worker would show old ones, and the script by which
//! Trunk reloads the page differs from one moment to the next, so that no policy can name it: nothing
//! is done then. The page itself tells, as it holds that script.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use sha2::{Digest, Sha256};

use crate::console::Problem;
use crate::{offline, policy, scripts, split, styles};

/// The playground's only page.
pub const PAGE: &str = "index.html";

/// What only a page has in it that Trunk serves.
const SERVED: &str = "/.well-known/trunk/ws";

/// Where Trunk says that the files lie.
const STAGING_VARIABLE: &str = "TRUNK_STAGING_DIR";

/// Which kind of build Trunk says that it is.
const PROFILE_VARIABLE: &str = "TRUNK_PROFILE";

/// The environment variable by which the program is made to record which functions it calls.
pub const RECORD_VARIABLE: &str = "RECORD_FIRST_PART";

/// Finishes the build that Trunk has just made.
pub fn run() -> Result<ExitCode, Problem> {
    let staging = std::env::var_os(STAGING_VARIABLE).map(PathBuf::from).ok_or_else(|| {
        Problem::new(format!(
            "Trunk runs this at the end of a build; {STAGING_VARIABLE} is not set."
        ))
    })?;
    finish(&staging)?;
    Ok(ExitCode::SUCCESS)
}

/// Finishes the build in a folder.
fn finish(folder: &Path) -> Result<(), Problem> {
    let page = read(&folder.join(PAGE))?;
    let page = String::from_utf8_lossy(&page).into_owned();
    if page.contains(SERVED) {
        return Ok(());
    }
    let (page, in_two_parts) = match (std::env::var_os(RECORD_VARIABLE), is_release()) {
        (Some(_), _) => (split::record(folder, &page)?, false),
        (None, true) => match split::split(folder, &page)? {
            Some(page) => (page, true),
            None => (page, false),
        },
        (None, false) => (page, false),
    };
    let page = styles::join(folder, &page, in_two_parts)?;
    let page = policy::guard(&scripts::plain(&page))?;
    let page = offline::announce(folder, &page)?;
    write(&folder.join(PAGE), &page)
}

/// Whether Trunk builds for publishing. Other programs are large and soon replaced.
fn is_release() -> bool {
    std::env::var_os(PROFILE_VARIABLE).is_some_and(|profile| profile == "release")
}

/// What stands in the name of a file for its contents.
pub fn short_hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes)[..8].iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The bytes of a file of the build.
pub fn read(path: &Path) -> Result<Vec<u8>, Problem> {
    fs::read(path).map_err(|error| cannot("read", path, error))
}

/// Writes a file of the build.
pub fn write(path: &Path, text: &str) -> Result<(), Problem> {
    fs::write(path, text).map_err(|error| cannot("written", path, error))
}

/// That something cannot be done with a file or a folder.
pub fn cannot(what: &str, path: &Path, error: std::io::Error) -> Problem {
    Problem::new(format!("{} cannot be {what}: {error}", path.display()))
}

#[cfg(test)]
pub mod tests {
    use super::*;

    /// A page as Trunk leaves it.
    pub const PAGE_AS_BUILT: &str = "<!doctype html><html><head><meta charset=\"utf-8\" />\
         <title>x</title><script type=\"module\">start();</script></head><body></body></html>";

    /// A build in a folder of its own for each test, taken away in the end.
    pub struct Folder(PathBuf);

    impl Folder {
        pub fn new(name: &str) -> Folder {
            let path = std::env::temp_dir().join(format!("xtask-{}-{name}", std::process::id()));
            fs::create_dir_all(path.join("scenarios")).expect("a folder for the test");
            let folder = Folder(path);
            folder.write("index.html", PAGE_AS_BUILT);
            folder.write("page-3e32896c2cffd315.css", "body {}");
            folder.write("scenarios/hinted handoff.json", "{}");
            folder
        }

        pub fn path(&self) -> &Path {
            &self.0
        }

        pub fn write(&self, name: &str, text: &str) {
            fs::write(self.0.join(name), text).expect("a file for the test");
        }

        pub fn read(&self, name: &str) -> Option<String> {
            fs::read_to_string(self.0.join(name)).ok()
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn a_build_gets_its_policy_and_its_worker() {
        let folder = Folder::new("finished");
        finish(folder.path()).expect("it can be finished");
        let page = folder.read(PAGE).expect("a page");
        assert!(page.contains("Content-Security-Policy") && page.contains("service-worker"));
        assert!(folder.read("service-worker.js").is_some());
    }

    #[test]
    fn a_served_build_is_left_alone() {
        let folder = Folder::new("served");
        let script = "<script>'/.well-known/trunk/ws'</script></body>";
        let served = PAGE_AS_BUILT.replace("</body>", script);
        folder.write("index.html", &served);
        finish(folder.path()).expect("there is nothing to do");
        assert_eq!(folder.read("service-worker.js"), None);
        assert_eq!(folder.read(PAGE).as_deref(), Some(served.as_str()));
    }
}
