// How the page begins where much is missing: on a slow network, without its program, without memory,
// without JavaScript. It is never empty, and says what is wrong.

import { test, expect, type Page } from "@playwright/test";

const step = (page: Page) => page.getByRole("button", { name: "Step", exact: true });

/** The program, or all of it that the first picture takes. */
const FIRST_PART = /_(bg|first)\.wasm$/;

/** The rest of it; builds for development are in one piece. */
const SECOND_PART = "**/*_second.wasm";

const isInOnePiece = async (page: Page) => (await page.locator('meta[name="second-part"]').count()) === 0;

const faults = (page: Page) => page.getByRole("tab", { name: "Faults" });

/** What the page says in the place of the playground. */
const said = (page: Page) => page.locator("#app > .loading");

test("on a slow network the page says at once that it is loading, and then can be used", async ({ page, baseURL }) => {
  test.slow();
  const network = await page.context().newCDPSession(page);
  await network.send("Network.enable");
  // As browsers have it under the name “slow 3G”.
  await network.send("Network.emulateNetworkConditions", {
    offline: false,
    latency: 2_000,
    downloadThroughput: 50_000,
    uploadThroughput: 50_000,
  });
  // The sentence is not only there but drawn before any style sheet has arrived.
  const drawn = () => page.evaluate(() => performance.getEntriesByType("paint").length);
  await page.route("**/*.css", async (route) => {
    await expect.poll(drawn, { timeout: 20_000 }).toBeGreaterThan(0);
    await route.continue();
  });
  // Before any of the program has arrived.
  await page.route(FIRST_PART, async (route) => {
    await expect(said(page)).toHaveText("Starting the nodes …");
    await expect(said(page)).toBeVisible();
    // It may be large, as the tests may run on a build for development: that takes no part in this.
    await network.send("Network.emulateNetworkConditions", { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: -1 });
    await route.continue();
  });
  await page.goto(baseURL!, { waitUntil: "commit" });
  await expect(said(page)).toBeVisible();
  await expect(step(page)).toBeEnabled({ timeout: 60_000 });
  await step(page).click();
  await expect(page.locator("#steps")).toHaveText("1");
});

for (const [what, files, fate] of [
  ["the program does not arrive", "**/*.wasm", "abort"],
  ["the program is missing on the server", "**/*.wasm", "missing"],
  ["the program arrives damaged", "**/*.wasm", "damaged"],
  ["the program's script does not arrive", "**/dynamo-playground-*.js", "abort"],
  ["the program's script is missing on the server", "**/dynamo-playground-*.js", "missing"],
]) {
  test(`${what}: a sentence says so`, async ({ page, baseURL }) => {
    await page.route(files, (route) => {
      switch (fate) {
        case "abort":
          return route.abort();
        case "missing":
          return route.fulfill({ status: 404, contentType: "text/plain", body: "Not found" });
        default:
          return route.fulfill({ contentType: "application/wasm", body: "no program" });
      }
    });
    await page.goto(baseURL!);
    await expect(said(page)).toContainText("The playground did not start: a part of it could not be loaded.");
    await expect(page.getByRole("alert")).toHaveCount(1);
    await expect(page.getByRole("alert")).toBeVisible();
    // Once the network is there again, it starts.
    await page.unroute(files);
    await page.reload();
    await expect(step(page)).toBeEnabled();
    await expect(page.getByRole("alert")).toHaveCount(0);
  });
}

/** What the browser tells of what has moved without being asked to. */
interface LayoutShift {
  startTime: number;
  sources: { node: Node | null }[];
}

/** Has the second part of the program come only when it is told to. */
async function holdBack(page: Page): Promise<() => void> {
  let release = () => {};
  const released = new Promise<void>((done) => (release = done));
  await page.route(SECOND_PART, async (route) => {
    await released;
    await route.continue();
  });
  return release;
}

for (const [width, height] of [[1440, 900], [1920, 1080], [390, 844]]) {
  test.describe(`at ${width} × ${height}`, () => {
    test.use({ viewport: { width, height } });

    test("the first picture waits for nothing but the first part of the program", async ({ page, baseURL }) => {
      await page.goto(baseURL!);
      await expect(step(page)).toBeEnabled();
      // If it does now: UPDATE_FIRST_PART=1 cargo xtask test browser
      await expect(page.locator("html")).not.toHaveAttribute("data-waited-for-second-part");
    });

    test("what is drawn when the second part of the program has come moves nothing", async ({ page, baseURL }) => {
      const release = await holdBack(page);
      await page.goto(baseURL!);
      test.skip(await isInOnePiece(page), "The build is in one piece.");
      await expect(step(page)).toBeEnabled();
      await page.evaluate(() => {
        const shifts: string[] = [];
        Object.assign(window, { shifts });
        const began = performance.now();
        new PerformanceObserver((list) => {
          for (const { startTime, sources } of list.getEntries() as unknown as LayoutShift[]) {
            // The card of the tour lies in front of the page, and is put where it belongs.
            const moved = sources.map(({ node }) => node as Element | null).filter((node) => !node?.closest?.("#tour, #tour-ring"));
            if (startTime > began) shifts.push(...moved.map((node) => node?.outerHTML?.slice(0, 80) ?? "?"));
          }
        }).observe({ type: "layout-shift", buffered: true });
      });
      release();
      await expect(page.locator("#session-dialog")).toBeAttached();
      await expect(page.locator("#tour")).toBeVisible();
      // What moved is told when the frame is drawn.
      await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn, 50))));
      expect(await page.evaluate(() => (window as unknown as { shifts: string[] }).shifts)).toEqual([]);
    });
  });
}

