//! A program that marks which of its functions are called, to find out what the first picture takes.

use std::convert::Infallible;

use wasm_encoder::reencode::{Error, Reencode};
use wasm_encoder::{CodeSection, MemArg, MemoryType, Module};
use wasmparser::{FunctionBody, Parser};

use super::program::Program;

/// How many bytes memory grows by at a time.
const PAGE: u64 = 65_536;

/// Gives the program with a mark of one byte for each of its functions, and where in memory the first
/// of them is: behind all that the program has at the start, where it puts nothing by itself.
pub fn recording(program: &Program<'_>, bytes: &[u8]) -> Result<(Vec<u8>, u64), Error<Infallible>> {
    let pages = program.memories.first().map_or(0, |memory| memory.initial);
    let marks = program.bodies.len() as u64;
    let mut recorder = Recorder { next: (pages * PAGE) as i32, more_pages: marks.div_ceil(PAGE) };
    let mut module = Module::new();
    recorder.parse_core_module(&mut module, Parser::new(0), bytes)?;
    Ok((module.finish(), pages * PAGE))
}

struct Recorder {
    /// Where the mark of the next function is.
    next: i32,
    /// How much memory the marks take.
    more_pages: u64,
}

impl Reencode for Recorder {
    type Error = Infallible;

    fn memory_type(
        &mut self,
        memory: wasmparser::MemoryType,
    ) -> Result<MemoryType, Error<Infallible>> {
        let mut memory = wasm_encoder::reencode::utils::memory_type(self, memory);
        memory.minimum += self.more_pages;
        Ok(memory)
    }

    fn parse_function_body(
        &mut self,
        codes: &mut CodeSection,
        body: FunctionBody<'_>,
    ) -> Result<(), Error<Infallible>> {
        let mut function = self.new_function_with_parsed_locals(&body)?;
        let byte = MemArg { offset: 0, align: 0, memory_index: 0 };
        function.instructions().i32_const(self.next).i32_const(1).i32_store8(byte);
        self.next += 1;
        let mut operators = body.get_operators_reader()?;
        while !operators.eof() {
            function.instruction(&self.parse_instruction(&mut operators)?);
        }
        codes.function(&function);
        Ok(())
    }
}
