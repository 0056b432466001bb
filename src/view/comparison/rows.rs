//! What two runs came to, row by row.

use super::{OutcomeRow, OutcomeTable, ROWS_MAX};
use crate::dynamo::message::Outcome;
use crate::dynamo::object::Object;
use crate::session::compare::{Answer, ClusterEnd, Comparison, KeyEnd, Pair, RequestEnd};
use crate::session::ledger::RequestKind;
use crate::view::words::{rounded, shortened};

/// The tables of a comparison.
pub(super) fn tables(comparison: &Comparison) -> Vec<OutcomeTable> {
    let requests = comparison.requests.iter().map(|(id, ends)| {
        let asked = [&ends.left, &ends.right].into_iter().flatten().next();
        OutcomeRow {
            subject: asked.map_or_else(|| id.to_string(), |end| format!("{id}: {}", request(end))),
            outcomes: ends
                .as_ref()
                .map(|end| end.as_ref().map_or_else(|| "not made".to_owned(), answer)),
        }
    });
    let keys = comparison.keys.iter().map(|(key, ends)| OutcomeRow {
        subject: format!("“{}”", shortened(&key.to_string(), 30)),
        outcomes: ends.as_ref().map(key_end),
    });
    vec![
        table("compared-requests", "Requests", requests),
        table("compared-keys", "Keys, at their running primaries in the end", keys),
        table("compared-cluster", "The cluster in the end", cluster(&comparison.ends)),
    ]
}

fn table(
    id: &'static str,
    title: &'static str,
    rows: impl IntoIterator<Item = OutcomeRow>,
) -> OutcomeTable {
    let (mut shown, same): (Vec<OutcomeRow>, Vec<OutcomeRow>) =
        rows.into_iter().partition(OutcomeRow::differs);
    let count = shown.len() + same.len();
    shown.extend(same);
    shown.truncate(ROWS_MAX);
    OutcomeTable { id, title, more: count - shown.len(), rows: shown }
}

fn request(end: &RequestEnd) -> String {
    let kind = match end.kind {
        Some(RequestKind::Get) => "get",
        Some(RequestKind::Put) => "put",
        Some(RequestKind::Delete) => "delete",
        None => "never sent",
    };
    let key = end.key.as_ref().map(|key| format!(" “{}”", shortened(&key.to_string(), 20)));
    format!("{kind}{}", key.unwrap_or_default())
}

fn answer(end: &RequestEnd) -> String {
    let stale = if end.stale { ", stale" } else { "" };
    match &end.answer {
        Answer::Awaited => "no answer yet".to_owned(),
        Answer::GivenUp { waited } => format!("given up after {}", rounded(*waited)),
        Answer::Given { outcome, waited } => {
            format!("{}{stale}, after {}", outcome_words(outcome), rounded(*waited))
        }
    }
}

fn outcome_words(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Found { object, .. } => values(object),
        Outcome::Written => "written".to_owned(),
        Outcome::TooFewAnswers { answered, needed } => {
            format!("failed: {answered} of {needed} answered")
        }
        Outcome::CoordinatorSilent { coordinator } => format!("failed: {coordinator} was silent"),
        Outcome::Refused(_) => "refused".to_owned(),
    }
}

/// The versions of an object as their values.
fn values(object: &Object) -> String {
    let value = |version: &crate::dynamo::object::Version| {
        version.value().map_or_else(
            || "deleted".to_owned(),
            |value| format!("“{}”", shortened(&value.to_string(), 40)),
        )
    };
    let values: Vec<String> = object.versions().iter().map(value).collect();
    match values.len() {
        0 => "nothing".to_owned(),
        1 => values.concat(),
        count => format!("{count} siblings: {}", values.join(", ")),
    }
}

fn key_end(end: &KeyEnd) -> String {
    let agree = match (end.primaries, end.agree) {
        (0, _) => "no primary runs",
        (_, true) => "all agree",
        (_, false) => "they disagree",
    };
    format!("{}; {agree}", values(&end.object))
}

fn cluster(ends: &Pair<ClusterEnd>) -> Vec<OutcomeRow> {
    let row = |subject: &str, figure: fn(&ClusterEnd) -> u32| OutcomeRow {
        subject: subject.to_owned(),
        outcomes: ends.as_ref().map(|end| figure(end).to_string()),
    };
    vec![
        row("nodes that run", |end| end.running),
        row("hints that are kept", |end| end.hints),
        row("nodes taken as down", |end| end.suspicions),
        row("keys with siblings", |end| end.conflicts),
        row("keys on which primaries disagree", |end| end.disagreements),
    ]
}
