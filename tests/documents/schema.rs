//! The published schema: it is the one that the program makes, and an independent validator
//! takes by it what the program takes.

use std::fs;
use std::path::Path;

use dynamo_playground::session::document::{self, Document};
use jsonschema::Validator;
use serde_json::Value;

use crate::histories::{SEEDS, run, scenario};
use crate::{EVERYTHING, examples};

/// A validator by the schema.
pub fn validator() -> Validator {
    let schema: Value = serde_json::from_str(&document::schema()).expect("the schema is JSON");
    jsonschema::validator_for(&schema).expect("a schema")
}

fn complaints(validator: &Validator, text: &str) -> Vec<String> {
    let value: Value = serde_json::from_str(text).expect("JSON");
    let error =
        |error: jsonschema::ValidationError<'_>| format!("{}: {error}", error.instance_path());
    validator.iter_errors(&value).map(error).collect()
}

/// After a change of the format: `UPDATE_SCHEMA=1 cargo test --test documents`.
#[test]
fn the_published_schema_is_up_to_date() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("static/scenario.schema.json");
    if std::env::var_os("UPDATE_SCHEMA").is_some() {
        fs::write(&path, document::schema()).expect("the schema can be written");
    }
    let published = fs::read_to_string(path).unwrap_or_default();
    assert!(published == document::schema(), "run with UPDATE_SCHEMA=1");
}

#[test]
fn all_that_can_be_written_is_valid() {
    let validator = validator();
    for (name, text) in examples() {
        assert_eq!(complaints(&validator, &text), [""; 0], "{name}");
    }
    assert_eq!(complaints(&validator, EVERYTHING), [""; 0]);
    for seed in SEEDS.step_by(4) {
        let text = document::write(&Document::of_session(&run(scenario(seed)), None));
        assert_eq!(complaints(&validator, &text), [""; 0], "seed {seed}");
    }
}

/// A name that stands in the schema and nowhere in the example would be tested by nothing.
#[test]
fn every_name_of_the_schema_stands_in_the_example() {
    let schema: Value = serde_json::from_str(&document::schema()).expect("JSON");
    let mut names = Vec::new();
    collect(&schema, &mut names);
    assert!(names.len() > 100, "{names:?}");
    for name in names {
        let is_there = EVERYTHING.contains(&format!("\"{name}\":"));
        assert!(
            is_there
                || name == "constant_ms"
                || name == "uniform"
                || name == "heartbeat_ms"
                || ["exponential", "min_ms", "max_ms", "mean_ms"].contains(&name.as_str()),
            "{name}"
        );
    }
}

fn collect(schema: &Value, names: &mut Vec<String>) {
    match schema {
        Value::Object(members) => {
            if let Some(Value::Object(properties)) = members.get("properties") {
                names.extend(properties.keys().cloned());
            }
            members.values().for_each(|member| collect(member, names));
        }
        Value::Array(elements) => elements.iter().for_each(|element| collect(element, names)),
        _ => {}
    }
}

#[test]
fn the_validator_refuses_what_is_wrong() {
    let validator = validator();
    for wrong in [
        "{}",
        "{\"version\": 2}",
        "{\"version\": 1, \"cluster\": {\"nodes\": 0}}",
        "{\"version\": 1, \"commands\": [{\"at_ms\": 1}]}",
        "{\"version\": 1, \"commands\": [{\"crash\": \"A\", \"heal\": {}}]}",
        "{\"version\": 1, \"surprise\": 1}",
    ] {
        assert!(!complaints(&validator, wrong).is_empty(), "{wrong}");
        assert!(document::read(wrong).is_err(), "{wrong}");
    }
}
