//! The commands of a script.
//!
//! Before anything happens, the cluster is set up:
//!
//! ```text
//! seed 7                      nodes 5 tokens 8         quorum 3 2 2 (N R W)
//! zones 2                     capacity 1 2 1           space user/ 1 1 1 last-write-wins
//! placement single            placement random 8 (T)   placement random-equal 8 64 (T Q)
//! placement equal 64 (Q)      strict | sloppy          reconcile siblings | last-write-wins
//! clocks per-version          clocks per-object        clocks dotted
//! truncate 3                  latency 10ms             latency 2ms to 12ms
//! replica-timeout 50ms        deadline 300ms           probe 500ms
//! client-timeout 500ms        client-refresh 10s       buffer 100ms durable 1
//! gossip 1s                   seeds A B                anti-entropy 1s depth 4
//! detector local              detector two-witnesses   detector heartbeat 3s
//! detector phi 8              grace 2s                 admission 50ms 4 (target, slices)
//! latency as "2 + 5" (ms)   latency LNKD-SSD         zone-delay 75ms
//! disturbance loss 100        (and twice, back, late)
//! ```
//!
//! Then things happen. `by` is client 1 and `via` any node unless they are given:
//!
//! ```text
//! get cart by 2 via A r 1     put cart "book" w 3      put! cart "book" (blindly)
//! add cart "book"             remove cart "book"       merge cart
//! delete cart                 count cart +3            set-add cart "book"
//! set-remove cart "book"      (any of these) via aware, the client knows the ring
//! crash B                     restart B                wipe B
//! skew B +500ms               pause B                  resume B
//! slow B 40ms                 cut A > B                mend A <> B (both directions)
//! partition A B | rest        partition A > rest       partition A + 1 | rest + 2 (clients)
//! heal                        disturb any > B loss 100 twice 50 back 20 late 5ms (of 1,000)
//! disturb 1 > any nothing     drop A > B               delay A > B 20ms
//! duplicate A > B write       hold A > B copy 1        release A > B (the first that fits)
//! join zone 0 capacity 1      leave B                  remove B told A
//! name-seeds A B              the configuration service names them
//! run                         until nothing is left to happen
//! run 300ms                   that long; probes and gossip never end
//! key cart                    names nodes by their part for this key, see below
//! hide                        leaves what has happened so far out of the transcript
//! hide gossip pings           from now on leaves out what is of these topics
//! only answers transfers      from now on shows these topics and nothing else
//! all                         shows everything again
//! ```
//!
//! What can be looked up: `show cart` and `show cart buffered` (what every node has on disk, and
//! in memory), `show hints`, `show members`, `show ring`, `show trees`, `show trees cart`,
//! `show beliefs`.
//!
//! Nodes go by their letters, or by what they are at the time to the key named last with `key`:
//! its primaries are `P1`, `P2`, …, its fallbacks `F1`, `F2`, … . Topics are in [`crate::filter`];
//! any other word stands for the events whose sentence holds it.

use dynamo_playground::dynamo::identity::{ClientId, NodeId};
use dynamo_playground::dynamo::key::{Key, Value};
use dynamo_playground::dynamo::time::Duration;
use dynamo_playground::session::scenario::Scenario;
use dynamo_playground::session::session::Session;
use dynamo_playground::session::transcript;
use dynamo_playground::sim::command::{self, Command, Entry};
use dynamo_playground::sim::latency::Latency;
use dynamo_playground::sim::process::NodeProcess;
use dynamo_playground::sim::setup::Setup;
use dynamo_playground::sim::simulation::Simulation;

use crate::filter::Filter;
use crate::words::Words;
use crate::{faults, knobs, show};

/// More steps than any script that comes to an end.
const STEPS_MAX: u32 = 5_000;

/// A script that is being followed.
pub struct Script {
    seed: u64,
    setup: Setup,
    /// None until something happens.
    session: Option<Session>,
    /// How much of the trace has been shown.
    shown: usize,
    filter: Filter,
    key: Option<Key>,
}

impl Default for Script {
    fn default() -> Script {
        let latency = Latency::Constant(Duration::from_millis(10));
        let setup = Setup { latency, ..Setup::default() };
        Script { seed: 7, setup, session: None, shown: 0, filter: Filter::default(), key: None }
    }
}

