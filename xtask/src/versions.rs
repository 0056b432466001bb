//! Version numbers: of the installed tools, and the ones that the project asks for.

/// A version number of three parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version {
    /// Grows with incompatible changes.
    pub major: u32,
    /// Grows with additions, or with incompatible changes while the major number is 0.
    pub minor: u32,
    /// Grows with corrections.
    pub patch: u32,
}

impl std::fmt::Display for Version {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}.{}.{}", self.major, self.minor, self.patch)
    }
}

/// Finds the version number in what a program prints for `--version`, such as `trunk 0.21.14`,
/// `wasm-bindgen 0.2.130 (0c0a1b2c3)` or `v20.19.0`.
pub fn version_in(output: &str) -> Option<Version> {
    output.split_whitespace().find_map(parse_version)
}

fn parse_version(word: &str) -> Option<Version> {
    let word = word.strip_prefix('v').unwrap_or(word);
    // What follows the numbers, such as `-beta.1`, does not matter for any decision made here.
    let numbers = word.split(['-', '+']).next()?;
    let mut parts = numbers.split('.').map(|part| part.parse().ok());
    let version = Version { major: parts.next()??, minor: parts.next()??, patch: parts.next()?? };
    parts.next().is_none().then_some(version)
}

/// Finds the release number in what wasm-opt prints for `--version`, such as
/// `wasm-opt version 132 (version_132)`.
pub fn wasm_opt_version_in(output: &str) -> Option<u32> {
    let mut words = output.split_whitespace();
    words.find(|word| *word == "version")?;
    words.next()?.parse().ok()
}

/// Finds the version of a package in the text of a `Cargo.lock`.
pub fn locked_version(lock_file: &str, package: &str) -> Option<String> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock_file.lines().map(str::trim);
    lines.find(|line| *line == name)?;
    lines
        .take_while(|line| !line.starts_with('['))
        .find_map(|line| line.strip_prefix("version = \"")?.strip_suffix('"'))
        .map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn version_numbers_are_found_in_what_tools_print() {
        let version = |major, minor, patch| Some(Version { major, minor, patch });
        assert_eq!(version_in("trunk 0.21.14\n"), version(0, 21, 14));
        assert_eq!(version_in("wasm-bindgen 0.2.130 (0c0a1b2c3)"), version(0, 2, 130));
        assert_eq!(version_in("v20.19.0\n"), version(20, 19, 0));
        assert_eq!(version_in("trunk 0.22.0-beta.1"), version(0, 22, 0));
        assert_eq!(
            version_in("Chromium 150.0.1.2 built on Debian"),
            None,
            "four parts are no version of a tool"
        );
        assert_eq!(version_in("no number here"), None);
    }

    #[test]
    fn newer_versions_compare_as_greater() {
        assert!(version_in("v20.9.9") < version_in("v20.10.0"));
    }

    #[test]
    fn wasm_opt_counts_its_releases() {
        assert_eq!(wasm_opt_version_in("wasm-opt version 132 (version_132)"), Some(132));
        assert_eq!(wasm_opt_version_in("wasm-opt version 108"), Some(108));
        assert_eq!(wasm_opt_version_in("wasm-opt"), None);
    }

    const LOCK_FILE: &str = "\
version = 4

[[package]]
name = \"wasm-bindgen-shared\"
version = \"0.2.7\"

[[package]]
name = \"wasm-bindgen\"
version = \"0.2.130\"
source = \"registry+https://github.com/rust-lang/crates.io-index\"

[[package]]
name = \"unversioned\"

[[package]]
name = \"yew\"
version = \"0.23.0\"
";

    #[test]
    fn the_lock_file_tells_the_version_of_exactly_the_named_package() {
        assert_eq!(locked_version(LOCK_FILE, "wasm-bindgen").as_deref(), Some("0.2.130"));
        assert_eq!(locked_version(LOCK_FILE, "yew").as_deref(), Some("0.23.0"));
        assert_eq!(locked_version(LOCK_FILE, "unversioned"), None);
        assert_eq!(locked_version(LOCK_FILE, "absent"), None);
    }
}
