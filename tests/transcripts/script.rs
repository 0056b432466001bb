//! The commands of a script.
//!
//! Before anything happens, the cluster is set up:
//!
//! ```text
//! seed 7                      nodes 5 tokens 8         quorum 3 2 2 (N R W)
//! strict | sloppy             latency 10ms             latency 2ms to 12ms
//! replica-timeout 50ms        deadline 300ms           probe 500ms
//! client-timeout 500ms
//! ```
//!
//! Then things happen. `by` is client 1 and `via` any node unless they are given:
//!
//! ```text
//! get cart by 2 via A         put cart "book"          put! cart "book" (blindly)
//! add cart "book"             remove cart "book"       merge cart
//! crash B                     restart B                partition A B | rest
//! heal
//! run                         until nothing is left to happen
//! run 300ms                   that long; where a node stays down, probes never end
//! hide                        leaves what has happened so far out of the transcript
//! key cart                    names nodes by their part for this key, see below
//! show cart                   what every node has on disk
//! ```
//!
//! Nodes go by their letters, or by what they are to the key named last with `key`: its
//! primaries are `P1`, `P2`, …, its fallbacks `F1`, `F2`, … .

use std::fmt::Write as _;

use dynamo_playground::dynamo::config::QuorumKind;
use dynamo_playground::dynamo::identity::{ClientId, NodeId};
use dynamo_playground::dynamo::key::{Key, Value};
use dynamo_playground::dynamo::object::Object;
use dynamo_playground::dynamo::preference_list::{PreferenceList, Role};
use dynamo_playground::dynamo::time::Duration;
use dynamo_playground::session::scenario::Scenario;
use dynamo_playground::session::session::Session;
use dynamo_playground::session::transcript;
use dynamo_playground::sim::command::{self, Command, Entry};
use dynamo_playground::sim::latency::Latency;
use dynamo_playground::sim::setup::Setup;

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
    key: Option<Key>,
}

impl Default for Script {
    fn default() -> Script {
        let latency = Latency::Constant(Duration::from_millis(10));
        let setup = Setup { latency, ..Setup::default() };
        Script { seed: 7, setup, session: None, shown: 0, key: None }
    }
}

impl Script {
    /// Follows one command. Gives what is to be seen of it at once.
    pub fn follow(&mut self, line: &str) -> Result<String, String> {
        let words = words(line)?;
        let mut words = Words { words: words.into_iter() };
        let verb = words.next("a command")?;
        let output = match verb.as_str() {
            "seed" | "nodes" | "quorum" | "strict" | "sloppy" | "latency" | "replica-timeout"
            | "deadline" | "probe" | "client-timeout" => {
                if self.session.is_some() {
                    return Err("this can only be said before anything happens".to_owned());
                }
                self.set_up(&verb, &mut words)?;
                String::new()
            }
            "run" => self.run(&mut words)?,
            "hide" => {
                self.shown = self.session()?.timeline().trace().len();
                String::new()
            }
            "key" => {
                let key = words.key()?;
                self.key = Some(key.clone());
                let list = self.preference_list(&key)?;
                format!("{key}: {} | {}\n", letters(list.primaries()), letters(list.fallbacks()))
            }
            "show" => {
                let key = words.key()?;
                self.rest() + &self.disks(&key)?
            }
            _ => {
                let command = self.command(&verb, &mut words)?;
                match self.session()?.give(command) {
                    Ok(()) => String::new(),
                    Err(error) => format!("{}{line}: {error}\n", self.rest()),
                }
            }
        };
        words.end()?;
        Ok(output)
    }

    /// The transcript of what has not been shown yet.
    pub fn rest(&mut self) -> String {
        let Some(session) = &self.session else { return String::new() };
        let trace = session.timeline().trace();
        let skipped = std::mem::replace(&mut self.shown, trace.len());
        transcript::render_from(trace, skipped)
    }

