//! What must be true of every text that can reach the playground, whatever it is. Random texts are
//! held to it here, and texts that a fuzzer finds by what they reach in `fuzz/`.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use dynamo_playground::dynamo::identity::ClientId;
use dynamo_playground::session::document::{self, Complaint, Document, contents};
use dynamo_playground::session::export::{Format, Source};
use dynamo_playground::session::session::Session;
use dynamo_playground::session::{link, transcript};
use dynamo_playground::sim::data_type::{Counter, ObservedRemoveSet};
use dynamo_playground::sim::latency::Latency;
use dynamo_playground::sim::setup::Setup;
use dynamo_playground::sim::trace::digest;
use dynamo_playground::view::knobs::{self, delay_ms, fields, followers, nodes, permille};
use dynamo_playground::view::lesson::progress::Progress;
use dynamo_playground::view::log::{Search, Wanted};
use dynamo_playground::view::narration::sentence;
use dynamo_playground::view::parameters::Parameters;
use dynamo_playground::view::words::{file_stem, moment, shortened, typed_moment};
use miniz_oxide::deflate::compress_to_vec_zlib;
use serde_json::Value;

/// How far each session is played.
const STEPS: u32 = 300;

/// Larger clusters take long and hold nothing else.
const NODES_MAX: u16 = 12;

/// So many commands are given by hand at most: each begins a history of its own.
const GIVEN_MAX: usize = 40;

/// A document, or a text that is told why it is none. Says which.
pub fn text_is_read_or_refused(text: &str) -> bool {
    read_or_refused(text, document::read(text))
}

/// The fragment of an address. Says whether it is a session.
pub fn link_is_read_or_refused(link: &str) -> bool {
    match link::read(link) {
        // Where it stands in a text that nobody sees is looked at in the text itself.
        Err(complaint) => read_or_refused("", Err(Complaint { spot: None, ..complaint })),
        read => read_or_refused(link, read),
    }
}

/// A text says the same in a link as by itself.
pub fn packed_text_is_read_alike(text: &str) {
    let packed = URL_SAFE_NO_PAD.encode(compress_to_vec_zlib(text.as_bytes(), 1));
    // A link is refused for its length before it is looked into.
    if packed.len() < 100_000 {
        let read = link::read(&format!("#session=1.{packed}"));
        assert_eq!(read, document::read(text), "{text}");
    }
}

fn read_or_refused(text: &str, read: Result<Document, Complaint>) -> bool {
    match read {
        Err(complaint) => {
            let told = complaint.to_string();
            assert!(is_sentence(&told), "{told}");
            assert!(!told.contains(char::is_control), "{told:?}");
            if let Some(spot) = complaint.spot {
                let line = text.split('\n').nth(spot.line as usize - 1);
                let columns = line.map_or(0, |line| line.chars().count() as u32) + 1;
                assert!((1..=columns).contains(&spot.column), "{spot:?} in {text}");
            }
            false
        }
        Ok(document) => {
            let written = document::write(&document);
            assert_eq!(document::read(&written), Ok(document.clone()), "{text}");
            if document.setup.nodes <= 30 {
                let cursor = document.cursor.clone().filter(|cursor| cursor.steps < 500);
                let opened = Document { cursor, ..document }.into_session();
                assert!(opened.is_ok(), "{text}");
            }
            true
        }
    }
}

/// A complaint is a sentence that can be shown.
fn is_sentence(complaint: &str) -> bool {
    complaint.ends_with(['.', '?']) && complaint.chars().count() < 1_500
}

/// What a document comes to if it is played from its beginning, is told and exported as its
/// formats ask for, and comes back as it was. Says whether it was one.
pub fn played_is_told_and_exported(text: &str) -> bool {
    let Some(document) = playable(text) else { return false };
    let mut session = opened(document);
    let timeline = session.timeline_mut();
    while timeline.steps() < STEPS && timeline.step() {}
    is_told(&session);
    is_exported(&session);
    comes_back(&session);
    true
}

/// What a document's commands come to if a person gives them, each at the step that it names,
/// which may lie in the past.
pub fn commands_can_be_given_by_hand(text: &str) {
    let Some(document) = playable(text) else { return };
    let mut session = opened(Document { commands: Vec::new(), ..document.clone() });
    for recorded in document.commands.into_iter().take(GIVEN_MAX) {
        session.timeline_mut().seek(recorded.step % STEPS);
        // What makes no sense now is refused; that is no news to hold.
        let given = session.give(recorded.command).map_err(|error| error.to_string());
        assert!(given.is_ok() || given.is_err_and(|told| is_sentence(&told)));
        session.timeline_mut().step();
    }
    is_told(&session);
    comes_back(&session);
}

fn playable(text: &str) -> Option<Document> {
    let document = document::read(text).ok()?;
    (document.setup.nodes <= NODES_MAX).then_some(Document { cursor: None, ..document })
}

fn opened(document: Document) -> Session {
    match document.into_session() {
        Ok(opened) => opened.session,
        Err(complaint) => panic!("read, and not opened: {complaint}"),
    }
}

/// Every event as a sentence without anything that a terminal or a page would obey.
fn is_told(session: &Session) {
    let trace = session.timeline().trace();
    for event in trace {
        let said = sentence(trace, event).text;
        assert!(!said.is_empty() && !said.contains(char::is_control), "{said:?}");
    }
    assert!(!transcript::render(trace).is_empty() || trace.is_empty());
    let mut search = Search::default();
    let wanted = Wanted { words: "a \u{130} <b>".to_owned(), ..Wanted::default() };
    while search.look(session.timeline(), &wanted, 97) {}
}

