//! Delays follow the distributions that they are drawn from.

use dynamo_playground::dynamo::chance::{Chance, Purpose};
use dynamo_playground::dynamo::message_kind::MessageKind;
use dynamo_playground::dynamo::time::Duration;
use dynamo_playground::sim::latency::{
    DELAY_MAX, Latency, LatencyError, Mixture, Mixtures, PARTS_MAX, Part, Preset, Tail, WHOLE,
};
use proptest::collection::vec;
use proptest::prelude::*;

/// A kind of message that makes its receiver write, and one that does not.
const KINDS: [MessageKind; 2] = [MessageKind::Write, MessageKind::Read];

/// How many draws a distribution is looked at with.
const DRAWS: u64 = 100_000;

/// Draws that divide all there are evenly.
fn even_draws() -> impl Iterator<Item = u64> {
    let width = u64::MAX / DRAWS;
    (0..DRAWS).map(move |index| index * width + width / 2)
}

/// The mixture of a kind of message.
fn mixture(latency: &Latency, kind: MessageKind) -> &Mixture {
    let Latency::Mixtures(mixtures) = latency else { panic!("{latency} is no mixture") };
    if kind == MessageKind::Write { &mixtures.writes } else { &mixtures.others }
}

fn share(part: &Part) -> f64 {
    f64::from(part.share) / f64::from(WHOLE)
}

/// How probable a delay below so many milliseconds is.
fn below(mixture: &Mixture, millis: f64) -> f64 {
    let below = |tail: Tail| match tail {
        Tail::Pareto { scale, shape_millionths } => {
            let scale = scale.as_micros() as f64 / 1e3;
            let shape = f64::from(shape_millionths) / 1e6;
            if millis < scale { 0.0 } else { 1.0 - (scale / millis).powf(shape) }
        }
        Tail::Exponential { rate_millionths } => {
            1.0 - (-f64::from(rate_millionths) / 1e6 * millis).exp()
        }
    };
    mixture.parts.iter().map(|part| share(part) * below(part.tail)).sum()
}

/// The mean in milliseconds.
fn mean(mixture: &Mixture) -> f64 {
    let mean = |tail: Tail| match tail {
        Tail::Pareto { scale, shape_millionths } => {
            let shape = f64::from(shape_millionths) / 1e6;
            scale.as_micros() as f64 / 1e3 * shape / (shape - 1.0)
        }
        Tail::Exponential { rate_millionths } => 1e6 / f64::from(rate_millionths),
    };
    mixture.parts.iter().map(|part| share(part) * mean(part.tail)).sum()
}

#[test]
fn quantiles_of_the_published_fits_are_the_analytic_ones() {
    for preset in Preset::ALL {
        let latency = preset.latency();
        assert_eq!(latency.check(), Ok(()));
        for kind in KINDS {
            let mut delays: Vec<u64> =
                even_draws().map(|draw| latency.sample(kind, draw).as_micros()).collect();
            delays.sort_unstable();
            for quantile in [0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 0.999, 0.9999] {
                let delay = delays[(DRAWS as f64 * quantile) as usize];
                let upto = delays.partition_point(|other| *other <= delay) as f64 / DRAWS as f64;
                // Delays are whole microseconds, rounded down.
                let expected = below(mixture(&latency, kind), (delay + 1) as f64 / 1e3);
                assert!(
                    (upto - expected).abs() < 5e-5,
                    "{}, {kind:?}: {upto} at {delay}, not {expected}",
                    preset.name()
                );
            }
        }
    }
}

#[test]
fn means_of_the_published_fits_are_the_analytic_ones() {
    for preset in Preset::ALL {
        let latency = preset.latency();
        for kind in KINDS {
            let sum: u64 = even_draws().map(|draw| latency.sample(kind, draw).as_micros()).sum();
            let sampled = sum as f64 / DRAWS as f64 / 1e3;
            let expected = mean(mixture(&latency, kind));
            // The end of a tail is rare, and heavy.
            let near = expected * 0.97..expected * 1.01;
            assert!(
                near.contains(&sampled),
                "{}, {kind:?}: {sampled}, not {expected}",
                preset.name()
            );
        }
    }
}

/// The 99.9th percentiles of reads and writes that are published with the fits, in milliseconds,
/// for quorums of 1, 2 and 3 (Bailis et al., VLDB 2012, table 4).
#[test]
fn quorums_take_as_long_as_published() {
    const ROUNDS: u64 = 60_000;
    let chance = Chance::new(1);
    for (preset, reads, writes) in [
        (Preset::LnkdSsd, [0.66, 1.63, 4.14], [0.66, 1.64, 4.09]),
        (Preset::LnkdDisk, [0.66, 1.63, 4.12], [10.9, 20.97, 112.65]),
    ] {
        let latency = preset.latency();
        let (read, written) = (MessageKind::ReadResult, MessageKind::WriteDone);
        for (one, back, published) in
            [(MessageKind::Read, read, reads), (MessageKind::Write, written, writes)]
        {
            let mut answered: [Vec<u64>; 3] = Default::default();
            for round in 0..ROUNDS {
                let trip = |replica: u64| {
                    let draw = |way| chance.draw(Purpose::Latency, replica * 2 + way, round);
                    let trip = latency.sample(one, draw(0)) + latency.sample(back, draw(1));
                    trip.as_micros()
                };
                let mut trips = [trip(0), trip(1), trip(2)];
                trips.sort_unstable();
                for (answered, trip) in answered.iter_mut().zip(trips) {
                    answered.push(trip);
                }
            }
            for (answered, published) in answered.iter_mut().zip(published) {
                answered.sort_unstable();
                let measured = answered[(ROUNDS * 999 / 1_000) as usize] as f64 / 1e3;
                let near = published * 0.85..published * 1.15;
                assert!(
                    near.contains(&measured),
                    "{}, {one:?}: {measured} ms, published {published} ms",
                    preset.name()
                );
            }
        }
    }
}

