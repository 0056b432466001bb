// Prints how long it takes the page to go anywhere in long histories, in the browser that the tests
// use. Run by hand, on a built playground; nothing is asserted, as machines differ:
//
//   node static-server.mjs &
//   node seek-times.mjs
//
// A time is that of the whole act: running from the checkpoint, all pictures, and drawing them.

import { chromium } from "@playwright/test";

import { launchOptions } from "./launch-options.mjs";
import { baseURL } from "./server-address.mjs";

/** The lengths that are looked at, in steps: about 1,000, 10,000 and 100,000 events. */
const LENGTHS = [600, 6_000, 60_000];

/** How many places are gone to in each. */
const PLACES = 20;

const browser = await chromium.launch(launchOptions);
const page = await browser.newPage({ reducedMotion: "reduce" });
await page.addInitScript(() => localStorage.setItem("dynamo-playground tour", "seen"));
await page.goto(baseURL);
await page.waitForSelector("#next");
// The fields of a group are drawn when it is first shown.
await page.locator("#group-setup-tab").dispatchEvent("click");
await page.waitForSelector("#gossip-interval", { state: "attached" });

// Gossip is what makes a history grow by itself.
const times = await page.evaluate(
  async ([lengths, places]) => {
    const element = (selector) => document.querySelector(selector);
    const drawn = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    const fill = (selector, value) => {
      const field = element(selector);
      field.value = value;
      field.dispatchEvent(new Event(field.tagName === "SELECT" ? "change" : "input", { bubbles: true }));
    };
    const steps = () => Number(element("#steps").textContent);
    const known = () => Number(element("#seek").max);
    /** Milliseconds until the page shows what was asked for. */
    const timed = async (act, shown) => {
      const begin = performance.now();
      act();
      while (!shown()) await new Promise((done) => setTimeout(done));
      const busy = performance.now() - begin;
      await drawn();
      return busy;
    };
    fill("#gossip-interval", "20");
    await drawn();
    [...document.querySelectorAll("button")].find(({ textContent }) => textContent === "Start anew with these").click();
    await drawn();
    const figures = [];
    let moment = 0;
    for (const length of lengths) {
      let ran = 0;
      while (known() < length) {
        moment += length / 4;
        element("#go-to").value = String(moment);
        const before = known();
        ran += await timed(() => element(".go-to button").click(), () => known() > before);
      }
      const samples = [];
      for (let place = 1; place <= places; place += 1) {
        const step = Math.floor(known() * ((place * 0.618034) % 1));
        samples.push(await timed(() => fill("#seek", String(step)), () => steps() === step));
      }
      samples.sort((one, other) => one - other);
      const backs = [];
      fill("#seek", String(known()));
      await drawn();
      for (let back = 0; back < 10; back += 1) {
        const before = steps();
        backs.push(await timed(() => element("#back").click(), () => steps() < before));
      }
      backs.sort((one, other) => one - other);
      figures.push({
        steps: known(),
        "run, ms": Math.round(ran),
        "seek, median ms": +samples[places >> 1].toFixed(1),
        "seek, longest ms": +samples.at(-1).toFixed(1),
        "one step back, median ms": +backs[5].toFixed(1),
      });
    }
    return figures;
  },
  [LENGTHS, PLACES],
);
console.table(times);
await browser.close();
