//! What somebody may have meant who wrote a name that there is not.

/// The longest piece of somebody else's text that is repeated in a sentence, in characters.
const QUOTED_CHARS_MAX: usize = 40;

/// A sentence about a name that there is not, with the nearest of those that there are.
pub(super) fn unknown<'a>(found: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    let known: Vec<&str> = known.into_iter().collect();
    let nearest = known
        .iter()
        .filter(|name| is_near(found, name))
        .min_by_key(|name| strsim::levenshtein(&shortened(found), name));
    let mend = match (nearest, known.as_slice()) {
        (Some(name), _) => format!("Did you mean “{name}”?"),
        (None, []) => "Take it out.".to_owned(),
        (None, [one]) => format!("Only “{one}” can stand here."),
        (None, several) => format!("What can stand here: {}.", several.join(", ")),
    };
    format!("“{}” is not known here. {mend}", shortened(found))
}

/// Whether somebody who wrote one name may have meant the other.
pub(super) fn is_near(found: &str, name: &str) -> bool {
    let distance = strsim::levenshtein(&shortened(found), name);
    (1..=1 + name.len() / 4).contains(&distance)
}

/// The beginning of a text, on one line.
pub(super) fn shortened(text: &str) -> String {
    let printable = |character: char| if character.is_control() { '\u{fffd}' } else { character };
    let mut short: String = text.chars().take(QUOTED_CHARS_MAX).map(printable).collect();
    if text.chars().nth(QUOTED_CHARS_MAX).is_some() {
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_suggested_if_it_is_near() {
        let known = ["nodes", "zones", "read_quorum"];
        assert_eq!(unknown("node", known), "“node” is not known here. Did you mean “nodes”?");
        assert!(unknown("read_qourum", known).ends_with("Did you mean “read_quorum”?"));
        let far = "What can stand here: nodes, zones, read_quorum.";
        assert!(unknown("latency", known).ends_with(far));
        assert!(unknown("x", ["a_long_name"]).ends_with("Only “a_long_name” can stand here."));
        assert_eq!(shortened(&"é\n".repeat(50)).chars().count(), QUOTED_CHARS_MAX + 1);
    }
}
