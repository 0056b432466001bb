//! The background workload, in fields and in words.

use super::knobs::permille;
use crate::sim::command::Entry;
use crate::sim::fault::percent;
use crate::sim::workload::{
    CLIENTS_MAX, KEYS_MAX, OPERATIONS_MAX, SKEW_MAX_HUNDREDTHS, Workload, hundredths,
};

/// How many fields there are.
pub const FIELD_COUNT: usize = 5;

/// The fields of a workload, in order: their names within the page, and what they are for.
pub const FIELDS: [(&str, &str); FIELD_COUNT] = [
    ("load-rate", "Operations a second"),
    ("load-reads", "Of them reads, %"),
    ("load-keys", "Keys"),
    ("load-skew", "Skew (0: all alike)"),
    ("load-clients", "Clients"),
];

/// What stands in the fields for a workload.
pub fn texts(workload: &Workload) -> [String; FIELD_COUNT] {
    [
        workload.operations_per_second.to_string(),
        percent(workload.read_permille).trim_end_matches(" %").to_owned(),
        workload.keys.to_string(),
        hundredths(workload.skew_hundredths),
        workload.clients.to_string(),
    ]
}

/// What the fields say.
///
/// # Errors
/// Which of them is wrong, and one sentence about it.
pub fn read(texts: &[String; FIELD_COUNT], entry: Entry) -> Result<Workload, (usize, String)> {
    let [rate, reads, keys, skew, clients] = texts;
    Ok(Workload {
        operations_per_second: whole(rate, OPERATIONS_MAX).map_err(|wrong| (0, wrong))?,
        read_permille: permille(reads).map_err(|wrong| (1, wrong))?,
        keys: whole(keys, KEYS_MAX).map_err(|wrong| (2, wrong))?,
        skew_hundredths: skew_of(skew).map_err(|wrong| (3, wrong))?,
        clients: whole(clients, CLIENTS_MAX).map_err(|wrong| (4, wrong))?,
        entry,
    })
}

/// What goes on, in a sentence.
pub fn description(workload: Option<&Workload>) -> String {
    let Some(workload) = workload else {
        return "No workload goes on.".to_owned();
    };
    format!(
        "{} operations a second begin, {} of them reads, on {} keys with a skew of {}, by {} clients.",
        workload.operations_per_second,
        percent(workload.read_permille),
        workload.keys,
        hundredths(workload.skew_hundredths),
        workload.clients,
    )
}

fn whole(text: &str, most: u16) -> Result<u16, String> {
    let number = text.trim().parse().ok().filter(|number| (1..=most).contains(number));
    number.ok_or_else(|| format!("Type a whole number from 1 to {most}."))
}

/// Reads an exponent with two decimals at most, as hundredths.
fn skew_of(text: &str) -> Result<u16, String> {
    let text = text.trim();
    let (whole, rest) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let number = || -> Option<u16> {
        let scale = match rest.len() {
            1 => 10,
            2 => 1,
            _ => return None,
        };
        if !digits(whole) || !digits(rest) {
            return None;
        }
        let parts: (u16, u16) = (whole.parse().ok()?, rest.parse().ok()?);
        parts.0.checked_mul(100)?.checked_add(parts.1 * scale)
    };
    number().filter(|skew| *skew <= SKEW_MAX_HUNDREDTHS).ok_or_else(|| {
        format!("Type 0 to {}, with two decimals at most.", SKEW_MAX_HUNDREDTHS / 100)
    })
}
