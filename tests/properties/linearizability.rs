//! The verdict on a register's history is that of a search through all orders (Wing and Gong,
//! 1993), and its words name the requests that it is about.

use dynamo_playground::dynamo::identity::{ClientId, RequestId};
use dynamo_playground::session::linearizability::{Effect, Operation, Verdict, Why, judge};
use dynamo_playground::sim::trace::EventId;
use proptest::collection::vec;
use proptest::prelude::*;

fn request(sequence: usize) -> RequestId {
    RequestId { client: ClientId(0), sequence: sequence as u32 + 1 }
}

/// Where an operation begins and ends, whether its client was answered, and what it does: as
/// drawn, to be made sense of.
type Drawn = (u32, u32, bool, u8, [u8; 2]);

fn drawn() -> impl Strategy<Value = Vec<Drawn>> {
    vec((0_u32..100, 1_u32..40, prop::bool::weighted(0.8), 0_u8..8, any::<[u8; 2]>()), 1..7)
}

/// A history in which no two moments are the same, and no get sees what began after its end.
fn history(drawn: &[Drawn]) -> Vec<Operation> {
    let mut order: Vec<&Drawn> = drawn.iter().collect();
    order.sort_by_key(|(start, ..)| *start);
    let moment = |place: usize, time: u32, half: u32| EventId(time * 100 + place as u32 * 2 + half);
    let spans: Vec<(EventId, EventId)> = order
        .iter()
        .enumerate()
        .map(|(place, (start, length, ..))| {
            (moment(place, *start, 0), moment(place, start + length, 1))
        })
        .collect();
    let is_write = |place: usize| order[place].3 < 5;
    let of = |(place, (_, _, answered, kind, seen)): (usize, &&Drawn)| {
        let (start, end) = spans[place];
        let writes: Vec<RequestId> = (0..order.len())
            .filter(|write| is_write(*write) && order[*write].3 < 4 && spans[*write].0 < end)
            .map(request)
            .collect();
        let pick = |draw: u8| writes.get(usize::from(draw) % (writes.len() + 1)).copied();
        let effect = match kind {
            0..=3 => Effect::Put,
            4 => Effect::Delete,
            5 if *answered => {
                let mut both: Vec<RequestId> = seen.iter().filter_map(|draw| pick(*draw)).collect();
                both.dedup();
                Effect::Get(both)
            }
            _ if *answered => Effect::Get(pick(seen[0]).into_iter().collect()),
            _ => Effect::Get(Vec::new()),
        };
        Operation { request: request(place), start, end: answered.then_some(end), effect }
    };
    order.iter().enumerate().map(of).collect()
}

/// Whether some order of the operations that are left fits a register that holds this.
fn fits(left: &[&Operation], holds: Option<&Operation>) -> bool {
    let is_open = |operation: &Operation| operation.end.is_none();
    if left.iter().all(|operation| is_open(operation)) {
        return true;
    }
    let may_be_next =
        |next: &&&Operation| left.iter().all(|other| other.end.is_none_or(|end| end > next.start));
    left.iter().filter(may_be_next).any(|next| {
        let rest: Vec<&Operation> =
            left.iter().filter(|other| other.request != next.request).copied().collect();
        match &next.effect {
            Effect::Put | Effect::Delete => fits(&rest, Some(next)),
            Effect::Get(_) if is_open(next) => fits(&rest, holds),
            Effect::Get(seen) => {
                let fitting = match (seen.as_slice(), holds) {
                    ([], None) => true,
                    ([], Some(write)) => write.effect == Effect::Delete,
                    ([seen], Some(write)) => *seen == write.request,
                    _ => false,
                };
                fitting && fits(&rest, holds)
            }
        }
    })
}

