//! Questions to a learner, whose answers are computed from the run itself.

use super::document::Moment;
use crate::dynamo::identity::RequestId;

/// A question for a moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// When it is asked.
    pub at: Moment,
    /// What is asked.
    pub kind: QuestionKind,
}

/// What can be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum QuestionKind {
    /// Which node coordinates this request?
    Coordinator(RequestId),
}
