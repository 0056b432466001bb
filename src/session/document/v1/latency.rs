//! How long messages take.

use super::names::Length;
use crate::session::document::form::{
    Case, Flaw, List, Mapped, Members, Record, Tagged, Whole, Writer, explain,
};
use crate::sim::latency::{Latency, Mixture, Mixtures, PARTS_MAX, Part, Tail, WHOLE};

/// The kinds of latencies.
pub const LATENCY: Tagged<Latency> = Tagged(&[
    Case {
        name: "constant_ms",
        doc: explain!("Always the same."),
        kind: &Mapped { kind: Length, into: Latency::Constant },
    },
    Case {
        name: "uniform",
        doc: explain!("Every delay from the shortest to the longest equally often."),
        kind: &Record(uniform),
    },
    Case {
        name: "exponential",
        doc: explain!("A least delay and an exponential tail behind it."),
        kind: &Record(exponential),
    },
    Case {
        name: "mixtures",
        doc: explain!("Mixtures of tails, as production stores have them."),
        kind: &Record(mixtures),
    },
]);

fn uniform(members: &mut Members<'_>) -> Result<Latency, Flaw> {
    Ok(Latency::Uniform {
        min: members.required("min_ms", explain!("The shortest."), Length)?,
        max: members.required("max_ms", explain!("The longest."), Length)?,
    })
}

fn exponential(members: &mut Members<'_>) -> Result<Latency, Flaw> {
    let min =
        members.optional("min_ms", explain!("The shortest; 0 unless said otherwise."), Length)?;
    let mean = members.required("mean_ms", explain!("The mean of what comes on top."), Length)?;
    Ok(Latency::Exponential { min: min.unwrap_or_default(), mean })
}

fn mixtures(members: &mut Members<'_>) -> Result<Latency, Flaw> {
    let mixture = || Mapped { kind: List { of: Record(part), most: PARTS_MAX }, into: mixture };
    let writes = members.required(
        "writes",
        explain!("Of messages that make their receiver write to its disk."),
        mixture(),
    )?;
    let others = members.required("others", explain!("Of all other messages."), mixture())?;
    Ok(Latency::Mixtures(Box::new(Mixtures { writes, others })))
}

fn mixture(parts: Vec<Part>) -> Mixture {
    Mixture { parts }
}

fn part(members: &mut Members<'_>) -> Result<Part, Flaw> {
    let share = members.required(
        "share",
        explain!("How many messages, in hundredths of a percent; all together 10,000."),
        Whole { least: 0, most: WHOLE },
    )?;
    Ok(Part { share, tail: members.one_of(TAILS)? })
}

const TAILS: &[Case<Tail>] = &[
    Case {
        name: "pareto",
        doc: explain!("Never less than a scale, and a tail that gets thinner by a power of it."),
        kind: &Record(pareto),
    },
    Case { name: "exponential", doc: explain!("An exponential tail."), kind: &Record(rate) },
];

fn pareto(members: &mut Members<'_>) -> Result<Tail, Flaw> {
    let scale = members.required("scale_ms", explain!("The shortest delay."), Length)?;
    let shape = explain!("How thin the tail is, in millionths.");
    let shape_millionths = members.required("shape_millionths", shape, MILLIONTHS)?;
    Ok(Tail::Pareto { scale, shape_millionths })
}

fn rate(members: &mut Members<'_>) -> Result<Tail, Flaw> {
    let rate = explain!("The rate for one millisecond, in millionths.");
    let rate_millionths = members.required("rate_millionths", rate, MILLIONTHS)?;
    Ok(Tail::Exponential { rate_millionths })
}

const MILLIONTHS: Whole<u32> = Whole { least: 0, most: u32::MAX };

/// Writes a latency.
pub fn write(out: &mut String, latency: &Latency) {
    Writer::object(out, |object| match latency {
        Latency::Constant(delay) => object.length("constant_ms", *delay),
        Latency::Uniform { min, max } => object.nested("uniform", |uniform| {
            uniform.length("min_ms", *min);
            uniform.length("max_ms", *max);
        }),
        Latency::Exponential { min, mean } => object.nested("exponential", |exponential| {
            exponential.length("min_ms", *min);
            exponential.length("mean_ms", *mean);
        }),
        Latency::Mixtures(mixtures) => object.nested("mixtures", |object| {
            let Mixtures { writes, others } = &**mixtures;
            for (name, mixture) in [("writes", writes), ("others", others)] {
                Writer::list(object.name(name), &mixture.parts, write_part);
            }
        }),
    });
}

fn write_part(out: &mut String, part: &Part) {
    Writer::object(out, |object| {
        object.bare("share", &part.share);
        match part.tail {
            Tail::Pareto { scale, shape_millionths } => object.nested("pareto", |pareto| {
                pareto.length("scale_ms", scale);
                pareto.bare("shape_millionths", &shape_millionths);
            }),
            Tail::Exponential { rate_millionths } => object.nested("exponential", |tail| {
                tail.bare("rate_millionths", &rate_millionths);
            }),
        }
    });
}
