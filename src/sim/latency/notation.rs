//! Latencies as a line of text, exact in both directions.
//!
//! ```text
//! 10                                             always 10 ms
//! 2–12                                           from 2 to 12 ms
//! 2 + 5                                          2 ms and an exponential tail of mean 5 ms
//! 91.22% Pareto(0.235, 10), 8.78% Exp(1.66)      a mixture: scale in ms and shape; rate a ms
//! writes 38% Pareto(1.05, 1.51), 62% Exp(0.183); others 100% Exp(1.66)
//! ```

use core::fmt;
use core::str::FromStr;

use super::{Latency, Mixture, Mixtures, Part, Tail};
use crate::dynamo::time::Duration;

/// A text that is no latency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotALatency;

impl fmt::Display for NotALatency {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(
            "Write milliseconds as in: 10, or 2–12, or 2 + 5, or 90% Pareto(1, 3), 10% Exp(2).",
        )
    }
}

impl core::error::Error for NotALatency {}

impl fmt::Display for Latency {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Latency::Constant(delay) => write!(formatter, "{}", millis(*delay)),
            Latency::Uniform { min, max } => {
                write!(formatter, "{}–{}", millis(*min), millis(*max))
            }
            Latency::Exponential { min, mean } => {
                write!(formatter, "{} + {}", millis(*min), millis(*mean))
            }
            Latency::Mixtures(mixtures) if mixtures.writes == mixtures.others => {
                mixtures.writes.fmt(formatter)
            }
            Latency::Mixtures(mixtures) => {
                write!(formatter, "writes {}; others {}", mixtures.writes, mixtures.others)
            }
        }
    }
}

impl fmt::Display for Mixture {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, part) in self.parts.iter().enumerate() {
            let comma = if index > 0 { ", " } else { "" };
            write!(formatter, "{comma}{}% {}", Decimal(u64::from(part.share), 2), part.tail)?;
        }
        Ok(())
    }
}

impl fmt::Display for Tail {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Tail::Pareto { scale, shape_millionths } => {
                let shape = Decimal(u64::from(*shape_millionths), 6);
                write!(formatter, "Pareto({}, {shape})", millis(*scale))
            }
            Tail::Exponential { rate_millionths } => {
                write!(formatter, "Exp({})", Decimal(u64::from(*rate_millionths), 6))
            }
        }
    }
}

impl FromStr for Latency {
    type Err = NotALatency;

    fn from_str(text: &str) -> Result<Latency, NotALatency> {
        let length = |text: &str| Some(Duration::from_micros(decimal(text, 3)?));
        let pair = |one: &str, other: &str| length(one).zip(length(other)).ok_or(NotALatency);
        if let Some(rest) = text.trim().strip_prefix("writes ") {
            let (writes, others) = rest.split_once(';').ok_or(NotALatency)?;
            let others = others.trim().strip_prefix("others ").ok_or(NotALatency)?;
            let mixtures = Mixtures { writes: writes.parse()?, others: others.parse()? };
            return Ok(Latency::Mixtures(Box::new(mixtures)));
        }
        if text.contains('%') {
            let all: Mixture = text.parse()?;
            let mixtures = Mixtures { writes: all.clone(), others: all };
            return Ok(Latency::Mixtures(Box::new(mixtures)));
        }
        if let Some((min, max)) = text.split_once(['–', '-']) {
            return pair(min, max).map(|(min, max)| Latency::Uniform { min, max });
        }
        if let Some((min, mean)) = text.split_once('+') {
            return pair(min, mean).map(|(min, mean)| Latency::Exponential { min, mean });
        }
        length(text).map(Latency::Constant).ok_or(NotALatency)
    }
}

impl FromStr for Mixture {
    type Err = NotALatency;

    fn from_str(text: &str) -> Result<Mixture, NotALatency> {
        let mut rest = text.trim();
        let mut parts = Vec::new();
        while !rest.is_empty() {
            let (part, others) = rest.split_once(')').ok_or(NotALatency)?;
            parts.push(part.parse()?);
            let others = others.trim_start();
            rest = match others.strip_prefix(',') {
                Some(next) if !next.trim().is_empty() => next,
                None if others.is_empty() => others,
                _ => return Err(NotALatency),
            };
        }
        if parts.is_empty() { Err(NotALatency) } else { Ok(Mixture { parts }) }
    }
}

impl FromStr for Part {
    type Err = NotALatency;

    /// Reads a part without the bracket that closes it.
    fn from_str(text: &str) -> Result<Part, NotALatency> {
        let (share, tail) = text.split_once('%').ok_or(NotALatency)?;
        let (name, numbers) = tail.split_once('(').ok_or(NotALatency)?;
        let millionths =
            |text: &str| decimal(text, 6).and_then(|number| u32::try_from(number).ok());
        let tail = match (name.trim(), numbers.split_once(',')) {
            ("Pareto", Some((scale, shape))) => {
                decimal(scale, 3).zip(millionths(shape)).map(|(scale, shape_millionths)| {
                    Tail::Pareto { scale: Duration::from_micros(scale), shape_millionths }
                })
            }
            ("Exp", None) => {
                millionths(numbers).map(|rate_millionths| Tail::Exponential { rate_millionths })
            }
            _ => None,
        };
        let share = decimal(share, 2).and_then(|share| u16::try_from(share).ok());
        share.zip(tail).map(|(share, tail)| Part { share, tail }).ok_or(NotALatency)
    }
}

fn millis(length: Duration) -> Decimal {
    Decimal(length.as_micros(), 3)
}

/// A whole number of so many decimal places, without trailing zeros.
struct Decimal(u64, u32);

impl fmt::Display for Decimal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Decimal(number, places) = *self;
        let unit = 10_u64.pow(places);
        let (whole, rest) = (number / unit, number % unit);
        if rest == 0 {
            return write!(formatter, "{whole}");
        }
        let digits = format!("{rest:0width$}", width = places as usize);
        write!(formatter, "{whole}.{}", digits.trim_end_matches('0'))
    }
}

/// A number without a sign and with at most so many decimal places, as that many of their
/// smallest units.
fn decimal(text: &str, places: u32) -> Option<u64> {
    let text = text.trim();
    let (whole, rest) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || (text.contains('.') && !digits(rest)) || rest.len() > places as usize {
        return None;
    }
    let rest: u64 = format!("{rest:0<width$}", width = places as usize).parse().ok()?;
    whole.parse::<u64>().ok()?.checked_mul(10_u64.pow(places))?.checked_add(rest)
}
