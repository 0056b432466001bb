//! The histories of a session as a list.

use super::words::moment;
use crate::session::session::Session;

/// A history.
#[derive(Clone, Debug, PartialEq)]
pub struct BranchRow {
    /// Its number, from 0.
    pub branch: usize,
    /// What it is called.
    pub name: String,
    /// Where it has parted from another.
    pub origin: String,
    /// How far it is known.
    pub end: String,
    /// Whether it is the one that is looked at.
    pub current: bool,
}

/// All histories of a session.
pub fn branch_rows(session: &Session) -> Vec<BranchRow> {
    let branches = session.branches();
    let row = |(branch, shown): (usize, &crate::session::branches::Branch)| BranchRow {
        branch,
        name: shown.name().to_owned(),
        origin: shown.fork().map_or_else(
            || "from the beginning".to_owned(),
            |fork| {
                let parent = branches.get(fork.parent).map_or("", |parent| parent.name());
                format!("from “{parent}” at {}, after step {}", moment(fork.at), fork.steps)
            },
        ),
        end: session.branch_end(branch).map(moment).unwrap_or_default(),
        current: branch == session.current_branch(),
    };
    branches.iter().enumerate().map(row).collect()
}
