//! Reading the command line.

use std::ffi::OsString;

/// What the command line asks for.
#[derive(Debug, PartialEq, Eq)]
pub enum Request {
    /// Print this text.
    Help(&'static str),
    /// Build the playground, serve it and open it in the browser.
    Play(PlayOptions),
    /// Run the tests.
    Test(Selection),
    /// Check formatting and lints.
    Check,
    /// Check licences, versions and origins of what the project depends on.
    Dependencies,
    /// Make a build one that can be published; only Trunk asks for this, see [`crate::finish`].
    Finish,
    /// Run one compiled file of wasm tests; only Cargo asks for this, see [`crate::wasm_runner`].
    WasmRunner(Vec<OsString>),
}

/// The options of `cargo xtask play`.
#[derive(Debug, PartialEq, Eq)]
pub struct PlayOptions {
    /// Whether to open the page in the browser.
    pub open: bool,
    /// The port that must be used; without one, a free port is chosen.
    pub port: Option<u16>,
    /// Whether to build with optimisations.
    pub release: bool,
}

/// The test stages that were asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Selection {
    /// The tests that run on this machine without a browser.
    pub host: bool,
    /// How many instructions the key paths take.
    pub instructions: bool,
    /// The tests that run as wasm inside of a browser.
    pub wasm: bool,
    /// The tests that operate the built playground in a browser.
    pub browser: bool,
}

impl Selection {
    const NOTHING: Self = Self { host: false, instructions: false, wasm: false, browser: false };
    const EVERYTHING: Self = Self { host: true, instructions: true, wasm: true, browser: true };
}

/// A command line that cannot be understood, explained in one sentence.
#[derive(Debug, PartialEq, Eq)]
pub struct UsageError(pub String);

const HELP: &str = "\
The commands of this project:

  cargo xtask play           build the playground, serve it and open it in the browser
  cargo xtask test           run all tests
  cargo xtask check          check formatting and lints
  cargo xtask dependencies   check what the project depends on

`cargo xtask <command> --help` tells more about a command.
";

const PLAY_HELP: &str = "\
Usage: cargo xtask play [--no-open] [--port N] [--release]

Installs what is missing (into target/tools), builds the playground, serves it on this machine and
opens it in the browser. It is built again whenever a source file changes. Ctrl-C ends it.

  --no-open   do not open the browser
  --port N    serve on port N; without this, on 8080 or, when that is taken, on another free port
  --release   build with optimisations, as for publishing
";

const TEST_HELP: &str = "\
Usage: cargo xtask test [host|instructions|wasm|browser]...

Installs what is missing and runs the tests of the named stages, or of all stages if none is named.
It ends with a summary, and with exit code 1 if anything failed.

  host           unit tests, integration tests and documentation tests on this machine
  instructions   how many instructions the key paths take, counted by Valgrind
  wasm           tests that run as wasm inside of a browser
  browser        the release build of the playground, operated in a browser

The stages wasm and browser need Node.js 20 or newer, and use an installed Chromium or Chrome. The
environment variable CHROME can name another browser executable.
";

const CHECK_HELP: &str = "\
Usage: cargo xtask check

Checks formatting, and lints all code for this machine and for wasm. Changes no file.
";

const DEPENDENCIES_HELP: &str = "\
Usage: cargo xtask dependencies

Checks what the project depends on: licences, crates that are there twice, origins (all by `deny.toml`),
withdrawn versions, and known weaknesses if the database of RustSec can be had. Needs the network, and
installs cargo-deny (into target/tools) if it is missing. Changes no file.
";

/// Reads the arguments that follow the program's name.
pub fn parse(arguments: &[OsString]) -> Result<Request, UsageError> {
    let Some((command, rest)) = arguments.split_first() else {
        return Ok(Request::Help(HELP));
    };
    let command = command.to_string_lossy();
    if command == "wasm-runner" {
        return Ok(Request::WasmRunner(rest.to_vec()));
    }
    if command == "finish" {
        return Ok(Request::Finish);
    }
    let rest: Vec<_> = rest.iter().map(|word| word.to_string_lossy()).collect();
    let rest: Vec<&str> = rest.iter().map(AsRef::as_ref).collect();
    let asks_for_help = rest.iter().any(|word| is_help(word));
    match command.as_ref() {
        "play" if asks_for_help => Ok(Request::Help(PLAY_HELP)),
        "test" if asks_for_help => Ok(Request::Help(TEST_HELP)),
        "check" if asks_for_help => Ok(Request::Help(CHECK_HELP)),
        "dependencies" if asks_for_help => Ok(Request::Help(DEPENDENCIES_HELP)),
        "play" => parse_play(&rest),
        "test" => parse_test(&rest),
        "check" => match rest.first() {
            None => Ok(Request::Check),
            Some(word) => Err(unknown_word(word, "check")),
        },
        "dependencies" => match rest.first() {
            None => Ok(Request::Dependencies),
            Some(word) => Err(unknown_word(word, "dependencies")),
        },
        "help" => Ok(Request::Help(HELP)),
        word if is_help(word) => Ok(Request::Help(HELP)),
        word => Err(UsageError(format!(
            "`{word}` is not a command; the commands are `play`, `test`, `check` and `dependencies`."
        ))),
    }
}

