//! Time as the protocol knows it: whole microseconds, never a float, never a wall clock.

use core::fmt;
use core::ops::{Add, Sub};

use serde::{Deserialize, Serialize};

/// A moment, in microseconds since the simulation began.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct Time(u64);

/// A length of time, in microseconds.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct Duration(u64);

impl Time {
    /// The beginning of every simulation.
    pub const ZERO: Time = Time(0);

    /// The moment `microseconds` after the beginning.
    pub const fn from_micros(microseconds: u64) -> Time {
        Time(microseconds)
    }

    /// The moment `milliseconds` after the beginning.
    pub const fn from_millis(milliseconds: u64) -> Time {
        Time(milliseconds * 1_000)
    }

    /// Microseconds since the beginning.
    pub const fn as_micros(self) -> u64 {
        self.0
    }

    /// The length of time from `earlier` to this moment; nothing if `earlier` is later.
    pub const fn since(self, earlier: Time) -> Duration {
        Duration(self.0.saturating_sub(earlier.0))
    }
}

impl Duration {
    /// No time at all.
    pub const ZERO: Duration = Duration(0);

    /// A length of `microseconds`.
    pub const fn from_micros(microseconds: u64) -> Duration {
        Duration(microseconds)
    }

    /// A length of `milliseconds`.
    pub const fn from_millis(milliseconds: u64) -> Duration {
        Duration(milliseconds * 1_000)
    }

    /// The length in microseconds.
    pub const fn as_micros(self) -> u64 {
        self.0
    }

    /// Half of this length, rounded down.
    pub const fn half(self) -> Duration {
        Duration(self.0 / 2)
    }
}

impl Add<Duration> for Time {
    type Output = Time;

    fn add(self, length: Duration) -> Time {
        Time(self.0.saturating_add(length.0))
    }
}

impl Add for Duration {
    type Output = Duration;

    fn add(self, other: Duration) -> Duration {
        Duration(self.0.saturating_add(other.0))
    }
}

impl Sub for Duration {
    type Output = Duration;

    fn sub(self, other: Duration) -> Duration {
        Duration(self.0.saturating_sub(other.0))
    }
}

/// Prints microseconds as milliseconds, without trailing zeros: `12 ms`, `3.25 ms`.
fn write_milliseconds(formatter: &mut fmt::Formatter<'_>, microseconds: u64) -> fmt::Result {
    let (whole, rest) = (microseconds / 1_000, microseconds % 1_000);
    if rest == 0 {
        return write!(formatter, "{whole} ms");
    }
    let digits = format!("{rest:03}");
    write!(formatter, "{whole}.{} ms", digits.trim_end_matches('0'))
}

impl fmt::Display for Time {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_milliseconds(formatter, self.0)
    }
}

impl fmt::Display for Duration {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_milliseconds(formatter, self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prints_milliseconds_without_trailing_zeros() {
        assert_eq!(Time::from_micros(12_000).to_string(), "12 ms");
        assert_eq!(Duration::from_micros(3_250).to_string(), "3.25 ms");
        assert_eq!(Duration::from_micros(7).to_string(), "0.007 ms");
    }
}
