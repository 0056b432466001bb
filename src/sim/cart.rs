//! The shopping cart: the paper's own example of an application that reconciles siblings
//! itself (Dynamo §4.4). A cart is text, its items parted by commas.

use crate::dynamo::object::Object;

/// A cart, its items in the order in which they came in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cart {
    items: Vec<String>,
}

impl Cart {
    /// The union of all versions of an object. No added item is lost; one that was removed in
    /// one version but not in another comes back.
    pub fn merge(object: &Object) -> Cart {
        let mut cart = Cart::default();
        for value in object.versions().iter().filter_map(|version| version.value()) {
            let text = String::from_utf8_lossy(value.as_bytes());
            for item in text.split(',') {
                cart.add(item);
            }
        }
        cart
    }

    /// Adds an item that is not in the cart yet.
    pub fn add(&mut self, item: &str) {
        let item = item.trim();
        if !item.is_empty() && !self.items.iter().any(|known| known == item) {
            self.items.push(item.to_owned());
        }
    }

    /// Takes an item out.
    pub fn remove(&mut self, item: &str) {
        self.items.retain(|known| known != item.trim());
    }

    /// The cart as text.
    pub fn to_text(&self) -> String {
        self.items.join(", ")
    }
}
