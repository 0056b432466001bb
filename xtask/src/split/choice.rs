//! Which functions come second.

use super::program::Program;

/// A function of no more bytes stays in the first part: what stands for it would take as many.
const SHORT: usize = 24;

/// Chooses what comes second: what is told of by name, and whatever nothing else calls.
pub fn choose(program: &Program<'_>, comes_second: impl Fn(&str) -> bool) -> Vec<bool> {
    let mut stays = vec![false; program.functions() as usize];
    let imports = 0..program.imports();
    for function in imports.chain(program.exported.clone()).chain(program.involved.clone()) {
        stays[function as usize] = true;
    }
    let own = || program.imports()..program.functions();
    let mut second = vec![false; stays.len()];
    for function in own() {
        let place = function as usize;
        let is_short = program.lengths[place - program.imports() as usize] <= SHORT;
        second[place] = !stays[place] && !is_short && comes_second(&program.names[place]);
    }
    let mut callers = vec![Vec::new(); stays.len()];
    for (calls, caller) in program.calls.iter().zip(program.imports()..) {
        for called in calls {
            callers[*called as usize].push(caller);
        }
    }
    for held in &program.in_tables {
        stays[*held as usize] = true;
    }
    loop {
        let follows = |function: &u32| {
            let place = *function as usize;
            !second[place]
                && !stays[place]
                && !callers[place].is_empty()
                && callers[place]
                    .iter()
                    .all(|caller| second[*caller as usize] || caller == function)
        };
        let more: Vec<u32> = own().filter(follows).collect();
        if more.is_empty() {
            return second;
        }
        for function in more {
            second[function as usize] = true;
        }
    }
}
