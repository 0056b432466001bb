//! The guide for those who write lessons: its example holds, and no kind of question is left out.

use std::fs;

use dynamo_playground::session::document;
use dynamo_playground::session::expectations::check;
use dynamo_playground::session::lesson::variations::vary;
use dynamo_playground::session::lesson::{Stop, stops};
use dynamo_playground::session::run::{End, Run};

use crate::folder;

fn guide() -> String {
    fs::read_to_string(folder().join("README.md")).expect("the guide")
}

#[test]
fn the_example_of_the_guide_is_a_lesson_that_holds() {
    let guide = guide();
    let mut blocks = guide.split("```json\n").skip(1).filter_map(|rest| rest.split("```").next());
    let example = blocks.find(|block| block.starts_with('{')).expect("an example");
    let document = document::read(example).unwrap_or_else(|flaw| panic!("{flaw}"));
    assert!(document.lesson.is_some() && !document.expectations.is_empty());
    let stops = stops(&document.narration, &document.questions);
    assert!(stops.iter().any(|(_, stop)| matches!(stop, Stop::Beat(_))));
    let mut run = Run::new(document.clone()).expect("a run");
    assert_ne!(run.finish(), End::Full);
    let findings = check(run.timeline_mut(), &document.expectations);
    let mut complaints: Vec<String> =
        findings.iter().filter(|finding| !finding.holds).map(ToString::to_string).collect();
    let varied = vary(&document).expect("setups that make sense");
    assert!(!varied.is_empty(), "the example asks something");
    complaints.extend(varied.iter().filter_map(|answers| answers.complaint()));
    crate::none_of(&complaints);
}

#[test]
fn the_guide_names_everything_that_can_be_asked_and_shown() {
    let schema = folder().join("../scenario.schema.json");
    let schema = fs::read_to_string(schema).expect("the schema");
    let schema: serde_json::Value = serde_json::from_str(&schema).expect("JSON");
    let properties = &schema["properties"];
    let kinds = properties["questions"]["items"]["properties"].as_object().expect("questions");
    let guide = guide();
    let others = ["at_ms", "step", "text", "explanation"];
    let mut complaints: Vec<String> = kinds
        .keys()
        .filter(|kind| !others.contains(&kind.as_str()))
        .filter(|kind| !guide.contains(&format!("| `\"{kind}\": {{")))
        .map(|kind| format!("the question {kind} is not in the guide"))
        .collect();
    let pictures = &properties["narration"]["items"]["properties"]["show"]["enum"];
    let pictures = pictures.as_array().expect("pictures").iter().filter_map(|name| name.as_str());
    complaints.extend(
        pictures
            .filter(|name| !guide.contains(&format!("`{name}`")))
            .map(|name| format!("the picture {name} is not in the guide")),
    );
    assert!(kinds.len() > others.len());
    crate::none_of(&complaints);
}
