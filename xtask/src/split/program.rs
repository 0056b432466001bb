//! What has to be known of a WebAssembly program to take it apart.

use std::ops::Range;

use wasmparser::{
    BinaryReaderError, ElementItems, ExternalKind, FuncType, FunctionBody, GlobalType, KnownCustom,
    MemoryType, Name, Operator, Parser, Payload, TableType, TypeRef,
};

/// A program. Functions are counted as WebAssembly does: first the imported ones, then its own.
#[derive(Default)]
pub struct Program<'a> {
    /// The signatures that there are.
    pub types: Vec<FuncType>,
    /// What imported functions are called.
    pub imported: Vec<&'a str>,
    /// The signature of every function.
    pub signatures: Vec<u32>,
    /// Its own functions.
    pub bodies: Vec<FunctionBody<'a>>,
    /// How long their code is, in bytes.
    pub lengths: Vec<usize>,
    /// Whom each of its own functions calls.
    pub calls: Vec<Vec<u32>>,
    /// What every function is called in the source; empty where nobody knows.
    pub names: Vec<String>,
    /// The functions that are called from without the program.
    pub exported: Vec<u32>,
    /// The functions that are called by their place in a table.
    pub in_tables: Vec<u32>,
    /// The functions that are spoken of in other ways, and those that do so.
    pub involved: Vec<u32>,
    pub tables: Vec<TableType>,
    pub memories: Vec<MemoryType>,
    pub globals: Vec<GlobalType>,
    /// Where the section of types stands.
    pub type_section: Range<usize>,
}

impl<'a> Program<'a> {
    /// Reads a program.
    pub fn read(bytes: &'a [u8]) -> Result<Program<'a>, BinaryReaderError> {
        let mut program = Program::default();
        for payload in Parser::new(0).parse_all(bytes) {
            program.take(payload?)?;
        }
        Ok(program)
    }

    /// How many functions are imported.
    pub fn imports(&self) -> u32 {
        self.imported.len() as u32
    }

    /// How many functions there are.
    pub fn functions(&self) -> u32 {
        self.signatures.len() as u32
    }

    /// Whether anything is known of what functions are called in the source.
    pub fn has_names(&self) -> bool {
        self.names.iter().any(|name| !name.is_empty())
    }

    /// The signature of a function.
    pub fn signature(&self, function: u32) -> &FuncType {
        &self.types[self.signatures[function as usize] as usize]
    }

    fn take(&mut self, payload: Payload<'a>) -> Result<(), BinaryReaderError> {
        match payload {
            Payload::TypeSection(section) => {
                self.type_section = section.range();
                for types in section.into_iter_err_on_gc_types() {
                    self.types.push(types?);
                }
            }
            Payload::ImportSection(section) => {
                for import in section.into_imports() {
                    let import = import?;
                    if let TypeRef::Func(signature) = import.ty {
                        self.imported.push(import.name);
                        self.signatures.push(signature);
                    }
                }
            }
            Payload::FunctionSection(section) => {
                for signature in section {
                    self.signatures.push(signature?);
                }
                self.names = vec![String::new(); self.signatures.len()];
            }
            Payload::TableSection(section) => {
                for table in section {
                    self.tables.push(table?.ty);
                }
            }
            Payload::MemorySection(section) => {
                for memory in section {
                    self.memories.push(memory?);
                }
            }
            Payload::GlobalSection(section) => {
                for global in section {
                    self.globals.push(global?.ty);
                }
            }
            Payload::ExportSection(section) => {
                for export in section {
                    let export = export?;
                    if export.kind == ExternalKind::Func {
                        self.exported.push(export.index);
                    }
                }
            }
            Payload::StartSection { func, .. } => self.exported.push(func),
            Payload::ElementSection(section) => {
                for element in section {
                    match element?.items {
                        ElementItems::Functions(functions) => {
                            for function in functions {
                                self.in_tables.push(function?);
                            }
                        }
                        ElementItems::Expressions(_, expressions) => {
                            for expression in expressions {
                                for operator in expression?.get_operators_reader() {
                                    if let Operator::RefFunc { function_index } = operator? {
                                        self.in_tables.push(function_index);
                                    }
                                }
                            }
                        }
                    }
                }
            }
            Payload::CodeSectionEntry(body) => self.take_body(body)?,
            Payload::CustomSection(section) => {
                if let KnownCustom::Name(section) = section.as_known() {
                    for names in section {
                        self.take_names(&names?)?;
                    }
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn take_body(&mut self, body: FunctionBody<'a>) -> Result<(), BinaryReaderError> {
        let function = self.imports() + self.bodies.len() as u32;
        let mut calls = Vec::new();
        for operator in body.get_operators_reader()? {
            match operator? {
                Operator::Call { function_index } => calls.push(function_index),
                Operator::RefFunc { function_index } | Operator::ReturnCall { function_index } => {
                    self.involved.extend([function, function_index]);
                }
                _ => {}
            }
        }
        calls.sort_unstable();
        calls.dedup();
        self.lengths.push(body.range().len());
        self.calls.push(calls);
        self.bodies.push(body);
        Ok(())
    }

    fn take_names(&mut self, names: &Name<'_>) -> Result<(), BinaryReaderError> {
        if let Name::Function(names) = names {
            for naming in names.clone() {
                let naming = naming?;
                if let Some(name) = self.names.get_mut(naming.index as usize) {
                    *name = without_hashes(naming.name);
                }
            }
        }
        Ok(())
    }
}

/// A function's name without what differs from build to build: the hash at its end, and those of
/// the crates, in brackets.
fn without_hashes(name: &str) -> String {
    let is_hash =
        |text: &str| text.len() == 16 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let name = match name.rsplit_once("::h") {
        Some((name, hash)) if is_hash(hash) => name,
        _ => name,
    };
    let mut pieces = name.split('[');
    let mut kept = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        match piece.split_once(']') {
            Some((hash, behind)) if is_hash(hash) => kept.push_str(behind),
            _ => {
                kept.push('[');
                kept.push_str(piece);
            }
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::without_hashes;

    #[test]
    fn names_lose_their_hashes_and_nothing_else() {
        for (name, expected) in [
            ("app::start::h0123456789abcdef", "app::start"),
            ("app::hold", "app::hold"),
            (
                "<core[c5930c85a12de822]::option::Option<[u8; 16]> as app[0123456789abcdef]::T>::t",
                "<core::option::Option<[u8; 16]> as app::T>::t",
            ),
            ("<impl [T]>::sort", "<impl [T]>::sort"),
        ] {
            assert_eq!(without_hashes(name), expected);
        }
    }
}
