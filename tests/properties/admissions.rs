//! Admission control against a naive model: background work gets the slices of a second that the
//! latest latencies of requests leave it (Dynamo §6.5).

use std::collections::BTreeMap;

use dynamo_playground::dynamo::admission::{Admission, AdmissionConfig};
use dynamo_playground::dynamo::note::BackgroundWork;
use dynamo_playground::dynamo::time::{Duration, Time};
use proptest::collection::vec;
use proptest::prelude::*;

/// Latencies are watched over so long.
const WINDOW: u64 = 60_000;

/// So many of them at most.
const SAMPLES_MAX: usize = 1_024;

const WORK: [BackgroundWork; 3] =
    [BackgroundWork::Handoff, BackgroundWork::AntiEntropy, BackgroundWork::Transfer];

/// What can happen, times in milliseconds.
#[derive(Clone, Copy, Debug)]
enum Happening {
    Answered { after: u64 },
    Asked(BackgroundWork),
    Passed(u64),
}

fn happening() -> impl Strategy<Value = Happening> {
    prop_oneof![
        4 => (47_u64..53).prop_map(|after| Happening::Answered { after }),
        8 => prop::sample::select(WORK.to_vec()).prop_map(Happening::Asked),
        3 => prop_oneof![1_u64..400, Just(1_000), Just(30_000), Just(60_000), Just(60_001)]
            .prop_map(Happening::Passed),
    ]
}

/// The controller as the paper tells it.
#[derive(Default)]
struct Model {
    now: u64,
    /// When each answer came, and how long it had taken.
    samples: Vec<(u64, u64)>,
    period_ends: u64,
    slices: u16,
    used: BTreeMap<BackgroundWork, u16>,
}

impl Model {
    fn forget_old(&mut self) {
        let now = self.now;
        self.samples.retain(|(at, _)| now - at <= WINDOW);
    }

    /// The least latency that 99 of a hundred do not exceed.
    fn percentile_99(&self) -> u64 {
        let covers = |bound: u64| {
            let within = self.samples.iter().filter(|(_, latency)| *latency <= bound).count();
            within * 100 >= self.samples.len() * 99
        };
        let latencies = self.samples.iter().map(|(_, latency)| *latency);
        latencies.filter(|latency| covers(*latency)).min().unwrap_or_default()
    }

    fn ask(&mut self, config: AdmissionConfig, work: BackgroundWork) -> bool {
        if self.now >= self.period_ends {
            self.period_ends = self.now + 1_000;
            self.used.clear();
            self.forget_old();
            self.slices = if self.samples.is_empty() {
                config.slices_max
            } else if Duration::from_millis(self.percentile_99()) < config.target {
                config.slices_max.min(self.slices + 4)
            } else {
                1.max(self.slices / 2)
            };
        }
        let used = self.used.entry(work).or_default();
        let has_left = *used < self.slices;
        *used += u16::from(has_left);
        has_left
    }
}

proptest! {
    #[test]
    fn background_work_gets_what_the_model_gives(
        slices_max in 1_u16..12, happenings in vec(happening(), 0..120)
    ) {
        let config = AdmissionConfig { target: Duration::from_millis(50), slices_max };
        let mut admission = Admission::default();
        let mut model = Model::default();
        for happening in happenings {
            let now = Time::from_millis(model.now);
            match happening {
                Happening::Answered { after } => {
                    admission.record(now, Duration::from_millis(after));
                    model.samples.push((model.now, after));
                    model.forget_old();
                }
                Happening::Asked(work) => {
                    let admitted = admission.admit(Some(config), now, work);
                    prop_assert_eq!(admitted, model.ask(config, work));
                    prop_assert!((1..=slices_max).contains(&admission.slices()));
                    prop_assert!(admission.admit(None, now, work), "nobody asked it to yield");
                }
                Happening::Passed(by) => model.now += by,
            }
            let percentile = Duration::from_millis(model.percentile_99());
            prop_assert_eq!(admission.percentile_99(), percentile);
            prop_assert_eq!(admission.slices(), model.slices);
        }
    }

    /// One kind of work has its slices, whatever others take.
    #[test]
    fn nobody_takes_the_slices_of_another(asked in vec(prop::sample::select(WORK.to_vec()), 0..60)) {
        let config = AdmissionConfig { target: Duration::from_millis(50), slices_max: 8 };
        let mut admission = Admission::default();
        for (index, work) in asked.iter().enumerate() {
            let before = asked[..index].iter().filter(|other| *other == work).count();
            prop_assert_eq!(admission.admit(Some(config), Time::ZERO, *work), before < 8);
        }
    }

    /// Under load the latest latencies count, and no more of them than can be sorted in a moment.
    #[test]
    fn only_the_latest_latencies_count(slow in 1_usize..40, fast in 980_usize..1_100) {
        let mut admission = Admission::default();
        for index in 0..slow + fast {
            let latency = if index < slow { 90 } else { 10 };
            admission.record(Time::ZERO, Duration::from_millis(latency));
        }
        let kept = SAMPLES_MAX.min(slow + fast);
        let slow_kept = kept.saturating_sub(fast);
        let is_slow = slow_kept * 100 > kept;
        let expected = Duration::from_millis(if is_slow { 90 } else { 10 });
        prop_assert_eq!(admission.percentile_99(), expected);
    }
}
