//! The members of an object.

#[cfg(not(target_arch = "wasm32"))]
use serde_json::{Map, Value as Schema, json};

use super::{Flaw, Kind, Part, Tree, Way};
use crate::session::document::suggestion::{is_near, unknown};

/// Among so many members one is looked for that may be misspelt.
const LOOKED_AT_MAX: usize = 100;

/// The members of an object, asked for one by one.
pub struct Members<'a> {
    entries: &'a [(String, Tree)],
    way: &'a Way<'a>,
    /// All names that have been asked for.
    known: Vec<&'static str>,
    #[cfg(not(target_arch = "wasm32"))]
    description: Option<Description>,
}

/// What has been asked for, while the format is described.
#[cfg(not(target_arch = "wasm32"))]
#[derive(Default)]
struct Description {
    properties: Map<String, Schema>,
    required: Vec<&'static str>,
    one_of: Vec<&'static str>,
}

/// One of several members of which one must be there.
pub struct Case<T: 'static> {
    /// Its name.
    pub name: &'static str,
    /// What it is for.
    #[cfg_attr(target_arch = "wasm32", allow(dead_code))] // Only the schema tells it.
    pub doc: &'static str,
    /// What stands there.
    pub kind: &'static dyn Kind<Value = T>,
}

impl<'a> Members<'a> {
    pub(super) fn of(part: Part<'a>) -> Result<Members<'a>, Flaw> {
        match part.tree {
            Tree::Object(entries) => Ok(Members {
                entries,
                way: part.way,
                known: Vec::new(),
                #[cfg(not(target_arch = "wasm32"))]
                description: None,
            }),
            _ => Err(part.needs("An object in braces")),
        }
    }

    /// An object without members: all is as usual.
    pub fn none() -> Members<'static> {
        Members {
            entries: &[],
            way: &Way::Top,
            known: Vec::new(),
            #[cfg(not(target_arch = "wasm32"))]
            description: None,
        }
    }

    /// The value of a member, with the entry that holds it.
    fn find(&mut self, name: &'static str) -> Option<&'a Tree> {
        self.known.push(name);
        self.entries.iter().find(|(entry, _)| entry == name).map(|(_, tree)| tree)
    }

    /// A member that may be missing.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn optional<K: Kind>(
        &mut self,
        name: &'static str,
        doc: &'static str,
        kind: K,
    ) -> Result<Option<K::Value>, Flaw> {
        #[cfg(not(target_arch = "wasm32"))]
        if let Some(description) = &mut self.description {
            description.describe(name, doc, kind.schema());
            return Ok(None);
        }
        let _ = doc;
        let way = self.way;
        let found = self.find(name);
        found.map(|tree| kind.read(Part { tree, way: &Way::Member(way, name) })).transpose()
    }

    /// A member that must be there.
    ///
    /// # Errors
    /// It is not there, or something is wrong with it.
    pub fn required<K: Kind>(
        &mut self,
        name: &'static str,
        doc: &'static str,
        kind: K,
    ) -> Result<K::Value, Flaw> {
        #[cfg(not(target_arch = "wasm32"))]
        if let Some(description) = &mut self.description {
            description.describe(name, doc, kind.schema());
            description.required.push(name);
            return kind.example();
        }
        let found = self.optional(name, doc, kind)?;
        found.ok_or_else(|| self.missing(name))
    }

    /// The one of several members that is there.
    ///
    /// # Errors
    /// None is there, or more than one, or something is wrong with it.
    pub fn one_of<T>(&mut self, cases: &'static [Case<T>]) -> Result<T, Flaw> {
        #[cfg(not(target_arch = "wasm32"))]
        if let Some(description) = &mut self.description {
            for Case { name, doc, kind } in cases {
                description.describe(name, doc, kind.schema());
                description.one_of.push(name);
            }
            let first = cases.first().map(|case| case.kind.example());
            return first.unwrap_or_else(|| Err(Flaw::new("", "There are no cases.")));
        }
        let way = self.way;
        let mut found = None;
        for case in cases {
            if let Some(tree) = self.find(case.name) {
                let way = Way::Member(way, case.name);
                if found.is_some() {
                    let what = format!("“{}” is one too many: begin a new entry.", case.name);
                    return Err(Flaw::new(way.path(), what));
                }
                found = Some(case.kind.read(Part { tree, way: &way })?);
            }
        }
        found.ok_or_else(|| {
            // Whoever has misspelt it has another name there.
            if let Err(flaw) = self.end() {
                return flaw;
            }
            let names: Vec<&str> = cases.iter().map(|case| case.name).collect();
            self.flaw(format!("Something is missing here. Add one of: {}.", names.join(", ")))
        })
    }

    /// The flaw that a member is not there, or is misspelt.
    fn missing(&self, name: &'static str) -> Flaw {
        let mut entries = self.entries.iter().take(LOOKED_AT_MAX);
        let unknown = entries.find(|(entry, _)| is_near(entry, name));
        match unknown {
            Some((entry, _)) => self.unknown(entry, &[name]),
            None => self.flaw(format!("“{name}” is missing here. Add it.")),
        }
    }

    fn unknown(&self, entry: &str, known: &[&str]) -> Flaw {
        Flaw::new(Way::Member(self.way, entry).path(), unknown(entry, known.iter().copied()))
    }

    /// A flaw of the whole object.
    pub fn flaw(&self, what: impl Into<String>) -> Flaw {
        Flaw { path: self.way.path(), what: what.into() }
    }

    /// Complains about a member that nobody has asked for.
    pub(super) fn end(&self) -> Result<(), Flaw> {
        let mut names = self.entries.iter().map(|(name, _)| name);
        match names.find(|name| !self.known.contains(&name.as_str())) {
            Some(name) => Err(self.unknown(name, &self.known)),
            None => Ok(()),
        }
    }
}

/// An object with one of several members in it, and no other.
pub struct Tagged<T: 'static>(pub &'static [Case<T>]);

impl<T> Kind for Tagged<T> {
    type Value = T;

    fn read(&self, part: Part<'_>) -> Result<T, Flaw> {
        let mut members = Members::of(part)?;
        let read = members.one_of(self.0)?;
        members.end()?;
        Ok(read)
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn schema(&self) -> Schema {
        let mut members = Members::described();
        let _ = members.one_of(self.0);
        members.schema()
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn example(&self) -> Result<T, Flaw> {
        Members::described().one_of(self.0)
    }
}

#[cfg(not(target_arch = "wasm32"))]
impl Members<'_> {
    /// An object that takes down what is asked for.
    pub(super) fn described() -> Members<'static> {
        Members { description: Some(Description::default()), ..Members::none() }
    }

    /// What has been asked for.
    pub(super) fn schema(self) -> Schema {
        let Description { properties, required, one_of } = self.description.unwrap_or_default();
        let mut schema = json!({
            "type": "object",
            "properties": properties,
            "additionalProperties": false
        });
        if !required.is_empty() {
            schema["required"] = json!(required);
        }
        if !one_of.is_empty() {
            let each = one_of.iter().map(|name| json!({ "required": [name] }));
            schema["oneOf"] = Schema::Array(each.collect());
        }
        schema
    }
}

#[cfg(not(target_arch = "wasm32"))]
impl Description {
    fn describe(&mut self, name: &'static str, doc: &'static str, schema: Schema) {
        let mut schema = schema;
        if let Schema::Object(object) = &mut schema
            && !doc.is_empty()
        {
            // What is said of a member counts before what is said of its kind.
            object.insert("description".to_owned(), doc.into());
        }
        self.properties.insert(name.to_owned(), schema);
    }
}
