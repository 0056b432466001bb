//! Colours: a node keeps its colour in every picture, and no meaning hangs on colour alone.

use crate::dynamo::identity::NodeId;

/// A node's colour and the ink that can be read on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NodeColour {
    /// The colour, in CSS.
    pub fill: String,
    /// Black or white, whichever contrasts by at least 4.5 to 1.
    pub ink: &'static str,
}

/// The eight colours of Okabe and Ito, which stay apart for colour-blind eyes; the black of
/// theirs is a grey here, for black is the ink.
const SMALL_RING: [(&str, &str); 8] = [
    ("#0072b2", "#fff"),
    ("#e69f00", "#000"),
    ("#009e73", "#000"),
    ("#cc79a7", "#000"),
    ("#56b4e9", "#000"),
    ("#d55e00", "#000"),
    ("#f0e442", "#000"),
    ("#6b7280", "#fff"),
];

/// A larger ring than this has no colour for every node: neighbours share one of so many.
const HUES: u16 = 48;

/// So many colours there are on a larger one.
const BROAD_HUES: u16 = 24;

/// The first node of a colour: that of `node`.
pub fn hue_node(node: NodeId, nodes: u16) -> NodeId {
    if nodes <= HUES {
        return node;
    }
    let (node, nodes, hues) = (u32::from(node.0), u32::from(nodes), u32::from(BROAD_HUES));
    // The first of all nodes whose share of the circle begins in the same hue.
    let hue = node * hues / nodes;
    NodeId((hue * nodes).div_ceil(hues) as u16)
}

/// The colour of a node in a ring of `nodes`. Beyond eight nodes the hue goes around with the
/// node's place, and the letter tells neighbours apart.
pub fn node_colour(node: NodeId, nodes: u16) -> NodeColour {
    if usize::from(nodes) <= SMALL_RING.len()
        && let Some((fill, ink)) = SMALL_RING.get(node.index())
    {
        return NodeColour { fill: (*fill).to_owned(), ink };
    }
    let hue = u32::from(hue_node(node, nodes).0) * 360 / u32::from(nodes.max(1));
    NodeColour { fill: format!("hsl({hue} 65% 68%)"), ink: "#000" }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn luminance(hex: &str) -> f64 {
        let full = match hex.len() {
            4 => hex[1..].chars().flat_map(|digit| [digit, digit]).collect(),
            _ => hex[1..].to_owned(),
        };
        let channel = |from: usize| {
            let value = f64::from(u8::from_str_radix(&full[from..from + 2], 16).unwrap()) / 255.0;
            if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * channel(0) + 0.7152 * channel(2) + 0.0722 * channel(4)
    }

    #[test]
    fn every_letter_can_be_read_on_its_colour() {
        for (fill, ink) in SMALL_RING {
            let (one, other) = (luminance(fill), luminance(ink));
            let contrast = (one.max(other) + 0.05) / (one.min(other) + 0.05);
            assert!(contrast >= 4.5, "{ink} on {fill}: {contrast:.2}");
        }
    }

    #[test]
    fn nodes_of_one_ring_differ() {
        for nodes in [5, 8, 9, 40] {
            let colours: std::collections::BTreeSet<String> =
                (0..nodes).map(|node| node_colour(NodeId(node), nodes).fill).collect();
            assert_eq!(colours.len(), usize::from(nodes));
        }
    }

    #[test]
    fn nodes_of_a_large_ring_share_few_colours() {
        for nodes in [49, 64, 1_000] {
            let colours: std::collections::BTreeSet<String> =
                (0..nodes).map(|node| node_colour(NodeId(node), nodes).fill).collect();
            assert_eq!(colours.len(), usize::from(BROAD_HUES));
            for node in (0..nodes).map(NodeId) {
                let first = hue_node(node, nodes);
                assert!(first <= node && hue_node(first, nodes) == first);
            }
        }
    }
}
