// Prints how long the playground takes from the first byte of its page to a stage that is drawn and
// can be used, in a browser that has never seen it, beside a page of Yew that shows one line. Run
// by hand; nothing is asserted, as machines differ:
//
//   node cold-start.mjs ../../dist path/to/the/dist/of/an/empty/page
//
// The empty page has one element of the class `ready`. Both want to be built with the same tools
// and settings. The pages are loaded in turn, so that whatever else the machine does befalls both.

import { chromium } from "@playwright/test";

import { launchOptions } from "./launch-options.mjs";
import { serve } from "./folder-server.mjs";

/** How often each page is loaded. */
const LOADS = 15;

/** What is there when a page can be used: a node of the ring, or the empty page's line. */
const READY = ".stage .node .touch, .ready";

/** Milliseconds until the page can be used and the browser has drawn it. */
async function load(browser, address) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, serviceWorkers: "block" });
  const page = await context.newPage();
  await page.addInitScript((ready) => {
    window.usable = new Promise((done) => {
      const look = () => {
        if (document.querySelector(ready)) {
          // A message comes after the frame has been drawn.
          requestAnimationFrame(() => {
            const { port1, port2 } = new MessageChannel();
            port1.onmessage = () => done(performance.now());
            port2.postMessage(0);
          });
        } else {
          requestAnimationFrame(look);
        }
      };
      look();
    });
  }, READY);
  await page.goto(address, { waitUntil: "commit" });
  const usable = await page.evaluate(() => window.usable);
  const fetched = await page.evaluate(() => {
    const entry = performance.getEntriesByType("resource").find(({ name }) => name.endsWith(".wasm"));
    return entry?.responseEnd ?? 0;
  });
  await context.close();
  return { usable, fetched };
}

const median = (numbers) => [...numbers].sort((one, other) => one - other)[Math.floor(numbers.length / 2)];

const folders = process.argv.slice(2);
const sites = await Promise.all(folders.map(serve));
const loads = folders.map(() => []);
for (let round = 0; round < LOADS; round += 1) {
  for (const [index, { address }] of sites.entries()) {
    // A browser of its own each time: compiled code is kept from page to page.
    const browser = await chromium.launch(launchOptions);
    loads[index].push(await load(browser, address));
    await browser.close();
  }
}
for (const { server } of sites) server.close();
console.table(
  folders.map((page, index) => {
    const times = loads[index].map(({ usable }) => usable);
    return {
      page,
      "usable after ms": Math.round(median(times)),
      least: Math.round(Math.min(...times)),
      most: Math.round(Math.max(...times)),
      "wasm there after": Math.round(median(loads[index].map(({ fetched }) => fetched))),
    };
  }),
);
