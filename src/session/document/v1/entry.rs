//! Entries of lists: commands, texts, questions and expectations, each with its moment; and
//! where a session stands.

use super::act::{self, ACTS};
use super::lesson::SHOWS;
use super::names::{At, CLIENT, HASH, KeyBytes, MESSAGE, NODE, REQUEST, message_name};
use super::question::{self, QUESTIONS};
use super::truth::{self, TRUTHS};
use crate::dynamo::time::Time;
use crate::session::document::form::{Flaw, Members, Prose, Record, Whole, Writer, explain};
use crate::session::document::limits::{PROSE_BYTES_MAX, STEPS_MAX, TITLE_BYTES_MAX};
use crate::session::document::{Cursor, Moment, Narration, Selection};
use crate::session::expectations::Expectation;
use crate::session::questions::Question;
use crate::session::scenario::{Origin, Recorded};
use crate::sim::command::Command;

const STEP: Whole<u32> = Whole { least: 0, most: STEPS_MAX };

/// A command whose time may hang on that of the one before it.
pub struct Given {
    at: Option<Time>,
    step: Option<u32>,
    command: Command,
}

/// Reads a command.
pub fn recorded(members: &mut Members<'_>) -> Result<Given, Flaw> {
    Ok(Given {
        at: members.optional("at_ms", explain!("When."), At)?,
        step: members.optional(
            "step",
            explain!("After how many steps, if given by hand."),
            STEP,
        )?,
        command: members.one_of(ACTS)?,
    })
}

/// Gives every command its time.
///
/// # Errors
/// One that is earlier than the one before it.
pub fn in_order(given: Option<Vec<Given>>) -> Result<Vec<Recorded>, Flaw> {
    let mut before = Time::ZERO;
    let mut commands = Vec::new();
    for (index, Given { at, step, command }) in given.unwrap_or_default().into_iter().enumerate() {
        let at = at.unwrap_or(before);
        if at < before {
            let what = format!(
                "This is given at {at}, but the command before it at {before}. Put the commands in \
                 the order of their times."
            );
            return Err(Flaw::new(format!("commands[{index}].at_ms"), what));
        }
        before = at;
        let origin = if step.is_some() { Origin::Person } else { Origin::Script };
        commands.push(Recorded { at, step: step.unwrap_or_default(), command, origin });
    }
    Ok(commands)
}

/// Writes a command.
pub fn write_recorded(object: &mut Writer<'_>, recorded: &Recorded) {
    let Recorded { at, step, command, origin } = recorded;
    object.time("at_ms", *at);
    match origin {
        Origin::Script => {}
        Origin::Person => object.bare("step", step),
    }
    act::write(object, command);
}

fn moment(members: &mut Members<'_>) -> Result<Option<Moment>, Flaw> {
    let at = members.optional("at_ms", explain!("When: after all that happens up to then."), At)?;
    let step =
        members.optional("step", explain!("After how many steps, in place of a time."), STEP)?;
    match (at, step) {
        (Some(_), Some(_)) => {
            Err(members.flaw("A moment is told by “at_ms” or by “step”. Take one of them out."))
        }
        (Some(at), None) => Ok(Some(Moment::Time(at))),
        (None, Some(step)) => Ok(Some(Moment::Step(step))),
        (None, None) => Ok(None),
    }
}

fn some_moment(members: &mut Members<'_>) -> Result<Moment, Flaw> {
    let moment = moment(members)?;
    moment.ok_or_else(|| members.flaw("“at_ms” is missing here. Add it, or “step”."))
}

fn write_moment(object: &mut Writer<'_>, moment: Moment) {
    match moment {
        Moment::Time(time) => object.time("at_ms", time),
        Moment::Step(step) => object.bare("step", &step),
    }
}

/// Reads a narration.
pub fn narration(members: &mut Members<'_>) -> Result<Narration, Flaw> {
    let at = some_moment(members);
    let text = explain!("The text. It may mark terms as *term* and code as `code`.");
    let text = members.required("text", text, PROSE)?;
    let title = explain!("Its heading. A lesson stops at a text that has one.");
    let title = members.optional("title", title, Prose { bytes_max: TITLE_BYTES_MAX })?;
    let notes = members.optional("notes", explain!("Notes for who presents it."), PROSE)?;
    let show = members.optional("show", explain!("The picture to open."), SHOWS)?;
    let select = members.optional("select", explain!("What to select."), Record(selection))?;
    let try_this = members.optional("try", explain!("Something to try by hand."), PROSE)?;
    Ok(Narration { at: at?, title, text, notes, show, select, try_this })
}

