// Prints how long the main thread of the page works for each frame while messages move, and for
// each event. Run by hand, on a built playground; nothing is asserted, as machines differ:
//
//   node static-server.mjs &
//   node frame-times.mjs            (64 nodes with about 500 messages in flight, and 1,000 nodes)
//   node frame-times.mjs 64 28      (so many nodes, each gossiping every so many milliseconds)
//
// What is counted are the browser's own records of the tasks of the page's main thread: the time
// from one frame to the next that is not spent waiting.

import { chromium } from "@playwright/test";

import { launchOptions } from "./launch-options.mjs";
import { baseURL } from "./server-address.mjs";

/** Nodes; milliseconds between two gossips of one of them; simulated milliseconds a second. */
const SCENES = process.argv.length > 3 ? [[...process.argv.slice(2, 4), process.argv[4] ?? "10"]] : [
  ["64", "28", "10"],
  ["64", "28", "2"],
  ["1000", "440", "10"],
  ["1000", "440", "2"],
];

/** For how long each scene is watched, in milliseconds. */
const WATCHED_MS = 6_000;

/** For how long nothing is watched at first. */
const SETTLED_MS = 2_500;

/** All tasks of the page's main thread, and its frames, in microseconds. */
async function watched(page) {
  const client = await page.context().newCDPSession(page);
  const events = [];
  client.on("Tracing.dataCollected", ({ value }) => events.push(...value));
  await client.send("Tracing.start", { transferMode: "ReportEvents", traceConfig: { includedCategories: ["toplevel", "devtools.timeline"] } });
  await page.waitForTimeout(WATCHED_MS);
  const complete = new Promise((done) => client.once("Tracing.tracingComplete", done));
  await client.send("Tracing.end");
  await complete;
  const frames = events.filter(({ name }) => name === "FireAnimationFrame").sort((one, other) => one.ts - other.ts);
  const threads = new Map();
  for (const { pid, tid } of frames) {
    threads.set(`${pid}/${tid}`, (threads.get(`${pid}/${tid}`) ?? 0) + 1);
  }
  const [main] = [...threads].sort((one, other) => other[1] - one[1])[0] ?? [];
  const here = ({ pid, tid }) => `${pid}/${tid}` === main;
  const tasks = events.filter((event) => here(event) && event.ph === "X" && event.name === "ThreadControllerImpl::RunTask");
  return { frames: frames.filter(here).map(({ ts }) => ts), tasks, events: events.filter(here) };
}

/** How long the processor worked on something, in milliseconds: other programs do not count. */
const worked = ({ tdur, dur = 0 }) => (tdur ?? dur) / 1_000;

/** Milliseconds of work between each frame and the next. */
function work({ frames, tasks }) {
  const sums = new Array(Math.max(frames.length - 1, 0)).fill(0);
  tasks.sort((one, other) => one.ts - other.ts);
  let frame = 0;
  let end = 0;
  for (const task of tasks) {
    const { ts, dur = 0 } = task;
    // One task may run within another: its time is the other's.
    if (ts < end) continue;
    end = ts + dur;
    while (frame + 1 < frames.length && frames[frame + 1] <= ts + dur / 2) frame += 1;
    if (frame < sums.length && end >= frames[0]) sums[frame] += worked(task);
  }
  return sums.sort((one, other) => one - other);
}

/** What the work consists of, in milliseconds a frame. */
function parts({ frames, events }) {
  const names = { "style, layout": /^(UpdateLayoutTree|Layout)$/, paint: /^(Paint|PrePaint|Layerize|Commit)$/, script: /^(FireAnimationFrame|RunMicrotasks)$/ };
  return Object.fromEntries(
    Object.entries(names).map(([what, name]) => {
      const sum = events.filter((event) => event.ph === "X" && name.test(event.name)).reduce((all, event) => all + worked(event), 0);
      return [what, +(sum / Math.max(frames.length, 1)).toFixed(1)];
    }),
  );
}

const browser = await chromium.launch(launchOptions);
const figures = [];
for (const [nodes, gossip, speed] of SCENES) {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(baseURL);
  await page.waitForSelector("#next");
  // The fields of a group are drawn when it is first shown.
  await page.locator("#group-setup-tab").dispatchEvent("click");
  await page.waitForSelector("#gossip-interval", { state: "attached" });
  const flights = await page.evaluate(
    async (settings) => {
      const drawn = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
      const fill = async (selector, value) => {
        const field = document.querySelector(selector);
        field.value = value;
        field.dispatchEvent(new Event(field.tagName === "SELECT" ? "change" : "input", { bubbles: true }));
        await drawn();
      };
      for (const [id, value] of Object.entries(settings)) await fill(`#${id}`, value);
      document.querySelector("#apply").click();
      await drawn();
      // By then every node has gossiped for a while, and as many messages end as leave.
      await fill("#go-to", "1000");
      document.querySelector(".go-to button").click();
      await new Promise((done) => setTimeout(done, 3_000));
      return /(\S+) messages? (?:is|are) on/.exec(document.querySelector(".stage > svg").getAttribute("aria-label"))?.[1];
    },
    { nodes, "gossip-interval": gossip, latency: "100–120", story: "empty" },
  );
  await page.locator("#speed").selectOption(speed).catch(() => {});
  const steps = async () => Number((await page.locator("#steps").textContent()).replace(/\D/g, ""));
  const before = await steps();
  await page.evaluate(() => document.activeElement?.blur());
  await page.keyboard.press("Space");
  // By then the page has remembered the session as it stood, which takes a while for a long one.
  await page.waitForTimeout(SETTLED_MS);
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(done)));
  const seen = await watched(page);
  const sums = work(seen);
  const share = (part) => +(sums[Math.floor((sums.length - 1) * part)] ?? 0).toFixed(1);
  figures.push({
    nodes, "in flight": flights, "ms a second": speed, steps: (await steps()) - before, frames: sums.length,
    "median ms": share(0.5), "95th": share(0.95), longest: share(1), ...parts(seen),
  });
  await page.close();
}
console.table(figures);
await browser.close();
