//! What the targets hold texts to: the same as the tests of documents do.

#[path = "../../tests/documents/holds.rs"]
pub mod holds;
