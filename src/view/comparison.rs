//! Two runs side by side, as tables and sentences, and the choice of what to compare with.

mod choices;
mod rows;

pub use self::choices::{Beside, ChoiceGroup, CompareChoice, compare_choices, kept};
use super::narration::sentence;
use super::words::moment;
use crate::dynamo::time::Time;
use crate::session::compare::{Comparison, DifferenceKind, Pair, run};
use crate::session::scenario::{Recorded, Scenario};
use crate::session::session::Session;
use crate::session::timeline::Timeline;
use crate::sim::trace::EventId;

/// The most events of either run that are compared.
pub const COMPARED_EVENTS_MAX: usize = 100_000;

/// Where little is known of a history, both are run at least this long, in milliseconds.
const LEAST_MS: u64 = 2_000;

/// The most rows of a table that are the same in both runs, and those that differ.
pub const ROWS_MAX: usize = 100;

/// Two runs side by side.
#[derive(Clone, Debug, PartialEq)]
pub struct ComparisonView {
    /// What the runs are called.
    pub names: Pair<String>,
    /// What there is to say of the whole.
    pub summary: String,
    /// The commands that only one of them was given, in sentences.
    pub commands: Pair<Vec<String>>,
    /// The first difference.
    pub first: Option<FirstDifference>,
    /// What became of requests, of keys and of the cluster.
    pub tables: Vec<OutcomeTable>,
    /// Whether the changed run can be kept as a branch.
    pub is_branch_to_be: bool,
}

/// The first event that is not the same.
#[derive(Clone, Debug, PartialEq)]
pub struct FirstDifference {
    /// How it differs.
    pub what: &'static str,
    /// What happened in either run; none if nothing did.
    pub events: Pair<Option<ComparedEvent>>,
}

/// An event of a run that is compared.
#[derive(Clone, Debug, PartialEq)]
pub struct ComparedEvent {
    /// When, in words.
    pub at: String,
    /// What, in a sentence.
    pub text: String,
    /// The event.
    pub event: EventId,
}

/// Outcomes of one kind.
#[derive(Clone, Debug, PartialEq)]
pub struct OutcomeTable {
    /// Its name within the page.
    pub id: &'static str,
    /// What it is about.
    pub title: &'static str,
    /// The rows, those that differ first.
    pub rows: Vec<OutcomeRow>,
    /// How many more there are that are not shown.
    pub more: usize,
}

/// One outcome in either run.
#[derive(Clone, Debug, PartialEq)]
pub struct OutcomeRow {
    /// Of what.
    pub subject: String,
    /// What came of it.
    pub outcomes: Pair<String>,
}

impl OutcomeRow {
    /// Whether it is not the same in both runs.
    pub fn differs(&self) -> bool {
        self.outcomes.left != self.outcomes.right
    }
}

impl ComparisonView {
    /// Runs the history that is looked at, and something beside it, and compares them. A run with
    /// a change that makes no sense gives the sentences that say so.
    ///
    /// # Errors
    /// What is wrong with the change.
    #[inline(never)]
    pub fn new(session: &Session, choice: &CompareChoice) -> Result<ComparisonView, String> {
        let current = session.current_branch();
        let commands = session.branch_commands(current).unwrap_or_default().to_vec();
        let scenario = session.scenario();
        let name = session.branches().get(current).map_or("", |branch| branch.name());
        let mut until = session.branch_end(current).unwrap_or_default();
        let (changed, others) = match &choice.beside {
            Beside::Change(change) => change.apply(scenario.clone(), commands.clone()),
            Beside::Branch(branch) => {
                until = until.max(session.branch_end(*branch).unwrap_or_default());
                let others = session.branch_commands(*branch).unwrap_or_default().to_vec();
                (scenario.clone(), others)
            }
        };
        let until = until.max(Time::from_millis(LEAST_MS));
        let runs = run_both(scenario, commands, &changed, others, until)?;
        let names = Pair { left: name.to_owned(), right: choice.label.clone() };
        let is_branch_to_be =
            matches!(choice.beside, Beside::Change(_)) && changed.setup == scenario.setup;
        Ok(ComparisonView { is_branch_to_be, ..ComparisonView::of(names, &runs, until) })
    }

    fn of(names: Pair<String>, runs: &Pair<Timeline>, until: Time) -> ComparisonView {
        let comparison = Comparison::new(&runs.left, &runs.right);
        let told = |run: &Timeline, event: EventId| {
            let trace = run.trace();
            trace.get(event.0 as usize).map(|found| ComparedEvent {
                at: moment(found.at),
                text: sentence(trace, found).text,
                event,
            })
        };
        let commands = |run: &Timeline, events: &[EventId]| {
            let events = events.iter().filter_map(|event| told(run, *event));
            events.map(|event| format!("{}: {}", event.at, event.text)).collect()
        };
        let first = comparison.first.map(|first| FirstDifference {
            what: match first.kind {
                DifferenceKind::Missing => "It happens in one run only.",
                DifferenceKind::Time => "The same happens at another time.",
                DifferenceKind::Content => "It happens in another way.",
            },
            events: Pair {
                left: first.events.left.and_then(|event| told(&runs.left, event)),
                right: first.events.right.and_then(|event| told(&runs.right, event)),
            },
        });
        let end = runs.as_ref().map(|run| run.simulation().now());
        let cut = match end.left.min(end.right) < until
            && (runs.left.is_full() || runs.right.is_full())
        {
            true => format!(" Only the first {COMPARED_EVENTS_MAX} events of either are compared."),
            false => String::new(),
        };
        let (same, differing) = (comparison.same, comparison.differing);
        let summary = match differing {
            0 => format!("Both runs are the same up to {}: {same} events.{cut}", moment(until)),
            _ => format!(
                "Both were run up to {}: {same} events are the same, {differing} are not.{cut}",
                moment(until)
            ),
        };
        ComparisonView {
            names,
            summary,
            commands: Pair {
                left: commands(&runs.left, &comparison.commands.left),
                right: commands(&runs.right, &comparison.commands.right),
            },
            first,
            tables: rows::tables(&comparison),
            is_branch_to_be: false,
        }
    }
}

/// Both runs up to a moment, or up to where the shorter one has to end.
fn run_both(
    scenario: &Scenario,
    commands: Vec<Recorded>,
    changed: &Scenario,
    others: Vec<Recorded>,
    until: Time,
) -> Result<Pair<Timeline>, String> {
    let sentences = |errors: Vec<crate::sim::setup::SetupError>| {
        errors.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
    };
    let one = |scenario: &Scenario, commands: Vec<Recorded>, until: Time| {
        run(scenario, commands, until, COMPARED_EVENTS_MAX).map_err(sentences)
    };
    let mut left = one(scenario, commands, until)?;
    let mut right = one(changed, others, until)?;
    // What one of them had no room for is no difference.
    let last = |run: &Timeline| run.trace().last().map_or(until, |event| event.at);
    let end = |run: &Timeline| if run.is_full() { last(run) } else { until };
    let common = end(&left).min(end(&right));
    left.seek_time(common);
    right.seek_time(common);
    Ok(Pair { left, right })
}
