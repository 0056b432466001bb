//! Makes one file of all style sheets of a build: one request instead of many, and a smaller download,
//! as what is like something else is packed together with it.

use std::fs;
use std::path::Path;

use crate::console::Problem;
use crate::finish::{cannot, read, short_hash, write};

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
    let name = format!("styles-{}.css", short_hash(joined.as_bytes()));
    write(&folder.join(&name), &joined)?;
    rest.insert_str(at, &format!("{LINK}{name}\" />"));
    Ok(rest)
}

/// A style sheet without remarks and indentation.
fn plain(sheet: &str) -> String {
    let mut plain = String::with_capacity(sheet.len());
    let mut rest = sheet;
    // No text or address in a style sheet of ours holds what begins a remark.
    while let Some((before, behind)) = rest.split_once("/*") {
        plain.push_str(before);
        rest = behind.split_once("*/").map_or("", |(_, behind)| behind);
    }
    plain.push_str(rest);
    let lines = plain.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.map(|line| format!("{line}\n")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finish::tests::Folder;

    #[test]
    fn all_sheets_are_one_in_their_order_and_stand_where_the_first_stood() {
        let folder = Folder::new("styles");
        folder.write("a-1.css", "/* first\n of all */\n  p {\n    top: 0;\n  }\n");
        folder.write("b-2.css", "q { top: 1 }");
        let page = "<body><p></p>\n    <link rel=\"stylesheet\" href=\"./a-1.css\" integrity=\"x\"/>\n    \
             <link rel=\"stylesheet\" href=\"./b-2.css\" integrity=\"y\"/>\n  </body>";
        let joined = join(folder.path(), page).expect("they can be joined");
        let (before, rest) = joined.split_once(LINK).expect("a link");
        let (name, behind) = rest.split_once('"').expect("its end");
        assert_eq!((before, behind), ("<body><p></p>\n    ", " />\n    </body>"));
        assert_eq!(folder.read(name).as_deref(), Some("p {\ntop: 0;\n}\nq { top: 1 }\n"));
        assert_eq!((folder.read("a-1.css"), folder.read("b-2.css")), (None, None));
    }

    #[test]
    fn a_page_without_sheets_stays_as_it_is_and_a_missing_one_is_a_problem() {
        let folder = Folder::new("no-styles");
        assert_eq!(join(folder.path(), "<body></body>").expect("nothing to do"), "<body></body>");
        assert!(join(folder.path(), "<link rel=\"stylesheet\" href=\"./none.css\"/>").is_err());
    }
}
