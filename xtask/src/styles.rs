//! Makes one file of the style sheets of a build, or two of those of a program in two parts: few requests
//! instead of many, and a smaller download, as what is like something else is packed together with it.

use std::fs;
use std::path::Path;

use crate::console::Problem;
use crate::finish::{cannot, read, short_hash, write};

/// How Trunk asks for a style sheet.
const LINK: &str = "<link rel=\"stylesheet\" href=\"./";

/// What stands in front of the sheets that the first picture does without.
const LATER: &str = "<!-- The first picture needs none of these";

/// Joins the style sheets that a page asks for. Gives the page that asks for the one. If the program
/// is in two parts, the sheets that the first picture does without are another one, which the
/// page only knows of: `static/second-part.js` brings it.
pub fn join(folder: &Path, page: &str, in_two_parts: bool) -> Result<String, Problem> {
    let Some((page, rest)) = page.split_once(LATER).filter(|_| in_two_parts) else {
        let (page, sheet) = take_out(folder, page)?;
        let Some(sheet) = sheet else { return Ok(page) };
        let link = format!("{LINK}{}\" />", write_sheet(folder, "styles", &sheet.text)?);
        return Ok(inserted(page, sheet.at, &link));
    };
    let page = join(folder, page, false)?;
    let (rest, sheet) = take_out(folder, &format!("{LATER}{rest}"))?;
    let page = page + &rest;
    let Some(Sheet { text, .. }) = sheet else { return Ok(page) };
    let name = write_sheet(folder, "later", &text)?;
    let meta = format!("<meta name=\"later-styles\" content=\"./{name}\" />\n</head>");
    Ok(page.replacen("</head>", &meta, 1))
}

/// What several style sheets say together.
struct Sheet {
    text: String,
    /// Where in the page the first of them stood.
    at: usize,
}

/// Takes the style sheets out of a piece of a page, and their files out of the folder. Gives what is
/// left of the piece, and the sheets.
fn take_out(folder: &Path, page: &str) -> Result<(String, Option<Sheet>), Problem> {
    let mut text = String::new();
    let mut pieces = page.split(LINK);
    let mut rest = pieces.next().unwrap_or_default().to_owned();
    let mut at = None;
    for piece in pieces {
        let (name, behind) = piece
            .split_once('"')
            .and_then(|(name, behind)| Some((name, behind.split_once('>')?.1)))
            .ok_or_else(|| Problem::new("The page has a link to a style sheet without an end."))?;
        let path = folder.join(name);
        text.push_str(&plain(&String::from_utf8_lossy(&read(&path)?)));
        fs::remove_file(&path).map_err(|error| cannot("removed", &path, error))?;
        let at = *at.get_or_insert(rest.len());
        // Where nothing else stands between two links, nothing is left.
        let behind = if rest.len() == at { behind } else { behind.trim_start() };
        rest.push_str(behind);
    }
    Ok((rest, at.map(|at| Sheet { text, at })))
}

/// Writes a style sheet. Gives its name.
fn write_sheet(folder: &Path, kind: &str, text: &str) -> Result<String, Problem> {
    let name = format!("{kind}-{}.css", short_hash(text.as_bytes()));
    write(&folder.join(&name), text)?;
    Ok(name)
}

fn inserted(mut page: String, at: usize, what: &str) -> String {
    page.insert_str(at, what);
    page
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
        let joined = join(folder.path(), page, false).expect("they can be joined");
        let (before, rest) = joined.split_once(LINK).expect("a link");
        let (name, behind) = rest.split_once('"').expect("its end");
        assert_eq!((before, behind), ("<body><p></p>\n    ", " />\n    </body>"));
        assert_eq!(folder.read(name).as_deref(), Some("p {\ntop: 0;\n}\nq { top: 1 }\n"));
        assert_eq!((folder.read("a-1.css"), folder.read("b-2.css")), (None, None));
    }

    #[test]
    fn of_a_program_in_two_parts_what_the_first_picture_does_without_comes_later() {
        let folder = Folder::new("later-styles");
        let page = || {
            folder.write("a-1.css", "p { top: 0 }");
            folder.write("b-2.css", "q { top: 1 }");
            folder.write("c-3.css", "i { top: 2 }");
            let link = |name: &str| format!("{LINK}{name}\" integrity=\"x\"/>\n");
            let (first, second) = (link("a-1.css"), link("b-2.css") + &link("c-3.css"));
            format!("<head></head><body>{first}{LATER} -->{second}</body>")
        };
        let whole = join(folder.path(), &page(), false).expect("they can be joined");
        assert_eq!(whole.matches(LINK).count(), 1, "{whole}");
        let parted = join(folder.path(), &page(), true).expect("they can be joined");
        let named = |before: &str| {
            let (_, rest) = parted.split_once(before).expect("it is named");
            folder.read(rest.split('"').next().expect("its end"))
        };
        assert_eq!(named(LINK).as_deref(), Some("p { top: 0 }\n"));
        let later = "<head><meta name=\"later-styles\" content=\"./";
        assert_eq!(named(later).as_deref(), Some("q { top: 1 }\ni { top: 2 }\n"));
        assert_eq!(parted.matches(LINK).count(), 1, "{parted}");
    }

    #[test]
    fn a_page_without_sheets_stays_as_it_is_and_a_missing_one_is_a_problem() {
        let folder = Folder::new("no-styles");
        assert_eq!(
            join(folder.path(), "<body></body>", true).expect("nothing to do"),
            "<body></body>"
        );
        assert!(
            join(folder.path(), "<link rel=\"stylesheet\" href=\"./none.css\"/>", false).is_err()
        );
    }
}
