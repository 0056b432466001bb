//! Contexts: what a client hands back is opened or refused, whatever it is (Dynamo §4.1).

use dynamo_playground::dynamo::causal_context::{CausalContext, ContextError, Opened};
use dynamo_playground::dynamo::identity::NodeId;
use dynamo_playground::dynamo::key::{KEY_BYTES_MAX, Key};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;

use crate::draw::clock;

fn key() -> impl Strategy<Value = Key> {
    vec(any::<u8>(), 1..=KEY_BYTES_MAX).prop_map(|bytes| Key::new(bytes).expect("a key"))
}

fn fastest() -> impl Strategy<Value = Option<NodeId>> {
    any::<Option<u16>>().prop_map(|node| node.map(NodeId))
}

proptest! {
    #[test]
    fn any_bytes_are_refused_without_a_panic(bytes in vec(any::<u8>(), 0..200), key in key()) {
        let context = CausalContext::from_bytes(&bytes);
        prop_assert_eq!(context.open(&key), Err(ContextError::Malformed));
        prop_assert_eq!(context.as_bytes(), &bytes[..]);
    }

    #[test]
    fn what_was_sealed_is_opened_with_its_key_only(
        clock in clock(), key in key(), other in key(), fastest in fastest()
    ) {
        let context = CausalContext::seal(&key, clock.clone(), fastest);
        prop_assert_eq!(context.open(&key), Ok(Opened { seen: clock, fastest }));
        prop_assume!(other != key);
        prop_assert_eq!(context.open(&other), Err(ContextError::OtherKey));
    }

    /// Bytes close to a context reach deeper into the reading of it than any bytes do.
    #[test]
    fn what_was_altered_is_refused(
        clock in clock(),
        key in key(),
        fastest in fastest(),
        place in any::<Index>(),
        difference in 1_u8..,
        more in any::<u8>()
    ) {
        let sealed = CausalContext::seal(&key, clock, fastest);
        let place = place.index(sealed.as_bytes().len());
        let mut altered = sealed.as_bytes().to_vec();
        altered[place] ^= difference;
        let longer = [sealed.as_bytes(), &[more]].concat();
        for bytes in [&altered[..], &sealed.as_bytes()[..place], &longer] {
            let context = CausalContext::from_bytes(bytes);
            prop_assert_eq!(context.open(&key), Err(ContextError::Malformed));
        }
    }
}
