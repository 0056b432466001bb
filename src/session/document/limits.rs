//! How much a document may hold. Whatever is read, by whomever it was written, takes bounded
//! time and memory.

use crate::dynamo::time::{Duration, Time};

/// The longest text of a document, in bytes.
pub const TEXT_BYTES_MAX: usize = 2_000_000;

/// The most commands.
pub const COMMANDS_MAX: usize = 10_000;

/// The most narrations, questions, expectations and breakpoints, of each.
pub const REMARKS_MAX: usize = 1_000;

/// The most nodes, clients or groups of them in one list of a command.
pub const NAMES_MAX: usize = 5_000;

/// The most values that are listed in one expectation.
pub const VALUES_MAX: usize = 1_000;

/// The longest title, in bytes.
pub const TITLE_BYTES_MAX: usize = 200;

/// The longest description and the longest text of a narration or a question, in bytes.
pub const PROSE_BYTES_MAX: usize = 4_000;

/// The most key spaces.
pub const KEY_SPACES_MAX: usize = 100;

/// The most variations of a lesson, and the most names in a list of its head.
pub const VARIATIONS_MAX: usize = 100;

/// The most tokens that all nodes of a cluster may have together: more take too long to place.
pub const TOKENS_TOTAL_MAX: u64 = 100_000;

/// The latest moment that can be named: eleven days.
pub const TIME_MAX: Time = Time::from_millis(1_000_000_000);

/// The most steps up to the place where a session stands.
pub const STEPS_MAX: u32 = 1_000_000;

/// How much is run when a session is opened: so many steps of a node each. In a cluster of 20
/// nodes or fewer these are [`STEPS_MAX`], in one of 1,000 they are 20,000.
pub const OPENING_WORK_MAX: u32 = 20_000_000;

/// How long after its last command a run ends that has no end of its own.
pub const UNTIL_DEFAULT: Duration = Duration::from_millis(10_000);
