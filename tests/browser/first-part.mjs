// Prints the names of all functions that run until the first picture stands, of a program in `dist` that
// records its calls. `cargo xtask first-part` runs it and keeps what it prints.

import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

import { chromium } from "@playwright/test";

import { launchOptions } from "./launch-options.mjs";
import { serve } from "./folder-server.mjs";

const dist = process.argv[2] ?? fileURLToPath(new URL("../../dist", import.meta.url));
const [at, ...functions] = (await readFile(`${dist}/marks.txt`, "utf8")).trimEnd().split("\n");

/** First visits of different kinds. On the largest windows the dock is open as well: they wait for it. */
const VISITS = [
  { viewport: { width: 1440, height: 900 } },
  { viewport: { width: 390, height: 844 }, hasTouch: true },
  { viewport: { width: 1366, height: 768 }, colorScheme: "dark", reducedMotion: "reduce" },
];

const SETTLED_MS = 700;

const { server, address } = await serve(dist);
const browser = await chromium.launch(launchOptions);
const names = new Set();
for (const visit of VISITS) {
  const page = await browser.newPage(visit);
  await page.addInitScript(() => {
    addEventListener("TrunkApplicationStarted", ({ detail }) => (window.program = detail.wasm));
  });
  await page.goto(address);
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
await browser.close();
server.close();
names.delete("");
console.log([...names].sort().join("\n"));
