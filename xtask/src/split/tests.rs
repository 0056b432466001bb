//! A small program is taken apart.

use std::collections::BTreeSet;

use wasmparser::{Parser, Payload, TypeRef, Validator};

use super::*;
use crate::finish::tests::{Folder, PAGE_AS_BUILT};

/// `start` runs `early` at once; `late` and what it alone calls are not needed for the first picture.
const SOURCE: &str = r#"
(module
  (import "bg" "__wbg_bring_0a" (func $__wbg_bring_0a (param i32)))
  (import "bg" "__wbg_log_0a" (func $__wbg_log_0a (param i32)))
  (table 1 1 funcref)
  (memory 1)
  (global $stack (mut i32) (i32.const 9))
  (export "start" (func $start))
  (elem (i32.const 0) $app::held)
  (func $start
    (call $app::early)
    (drop (call $app::late::h0123456789abcdef (i32.const 1) (i64.const 2))))
  (func $app::early (global.set $stack (i32.const 1)))
  (func $app::late::h0123456789abcdef (param i32 i64) (result i32)
    (call $app::early) (call $app::helper) (call $app::short)
    (call_indirect (i32.const 0))
    (global.set $stack (i32.load (i32.const 24)))
    (i32.add (local.get 0) (i32.wrap_i64 (local.get 1))))
  (func $app::helper
    (call $__wbg_log_0a (i32.load (i32.const 8))) (call $__wbg_log_0a (i32.load (i32.const 16)))
    (call $app::helper))
  (func $app::short)
  (func $app::held
    (global.set $stack (i32.load (i32.const 32)))
    (call $__wbg_log_0a (i32.load (i32.const 8))) (call $__wbg_log_0a (i32.load (i32.const 16)))
    (global.set $stack (i32.load (i32.const 24)))))
"#;

/// What the first picture takes. The helper's name stands there as that of another function.
const FIRST_NAMES: [&str; 3] = ["start", "app::early", "app::helper"];

fn program() -> Vec<u8> {
    wat::parse_str(SOURCE).expect("a program")
}

fn taken_apart() -> Parts {
    parts(&program(), |name| FIRST_NAMES.contains(&name)).expect("no problem").expect("two parts")
}

/// How many functions of its own a part has.
fn functions(part: &[u8]) -> usize {
    Program::read(part).expect("a program").bodies.len()
}

#[test]
fn both_parts_are_programs() {
    let Parts { first, second } = taken_apart();
    Validator::new().validate_all(&first).expect("the first part can be run");
    Validator::new().validate_all(&second).expect("the second part can be run");
}

#[test]
fn each_function_is_in_one_part_and_another_stands_for_it_where_it_is_called() {
    let Parts { first, second } = taken_apart();
    // late, held, and what only late calls.
    assert_eq!(functions(&second), 4);
    // start, early, what stands for late and held, and what brings the second part.
    assert_eq!(functions(&first), 5);
}

#[test]
fn what_only_the_second_part_calls_is_in_it_though_nobody_names_it() {
    let program = program();
    let all = Program::read(&program).expect("a program");
    let later = choice::choose(&all, |name| name == "app::late");
    let names: Vec<&str> = all
        .names
        .iter()
        .zip(&later)
        .filter(|(_, later)| **later)
        .map(|(name, _)| &**name)
        .collect();
    // The one in the table may be called by anybody.
    assert_eq!(names, ["app::late", "app::helper", "app::short"]);
}

#[test]
fn the_first_part_has_all_that_the_second_asks_for() {
    let Parts { first, second } = taken_apart();
    let mut given = BTreeSet::new();
    for payload in Parser::new(0).parse_all(&first) {
        if let Payload::ExportSection(section) = payload.expect("a program") {
            given.extend(
                section.into_iter().map(|export| export.expect("an export").name.to_owned()),
            );
        }
    }
    let mut asked = Vec::new();
    for payload in Parser::new(0).parse_all(&second) {
        if let Payload::ImportSection(section) = payload.expect("a program") {
            for import in section.into_imports() {
                let import = import.expect("an import");
                assert_eq!(import.module, "");
                asked.push((import.name.to_owned(), matches!(import.ty, TypeRef::Func(_))));
            }
        }
    }
    assert!(asked.iter().all(|(name, _)| given.contains(name)), "{asked:?} of {given:?}");
    // log and early; both tables, memory, one variable.
    assert_eq!(asked.iter().filter(|(_, is_function)| *is_function).count(), 2, "{asked:?}");
    assert_eq!(asked.len(), 6, "{asked:?}");
}

#[test]
fn a_program_that_cannot_bring_its_second_part_stays_whole() {
    for source in [SOURCE.replace("__wbg_bring_0a", "__wbg_other_0a"), "(module)".to_owned()] {
        let program = wat::parse_str(source).expect("a program");
        assert!(parts(&program, |_| true).expect("no problem").is_none());
    }
    assert!(parts(b"no program", |_| true).is_err());
}

#[test]
fn a_recording_program_has_a_mark_for_each_function_behind_its_memory() {
    let program = program();
    let all = Program::read(&program).expect("a program");
    let (recording, marks) = recording::recording(&all, &program).expect("a program");
    Validator::new().validate_all(&recording).expect("it can be run");
    assert_eq!(marks, 65_536);
    let recording = Program::read(&recording).expect("a program");
    assert_eq!(recording.memories[0].initial, 2);
    assert_eq!(recording.names, all.names);
    assert!(recording.lengths.iter().zip(&all.lengths).all(|(now, before)| *now > before + 6));
}

#[test]
fn the_page_knows_both_files_and_no_other() {
    let folder = Folder::new("split");
    let program = program();
    let whole = "app-6004c3ba9b9c0953_bg.wasm";
    fs::write(folder.path().join(whole), &program).expect("a file for the test");
    let page = PAGE_AS_BUILT.replace(
        "</head>",
        &format!("<link href=\"./{whole}\" integrity=\"{}\" /></head>", integrity(&program)),
    );
    let page = split(folder.path(), &page).expect("no problem").expect("two parts");
    assert!(!page.contains(whole) && !page.contains(&integrity(&program)), "{page}");
    assert!(!folder.path().join(whole).exists());
    let (_, rest) = page.split_once("second-part\" content=\"./").expect("word of the second part");
    let second = rest.split('"').next().expect("its end");
    let (_, rest) = page.split_once("href=\"./").expect("word of the first part");
    let first = rest.split('"').next().expect("its end");
    let contents = fs::read(folder.path().join(first)).expect("the first part");
    assert!(page.contains(&integrity(&contents)) && folder.path().join(second).exists());
    assert!(first.starts_with("app-") && first.ends_with("_first.wasm"), "{first}");
}
