//! The contents of a course: its lessons in their order, without what is told and asked in them.

use super::form::{Flaw, Kind, List, Members, Part, Prose, Record, Tree, Way, Whole};
use super::limits::{PROSE_BYTES_MAX, REMARKS_MAX, TITLE_BYTES_MAX};
use crate::session::lesson::Lesson;
#[cfg(not(target_arch = "wasm32"))]
use crate::session::{document::Document, document::form::Writer, lesson};

/// A lesson in the contents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its name: that of its file.
    pub name: String,
    /// What it is called.
    pub title: String,
    /// What it is about, in a sentence.
    pub description: String,
    /// How many minutes it takes.
    pub minutes: u32,
    /// At how many texts and questions it stops.
    pub stops: u32,
    /// How many of them are questions.
    pub questions: u32,
    /// Its head, without variations.
    pub head: Lesson,
}

/// A term of the glossary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// The term.
    pub term: String,
    /// What it means, in a sentence.
    pub text: String,
}

const COUNT: Whole<u32> = Whole { least: 0, most: u32::MAX };

/// Reads contents; none if they make no sense.
pub fn read(text: &str) -> Option<Vec<Entry>> {
    list(text, entry)
}

/// Reads a glossary; none if it makes no sense.
pub fn read_glossary(text: &str) -> Option<Vec<Term>> {
    list(text, |members| {
        let mut prose = |name| members.required(name, "", Prose { bytes_max: PROSE_BYTES_MAX });
        Ok(Term { term: prose("term")?, text: prose("text")? })
    })
}

fn list<T>(text: &str, of: fn(&mut Members<'_>) -> Result<T, Flaw>) -> Option<Vec<T>> {
    let tree: Tree = serde_json::from_str(text).ok()?;
    let list = List { of: Record(of), most: REMARKS_MAX };
    list.read(Part { tree: &tree, way: &Way::Top }).ok()
}

fn entry(members: &mut Members<'_>) -> Result<Entry, Flaw> {
    let mut prose = |name| members.required(name, "", Prose { bytes_max: PROSE_BYTES_MAX });
    let [name, title, description] = [prose("name")?, prose("title")?, prose("description")?];
    let [chapter, problem] = [prose("chapter")?, prose("problem")?];
    let [technique, advantage] = [prose("technique")?, prose("advantage")?];
    let names = || List { of: Prose { bytes_max: TITLE_BYTES_MAX }, most: REMARKS_MAX };
    let sections = members.required("sections", "", names())?;
    let terms = members.required("terms", "", names())?;
    let variations = Vec::new();
    Ok(Entry {
        name,
        title,
        description,
        minutes: members.required("minutes", "", COUNT)?,
        stops: members.required("stops", "", COUNT)?,
        questions: members.required("questions", "", COUNT)?,
        head: Lesson { chapter, sections, problem, technique, advantage, terms, variations },
    })
}

/// The entry of a lesson; none for another scenario.
#[cfg(not(target_arch = "wasm32"))]
pub fn entry_of(name: &str, document: &Document) -> Option<Entry> {
    let (narration, questions) = (&document.narration, &document.questions);
    Some(Entry {
        name: name.to_owned(),
        title: document.title.clone(),
        description: document.description.clone(),
        minutes: lesson::minutes(narration, questions),
        stops: lesson::stops(narration, questions).len() as u32,
        questions: questions.len() as u32,
        head: Lesson { variations: Vec::new(), ..document.lesson.clone()? },
    })
}

/// Writes contents, a line for each lesson.
#[cfg(not(target_arch = "wasm32"))]
pub fn write(entries: &[Entry]) -> String {
    let mut out = String::from("[");
    for (index, entry) in entries.iter().enumerate() {
        out.push_str(if index == 0 { "\n" } else { ",\n" });
        Writer::object(&mut out, |object| write_entry(object, entry));
    }
    out + "\n]\n"
}

#[cfg(not(target_arch = "wasm32"))]
fn write_entry(object: &mut Writer<'_>, entry: &Entry) {
    let Entry { name, title, description, minutes, stops, questions, head } = entry;
    let Lesson { chapter, sections, problem, technique, advantage, terms, variations: _ } = head;
    for (name, text) in [
        ("name", name),
        ("title", title),
        ("description", description),
        ("chapter", chapter),
        ("problem", problem),
        ("technique", technique),
        ("advantage", advantage),
    ] {
        object.text(name, text);
    }
    for (name, list) in [("sections", sections), ("terms", terms)] {
        super::v1::write_names(object.name(name), list);
    }
    for (name, count) in [("minutes", minutes), ("stops", stops), ("questions", questions)] {
        object.bare(name, count);
    }
}
