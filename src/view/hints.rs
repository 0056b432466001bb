//! Hints as life lines, and the debt of hints over time (Dynamo §4.6): who keeps what for whom,
//! since when, and why it has not been given back.

use super::words::{moment, rounded};
use crate::dynamo::identity::NodeId;
use crate::dynamo::key::Key;
use crate::dynamo::time::{Duration, Time};
use crate::session::annals::hints::{HintAnnals, HintEvent, HintLife};
use crate::session::timeline::Timeline;
use crate::sim::trace::EventId;

/// How many lives are drawn: those that go on, and the youngest of those that have ended.
pub const LIVES_SHOWN: usize = 40;

/// How many steps of the debt are drawn; of more, the highest of several.
const STEPS_SHOWN: usize = 240;

/// The picture of all hints.
#[derive(Clone, Debug, PartialEq)]
pub struct HintsView {
    /// The lives, those that go on first, each the youngest first.
    pub lives: Vec<LifeView>,
    /// How many more there have been.
    pub left_out: usize,
    /// How many hints are on all disks now.
    pub debt: u32,
    /// The most there have been at once, in all that is known.
    pub debt_most: u32,
    /// The debt over time: where in the breadth of the picture, and how many from there on.
    pub steps: Vec<(f64, u32)>,
    /// Where the present moment stands.
    pub now: f64,
    /// What the left edge and the right edge stand for.
    pub span: (Time, Time),
}

/// One life.
#[derive(Clone, Debug, PartialEq)]
pub struct LifeView {
    /// Who keeps it.
    pub stand_in: NodeId,
    /// For whom.
    pub owner: NodeId,
    /// The key.
    pub key: Key,
    /// The event with which it began.
    pub stored: EventId,
    /// Where it begins and where it ends, or has come to by now.
    pub reach: (f64, f64),
    /// What befell it.
    pub marks: Vec<LifeMark>,
    /// Whether it goes on.
    pub outstanding: bool,
    /// How it stands, in words.
    pub standing: String,
}

/// Something that befell a hint.
#[derive(Clone, Debug, PartialEq)]
pub struct LifeMark {
    /// The event.
    pub event: EventId,
    /// Where in the breadth of the picture.
    pub place: f64,
    /// What happened.
    pub what: HintEvent,
    /// The same in words, with the time.
    pub words: String,
}

impl HintsView {
    /// The hints as of the cursor.
    #[inline(never)]
    pub fn new(annals: &HintAnnals, timeline: &Timeline) -> HintsView {
        let events = timeline.trace().len();
        let now = timeline.simulation().now();
        let first = annals.debt().first().map_or(Time::ZERO, |debt| debt.at);
        let end = timeline.known_trace().last().map_or(now, |event| event.at.max(now));
        let span = (first, end.max(first + Duration::from_millis(1)));
        let place = |at: Time| share(span, at);
        let known = annals.lives().partition_point(|life| (life.stored.0.0 as usize) < events);
        let lives = &annals.lives()[..known];
        let mut shown = Vec::new();
        for outstanding in [true, false] {
            let such = lives.iter().rev().filter(|life| life.is_outstanding(events) == outstanding);
            let room = LIVES_SHOWN - shown.len();
            shown.extend(such.take(room).map(|life| {
                let moments = life.moments_before(events);
                let until = moments.last().filter(|_| !outstanding).map_or(now, |end| end.at);
                let mark = |moment: &crate::session::annals::hints::HintMoment| LifeMark {
                    event: moment.event,
                    place: place(moment.at),
                    what: moment.what,
                    words: format!(
                        "{}, {}",
                        what_happened(life, moment.what),
                        self::moment(moment.at)
                    ),
                };
                LifeView {
                    stand_in: life.stand_in,
                    owner: life.owner,
                    key: life.key.clone(),
                    stored: life.stored.0,
                    reach: (place(life.stored.1), place(until)),
                    marks: moments.iter().map(mark).collect(),
                    outstanding,
                    standing: match outstanding {
                        true => waiting(annals, timeline, life),
                        false => ended(life, moments.last().map(|end| (end.what, end.at))),
                    },
                }
            }));
        }
        let most = annals.debt().iter().map(|debt| debt.count).max().unwrap_or_default();
        HintsView {
            left_out: lives.len() - shown.len(),
            lives: shown,
            debt: annals.debt_after(events),
            debt_most: most,
            steps: steps(annals, span),
            now: place(now),
            span,
        }
    }

    /// The hints in words.
    pub fn description(&self) -> String {
        let all = self.lives.len() + self.left_out;
        let begin = match (all, self.debt) {
            (0, _) => {
                return "No hint has been stored: no replica has stayed silent to a coordinator that had something to write.".to_owned();
            }
            (_, 0) => "No hint is waiting.".to_owned(),
            (_, 1) => "One hint is waiting:".to_owned(),
            (_, many) => format!("{many} hints are waiting:"),
        };
        let mut text = begin;
        for life in self.lives.iter().filter(|life| life.outstanding) {
            text += &format!(" {}", life.sentence());
        }
        let over = all as u32 - self.debt;
        text + &match over {
            0 => String::new(),
            1 => " One has come to its end before.".to_owned(),
            _ => format!(" {over} have come to their ends before."),
        }
    }
}

