//! Running the stages of a command one after the other, and the summary of how they ended.

use std::process::ExitCode;
use std::time::{Duration, Instant};

use crate::console::{Problem, say};

/// How a stage ended.
#[derive(Debug, PartialEq, Eq)]
enum Outcome {
    Passed,
    Failed(String),
    NotRun(String),
}

#[derive(Debug)]
struct Stage {
    name: &'static str,
    outcome: Outcome,
    duration: Option<Duration>,
}

/// Collects the outcomes of stages.
#[derive(Debug, Default)]
pub struct Report {
    stages: Vec<Stage>,
}

impl Report {
    /// Runs a stage. What it gives is returned if it succeeds; a failure is said and remembered,
    /// and the stages after it can still run.
    pub fn stage<T>(
        &mut self,
        name: &'static str,
        work: impl FnOnce() -> Result<T, Problem>,
    ) -> Option<T> {
        say(format_args!("Stage: {name}"));
        let start = Instant::now();
        let result = work();
        let (outcome, value) = match result {
            Ok(value) => (Outcome::Passed, Some(value)),
            Err(problem) => {
                eprintln!("\n{problem}\n");
                (Outcome::Failed(problem.headline().to_owned()), None)
            }
        };
        self.stages.push(Stage { name, outcome, duration: Some(start.elapsed()) });
        value
    }

    /// Remembers that a stage could not run, and why.
    pub fn not_run(&mut self, name: &'static str, reason: impl Into<String>) {
        self.stages.push(Stage { name, outcome: Outcome::NotRun(reason.into()), duration: None });
    }

    /// Prints the summary and tells how the command ends: well only if every stage passed.
    pub fn finish(self) -> ExitCode {
        println!("\n{}", self.table());
        if self.all_passed() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }

    fn all_passed(&self) -> bool {
        self.stages.iter().all(|stage| stage.outcome == Outcome::Passed)
    }

    fn table(&self) -> String {
        let width =
            self.stages.iter().map(|stage| stage.name.len()).max().unwrap_or(0).max("Stage".len());
        let mut table = format!("{:width$}  {:7}  {:>9}\n", "Stage", "Result", "Duration");
        for stage in &self.stages {
            let (result, reason) = match &stage.outcome {
                Outcome::Passed => ("passed", ""),
                Outcome::Failed(reason) => ("FAILED", reason.as_str()),
                Outcome::NotRun(reason) => ("not run", reason.as_str()),
            };
            let duration = stage.duration.map_or_else(|| "-".to_owned(), in_words);
            let line = format!("{:width$}  {result:7}  {duration:>9}  {reason}", stage.name);
            table.push_str(line.trim_end());
            table.push('\n');
        }
        table
    }
}

fn in_words(duration: Duration) -> String {
    let seconds = duration.as_secs();
    if seconds < 60 {
        format!("{:.1} s", duration.as_secs_f64())
    } else {
        format!("{} m {:02} s", seconds / 60, seconds % 60)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stage(name: &'static str, outcome: Outcome, milliseconds: Option<u64>) -> Stage {
        Stage { name, outcome, duration: milliseconds.map(Duration::from_millis) }
    }

    #[test]
    fn the_table_shows_every_stage_with_result_duration_and_reason() {
        let report = Report {
            stages: vec![
                stage("host tests", Outcome::Passed, Some(12_340)),
                stage("wasm tests", Outcome::Failed("Two.".to_owned()), Some(125_000)),
                stage("browser tests", Outcome::NotRun("No.".to_owned()), None),
            ],
        };
        assert_eq!(
            report.table(),
            "\
Stage          Result    Duration
host tests     passed      12.3 s
wasm tests     FAILED    2 m 05 s  Two.
browser tests  not run          -  No.
"
        );
    }

    #[test]
    fn a_failed_stage_is_remembered_and_the_next_one_runs() {
        let mut report = Report::default();
        let first: Option<()> = report.stage("first", || Err(Problem::new("One. Two.")));
        let second = report.stage("second", || Ok(2));
        assert_eq!((first, second), (None, Some(2)));
        assert_eq!(
            report.stages[0].outcome,
            Outcome::Failed("One.".to_owned()),
            "the summary has room for one sentence"
        );
        assert!(!report.all_passed());
    }

    #[test]
    fn all_is_well_only_if_every_stage_ran_and_passed() {
        let mut report = Report::default();
        report.stage("first", || Ok(()));
        assert!(report.all_passed());
        report.not_run("second", "No.");
        assert!(!report.all_passed());
    }
}