test("what is done before the second part of the program is there is done when it has come, and once", async ({
  page,
  baseURL,
}) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  const release = await holdBack(page);
  await page.goto(baseURL!);
  test.skip(await isInOnePiece(page), "The build is in one piece.");
  await step(page).click();
  await faults(page).click();
  await page.keyboard.press("n");
  await step(page).click();
  // Meanwhile the page stands as it is, and nothing is wrong.
  await expect(page.locator("#steps")).toHaveText("0");
  await expect(page.locator(".stopped")).toHaveCount(0);
  release();
  await expect(page.getByRole("heading", { name: "Faults" })).toBeVisible();
  await expect.poll(async () => Number(await page.locator("#steps").textContent())).toBeGreaterThan(2);
});

for (const way of ["paste", "drop"]) {
  test(`a scenario that comes before the second part of the program is opened when it has come: ${way}`, async ({ page, baseURL }) => {
    const release = await holdBack(page);
    await page.goto(baseURL!);
    test.skip(await isInOnePiece(page), "The build is in one piece.");
    await expect(step(page)).toBeVisible();
    await page.evaluate((way) => {
      const text = JSON.stringify({ version: 1, title: "Come early", seed: 7 });
      const data = new DataTransfer();
      const how = { bubbles: true, cancelable: true };
      if (way === "drop") {
        data.items.add(new File([text], "early.json", { type: "application/json" }));
        document.body.dispatchEvent(new DragEvent("drop", { ...how, dataTransfer: data }));
      } else {
        data.setData("text/plain", text);
        document.body.dispatchEvent(new ClipboardEvent("paste", { ...how, clipboardData: data }));
      }
      // What is told by an event is gone when it is over.
      data.clearData();
    }, way);
    await expect(page.locator(".story")).toHaveText("The shopping cart");
    release();
    await expect(page.locator(".story")).toHaveText("Come early");
  });
}

test("what takes the second part of the program waits until it has come", async ({ page, baseURL }) => {
  let came = 0;
  await page.route(SECOND_PART, async (route) => {
    await new Promise((done) => setTimeout(done, 1_000));
    came += 1;
    await route.continue();
  });
  await page.goto(baseURL!);
  test.skip(await isInOnePiece(page), "The build is in one piece.");
  await faults(page).click();
  await expect(page.getByRole("heading", { name: "Faults" })).toBeVisible();
  expect(came).toBeGreaterThan(0);
  await step(page).click();
  await expect(page.locator("#steps")).toHaveText("1");
});

test("the second part of the program does not arrive: a sentence says so when it is wanted", async ({ page, baseURL }) => {
  await page.route(SECOND_PART, (route) => route.abort());
  await page.goto(baseURL!);
  test.skip(await isInOnePiece(page), "The build is in one piece.");
  await expect(step(page)).toBeEnabled();
  await expect(page.locator(".stopped")).toHaveCount(0);
  await faults(page).click();
  await expect(page.locator(".stopped")).toContainText("A part of the playground could not be loaded.");
  // Once the network is there again, all is well.
  await page.unroute(SECOND_PART);
  await page.reload();
  await faults(page).click();
  await expect(page.getByRole("heading", { name: "Faults" })).toBeVisible();
});

test("without enough memory for the program a sentence says so", async ({ page, baseURL }) => {
  await page.addInitScript(() => {
    const refuse = async () => {
      throw new RangeError("WebAssembly.instantiate(): Out of memory: Cannot allocate Wasm memory for new instance");
    };
    WebAssembly.instantiate = refuse;
    WebAssembly.instantiateStreaming = refuse;
  });
  await page.goto(baseURL!);
  await expect(page.getByRole("alert")).toContainText("too little memory");
});

test("when the memory is used up later on, a sentence says so in front of the page", async ({ page, baseURL }) => {
  await page.addInitScript(() => {
    addEventListener("TrunkApplicationStarted", (event) => {
      const { memory } = (event as CustomEvent<{ wasm: { memory: WebAssembly.Memory } }>).detail.wasm;
      // All that a program can have at most, in pages.
      for (let pages = 65_536; pages > 0; pages = Math.floor(pages / 2)) {
        try {
          memory.grow(pages);
        } catch {}
      }
    });
  });
  await page.goto(baseURL!);
  await expect(step(page)).toBeEnabled();
  const sentence = page.getByRole("alert").filter({ hasText: "The playground has stopped" });
  await expect(async () => {
    // The program still has some of what it asked for before, and uses that up with time.
    if ((await sentence.count()) === 0) {
      await step(page).click({ timeout: 1_000 });
    }
    expect(await sentence.count()).toBe(1);
  }).toPass({ intervals: [10] });
  await expect(sentence).toBeVisible();
  await expect(sentence).toContainText("Load the page again");
});

test("a browser that runs no WebAssembly is told so", async ({ page, baseURL }) => {
  await page.addInitScript(() => Reflect.deleteProperty(globalThis, "WebAssembly"));
  await page.goto(baseURL!);
  await expect(page.getByRole("alert")).toContainText("this browser runs none");
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("the page says that it needs it", async ({ page, baseURL }) => {
    await page.goto(baseURL!);
    await expect(page.locator("noscript")).toBeVisible();
    expect(await page.locator("noscript").evaluate((element) => element.textContent)).toContain("needs JavaScript");
    await expect(said(page)).toBeHidden();
  });
});
