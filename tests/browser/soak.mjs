// Plays hours of simulated chaos at full speed in the page, and prints what that does to its memory.
// Run by hand, on a built playground:
//
//   node static-server.mjs &
//   node soak.mjs              (an hour in one history, and on until the history is full; four times)
//   node soak.mjs 5 6 7        (five minutes, in six histories, from seed 7)
//
// It fails if anything is said on the console, if the page asks for something that its policy
// forbids, or if the last history ends with more memory than the middle one, by more than a tenth and a
// block. (While a history is opened there are two for a moment, and a program gives no memory back: the
// first three tell nothing. It takes more by the block, which in a small one is more than a tenth; a
// history that stayed would be far more.)

import { chromium } from "@playwright/test";

import { launchOptions } from "./launch-options.mjs";
import { baseURL } from "./server-address.mjs";

const [MINUTES, HISTORIES, SEED] = [60, 4, 1].map((usual, place) => Number(process.argv[place + 2] ?? usual));

/** How far time goes at once, in simulated milliseconds. */
const STRIDE_MS = 20_000;

/** After so many strides the page is looked at. */
const LOOK_AFTER = 15;

/** By how much the last history may take more than the middle one. */
const MARGIN = 1.1;

/** And by how many megabytes, or pieces. */
const BLOCK = 2;

const NODES = ["A", "B", "C", "D", "E", "F"];
const PICTURES = ["Time", "Versions", "Hints", "Merkle", "Members", "Nodes", "Metrics", "Log"];

/** Draws from a seed (mulberry32): the same chaos each time. */
function draws(seed) {
  let state = seed >>> 0;
  const draw = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return { below: (most) => Math.floor(draw() * most), of: (list) => list[Math.floor(draw() * list.length)] };
}

/** A fault and what ends it. */
function fault({ below, of }) {
  const node = of(NODES);
  const other = of(NODES.filter((name) => name !== node));
  const side = NODES.filter((name) => name === node || below(3) === 0);
  const rest = NODES.filter((name) => !side.includes(name));
  return of([
    [{ crash: node }, { restart: node }],
    [{ crash: node }, { wipe_disk: node }, { restart: node }],
    [{ pause: node }, { resume: node }],
    [{ slow: { node, by_ms: 5 + below(60) } }, { slow: { node, by_ms: 0 } }],
    [{ skew_clock: { node, ahead_ms: below(4_000) - 2_000 } }, { skew_clock: { node, ahead_ms: 0 } }],
    [{ partition: { groups: [side, rest.length > 0 ? rest : [other]] } }, { heal: {} }],
    [{ cut: { from: node, to: other, both: below(2) === 0 } }, { mend: { from: node, to: other } }],
    [{ disturb: { loss_permille: below(200), duplicate_permille: below(200), reorder_permille: below(200) } }, { disturb: {} }],
  ]);
}

/** A scenario of so many minutes in which something is always broken. */
function chaos(seed, minutes) {
  const draw = draws(seed);
  const commands = [{ at_ms: 0, start_workload: { operations_per_second: 2, read_permille: 600, keys: 40, clients: 3 } }];
  for (let at = 1_000; at < minutes * 60_000; at += 1_000 + draw.below(4_000)) {
    let then = at;
    for (const command of fault(draw)) {
      commands.push({ at_ms: then, ...command });
      then += 300 + draw.below(6_000);
    }
  }
  commands.sort((one, other) => one.at_ms - other.at_ms);
  const cluster = { nodes: NODES.length, gossip_interval_ms: 2_000, anti_entropy_interval_ms: 10_000, failure_detector: { phi_tenths: 80 } };
  return JSON.stringify({ version: 1, title: `Chaos ${seed}`, seed, cluster, commands: commands.slice(0, 9_900), until_ms: minutes * 60_000 });
}

/** What the page takes, in megabytes, after all that can be thrown away has been. */
async function memory(page, session) {
  await session.send("HeapProfiler.collectGarbage");
  const { metrics } = await session.send("Performance.getMetrics");
  const metric = (name) => metrics.find((one) => one.name === name).value;
  const megabytes = (bytes) => Math.round(bytes / 1e5) / 10;
  const program = await page.evaluate(() => window.soakMemory.buffer.byteLength);
  return { "program MB": megabytes(program), "script MB": megabytes(metric("JSHeapUsedSize")), elements: metric("Nodes"), listeners: metric("JSEventListeners") };
}

async function opened(page, text) {
  await page.getByRole("button", { name: "Share", exact: true }).click();
  await page.locator("#open-text").fill(text);
  await page.locator("#open").click();
  await page.getByRole("dialog", { name: "This session" }).waitFor({ state: "hidden" });
}

const number = async (page, selector) => Number((await page.locator(selector).textContent()).replace(/[^\d.]/g, ""));

/** Plays for a moment, as a person would, with another picture in sight. */
async function watch(page, picture) {
  const tab = page.locator(".dock").getByRole("tab", { name: picture, exact: true });
  if ((await tab.getAttribute("aria-selected")) !== "true") {
    await tab.click();
  }
  await page.evaluate(() => document.activeElement?.blur());
  await page.keyboard.press("Space");
  await page.waitForTimeout(400);
  await page.keyboard.press("Space");
}

const browser = await chromium.launch(launchOptions);
const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, serviceWorkers: "block" });
const problems = [];
context.on("console", (message) => message.type() === "error" && problems.push(message.text()));
context.on("weberror", (error) => problems.push(String(error.error())));
await context.addInitScript(() => {
  // The empty page that the browser begins with has no memory.
  if (location.protocol !== "about:") {
    localStorage.setItem("dynamo-playground tour", "seen");
  }
  addEventListener("TrunkApplicationStarted", ({ detail }) => (window.soakMemory = detail.wasm.memory));
  document.addEventListener("securitypolicyviolation", ({ effectiveDirective }) => console.error(`forbidden: ${effectiveDirective}`));
});
const page = await context.newPage();
await page.goto(baseURL);
await page.waitForSelector("#step");
const session = await context.newCDPSession(page);
await session.send("Performance.enable");

const table = [];
const ends = [];
for (let history = 1; history <= HISTORIES; history += 1) {
  await opened(page, chaos(SEED + history - 1, MINUTES));
  let looks = 0;
  for (let at = STRIDE_MS, strides = 1; ; at += STRIDE_MS, strides += 1) {
    const isFull = (await page.getByRole("alert").filter({ hasText: "Time stops here" }).count()) > 0;
    const isOver = at > MINUTES * 60_000 && MINUTES < 60;
    if (isFull || isOver || strides % LOOK_AFTER === 0) {
      await watch(page, PICTURES[looks % PICTURES.length]);
      looks += 1;
      const taken = await memory(page, session);
      table.push({ history, "simulated s": Math.round((await number(page, "#clock")) / 1_000), steps: await number(page, "#steps"), ...taken, full: isFull });
      if (isFull || isOver) {
        ends.push(taken);
        break;
      }
    }
    await page.locator("#go-to").fill(String(at));
    await page.keyboard.press("Enter");
  }
}
console.table(table);
await browser.close();

const middle = Math.max(2, Math.ceil(ends.length / 2) - 1);
for (const [what, before] of Object.entries(ends[middle] ?? {})) {
  const last = ends[ends.length - 1][what];
  if (last > before * MARGIN + BLOCK) {
    problems.push(`${what} has grown from ${before} to ${last} from history ${middle + 1} to the last.`);
  }
}
for (const problem of new Set(problems)) {
  console.error(problem);
}
process.exitCode = problems.length > 0 ? 1 : 0;
