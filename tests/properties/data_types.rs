//! Replicated data types: states that merge by themselves, in any order and however often.

use dynamo_playground::dynamo::identity::ClientId;
use dynamo_playground::sim::data_type::{Counter, ObservedRemoveSet};
use proptest::collection::vec;
use proptest::prelude::*;

const CLIENTS: usize = 3;

/// What one client does to its own state.
#[derive(Clone, Debug)]
enum Act {
    Add(usize, u8),
    Remove(usize, u8),
    Count(usize, i8),
    Merge(usize, usize),
}

fn act() -> impl Strategy<Value = Act> {
    let client = || 0..CLIENTS;
    prop_oneof![
        (client(), 0_u8..3).prop_map(|(client, item)| Act::Add(client, item)),
        (client(), 0_u8..3).prop_map(|(client, item)| Act::Remove(client, item)),
        (client(), any::<i8>()).prop_map(|(client, amount)| Act::Count(client, amount)),
        (client(), client()).prop_map(|(into, from)| Act::Merge(into, from)),
    ]
}

/// Every client's own counter and set after these acts.
fn states(acts: &[Act]) -> (Vec<Counter>, Vec<ObservedRemoveSet>, i64) {
    let mut counters = vec![Counter::default(); CLIENTS];
    let mut sets = vec![ObservedRemoveSet::default(); CLIENTS];
    let mut sum = 0;
    let id = |client: usize| ClientId(client as u16);
    for act in acts {
        match act {
            Act::Add(client, item) => sets[*client].add(id(*client), &format!("item {item}")),
            Act::Remove(client, item) => sets[*client].remove(&format!("item {item}")),
            Act::Count(client, amount) => {
                counters[*client].add(id(*client), i64::from(*amount));
                sum += i64::from(*amount);
            }
            Act::Merge(into, from) => {
                let (counter, set) = (counters[*from].clone(), sets[*from].clone());
                counters[*into].merge(&counter);
                sets[*into].merge(&set);
            }
        }
    }
    (counters, sets, sum)
}

proptest! {
    #[test]
    fn a_counter_comes_to_the_sum_of_all_that_was_added(acts in vec(act(), 0..30)) {
        let (counters, _, sum) = states(&acts);
        let mut merged = counters[0].clone();
        counters[1..].iter().for_each(|counter| merged.merge(counter));
        prop_assert_eq!(merged.value(), i128::from(sum));
        let mut again = merged.clone();
        counters.iter().rev().for_each(|counter| again.merge(counter));
        prop_assert_eq!(&again, &merged, "idempotent and commutative");
        prop_assert_eq!(Counter::parse(&merged.to_text()), merged);
    }

    #[test]
    fn merging_sets_is_commutative_associative_and_idempotent(acts in vec(act(), 0..30)) {
        let (_, sets, _) = states(&acts);
        let merged = |left: &ObservedRemoveSet, right: &ObservedRemoveSet| {
            let mut set = left.clone();
            set.merge(right);
            set
        };
        let [a, b, c] = &sets[..] else { unreachable!() };
        prop_assert_eq!(merged(a, b), merged(b, a));
        prop_assert_eq!(merged(&merged(a, b), c), merged(a, &merged(b, c)));
        prop_assert_eq!(&merged(a, a), a);
        prop_assert_eq!(&ObservedRemoveSet::parse(&a.to_text()), a);
    }

    /// An addition that the remover has not seen stays; one that it has seen goes.
    #[test]
    fn a_removal_takes_what_was_seen_and_no_more(acts in vec(act(), 0..30), late in any::<bool>()) {
        let (_, sets, _) = states(&acts);
        let mut remover = sets[0].clone();
        let mut adder = sets[1].clone();
        adder.add(ClientId(1), "item 0");
        if !late {
            remover.merge(&adder);
        }
        let mut everything = remover.clone();
        everything.merge(&adder);
        remover.remove("item 0");
        let mut merged = remover.clone();
        merged.merge(&adder);
        prop_assert_eq!(merged.items().any(|item| item == "item 0"), late);
        let others = |set: &ObservedRemoveSet| -> Vec<String> {
            set.items().filter(|item| *item != "item 0").map(str::to_owned).collect()
        };
        prop_assert_eq!(others(&merged), others(&everything));
    }
}
