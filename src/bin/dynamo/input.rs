//! Reading scenarios.

use std::fs::File;
use std::io::Read;

use dynamo_playground::session::document::limits::TEXT_BYTES_MAX;
use dynamo_playground::session::document::{self, Document};
use dynamo_playground::session::run::Run;

use crate::arguments::{Scenario, Until};

/// Why something cannot be done: a sentence for standard error.
pub type Problem = String;

/// How a file is called in sentences.
pub fn name(file: &str) -> &str {
    if file == "-" { "standard input" } else { file }
}

/// The text of a file, or of standard input for `-`. No more is read than a scenario may hold.
pub fn text(file: &str) -> Result<String, Problem> {
    let problem = |error: std::io::Error| format!("{}: It cannot be read: {error}.", name(file));
    let most = TEXT_BYTES_MAX as u64 + 1;
    let mut bytes = Vec::new();
    match file {
        "-" => std::io::stdin().lock().take(most).read_to_end(&mut bytes),
        path => File::open(path).and_then(|file| file.take(most).read_to_end(&mut bytes)),
    }
    .map_err(problem)?;
    if bytes.len() > TEXT_BYTES_MAX {
        let complaint = format!("A scenario holds at most {TEXT_BYTES_MAX} bytes.");
        return Err(format!("{}: {complaint}", name(file)));
    }
    String::from_utf8(bytes).map_err(|error| {
        let place = error.utf8_error().valid_up_to();
        format!("{}: This is no text: byte {place} is no part of UTF-8.", name(file))
    })
}

/// Reads a scenario.
pub fn document(file: &str) -> Result<Document, Problem> {
    read(file, &text(file)?)
}

/// Reads a scenario that is at hand.
pub fn read(file: &str, text: &str) -> Result<Document, Problem> {
    document::read(text).map_err(|complaint| format!("{}: {complaint}", name(file)))
}

/// The beginning of a run, with what the command line says of it.
pub fn run(scenario: &Scenario, mut document: Document) -> Result<Run, Problem> {
    if let Some(seed) = scenario.seed {
        document.seed = seed;
    }
    let run = Run::new(document);
    let mut run = run.map_err(|complaint| format!("{}: {complaint}", name(&scenario.file)))?;
    if let Some(Until::Time(time)) = scenario.until {
        run.set_until(time);
    }
    Ok(run)
}
