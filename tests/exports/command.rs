//! The headless command exports what the library does.

use std::process::Command;

use dynamo_playground::session::export::{Format, Source};
use dynamo_playground::session::stories;
use dynamo_playground::session::timeline::Timeline;

#[test]
fn the_command_writes_every_format() {
    let scenario = stories::shopping_cart();
    let mut timeline = Timeline::new(&scenario);
    timeline.seek(60);
    let source = Source { scenario: &scenario, trace: timeline.trace() };
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/static/scenarios/shopping-cart.json");
    for format in Format::ALL {
        let output = Command::new(env!("CARGO_BIN_EXE_dynamo"))
            .args(["export", format.name(), "--until", "step:60", file])
            .output()
            .expect("the command runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let expected = format.to_text(&source, usize::MAX).expect("room enough");
        assert_eq!(String::from_utf8_lossy(&output.stdout), expected);
    }
    let wrong = Command::new(env!("CARGO_BIN_EXE_dynamo"))
        .args(["export", "svg", file])
        .output()
        .expect("the command runs");
    assert_eq!(wrong.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&wrong.stderr).contains("the formats are trace, shiviz"));
}
