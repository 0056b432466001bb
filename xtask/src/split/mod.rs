//! Takes the finished program apart, so that a first visit waits only for what the first picture takes.
//!
//! The first part has the functions that ran up to that picture when it was last looked at
//! (`first-part.txt`); the second has all others and is fetched then. A function that is in the wrong
//! part makes the start slower and does no other harm: the first part sees to it that the second
//! is there before anything of it is called. Compilers, wasm-bindgen and wasm-opt know nothing of it.

mod choice;
mod encode;
mod program;
mod recording;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha384};

use crate::console::Problem;
use crate::finish::{cannot, read, short_hash, write};
use crate::workspace::Workspace;
use program::Program;

/// The functions of the first part, by their names in the source.
const FIRST: &str = include_str!("first-part.txt");

/// Whoever brings the second part is called so by wasm-bindgen, with a hash behind it.
const BRING: &str = "__wbg_bring_";

/// Where a program that records says where its marks are: `tests/browser/first-part.mjs` reads it.
const MARKS: &str = "marks.txt";

/// How the file of the program ends that wasm-bindgen makes.
const PROGRAM: &str = "_bg.wasm";

/// Where the names of the functions of the first part are kept.
pub fn first_file(workspace: &Workspace) -> PathBuf {
    workspace.root().join("xtask").join("src").join("split").join("first-part.txt")
}

/// Takes the program apart that lies in a folder with this page. Gives the page that knows both
/// parts; none if there is nothing to take apart.
pub fn split(folder: &Path, page: &str) -> Result<Option<String>, Problem> {
    let Some(whole) = program_in(folder)? else { return Ok(None) };
    let bytes = read(&whole)?;
    let names: BTreeSet<&str> = FIRST.lines().collect();
    let Some(Parts { first, second }) = parts(&bytes, |name| names.contains(name))? else {
        return Ok(None);
    };
    let stem = whole.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let crate_name = stem.rsplit_once('-').map_or(&*stem, |(name, _)| name);
    let name = |part: &str, bytes: &[u8]| format!("{crate_name}-{}_{part}.wasm", short_hash(bytes));
    let (first_name, second_name) = (name("first", &first), name("second", &second));
    for (name, bytes) in [(&first_name, &first), (&second_name, &second)] {
        let path = folder.join(name);
        fs::write(&path, bytes).map_err(|error| cannot("written", &path, error))?;
    }
    fs::remove_file(&whole).map_err(|error| cannot("removed", &whole, error))?;
    let page =
        page.replace(&stem, &first_name).replace(&integrity(&bytes), &integrity(&first)).replace(
            "</head>",
            &format!("<meta name=\"second-part\" content=\"./{second_name}\" />\n</head>"),
        );
    Ok(Some(page))
}

/// Makes the program in a folder one that marks which of its functions are called, and writes beside
/// it where the marks are in memory, and the names of all functions. Gives the page that knows it.
pub fn record(folder: &Path, page: &str) -> Result<String, Problem> {
    let nothing = || Problem::new("There is no program whose calls could be recorded.");
    let path = program_in(folder)?.ok_or_else(nothing)?;
    let bytes = read(&path)?;
    let problem = |error: &dyn std::fmt::Display| {
        Problem::new(format!("The program's calls cannot be recorded: {error}"))
    };
    let program = Program::read(&bytes).map_err(|error| problem(&error))?;
    let (recording, marks) =
        recording::recording(&program, &bytes).map_err(|error| problem(&error))?;
    fs::write(&path, &recording).map_err(|error| cannot("written", &path, error))?;
    let own = &program.names[program.imports() as usize..];
    write(&folder.join(MARKS), &format!("{marks}\n{}\n", own.join("\n")))?;
    Ok(page.replace(&integrity(&bytes), &integrity(&recording)))
}

/// A program in two parts.
struct Parts {
    first: Vec<u8>,
    second: Vec<u8>,
}

/// Both parts of a program; none if it cannot bring the second, or has no names.
fn parts(bytes: &[u8], comes_first: impl Fn(&str) -> bool) -> Result<Option<Parts>, Problem> {
    let problem = |error: &dyn std::fmt::Display| {
        Problem::new(format!("The program cannot be taken apart: {error}"))
    };
    let program = Program::read(bytes).map_err(|error| problem(&error))?;
    let bring = program.imported.iter().position(|name| name.starts_with(BRING));
    let Some(bring) = bring.filter(|_| program.has_names()) else { return Ok(None) };
    // What has no name is of wasm-bindgen's or wasm-opt's making, and little.
    let second = choice::choose(&program, |name| !name.is_empty() && !comes_first(name));
    let plan = encode::Plan::new(&program, bytes, &second, bring as u32)
        .ok_or_else(|| problem(&"it has no function that takes and gives nothing."))?;
    let first = plan.first().map_err(|error| problem(&error))?;
    let second = plan.second().map_err(|error| problem(&error))?;
    Ok(Some(Parts { first, second }))
}

/// The program in a folder.
fn program_in(folder: &Path) -> Result<Option<PathBuf>, Problem> {
    let files = fs::read_dir(folder).map_err(|error| cannot("read", folder, error))?;
    let is_program = |path: &PathBuf| {
        path.file_name().is_some_and(|name| name.to_string_lossy().ends_with(PROGRAM))
    };
    Ok(files.filter_map(|file| Some(file.ok()?.path())).find(is_program))
}

/// How a page names the contents of a file.
fn integrity(bytes: &[u8]) -> String {
    format!("sha384-{}", STANDARD.encode(Sha384::digest(bytes)))
}

#[cfg(test)]
mod tests;