/// Every export, read by a parser of its own format.
fn is_exported(session: &Session) {
    let trace = session.timeline().trace();
    let json = |text: &str| serde_json::from_str::<Value>(text).is_ok();
    let lines = export(Format::Trace, session);
    assert!(lines.lines().all(json), "{lines}");
    assert_eq!(lines.lines().count(), trace.len() + 1);
    let chrome = export(Format::Chrome, session);
    assert!(json(&chrome), "{chrome}");
    for line in export(Format::Jepsen, session).lines() {
        assert!(edn_format::parse_str(line).is_ok(), "{line}");
    }
    for format in [Format::Requests, Format::Nodes] {
        let table = export(format, session);
        let mut reader = csv::Reader::from_reader(table.as_bytes());
        assert!(reader.records().all(|record| record.is_ok()), "{table}");
    }
    let log = export(Format::Shiviz, session);
    assert!(!log.contains('\r') && !log.contains('\u{0}'), "{log:?}");
}

fn export(format: Format, session: &Session) -> String {
    let source = Source { scenario: session.scenario(), trace: session.timeline().trace() };
    let mut text = String::new();
    format.write(&source, &mut text).expect("writing to memory has no way to fail");
    text
}

/// It can be saved and shared wherever it stands, and is the same again.
fn comes_back(session: &Session) {
    let document = Document::of_session(session, None);
    assert_eq!(document::read(&document::write(&document)), Ok(document.clone()));
    if let Ok(link) = link::write(&document) {
        assert_eq!(link::read(&link), Ok(document.clone()));
    }
    let again = opened(document);
    assert_eq!(digest(again.timeline().trace()), digest(session.timeline().trace()));
}

/// Every field takes the text, or tells why not.
pub fn fields_take_or_refuse(text: &str) {
    for field in fields() {
        let mut setup = Setup::default();
        if let Err(complaint) = (field.write)(&mut setup, text) {
            assert!(is_sentence(&complaint), "{}: {complaint}", field.id);
            continue;
        }
        for error in setup.check().err().into_iter().flatten() {
            assert!(is_sentence(&error.to_string()), "{}: {error}", field.id);
        }
        let shown = (field.read)(&setup);
        let mut again = Setup::default();
        assert_eq!((field.write)(&mut again, &shown), Ok(()), "{}: “{}”", field.id, shown);
        assert_eq!((field.read)(&again), shown, "{}: “{}”", field.id, text);
        let _ = followers(field.id, text);
    }
}

/// Single numbers, lists, moments, latencies, titles.
pub fn words_are_read_or_refused(text: &str) {
    let told = [
        delay_ms(text).err(),
        permille(text).err(),
        nodes(text).err(),
        knobs::whole_number(text).err(),
    ];
    assert!(told.iter().flatten().all(|complaint| is_sentence(complaint)), "{told:?}");
    if let Some(time) = typed_moment(text) {
        assert!(!moment(time).is_empty());
    }
    if let Ok(latency) = text.parse::<Latency>() {
        assert_eq!(latency.to_string().parse::<Latency>(), Ok(latency));
    }
    assert!(shortened(text, 5).chars().count() <= 6);
    let stem = file_stem(text);
    assert!(stem.chars().all(|letter| letter.is_alphanumeric() || letter == '-'), "{stem}");
}

/// The page's address is understood, or told of in one message.
pub fn address_is_understood_or_told_of(text: &str) {
    let (speeds, themes) = ([2, 20, 200], ["light", "dark"]);
    let (parameters, told) = Parameters::read(text, &speeds, &themes);
    if let Some(told) = told {
        assert!(is_sentence(&told) && !told.contains(char::is_control), "{told:?}");
    }
    // The name becomes a part of an address.
    let letters =
        |name: &str| name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    assert!(parameters.scenario.is_none_or(|name| letters(&name) && !name.is_empty()));
    assert!(parameters.speed.is_none_or(|speed| speeds.contains(&speed)));
    assert!(parameters.theme.is_none_or(|theme| themes.contains(&theme.as_str())));
}

/// Anyone can put a text that looks like the state of a counter or a set, or nearly so.
pub fn states_are_taken_as_far_as_they_make_sense(text: &str) {
    for text in [format!("count 1: {text}"), format!("set {text}"), text.to_owned()] {
        let mut counter = Counter::parse(&text);
        assert_eq!(Counter::parse(&counter.to_text()), counter);
        counter.add(ClientId(0), i64::MIN);
        counter.merge(&Counter::parse(&text));
        assert!(!counter.to_text().is_empty());
        let mut set = ObservedRemoveSet::parse(&text);
        set.add(ClientId(0), "milk");
        set.merge(&ObservedRemoveSet::parse(&text));
        assert!(set.items().count() >= 1 && !set.to_text().is_empty());
    }
}

/// What is kept on the device, or fetched beside the page, and may be anything by then.
pub fn kept_texts_are_read_or_left_out(text: &str) {
    let progress = Progress::read(text);
    assert_eq!(Progress::read(&progress.write()), progress, "{text:?}");
    if let Some(entries) = contents::read(text) {
        assert_eq!(contents::read(&contents::write(&entries)), Some(entries), "{text}");
    }
    let terms = contents::read_glossary(text);
    assert!(terms.iter().flatten().all(|term| term.term.len() + term.text.len() <= text.len()));
}
