//! A run in the formats of other tools, written as it is made: the text never stands in memory
//! as a whole.

use std::fmt;
use std::io::{self, BufWriter, ErrorKind, Write};

use dynamo_playground::session::export::{Format, Source};
use dynamo_playground::session::session::Session;

use crate::input::Problem;

/// Writes what has happened up to the cursor to standard output.
pub fn write(format: Format, session: &Session) -> Result<(), Problem> {
    let source = Source { scenario: session.scenario(), trace: session.timeline().trace() };
    let mut out = Text { out: BufWriter::new(io::stdout().lock()), failed: None };
    if format.write(&source, &mut out).is_ok() {
        out.failed = out.out.flush().err();
    }
    match out.failed {
        // Whoever reads has read enough.
        Some(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        Some(error) => Err(format!("Standard output cannot be written: {error}.")),
        None => Ok(()),
    }
}

/// Text on its way to where bytes go, and why it did not get there.
struct Text<W> {
    out: W,
    failed: Option<io::Error>,
}

impl<W: Write> fmt::Write for Text<W> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.out.write_all(text.as_bytes()).map_err(|error| {
            self.failed = Some(error);
            fmt::Error
        })
    }
}
