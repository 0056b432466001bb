// Prints how many messages the simulator delivers in a second as wasm, in the browser that the
// tests use. Run by hand; nothing is asserted, as machines differ:
//
//   cargo build --release --target wasm32-unknown-unknown --package measure --lib
//   wasm-bindgen --target no-modules --out-dir ../../target/measure \
//     ../../target/wasm32-unknown-unknown/release/measure_in_browser.wasm
//   wasm-opt -Oz -o ../../target/measure/measure_in_browser_bg.wasm ../../target/measure/measure_in_browser_bg.wasm
//   node simulator-speeds.mjs
//
// The best of many short runs counts. Dropping a trace is not measured.

import { readFile } from "node:fs/promises";

import { chromium } from "@playwright/test";

import { launchOptions } from "./launch-options.mjs";

const folder = new URL("../../target/measure/", import.meta.url);

const browser = await chromium.launch(launchOptions);
const page = await browser.newPage();
const script = await readFile(new URL("measure_in_browser.js", folder), "utf8");
const wasm = await readFile(new URL("measure_in_browser_bg.wasm", folder), "base64");
const lines = await page.evaluate(async ([script, base64]) => {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const module = new Function(`${script}; return wasm_bindgen;`)();
  await module({ module_or_path: bytes });
  const deliveries = 10_000;
  const found = [];
  for (const nodes of [5, 100]) {
    for (const pings of [true, false]) {
      for (const traced of [false, true]) {
        const measured = new module.Measured(pings, nodes);
        let best = Infinity;
        const end = performance.now() + 2_000;
        while (performance.now() < end) {
          const begin = performance.now();
          measured.run(traced, deliveries);
          best = Math.min(best, performance.now() - begin);
          measured.forget();
        }
        measured.free();
        const what = `${pings ? "pings" : "gets and puts"}${traced ? ", traced" : ""}`;
        const rate = Math.round((deliveries / best) * 1_000);
        found.push(`${what.padEnd(24)} ${String(nodes).padStart(5)} nodes ${String(rate).padStart(10)} deliveries a second`);
      }
    }
  }
  return found;
}, [script, wasm]);
console.log(lines.join("\n"));
await browser.close();
