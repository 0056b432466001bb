//! Two runs of a scenario, and how they differ.

use std::fmt::Write;

use dynamo_playground::dynamo::identity::RequestId;
use dynamo_playground::dynamo::key::Key;
use dynamo_playground::session::compare::{Comparison, Pair};
use dynamo_playground::session::outcome::ending;
use dynamo_playground::session::timeline::Timeline;
use dynamo_playground::session::transcript;
use dynamo_playground::sim::trace::EventId;
use serde_json::Value;

use crate::arguments::Change;
use crate::input::Problem;

/// The text of a scenario with changes: members of its cluster, and commands left out.
pub fn changed(text: &str, changes: &[Change], without: &[usize]) -> Result<String, Problem> {
    let mut scenario: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let members = scenario.as_object_mut().ok_or("A scenario is an object.")?;
    let cluster = members.entry("cluster").or_insert_with(|| Value::Object(Default::default()));
    let cluster = cluster.as_object_mut().ok_or("“cluster” is an object.")?;
    for Change { name, value } in changes {
        cluster.insert(name.clone(), value.clone());
    }
    let mut left_out = without.to_vec();
    left_out.sort_unstable();
    left_out.dedup();
    // From the last on, so that the numbers of the others stay.
    for index in left_out.into_iter().rev() {
        let commands = members.get_mut("commands").and_then(Value::as_array_mut);
        let commands = commands.filter(|commands| index < commands.len());
        let commands = commands.ok_or_else(|| format!("There is no command {index}."))?;
        commands.remove(index);
    }
    Ok(scenario.to_string())
}

/// How two runs differ, in words; the first word says whether they do.
pub fn describe(left: &Timeline, right: &Timeline) -> (bool, String) {
    let comparison = Comparison::new(left, right);
    let runs = Pair { left, right };
    let mut text = String::new();
    // Writing to memory has no way to fail.
    let mut line = |words: String| {
        let _ = writeln!(text, "{words}");
    };
    line(format!("{} events are the same, {} differ.", comparison.same, comparison.differing));
    for (mark, run, events) in sides(&runs, &comparison.commands) {
        for event in events {
            line(format!("{mark}{}", sentence(run, *event)));
        }
    }
    if let Some(first) = &comparison.first {
        line("\nThe first event that differs:".to_owned());
        for (mark, run, event) in sides(&runs, &first.events) {
            let words = event.map_or("        nothing".to_owned(), |event| sentence(run, event));
            line(format!("{mark}{words}"));
        }
    }
    let mut has_title = false;
    for (id, _) in &comparison.requests {
        let ends = runs.as_ref().map(|run| request_words(run, *id));
        if ends.left != ends.right {
            if !has_title {
                line("\nRequests that end in another way:".to_owned());
                has_title = true;
            }
            line(format!("  {id}: {} -> {}", ends.left, ends.right));
        }
    }
    let mut has_title = false;
    for (key, ends) in &comparison.keys {
        if ends.left != ends.right {
            if !has_title {
                line("\nKeys that stand in another way:".to_owned());
                has_title = true;
            }
            let words = ends.as_ref().map(|end| {
                let agree = if end.agree { "" } else { ", replicas differ" };
                format!("{}{agree}", transcript::versions(&end.object))
            });
            line(format!("  {}: {} -> {}", key_words(key), words.left, words.right));
        }
    }
    let is_same = comparison.first.is_none()
        && comparison.commands.left.is_empty()
        && comparison.commands.right.is_empty();
    (is_same, text)
}

/// Both sides, each with its mark.
fn sides<'a, T>(
    runs: &Pair<&'a Timeline>,
    what: &'a Pair<T>,
) -> [(&'static str, &'a Timeline, &'a T); 2] {
    [("- ", runs.left, &what.left), ("+ ", runs.right, &what.right)]
}

fn sentence(run: &Timeline, event: EventId) -> String {
    let wanted = transcript::render_where(run.trace(), 0, |known, _| known.id == event);
    wanted.trim_end().to_owned()
}

fn request_words(run: &Timeline, id: RequestId) -> String {
    match ending(run.trace(), id) {
        None => "never made".to_owned(),
        Some(ending) => match ending.values {
            Some(values) => format!("{}, {}", ending.outcome, transcript::values(&values)),
            None => ending.outcome.to_string(),
        },
    }
}

fn key_words(key: &Key) -> String {
    transcript::name(key)
}
