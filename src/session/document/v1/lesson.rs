//! The head of a lesson.

use super::cluster::{cluster_over, write_over};
use super::names::write_names;
use super::setup_flaw::setup_flaw;
use crate::session::document::form::{
    Flaw, List, Members, Prose, RecordOver, Writer, explain, words,
};
use crate::session::document::limits::{PROSE_BYTES_MAX, TITLE_BYTES_MAX, VARIATIONS_MAX};
use crate::session::lesson::{Lesson, Show};
use crate::sim::setup::Setup;

words! {
    /// Pictures.
    SHOWS: Show {
        Stage = "stage",
        Request = "request",
        Key = "key",
        Time = "time",
        Versions = "versions",
        Hints = "hints",
        Merkle = "merkle",
        Members = "members",
        Nodes = "nodes",
        Metrics = "metrics",
        Log = "log",
    }
}

const NAME: Prose = Prose { bytes_max: TITLE_BYTES_MAX };

const NAMES: List<Prose> = List { of: NAME, most: VARIATIONS_MAX };

/// Reads the head of a lesson with this cluster.
pub fn lesson(members: &mut Members<'_>, base: &Setup) -> Result<Lesson, Flaw> {
    let mut prose = |name, doc| {
        let said = members.optional(name, doc, Prose { bytes_max: PROSE_BYTES_MAX })?;
        Ok(said.unwrap_or_default())
    };
    let problem = prose("problem", explain!("The problem, in a sentence."))?;
    let technique = prose("technique", explain!("The technique that solves it."))?;
    let advantage = prose("advantage", explain!("The advantage of that technique."))?;
    let chapter = members.required("chapter", explain!("The chapter of the course."), NAME)?;
    let sections = explain!("The sections of the paper that it is about, as 4.6.");
    let sections = members.optional("sections", sections, NAMES)?.unwrap_or_default();
    let terms = members.optional("terms", explain!("The terms that it explains."), NAMES)?;
    let variations = explain!(
        "Other clusters: the answers to the questions must differ under them, and under other \
          seeds."
    );
    let each = List { of: RecordOver { base, read: variation }, most: VARIATIONS_MAX };
    let variations = members.optional("variations", variations, each)?.unwrap_or_default();
    Ok(Lesson {
        chapter,
        sections,
        problem,
        technique,
        advantage,
        terms: terms.unwrap_or_default(),
        variations,
    })
}

fn variation(members: &mut Members<'_>, base: &Setup) -> Result<Setup, Flaw> {
    let doc = explain!("What is another in it; all else is as in the lesson's own cluster.");
    let setup = members.required("cluster", doc, RecordOver { base, read: cluster_over })?;
    match setup_flaw(&setup) {
        None => Ok(setup),
        Some(Flaw { path, what }) => {
            let around = members.flaw(what);
            Err(Flaw { path: format!("{}.{path}", around.path), ..around })
        }
    }
}

/// Writes the head of a lesson with this cluster.
pub fn write_lesson(object: &mut Writer<'_>, lesson: &Lesson, base: &Setup) {
    let Lesson { chapter, sections, problem, technique, advantage, terms, variations } = lesson;
    object.text("chapter", chapter);
    if !sections.is_empty() {
        write_names(object.name("sections"), sections);
    }
    for (name, text) in [("problem", problem), ("technique", technique), ("advantage", advantage)] {
        if !text.is_empty() {
            object.text(name, text);
        }
    }
    if !terms.is_empty() {
        write_names(object.name("terms"), terms);
    }
    if !variations.is_empty() {
        Writer::list(object.name("variations"), variations, |out, setup| {
            Writer::object(out, |object| {
                object.nested("cluster", |object| write_over(object, setup, base));
            });
        });
    }
}
