//! How long the plain data of each picture takes to make, at the end of a history whose annals are
//! kept up: `cargo bench --bench pictures`.

#[path = "../tests/long_history/mod.rs"]
mod long_history;

use std::rc::Rc;

use divan::Bencher;
use dynamo_playground::dynamo::identity::{ClientId, NodeId};
use dynamo_playground::dynamo::key::Key;
use dynamo_playground::session::annals::requests::Requests;
use dynamo_playground::session::annals::{Annals, Kept};
use dynamo_playground::session::session::Session;
use dynamo_playground::session::timeline::Timeline;
use dynamo_playground::view::cluster::ClusterView;
use dynamo_playground::view::hints::HintsView;
use dynamo_playground::view::history::HistoryView;
use dynamo_playground::view::key::KeyView;
use dynamo_playground::view::layout::Layout;
use dynamo_playground::view::members::MembersView;
use dynamo_playground::view::merkle::MerkleView;
use dynamo_playground::view::metrics::MetricsView;
use dynamo_playground::view::node::NodeDetail;
use dynamo_playground::view::request::RequestView;
use dynamo_playground::view::ring::{Band, RingView};
use dynamo_playground::view::stage::{Scene, StageView};

/// Histories of so many events are looked at.
const EVENTS: [usize; 2] = [10_000, 100_000];

fn main() {
    divan::main();
}

/// Five nodes, and gossip, hints and trees as well.
fn session(events: usize) -> Session {
    long_history::large(5, events)
}

fn key() -> Key {
    Key::new("key 7").expect("a key")
}

/// Makes a picture of a history and its annals, again and again.
fn draw<A: Annals, P>(bencher: Bencher, events: usize, picture: impl Fn(&Timeline, &A) -> P) {
    let session = session(events);
    let mut kept = Kept::<A>::default();
    let (timeline, annals) = (session.timeline(), kept.of(session.timeline()));
    bencher.bench_local(|| picture(timeline, annals));
}

#[divan::bench(args = EVENTS)]
fn stage(bencher: Bencher, events: usize) {
    let session = session(events);
    let simulation = session.timeline().simulation();
    let layout = Layout::wide(5);
    let placement = &simulation.setup().store.placement;
    let band = Rc::new(Band::new(simulation.ring(), &layout, placement));
    let ring = RingView::new(band, simulation.ring(), &layout, None, None);
    let scene = Scene {
        simulation,
        trace: session.timeline().trace(),
        layout: &layout,
        ring: &ring,
        key: None,
        requests: &[],
        selected: None,
        message: None,
    };
    bencher.bench_local(|| StageView::new(&scene));
}

#[divan::bench(args = EVENTS)]
fn one_key(bencher: Bencher, events: usize) {
    let session = session(events);
    bencher.bench_local(|| KeyView::new(session.timeline().simulation(), &key()));
}

#[divan::bench(args = EVENTS)]
fn one_node(bencher: Bencher, events: usize) {
    let session = session(events);
    bencher.bench_local(|| NodeDetail::new(session.timeline().simulation(), NodeId(0)));
}

#[divan::bench(args = EVENTS)]
fn newest_request(bencher: Bencher, events: usize) {
    draw(bencher, events, |timeline, requests: &Requests| {
        let newest = requests.recent(timeline.trace().len(), 1);
        RequestView::new(timeline.trace(), requests, *newest.first()?)
    });
}

#[divan::bench(args = EVENTS)]
fn versions_of_a_key(bencher: Bencher, events: usize) {
    draw(bencher, events, |timeline, annals| {
        HistoryView::new(annals, timeline, &key(), &[], ClientId(0))
    });
}

#[divan::bench(args = EVENTS)]
fn hints(bencher: Bencher, events: usize) {
    draw(bencher, events, |timeline, annals| HintsView::new(annals, timeline));
}

#[divan::bench(args = EVENTS)]
fn trees(bencher: Bencher, events: usize) {
    draw(bencher, events, |timeline, annals| MerkleView::new(timeline, annals, None, None));
}

#[divan::bench(args = EVENTS)]
fn members(bencher: Bencher, events: usize) {
    draw(bencher, events, |timeline, annals| MembersView::new(timeline, annals, None));
}

#[divan::bench(args = EVENTS)]
fn nodes(bencher: Bencher, events: usize) {
    draw(bencher, events, |timeline, annals| ClusterView::new(timeline, annals, 0));
}

#[divan::bench(args = EVENTS)]
fn metrics(bencher: Bencher, events: usize) {
    draw(bencher, events, MetricsView::new);
}
