//! The content security policy: what the browser lets the finished page do.
//!
//! All that the page consists of comes from where the page itself comes from, and nothing else is
//! ever fetched or run: no script but the files of the build and the ones that stand in the page,
//! each by its hash; no style but the style sheets. Texts cannot become markup or script by mistake,
//! as the browser refuses that as well (trusted types).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use crate::console::Problem;
use crate::finish::PAGE;

/// What is allowed besides the scripts in the page itself. Whether other pages may embed this one
/// can only be said by a server, in a header; by default they may.
const RULES: [&str; 10] = [
    "default-src 'none'",
    "style-src 'self'",
    // Pictures are drawn for PNG by way of a `data:` address.
    "img-src 'self' data:",
    "connect-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    // The one policy is made in `static/starting.js`.
    "trusted-types default",
];

/// The page comes first in it, so that nothing stands in front of the policy.
const CHARSET: &str = "<meta charset=\"utf-8\" />";

/// The page with its policy in it.
pub fn guard(page: &str) -> Result<String, Problem> {
    let problem = |what: &str| Problem::new(format!("{PAGE} {what}"));
    if page.contains("<style") || page.contains(" style=") {
        return Err(problem(
            "has a style in it: the policy lets only style sheets of their own be.",
        ));
    }
    let (before, after) = page
        .split_once(CHARSET)
        .ok_or_else(|| problem(&format!("has no {CHARSET}, behind which its policy stands.")))?;
    if before.contains("<script") || before.contains("<link") {
        return Err(problem("has something in front of its policy that would escape it."));
    }
    let scripts = inline_scripts(page)
        .ok_or_else(|| problem("has a script in it that does not end with </script>."))?;
    let hashes: String = scripts.into_iter().map(|script| format!(" {}", hash(script))).collect();
    let rules = RULES.join("; ");
    let policy = format!("{rules}; script-src 'self' 'wasm-unsafe-eval'{hashes}");
    let meta = format!("<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\" />");
    Ok(format!("{before}{CHARSET}\n    {meta}{after}"))
}

/// The texts of all scripts that stand in the page itself.
fn inline_scripts(page: &str) -> Option<Vec<&str>> {
    let mut scripts = Vec::new();
    let mut rest = page;
    while let Some((_, behind)) = rest.split_once("<script") {
        let (tag, behind) = behind.split_once('>')?;
        let (script, behind) = behind.split_once("</script>")?;
        if !tag.contains(" src=") {
            scripts.push(script);
        }
        rest = behind;
    }
    Some(scripts)
}

/// How a policy names a text.
fn hash(text: &str) -> String {
    format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text.as_bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finish::tests::PAGE_AS_BUILT;

    /// The policy in a page.
    fn policy(page: &str) -> &str {
        let (_, rest) = page.split_once("Content-Security-Policy\" content=\"").expect("a policy");
        rest.split('"').next().expect("its end")
    }

    #[test]
    fn every_script_in_the_page_is_named_by_its_hash_and_no_other_is() {
        let page = guard(PAGE_AS_BUILT).expect("a page with a policy");
        // As `printf 'start();' | openssl dgst -sha256 -binary | base64` says.
        let start = "'sha256-E6jQvrT2ZivWG9GJ4AAEZf4MhI7l3QkLroW4hgvUT4c='";
        let scripts = format!("script-src 'self' 'wasm-unsafe-eval' {start}");
        assert!(policy(&page).ends_with(&scripts), "{page}");
        let two = PAGE_AS_BUILT
            .replace("</body>", "<script>\n1</script><script src=\"x\"></script></body>");
        let page = guard(&two).expect("a page with a policy");
        let scripts = format!("{scripts} {}", hash("\n1"));
        assert!(policy(&page).ends_with(&scripts), "{page}");
    }

    #[test]
    fn nothing_is_allowed_that_makes_a_policy_worthless() {
        let page = guard(PAGE_AS_BUILT).expect("a page with a policy");
        for loose in ["'unsafe-inline'", "'unsafe-eval'", "'unsafe-hashes'", "*", "http:", "https:"]
        {
            assert!(!policy(&page).contains(loose), "{loose} in {page}");
        }
        assert!(policy(&page).starts_with("default-src 'none'"), "{page}");
    }

    #[test]
    fn the_policy_stands_in_front_of_all_that_it_is_about() {
        let page = guard(PAGE_AS_BUILT).expect("a page with a policy");
        let at = |what: &str| page.find(what).expect(what);
        assert!(at("utf-8") < at("Content-Security-Policy"));
        assert!(at("Content-Security-Policy") < at("<script"));
        for early in ["<link rel=\"icon\" />", "<script src=\"x\"></script>"] {
            let page = PAGE_AS_BUILT.replace("<head>", &format!("<head>{early}"));
            assert!(guard(&page).is_err(), "{page}");
        }
    }

    #[test]
    fn what_no_policy_can_cover_is_a_problem() {
        for (from, to) in [
            ("<title>", "<style>p {}</style><title>"),
            ("<body>", "<body style=\"margin: 0\">"),
            ("</script>", ""),
            ("utf-8", "latin1"),
        ] {
            assert!(guard(&PAGE_AS_BUILT.replace(from, to)).is_err(), "{to}");
        }
    }
}
