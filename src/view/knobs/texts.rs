//! From text to number and back.

use crate::dynamo::identity::NodeId;
use crate::dynamo::key_space::{KeySpace, Policy, Reconciliation};
use crate::dynamo::time::Duration;
use crate::sim::fault::{DELAY_MAX_MS, PERMILLE_MAX};

/// Reads a seed.
///
/// # Errors
/// One sentence about what is no whole number.
pub fn whole_number(text: &str) -> Result<u64, String> {
    let mut into = 0;
    number(text, &mut into)?;
    Ok(into)
}

const NOT_A_NUMBER: &str = "Type a whole number that is not too large.";

pub(super) fn number<T: std::str::FromStr>(text: &str, into: &mut T) -> Result<(), String> {
    *into = text.trim().parse().map_err(|_| NOT_A_NUMBER.to_owned())?;
    Ok(())
}

pub(super) fn duration(text: &str, into: &mut Duration) -> Result<(), String> {
    let mut milliseconds: u32 = 0;
    number(text, &mut milliseconds)?;
    *into = Duration::from_millis(u64::from(milliseconds));
    Ok(())
}

pub(super) fn optional(text: &str, into: &mut Option<Duration>) -> Result<(), String> {
    *into = match text.trim() {
        "" => None,
        text => {
            let mut length = Duration::ZERO;
            duration(text, &mut length)?;
            Some(length)
        }
    };
    Ok(())
}

pub(super) fn optional_text(length: Option<Duration>) -> String {
    length.map(millis).unwrap_or_default()
}

pub(super) fn millis(length: Duration) -> String {
    (length.as_micros() / 1_000).to_string()
}

pub(super) fn joined<T: ToString>(parts: &[T]) -> String {
    parts.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

pub(super) fn reconciliation(text: &str) -> Reconciliation {
    match text {
        "last-write-wins" => Reconciliation::LastWriteWins,
        _ => Reconciliation::Siblings,
    }
}

pub(super) fn reconciliation_text(reconciliation: Reconciliation) -> &'static str {
    match reconciliation {
        Reconciliation::Siblings => "siblings",
        Reconciliation::LastWriteWins => "last-write-wins",
    }
}

pub(super) fn key_space(text: &str) -> Result<KeySpace, String> {
    let wrong = || "Write a prefix and N R W, as in: log/ 3 1 3 last-write-wins.".to_owned();
    let mut words = text.split_whitespace();
    let prefix = words.next().ok_or_else(wrong)?.to_owned();
    let mut next = || words.next().and_then(|word| word.parse::<u8>().ok()).ok_or_else(wrong);
    let (replicas, read_quorum, write_quorum) = (next()?, next()?, next()?);
    let reconciliation = match words.next() {
        None => Reconciliation::Siblings,
        Some("last-write-wins") => Reconciliation::LastWriteWins,
        Some(_) => return Err(wrong()),
    };
    let policy = Policy { replicas, read_quorum, write_quorum, reconciliation };
    Ok(KeySpace { prefix, policy })
}

/// A list of nodes by their letters.
///
/// # Errors
/// What is wrong with the text, in one sentence.
pub fn nodes(text: &str) -> Result<Vec<NodeId>, String> {
    text.split([' ', ','])
        .filter(|part| !part.is_empty())
        .map(|part| part.parse().map_err(|_| "Write letters, as in: A B.".to_owned()))
        .collect()
}

/// Reads a share of messages in percent, with one decimal at most, as thousandths.
///
/// # Errors
/// One sentence about what is no such share.
pub fn permille(text: &str) -> Result<u16, String> {
    let text = text.trim();
    let (whole, tenth) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let number = || -> Option<u16> {
        let tenth: u16 = tenth.parse().ok().filter(|_| tenth.len() == 1 && digits(tenth))?;
        let whole: u16 = whole.parse().ok().filter(|_| digits(whole))?;
        whole.checked_mul(10)?.checked_add(tenth)
    };
    number()
        .filter(|permille| *permille <= PERMILLE_MAX)
        .ok_or_else(|| "Type a share from 0 to 100, with one decimal at most.".to_owned())
}

/// Thousandths in percent, as [`permille`] reads them.
pub(super) fn percent_text(permille: u16) -> String {
    match permille % 10 {
        0 => (permille / 10).to_string(),
        tenth => format!("{}.{tenth}", permille / 10),
    }
}

/// Reads a delay in milliseconds.
///
/// # Errors
/// One sentence about what is no such delay.
pub fn delay_ms(text: &str) -> Result<u32, String> {
    text.trim()
        .parse()
        .ok()
        .filter(|delay| *delay <= DELAY_MAX_MS)
        .ok_or_else(|| format!("Type a whole number of ms, at most {DELAY_MAX_MS}."))
}
