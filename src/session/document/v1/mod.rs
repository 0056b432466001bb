//! Version 1 of the format, under names of its own: they stay as they are whatever the
//! playground's types are called. A file is read straight into those types and written straight
//! from them; what stands where is said once, and the schema is made from the same.

mod act;
mod breakpoint;
mod cluster;
mod entry;
mod latency;
mod lesson;
mod names;
mod policy;
mod question;
mod request;
mod setup_flaw;
mod store;
mod truth;
mod workload;
mod write;

use self::breakpoint::BREAKPOINT;
use self::cluster::cluster;
use self::entry::{
    cursor, expectation, narration, question, recorded, selection, write_cursor, write_expectation,
    write_narration, write_question, write_recorded, write_selection,
};
#[cfg(not(target_arch = "wasm32"))]
pub use self::names::write_names;
use self::names::{At, Seed};
use self::setup_flaw::setup_flaw;
use super::Document;
use super::form::{Flaw, List, Members, Prose, Record, RecordOver, Whole, Writer, explain};
use super::limits::{COMMANDS_MAX, PROSE_BYTES_MAX, REMARKS_MAX, TITLE_BYTES_MAX};
use crate::sim::BEHAVIOUR;
use crate::sim::command::Command;

/// The number of this version.
pub const VERSION: u32 = 1;

/// A document: a seed, a cluster and what is done to it, and texts, questions and expectations
/// about the run that follows from them.
pub const DOCUMENT: Record<Document> = Record(document);

fn document(members: &mut Members<'_>) -> Result<Document, Flaw> {
    let anything = Prose { bytes_max: PROSE_BYTES_MAX };
    members.optional("$schema", explain!("Where the schema lies, for editors."), anything)?;
    let version = explain!("The version of the format.");
    members.required("version", version, Whole { least: VERSION, most: VERSION })?;
    let behaviour = behaviour(members)?;
    let title = Prose { bytes_max: TITLE_BYTES_MAX };
    let title = members.optional("title", explain!("What it is called."), title)?;
    let description = Prose { bytes_max: PROSE_BYTES_MAX };
    let description = members.optional(
        "description",
        explain!("What it is about, in a sentence."),
        description,
    )?;
    let seed = members.optional("seed", explain!("Where all chance comes from; 0."), Seed)?;
    let setup =
        explain!("The cluster. What is not said is as the descriptions of its members say.");
    let setup = match members.optional("cluster", setup, Record(cluster))? {
        Some(setup) => setup,
        None => cluster(&mut Members::none())?,
    };
    if let Some(flaw) = setup_flaw(&setup) {
        return Err(flaw);
    }
    let commands = explain!(
        "What is done, in the order in which it is given. A command without a time is given at \
          that of the one before it. One with a step was given by hand after so many steps."
    );
    let each = List { of: Record(recorded), most: COMMANDS_MAX };
    let commands = entry::in_order(members.optional("commands", commands, each)?)?;
    let doc = explain!("What makes it a lesson.");
    let each = RecordOver { base: &setup, read: lesson::lesson };
    let lesson = members.optional("lesson", doc, each)?;
    let until = explain!(
        "When a run without a person ends, if it does not come to rest before; ten seconds after \
          the last command."
    );
    let until = members.optional("until_ms", until, At)?;
    let most = REMARKS_MAX;
    let stops = List { of: BREAKPOINT, most };
    let stops = members.optional("breakpoints", explain!("What time stops at."), stops)?;
    let texts = List { of: Record(narration), most };
    let texts = members.optional("narration", explain!("Texts to be shown on the way."), texts)?;
    let questions = explain!("Questions to be asked on the way, whose answers the run gives.");
    let questions =
        members.optional("questions", questions, List { of: Record(question), most })?;
    let expectations =
        explain!("What must be true at a moment, or at the end where none is given.");
    let expectations =
        members.optional("expectations", expectations, List { of: Record(expectation), most })?;
    let cursor_doc = explain!("Where the session stands; at the beginning unless said otherwise.");
    Ok(Document {
        behaviour,
        title: title.unwrap_or_default(),
        description: description.unwrap_or_default(),
        seed: seed.unwrap_or_default(),
        setup,
        commands,
        lesson,
        until,
        breakpoints: stops.unwrap_or_default(),
        narration: texts.unwrap_or_default(),
        questions: questions.unwrap_or_default(),
        expectations: expectations.unwrap_or_default(),
        cursor: members.optional("cursor", cursor_doc, Record(cursor))?,
        selection: members.optional(
            "selection",
            explain!("What is selected."),
            Record(selection),
        )?,
    })
}

fn behaviour(members: &mut Members<'_>) -> Result<u32, Flaw> {
    let doc = explain!("The version of the simulation's behaviour under which it was written.");
    let any = Whole { least: 0, most: u32::MAX };
    let behaviour = members.optional("behaviour", doc, any)?.unwrap_or(BEHAVIOUR);
    match behaviour <= BEHAVIOUR {
        true => Ok(behaviour),
        false => Err(Flaw::new(
            "behaviour",
            format!(
                "This session needs version {behaviour} of the simulation’s behaviour; this is \
                 version {BEHAVIOUR}. Open it with a newer playground: reload the page, or build \
                 the program anew."
            ),
        )),
    }
}

/// Writes a document.
pub fn write(out: &mut String, document: &Document) {
    // Taken apart, so that nothing new can be forgotten.
    let Document {
        behaviour,
        title,
        description,
        seed,
        setup,
        commands,
        lesson,
        until,
        breakpoints,
        narration,
        questions,
        expectations,
        cursor,
        selection,
    } = document;
    Writer::object(out, |object| {
        object.bare("version", &VERSION);
        object.bare("behaviour", behaviour);
        for (name, text) in [("title", title), ("description", description)] {
            if !text.is_empty() {
                object.text(name, text);
            }
        }
        object.bare("seed", seed);
        object.nested("cluster", |object| cluster::write(object, setup));
        write_list(object, "commands", commands, write_recorded);
        if let Some(lesson) = lesson {
            object.nested("lesson", |object| lesson::write_lesson(object, lesson, setup));
        }
        if let Some(until) = until {
            object.time("until_ms", *until);
        }
        if !breakpoints.is_empty() {
            Writer::list(object.name("breakpoints"), breakpoints, breakpoint::write);
        }
        write_list(object, "narration", narration, write_narration);
        write_list(object, "questions", questions, write_question);
        write_list(object, "expectations", expectations, write_expectation);
        if let Some(cursor) = cursor {
            object.nested("cursor", |object| write_cursor(object, cursor));
        }
        if let Some(selection) = selection {
            object.nested("selection", |object| write_selection(object, selection));
        }
    });
}

/// A command in the words of this version, for exports.
pub fn command_words(command: &Command) -> serde_json::Value {
    let mut text = String::new();
    Writer::object(&mut text, |object| act::write(object, command));
    // What has just been written is JSON.
    serde_json::from_str(&text).unwrap_or_default()
}

fn write_list<T>(object: &mut Writer<'_>, name: &str, list: &[T], each: fn(&mut Writer<'_>, &T)) {
    if !list.is_empty() {
        let each = |out: &mut String, one: &T| Writer::object(out, |object| each(object, one));
        Writer::list(object.name(name), list, each);
    }
}
