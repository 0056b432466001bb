//! What nodes tell of the requests that they coordinate.

use crate::dynamo::identity::Address;
use crate::dynamo::note::{HandOnReason, Note};
use crate::dynamo::preference_list::Role;
use crate::view::narration::{count, listed};

/// The sentence for what a coordinator tells of a request.
pub(super) fn coordination(
    process: Option<Address>,
    who: &str,
    note: &Note,
) -> (String, &'static str, u8) {
    match note {
        Note::HandedOn { key, to, why: HandOnReason::NotAReplica } => (
            format!(
                "{who} hands the request on to {to}: {who} is not among the first N healthy nodes of “{key}”, {to} is."
            ),
            "§4.5",
            70,
        ),
        Note::HandedOn { to, why: HandOnReason::Fastest, .. } => (
            format!(
                "{who} hands the put on to {to}, which answered the client’s last get fastest: there the client will read its own write."
            ),
            "§5",
            70,
        ),
        Note::HandedOnAgain { silent, to } => (
            format!(
                "{who} hands the get on to {to}, since {silent} stays silent. A get can be done twice without harm."
            ),
            "§4.5",
            75,
        ),
        Note::HandOnGivenUp { silent } => (
            format!(
                "{who} does not hand the put to another node: {silent} is silent but may have taken it up, and two coordinators would make two versions of one write."
            ),
            "§4.5",
            80,
        ),
        Note::ClientCorrected => (
            format!(
                "{who} sees that the client chose it by an old ring and sends it the present one."
            ),
            "§6.4",
            62,
        ),
        Note::Coordinating { key, list, role, needed, .. } => {
            let why = match role {
                Some(Role::Primary(rank)) => {
                    let primaries = listed(list.primaries());
                    format!("it is number {rank} of the preference list {primaries}")
                }
                Some(Role::Fallback) => "it stands in for a node that seems down".to_owned(),
                None => "it was asked to".to_owned(),
            };
            let answers = count(usize::from(*needed), "answer", "answers");
            (
                format!(
                    "{who} coordinates the request for “{key}”: {why}. It needs {answers} in all, its own included."
                ),
                "§4.5",
                72,
            )
        }
        Note::VersionMade { clock, had_context: true, .. } => (
            format!(
                "{who} makes the new version {clock}: what the client’s context had seen, with {who}’s own counter raised."
            ),
            "§4.4",
            40,
        ),
        Note::VersionMade { clock, had_context: false, .. } => (
            format!(
                "{who} makes the new version {clock}. The client gave no context, so it claims to have read nothing."
            ),
            "§4.4",
            40,
        ),
        Note::ClockTruncated { dropped } => (
            format!(
                "{who} drops the oldest pair of the clock, that of {dropped}: it had grown too long. Versions that only this pair told apart will seem to be in conflict."
            ),
            "§4.4",
            89,
        ),
        Note::AlsoWritten { node } => (
            format!(
                "{node} is about to keep the key and gets the version as well, without counting for the quorum."
            ),
            "§4.9",
            47,
        ),
        Note::Asked { node, stands_in_for: None, .. } if process == Some((*node).into()) => {
            (format!("{who} counts itself among the nodes that keep the key."), "§4.5", 6)
        }
        Note::Asked { node, stands_in_for: None, until } => {
            (format!("{who} asks {node} and waits for it until {until}."), "§4.5", 6)
        }
        Note::Asked { node, stands_in_for: Some(owner), .. } => (
            format!(
                "{node} stands in for {owner}, which seems down: it is the next healthy node of the preference list."
            ),
            "§4.6",
            74,
        ),
        Note::Counted { node, answered, needed, late: false } => (
            format!("{who} counts {node}’s answer: {answered} of the {needed} needed."),
            "§4.5",
            45,
        ),
        Note::Counted { node, late: true, .. } => (
            format!("{node}’s answer comes after the quorum. {who} did not have to wait for it."),
            "§4.5",
            46,
        ),
        Note::QuorumReached { needed } => (
            format!(
                "{who} has its quorum of {needed} and answers the client without waiting for the others."
            ),
            "§4.5",
            85,
        ),
        Note::Reconciled { left: 0, .. } => {
            (format!("{who} finds no version: nothing was ever put under this key."), "§4.4", 86)
        }
        Note::Reconciled { received, left: 1 } => {
            let received = count(usize::from(*received), "version", "versions");
            (
                format!(
                    "{who} reconciles the {received} received to one: the others are the same or its ancestors."
                ),
                "§4.4",
                84,
            )
        }
        Note::Reconciled { received, left } => (
            format!(
                "{who} reconciles the {received} versions received to {left} siblings: none of them descends from another, so only the application can merge them."
            ),
            "§4.4",
            95,
        ),
        Note::RepairAwaited { holding: 0, needed } => (
            format!(
                "{who} does not answer the client yet: {needed} copies must hold what it has found, and none is known to. Read repair blocks."
            ),
            "§5",
            83,
        ),
        Note::RepairAwaited { holding, needed } => (
            format!(
                "{who} does not answer the client yet: {needed} copies must hold what it has found, and {holding} of them do. Read repair blocks."
            ),
            "§5",
            83,
        ),
        Note::RepairReached { needed } => (
            format!(
                "{} now what {who} has found, as many as a put writes: no later get that meets one of them finds less, and the client gets its answer.",
                hold(*needed)
            ),
            "§5",
            85,
        ),
        Note::VersionsWanted { needed } => (
            format!(
                "{who} reads before it writes: it needs {} before it makes the new version. The paper’s puts save this round trip.",
                count(usize::from(*needed), "answer", "answers")
            ),
            "§4.5",
            71,
        ),
        Note::VersionsGathered { clock, .. } => (
            match clock.is_empty() {
                true => format!("{who} has read enough copies, and none holds anything."),
                false => format!(
                    "{who} has read enough copies: the new version will descend from all that they hold, {clock}, whether its writer had read it or not."
                ),
            },
            "§4.4",
            73,
        ),
        Note::VersionsTooLate { node } => (
            format!(
                "{node}’s versions come too late: {who} has made the new version from what others hold."
            ),
            "§4.5",
            47,
        ),
        Note::Silent { node } => (
            format!(
                "{who} stops waiting for {node}: no answer in time. Silence is not a refusal, {node} may have done its part."
            ),
            "§4.6",
            65,
        ),
        Note::ReplicaRefused { node } => {
            (format!("{node} refuses: it is no member of the ring."), "§4.8.1", 66)
        }
        Note::QuorumImpossible { answered, needed } => (
            format!(
                "{who} fails the request at once: too many refuse for {needed} answers to come, and only {answered} came."
            ),
            "§4.5",
            90,
        ),
        Note::DeadlinePassed { answered, needed } => (
            format!(
                "{who} fails the request: only {answered} of {needed} answers by the deadline. A put that fails may still have been stored somewhere."
            ),
            "§4.5",
            90,
        ),
        Note::Finished => (
            format!("{who} is done with the request: every node has answered or been given up."),
            "§4.5",
            15,
        ),
        Note::Refused(reason) => (format!("{who} refuses the request: {reason}."), "§4.1", 80),
        Note::RepeatIgnored => {
            (format!("{who} has seen this before and ignores the repetition."), "", 35)
        }
        Note::AnswerTooLate { node } => (
            format!(
                "{node}’s answer comes too late: {who} is done with the request. What {node} stored stays."
            ),
            "§4.5",
            48,
        ),
        _ => (String::new(), "", 0),
    }
}

/// That so many copies hold something.
fn hold(copies: u8) -> String {
    match copies {
        1 => "1 copy holds".to_owned(),
        many => format!("{many} copies hold"),
    }
}