fn length() -> impl Strategy<Value = Duration> {
    (0_u64..100_000).prop_map(Duration::from_micros)
}

fn tail() -> impl Strategy<Value = Tail> {
    prop_oneof![
        (length(), 0_u32..20_000_000)
            .prop_map(|(scale, shape_millionths)| Tail::Pareto { scale, shape_millionths }),
        (0_u32..9_000_000).prop_map(|rate_millionths| Tail::Exponential { rate_millionths }),
    ]
}

/// Often, but not always, of shares that add up.
fn drawn_mixture() -> impl Strategy<Value = Mixture> {
    (vec((1_u16..3_000, tail()), 1..PARTS_MAX + 2), any::<bool>()).prop_map(|(parts, fill)| {
        let mut parts: Vec<Part> =
            parts.into_iter().map(|(share, tail)| Part { share, tail }).collect();
        let others: u16 = parts.iter().skip(1).map(|part| part.share).fold(0, u16::saturating_add);
        if let (true, Some(first)) = (fill, parts.first_mut()) {
            first.share = WHOLE.saturating_sub(others);
        }
        Mixture { parts }
    })
}

fn latency() -> impl Strategy<Value = Latency> {
    prop_oneof![
        length().prop_map(Latency::Constant),
        (length(), length()).prop_map(|(min, max)| Latency::Uniform { min, max }),
        (length(), length()).prop_map(|(min, mean)| Latency::Exponential { min, mean }),
        (drawn_mixture(), drawn_mixture())
            .prop_map(|(writes, others)| Latency::Mixtures(Box::new(Mixtures { writes, others }))),
        drawn_mixture().prop_map(|all| {
            Latency::Mixtures(Box::new(Mixtures { writes: all.clone(), others: all }))
        }),
    ]
}

/// What is wrong with a mixture.
fn expected(mixture: &Mixture) -> bool {
    let sum: u32 = mixture.parts.iter().map(|part| u32::from(part.share)).sum();
    let fits = |part: &Part| match part.tail {
        Tail::Pareto { shape_millionths, .. } => shape_millionths >= 500_000,
        Tail::Exponential { rate_millionths } => rate_millionths >= 10,
    };
    sum == 10_000 && mixture.parts.len() <= PARTS_MAX && mixture.parts.iter().all(fits)
}

proptest! {
    /// Exactly what was written down comes back, however many digits it has.
    #[test]
    fn a_latency_is_what_its_text_says(latency in latency()) {
        let text = latency.to_string();
        prop_assert_eq!(text.parse::<Latency>(), Ok(latency), "{}", text);
    }

    #[test]
    fn no_text_is_too_much(text in ".{0,40}", noise in "[0-9.,%;()+– ParetoExpwrits]{0,60}") {
        for text in [text, noise] {
            if let Ok(latency) = text.parse::<Latency>() {
                prop_assert_eq!(latency.to_string().parse::<Latency>(), Ok(latency));
            }
        }
    }

    #[test]
    fn a_latency_is_taken_exactly_if_its_numbers_make_sense(latency in latency()) {
        let fits = match &latency {
            Latency::Constant(_) | Latency::Exponential { .. } => true,
            Latency::Uniform { min, max } => min <= max,
            Latency::Mixtures(mixtures) => {
                expected(&mixtures.writes) && expected(&mixtures.others)
            }
        };
        prop_assert_eq!(latency.check().is_ok(), fits);
        if let Err(error) = latency.check() {
            prop_assert!(error.to_string().ends_with('.'));
        }
    }

    /// Whatever is drawn, a message arrives after it has left, and some day.
    #[test]
    fn a_delay_is_neither_nothing_nor_for_ever(latency in latency(), draw in any::<u64>()) {
        for draw in [draw, 0, u64::MAX] {
            for kind in KINDS {
                let delay = latency.sample(kind, draw);
                prop_assert!(delay >= Duration::from_micros(1));
                prop_assert!(delay <= DELAY_MAX);
            }
        }
    }
}

#[test]
fn what_is_too_long_is_refused() {
    let long = DELAY_MAX + Duration::from_micros(1);
    for latency in [
        Latency::Constant(long),
        Latency::Uniform { min: Duration::ZERO, max: long },
        Latency::Exponential { min: Duration::ZERO, mean: long },
    ] {
        assert_eq!(latency.check(), Err(LatencyError::TooLong));
    }
    assert_eq!(Latency::Constant(DELAY_MAX).check(), Ok(()));
    let nothing = Mixture { parts: Vec::new() };
    assert_eq!(nothing.check(), Err(LatencyError::Parts));
}