/// How many gets found nothing after a deletion had begun.
fn doubtful(history: &[Operation]) -> usize {
    let deleted_before = |end: EventId| {
        history.iter().any(|other| other.effect == Effect::Delete && other.start < end)
    };
    let doubtful = history
        .iter()
        .filter(|get| get.effect == Effect::Get(Vec::new()) && get.end.is_some_and(deleted_before));
    doubtful.count()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_096))]

    #[test]
    fn the_verdict_is_that_of_a_search(drawn in drawn()) {
        let history = history(&drawn);
        let all: Vec<&Operation> = history.iter().collect();
        let expected = fits(&all, None);
        match judge(&history) {
            Verdict::Linearizable => {
                // Gets that may each have seen several deletions are looked at one by one.
                prop_assert!(expected || doubtful(&history) > 1, "{history:#?}");
            }
            Verdict::NotLinearizable(_) => prop_assert!(!expected, "{history:#?}"),
            Verdict::Unknown => prop_assert!(false, "so few operations"),
        }
    }

    /// Without what follows the event that shows an offence, the offence is still there.
    #[test]
    fn an_offence_shows_at_the_event_that_it_names(drawn in drawn()) {
        let mut history = history(&drawn);
        let Verdict::NotLinearizable(offence) = judge(&history) else { return Ok(()) };
        prop_assert!(history.iter().any(|operation| operation.end == Some(offence.shown_at)));
        history.retain(|operation| operation.start <= offence.shown_at);
        for operation in &mut history {
            operation.end = operation.end.filter(|end| *end <= offence.shown_at);
        }
        prop_assert!(matches!(judge(&history), Verdict::NotLinearizable(_)), "{offence}");
    }
}

fn operation(place: usize, start: u32, end: impl Into<Option<u32>>, effect: Effect) -> Operation {
    let end = end.into().map(EventId);
    Operation { request: request(place), start: EventId(start), end, effect }
}

fn offence(history: &[Operation]) -> (Why, String) {
    match judge(history) {
        Verdict::NotLinearizable(offence) => (offence.why, offence.to_string()),
        verdict => panic!("{verdict:?}"),
    }
}

#[test]
fn a_stale_get_is_told_with_the_write_that_it_missed() {
    let history = [
        operation(0, 0, 10, Effect::Put),
        operation(1, 20, 30, Effect::Put),
        operation(2, 40, 50, Effect::Get(vec![request(0)])),
    ];
    let (why, words) = offence(&history);
    assert_eq!(why, Why::WentBack { newer: request(1), older: Some(request(0)) });
    assert_eq!(
        words,
        "Get 1.3 began after the write 1.2 was over, and returned what the write 1.1 left before it."
    );
}

#[test]
fn a_get_that_goes_back_behind_another_is_told_with_it() {
    // The write never ends, so that only the gets tell that it was there.
    let history = [
        operation(0, 0, None, Effect::Put),
        operation(1, 10, 20, Effect::Get(vec![request(0)])),
        operation(2, 30, 40, Effect::Get(vec![])),
    ];
    let (_, words) = offence(&history);
    assert_eq!(
        words,
        "Get 1.3 began after get 1.2 had returned what the write 1.1 left, and found nothing."
    );
}

#[test]
fn siblings_are_told_with_both_writes() {
    let history = [
        operation(0, 0, 10, Effect::Put),
        operation(1, 5, 15, Effect::Put),
        operation(2, 20, 30, Effect::Get(vec![request(0), request(1)])),
    ];
    let (why, words) = offence(&history);
    assert_eq!(why, Why::SideBySide { get: request(2) });
    assert_eq!(
        words,
        "Get 1.3 returned what the writes 1.1 and 1.2 left side by side: a register holds one value at a time."
    );
}

#[test]
fn a_write_that_nobody_saw_and_nobody_acknowledged_need_never_have_been() {
    let history = [
        operation(0, 0, 10, Effect::Put),
        operation(1, 20, None, Effect::Put),
        operation(2, 40, 50, Effect::Get(vec![request(0)])),
    ];
    assert_eq!(judge(&history), Verdict::Linearizable);
}
