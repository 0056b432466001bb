//! What it costs to read texts that are made to do harm, and to open the largest clusters:
//! `cargo bench --bench documents`.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use divan::Bencher;
use dynamo_playground::session::document::{self, limits::TEXT_BYTES_MAX};
use dynamo_playground::session::link;
use miniz_oxide::deflate::compress_to_vec_zlib;

fn main() {
    divan::main();
}

/// As much of a piece as a scenario may hold.
fn full_of(before: &str, piece: &str) -> String {
    format!("{before}{}", piece.repeat((TEXT_BYTES_MAX - before.len()) / piece.len()))
}

fn refuse(bencher: Bencher, text: &str) {
    assert!(document::read(text).is_err());
    bencher.bench(|| document::read(divan::black_box(text)));
}

#[divan::bench]
fn deep_lists(bencher: Bencher) {
    refuse(bencher, &full_of("", "["));
}

#[divan::bench]
fn many_names(bencher: Bencher) {
    let names: Vec<String> = (0..120_000).map(|number| format!("\"kex{number}\":1")).collect();
    refuse(bencher, &format!("{{{}}}", names.join(",")));
}

#[divan::bench]
fn many_digits(bencher: Bencher) {
    refuse(bencher, &full_of("{\"version\": 1, \"seed\": ", "9"));
}

#[divan::bench]
fn a_link_that_unpacks_to_100_megabytes(bencher: Bencher) {
    let bomb = compress_to_vec_zlib(&vec![b' '; 100_000_000], 6);
    let link = format!("#session=1.{}", URL_SAFE_NO_PAD.encode(&bomb));
    assert!(link::read(&link).is_err());
    bencher.bench(|| link::read(divan::black_box(&link)));
}

#[divan::bench(sample_count = 5)]
fn a_thousand_nodes(bencher: Bencher) {
    let text = "{\"version\": 1, \"cluster\": {\"nodes\": 1000, \"tokens_per_node\": 100}}";
    bencher.bench(|| document::read(text).map(document::Document::into_session));
}
