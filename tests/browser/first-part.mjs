// Prints the names of all functions that run until the first picture stands, of a program in `dist` that
// records its calls. `cargo xtask first-part` runs it and keeps what it prints.

import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

import { chromium } from "@playwright/test";

import { launchOptions } from "./launch-options.mjs";
import { serve } from "./folder-server.mjs";

const dist = process.argv[2] ?? fileURLToPath(new URL("../../dist", import.meta.url));
const [at, ...functions] = (await readFile(`${dist}/marks.txt`, "utf8")).trimEnd().split("\n");

/** First visits of different kinds. On the largest window the dock is open as well. */
const VISITS = [
  { viewport: { width: 1440, height: 900 } },
  { viewport: { width: 390, height: 844 }, hasTouch: true },
  { viewport: { width: 1366, height: 768 }, colorScheme: "dark", reducedMotion: "reduce" },
  { viewport: { width: 1920, height: 1080 } },
];

/** Visits that wait for the second part before they draw: only what runs until then counts. */
const WAITING = ["?scenario=hinted-handoff", "#anything", ""];

const SETTLED_MS = 700;

const { server, address } = await serve(dist);
const browser = await chromium.launch(launchOptions);
const names = new Set();

/** Notes which functions run on a visit that is prepared so. */
async function record(visit, prepare, rest = "") {
  const page = await browser.newPage(visit);
  await page.addInitScript(() => {
    addEventListener("TrunkApplicationStarted", ({ detail }) => (window.program = detail.wasm));
    let secondPart;
    const never = () => new Promise(() => {});
    Object.defineProperty(globalThis, "secondPart", {
      get: () => secondPart,
      // The second part never comes.
      set: (value) => (secondPart = { ...value, isThere: () => false, there: never, come: never }),
    });
  });
  await prepare(page);
  await page.goto(address + rest);
  await page.waitForFunction(() => window.program);
  // What a component does when it has been drawn comes a little later.
  await page.waitForTimeout(SETTLED_MS);
  const marks = await page.evaluate(
    ([at, count]) => [...new Uint8Array(window.program.memory.buffer, at, count)],
    [Number(at), functions.length],
  );
  marks.forEach((mark, index) => mark && names.add(functions[index]));
  await page.close();
}

for (const visit of VISITS) {
  await record(visit, () => {});
}
for (const rest of WAITING) {
  const prepare = (page) => page.addInitScript(() => localStorage.setItem("dynamo-playground session", "{}"));
  await record(VISITS[0], prepare, rest);
}
await browser.close();
server.close();
names.delete("");
// What a hash table compares with what hangs on chance.
functions.filter((name) => /^<hashbrown::raw::RawTable<.*>>::find/.test(name)).forEach((name) => names.add(name));
console.log([...names].sort().join("\n"));
