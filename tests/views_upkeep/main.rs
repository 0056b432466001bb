//! The pictures of upkeep: what they show equals what the trace and the nodes themselves say, over
//! random histories, and what is said of a picture changes as it does.

#[path = "../histories/mod.rs"]
mod histories;

mod merkle;

use dynamo_playground::session::session::Session;

/// Random histories, each brought to a few moments.
fn moments(look: impl Fn(&Session)) {
    for seed in (0..256).step_by(9) {
        let mut session = histories::run(histories::scenario(seed));
        let known = session.timeline().known_steps();
        for part in [0, 1, 2, 3, 5, 7, 8] {
            session.timeline_mut().seek(known * part / 8);
            look(&session);
        }
    }
}
