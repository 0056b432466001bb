//! Nodes named by typing, where there are too many to list them.

use dynamo_playground::dynamo::identity::NodeId;
use dynamo_playground::view::roster::{LISTED_MAX, Roster, Standing};

fn roster(nodes: u16) -> Roster {
    let standing = |node| Standing { node: NodeId(node), up: true, paused: false };
    Roster { nodes: (0..nodes).map(standing).collect(), ..Roster::default() }
}

#[test]
fn every_node_is_found_by_its_letters_and_nobody_else_is() {
    for nodes in [1, LISTED_MAX as u16, 1_000] {
        let roster = roster(nodes);
        assert_eq!(roster.is_large(), usize::from(nodes) > LISTED_MAX);
        for node in (0..nodes).map(NodeId) {
            assert_eq!(roster.named(&node.to_string()), Ok(node));
            assert_eq!(roster.named(&format!(" {} ", node.to_string().to_lowercase())), Ok(node));
        }
        let last = NodeId(nodes - 1);
        for wrong in [NodeId(nodes).to_string().as_str(), "", "A B", "1", "–"] {
            let complaint = roster.named(wrong).unwrap_err();
            assert!(complaint.contains(&last.to_string()), "{wrong}: {complaint}");
        }
    }
}

#[test]
fn several_are_named_one_by_one_and_as_ranges() {
    let roster = roster(60);
    let all = |first: u16, last: u16| (first..=last).map(NodeId).collect::<Vec<NodeId>>();
    assert_eq!(roster.several("C, A B"), Ok(all(0, 2)));
    assert_eq!(roster.several("Y–AB c-E D"), Ok([all(2, 4), all(24, 27)].concat()));
    assert_eq!(roster.several("B–A"), Ok(Vec::new()), "a range from back to front is empty");
    assert_eq!(roster.several(""), Ok(Vec::new()));
    assert!(roster.several("A–ZZ").is_err() && roster.several("A ?").is_err());
}
