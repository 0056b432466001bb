//! What a scenario tells on the way.

use dynamo_playground::dynamo::time::Time;
use dynamo_playground::session::document;

const TOLD: &str = r#"{
  "version": 1,
  "description": "About carts.",
  "narration": [
    { "at_ms": 10, "text": "A put." },
    { "step": 7, "text": "The seventh step." },
    { "at_ms": 20, "text": "The end." }
  ]
}"#;

#[test]
fn the_last_text_whose_time_has_come_is_told() {
    let document = document::read(TOLD).unwrap();
    let told = |steps, micros| document.told_at(steps, Time::from_micros(micros));
    assert_eq!(told(0, 0), Some("About carts."));
    assert_eq!(told(3, 9_999), Some("About carts."));
    assert_eq!(told(3, 10_000), Some("A put."));
    assert_eq!(told(6, 12_000), Some("A put."));
    assert_eq!(told(7, 12_000), Some("The seventh step."));
    assert_eq!(told(8, 20_000), Some("The end."));
}

#[test]
fn a_document_without_a_word_tells_nothing() {
    let document = document::read(r#"{ "version": 1 }"#).unwrap();
    assert_eq!(document.told_at(9, Time::from_millis(9)), None);
}
