//! Makes the scripts that stand in the page smaller: nobody reads remarks there, and everybody fetches
//! them.

/// A page whose scripts are without remarks and indentation. Remarks that stand behind code stay.
pub fn plain(page: &str) -> String {
    let Some((scripts, behind)) = page.rsplit_once("</script>") else { return page.to_owned() };
    let mut plain = String::with_capacity(page.len());
    for piece in scripts.split("</script>") {
        let (before, script) = piece.rsplit_once("<script").unwrap_or((piece, ""));
        let (tag, script) = script.split_once('>').unwrap_or((script, ""));
        plain.push_str(&format!("{before}<script{tag}>{}</script>", without_remarks(script)));
    }
    plain + behind
}

fn without_remarks(script: &str) -> String {
    // None of our scripts has a text of several lines, or a remark `/** … */` of several.
    let is_remark =
        |line: &str| line.starts_with("//") || (line.starts_with("/**") && line.ends_with("*/"));
    let lines = script.lines().map(str::trim);
    lines
        .filter(|line| !line.is_empty() && !is_remark(line))
        .map(|line| format!("{line}\n"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_lose_their_remarks_and_nothing_else_does() {
        let page = "<p>// kept</p>\n  <script type=\"module\">\n  // gone\n  /** gone */\n  \
             go(\"a // b\");\n\n  stop(); // kept\n</script>\n  <p>/** kept */</p>";
        assert_eq!(
            plain(page),
            "<p>// kept</p>\n  <script type=\"module\">go(\"a // b\");\nstop(); // kept\n</script>\n  <p>/** kept */</p>"
        );
    }

    #[test]
    fn a_page_without_scripts_stays_as_it_is() {
        assert_eq!(plain("<body>\n  <p></p>\n</body>"), "<body>\n  <p></p>\n</body>");
    }
}