impl LifeView {
    /// The life in a sentence.
    pub fn sentence(&self) -> String {
        let LifeView { stand_in, owner, key, standing, outstanding, .. } = self;
        let verb = if *outstanding { "keeps" } else { "kept" };
        format!("{stand_in} {verb} “{key}” for {owner}: {standing}.")
    }
}

/// Where a moment stands in a span of time, from 0 to 1.
fn share((first, end): (Time, Time), at: Time) -> f64 {
    let whole = end.since(first).as_micros().max(1) as f64;
    (at.max(first).since(first).as_micros() as f64 / whole).min(1.0)
}

/// The steps of the debt. Of steps that fall on one place the highest is drawn, and then the last.
fn steps(annals: &HintAnnals, span: (Time, Time)) -> Vec<(f64, u32)> {
    let mut steps: Vec<(f64, u32)> = Vec::new();
    let mut column = None;
    for debt in annals.debt() {
        let place = share(span, debt.at);
        let here = (place * STEPS_SHOWN as f64) as usize;
        match steps.as_mut_slice() {
            // The highest of the column stands first, the last one after it.
            [.., (_, high), (_, last)] if column == Some(here) => {
                *high = (*high).max(debt.count);
                *last = debt.count;
            }
            _ => steps.extend([(place, debt.count), (place, debt.count)]),
        }
        column = Some(here);
    }
    steps
}

fn what_happened(life: &HintLife, what: HintEvent) -> String {
    let HintLife { stand_in, owner, .. } = life;
    match what {
        HintEvent::Grown => format!("{stand_in} stores another version with it"),
        HintEvent::Sent => format!("{stand_in} sends it to {owner}"),
        HintEvent::LostOnTheWay => "it is lost on the way".to_owned(),
        HintEvent::Arrived => format!("{owner} has got it"),
        HintEvent::WordLost => format!("{owner}’s word that it has it is lost"),
        HintEvent::Kept => format!("it stays at {stand_in}: it has grown since it was sent"),
        HintEvent::Delivered => format!("{stand_in} deletes it: {owner} has it"),
        HintEvent::Rehomed { to: Some(to) } => format!("from now on it is for {to}"),
        HintEvent::Rehomed { to: None } => format!("{stand_in} takes it among its own data"),
        HintEvent::DiskLost => format!("{stand_in} loses its disk, and the hint with it"),
    }
}

fn ended(life: &HintLife, end: Option<(HintEvent, Time)>) -> String {
    let HintLife { stand_in, owner, stored, .. } = life;
    let Some((what, at)) = end else { return String::new() };
    let age = rounded(at.since(stored.1));
    match what {
        HintEvent::Delivered => format!("delivered after {age}"),
        HintEvent::Rehomed { to: Some(to) } => {
            format!("{owner} has left the ring, so that it goes to {to}, after {age}")
        }
        HintEvent::Rehomed { to: None } => {
            format!("taken among {stand_in}’s own data after {age}")
        }
        _ => format!("lost with {stand_in}’s disk after {age}: {owner} may never get it this way"),
    }
}

/// Why a hint is still there.
fn waiting(annals: &HintAnnals, timeline: &Timeline, life: &HintLife) -> String {
    let simulation = timeline.simulation();
    let (now, events) = (simulation.now(), timeline.trace().len());
    let HintLife { stand_in, owner, stored, .. } = life;
    let age = rounded(now.since(stored.1));
    let why = 'why: {
        let Some(process) = simulation.node(*stand_in) else { break 'why String::new() };
        let Some(node) = process.running() else {
            break 'why format!("{stand_in} is down itself, the hint on its disk");
        };
        if process.is_paused() {
            break 'why format!("{stand_in} stands still");
        }
        let moments = life.moments_before(events);
        let suspected = node.detector().suspects().get(owner);
        if let Some(since) = suspected {
            // Beliefs carry the time of the node's own clock.
            let ahead = i64::from(process.clock_ahead_ms()) * 1_000;
            let since = Time::from_micros(since.as_micros().saturating_add_signed(-ahead));
            break 'why format!(
                "{owner} is believed down by {stand_in} since {}",
                rounded(now.since(since.min(now)))
            );
        }
        match moments.last().map(|moment| (moment.what, moment.at)) {
            Some((HintEvent::Sent, at)) => {
                format!("on its way to {owner} since {}", rounded(now.since(at)))
            }
            Some((HintEvent::Arrived, _)) => {
                format!("{owner} has got it, {stand_in} has not been told yet")
            }
            Some((HintEvent::LostOnTheWay | HintEvent::WordLost, at)) => format!(
                "what was sent was lost at {}: it goes again with the next sign of life from {owner}",
                moment(at)
            ),
            _ => match annals.deferred(*stand_in, events) {
                Some((event, at)) if event > stored.0 => format!(
                    "put off at {}: requests are too slow for work in the background (§6.5)",
                    moment(at)
                ),
                _ => format!("{stand_in} waits for a sign of life from {owner}"),
            },
        }
    };
    format!("waiting for {age}: {why}")
}