fn parse_play(words: &[&str]) -> Result<Request, UsageError> {
    let mut options = PlayOptions { open: true, port: None, release: false };
    let mut words = words.iter();
    while let Some(word) = words.next() {
        match *word {
            "--no-open" => options.open = false,
            "--release" => options.release = true,
            "--port" => options.port = Some(parse_port(words.next().copied())?),
            word => match word.strip_prefix("--port=") {
                Some(port) => options.port = Some(parse_port(Some(port))?),
                None => return Err(unknown_word(word, "play")),
            },
        }
    }
    Ok(Request::Play(options))
}

fn parse_port(word: Option<&str>) -> Result<u16, UsageError> {
    word.and_then(|word| word.parse().ok())
        .filter(|port| *port > 0)
        .ok_or_else(|| UsageError("`--port` needs a number between 1 and 65535.".to_owned()))
}

fn parse_test(words: &[&str]) -> Result<Request, UsageError> {
    if words.is_empty() {
        return Ok(Request::Test(Selection::EVERYTHING));
    }
    let mut selection = Selection::NOTHING;
    for word in words {
        match *word {
            "host" => selection.host = true,
            "instructions" => selection.instructions = true,
            "wasm" => selection.wasm = true,
            "browser" => selection.browser = true,
            word => return Err(unknown_word(word, "test")),
        }
    }
    Ok(Request::Test(selection))
}

fn is_help(word: &str) -> bool {
    matches!(word, "--help" | "-h")
}

fn unknown_word(word: &str, command: &str) -> UsageError {
    UsageError(format!(
        "`cargo xtask {command}` does not know `{word}`; `cargo xtask {command} --help` shows what it knows."
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<Request, UsageError> {
        let words: Vec<OsString> = line.split_whitespace().map(OsString::from).collect();
        parse(&words)
    }

    #[test]
    fn play_opens_the_browser_on_any_free_port_unless_told_otherwise() {
        assert_eq!(
            parsed("play"),
            Ok(Request::Play(PlayOptions { open: true, port: None, release: false }))
        );
        let all = Ok(Request::Play(PlayOptions { open: false, port: Some(9000), release: true }));
        assert_eq!(parsed("play --no-open --port 9000 --release"), all);
        assert_eq!(parsed("play --port=9000 --release --no-open"), all);
    }

    #[test]
    fn a_port_must_be_a_number_that_can_be_served_on() {
        for line in ["play --port", "play --port 0", "play --port=70000", "play --port x"] {
            let UsageError(message) = parsed(line).expect_err(line);
            assert!(message.contains("1 and 65535"), "{line}: {message}");
        }
    }

    #[test]
    fn test_runs_every_stage_unless_some_are_named() {
        assert_eq!(parsed("test"), Ok(Request::Test(Selection::EVERYTHING)));
        assert_eq!(
            parsed("test wasm host"),
            Ok(Request::Test(Selection {
                host: true,
                instructions: false,
                wasm: true,
                browser: false
            }))
        );
    }

    #[test]
    fn unknown_words_are_named_in_a_single_line() {
        for (line, word) in [
            ("play --fast", "--fast"),
            ("test e2e", "e2e"),
            ("check now", "now"),
            ("dependencies now", "now"),
            ("ship", "ship"),
        ] {
            let UsageError(message) = parsed(line).expect_err(line);
            assert!(message.contains(&format!("`{word}`")), "{message}");
            assert_eq!(message.lines().count(), 1);
        }
    }

    #[test]
    fn help_is_there_for_every_command() {
        assert_eq!(parsed(""), Ok(Request::Help(HELP)));
        assert_eq!(parsed("--help"), Ok(Request::Help(HELP)));
        assert_eq!(parsed("play --help"), Ok(Request::Help(PLAY_HELP)));
        assert_eq!(parsed("test host -h"), Ok(Request::Help(TEST_HELP)));
        assert_eq!(parsed("check --help"), Ok(Request::Help(CHECK_HELP)));
        assert_eq!(parsed("dependencies -h"), Ok(Request::Help(DEPENDENCIES_HELP)));
    }
}