impl Script {
    /// Follows one command. Gives what is to be seen of it at once.
    pub fn follow(&mut self, line: &str) -> Result<String, String> {
        let mut words = Words::of(line)?;
        let verb = words.next("a command")?;
        let output = match verb.as_str() {
            "seed" => {
                self.nothing_has_happened()?;
                self.seed = words.number("a seed")?;
                String::new()
            }
            "run" => self.run(&mut words)?,
            "hide" if words.is_empty() => {
                self.shown = self.session()?.timeline().trace().len();
                String::new()
            }
            "hide" | "only" | "all" => {
                let seen = self.rest();
                match verb.as_str() {
                    "hide" => self.filter.hide(words.rest()),
                    _ => self.filter = Filter::only(words.rest()),
                }
                seen
            }
            "key" => {
                let key = words.key()?;
                self.key = Some(key.clone());
                let list = show::preference_list(self.simulation()?, &key);
                let mut line = format!("{key}: {}", show::letters(list.primaries()));
                if !list.fallbacks().is_empty() {
                    line += &format!(" | {}", show::letters(list.fallbacks()));
                }
                line + "\n"
            }
            "show" => self.rest() + &self.show(&mut words)?,
            _ => match self.knob(&verb, &mut words)? {
                true => String::new(),
                false => self.give(line, &verb, &mut words)?,
            },
        };
        words.end()?;
        Ok(output)
    }

    /// The transcript of what has not been shown yet.
    pub fn rest(&mut self) -> String {
        let Some(session) = &self.session else { return String::new() };
        let trace = session.timeline().trace();
        let skipped = std::mem::replace(&mut self.shown, trace.len());
        let wanted = |event: &_, sentence: &str| self.filter.wants(trace, event, sentence);
        transcript::render_where(trace, skipped, wanted)
    }

    fn nothing_has_happened(&self) -> Result<(), String> {
        match self.session {
            None => Ok(()),
            Some(_) => Err("this can only be said before anything happens".to_owned()),
        }
    }

    /// Sets a knob, if there is one of this name.
    fn knob(&mut self, verb: &str, words: &mut Words) -> Result<bool, String> {
        let mut setup = self.setup.clone();
        let is_knob = knobs::set(&mut setup, verb, words)?;
        if is_knob {
            self.nothing_has_happened()?;
            self.setup = setup;
        }
        Ok(is_knob)
    }

    fn run(&mut self, words: &mut Words) -> Result<String, String> {
        let length = if words.is_empty() { None } else { Some(words.duration()?) };
        let timeline = self.session()?.timeline_mut();
        if let Some(length) = length {
            let end = timeline.simulation().now() + length;
            timeline.run_until(end);
            return Ok(String::new());
        }
        let limit = timeline.steps() + STEPS_MAX;
        while timeline.step() {
            if timeline.steps() > limit {
                return Err("there is no end to this: say for how long".to_owned());
            }
        }
        Ok(String::new())
    }

    fn show(&mut self, words: &mut Words) -> Result<String, String> {
        let simulation = self.simulation()?;
        let what = words.next("what to show")?;
        Ok(match what.as_str() {
            "hints" => show::hints(simulation),
            "members" => show::members(simulation),
            "ring" => show::ring(simulation),
            "beliefs" => show::beliefs(simulation),
            "trees" => {
                let key = if words.is_empty() { None } else { Some(words.key()?) };
                show::trees(simulation, key.as_ref())
            }
            key => {
                let key = Key::new(key).map_err(|error| error.to_string())?;
                show::object(simulation, &key, words.take("buffered"))
            }
        })
    }

    /// Gives a command; one that makes no sense is complained about in the transcript.
    fn give(&mut self, line: &str, verb: &str, words: &mut Words) -> Result<String, String> {
        let command = self.command(verb, words)?;
        Ok(match self.session()?.give(command) {
            Ok(()) => String::new(),
            Err(error) => format!("{}{line}: {error}\n", self.rest()),
        })
    }

