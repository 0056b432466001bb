//! The log: what is found is what is said, whatever was looked through at once.

use dynamo_playground::dynamo::identity::NodeId;
use dynamo_playground::session::session::Session;
use dynamo_playground::session::stories;
use dynamo_playground::session::timeline::Timeline;
use dynamo_playground::sim::command::Command;
use dynamo_playground::sim::trace::EventId;
use dynamo_playground::view::filter::{About, Filter, Sort, Traffic};
use dynamo_playground::view::log::{LogView, Search, Wanted};
use dynamo_playground::view::narration::sentence;

fn words(words: &str) -> Wanted {
    Wanted { words: words.to_owned(), ..Wanted::default() }
}

/// All that is found, looked through in pieces of this length.
fn found(timeline: &Timeline, wanted: &Wanted, piece: usize) -> Vec<EventId> {
    let mut search = Search::default();
    while search.look(timeline, wanted, piece) {}
    (0..search.count(timeline)).map(|place| search.event(place).unwrap()).collect()
}

#[test]
fn a_search_finds_what_is_said() {
    let session = crate::histories::run(crate::histories::scenario(2));
    let timeline = session.timeline();
    let trace = timeline.known_trace();
    for looked_for in ["hint", "§4.6", "QUORUM", "stores  key", "b §4.6", "nothing says this"] {
        let parts: Vec<String> =
            looked_for.to_lowercase().split_whitespace().map(str::to_owned).collect();
        let wanted: Vec<EventId> = trace
            .iter()
            .filter(|event| {
                let said = sentence(trace, event);
                let process = event.process.map(|process| process.to_string());
                let request = event.request.map(|request| request.to_string());
                let all = [said.text, said.section.to_owned()].into_iter();
                let all: String = all.chain(process).chain(request).collect::<Vec<_>>().join(" ");
                parts.iter().all(|part| all.to_lowercase().contains(part))
            })
            .map(|event| event.id)
            .collect();
        for piece in [1, 97, trace.len()] {
            assert_eq!(found(timeline, &words(looked_for), piece), wanted, "“{looked_for}”");
        }
        assert_eq!(wanted.is_empty(), looked_for == "nothing says this");
    }
}

#[test]
fn an_empty_search_is_the_whole_log() {
    let session = crate::histories::run(crate::histories::scenario(2));
    let timeline = session.timeline();
    let everything = found(timeline, &words("  "), 10);
    let all: Vec<EventId> = timeline.known_trace().iter().map(|event| event.id).collect();
    assert_eq!(everything, all);
    // Every event is of one kind, and part of one thing.
    let of_sorts = Sort::ALL
        .map(|sort| found(timeline, &Wanted { sort: Some(sort), ..Wanted::default() }, 500).len());
    let of_traffics = Traffic::ALL.map(|traffic| {
        let filter = Filter { traffic: Some(traffic), about: About::Anything };
        found(timeline, &Wanted { filter, ..Wanted::default() }, 500).len()
    });
    assert_eq!(of_sorts.iter().sum::<usize>(), all.len());
    assert_eq!(of_traffics.iter().sum::<usize>(), all.len());
    assert!(of_sorts.iter().all(|count| *count > 0));
}

#[test]
fn a_search_goes_on_where_the_history_does_and_begins_anew_with_another() {
    let mut session = Session::new(stories::shopping_cart()).unwrap();
    session.timeline_mut().seek(30);
    let (mut search, wanted) = (Search::default(), words("stores"));
    while search.look(session.timeline(), &wanted, 20) {}
    let before = search.count(session.timeline());
    assert!(before > 0);
    session.timeline_mut().seek(60);
    assert!(search.look(session.timeline(), &wanted, 20), "there is more to look at");
    while search.look(session.timeline(), &wanted, 20) {}
    assert_eq!(search.count(session.timeline()), found(session.timeline(), &wanted, 1_000).len());
    assert!(search.count(session.timeline()) > before);
    // A command given in the past makes another history.
    session.timeline_mut().seek(10);
    session.give(Command::Crash(NodeId(0))).unwrap();
    while search.look(session.timeline(), &wanted, 20) {}
    assert_eq!(search.count(session.timeline()), found(session.timeline(), &wanted, 1_000).len());
    assert!(search.count(session.timeline()) < before);
}

#[test]
fn rows_are_the_found_ones_around_the_cursor() {
    let mut session = Session::new(stories::shopping_cart()).unwrap();
    session.timeline_mut().seek(60);
    session.timeline_mut().seek(25);
    let timeline = session.timeline();
    let wanted = Wanted { sort: Some(Sort::Messages), ..Wanted::default() };
    let mut search = Search::default();
    while search.look(timeline, &wanted, 50) {}
    let view = LogView::new(timeline, &search, None, 3, 10);
    assert_eq!(view.rows.len(), 10);
    for (index, row) in view.rows.iter().enumerate() {
        let event = &timeline.known_trace()[row.event.0 as usize];
        assert_eq!(row.place, index + 3);
        assert_eq!(search.event(row.place), Some(row.event));
        assert_eq!(row.text, sentence(timeline.known_trace(), event).text);
        assert_eq!(row.later, row.event.0 as usize >= timeline.trace().len());
    }
    // The lit row is the last one that has happened.
    let present = view.present.unwrap();
    let passed = timeline.trace().len() as u32;
    assert!(search.event(present).unwrap().0 < passed);
    assert!(search.event(present + 1).unwrap().0 >= passed);
    // Beyond the end the last rows are shown.
    let end = LogView::new(timeline, &search, None, 1_000_000, 10);
    assert_eq!(end.rows.last().unwrap().place, end.count - 1);
    let reached = search.event(7).unwrap();
    assert_eq!(LogView::new(timeline, &search, Some(reached), 0, 5).reached, Some(7));
}

#[test]
fn what_is_said_of_the_log_changes_as_it_does() {
    let mut session = Session::new(stories::shopping_cart()).unwrap();
    let view = |session: &Session, search: &Search| {
        LogView::new(session.timeline(), search, None, 0, 20).description()
    };
    let mut search = Search::default();
    let everything = Wanted::default();
    search.look(session.timeline(), &everything, 10);
    assert!(view(&session, &search).starts_with("0 events, none of them up to the cursor."));
    session.timeline_mut().seek(40);
    let known = session.timeline().known_trace().len();
    assert!(view(&session, &search).starts_with(&format!("{known} events, {known} of them")));
    let wanted = words("stores");
    search.look(session.timeline(), &wanted, 10);
    assert!(view(&session, &search).contains("so far; looking on"));
    while search.look(session.timeline(), &wanted, 10) {}
    let count = search.count(session.timeline());
    assert!(view(&session, &search).starts_with(&format!("{count} of {known} events, {count}")));
    session.timeline_mut().seek(0);
    assert!(view(&session, &search).contains("none of them up to the cursor"));
    while search.look(session.timeline(), &words("no such words"), 1_000) {}
    assert!(view(&session, &search).contains("Nothing is in view."));
}
