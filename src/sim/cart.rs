//! The shopping cart: the paper's own example of an application that reconciles siblings
//! itself (Dynamo §4.4). A cart is text, its items parted by commas.

use crate::dynamo::key::{BytesError, Value};
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
        for version in object.versions() {
            let text = String::from_utf8_lossy(version.value.as_bytes());
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

    /// The cart as a value.
    ///
    /// # Errors
    /// A cart of more bytes than a value may have.
    pub fn to_value(&self) -> Result<Value, BytesError> {
        Value::new(self.items.join(", "))
    }
}
