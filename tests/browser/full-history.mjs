// Prints how much memory a session takes as wasm whose history is full, with all that the page
// writes down of it; and then a second one, once the first is forgotten: a program gives no memory
// back. Run by hand, once the loads are built as simulator-speeds.mjs says; no browser is needed.

import { readFile } from "node:fs/promises";

const folder = new URL("../../target/measure/", import.meta.url);
const script = await readFile(new URL("measure_in_browser.js", folder), "utf8");
const module = new Function(`${script}; return wasm_bindgen;`)();
const bytes = await readFile(new URL("measure_in_browser_bg.wasm", folder));
const { memory } = await module({ module_or_path: bytes });
for (let history = 1; history <= 2; history += 1) {
  const events = module.full_history();
  console.log(`history ${history} of ${events} events: ${Math.round(memory.buffer.byteLength / 1e6)} MB`);
}
