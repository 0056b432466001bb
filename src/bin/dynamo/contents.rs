//! The contents of a course.

use std::path::Path;

use dynamo_playground::session::document::contents::{Entry, entry_of, write};

use crate::input::{self, Problem};

/// In this file of a folder stand the names of its lessons in their order, a line each.
const ORDER: &str = "order.txt";

/// The contents of a folder of lessons.
pub fn contents(folder: &str) -> Result<String, Problem> {
    let folder = Path::new(folder);
    let path = |name: &str| folder.join(name).to_string_lossy().into_owned();
    let order = input::text(&path(ORDER))?;
    let names = order.lines().map(str::trim).filter(|name| !name.is_empty());
    let entries: Result<Vec<Entry>, Problem> = names
        .map(|name| {
            let file = path(&format!("{name}.json"));
            let entry = entry_of(name, &input::document(&file)?);
            entry.ok_or_else(|| format!("{file}: This is no lesson: it has no head."))
        })
        .collect();
    Ok(write(&entries?))
}
