//! What the page reads from the workload's fields and says about it.

use dynamo_playground::sim::command::Entry;
use dynamo_playground::sim::workload::Workload;
use dynamo_playground::view::workload::{FIELDS, description, read, texts};
use proptest::prelude::*;

fn workload() -> impl Strategy<Value = Workload> {
    let numbers = (1_u16..=1_000, 0_u16..=1_000, 1_u16..=1_000, 0_u16..=300, 1_u16..=8);
    let entry = prop_oneof![Just(Entry::LoadBalancer), Just(Entry::PartitionAware)];
    (numbers, entry).prop_map(|((rate, reads, keys, skew, clients), entry)| Workload {
        operations_per_second: rate,
        read_permille: reads,
        keys,
        skew_hundredths: skew,
        clients,
        entry,
    })
}

proptest! {
    #[test]
    fn what_the_fields_say_is_what_was_written_into_them(workload in workload()) {
        prop_assert_eq!(read(&texts(&workload), workload.entry), Ok(workload));
        prop_assert!(workload.makes_sense());
    }

    #[test]
    fn whatever_is_typed_is_a_workload_that_makes_sense_or_a_sentence(
        place in 0..FIELDS.len(), typed in "[0-9.,\\- ]{0,7}|[a-zé%]{0,4}|99999999999",
    ) {
        let mut fields = texts(&Workload::default());
        fields[place] = typed;
        match read(&fields, Entry::LoadBalancer) {
            Ok(workload) => prop_assert!(workload.makes_sense()),
            Err((wrong, sentence)) => {
                prop_assert_eq!(wrong, place);
                prop_assert!(sentence.ends_with('.'), "{}", sentence);
            }
        }
    }

    #[test]
    fn every_number_stands_in_the_description(workload in workload()) {
        let words = description(Some(&workload));
        for number in [workload.operations_per_second, workload.keys, workload.clients] {
            prop_assert!(words.split(' ').any(|word| word == number.to_string()), "{}", words);
        }
        prop_assert_ne!(words, description(None));
    }
}
