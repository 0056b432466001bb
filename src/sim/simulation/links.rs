//! How many messages have gone over each link: the draws of a message are addressed by its number.

use std::rc::Rc;

use crate::dynamo::identity::Address;
use crate::dynamo::sorted::SortedMap;

/// The counts of all links. In a large cluster these are many, and every message looks at one: so
/// nodes count by number and not by name, and every sender's counts stand apart, as a checkpoint
/// shares those that have not changed.
#[derive(Clone, Debug, Default)]
pub(super) struct Links {
    /// From node to node: by the sender, then by the receiver.
    nodes: Vec<Rc<Vec<u32>>>,
    /// From and to clients.
    clients: SortedMap<(Address, Address), u32>,
}

impl Links {
    /// Counts one more message from `from` to `to`. Gives its number, from 1.
    pub(super) fn count(&mut self, from: Address, to: Address) -> u64 {
        let count = match (from, to) {
            (Address::Node(from), Address::Node(to)) => {
                let sent = Rc::make_mut(place(&mut self.nodes, from.index()));
                place(sent, to.index())
            }
            _ => self.clients.entry((from, to)).or_default(),
        };
        *count += 1;
        u64::from(*count)
    }

    /// How many counts this holds that it does not share with an earlier moment.
    pub(super) fn entries_beside(&self, earlier: Option<&Links>) -> usize {
        let unshared = |(sender, sent): (usize, &Rc<Vec<u32>>)| {
            let known = earlier.and_then(|earlier| earlier.nodes.get(sender));
            match known.is_some_and(|known| Rc::ptr_eq(known, sent)) {
                true => 0,
                false => sent.len(),
            }
        };
        self.nodes.iter().enumerate().map(unshared).sum::<usize>() + self.clients.len()
    }
}

/// A place in a list, which grows to have it.
fn place<T: Clone + Default>(list: &mut Vec<T>, index: usize) -> &mut T {
    if list.len() <= index {
        list.resize(index + 1, T::default());
    }
    &mut list[index]
}
