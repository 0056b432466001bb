//! The JSON Schema of what a kind describes.

use serde_json::{Value as Schema, json};

use super::Kind;

/// The schema, laid out for people.
pub fn schema<K: Kind>(kind: &K, title: &str, description: &str) -> String {
    let mut schema = kind.schema();
    if let Schema::Object(object) = &mut schema {
        let head = json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": title,
            "description": description
        });
        if let Schema::Object(head) = head {
            object.extend(head);
        }
    }
    crate::session::document::layout::laid_out(&schema.to_string())
}
