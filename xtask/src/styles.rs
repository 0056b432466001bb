//! Makes one file of all style sheets of a build: one request instead of many, and a smaller download,
//! as what is like something else is packed together with it.

use std::fs;
use std::path::Path;

use sha2::{Digest, Sha256};

use crate::console::Problem;
use crate::finish::{cannot, read, write};

/// How Trunk asks for a style sheet.
const LINK: &str = "<link rel=\"stylesheet\" href=\"./";

/// Joins the style sheets that a page asks for. Gives the page that asks for the one.
pub fn join(folder: &Path, page: &str) -> Result<String, Problem> {
    let mut joined = String::new();
    let mut pieces = page.split(LINK);
    let mut rest = pieces.next().unwrap_or_default().to_owned();
    let mut at = None;
    for piece in pieces {
        let (name, behind) = piece
            .split_once('"')
            .and_then(|(name, behind)| Some((name, behind.split_once('>')?.1)))
            .ok_or_else(|| Problem::new("The page has a link to a style sheet without an end."))?;
        let path = folder.join(name);
        joined.push_str(&plain(&String::from_utf8_lossy(&read(&path)?)));
        fs::remove_file(&path).map_err(|error| cannot("removed", &path, error))?;
        let at = *at.get_or_insert(rest.len());
        // Where nothing else stands between two links, nothing is left.
        let behind = if rest.len() == at { behind } else { behind.trim_start() };
        rest.push_str(behind);
    }
    let Some(at) = at else { return Ok(page.to_owned()) };
    let hash: String =
        Sha256::digest(joined.as_bytes())[..8].iter().map(|byte| format!("{byte:02x}")).collect();
    let name = format!("styles-{hash}.css");
    write(&folder.join(&name), &joined)?;
    rest.insert_str(at, &format!("{LINK}{name}\" />"));
    Ok(rest)
}

/// A style sheet without remarks and indentation.
fn plain(sheet: &str) -> String {
    let mut plain = String::with_capacity(sheet.len());
    let mut rest = sheet;
    // A remark cannot begin within a text: no text of ours holds `/*`, and a test sees to that.
    while let Some((before, behind)) = rest.split_once("/*") {
        plain.push_str(before);
        rest = behind.split_once("*/").map_or("", |(_, behind)| behind);
    }
    plain.push_str(rest);
    let lines = plain.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.map(|line| format!("{line}\n")).collect()
}
