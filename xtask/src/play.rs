//! `cargo xtask play`: build the playground, serve it and open it in the browser.

use std::net::{Ipv4Addr, TcpListener};
use std::ops::RangeInclusive;
use std::process::ExitCode;

use crate::arguments::PlayOptions;
use crate::console::{Problem, say};
use crate::workspace::{self, Workspace};
use crate::{tools, trunk};

const USUAL_PORT: u16 = 8080;

/// Tried in this order, so that the address stays the same while the usual one is taken: what the
/// browser keeps for the playground, it keeps for one address.
const OTHER_PORTS: RangeInclusive<u16> = 8081..=8099;

/// Serves the playground until it is interrupted.
pub fn run(workspace: &Workspace, options: &PlayOptions) -> Result<ExitCode, Problem> {
    tools::ensure_wasm_target(workspace)?;
    tools::ensure_trunk(workspace)?;
    tools::ensure_wasm_bindgen(workspace)?;
    let port = choose_port(options.port)?;
    let mut serve = trunk::command(workspace);
    serve.arg("serve").arg("--port").arg(port.to_string());
    if options.open {
        serve.arg("--open");
    }
    if options.release {
        trunk::add_release_options(workspace, &mut serve);
    }
    say(format_args!(
        "Building the playground. It will be at http://127.0.0.1:{port}/ until you press Ctrl-C here."
    ));
    workspace::run(
        &mut serve,
        "The playground is no longer served. If you did not end it, the lines above tell why.",
    )?;
    Ok(ExitCode::SUCCESS)
}

/// The port to serve on. A port that the user asks for is never replaced by another.
fn choose_port(wanted: Option<u16>) -> Result<u16, Problem> {
    if let Some(port) = wanted {
        return if is_free(port) {
            Ok(port)
        } else {
            Err(Problem::new(format!(
                "Port {port} cannot be used: another program has it, or it is reserved. Name another \
                 one, or leave out `--port` to have a free one chosen."
            )))
        };
    }
    if is_free(USUAL_PORT) {
        return Ok(USUAL_PORT);
    }
    let port = match OTHER_PORTS.clone().find(|port| is_free(*port)) {
        Some(port) => port,
        None => free_port()?,
    };
    say(format_args!("Port {USUAL_PORT} is taken, so port {port} is used."));
    Ok(port)
}

fn is_free(port: u16) -> bool {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok()
}

/// A port on which nothing listens on this machine.
pub fn free_port() -> Result<u16, Problem> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
        .and_then(|listener| listener.local_addr())
        .map(|address| address.port())
        .map_err(|error| Problem::new(format!("No free port was found on this machine: {error}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_taken_port_is_refused_when_it_was_asked_for() {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        let port = listener.local_addr().expect("its address").port();
        assert!(choose_port(Some(port)).is_err());
        drop(listener);
        assert_eq!(choose_port(Some(port)), Ok(port));
    }
}