const PROSE: Prose = Prose { bytes_max: PROSE_BYTES_MAX };

/// Writes a narration.
pub fn write_narration(object: &mut Writer<'_>, narration: &Narration) {
    let Narration { at, title, text, notes, show, select, try_this } = narration;
    write_moment(object, *at);
    write_prose(object, "title", title);
    object.text("text", text);
    write_prose(object, "notes", notes);
    if let Some(show) = show {
        object.text("show", &SHOWS.word(*show));
    }
    if let Some(select) = select {
        object.nested("select", |object| write_selection(object, select));
    }
    write_prose(object, "try", try_this);
}

/// Reads a question.
pub fn question(members: &mut Members<'_>) -> Result<Question, Flaw> {
    let at = some_moment(members);
    let (kind, inside) = members.one_of(QUESTIONS)?;
    let words = explain!("The words it is asked in; those of its kind unless said otherwise.");
    let text = members.optional("text", words, PROSE)?;
    let explanation = explain!("Why the answer is what it is.");
    let explanation = members.optional("explanation", explanation, PROSE)?;
    Ok(Question { at: at?, kind, text: text.or(inside), explanation })
}

/// Writes a question.
pub fn write_question(object: &mut Writer<'_>, question: &Question) {
    let Question { at, kind, text, explanation } = question;
    write_moment(object, *at);
    question::write_question(object, kind);
    write_prose(object, "text", text);
    write_prose(object, "explanation", explanation);
}

fn write_prose(object: &mut Writer<'_>, name: &str, text: &Option<String>) {
    if let Some(text) = text {
        object.text(name, text);
    }
}

/// Reads an expectation.
pub fn expectation(members: &mut Members<'_>) -> Result<Expectation, Flaw> {
    Ok(Expectation { at: moment(members)?, truth: members.one_of(TRUTHS)? })
}

/// Writes an expectation.
pub fn write_expectation(object: &mut Writer<'_>, expectation: &Expectation) {
    if let Some(at) = expectation.at {
        write_moment(object, at);
    }
    truth::write_truth(object, &expectation.truth);
}

/// Reads where a session stands.
pub fn cursor(members: &mut Members<'_>) -> Result<Cursor, Flaw> {
    let at = explain!("The time shown there, if time has passed since the last step.");
    let hash = explain!("The digest of the trace up to there.");
    Ok(Cursor {
        steps: members.required("step", explain!("After so many steps."), STEP)?,
        at: members.optional("at_ms", at, At)?,
        hash: members.optional("hash", hash, HASH)?,
    })
}

/// Writes where a session stands.
pub fn write_cursor(object: &mut Writer<'_>, cursor: &Cursor) {
    let Cursor { steps, at, hash } = cursor;
    object.bare("step", steps);
    if let Some(at) = at {
        object.time("at_ms", *at);
    }
    if let Some(hash) = hash {
        object.text("hash", hash);
    }
}

/// Reads what is selected.
pub fn selection(members: &mut Members<'_>) -> Result<Selection, Flaw> {
    let client = explain!("The client whose acts are given by hand.");
    let comparison =
        explain!("The comparison of Merkle trees that is looked at, by the message that began it.");
    Ok(Selection {
        key: members.optional("key", explain!("A key."), KeyBytes)?,
        request: members.optional("request", explain!("A request."), REQUEST)?,
        node: members.optional("node", explain!("A node."), NODE)?,
        client: members.optional("client", client, CLIENT)?,
        comparison: members.optional("comparison", comparison, MESSAGE)?,
    })
}

/// Writes what is selected.
pub fn write_selection(object: &mut Writer<'_>, selection: &Selection) {
    let Selection { key, request, node, client, comparison } = selection;
    if let Some(key) = key {
        object.key(key);
    }
    if let Some(request) = request {
        object.text("request", request);
    }
    if let Some(node) = node {
        object.text("node", node);
    }
    if let Some(client) = client {
        object.text("client", client);
    }
    if let Some(comparison) = comparison {
        object.text("comparison", &message_name(*comparison));
    }
}