    fn set_up(&mut self, verb: &str, words: &mut Words) -> Result<(), String> {
        let store = &mut self.setup.store;
        match verb {
            "seed" => self.seed = words.number("a seed")?,
            "nodes" => {
                self.setup.nodes = words.number("how many")?;
                if words.take("tokens") {
                    self.setup.tokens_per_node = words.number("how many")?;
                }
            }
            "quorum" => {
                store.replicas = words.number("N")?;
                store.read_quorum = words.number("R")?;
                store.write_quorum = words.number("W")?;
            }
            "strict" => store.quorum_kind = QuorumKind::Strict,
            "sloppy" => store.quorum_kind = QuorumKind::Sloppy,
            "replica-timeout" => store.replica_timeout = words.duration()?,
            "deadline" => store.request_deadline = words.duration()?,
            "probe" => store.probe_interval = words.duration()?,
            "client-timeout" => self.setup.client_timeout = words.duration()?,
            _ => {
                let min = words.duration()?;
                self.setup.latency = match words.take("to") {
                    true => Latency::Uniform { min, max: words.duration()? },
                    false => Latency::Constant(min),
                };
            }
        }
        Ok(())
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

    fn command(&mut self, verb: &str, words: &mut Words) -> Result<Command, String> {
        let text = |words: &mut Words| words.next("a text");
        let value = |words: &mut Words| {
            Value::new(words.next("a value")?).map_err(|error| error.to_string())
        };
        let write = match verb {
            "get" => None,
            "put" | "put!" | "add" | "remove" | "merge" => Some(verb),
            "crash" => return Ok(Command::Crash(self.node(&words.next("a node")?)?)),
            "restart" => return Ok(Command::Restart(self.node(&words.next("a node")?)?)),
            "heal" => return Ok(Command::Heal),
            "partition" => return self.partition(words),
            _ => return Err("no such command".to_owned()),
        };
        let key = words.key()?;
        let write = match write {
            None => None,
            Some("put") => Some(command::Write::Update(value(words)?)),
            Some("put!") => Some(command::Write::Blind(value(words)?)),
            Some("add") => Some(command::Write::AddToCart(text(words)?)),
            Some("remove") => Some(command::Write::RemoveFromCart(text(words)?)),
            Some(_) => Some(command::Write::MergeCarts),
        };
        let client = match words.take("by") {
            true => ClientId(words.number::<u16>("a client")?.saturating_sub(1)),
            false => ClientId(0),
        };
        let entry = match words.take("via") {
            true => match words.next("a node")?.as_str() {
                "any" => Entry::LoadBalancer,
                name => Entry::Node(self.node(name)?),
            },
            false => Entry::LoadBalancer,
        };
        Ok(match write {
            None => Command::Get { client, key, entry },
            Some(write) => Command::Put { client, key, write, entry },
        })
    }

    fn partition(&mut self, words: &mut Words) -> Result<Command, String> {
        let mut groups = Vec::new();
        let mut group = Vec::new();
        // The number of the group that holds the rest.
        let mut rest = None;
        while !words.is_empty() {
            match words.next("a node")?.as_str() {
                "|" => groups.push(std::mem::take(&mut group)),
                "rest" => rest = Some(groups.len()),
                name => group.push(self.node(name)?),
            }
        }
        groups.push(group);
        if let Some(rest) = rest {
            let named: Vec<NodeId> = groups.concat();
            let unnamed = self.setup.node_ids().filter(|node| !named.contains(node));
            groups[rest].extend(unnamed);
        }
        Ok(Command::Partition(groups))
    }

    fn node(&mut self, name: &str) -> Result<NodeId, String> {
        if let Some(node) = self.setup.node_ids().find(|node| node.to_string() == name) {
            return Ok(node);
        }
        let unknown = || format!("there is no node {name}");
        let (part, rank) = name.split_at_checked(1).ok_or_else(unknown)?;
        let rank: usize = rank.parse().map_err(|_| unknown())?;
        let key = self.key.clone().ok_or("no key has been named yet")?;
        let list = self.preference_list(&key)?;
        let nodes = match part {
            "P" => list.primaries(),
            "F" => list.fallbacks(),
            _ => return Err(unknown()),
        };
        rank.checked_sub(1).and_then(|rank| nodes.get(rank)).copied().ok_or_else(unknown)
    }

    fn disks(&mut self, key: &Key) -> Result<String, String> {
        let list = self.preference_list(key)?;
        let simulation = self.session()?.timeline().simulation();
        let mut text = String::new();
        for (index, node) in list.nodes().iter().enumerate() {
            let part = match list.role(*node) {
                Some(Role::Primary(rank)) => format!("P{rank}"),
                _ => format!("F{}", index + 1 - list.primaries().len()),
            };
            let process = simulation.node(*node).ok_or("a node is missing")?;
            let state = if process.is_up() { "" } else { " (down)" };
            let disk = process.disk();
            let own = disk.objects().get(key).map_or("nothing".to_owned(), versions);
            let _ = writeln!(text, "{node} {part}{state}: {own}");
            for ((owner, hinted), hint) in disk.hints() {
                if hinted == key {
                    let (object, since) = (versions(&hint.object), hint.since);
                    let _ = writeln!(text, "     hint for {owner} since {since}: {object}");
                }
            }
        }
        Ok(text)
    }

    fn preference_list(&mut self, key: &Key) -> Result<PreferenceList, String> {
        let replicas = self.setup.store.replicas;
        let simulation = self.session()?.timeline().simulation();
        Ok(simulation.ring().preference_list(key.position(), replicas))
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

/// The words of a command that have not been read yet.
struct Words {
    words: std::vec::IntoIter<String>,
}

impl Words {
    fn is_empty(&self) -> bool {
        self.words.as_slice().is_empty()
    }

    fn next(&mut self, what: &str) -> Result<String, String> {
        self.words.next().ok_or_else(|| format!("{what} is missing"))
    }

    /// Reads `word` if it comes next.
    fn take(&mut self, word: &str) -> bool {
        let comes = self.words.as_slice().first().is_some_and(|next| next == word);
        comes && self.words.next().is_some()
    }

    fn number<T: std::str::FromStr>(&mut self, what: &str) -> Result<T, String> {
        let word = self.next(what)?;
        word.parse().map_err(|_| format!("{word} is not {what}"))
    }

    fn duration(&mut self) -> Result<Duration, String> {
        let word = self.next("a length of time")?;
        let millis = word.strip_suffix("ms").and_then(|number| number.parse().ok());
        millis.map(Duration::from_millis).ok_or_else(|| format!("{word} is not like 10ms"))
    }

    fn key(&mut self) -> Result<Key, String> {
        Key::new(self.next("a key")?).map_err(|error| error.to_string())
    }

    fn end(&mut self) -> Result<(), String> {
        match self.words.next() {
            None => Ok(()),
            Some(word) => Err(format!("{word} makes no sense here")),
        }
    }
}

/// The words of a line; what stands in quotes is one word.
fn words(line: &str) -> Result<Vec<String>, String> {
    let mut words = Vec::new();
    for (index, part) in line.split('"').enumerate() {
        match index % 2 {
            0 => words.extend(part.split_whitespace().map(str::to_owned)),
            _ => words.push(part.to_owned()),
        }
    }
    match line.matches('"').count() % 2 {
        0 => Ok(words),
        _ => Err("a quote is missing".to_owned()),
    }
}

fn versions(object: &Object) -> String {
    let version = |version: &dynamo_playground::dynamo::object::Version| {
        format!("\"{}\" {}", version.value, version.clock)
    };
    object.versions().iter().map(version).collect::<Vec<String>>().join(" | ")
}

fn letters(nodes: &[NodeId]) -> String {
    nodes.iter().map(NodeId::to_string).collect::<Vec<String>>().join(" ")
}
