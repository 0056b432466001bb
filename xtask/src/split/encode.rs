//! Writes the two parts of a program that has been taken apart.
//!
//! In the first part stands, for each function of the second that it knows of, one that calls it by
//! way of a table of its own. As long as that table is empty, the page is asked for the second part
//! first. The second part takes memory, tables, variables and functions from the first, and puts its
//! own functions into that table.

use wasm_encoder::reencode::{Error, Reencode, utils};
use wasm_encoder::{
    CodeSection, ConstExpr, ElementSection, Elements, EntityType, ExportKind, ExportSection,
    Function, FunctionSection, GlobalSection, GlobalType, ImportSection, Module, RawSection,
    RefType, SectionId, TableSection, TableType, ValType,
};
use wasmparser::{
    CodeSectionReader, CustomSectionReader, ExportSectionReader, FunctionSectionReader,
    GlobalSectionReader, Parser, TableSectionReader,
};

use super::program::Program;

type Encoded<T> = Result<T, Error<&'static str>>;

/// Nobody who is in a part may speak of a function that is not.
const UNKNOWN: Error<&'static str> =
    Error::UserError("a function is spoken of in a way that is not known.");

/// Under which name the second part asks for what the first has: each kind has its letter.
fn name(kind: char, index: u32) -> String {
    format!("{kind}{index}")
}

/// Where everything stands once the program is in two parts.
pub struct Plan<'a> {
    program: &'a Program<'a>,
    bytes: &'a [u8],
    /// Which functions come second.
    second: &'a [bool],
    /// Of every function that the first part knows, its number there.
    in_first: Vec<Option<u32>>,
    /// The functions of the second part that the first knows, in the order of the table.
    known: Vec<u32>,
    /// The functions of the first part that the second calls.
    asked: Vec<u32>,
    /// The function of the page that brings the second part. Imported ones keep their numbers.
    bring: u32,
    /// The signature of functions that take and give nothing.
    bare: u32,
}

impl<'a> Plan<'a> {
    /// Plans the parts; none if the program lacks what it takes.
    pub fn new(
        program: &'a Program<'a>,
        bytes: &'a [u8],
        second: &'a [bool],
        bring: u32,
    ) -> Option<Plan<'a>> {
        let is_second = |function: u32| second[function as usize];
        let is_bare = |ty: &wasmparser::FuncType| ty.params().is_empty() && ty.results().is_empty();
        let bare = program.types.iter().position(is_bare)? as u32;
        let all = 0..program.functions();
        let mut wanted = vec![false; second.len()];
        let mut asked = vec![false; second.len()];
        for (calls, caller) in program.calls.iter().zip(program.imports()..) {
            for called in calls {
                match (is_second(caller), is_second(*called)) {
                    (false, true) => wanted[*called as usize] = true,
                    (true, false) => asked[*called as usize] = true,
                    _ => {}
                }
            }
        }
        for held in &program.in_tables {
            wanted[*held as usize] |= is_second(*held);
        }
        let mut next = 0;
        let mut number = |function: u32| {
            let stays = !is_second(function) || wanted[function as usize];
            stays.then(|| {
                next += 1;
                next - 1
            })
        };
        Some(Plan {
            in_first: all.clone().map(&mut number).collect(),
            known: all.clone().filter(|function| wanted[*function as usize]).collect(),
            asked: all.filter(|function| asked[*function as usize]).collect(),
            program,
            bytes,
            second,
            bring,
            bare,
        })
    }

    /// The first part.
    pub fn first(&self) -> Encoded<Vec<u8>> {
        let mut module = Module::new();
        First(self).parse_core_module(&mut module, Parser::new(0), self.bytes)?;
        Ok(module.finish())
    }

    /// The second part.
    pub fn second(&self) -> Encoded<Vec<u8>> {
        let program = self.program;
        let imports = self.asked.len() as u32;
        let mut numbers = vec![None; self.second.len()];
        for (function, number) in self.asked.iter().zip(0..) {
            numbers[*function as usize] = Some(number);
        }
        let own: Vec<u32> =
            (program.imports()..program.functions()).filter(|f| self.second[*f as usize]).collect();
        for (function, number) in own.iter().zip(imports..) {
            numbers[*function as usize] = Some(number);
        }
        let mut encoder = Second(&numbers);

        let mut taken = ImportSection::new();
        let mut take = |name: String, what: EntityType| {
            taken.import("", &name, what);
        };
        for function in &self.asked {
            let signature = program.signatures[*function as usize];
            take(name('f', *function), EntityType::Function(signature));
        }
        for (table, index) in program.tables.iter().zip(0..) {
            take(name('t', index), EntityType::Table(encoder.table_type(*table)?));
        }
        take(name('t', self.table()), EntityType::Table(self.table_type()));
        for (memory, index) in program.memories.iter().zip(0..) {
            take(name('m', index), EntityType::Memory(encoder.memory_type(*memory)?));
        }
        for (global, index) in program.globals.iter().zip(0..) {
            take(name('g', index), EntityType::Global(encoder.global_type(*global)?));
        }

        let mut functions = FunctionSection::new();
        let mut codes = CodeSection::new();
        for function in &own {
            functions.function(program.signatures[*function as usize]);
            let body = &program.bodies[(*function - program.imports()) as usize];
            encoder.parse_function_body(&mut codes, body.clone())?;
        }
        let held: Vec<u32> =
            self.known.iter().filter_map(|function| numbers[*function as usize]).collect();
        let mut elements = ElementSection::new();
        elements.active(
            Some(self.table()),
            &ConstExpr::i32_const(0),
            Elements::Functions(held.into()),
        );

        let types = &self.bytes[program.type_section.clone()];
        let mut module = Module::new();
        module
            .section(&RawSection { id: SectionId::Type.into(), data: types })
            .section(&taken)
            .section(&functions)
            .section(&elements)
            .section(&codes);
        Ok(module.finish())
    }

    /// The number of the table of the second part's functions.
    fn table(&self) -> u32 {
        self.program.tables.len() as u32
    }

    fn table_type(&self) -> TableType {
        let size = self.known.len() as u64;
        TableType {
            element_type: RefType::FUNCREF,
            table64: false,
            minimum: size,
            maximum: Some(size),
            shared: false,
        }
    }

    /// The number of the variable that tells that the second part is there.
    fn is_there(&self) -> u32 {
        self.program.globals.len() as u32
    }

    /// The number of the function, in the first part, that sees to it that the second is there.
    fn gate(&self) -> u32 {
        self.in_first.iter().flatten().count() as u32
    }

    /// Sees to it that the second part is there.
    fn gate_body(&self) -> Function {
        let mut function = Function::new([]);
        function
            .instructions()
            .global_get(self.is_there())
            .if_(wasm_encoder::BlockType::Empty)
            .return_()
            .end()
            .i32_const(1)
            .call(self.bring)
            .i32_const(1)
            .global_set(self.is_there())
            .end();
        function
    }

    /// Stands in the first part for a function of the second.
    fn stand_in(&self, function: u32, place: i32) -> Function {
        let mut body = Function::new([]);
        let mut code = body.instructions();
        code.call(self.gate());
        let parameters = self.program.signature(function).params().len() as u32;
        for parameter in 0..parameters {
            code.local_get(parameter);
        }
        code.i32_const(place)
            .call_indirect(self.table(), self.program.signatures[function as usize])
            .end();
        body
    }
}

