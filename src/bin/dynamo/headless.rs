//! The tasks of the command.

use std::io::{ErrorKind, Write};
use std::process::ExitCode;

use clap::{CommandFactory, Parser};
use dynamo_playground::session::document::{self, Document, Warning};
use dynamo_playground::session::expectations::{Finding, check};
use dynamo_playground::session::link;
use dynamo_playground::session::run::{End, Run};
use dynamo_playground::session::transcript;
use dynamo_playground::sim::BEHAVIOUR;
use dynamo_playground::sim::trace::{EventKind, digest};

use crate::arguments::{Arguments, Change, Scenario, Task, Until};
use crate::input::{self, Problem};
use crate::{compare, contents, export, lesson, progress, state, swarm};

/// Something is not as expected.
pub const UNMET: u8 = 1;

/// Something cannot be read or done.
const BAD: u8 = 2;

/// Does what the command line asks for.
pub fn main() -> ExitCode {
    match perform(Arguments::parse().task) {
        Ok(status) => status,
        Err(problem) => {
            eprintln!("dynamo: {problem}");
            ExitCode::from(BAD)
        }
    }
}

fn perform(task: Task) -> Result<ExitCode, Problem> {
    match task {
        Task::Run { scenario, quiet } => run(&scenario, quiet),
        Task::Check { files, variations } => check_files(&files, variations),
        Task::Lesson { scenario } => print(&lesson::describe(&scenario)?),
        Task::Replay { scenario } => replay(&scenario),
        Task::Export { format, scenario } => {
            let run = replayed(&scenario)?;
            export::write(format, run.session())?;
            Ok(ExitCode::SUCCESS)
        }
        Task::Compare { scenario, change, without, with } => {
            compare_runs(&scenario, &change, &without, with.as_deref())
        }
        Task::Format { file } => print(&document::write(&input::document(&file)?)),
        Task::Link { file, base } => {
            let link = link::write(&input::document(&file)?).map_err(|long| long.to_string())?;
            print(&format!("{}#{link}\n", base.trim_end_matches('#')))
        }
        Task::Open { link } => {
            let link = if link == "-" { input::text("-")? } else { link };
            let opened = link::read(&link).map_err(|complaint| complaint.to_string())?;
            print(&document::write(&opened))
        }
        Task::Swarm(wanted) => swarm::run(&wanted),
        Task::Contents { folder } => print(&contents::contents(&folder)?),
        Task::Schema => print(&document::schema()),
        Task::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Arguments::command(), "dynamo", &mut script);
            print(&String::from_utf8_lossy(&script))
        }
    }
}

/// Writes to standard output. A reader that has gone away is no problem.
pub fn print(text: &str) -> Result<ExitCode, Problem> {
    match std::io::stdout().lock().write_all(text.as_bytes()) {
        Ok(()) => Ok(ExitCode::SUCCESS),
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(ExitCode::SUCCESS),
        Err(error) => Err(format!("Standard output cannot be written: {error}.")),
    }
}

/// A run at its end, and how it ended.
struct Finished {
    run: Run,
    end: End,
    findings: Vec<Finding>,
}

impl Finished {
    fn new(scenario: &Scenario, document: Document) -> Result<Finished, Problem> {
        if document.behaviour < BEHAVIOUR {
            let warning = Warning::OlderBehaviour(document.behaviour);
            eprintln!("dynamo: {}: {warning}", input::name(&scenario.file));
        }
        let expectations = document.expectations.clone();
        let mut run = input::run(scenario, document)?;
        let end = progress::finish(&mut run, scenario.until);
        let findings = check(run.timeline_mut(), &expectations);
        Ok(Finished { run, end, findings })
    }

    /// How many expectations are not met.
    fn unmet(&self) -> usize {
        self.findings.iter().filter(|finding| !finding.holds).count()
    }

    fn status(&self) -> ExitCode {
        if self.unmet() > 0 { ExitCode::from(UNMET) } else { ExitCode::SUCCESS }
    }

