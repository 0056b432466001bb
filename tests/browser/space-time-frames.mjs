// Prints how busy the page is while the diagram of space and time and the log show a history of
// about 100,000 events, by the browser's own performance counters. Run by hand, on a built
// playground; nothing is asserted, as machines differ:
//
//   node static-server.mjs &
//   node space-time-frames.mjs
//
// A figure is the main thread's time for one deed: script, style, layout, without the painting.

import { chromium } from "@playwright/test";

import { launchOptions } from "./launch-options.mjs";
import { baseURL } from "./server-address.mjs";

/** How many steps the history has: about 100,000 events. */
const STEPS = 60_000;

/** How often each deed is done. */
const TIMES = 30;

const browser = await chromium.launch(launchOptions);
const page = await browser.newPage({ reducedMotion: "reduce", viewport: { width: 1440, height: 1000 } });
const session = await page.context().newCDPSession(page);
await session.send("Performance.enable");
await page.goto(baseURL);
await page.waitForSelector("#next", { state: "attached" });
// The fields of a group are drawn when it is first shown.
await page.locator("#group-setup-tab").dispatchEvent("click");
await page.waitForSelector("#gossip-interval", { state: "attached" });

// Gossip is what makes a history grow by itself.
await page.evaluate(async (length) => {
  const element = (selector) => document.querySelector(selector);
  const drawn = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  const fill = (selector, value) => {
    element(selector).value = value;
    element(selector).dispatchEvent(new Event("input", { bubbles: true }));
  };
  fill("#gossip-interval", "20");
  await drawn();
  [...document.querySelectorAll("button")].find(({ textContent }) => textContent === "Start anew with these").click();
  await drawn();
  for (let moment = 15_000; Number(element("#seek").max) < length; moment += 15_000) {
    element("#go-to").value = String(moment);
    element(".go-to button").click();
    await drawn();
  }
}, STEPS);

const busy = async () => {
  const { metrics } = await session.send("Performance.getMetrics");
  return metrics.find(({ name }) => name === "TaskDuration").value * 1_000;
};
const frame = () => page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done))));

/** The main thread's milliseconds for each of many deeds. */
const measured = async (name, deed) => {
  const samples = [];
  for (let time = 0; time < TIMES; time += 1) {
    await frame();
    const begin = await busy();
    await deed(time);
    await frame();
    samples.push((await busy()) - begin);
  }
  samples.sort((one, other) => one - other);
  return {
    deed: name,
    "median, ms": +samples[TIMES >> 1].toFixed(1),
    "95 of 100, ms": +samples[Math.floor(TIMES * 0.95)].toFixed(1),
  };
};
const press = (selector) => page.evaluate((selector) => document.querySelector(selector).click(), selector);
const open = async (name) => {
  const tab = page.getByRole("tab", { name, exact: true });
  if ((await tab.getAttribute("aria-selected")) !== "true") {
    await tab.click();
  }
};
const wheel = (x, y, ctrlKey) =>
  page.evaluate(
    ([deltaX, deltaY, ctrlKey]) => {
      const ground = document.querySelector("#space-time .ground");
      const { left, top, width } = ground.getBoundingClientRect();
      const place = { clientX: left + width / 2, clientY: top + 8 };
      ground.dispatchEvent(new WheelEvent("wheel", { deltaX, deltaY, ctrlKey, bubbles: true, cancelable: true, ...place }));
    },
    [x, y, ctrlKey],
  );

const figures = [await measured("nothing", async () => {})];
await open("Nodes");
figures.push(await measured("a step back, without either picture", () => press("#back")));
await open("Time");
figures.push(await measured("a step back, arrows drawn", () => press("#back")));
figures.push(await measured("move, arrows drawn", () => wheel(40, 0, false)));
figures.push(await measured("zoom, arrows drawn", (time) => wheel(0, time % 2 === 0 ? 60 : -60, true)));
console.log(`${await page.locator("#space-time .arrow").count()} arrows, ${await page.locator("#space-time .mark").count()} marks`);
await press("#fit");
console.log(await page.locator("#space-time-words").textContent());
figures.push(await measured("move, all 100,000 events as bars", (time) => wheel(time % 2 === 0 ? 4 : -4, 0, false)));
figures.push(await measured("a step back, all events as bars", () => press("#back")));
await open("Log");
figures.push(await measured("a step back, in the log", () => press("#back")));
figures.push(
  await measured("scroll far in the log", (time) =>
    page.evaluate((place) => {
      const list = document.querySelector("#log");
      list.scrollTop = list.scrollHeight * place;
    }, (time * 0.618) % 1),
  ),
);
const begin = performance.now();
await page.getByRole("searchbox").fill("gossip");
await page.waitForFunction(() => /^[\d,]+ of [\d,]+ events?$/.test(document.querySelector("#log-count").textContent));
console.log(`A search through all of it: ${Math.round(performance.now() - begin)} ms, in pieces.`);
console.table(figures);
await browser.close();