/// Writes the first part.
struct First<'p, 'a>(&'p Plan<'a>);

impl Reencode for First<'_, '_> {
    type Error = &'static str;

    fn function_index(&mut self, function: u32) -> Encoded<u32> {
        self.0.in_first[function as usize].ok_or(UNKNOWN)
    }

    fn parse_function_section(
        &mut self,
        functions: &mut FunctionSection,
        _section: FunctionSectionReader<'_>,
    ) -> Encoded<()> {
        let program = self.0.program;
        for function in program.imports()..program.functions() {
            if self.0.in_first[function as usize].is_some() {
                functions.function(program.signatures[function as usize]);
            }
        }
        functions.function(self.0.bare);
        Ok(())
    }

    fn parse_table_section(
        &mut self,
        tables: &mut TableSection,
        section: TableSectionReader<'_>,
    ) -> Encoded<()> {
        utils::parse_table_section(self, tables, section)?;
        tables.table(self.0.table_type());
        Ok(())
    }

    fn parse_global_section(
        &mut self,
        globals: &mut GlobalSection,
        section: GlobalSectionReader<'_>,
    ) -> Encoded<()> {
        utils::parse_global_section(self, globals, section)?;
        let kind = GlobalType { val_type: ValType::I32, mutable: true, shared: false };
        globals.global(kind, &ConstExpr::i32_const(0));
        Ok(())
    }

    fn parse_export_section(
        &mut self,
        exports: &mut ExportSection,
        section: ExportSectionReader<'_>,
    ) -> Encoded<()> {
        utils::parse_export_section(self, exports, section)?;
        let program = self.0.program;
        for function in &self.0.asked {
            let number = self.function_index(*function)?;
            exports.export(&name('f', *function), ExportKind::Func, number);
        }
        for (kind, letter, count) in [
            (ExportKind::Table, 't', program.tables.len() + 1),
            (ExportKind::Memory, 'm', program.memories.len()),
            (ExportKind::Global, 'g', program.globals.len()),
        ] {
            for index in 0..count as u32 {
                exports.export(&name(letter, index), kind, index);
            }
        }
        Ok(())
    }

    fn parse_code_section(
        &mut self,
        codes: &mut CodeSection,
        _section: CodeSectionReader<'_>,
    ) -> Encoded<()> {
        let plan = self.0;
        let mut place = 0;
        for (body, function) in plan.program.bodies.iter().zip(plan.program.imports()..) {
            if !plan.second[function as usize] {
                self.parse_function_body(codes, body.clone())?;
            } else if plan.in_first[function as usize].is_some() {
                codes.function(&plan.stand_in(function, place));
                place += 1;
            }
        }
        codes.function(&plan.gate_body());
        Ok(())
    }

    fn parse_custom_section(
        &mut self,
        _module: &mut Module,
        _section: CustomSectionReader<'_>,
    ) -> Encoded<()> {
        // Names were only needed to take the program apart.
        Ok(())
    }
}

/// Writes the second part; knows the number there of every function that it knows.
struct Second<'p>(&'p [Option<u32>]);

impl Reencode for Second<'_> {
    type Error = &'static str;

    fn function_index(&mut self, function: u32) -> Encoded<u32> {
        self.0[function as usize].ok_or(UNKNOWN)
    }
}