    fn summary(&self) -> String {
        let trace = self.run.timeline().trace();
        let commands = trace.iter().filter_map(|event| match &event.kind {
            EventKind::Commanded { refused, .. } => Some(refused.is_some()),
            _ => None,
        });
        let refused = commands.filter(|refused| *refused).count();
        format!(
            "{} after {} steps, {} events; {refused} commands refused; hash {}",
            self.end,
            self.run.timeline().steps(),
            trace.len(),
            digest(trace),
        )
    }
}

fn run(scenario: &Scenario, quiet: bool) -> Result<ExitCode, Problem> {
    let finished = Finished::new(scenario, input::document(&scenario.file)?)?;
    let mut text = String::new();
    if !quiet {
        text.push_str(&transcript::render(finished.run.timeline().trace()));
        text.push('\n');
    }
    text.push_str(&format!("{}.\n", finished.summary()));
    for finding in &finished.findings {
        let mark = if finding.holds { "ok  " } else { "FAIL" };
        text.push_str(&format!("{mark} {finding}.\n"));
    }
    print(&text)?;
    Ok(finished.status())
}

/// Checks every file, whatever became of the others: the worst counts.
fn check_files(files: &[String], variations: bool) -> Result<ExitCode, Problem> {
    let mut worst = 0;
    for file in files {
        let (status, text) = match check_file(file, variations) {
            Ok(checked) => checked,
            Err(problem) => (BAD, format!("BAD  {problem}\n")),
        };
        worst = worst.max(status);
        print(&text)?;
    }
    Ok(ExitCode::from(worst))
}

/// Checks a file. Gives the exit status, and what there is to say.
fn check_file(file: &str, variations: bool) -> Result<(u8, String), Problem> {
    let document = input::document(file)?;
    let varied = variations.then(|| lesson::variations(&document)).transpose()?;
    let scenario = Scenario { file: file.to_owned(), until: None, seed: None };
    let finished = Finished::new(&scenario, document)?;
    let (unmet, all) = (finished.unmet(), finished.findings.len());
    let mut text = match unmet {
        0 => format!("ok   {file}: expectations met: {all}\n"),
        _ => format!("FAIL {file}: expectations not met: {unmet} of {all}\n"),
    };
    for finding in finished.findings.iter().filter(|finding| !finding.holds) {
        text += &format!("     {finding}.\n");
    }
    let (table, vary) = varied.unwrap_or((String::new(), true));
    text += &table;
    Ok((if unmet == 0 && vary { 0 } else { UNMET }, text))
}

fn replay(scenario: &Scenario) -> Result<ExitCode, Problem> {
    print(&state::describe(replayed(scenario)?.timeline()))
}

/// A run up to the moment that is asked for.
fn replayed(scenario: &Scenario) -> Result<Run, Problem> {
    let mut run = input::run(scenario, input::document(&scenario.file)?)?;
    progress::finish(&mut run, scenario.until);
    if let Some(Until::Time(time)) = scenario.until {
        run.timeline_mut().wait_until(time);
    }
    Ok(run)
}

fn compare_runs(
    scenario: &Scenario,
    changes: &[Change],
    without: &[usize],
    with: Option<&str>,
) -> Result<ExitCode, Problem> {
    if changes.is_empty() && without.is_empty() && with.is_none() {
        return Err("Say what is to change: --change, --without or --with.".to_owned());
    }
    let text = input::text(&scenario.file)?;
    let first = input::read(&scenario.file, &text)?;
    let second = match with {
        Some(file) => input::document(file)?,
        None => {
            let changed = compare::changed(&text, changes, without)?;
            document::read(&changed).map_err(|complaint| {
                // Its lines are not those of the file.
                let path = complaint.spot.map(|spot| spot.path).unwrap_or_default();
                format!("The change makes no sense ({path}): {}", complaint.what)
            })?
        }
    };
    let (mut left, mut right) = (input::run(scenario, first)?, input::run(scenario, second)?);
    // Both end together, or the later one would have more to tell.
    if scenario.until.is_none() {
        let until = left.until().max(right.until());
        left.set_until(until);
        right.set_until(until);
    }
    progress::finish(&mut left, scenario.until);
    progress::finish(&mut right, scenario.until);
    let (is_same, text) = compare::describe(left.timeline(), right.timeline());
    print(&text)?;
    Ok(if is_same { ExitCode::SUCCESS } else { ExitCode::from(UNMET) })
}