    fn command(&mut self, verb: &str, words: &mut Words) -> Result<Command, String> {
        Ok(match verb {
            "crash" => Command::Crash(self.node(&words.next("a node")?)?),
            "restart" => Command::Restart(self.node(&words.next("a node")?)?),
            "wipe" => Command::WipeDisk(self.node(&words.next("a node")?)?),
            "skew" => {
                let node = self.node(&words.next("a node")?)?;
                Command::Skew { node, ahead_ms: words.ahead_ms()? }
            }
            "join" => {
                let zone = if words.take("zone") { words.number("a zone")? } else { 0 };
                let capacity = if words.take("capacity") { words.number("how much")? } else { 1 };
                Command::Join { zone, capacity }
            }
            "leave" => Command::Leave(self.node(&words.next("a node")?)?),
            "heal" => Command::Heal,
            "name-seeds" => {
                let mut seeds = Vec::new();
                while !words.is_empty() {
                    seeds.push(self.node(&words.next("a node")?)?);
                }
                Command::NameSeeds(seeds)
            }
            "remove" => {
                let name = words.next("a key or a node")?;
                if words.take("told") {
                    let (node, told) = (self.node(&name)?, self.node(&words.next("a node")?)?);
                    return Ok(Command::Remove { node, told });
                }
                let key = Key::new(name).map_err(|error| error.to_string())?;
                self.request(verb, key, words)?
            }
            "get" | "put" | "put!" | "add" | "merge" | "delete" | "count" | "set-add"
            | "set-remove" | "keep-last" | "merge-counters" | "merge-sets" => {
                let key = words.key()?;
                self.request(verb, key, words)?
            }
            _ => return faults::command(self, verb, words)?.ok_or("no such command".to_owned()),
        })
    }

    fn request(&mut self, verb: &str, key: Key, words: &mut Words) -> Result<Command, String> {
        let text = |words: &mut Words| words.next("a text");
        let value = |words: &mut Words| {
            Value::new(words.next("a value")?).map_err(|error| error.to_string())
        };
        let write = match verb {
            "get" => None,
            "put" => Some(command::Write::Update(value(words)?)),
            "put!" => Some(command::Write::Blind(value(words)?)),
            "add" => Some(command::Write::AddToCart(text(words)?)),
            "remove" => Some(command::Write::RemoveFromCart(text(words)?)),
            "delete" => Some(command::Write::Delete),
            "count" => Some(command::Write::Count(words.number("how much")?)),
            "set-add" => Some(command::Write::AddToSet(text(words)?)),
            "set-remove" => Some(command::Write::RemoveFromSet(text(words)?)),
            "keep-last" => Some(command::Write::KeepLast),
            "merge-counters" => Some(command::Write::MergeCounters),
            "merge-sets" => Some(command::Write::MergeSets),
            _ => Some(command::Write::MergeCarts),
        };
        let (mut client, mut entry, mut quorum) = (ClientId(0), Entry::LoadBalancer, None);
        let own_quorum = if write.is_some() { "w" } else { "r" };
        loop {
            if words.take("by") {
                client = ClientId(words.number::<u16>("a client")?.saturating_sub(1));
            } else if words.take("via") {
                entry = match words.next("a node")?.as_str() {
                    "any" => Entry::LoadBalancer,
                    "aware" => Entry::PartitionAware,
                    name => Entry::Node(self.node(name)?),
                };
            } else if words.take(own_quorum) {
                quorum = Some(words.number("how many")?);
            } else {
                break;
            }
        }
        Ok(match write {
            None => Command::Get { client, key, entry, quorum },
            Some(write) => Command::Put { client, key, write, entry, quorum },
        })
    }

    pub fn node(&mut self, name: &str) -> Result<NodeId, String> {
        let key = self.key.clone();
        let simulation = self.simulation()?;
        if let Some(node) =
            simulation.nodes().map(NodeProcess::id).find(|node| node.to_string() == name)
        {
            return Ok(node);
        }
        let unknown = || format!("there is no node {name}");
        let (part, rank) = name.split_at_checked(1).ok_or_else(unknown)?;
        let rank: usize = rank.parse().map_err(|_| unknown())?;
        let key = key.ok_or("no key has been named yet")?;
        let list = show::preference_list(simulation, &key);
        let nodes = match part {
            "P" => list.primaries(),
            "F" => list.fallbacks(),
            _ => return Err(unknown()),
        };
        rank.checked_sub(1).and_then(|rank| nodes.get(rank)).copied().ok_or_else(unknown)
    }

    pub fn simulation(&mut self) -> Result<&Simulation, String> {
        Ok(self.session()?.timeline().simulation())
    }

    fn session(&mut self) -> Result<&mut Session, String> {
        if self.session.is_none() {
            let scenario = Scenario {
                title: String::new(),
                seed: self.seed,
                setup: self.setup.clone(),
                script: Vec::new(),
            };
            let session = Session::new(scenario).map_err(|errors| {
                errors.iter().map(ToString::to_string).collect::<Vec<String>>().join(" ")
            })?;
            self.session = Some(session);
        }
        self.session.as_mut().ok_or_else(String::new)
    }
}
