//! What can be asked for on the command line.

use std::num::NonZero;
use std::ops::Range;
use std::path::PathBuf;
use std::str::FromStr;

use clap::{Args, Parser, Subcommand};
use clap_complete::Shell;
#[cfg(feature = "planted")]
use dynamo_playground::dynamo::planted::Bug;
use dynamo_playground::dynamo::time::Time;
use dynamo_playground::session::export::Format;

/// Runs scenarios of the Dynamo playground without a browser.
#[derive(Debug, Parser)]
#[command(name = "dynamo", version, after_help = EXAMPLES, arg_required_else_help = true)]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub task: Task,
}

const EXAMPLES: &str = "\
Examples:
  dynamo run cart.json                      Tell everything that happens, check what is expected
  dynamo check course/*.json                Check what scenarios expect, briefly
  dynamo lesson hinted-handoff.json       Go through a lesson with its answers
  dynamo replay --until 430 cart.json       Show the cluster after 430 ms
  dynamo export shiviz cart.json > cart.log   Write a log that ShiViz opens
  dynamo compare --change read_quorum=1 cart.json
                                            Run twice, with one change, and tell the difference
  dynamo link cart.json                     Make a link of a scenario
  dynamo open 'https://…/#session=1.…'      Make a scenario of a link
  dynamo schema > scenario.schema.json      The JSON Schema of scenarios
  dynamo completions bash > dynamo.bash     Let the shell complete commands

A FILE that is - is read from standard input.
Exit status: 0 if all is as expected, 1 if not, 2 for what cannot be read or done.";

/// What can be done.
#[derive(Debug, Subcommand)]
pub enum Task {
    /// Run a scenario: print its transcript, then whether it came to what it expects
    Run {
        #[command(flatten)]
        scenario: Scenario,
        /// Leave the transcript out
        #[arg(short, long)]
        quiet: bool,
    },
    /// Check what scenarios expect, with a line for each
    Check {
        /// The scenarios
        #[arg(required = true, value_name = "FILE")]
        files: Vec<String>,
        /// Ask the questions of each under other seeds and configurations as well: the answers
        /// must be known in most runs, and differ
        #[arg(long)]
        variations: bool,
    },
    /// Go through a lesson: its texts, and its questions with what the run answers
    Lesson {
        #[command(flatten)]
        scenario: Scenario,
    },
    /// Run a scenario up to a moment and show the cluster there
    Replay {
        #[command(flatten)]
        scenario: Scenario,
    },
    /// Run a scenario up to a moment and write all that has happened in another tool's format
    Export {
        /// trace (lines of JSON), shiviz, chrome (for Perfetto), jepsen (EDN), requests or nodes
        /// (CSV)
        format: Format,
        #[command(flatten)]
        scenario: Scenario,
    },
    /// Run a scenario twice, the second time with a change, and tell how the runs differ
    #[command(after_help = CHANGES)]
    Compare {
        #[command(flatten)]
        scenario: Scenario,
        /// A member of the scenario's cluster and its value in the second run
        #[arg(short, long, value_name = "NAME=VALUE")]
        change: Vec<Change>,
        /// Leave a command out of the second run: the so many-th, from 0
        #[arg(long, value_name = "NUMBER")]
        without: Vec<usize>,
        /// Another scenario in place of a change
        #[arg(long, value_name = "FILE", conflicts_with_all = ["change", "without"])]
        with: Option<String>,
    },
    /// Write a scenario in its usual form, as the page saves it
    Format {
        /// The scenario
        #[arg(value_name = "FILE")]
        file: String,
    },
    /// Make a link of a scenario
    Link {
        /// The scenario
        #[arg(value_name = "FILE")]
        file: String,
        /// The address of the playground
        #[arg(long, default_value = "", value_name = "ADDRESS")]
        base: String,
    },
    /// Make a scenario of a link
    Open {
        /// The link, whole or from its # on; - reads it from standard input
        link: String,
    },
    /// Run random clusters under random faults and check that nothing goes wrong
    #[command(after_help = SWARM)]
    Swarm(Swarm),
    /// Print the contents of a course, as static/lessons/index.json
    Contents {
        /// The folder of lessons: its order.txt names them in their order
        #[arg(value_name = "FOLDER")]
        folder: String,
    },
    /// Print the JSON Schema of scenarios
    Schema,
    /// Print what makes a shell complete commands
    Completions {
        /// The shell
        shell: Shell,
    },
}

const SWARM: &str = "\
Examples:
  dynamo swarm --seeds 0..1000              A thousand runs, on all processors
  dynamo swarm --seed 7                     One run, with all that was counted in it
  dynamo swarm --stop-at 1 --out failures   Up to the first failure, made small and written down

A run that fails is made small: its seed, a scenario and a link that opens it at the failing event
are told. The runs are fast if built so: cargo run --profile host --bin dynamo -- swarm";

const CHANGES: &str = "\
Examples:
  dynamo compare --change read_quorum=1 cart.json
  dynamo compare --change quorum=strict cart.json
  dynamo compare --change 'latency={\"constant_ms\": 5}' cart.json
  dynamo compare --without 4 cart.json
  dynamo compare --with other.json cart.json

The names are those of the members of “cluster” in a scenario; a value is JSON or a bare word.";

/// What the swarm is to do.
#[derive(Args, Debug)]
pub struct Swarm {
    /// The seeds to run: the first, and the one behind the last
    #[arg(long, default_value = "0..1000", value_name = "FROM..TO", value_parser = seeds)]
    pub seeds: Range<u64>,
    /// One seed alone, with all that was counted
    #[arg(long, value_name = "NUMBER", conflicts_with = "seeds", value_parser = seed)]
    pub seed: Option<u64>,
    /// How many to run at a time; one for each processor if not given
    #[arg(long, value_name = "NUMBER")]
    pub jobs: Option<NonZero<usize>>,
    /// End after so many failures
    #[arg(long, default_value = "5", value_name = "FAILURES")]
    pub stop_at: NonZero<usize>,
    /// Where scenarios of failures are written
    #[arg(long, value_name = "FOLDER")]
    pub out: Option<PathBuf>,
    /// A mistake in the protocol, to see what is told of it
    #[cfg(feature = "planted")]
    #[arg(long, value_name = "BUG", value_parser = bug)]
    pub planted: Option<Bug>,
}

#[cfg(feature = "planted")]
fn bug(text: &str) -> Result<Bug, String> {
    let named = Bug::ALL.iter().find(|bug| format!("{bug:?}") == text);
    named.copied().ok_or_else(|| "No bug has this name.".to_owned())
}

/// A seed that has another one behind it.
fn seed(text: &str) -> Result<u64, String> {
    let seed = text.parse().map_err(|error| format!("{error}"))?;
    if seed < u64::MAX { Ok(seed) } else { Err(format!("The last seed is {}.", u64::MAX - 1)) }
}

fn seeds(text: &str) -> Result<Range<u64>, String> {
    let complaint = || "Write two numbers as in 0..1000.".to_owned();
    let (from, to) = text.split_once("..").ok_or_else(complaint)?;
    let number = |text: &str| text.parse().map_err(|_| complaint());
    let (from, to) = (number(from)?, number(to)?);
    if from < to { Ok(from..to) } else { Err("The second number is the larger one.".to_owned()) }
}

/// A scenario and how far it is run.
#[derive(Args, Debug)]
pub struct Scenario {
    /// The scenario
    #[arg(value_name = "FILE")]
    pub file: String,
    /// When the run ends: milliseconds, or step:NUMBER, or event:NUMBER; by default at the
    /// scenario's until_ms, or ten seconds after its last command
    #[arg(short, long, value_name = "MOMENT")]
    pub until: Option<Until>,
    /// Another seed
    #[arg(long, value_name = "NUMBER")]
    pub seed: Option<u64>,
}

/// When a run ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Until {
    /// At this time.
    Time(Time),
    /// After so many steps.
    Step(u32),
    /// When this event has happened, from 0.
    Event(u32),
}

impl FromStr for Until {
    type Err = String;

    fn from_str(text: &str) -> Result<Until, String> {
        let complaint =
            || "Write milliseconds as in 430 or 12.5, or step:120, or event:1000.".to_owned();
        if let Some(step) = text.strip_prefix("step:") {
            return step.parse().map(Until::Step).map_err(|_| complaint());
        }
        if let Some(event) = text.strip_prefix("event:") {
            return event.parse().map(Until::Event).map_err(|_| complaint());
        }
        let digits = text.strip_suffix("ms").unwrap_or(text).trim_end();
        let (whole, rest) = digits.split_once('.').unwrap_or((digits, ""));
        let plain = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if !plain(whole) || !plain(rest) || whole.is_empty() || whole.len() > 9 || rest.len() > 3 {
            return Err(complaint());
        }
        let micros = format!("{whole}{rest:0<3}").parse().map_err(|_| complaint())?;
        Ok(Until::Time(Time::from_micros(micros)))
    }
}

/// A member of a cluster and its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// The member.
    pub name: String,
    /// Its value.
    pub value: serde_json::Value,
}

impl FromStr for Change {
    type Err = String;

    fn from_str(text: &str) -> Result<Change, String> {
        let (name, value) =
            text.split_once('=').ok_or("Write a name, = and a value: read_quorum=1.")?;
        // A bare word is a text.
        let value = serde_json::from_str(value).unwrap_or_else(|_| value.into());
        Ok(Change { name: name.trim().to_owned(), value })
    }
}
